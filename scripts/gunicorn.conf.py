"""How the app is served. The demo listens on the loopback address only."""

import errno
import gc
import os
import resource
import socket
import struct
import sys
import threading
from datetime import date

from gunicorn.workers.gthread import ThreadWorker
from sqlalchemy.orm import configure_mappers

bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
if os.environ.get("OVERLEGTAFEL_DEMO") == "1" and not bind.startswith(("127.", "localhost:", "[::1]")):
    raise SystemExit("De demo luistert alleen op deze machine: haal BIND weg of zet er 127.0.0.1 in.")


# Seconds in which nothing more comes of a request that began.
_STIL = 20


class Ongeduldig(socket.socket):
    """The connection of a request. Half a line, and then nothing: hung up on, as if they had done so themselves."""

    def recv(self, *args):
        try:
            return super().recv(*args)
        except BlockingIOError:
            if self.gettimeout() is None:
                raise ConnectionResetError(errno.ECONNRESET, "nothing came") from None
            raise


class SocketWorker(ThreadWorker):
    """Gives sockets away to the loop (core/live.py), and hangs up on them when it stops; the screens call again by themselves."""

    def enqueue_req(self, conn):
        if not isinstance(conn.sock, Ongeduldig):
            conn.sock = Ongeduldig(fileno=conn.sock.detach())
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", _STIL, 0))
        super().enqueue_req(conn)

    def finish_request(self, conn, fs):
        if conn.sock.fileno() < 0:
            # The loop has it now: nothing here to keep or to close.
            self.nr_conns -= 1
            return
        super().finish_request(conn, fs)

    def handle_exit(self, sig, frame):
        self.hang_up()
        super().handle_exit(sig, frame)

    def is_parent_alive(self):
        alive = super().is_parent_alive()
        if not alive:
            self.hang_up()
        return alive

    def hang_up(self):
        # Stopped before the app was loaded, there is nobody to hang up on.
        app = getattr(self, "wsgi", None)
        if "live" in getattr(app, "extensions", {}):
            from overlegtafel.core.live import hang_up

            hang_up(app)


worker_class = SocketWorker
# SQLite: one process. With PostgreSQL and Redis, WEB_CONCURRENCY says how many.
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
# Requests work eight at a time, whatever this is (core/poort.py); the others wait for a turn, or for a slow sender.
threads = int(os.environ.get("THREADS") or 40)
worker_connections = threads + 960
# Each connection is an open file, and each open screen (SOCKETS, as in overlegtafel/config.py).
_SOFT, _HARD = resource.getrlimit(resource.RLIMIT_NOFILE)
_WANTED = worker_connections + int(os.environ.get("SOCKETS") or 2000) + 400
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
    """Load font, layout engine and calendar before the first visitor asks for them; do what waited for the restart."""
    from overlegtafel.berichten.termijnen import feestdag
    from overlegtafel.core.sporen import trace_of
    from overlegtafel.plannen.halve_a4 import warm_up

    warm_up()
    # Loads the calendars of a hundred countries: not while somebody waits for the database.
    feestdag(date.today())
    # A page that computes gives the loop a turn sooner; measured, docs/adr/0016.
    sys.setswitchinterval(0.001)
    # Of an error in a thread its type and place are enough to know.
    threading.excepthook = lambda failed: worker.log.error("thread: %s", trace_of(failed.exc_value))
    # All that was loaded stays; looking through it for garbage again and again made one request in many five times as slow.
    configure_mappers()
    gc.collect()
    gc.freeze()
    for werker in worker.wsgi.extensions["werkers"].values():
        werker.wake()
