"""The PostgreSQL role the app runs under: may do its work, and of the access log only read and add lines."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from overlegtafel.extensions import db


class GeenRol(Exception):
    """The role cannot be set up so that the log stays out of its reach; the message says why, in Dutch."""


_WORK = "SELECT, INSERT, UPDATE, DELETE"
# What may be done where that is not everything.
_LESS = {"inzageregel": "SELECT, INSERT", "logboekkop": "SELECT, UPDATE", "alembic_version": "SELECT"}


def grant_rights(rol: str, session: Session) -> None:
    """Give this role what the app needs, and take what it must not have. The caller commits. Raises GeenRol."""
    if db.engine.dialect.name != "postgresql":
        raise GeenRol("SQLite kent geen rollen. Dit werkt alleen met PostgreSQL (DATABASE_URL).")
    if not session.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :rol"), {"rol": rol}):
        raise GeenRol(f"Er is geen rol met de naam {rol!r}. Maak die eerst: CREATE ROLE ... LOGIN PASSWORD ...")
    if session.scalar(text(_OWNS), {"rol": rol}):
        raise GeenRol(
            f"De rol {rol!r} is eigenaar van de tabellen of beheerder van de database en kan het inzagelog dus altijd "
            "wijzigen. Neem een rol die alleen mag inloggen."
        )
    if session.scalar(text("SELECT current_user = :rol"), {"rol": rol}):
        raise GeenRol("Draai dit onder de eigenaar van de tabellen, niet onder de rol zelf.")
    quoted = db.engine.dialect.identifier_preparer.quote_identifier(rol)
    schema = session.scalar(text("SELECT current_schema()"))
    schema = db.engine.dialect.identifier_preparer.quote_identifier(schema)
    statements = [
        f"GRANT USAGE ON SCHEMA {schema} TO {quoted}",
        f"REVOKE CREATE ON SCHEMA {schema} FROM {quoted}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {quoted}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {quoted}",
        f"GRANT {_WORK} ON ALL TABLES IN SCHEMA {schema} TO {quoted}",
    ]
    for table, rights in _LESS.items():
        statements += [f"REVOKE ALL ON {table} FROM PUBLIC, {quoted}", f"GRANT {rights} ON {table} TO {quoted}"]
    for statement in statements:
        session.execute(text(statement))
    # Rights can also come by another way: through a group, or a role that may write everywhere.
    if session.scalar(text(_STILL), {"rol": rol}):
        raise GeenRol(
            f"De rol {rol!r} mag het inzagelog via een andere rol nog wijzigen. Haal haar daaruit en probeer het opnieuw."
        )


# Owner of the log or of its schema (who may drop it), directly or through another role; superusers are everything.
_OWNS = """
SELECT pg_has_role(r.oid, c.relowner, 'MEMBER') OR pg_has_role(r.oid, n.nspowner, 'MEMBER')
  FROM pg_roles r, pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE r.rolname = :rol AND c.oid = 'inzageregel'::regclass
"""
_STILL = """
SELECT bool_or(has_table_privilege(m.oid, 'inzageregel', 'UPDATE, DELETE, TRUNCATE, TRIGGER'))
  FROM pg_roles r JOIN pg_roles m ON pg_has_role(r.oid, m.oid, 'MEMBER')
 WHERE r.rolname = :rol
"""
