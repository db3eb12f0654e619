"""How the app is served. The demo listens on the loopback address only."""

import os

bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
if os.environ.get("OVERLEGTAFEL_DEMO") == "1" and not bind.startswith(("127.", "localhost:", "[::1]")):
    raise SystemExit("De demo luistert alleen op deze machine: haal BIND weg of zet er 127.0.0.1 in.")
worker_class = "gthread"
# SQLite: one process. With PostgreSQL, WEB_CONCURRENCY says how many.
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = 8
timeout = 60
keepalive = 30
# No access log: addresses hold ids of clients, and the access log that counts is in the database.
accesslog = None
errorlog = "-"
loglevel = "warning"
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None


def post_worker_init(worker):
    """Load font and layout engine before the first visitor asks for them; do what waited for the restart."""
    from overlegtafel.plannen.halve_a4 import warm_up

    warm_up()
    for werker in worker.wsgi.extensions["werkers"].values():
        werker.wake()
