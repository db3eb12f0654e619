#!/usr/bin/env bash
# make test: style, import rules, then every test in random order.
set -euo pipefail
.venv/bin/ruff check .
.venv/bin/ruff format --check --quiet . || { echo "Opmaak: draai .venv/bin/ruff format ." >&2; exit 1; }
.venv/bin/lint-imports
exec .venv/bin/pytest -n 2 "$@"
