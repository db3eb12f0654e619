#!/usr/bin/env bash
# The virtual environment. Debian ships Python without the venv module's pip: installed here when root, else say how.
set -euo pipefail
python=${1:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 of nieuwer is nodig; dit is $("$python" --version)." >&2; exit 1; }
if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  exec "$python" -m venv .venv
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
  exec "$python" -m venv .venv
fi
echo "Python mist venv. Zo komt het er: sudo apt-get install python3-venv" >&2
exit 1
