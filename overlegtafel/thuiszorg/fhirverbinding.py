"""The connection to somebody else's server: to no forbidden machine, and cut off when its time is up."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from overlegtafel.thuiszorg.fhiradres import is_forbidden_ip


class VerbodenMachine(OSError):
    """The name of the server led to a machine that nothing may be asked of."""


class Verbinding:
    """One connection at a time, kept open between questions."""

    def __init__(self, *, demo: bool) -> None:
        self._demo = demo
        self._socket: socket.socket | None = None
        self._cut = threading.Event()
        self.sessie = requests.Session()
        # No proxy, and no password from a file of this machine in the place of the key.
        self.sessie.trust_env = False
        self.sessie.mount("http://", _Adapter(self._watch))
        self.sessie.mount("https://", _Adapter(self._watch))

    def close(self) -> None:
        self.sessie.close()
        self._forget()

    @contextmanager
    def cut_off_after(self, seconds: float) -> Iterator[threading.Event]:
        """Time-outs of a socket start again with each byte; this does not. The event says that it was cut off."""
        cut = self._cut = threading.Event()

        def cut_off() -> None:
            cut.set()
            if self._socket:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(seconds, cut_off)
        timer.daemon = True
        timer.start()
        try:
            yield cut
        finally:
            timer.cancel()

    def _watch(self, connected: socket.socket) -> None:
        """Called for each new connection, before anything (also TLS) is said on it."""
        if is_forbidden_ip(connected.getpeername()[0], demo=self._demo):
            connected.close()
            raise VerbodenMachine
        self._forget()
        # A second handle: TLS takes the first one over.
        self._socket = connected.dup()
        if self._cut.is_set():
            # Time was up while the name was looked up, or another address tried: there was nothing to cut off yet.
            connected.close()
            raise TimeoutError

    def _forget(self) -> None:
        if self._socket:
            self._socket.close()
        self._socket = None


class _Adapter(HTTPAdapter):
    def __init__(self, watch) -> None:
        self._watch = watch
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args, **kwargs) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _watched(HTTPConnectionPool, HTTPConnection, self._watch),
            "https": _watched(HTTPSConnectionPool, HTTPSConnection, self._watch),
        }


def _watched(pool: type, connection: type, watch) -> type:
    class Connection(connection):
        def _new_conn(self) -> socket.socket:
            made = super()._new_conn()
            watch(made)
            return made

    class Pool(pool):
        ConnectionCls = Connection

    return Pool
