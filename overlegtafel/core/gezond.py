"""/gezond: can this process really read and write? No data in the answer."""

from importlib.metadata import PackageNotFoundError, version

from flask import Blueprint, current_app, jsonify
from sqlalchemy import Column, Integer, Table, text
from sqlalchemy.exc import SQLAlchemyError

from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import Base

bp = Blueprint("gezond", __name__)

# One row that every check writes; made by the migration.
hartslag = Table(
    "hartslag",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("slag", Integer, nullable=False),
)


@bp.get("/gezond")
def gezond():
    database, redis_state = _database(), _redis()
    healthy = database == "ok" and redis_state in ("ok", "niet ingesteld")
    body = {
        "status": "ok" if healthy else "storing",
        "versie": _versie(),
        "database": database,
        "redis": redis_state,
    }
    return jsonify(body), 200 if healthy else 503


def _database() -> str:
    try:
        with transaction() as session:
            session.execute(text("UPDATE hartslag SET slag = slag + 1 WHERE id = 1"))
            slag = session.execute(text("SELECT slag FROM hartslag WHERE id = 1")).scalar()
        return "ok" if slag else "storing"
    except SQLAlchemyError:
        return "storing"


def _redis() -> str:
    url = current_app.config["REDIS_URL"]
    if not url:
        return "niet ingesteld"
    # Imported here: without REDIS_URL nobody needs to wait for it at start.
    import redis

    try:
        client = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
        client.set("overlegtafel:gezond", 1, ex=60)
        client.close()
        return "ok"
    except redis.RedisError:
        return "storing"


def _versie() -> str:
    try:
        return version("overlegtafel")
    except PackageNotFoundError:
        return current_app.config["VERSIE"]
