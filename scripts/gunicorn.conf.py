"""How the app is served. The demo listens on the loopback address only."""

import os
import resource
import threading

from gunicorn.workers.gthread import ThreadWorker

bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
if os.environ.get("OVERLEGTAFEL_DEMO") == "1" and not bind.startswith(("127.", "localhost:", "[::1]")):
    raise SystemExit("De demo luistert alleen op deze machine: haal BIND weg of zet er 127.0.0.1 in.")


class SocketWorker(ThreadWorker):
    """Hangs up on the open screens when it stops, for stopping waits until nobody is connected; they call again by themselves."""

    def handle_exit(self, sig, frame):
        self.hang_up()
        super().handle_exit(sig, frame)

    def is_parent_alive(self):
        alive = super().is_parent_alive()
        if not alive:
            self.hang_up()
        return alive

    def hang_up(self):
        if live := getattr(self.wsgi, "extensions", {}).get("socketio"):
            # In a signal handler nothing may wait.
            threading.Thread(target=_close, args=(live.server.eio,), daemon=True).start()


def _close(sockets):
    for one in sockets.sockets.copy().values():
        one.close(wait=False)


worker_class = SocketWorker
# SQLite: one process. With PostgreSQL and Redis, WEB_CONCURRENCY says how many.
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
# Every open screen keeps one. They are started when needed; requests work eight at a time, whatever this is (core/live.py).
threads = int(os.environ.get("THREADS") or 600)
worker_connections = threads + 400
# Each connection is an open file.
_SOFT, _HARD = resource.getrlimit(resource.RLIMIT_NOFILE)
_WANTED = 2 * worker_connections + 200
if _SOFT < _WANTED:
    resource.setrlimit(resource.RLIMIT_NOFILE, (_WANTED if _HARD < 0 else min(_WANTED, _HARD), _HARD))
timeout = 60
keepalive = 30
# No access log: addresses hold ids of clients, and the access log that counts is in the database.
accesslog = None
errorlog = "-"
loglevel = "warning"
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None


def post_worker_init(worker):
    """Load font and layout engine before the first visitor asks for them; do what waited for the restart."""
    from overlegtafel.core.sporen import trace_of
    from overlegtafel.plannen.halve_a4 import warm_up

    warm_up()
    # A socket that both ends close at once ends its thread with an error: its type and place are enough to know.
    threading.excepthook = lambda failed: worker.log.error("thread: %s", trace_of(failed.exc_value))
    for werker in worker.wsgi.extensions["werkers"].values():
        werker.wake()
