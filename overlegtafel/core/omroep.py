"""From process to process, through Redis: what is said to a room. From threads of its own, so that a Redis that is away or hangs holds up nobody."""

import base64
import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from socketio.packet import Packet

from overlegtafel.core.sporen import trace_of

logger = logging.getLogger(__name__)

# Messages that wait for a Redis that does not answer; what comes on top is dropped, and told later as missed.
_ACHTERSTAND = 1000
# Seconds: without a word Redis is asked whether it is there; no answer in the same time and it is called again.
_STIL = 4
_EERST, _LAATST = 0.25, 2
# What fails is dropped, and not tried again while newer messages wait behind it.
_EENS = {"retry": Retry(NoBackoff(), 0), "socket_timeout": 2, "socket_connect_timeout": 2}


class Omroep:
    """hear(event, data, rooms, skip) gets what other processes say; back() is called when something may have been missed.

    Both are called from the thread that listens.
    """

    def __init__(self, url: str, hear: Callable[[str, Any, list[str], Any], None], back: Callable[[], None]) -> None:
        self._redis = redis.Redis.from_url(url, **_EENS)
        # What is published knows no database numbers; two installations with one Redis each use their own.
        self._kanaal = f"overlegtafel.{self._redis.connection_pool.connection_kwargs.get('db') or 0}"
        self._hear, self._back = hear, back
        self._me = uuid4().hex
        self._teller = ThreadPoolExecutor(1, thread_name_prefix="omroep")
        self._room = threading.BoundedSemaphore(_ACHTERSTAND)
        # Something was said that the others did not hear.
        self._missed = False

    def tell(self, event: str, data: Any, rooms: Sequence[str], skip: Any = None) -> None:
        """Say it to these rooms in the other processes. Never waits, never raises; the data may not change any more."""
        if not self._room.acquire(blocking=False):
            self._missed = True
            return
        try:
            self._teller.submit(self._tell, event, data, list(rooms), skip)
        except RuntimeError:
            # The process ends.
            self._room.release()

    def listen(self) -> None:
        """From now on, in a thread of its own, for as long as the process lives."""
        threading.Thread(target=self._listen, name="omroep", daemon=True).start()

    def _tell(self, event: str, data: Any, rooms: list[str], skip: Any) -> None:
        try:
            rest, pieces = Packet.deconstruct_binary(data)
            binary = [base64.b64encode(piece).decode() for piece in pieces]
            self._publish({"naam": event, "wat": rest, "bij": binary, "kamers": rooms, "zonder": skip})
            if self._missed:
                self._missed = False
                self._publish({"gemist": True})
        except Exception as error:
            self._missed = True
            logger.error("not told to other processes: %s", trace_of(error))
        finally:
            self._room.release()

    def _publish(self, message: dict) -> None:
        self._redis.publish(self._kanaal, json.dumps(message | {"van": self._me}, separators=(",", ":")))

    def _listen(self) -> None:
        pause = _EERST
        while True:
            began = time.monotonic()
            try:
                self._follow()
            except Exception as error:
                logger.error("no word from other processes: %s", trace_of(error))
            pause = _EERST if time.monotonic() - began > _STIL else min(2 * pause, _LAATST)
            time.sleep(pause)

    def _follow(self) -> None:
        """Until Redis is gone. Raises RedisError or OSError."""
        with self._redis.pubsub() as pubsub:
            pubsub.subscribe(self._kanaal)
            asked = False
            while True:
                message = pubsub.get_message(timeout=_STIL)
                if message is None:
                    if asked:
                        raise redis.ConnectionError
                    asked = True
                    pubsub.ping()
                    continue
                asked = False
                if message["type"] == "subscribe":
                    self._back()
                elif message["type"] == "message":
                    self._take(message["data"])
                if self._missed:
                    self._tell_missed()

    def _tell_missed(self) -> None:
        self._missed = False
        try:
            self._publish({"gemist": True})
        except Exception:
            self._missed = True
            raise

    def _take(self, message: bytes) -> None:
        try:
            said = json.loads(message)
            if said["van"] == self._me:
                return
            if said.get("gemist"):
                self._back()
                return
            binary = [base64.b64decode(piece) for piece in said["bij"]]
            data = Packet.reconstruct_binary(said["wat"], binary)
            self._hear(said["naam"], data, said["kamers"], said["zonder"])
        except Exception as error:
            # Of another version of this program, while one replaces the other.
            logger.error("not understood: %s", trace_of(error))
