#!/usr/bin/env bash
# make test: style, import rules, then every test in random order.
set -euo pipefail
# Every server the tests start loads the app: compiled once, and not by each of them.
.venv/bin/python -m compileall -q overlegtafel
.venv/bin/ruff check .
.venv/bin/ruff format --check --quiet . || { echo "Opmaak: draai .venv/bin/ruff format ." >&2; exit 1; }
.venv/bin/lint-imports
# The servers of the browser tests write to the disk for each commit, as they should; on a busy disk that can take seconds.
# In memory, where there is room, it does not.
MAP=()
if [ "$(df -Pm /dev/shm 2>/dev/null | awk 'NR==2 {print $4}')" -gt 2000 ] 2>/dev/null; then
  TMP_TESTS=$(mktemp -d /dev/shm/overlegtafel.XXXXXX)
  trap 'rm -rf "$TMP_TESTS"' EXIT
  MAP=(--basetemp "$TMP_TESTS/pytest")
fi
# A third waits while two of them work: much of what a test does is waiting for a browser or a process.
.venv/bin/pytest -n 3 ${MAP[@]+"${MAP[@]}"} "$@"
