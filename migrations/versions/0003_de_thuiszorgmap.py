"""de thuiszorgmap

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "haalbron",
        sa.Column("organisatie_id", sa.Uuid(), nullable=False),
        sa.Column("adres", sa.String(length=300), nullable=False),
        sa.Column("geheim", sa.Text(), nullable=False),
        sa.Column("actief", sa.Boolean(), nullable=False),
        sa.Column("elke_minuten", sa.Integer(), nullable=False),
        sa.Column("volgende_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mislukt", sa.Integer(), nullable=False),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisatie_id"], ["organisatie.id"], name=op.f("fk_haalbron_organisatie_id_organisatie")
        ),
        sa.PrimaryKeyConstraint("organisatie_id", name=op.f("pk_haalbron")),
    )
    with op.batch_alter_table("haalbron", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_haalbron_volgende_op"), ["volgende_op"], unique=False)

    op.create_table(
        "bronsleutel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisatie_id", sa.Uuid(), nullable=False),
        sa.Column("naam", sa.String(length=60), nullable=False),
        sa.Column("sleutel_hash", sa.String(length=64), nullable=False),
        sa.Column("ophalen", sa.Boolean(), nullable=False),
        sa.Column("gemaakt_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gemaakt_door_id", sa.Uuid(), nullable=False),
        sa.Column("laatst_gebruikt_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ingetrokken_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ingetrokken_door_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["gemaakt_door_id"], ["gebruiker.id"], name=op.f("fk_bronsleutel_gemaakt_door_id_gebruiker")
        ),
        sa.ForeignKeyConstraint(
            ["ingetrokken_door_id"], ["gebruiker.id"], name=op.f("fk_bronsleutel_ingetrokken_door_id_gebruiker")
        ),
        sa.ForeignKeyConstraint(
            ["organisatie_id"], ["organisatie.id"], name=op.f("fk_bronsleutel_organisatie_id_organisatie")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bronsleutel")),
        sa.UniqueConstraint("sleutel_hash", name=op.f("uq_bronsleutel_sleutel_hash")),
    )
    with op.batch_alter_table("bronsleutel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bronsleutel_organisatie_id"), ["organisatie_id"], unique=False)

    op.create_table(
        "ronde",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisatie_id", sa.Uuid(), nullable=False),
        sa.Column("weg", sa.String(length=10), nullable=False),
        sa.Column("begonnen_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("klaar_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gelezen", sa.Integer(), nullable=False),
        sa.Column("nieuw", sa.Integer(), nullable=False),
        sa.Column("gewijzigd", sa.Integer(), nullable=False),
        sa.Column("ongewijzigd", sa.Integer(), nullable=False),
        sa.Column("wacht", sa.Integer(), nullable=False),
        sa.Column("geweigerd", sa.Integer(), nullable=False),
        sa.Column("weigeringen", sa.Text(), nullable=False),
        sa.Column("fout", sa.String(length=300), nullable=False),
        sa.Column("vingerafdruk", sa.String(length=64), nullable=False),
        sa.Column("inhoud", sa.LargeBinary(), nullable=True),
        sa.Column("door_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["door_id"], ["gebruiker.id"], name=op.f("fk_ronde_door_id_gebruiker")),
        sa.ForeignKeyConstraint(
            ["organisatie_id"], ["organisatie.id"], name=op.f("fk_ronde_organisatie_id_organisatie")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ronde")),
    )
    with op.batch_alter_table("ronde", schema=None) as batch_op:
        batch_op.create_index("ix_ronde_organisatie_id_begonnen_op", ["organisatie_id", "begonnen_op"], unique=False)

    op.create_table(
        "bezoek",
        sa.Column("gebruiker_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("vorig_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("laatst_op", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_bezoek_client_id_client")),
        sa.ForeignKeyConstraint(["gebruiker_id"], ["gebruiker.id"], name=op.f("fk_bezoek_gebruiker_id_gebruiker")),
        sa.PrimaryKeyConstraint("gebruiker_id", "client_id", name=op.f("pk_bezoek")),
    )
    with op.batch_alter_table("bezoek", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bezoek_client_id"), ["client_id"], unique=False)

    op.create_table(
        "bronclient",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisatie_id", sa.Uuid(), nullable=False),
        sa.Column("sleutel", sa.String(length=120), nullable=False),
        sa.Column("bsn", sa.String(length=9), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("gehaald_tot", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_bronclient_client_id_client")),
        sa.ForeignKeyConstraint(
            ["organisatie_id"], ["organisatie.id"], name=op.f("fk_bronclient_organisatie_id_organisatie")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bronclient")),
        sa.UniqueConstraint("organisatie_id", "sleutel", name=op.f("uq_bronclient_organisatie_id")),
    )
    with op.batch_alter_table("bronclient", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bronclient_bsn"), ["bsn"], unique=False)
        batch_op.create_index(batch_op.f("ix_bronclient_client_id"), ["client_id"], unique=False)

    op.create_table(
        "notitie",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("bronclient_id", sa.Uuid(), nullable=True),
        sa.Column("organisatie_id", sa.Uuid(), nullable=False),
        sa.Column("bron_id", sa.String(length=150), nullable=True),
        sa.Column("door_id", sa.Uuid(), nullable=True),
        sa.Column("soort", sa.String(length=12), nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tot", sa.Date(), nullable=True),
        sa.Column("opschrift", sa.String(length=120), nullable=False),
        sa.Column("tekst", sa.Text(), nullable=False),
        sa.Column("auteur", sa.String(length=80), nullable=False),
        sa.Column("functie", sa.String(length=60), nullable=False),
        sa.Column("telefoon", sa.String(length=20), nullable=False),
        sa.Column("maat", sa.String(length=12), nullable=True),
        sa.Column("waarde", sa.Double(), nullable=True),
        sa.Column("waarde2", sa.Double(), nullable=True),
        sa.Column("ingetrokken", sa.Boolean(), nullable=False),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.Column("bronversie", sa.String(length=40), nullable=False),
        sa.Column("bijgewerkt", sa.DateTime(timezone=True), nullable=True),
        sa.Column("vingerafdruk", sa.String(length=64), nullable=False),
        sa.Column("ontvangen_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gewijzigd_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("afgehandeld_op", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["bronclient_id"], ["bronclient.id"], name=op.f("fk_notitie_bronclient_id_bronclient")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_notitie_client_id_client")),
        sa.ForeignKeyConstraint(["door_id"], ["gebruiker.id"], name=op.f("fk_notitie_door_id_gebruiker")),
        sa.ForeignKeyConstraint(
            ["organisatie_id"], ["organisatie.id"], name=op.f("fk_notitie_organisatie_id_organisatie")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notitie")),
        sa.UniqueConstraint("organisatie_id", "bron_id", name=op.f("uq_notitie_organisatie_id")),
    )
    with op.batch_alter_table("notitie", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notitie_bronclient_id"), ["bronclient_id"], unique=False)
        batch_op.create_index("ix_notitie_client_id_moment", ["client_id", "moment", "id"], unique=False)
        batch_op.create_index("ix_notitie_client_id_ontvangen_op", ["client_id", "ontvangen_op"], unique=False)
        batch_op.create_index("ix_notitie_client_id_soort_moment", ["client_id", "soort", "moment", "id"], unique=False)
        batch_op.create_index(
            "ix_notitie_wacht",
            ["bronclient_id"],
            unique=False,
            sqlite_where=sa.text("client_id IS NULL"),
            postgresql_where=sa.text("client_id IS NULL"),
        )

    op.create_table(
        "notitieversie",
        sa.Column("notitie_id", sa.Uuid(), nullable=False),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opschrift", sa.String(length=120), nullable=False),
        sa.Column("tekst", sa.Text(), nullable=False),
        sa.Column("auteur", sa.String(length=80), nullable=False),
        sa.Column("maat", sa.String(length=12), nullable=True),
        sa.Column("waarde", sa.Double(), nullable=True),
        sa.Column("waarde2", sa.Double(), nullable=True),
        sa.Column("ingetrokken", sa.Boolean(), nullable=False),
        sa.Column("vervangen_op", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["notitie_id"], ["notitie.id"], name=op.f("fk_notitieversie_notitie_id_notitie")),
        sa.PrimaryKeyConstraint("notitie_id", "versie", name=op.f("pk_notitieversie")),
    )


def downgrade() -> None:
    op.drop_table("notitieversie")
    with op.batch_alter_table("notitie", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_notitie_wacht", sqlite_where=sa.text("client_id IS NULL"), postgresql_where=sa.text("client_id IS NULL")
        )
        batch_op.drop_index("ix_notitie_client_id_soort_moment")
        batch_op.drop_index("ix_notitie_client_id_ontvangen_op")
        batch_op.drop_index("ix_notitie_client_id_moment")
        batch_op.drop_index(batch_op.f("ix_notitie_bronclient_id"))

    op.drop_table("notitie")
    with op.batch_alter_table("bronclient", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bronclient_client_id"))
        batch_op.drop_index(batch_op.f("ix_bronclient_bsn"))

    op.drop_table("bronclient")
    with op.batch_alter_table("bezoek", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bezoek_client_id"))

    op.drop_table("bezoek")
    with op.batch_alter_table("ronde", schema=None) as batch_op:
        batch_op.drop_index("ix_ronde_organisatie_id_begonnen_op")

    op.drop_table("ronde")
    with op.batch_alter_table("bronsleutel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bronsleutel_organisatie_id"))

    op.drop_table("bronsleutel")
    with op.batch_alter_table("haalbron", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_haalbron_volgende_op"))

    op.drop_table("haalbron")
