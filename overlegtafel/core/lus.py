"""The loop beside the threads: one gevent loop in a thread of its own per process, in which the open screens live.

Nothing is patched: what blocks, blocks the loop. So work in the loop never waits for a database, a lock or a file; `wait`
has a thread do that. The loop starts when it is first needed, so after the web server forked.
"""

import atexit
import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import gevent
from gevent.event import AsyncResult, Event
from gevent.greenlet import Greenlet

from overlegtafel.core.sporen import trace_of

logger = logging.getLogger(__name__)

# Threads for work that blocks; more would only wait for the same database.
_DRADEN = 4
# After so many pieces of work from outside, whoever has something to read or write gets a turn.
_AANEEN = 100
# Seconds a stopping process gives the loop.
_AFSCHEID = 3


class Lus:
    """The loop of this process. Work that fails is logged by type and place; the loop goes on."""

    def __init__(self) -> None:
        self._work: deque[tuple[Callable, tuple]] = deque()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._running = threading.Event()
        self._news: Event
        self._stopped = self._ended = False
        self._pool = ThreadPoolExecutor(_DRADEN, thread_name_prefix="lus")
        self.on_stop: list[Callable[[], None]] = []

    @property
    def started(self) -> bool:
        """Whether it runs."""
        return self._running.is_set()

    def start(self) -> None:
        """Harmless when it runs."""
        if not self._running.is_set():
            with self._starting:
                if not self._thread:
                    self._thread = threading.Thread(target=self._run, name="lus", daemon=True)
                    self._thread.start()
                    atexit.register(self.stop)
            self._running.wait()

    def call(self, work: Callable, *args: Any) -> None:
        """From any thread: do this in the loop, in the order of the calls. It must not wait: see `spawn`. Nothing once it ended."""
        self.start()
        if self._ended:
            return
        self._work.append((work, args))
        self._wake.send()

    def spawn(self, work: Callable, *args: Any) -> None:
        """From any thread: do this in the loop, in a greenlet of its own, which may wait."""
        if threading.current_thread() is self._thread:
            gevent.spawn(_guarded, work, args)
        else:
            self.call(self.spawn, work, *args)

    def later(self, seconds: float, work: Callable, *args: Any) -> Greenlet:
        """In the loop: do this after so many seconds. `.kill()` of what comes back calls it off."""
        return gevent.spawn_later(seconds, _guarded, work, args)

    def wait(self, work: Callable, *args: Any, door: ThreadPoolExecutor | None = None) -> Any:
        """In a greenlet: have a thread (of `door`) do work that blocks, while others go on. Its result, or its exception."""
        if gevent.getcurrent() is self._main:
            raise RuntimeError("work of call() would hold up all that comes after it: spawn() it")
        done = AsyncResult()
        (door or self._pool).submit(work, *args).add_done_callback(lambda future: self.call(_pass_on, future, done))
        return done.get()

    def stop(self) -> None:
        """What was asked is done, the rest (on_stop) is told, and the thread ends; within seconds, from any other thread."""
        if self._thread and not self._stopped:
            self._stopped = True
            self._wake.send()
            self._thread.join(_AFSCHEID)

    def _run(self) -> None:
        hub = gevent.get_hub()
        # A message of an error may hold anything.
        hub.print_exception = lambda _context, _type, error, _trace: logger.error("loop: %s", trace_of(error))
        self._main, self._news = gevent.getcurrent(), Event()
        self._wake = hub.loop.async_()
        self._wake.start(self._news.set)
        self._running.set()
        while not self._stopped:
            self._do_what_waits()
            self._news.wait()
            self._news.clear()
        goodbyes = [gevent.spawn(_guarded, tell, ()) for tell in self.on_stop]
        while not all(goodbye.ready() for goodbye in goodbyes):
            self._do_what_waits()
            self._news.wait(0.02)
            self._news.clear()
        self._ended = True

    def _do_what_waits(self) -> None:
        count = 0
        while self._work:
            _guarded(*self._work.popleft())
            count += 1
            if count % _AANEEN == 0:
                gevent.sleep(0)


def _guarded(work: Callable, args: tuple) -> None:
    try:
        work(*args)
    except Exception as error:
        logger.error("loop: %s", trace_of(error))


def _pass_on(future: Future, done: AsyncResult) -> None:
    error = future.exception()
    if error is None:
        done.set(future.result())
    else:
        done.set_exception(error)
