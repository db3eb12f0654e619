"""Work beside the requests goes on, also after a round that went wrong."""

import threading

from flask import Flask

from overlegtafel.core.werker import Werker


def test_a_round_that_fails_is_not_the_end_of_the_work(caplog):
    done, rounds = threading.Semaphore(0), []

    def werk() -> None:
        rounds.append(threading.current_thread().name)
        done.release()
        if len(rounds) == 1:
            raise ValueError("mevrouw Van den Berg")

    werker = Werker(Flask("proef"), "proef", werk, elke=3600)
    for _ in range(2):
        werker.wake()
        assert done.acquire(timeout=30)
    werker.stop()
    assert set(rounds) == {"proef"}
    assert "ValueError at " in caplog.text and "Berg" not in caplog.text
