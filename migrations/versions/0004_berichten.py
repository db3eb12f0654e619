"""berichten

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bereik",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("organisatie_id", sa.Uuid(), nullable=True),
        sa.Column("coordinator_id", sa.Uuid(), nullable=True),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("geen", sa.Integer(), nullable=False),
        sa.Column("uren_terug", sa.Integer(), nullable=False),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.CheckConstraint("(team_id IS NULL) <> (organisatie_id IS NULL)", name=op.f("ck_bereik_een_adres")),
        sa.ForeignKeyConstraint(["coordinator_id"], ["gebruiker.id"], name=op.f("fk_bereik_coordinator_id_gebruiker")),
        sa.ForeignKeyConstraint(
            ["organisatie_id"], ["organisatie.id"], name=op.f("fk_bereik_organisatie_id_organisatie")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_bereik_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bereik")),
        sa.UniqueConstraint("organisatie_id", name=op.f("uq_bereik_organisatie_id")),
        sa.UniqueConstraint("team_id", name=op.f("uq_bereik_team_id")),
    )
    op.create_table(
        "voorkeur",
        sa.Column("gebruiker_id", sa.Uuid(), nullable=False),
        sa.Column("post", sa.String(length=6), nullable=False),
        sa.Column("stil_van", sa.Time(), nullable=False),
        sa.Column("stil_tot", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(["gebruiker_id"], ["gebruiker.id"], name=op.f("fk_voorkeur_gebruiker_id_gebruiker")),
        sa.PrimaryKeyConstraint("gebruiker_id", name=op.f("pk_voorkeur")),
    )
    op.create_table(
        "draad",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("soort", sa.String(length=8), nullable=False),
        sa.Column("van_id", sa.Uuid(), nullable=False),
        sa.Column("aan_team_id", sa.Uuid(), nullable=True),
        sa.Column("aan_organisatie_id", sa.Uuid(), nullable=True),
        sa.Column("aan_gebruiker_id", sa.Uuid(), nullable=True),
        sa.Column("spoed", sa.String(length=8), nullable=False),
        sa.Column("gesteld_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("antwoord_voor", sa.DateTime(timezone=True), nullable=True),
        sa.Column("behandelaar_id", sa.Uuid(), nullable=True),
        sa.Column("opgepakt_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gesloten_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gesloten_door_id", sa.Uuid(), nullable=True),
        sa.Column("sluiting", sa.String(length=10), nullable=False),
        sa.Column("sluitreden", sa.String(length=200), nullable=False),
        sa.Column("escalatie", sa.Integer(), nullable=False),
        sa.Column("kijken_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("laatste_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN aan_team_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN aan_organisatie_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN aan_gebruiker_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_draad_een_adres"),
        ),
        sa.ForeignKeyConstraint(
            ["aan_gebruiker_id"], ["gebruiker.id"], name=op.f("fk_draad_aan_gebruiker_id_gebruiker")
        ),
        sa.ForeignKeyConstraint(
            ["aan_organisatie_id"], ["organisatie.id"], name=op.f("fk_draad_aan_organisatie_id_organisatie")
        ),
        sa.ForeignKeyConstraint(["aan_team_id"], ["team.id"], name=op.f("fk_draad_aan_team_id_team")),
        sa.ForeignKeyConstraint(["behandelaar_id"], ["gebruiker.id"], name=op.f("fk_draad_behandelaar_id_gebruiker")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_draad_client_id_client")),
        sa.ForeignKeyConstraint(
            ["gesloten_door_id"], ["gebruiker.id"], name=op.f("fk_draad_gesloten_door_id_gebruiker")
        ),
        sa.ForeignKeyConstraint(["van_id"], ["gebruiker.id"], name=op.f("fk_draad_van_id_gebruiker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draad")),
    )
    with op.batch_alter_table("draad", schema=None) as batch_op:
        batch_op.create_index("ix_draad_client_id_laatste_op", ["client_id", "laatste_op"], unique=False)
        batch_op.create_index(batch_op.f("ix_draad_kijken_op"), ["kijken_op"], unique=False)
        batch_op.create_index(
            "ix_draad_klaar_behandelaar",
            ["behandelaar_id", "gesloten_op", "id"],
            unique=False,
            sqlite_where=sa.text("gesloten_op IS NOT NULL"),
            postgresql_where=sa.text("gesloten_op IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_draad_klaar_gebruiker",
            ["aan_gebruiker_id", "gesloten_op", "id"],
            unique=False,
            sqlite_where=sa.text("gesloten_op IS NOT NULL"),
            postgresql_where=sa.text("gesloten_op IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_draad_klaar_organisatie",
            ["aan_organisatie_id", "gesloten_op", "id"],
            unique=False,
            sqlite_where=sa.text("gesloten_op IS NOT NULL"),
            postgresql_where=sa.text("gesloten_op IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_draad_klaar_team",
            ["aan_team_id", "gesloten_op", "id"],
            unique=False,
            sqlite_where=sa.text("gesloten_op IS NOT NULL"),
            postgresql_where=sa.text("gesloten_op IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_draad_klaar_van",
            ["van_id", "gesloten_op", "id"],
            unique=False,
            sqlite_where=sa.text("gesloten_op IS NOT NULL"),
            postgresql_where=sa.text("gesloten_op IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_draad_open_behandelaar",
            ["behandelaar_id", "antwoord_voor", "id"],
            unique=False,
            sqlite_where=sa.text("gesloten_op IS NULL"),
            postgresql_where=sa.text("gesloten_op IS NULL"),
        )
        batch_op.create_index(
            "ix_draad_open_gebruiker",
            ["aan_gebruiker_id", "antwoord_voor", "id"],
            unique=False,
            sqlite_where=sa.text("gesloten_op IS NULL"),
            postgresql_where=sa.text("gesloten_op IS NULL"),
        )
        batch_op.create_index(
            "ix_draad_open_organisatie",
            ["aan_organisatie_id", "antwoord_voor", "id"],
            unique=False,
            sqlite_where=sa.text("gesloten_op IS NULL"),
            postgresql_where=sa.text("gesloten_op IS NULL"),
        )
        batch_op.create_index(
            "ix_draad_open_team",
            ["aan_team_id", "antwoord_voor", "id"],
            unique=False,
            sqlite_where=sa.text("gesloten_op IS NULL"),
            postgresql_where=sa.text("gesloten_op IS NULL"),
        )
        batch_op.create_index(
            "ix_draad_open_van",
            ["van_id", "antwoord_voor", "id"],
            unique=False,
            sqlite_where=sa.text("gesloten_op IS NULL"),
            postgresql_where=sa.text("gesloten_op IS NULL"),
        )

    op.create_table(
        "bericht",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draad_id", sa.Uuid(), nullable=False),
        sa.Column("door_id", sa.Uuid(), nullable=False),
        sa.Column("soort", sa.String(length=12), nullable=False),
        sa.Column("tekst", sa.Text(), nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("naar_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["door_id"], ["gebruiker.id"], name=op.f("fk_bericht_door_id_gebruiker")),
        sa.ForeignKeyConstraint(["draad_id"], ["draad.id"], name=op.f("fk_bericht_draad_id_draad")),
        sa.ForeignKeyConstraint(["naar_id"], ["gebruiker.id"], name=op.f("fk_bericht_naar_id_gebruiker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bericht")),
    )
    with op.batch_alter_table("bericht", schema=None) as batch_op:
        batch_op.create_index("ix_bericht_door_id_op", ["door_id", "op"], unique=False)
        batch_op.create_index("ix_bericht_draad_id_op", ["draad_id", "op"], unique=False)
        batch_op.create_index("ix_bericht_op", ["op"], unique=False)

    op.create_table(
        "gebruiksweek",
        sa.Column("organisatie_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("actief", sa.Integer(), nullable=False),
        sa.Column("ingelogd", sa.Integer(), nullable=False),
        sa.Column("lezers", sa.Integer(), nullable=False),
        sa.Column("vragers", sa.Integer(), nullable=False),
        sa.Column("antwoorders", sa.Integer(), nullable=False),
        sa.Column("mediaan", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisatie_id"], ["organisatie.id"], name=op.f("fk_gebruiksweek_organisatie_id_organisatie")
        ),
        sa.PrimaryKeyConstraint("organisatie_id", "week", name=op.f("pk_gebruiksweek")),
    )
    with op.batch_alter_table("gebruiksweek", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gebruiksweek_week"), ["week"], unique=False)

    op.create_table(
        "deelnemer",
        sa.Column("draad_id", sa.Uuid(), nullable=False),
        sa.Column("gebruiker_id", sa.Uuid(), nullable=False),
        sa.Column("door_id", sa.Uuid(), nullable=False),
        sa.Column("sinds", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["door_id"], ["gebruiker.id"], name=op.f("fk_deelnemer_door_id_gebruiker")),
        sa.ForeignKeyConstraint(["draad_id"], ["draad.id"], name=op.f("fk_deelnemer_draad_id_draad")),
        sa.ForeignKeyConstraint(["gebruiker_id"], ["gebruiker.id"], name=op.f("fk_deelnemer_gebruiker_id_gebruiker")),
        sa.PrimaryKeyConstraint("draad_id", "gebruiker_id", name=op.f("pk_deelnemer")),
    )
    with op.batch_alter_table("deelnemer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deelnemer_gebruiker_id"), ["gebruiker_id"], unique=False)

    op.create_table(
        "gelezen",
        sa.Column("draad_id", sa.Uuid(), nullable=False),
        sa.Column("gebruiker_id", sa.Uuid(), nullable=False),
        sa.Column("tot", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draad_id"], ["draad.id"], name=op.f("fk_gelezen_draad_id_draad")),
        sa.ForeignKeyConstraint(["gebruiker_id"], ["gebruiker.id"], name=op.f("fk_gelezen_gebruiker_id_gebruiker")),
        sa.PrimaryKeyConstraint("draad_id", "gebruiker_id", name=op.f("pk_gelezen")),
    )
    op.create_table(
        "signaal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gebruiker_id", sa.Uuid(), nullable=False),
        sa.Column("draad_id", sa.Uuid(), nullable=False),
        sa.Column("soort", sa.String(length=12), nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gezien_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailen_op", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["draad_id"], ["draad.id"], name=op.f("fk_signaal_draad_id_draad")),
        sa.ForeignKeyConstraint(["gebruiker_id"], ["gebruiker.id"], name=op.f("fk_signaal_gebruiker_id_gebruiker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signaal")),
    )
    with op.batch_alter_table("signaal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signaal_draad_id"), ["draad_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signaal_mailen_op"), ["mailen_op"], unique=False)
        batch_op.create_index(
            "ix_signaal_ongezien",
            ["gebruiker_id", "draad_id"],
            unique=False,
            sqlite_where=sa.text("gezien_op IS NULL"),
            postgresql_where=sa.text("gezien_op IS NULL"),
        )

    with op.batch_alter_table("sessie", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessie_gebruiker_id"), ["gebruiker_id"], unique=False)

    op.add_column("account", sa.Column("mail_mislukt_op", sa.DateTime(timezone=True), nullable=True))
    op.add_column("brief", sa.Column("soort", sa.String(length=12), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("brief", schema=None) as batch_op:
        batch_op.drop_column("soort")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("mail_mislukt_op")

    with op.batch_alter_table("sessie", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessie_gebruiker_id"))

    with op.batch_alter_table("signaal", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_signaal_ongezien",
            sqlite_where=sa.text("gezien_op IS NULL"),
            postgresql_where=sa.text("gezien_op IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_signaal_mailen_op"))
        batch_op.drop_index(batch_op.f("ix_signaal_draad_id"))

    op.drop_table("signaal")
    op.drop_table("gelezen")
    with op.batch_alter_table("deelnemer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deelnemer_gebruiker_id"))

    op.drop_table("deelnemer")
    with op.batch_alter_table("bericht", schema=None) as batch_op:
        batch_op.drop_index("ix_bericht_op")
        batch_op.drop_index("ix_bericht_draad_id_op")
        batch_op.drop_index("ix_bericht_door_id_op")

    op.drop_table("bericht")
    with op.batch_alter_table("draad", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_draad_open_van",
            sqlite_where=sa.text("gesloten_op IS NULL"),
            postgresql_where=sa.text("gesloten_op IS NULL"),
        )
        batch_op.drop_index(
            "ix_draad_open_team",
            sqlite_where=sa.text("gesloten_op IS NULL"),
            postgresql_where=sa.text("gesloten_op IS NULL"),
        )
        batch_op.drop_index(
            "ix_draad_open_organisatie",
            sqlite_where=sa.text("gesloten_op IS NULL"),
            postgresql_where=sa.text("gesloten_op IS NULL"),
        )
        batch_op.drop_index(
            "ix_draad_open_gebruiker",
            sqlite_where=sa.text("gesloten_op IS NULL"),
            postgresql_where=sa.text("gesloten_op IS NULL"),
        )
        batch_op.drop_index(
            "ix_draad_open_behandelaar",
            sqlite_where=sa.text("gesloten_op IS NULL"),
            postgresql_where=sa.text("gesloten_op IS NULL"),
        )
        batch_op.drop_index(
            "ix_draad_klaar_van",
            sqlite_where=sa.text("gesloten_op IS NOT NULL"),
            postgresql_where=sa.text("gesloten_op IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_draad_klaar_team",
            sqlite_where=sa.text("gesloten_op IS NOT NULL"),
            postgresql_where=sa.text("gesloten_op IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_draad_klaar_organisatie",
            sqlite_where=sa.text("gesloten_op IS NOT NULL"),
            postgresql_where=sa.text("gesloten_op IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_draad_klaar_gebruiker",
            sqlite_where=sa.text("gesloten_op IS NOT NULL"),
            postgresql_where=sa.text("gesloten_op IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_draad_klaar_behandelaar",
            sqlite_where=sa.text("gesloten_op IS NOT NULL"),
            postgresql_where=sa.text("gesloten_op IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_draad_kijken_op"))
        batch_op.drop_index("ix_draad_client_id_laatste_op")

    op.drop_table("gebruiksweek")
    op.drop_table("draad")
    op.drop_table("voorkeur")
    op.drop_table("bereik")
