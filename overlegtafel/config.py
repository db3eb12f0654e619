"""Every setting, read from the environment and checked at start. A wrong one stops the start with one clear line."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"


_SNEL = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry": Retry(NoBackoff(), 0)}


class ConfigError(Exception):
    """A setting is missing or wrong; the message says which and what it should be."""


def load_config(env: Mapping[str, str] | None = None) -> dict:
    """The Flask configuration for this environment. Raises ConfigError."""
    env = os.environ if env is None else env
    demo = _flag(env, "OVERLEGTAFEL_DEMO")
    base_url = env.get("BASE_URL") or f"http://127.0.0.1:{env.get('PORT') or '8000'}"
    if not _is_address(base_url, "http", "https"):
        raise ConfigError(f"BASE_URL is geen webadres: {base_url!r}. Bijvoorbeeld https://tafel.voorbeeld.nl")
    redis_url = env.get("REDIS_URL") or None
    smtp_url = env.get("SMTP_URL") or None
    if smtp_url and not _is_address(smtp_url, "smtp", "smtps"):
        raise ConfigError("SMTP_URL moet beginnen met smtp:// of smtps://")
    if not smtp_url and not demo:
        raise ConfigError(
            "SMTP_URL ontbreekt: zonder e-mail kan niemand worden uitgenodigd. Bijvoorbeeld smtp://localhost"
        )
    if redis_url and not _is_address(redis_url, "redis", "rediss", "unix"):
        raise ConfigError("REDIS_URL moet beginnen met redis://, rediss:// of unix://")
    threads = _number(env, "THREADS", default="40")
    if threads < 10:
        raise ConfigError("THREADS is het aantal verzoeken dat tegelijk binnen kan komen; minstens 10.")
    lock_after = _number(env, "VERGRENDEL_NA", default="15")
    if lock_after < 1:
        raise ConfigError("VERGRENDEL_NA is een aantal minuten, minstens 1.")
    secret_key = _secret_key(env, demo)
    return {
        "DEMO": demo,
        "BASE_URL": base_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": secret_key,
        # Seals the access log. Apart, so that SECRET_KEY can be renewed: then give the old one here.
        "LOGBOEK_SLEUTEL": env.get("LOGBOEK_SLEUTEL") or secret_key,
        "SMTP_URL": smtp_url,
        # Letters leave, and notes are fetched, from threads of this process; off in tests, and where others do it
        # (`flask post --blijf`, `flask ophalen --blijf`).
        "POSTBODE": _flag(env, "POSTBODE", default="1"),
        # Minutes without a key or a click after which a screen locks.
        "VERGRENDEL_NA": lock_after,
        "SQLALCHEMY_DATABASE_URI": _database_url(env),
        # An error of the database must not carry names and care text to a log or a terminal.
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True, "hide_parameters": True},
        "SESSION_COOKIE_NAME": "overlegtafel",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": not demo,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,
        # Our pages send no Referer (it would hold ids of clients); token and SameSite cookie do the work.
        "WTF_CSRF_SSL_STRICT": False,
        "MAX_CONTENT_LENGTH": 256 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "MAX_FORM_PARTS": 200,
        # Open screens per process. Each takes memory and an open file (scripts/gunicorn.conf.py).
        "SOCKETS": _number(env, "SOCKETS", default="2000"),
        "RATELIMIT_STORAGE_URI": redis_url or "memory://",
        # Without Redis each process counts for itself, rather than that nobody can sign in.
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        # One that hangs may not hold up who signs in.
        "RATELIMIT_STORAGE_OPTIONS": _SNEL if redis_url else {},
        "RATELIMIT_SWALLOW_ERRORS": True,
        "RATELIMIT_HEADERS_ENABLED": False,
        "PROXIES": _number(env, "PROXIES"),
        "COMPRESS_ALGORITHM": ["zstd", "gzip"],
        "COMPRESS_ALGORITHM_STREAMING": [],
        "COMPRESS_ZSTD_LEVEL": 3,
        "COMPRESS_LEVEL": 4,
        "COMPRESS_MIN_SIZE": 1024,
    }


def _is_address(text: str, *schemes: str) -> bool:
    """Whether this is an address with a host (or, for a socket, a path) and, if any, a port that is a number."""
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.netloc or parts.path) and (parts.port or 1) > 0
    except ValueError:
        return False


def _flag(env: Mapping[str, str], name: str, default: str = "0") -> bool:
    value = env.get(name, default)
    if value not in ("0", "1", ""):
        raise ConfigError(f"{name} is 0 of 1, niet {value!r}")
    return value == "1"


def _number(env: Mapping[str, str], name: str, default: str = "0") -> int:
    value = env.get(name) or default
    if not (value.isascii() and value.isdecimal()):
        raise ConfigError(f"{name} is een getal, niet {value!r}")
    return int(value)


def _secret_key(env: Mapping[str, str], demo: bool) -> str:
    key = env.get("SECRET_KEY", "")
    if key:
        if len(key) < 32 and not demo:
            raise ConfigError("SECRET_KEY is te kort: gebruik minstens 32 tekens.")
        return key
    if not demo:
        raise ConfigError(
            "SECRET_KEY ontbreekt. Maak er een met: python -c 'import secrets; print(secrets.token_hex(32))'"
        )
    # The demo keeps one key per installation, so that a restart signs nobody out.
    path = INSTANCE / "demo-sleutel"
    INSTANCE.mkdir(exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text()


def _database_url(env: Mapping[str, str]) -> str:
    given = env.get("DATABASE_URL", "")
    if not given:
        INSTANCE.mkdir(exist_ok=True)
        return f"sqlite:///{INSTANCE / 'overlegtafel.db'}"
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise ConfigError(
            "DATABASE_URL is geen database-adres. Bijvoorbeeld postgresql://gebruiker@host/naam"
        ) from None
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise ConfigError("DATABASE_URL: alleen SQLite en PostgreSQL worden ondersteund.")
    try:
        url.get_dialect().import_dbapi()
    except (ArgumentError, ImportError):
        raise ConfigError(
            f"DATABASE_URL: {url.drivername} is hier niet te gebruiken. Laat weg wat achter de + staat."
        ) from None
    return url.render_as_string(hide_password=False)
