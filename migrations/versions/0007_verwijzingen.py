"""verwijzingen

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from overlegtafel.verwijzingen.standaard import SOORTEN

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    verwijssoort = op.create_table(
        "verwijssoort",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sleutel", sa.String(length=20), nullable=False),
        sa.Column("naam", sa.String(length=60), nullable=False),
        sa.Column("van", sa.JSON(), nullable=False),
        sa.Column("naar", sa.String(length=30), nullable=False),
        sa.Column("onder_leeftijd", sa.Integer(), nullable=True),
        sa.Column("hulpvragen", sa.JSON(), nullable=False),
        sa.Column("met_leefgebied", sa.Boolean(), nullable=False),
        sa.Column("met_geldvragen", sa.Boolean(), nullable=False),
        sa.Column("stappen", sa.JSON(), nullable=False),
        sa.Column("uitkomsten", sa.JSON(), nullable=False),
        sa.Column("toestemmingen", sa.JSON(), nullable=False),
        sa.Column("dagen_week", sa.Integer(), nullable=False),
        sa.Column("dagen_geen", sa.Integer(), nullable=False),
        sa.Column("dagen_opnieuw", sa.Integer(), nullable=False),
        sa.Column("dagen_terug", sa.Integer(), nullable=False),
        sa.Column("dagen_stil", sa.Integer(), nullable=False),
        sa.Column("actief", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verwijssoort")),
        sa.UniqueConstraint("naam", name=op.f("uq_verwijssoort_naam")),
        sa.UniqueConstraint("sleutel", name=op.f("uq_verwijssoort_sleutel")),
    )
    op.create_table(
        "kaartplek",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisatie_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("naam", sa.String(length=80), nullable=False),
        sa.Column("wat", sa.String(length=300), nullable=False),
        sa.Column("leefgebieden", sa.JSON(), nullable=False),
        sa.Column("hulpvragen", sa.JSON(), nullable=False),
        sa.Column("wijken", sa.JSON(), nullable=False),
        sa.Column("telefoon", sa.String(length=20), nullable=False),
        sa.Column("bereik", sa.String(length=200), nullable=False),
        sa.Column("ruimte", sa.String(length=8), nullable=False),
        sa.Column("bevestigd_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bevestigd_door_id", sa.Uuid(), nullable=False),
        sa.Column("gebruikt_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zoektekst", sa.String(length=1000), nullable=False),
        sa.Column("gestopt_op", sa.Date(), nullable=True),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.CheckConstraint("ruimte IN ('', 'ja', 'wachten', 'vol')", name=op.f("ck_kaartplek_ruimte")),
        sa.ForeignKeyConstraint(
            ["bevestigd_door_id"], ["gebruiker.id"], name=op.f("fk_kaartplek_bevestigd_door_id_gebruiker")
        ),
        sa.ForeignKeyConstraint(
            ["organisatie_id"], ["organisatie.id"], name=op.f("fk_kaartplek_organisatie_id_organisatie")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_kaartplek_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kaartplek")),
    )
    op.create_index(op.f("ix_kaartplek_organisatie_id"), "kaartplek", ["organisatie_id"])
    op.create_index(op.f("ix_kaartplek_team_id"), "kaartplek", ["team_id"])
    op.create_table(
        "verwijzing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("soort_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("van_id", sa.Uuid(), nullable=False),
        sa.Column("van_organisatie_id", sa.Uuid(), nullable=False),
        sa.Column("terug_aan_id", sa.Uuid(), nullable=True),
        sa.Column("aan_team_id", sa.Uuid(), nullable=False),
        sa.Column("vraag", sa.Text(), nullable=False),
        sa.Column("hulpvraag", sa.String(length=30), nullable=False),
        sa.Column("leefgebied", sa.String(length=12), nullable=False),
        sa.Column("geld", sa.JSON(), nullable=True),
        sa.Column("akkoord_wie", sa.String(length=20), nullable=False),
        sa.Column("vertegenwoordiger_id", sa.Uuid(), nullable=True),
        sa.Column("akkoord_op", sa.Date(), nullable=False),
        sa.Column("bel_nummer", sa.String(length=20), nullable=False),
        sa.Column("bel_wanneer", sa.String(length=100), nullable=False),
        sa.Column("spoed", sa.String(length=8), nullable=False),
        sa.Column("verwezen_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staat", sa.String(length=16), nullable=False),
        sa.Column("moet", sa.String(length=16), nullable=False),
        sa.Column("moet_voor", sa.DateTime(timezone=True), nullable=True),
        sa.Column("behandelaar_id", sa.Uuid(), nullable=True),
        sa.Column("opgepakt_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pogingen", sa.Integer(), nullable=False),
        sa.Column("contact_op", sa.Date(), nullable=True),
        sa.Column("verhelderd", sa.Text(), nullable=False),
        sa.Column("terug_voor", sa.DateTime(timezone=True), nullable=True),
        sa.Column("terug_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("einde_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uitkomst", sa.String(length=30), nullable=False),
        sa.Column("laatste_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalatie", sa.Integer(), nullable=False),
        sa.Column("kijken_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["aan_team_id"], ["team.id"], name=op.f("fk_verwijzing_aan_team_id_team")),
        sa.ForeignKeyConstraint(
            ["behandelaar_id"], ["gebruiker.id"], name=op.f("fk_verwijzing_behandelaar_id_gebruiker")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_verwijzing_client_id_client")),
        sa.ForeignKeyConstraint(["soort_id"], ["verwijssoort.id"], name=op.f("fk_verwijzing_soort_id_verwijssoort")),
        sa.ForeignKeyConstraint(["terug_aan_id"], ["gebruiker.id"], name=op.f("fk_verwijzing_terug_aan_id_gebruiker")),
        sa.ForeignKeyConstraint(["van_id"], ["gebruiker.id"], name=op.f("fk_verwijzing_van_id_gebruiker")),
        sa.ForeignKeyConstraint(
            ["van_organisatie_id"], ["organisatie.id"], name=op.f("fk_verwijzing_van_organisatie_id_organisatie")
        ),
        sa.ForeignKeyConstraint(
            ["vertegenwoordiger_id"],
            ["vertegenwoordiger.id"],
            name=op.f("fk_verwijzing_vertegenwoordiger_id_vertegenwoordiger"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verwijzing")),
    )
    op.create_index("ix_verwijzing_client_id_verwezen_op", "verwijzing", ["client_id", "verwezen_op"])
    op.create_index(op.f("ix_verwijzing_kijken_op"), "verwijzing", ["kijken_op"])
    op.create_index(
        "ix_verwijzing_klaar_organisatie",
        "verwijzing",
        ["van_organisatie_id", "einde_op", "id"],
        sqlite_where=sa.text("einde_op IS NOT NULL"),
        postgresql_where=sa.text("einde_op IS NOT NULL"),
    )
    op.create_index(
        "ix_verwijzing_klaar_team",
        "verwijzing",
        ["aan_team_id", "einde_op", "id"],
        sqlite_where=sa.text("einde_op IS NOT NULL"),
        postgresql_where=sa.text("einde_op IS NOT NULL"),
    )
    op.create_index(
        "ix_verwijzing_klaar_van",
        "verwijzing",
        ["van_id", "einde_op", "id"],
        sqlite_where=sa.text("einde_op IS NOT NULL"),
        postgresql_where=sa.text("einde_op IS NOT NULL"),
    )
    op.create_index(
        "ix_verwijzing_klaar_terug",
        "verwijzing",
        ["terug_aan_id", "einde_op", "id"],
        sqlite_where=sa.text("einde_op IS NOT NULL"),
        postgresql_where=sa.text("einde_op IS NOT NULL"),
    )
    op.create_index(
        "ix_verwijzing_open_behandelaar",
        "verwijzing",
        ["behandelaar_id", "moet_voor", "id"],
        sqlite_where=sa.text("einde_op IS NULL"),
        postgresql_where=sa.text("einde_op IS NULL"),
    )
    op.create_index(
        "ix_verwijzing_open_organisatie",
        "verwijzing",
        ["van_organisatie_id", "moet_voor", "id"],
        sqlite_where=sa.text("einde_op IS NULL"),
        postgresql_where=sa.text("einde_op IS NULL"),
    )
    op.create_index(
        "ix_verwijzing_open_team",
        "verwijzing",
        ["aan_team_id", "moet_voor", "id"],
        sqlite_where=sa.text("einde_op IS NULL"),
        postgresql_where=sa.text("einde_op IS NULL"),
    )
    op.create_index(
        "ix_verwijzing_open_van",
        "verwijzing",
        ["van_id", "moet_voor", "id"],
        sqlite_where=sa.text("einde_op IS NULL"),
        postgresql_where=sa.text("einde_op IS NULL"),
    )
    op.create_index(
        "ix_verwijzing_open_terug",
        "verwijzing",
        ["terug_aan_id", "moet_voor", "id"],
        sqlite_where=sa.text("einde_op IS NULL"),
        postgresql_where=sa.text("einde_op IS NULL"),
    )
    op.create_index("ix_verwijzing_soort_id_verwezen_op", "verwijzing", ["soort_id", "verwezen_op"])
    op.create_table(
        "verwijspartner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("verwijzing_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("plek_id", sa.Uuid(), nullable=True),
        sa.Column("naam", sa.String(length=80), nullable=False),
        sa.Column("deel", sa.String(length=300), nullable=False),
        sa.Column("sinds", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door_id", sa.Uuid(), nullable=False),
        sa.Column("terug_op", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["door_id"], ["gebruiker.id"], name=op.f("fk_verwijspartner_door_id_gebruiker")),
        sa.ForeignKeyConstraint(["plek_id"], ["kaartplek.id"], name=op.f("fk_verwijspartner_plek_id_kaartplek")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_verwijspartner_team_id_team")),
        sa.ForeignKeyConstraint(
            ["verwijzing_id"], ["verwijzing.id"], name=op.f("fk_verwijspartner_verwijzing_id_verwijzing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verwijspartner")),
    )
    op.create_index(op.f("ix_verwijspartner_plek_id"), "verwijspartner", ["plek_id"])
    op.create_index("ix_verwijspartner_team", "verwijspartner", ["verwijzing_id", "team_id"], unique=True)
    op.create_index(op.f("ix_verwijspartner_team_id"), "verwijspartner", ["team_id"])
    op.create_index(op.f("ix_verwijspartner_verwijzing_id"), "verwijspartner", ["verwijzing_id"])
    op.create_table(
        "verwijsstap",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("verwijzing_id", sa.Uuid(), nullable=False),
        sa.Column("wat", sa.String(length=20), nullable=False),
        sa.Column("staat", sa.String(length=16), nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dag", sa.Date(), nullable=False),
        sa.Column("door_id", sa.Uuid(), nullable=True),
        sa.Column("tekst", sa.Text(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["door_id"], ["gebruiker.id"], name=op.f("fk_verwijsstap_door_id_gebruiker")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["verwijspartner.id"], name=op.f("fk_verwijsstap_partner_id_verwijspartner")
        ),
        sa.ForeignKeyConstraint(
            ["verwijzing_id"], ["verwijzing.id"], name=op.f("fk_verwijsstap_verwijzing_id_verwijzing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verwijsstap")),
    )
    op.create_index("ix_verwijsstap_verwijzing_id_op", "verwijsstap", ["verwijzing_id", "op"])
    with op.batch_alter_table("signaal") as batch_op:
        batch_op.add_column(sa.Column("verwijzing_id", sa.Uuid(), nullable=True))
        batch_op.alter_column("draad_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.create_index(batch_op.f("ix_signaal_verwijzing_id"), ["verwijzing_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_signaal_verwijzing_id_verwijzing"), "verwijzing", ["verwijzing_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_signaal_waarover"), "(draad_id IS NULL) <> (verwijzing_id IS NULL)"
        )
    op.bulk_insert(verwijssoort, SOORTEN)


def downgrade() -> None:
    op.execute("DELETE FROM signaal WHERE draad_id IS NULL")
    with op.batch_alter_table("signaal") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_signaal_waarover"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_signaal_verwijzing_id_verwijzing"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_signaal_verwijzing_id"))
        batch_op.alter_column("draad_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("verwijzing_id")
    for table in ("verwijsstap", "verwijspartner", "verwijzing", "kaartplek", "verwijssoort"):
        op.drop_table(table)
