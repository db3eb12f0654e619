"""Which real parts this machine has for the tests."""

import os
import shutil
import time

import redis

REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")


def browser_path() -> str | None:
    return shutil.which("chromium") or shutil.which("google-chrome")


def has_redis() -> bool:
    try:
        client = redis.Redis.from_url(REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
        client.ping()
        client.close()
        return True
    except redis.RedisError:
        return False


def describe_parts(has_postgres: bool) -> list[str]:
    def line(name: str, there: object, without: str) -> str:
        return f"{name}: {'aanwezig' if there else 'ONTBREEKT, ' + without}"

    return [
        "SQLite: aanwezig",
        line("PostgreSQL", has_postgres, "tests op PostgreSQL overgeslagen (TEST_POSTGRES_URL)"),
        line("Redis", has_redis(), "tests met Redis overgeslagen (TEST_REDIS_URL)"),
        line("Chromium", browser_path(), "browsertests overgeslagen (apt-get install chromium)"),
    ]


def await_in(page, expression: str, seconds: float = 15) -> None:
    """Wait until this is so in the page. The browser's own waiting evaluates strings, which our pages forbid."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(50)
