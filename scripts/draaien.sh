#!/usr/bin/env bash
# make run: the database up to date, the demo region on the first run, then serve on the loopback address.
set -euo pipefail
export OVERLEGTAFEL_DEMO=1 PORT="${PORT:-8000}"
.venv/bin/flask --app wsgi klaarzetten
echo
echo "De Overlegtafel staat zo klaar op http://127.0.0.1:$PORT"
echo "Log in als huisarts@demo.test, wachtwoord overlegtafel-demo. Stoppen: Ctrl+C."
exec .venv/bin/gunicorn --config scripts/gunicorn.conf.py wsgi:app
