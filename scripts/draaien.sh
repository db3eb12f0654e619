#!/usr/bin/env bash
# make run: the database up to date, the demo region on the first run, then serve on the loopback address.
set -euo pipefail
export OVERLEGTAFEL_DEMO=1 FLASK_APP=wsgi
mkdir -p instance
.venv/bin/flask db upgrade
if .venv/bin/flask leeg; then .venv/bin/flask demo; fi
echo
echo "De Overlegtafel staat klaar op http://127.0.0.1:${PORT:-8000}"
echo "Log in als huisarts@demo.test, wachtwoord overlegtafel-demo. Stoppen: Ctrl+C."
exec .venv/bin/gunicorn --config scripts/gunicorn.conf.py wsgi:app
