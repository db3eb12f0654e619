"""Before the app: a few requests at a time, once all of them is in; and what asks for a socket passes here on its way to the loop."""

import errno
import logging
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ssl import SSLSocket
from tempfile import SpooledTemporaryFile
from typing import IO
from uuid import UUID

from flask import Flask, current_app, request
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    HTTPException,
    ServiceUnavailable,
    TooManyRequests,
    Unauthorized,
)
from werkzeug.wrappers import Response
from wsproto.connection import ConnectionType
from wsproto.events import AcceptConnection
from wsproto.handshake import H11Handshake
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

from overlegtafel.core.transaction import reading
from overlegtafel.core.websocket import Opening

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
_HEADERS = ("Host", "Connection", "Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version")

# A connection let in, the session at the other end, and what to do when it is gone.
Take = Callable[[Opening, UUID, Callable[[], None]], None]


def init_poort(app: Flask, take: Take) -> None:
    """Stand before this app. take gets every socket that was let in, from any thread; it raises ServiceUnavailable when it wants no more."""
    turns = threading.BoundedSemaphore(_TEGELIJK)
    app.wsgi_app = _gate(app, _in_turn(app, app.wsgi_app, turns), turns, take)


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


def _gate(app: Flask, wsgi_app: Callable, turns: threading.BoundedSemaphore, take: Take) -> Callable:
    """A socket: from a page of our own, by somebody signed in, and not too many of them. The thread is free once it is through."""
    open_sockets: Counter[UUID] = Counter()
    lock = threading.Lock()

    def gate(environ, start_response):
        if not environ["PATH_INFO"].startswith("/socket.io/"):
            return wsgi_app(environ, start_response)
        try:
            with turns, app.request_context(environ):
                account_id, sessie_id = _who_listens()
                answer = _shake_hands()
            with lock:
                if open_sockets.total() >= app.config["SOCKETS"] or open_sockets[account_id] >= _PER_ACCOUNT:
                    raise TooManyRequests
                open_sockets[account_id] += 1
        except HTTPException as refused:
            return Response(status=refused.code)(environ, start_response)

        def gone() -> None:
            with lock:
                open_sockets[account_id] -= 1
                if not open_sockets[account_id]:
                    del open_sockets[account_id]

        take(_give_away(environ, answer), sessie_id, gone)
        # To the web server: there is nothing to answer here any more.
        raise StopIteration

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


def _shake_hands() -> bytes:
    """The answer to a request for a websocket. Raises the HTTPException with which anything else is refused."""
    line = request.environ.get("gunicorn.socket")
    if not isinstance(line, socket.socket) or isinstance(line, SSLSocket):
        # Another web server, or TLS without a proxy: no socket to give away.
        raise ServiceUnavailable
    if request.args.get("transport") != "websocket" or request.args.get("EIO") != "4" or "sid" in request.args:
        # Polling would need every request of a screen to reach the same process.
        raise BadRequest
    if request.method != "GET" or request.content_length or "Transfer-Encoding" in request.headers:
        raise BadRequest
    handshake = H11Handshake(ConnectionType.SERVER)
    try:
        given = [(name, request.headers[name]) for name in _HEADERS if name in request.headers]
        handshake.initiate_upgrade_connection(given, "/")
        return handshake.send(AcceptConnection())
    except (RemoteProtocolError, LocalProtocolError, ValueError):
        raise BadRequest from None


def _give_away(environ: dict, answer: bytes) -> Opening:
    """The connection, out of the hands of the web server. Its socket is left empty: scripts/gunicorn.conf.py knows."""
    read_ahead = environ["wsgi.input"].reader.unreader.take_buffered()
    line = socket.socket(fileno=environ["gunicorn.socket"].detach())
    if line.family != socket.AF_UNIX:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Opening(line, answer, read_ahead)
