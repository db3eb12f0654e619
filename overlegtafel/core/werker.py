"""Work that goes on beside the requests, in a thread of the web process: sending letters, fetching notes, cleaning up."""

import logging
import threading
from collections.abc import Callable

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from overlegtafel.core.sporen import trace_of
from overlegtafel.extensions import db

logger = logging.getLogger(__name__)


class Werker:
    """Does its work when woken, and from then on every so many seconds. Nobody wakes it: there is no thread."""

    def __init__(self, app: Flask, naam: str, werk: Callable[[], object], elke: float) -> None:
        self._app, self._naam, self._werk, self._elke = app, naam, werk, elke
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._stopped = False

    def wake(self) -> None:
        with self._lock:
            # Started by the first to wake it, so that a forked process has its own. It keeps no process alive.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name=self._naam, daemon=True)
                self._thread.start()
        self._wake.set()

    def stop(self) -> None:
        """Finish what is at hand, and no more."""
        self._stopped = True
        self._wake.set()
        if self._thread:
            self._thread.join()

    def _work(self) -> None:
        while not self._stopped:
            self._wake.wait(timeout=self._elke)
            self._wake.clear()
            with self._app.app_context():
                try:
                    self._werk()
                except Exception as error:
                    # One round that fails is not the end of the work.
                    logger.error("%s: %s", self._naam, trace_of(error))


def wake_after_commit(naam: str) -> None:
    """Once the running transaction is stored, the worker of this name looks what there is to do."""
    db.session.info.setdefault("wekken", set()).add(naam)


@event.listens_for(Session, "after_commit")
def _wake(session: Session) -> None:
    if session.in_nested_transaction():
        # The release of a savepoint: nobody else sees yet what there is to do.
        return
    for naam in session.info.pop("wekken", ()):
        if werker := current_app.extensions["werkers"].get(naam):
            werker.wake()
