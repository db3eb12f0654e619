"""Alembic, run by Flask-Migrate: `flask --app wsgi db upgrade` and `downgrade`."""

from alembic import context
from flask import current_app

db = current_app.extensions["migrate"].db


def _render(kind, obj, _context):
    """A migration must not depend on the app's own types: what UtcTijd stores is a plain moment."""
    if kind == "type" and type(obj).__name__ == "UtcTijd":
        return "sa.DateTime(timezone=True)"
    return False


def run_migrations() -> None:
    if context.is_offline_mode():
        raise SystemExit("Migraties draaien alleen tegen een echte database.")
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # A table that is rebuilt may be pointed at; the check below finds what would be left dangling.
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=sqlite,
            compare_type=True,
            render_item=_render,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.in_transaction():
            connection.commit()
        if sqlite:
            broken = connection.connection.dbapi_connection.execute("PRAGMA foreign_key_check").fetchall()
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")
            if broken:
                raise SystemExit(f"Verwijzingen naar niets na de migratie: {len(broken)}")


run_migrations()
