"""Telling open screens that something changed, after the commit. An event holds a kind and an id; the screen then asks over HTTP.

One room per session, not per person: a session that ended or is locked is in no list of rooms, so it hears nothing any
more. A socket keeps a thread, never a connection to the database. The requests share the few turns there always were,
so that hundreds of sockets leave the database as it was.
"""

import errno
import logging
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO
from uuid import UUID

from flask import Flask, current_app, request
from flask_login import current_user
from flask_socketio import SocketIO, join_room
from redis.backoff import NoBackoff
from redis.retry import Retry
from socketio import RedisManager
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden, HTTPException, ServiceUnavailable, TooManyRequests, Unauthorized
from werkzeug.wrappers import Response

from overlegtafel.core.transaction import reading
from overlegtafel.extensions import db

logger = logging.getLogger(__name__)

# So many requests work at a time in one process; the others wait their turn.
_TEGELIJK = 8
# What may be sent, in bytes: elsewhere MAX_CONTENT_LENGTH; notes and files of home care are larger.
_RUIM = 11 * 1024 * 1024
_RUIMERE = ("/fhir", "/beheer")
_IN_GEHEUGEN = 256 * 1024
# Seconds in which nothing comes: then whoever was sending is gone.
_STIL = 20
# Somebody with many windows has fewer; more is somebody filling the server.
_PER_ACCOUNT = 30
# Signals that wait for a Redis that does not answer; what comes on top is seen at the next look.
_ACHTERSTAND = 1000
_SESSIE = "overlegtafel.sessie"


def init_live(app: Flask) -> None:
    """Sockets for this app: a thread each; through Redis when several processes run."""
    turns = threading.BoundedSemaphore(_TEGELIJK)
    app.wsgi_app = _in_turn(app, app.wsgi_app, turns)
    redis_url = app.config["REDIS_URL"]
    live = SocketIO(
        app,
        async_mode="threading",
        # Polling would need every request of a screen to reach the same process.
        transports=["websocket"],
        # _gate has looked at the origin already.
        cors_allowed_origins=[],
        manage_session=False,
        # Nothing is taken from a browser but its heartbeat.
        max_http_buffer_size=10_000,
        **({"client_manager": _Redis(redis_url, channel="overlegtafel")} if redis_url else {}),
    )
    live.on_event("connect", _connect)
    app.wsgi_app = _gate(app, app.wsgi_app, turns)


def _in_turn(app: Flask, wsgi_app: Callable, turns: threading.BoundedSemaphore) -> Callable:
    def limited(environ, start_response):
        most = _RUIM if environ["PATH_INFO"].startswith(_RUIMERE) else app.config["MAX_CONTENT_LENGTH"]
        with _received(environ, most) as complete, turns:
            return wsgi_app(complete, start_response)

    return limited


@contextmanager
def _received(environ: dict, most: int) -> Iterator[dict]:
    """The request once its body is in: who sends slowly keeps no turn. A body announced larger the app refuses unread."""
    # Notes without a length are read when the key is right, and not before.
    chunked = environ.get("wsgi.input_terminated") and not environ.get("CONTENT_LENGTH")
    chunked = chunked and not environ["PATH_INFO"].startswith("/fhir")
    # Of a body that does not say how long it is, one byte more tells that it is too large.
    length = most + 1 if chunked else _number(environ.get("CONTENT_LENGTH", ""))
    if not 0 < length <= most + 1:
        yield environ
        return
    with SpooledTemporaryFile(_IN_GEHEUGEN) as body:
        _receive(environ, body, length)
        arrived = body.tell()
        body.seek(0)
        yield environ | {"wsgi.input": body} | ({"CONTENT_LENGTH": str(arrived)} if chunked else {})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _receive(environ: dict, body: IO[bytes], length: int) -> None:
    connection = environ.get("gunicorn.socket")
    before = connection.gettimeout() if connection else None
    try:
        if connection:
            connection.settimeout(_STIL)
        while length and (part := environ["wsgi.input"].read(min(length, 64 * 1024))):
            body.write(part)
            length -= len(part)
    except TimeoutError:
        # Hung up on, as if they had done so themselves.
        raise ConnectionResetError(errno.ECONNRESET, "nothing came") from None
    finally:
        if connection:
            connection.settimeout(before)


def _gate(app: Flask, wsgi_app: Callable, turns: threading.BoundedSemaphore) -> Callable:
    """Before a socket takes a thread: from a page of our own, by somebody signed in, and not too many of them."""
    open_sockets: Counter[UUID] = Counter()
    lock = threading.Lock()

    def gate(environ, start_response):
        if not environ["PATH_INFO"].startswith("/socket.io/"):
            return wsgi_app(environ, start_response)
        try:
            with turns, app.request_context(environ):
                account_id, sessie_id = _who_listens()
            with lock:
                if open_sockets.total() >= app.config["SOCKETS"] or open_sockets[account_id] >= _PER_ACCOUNT:
                    raise TooManyRequests
                open_sockets[account_id] += 1
        except HTTPException as refused:
            return Response(status=refused.code)(environ, start_response)
        try:
            return wsgi_app(environ | {_SESSIE: sessie_id}, start_response)
        finally:
            with lock:
                open_sockets[account_id] -= 1
                if not open_sockets[account_id]:
                    del open_sockets[account_id]

    return gate


def _who_listens() -> tuple[UUID, UUID]:
    """The account and the session at the other end. Raises the HTTPException with which they are refused."""
    ours = {request.host_url.rstrip("/"), current_app.config["BASE_URL"].rstrip("/")}
    if request.headers.get("Origin") not in ours:
        raise Forbidden
    try:
        # On SQLite: without the lock that a look at a client takes.
        with reading():
            # A page nobody touched for a while is not locked until somebody looks; till then it may ring.
            if not current_user.is_authenticated or current_user.sessie.vergrendeld_op:
                raise Unauthorized
            return current_user.account_id, current_user.sessie.id
    except SQLAlchemyError as error:
        logger.error("no socket: %s", type(error).__name__)
        raise ServiceUnavailable from None


def _connect() -> None:
    join_room(room_of(request.environ[_SESSIE]))


def room_of(sessie_id: UUID) -> str:
    return f"sessie:{sessie_id}"


class _Redis(RedisManager):
    """Tells the other processes from a thread of its own: a Redis that hangs keeps no request waiting."""

    def __init__(self, url: str, channel: str) -> None:
        # What fails is dropped, and not tried again while newer signals wait behind it.
        once = {"retry": Retry(NoBackoff(), 0), "socket_timeout": 2, "socket_connect_timeout": 2}
        super().__init__(url, channel=channel, redis_options=once)
        self._teller = ThreadPoolExecutor(1, thread_name_prefix="seinen")
        self._room = threading.BoundedSemaphore(_ACHTERSTAND)

    def _publish(self, data: dict) -> None:
        if self._room.acquire(blocking=False):
            self._teller.submit(self._tell, data)

    def _tell(self, data: dict) -> None:
        try:
            super()._publish(data)
        finally:
            self._room.release()


def tell_after_commit(sessie_ids: Collection[UUID], soort: str, object_id: UUID) -> None:
    """Once the running transaction is stored, these sessions hear that something of this kind changed."""
    if sessie_ids:
        db.session.info.setdefault("seinen", {}).setdefault((soort, object_id), set()).update(sessie_ids)


@event.listens_for(Session, "after_commit")
def _emit(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for (soort, object_id), sessions in session.info.pop("seinen", {}).items():
        live = current_app.extensions["socketio"]
        rooms = [room_of(sessie_id) for sessie_id in sessions]
        try:
            live.emit("gewijzigd", {"soort": soort, "id": str(object_id)}, to=rooms)
        except Exception as error:
            # It is stored; who does not hear it now sees it at the next look.
            logger.error("no signal: %s", type(error).__name__)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("seinen", None)
