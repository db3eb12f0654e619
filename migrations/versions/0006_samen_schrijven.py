"""samen schrijven

Revision ID: 0006
Revises: 0005
"""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from overlegtafel.overleggen import schrift

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_GROOT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "rechtkop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nummer", _GROOT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rechtkop")),
    )
    op.execute("INSERT INTO rechtkop (id, nummer) VALUES (1, 0)")
    op.create_table(
        "rechtwijziging",
        sa.Column("nummer", _GROOT, autoincrement=False, nullable=False),
        sa.Column("sleutel", sa.Uuid(), nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("nummer", name=op.f("pk_rechtwijziging")),
    )
    op.create_index("ix_rechtwijziging_op", "rechtwijziging", ["op"])
    op.create_table(
        "notitiehand",
        sa.Column("agendapunt_id", sa.Uuid(), nullable=False),
        sa.Column("hand", _GROOT, autoincrement=False, nullable=False),
        sa.Column("gebruiker_id", sa.Uuid(), nullable=False),
        sa.Column("klok", _GROOT, nullable=False),
        sa.Column("gewist_op", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agendapunt_id"], ["agendapunt.id"], name=op.f("fk_notitiehand_agendapunt_id_agendapunt")
        ),
        sa.ForeignKeyConstraint(["gebruiker_id"], ["gebruiker.id"], name=op.f("fk_notitiehand_gebruiker_id_gebruiker")),
        sa.PrimaryKeyConstraint("agendapunt_id", "hand", name=op.f("pk_notitiehand")),
    )
    op.create_table(
        "notitiestuk",
        sa.Column("id", _GROOT, nullable=False),
        sa.Column("agendapunt_id", sa.Uuid(), nullable=False),
        sa.Column("gebruiker_id", sa.Uuid(), nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wijziging", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agendapunt_id"], ["agendapunt.id"], name=op.f("fk_notitiestuk_agendapunt_id_agendapunt")
        ),
        sa.ForeignKeyConstraint(["gebruiker_id"], ["gebruiker.id"], name=op.f("fk_notitiestuk_gebruiker_id_gebruiker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notitiestuk")),
    )
    op.create_index("ix_notitiestuk_agendapunt_id", "notitiestuk", ["agendapunt_id"])
    with op.batch_alter_table("puntbesluit") as batch:
        batch.add_column(sa.Column("citaat", sa.String(length=300), server_default="", nullable=False))
    with op.batch_alter_table("puntnotitie") as batch:
        batch.add_column(sa.Column("inhoud", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("handen", sa.JSON(), server_default="[]", nullable=False))
    with op.batch_alter_table("puntversie") as batch:
        batch.add_column(sa.Column("handen", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    _settle()
    with op.batch_alter_table("puntversie") as batch:
        batch.drop_column("handen")
    with op.batch_alter_table("puntnotitie") as batch:
        batch.drop_column("handen")
        batch.drop_column("inhoud")
    with op.batch_alter_table("puntbesluit") as batch:
        batch.drop_column("citaat")
    op.drop_table("notitiestuk")
    op.drop_table("notitiehand")
    op.drop_table("rechtwijziging")
    op.drop_table("rechtkop")


_STUK = sa.table(
    "notitiestuk",
    sa.column("id", _GROOT), sa.column("agendapunt_id", sa.Uuid()), sa.column("gebruiker_id", sa.Uuid()),
    sa.column("wijziging", sa.LargeBinary()),
)  # fmt: skip
_NOTITIE = sa.table(
    "puntnotitie",
    sa.column("agendapunt_id", sa.Uuid()), sa.column("tekst", sa.Text()), sa.column("versie", sa.Integer()),
    sa.column("inhoud", sa.LargeBinary()), sa.column("op", sa.DateTime(timezone=True)), sa.column("door_id", sa.Uuid()),
)  # fmt: skip
_VERSIE = sa.table(
    "puntversie",
    sa.column("id", sa.Uuid()), sa.column("agendapunt_id", sa.Uuid()), sa.column("nummer", sa.Integer()),
    sa.column("tekst", sa.Text()), sa.column("op", sa.DateTime(timezone=True)), sa.column("door_id", sa.Uuid()),
)  # fmt: skip


def _settle() -> None:
    """What came in and was not settled yet is text too: it becomes a version of the note."""
    connection = op.get_bind()
    tails: dict = {}
    for row in connection.execute(sa.select(_STUK).order_by(_STUK.c.id)):
        tails.setdefault(row.agendapunt_id, []).append(row)
    for punt_id, tail in tails.items():
        where = _NOTITIE.c.agendapunt_id == punt_id
        note = connection.execute(sa.select(_NOTITIE).where(where)).one_or_none()
        state = [note.inhoud] if note and note.inhoud else []
        text = schrift.text_of(schrift.join(state + [row.wijziging for row in tail]))
        if note and text == note.tekst:
            continue
        number = note.versie + 1 if note else 1
        now = {"tekst": text, "op": datetime.now(UTC), "door_id": tail[-1].gebruiker_id}
        if note:
            connection.execute(sa.update(_NOTITIE).where(where).values(versie=number, **now))
        else:
            connection.execute(sa.insert(_NOTITIE).values(agendapunt_id=punt_id, versie=number, **now))
        connection.execute(sa.insert(_VERSIE).values(id=uuid4(), agendapunt_id=punt_id, nummer=number, **now))
