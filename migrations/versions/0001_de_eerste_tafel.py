"""de eerste tafel

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hartslag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slag", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hartslag")),
    )
    op.execute("INSERT INTO hartslag (id, slag) VALUES (1, 0)")
    op.create_table(
        "huishouden",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_huishouden")),
    )
    op.create_table(
        "inzageregel",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tijdstip", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gebeurtenis", sa.String(length=40), nullable=False),
        sa.Column("actie", sa.String(length=1), nullable=False),
        sa.Column("gebruiker_id", sa.Uuid(), nullable=True),
        sa.Column("functie", sa.String(length=40), nullable=True),
        sa.Column("organisatie_id", sa.Uuid(), nullable=True),
        sa.Column("object_soort", sa.String(length=20), nullable=True),
        sa.Column("object_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("grond", sa.String(length=20), nullable=True),
        sa.Column("toestemming_id", sa.Uuid(), nullable=True),
        sa.Column("aantal", sa.Integer(), nullable=True),
        sa.Column("bron", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inzageregel")),
    )
    with op.batch_alter_table("inzageregel", schema=None) as batch_op:
        batch_op.create_index("ix_inzageregel_client_id_tijdstip", ["client_id", "tijdstip"], unique=False)

    op.create_table(
        "organisatie",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("naam", sa.String(length=80), nullable=False),
        sa.Column("telefoon", sa.String(length=20), nullable=False),
        sa.Column("ingeschreven", sa.Integer(), nullable=True),
        sa.Column("is_praktijk", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisatie")),
        sa.UniqueConstraint("naam", name=op.f("uq_organisatie_naam")),
    )
    op.create_table(
        "gebruiker",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("wachtwoord_hash", sa.String(length=200), nullable=False),
        sa.Column("voornaam", sa.String(length=40), nullable=False),
        sa.Column("voorvoegsel", sa.String(length=20), nullable=False),
        sa.Column("achternaam", sa.String(length=60), nullable=False),
        sa.Column("functie", sa.String(length=40), nullable=False),
        sa.Column("telefoon", sa.String(length=20), nullable=False),
        sa.Column("organisatie_id", sa.Uuid(), nullable=False),
        sa.Column("actief", sa.Boolean(), nullable=False),
        sa.Column("laatste_aanmelding", sa.DateTime(timezone=True), nullable=True),
        sa.Column("vorige_aanmelding", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisatie_id"], ["organisatie.id"], name=op.f("fk_gebruiker_organisatie_id_organisatie")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gebruiker")),
        sa.UniqueConstraint("email", name=op.f("uq_gebruiker_email")),
    )
    with op.batch_alter_table("gebruiker", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gebruiker_organisatie_id"), ["organisatie_id"], unique=False)

    op.create_table(
        "plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("huishouden_id", sa.Uuid(), nullable=False),
        sa.Column("evaluatie_op", sa.Date(), nullable=True),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("opgegaan_in_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["huishouden_id"], ["huishouden.id"], name=op.f("fk_plan_huishouden_id_huishouden")),
        sa.ForeignKeyConstraint(["opgegaan_in_id"], ["plan.id"], name=op.f("fk_plan_opgegaan_in_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("huishouden_id", name=op.f("uq_plan_huishouden_id")),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_opgegaan_in_id"), ["opgegaan_in_id"], unique=False)

    op.create_table(
        "team",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("naam", sa.String(length=80), nullable=False),
        sa.Column("domein", sa.String(length=30), nullable=False),
        sa.Column("organisatie_id", sa.Uuid(), nullable=True),
        sa.Column("telefoon", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisatie_id"], ["organisatie.id"], name=op.f("fk_team_organisatie_id_organisatie")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("naam", name=op.f("uq_team_naam")),
    )
    op.create_table(
        "client",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("huishouden_id", sa.Uuid(), nullable=False),
        sa.Column("huishouden_sinds", sa.DateTime(timezone=True), nullable=True),
        sa.Column("praktijk_id", sa.Uuid(), nullable=True),
        sa.Column("voornamen", sa.String(length=80), nullable=False),
        sa.Column("roepnaam", sa.String(length=40), nullable=False),
        sa.Column("voorvoegsel", sa.String(length=20), nullable=False),
        sa.Column("achternaam", sa.String(length=60), nullable=False),
        sa.Column("partner_voorvoegsel", sa.String(length=20), nullable=False),
        sa.Column("partner_achternaam", sa.String(length=60), nullable=False),
        sa.Column("naamgebruik", sa.String(length=1), nullable=False),
        sa.Column("geboortedatum", sa.Date(), nullable=False),
        sa.Column("geslacht", sa.String(length=1), nullable=False),
        sa.Column("bsn", sa.String(length=9), nullable=True),
        sa.Column("straat", sa.String(length=60), nullable=False),
        sa.Column("postcode", sa.String(length=7), nullable=False),
        sa.Column("plaats", sa.String(length=40), nullable=False),
        sa.Column("wijk", sa.String(length=40), nullable=False),
        sa.Column("telefoon", sa.String(length=20), nullable=False),
        sa.Column("overleden_op", sa.Date(), nullable=True),
        sa.Column("zoeknaam", sa.String(length=400), nullable=False),
        sa.Column("sorteernaam", sa.String(length=200), nullable=False),
        sa.Column("aangemaakt_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("aangemaakt_door_id", sa.Uuid(), nullable=True),
        sa.Column("samengevoegd_in_id", sa.Uuid(), nullable=True),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["aangemaakt_door_id"], ["gebruiker.id"], name=op.f("fk_client_aangemaakt_door_id_gebruiker")
        ),
        sa.ForeignKeyConstraint(["huishouden_id"], ["huishouden.id"], name=op.f("fk_client_huishouden_id_huishouden")),
        sa.ForeignKeyConstraint(["praktijk_id"], ["organisatie.id"], name=op.f("fk_client_praktijk_id_organisatie")),
        sa.ForeignKeyConstraint(
            ["samengevoegd_in_id"], ["client.id"], name=op.f("fk_client_samengevoegd_in_id_client")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
    )
    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.create_index("ix_client_bsn", ["bsn"], unique=False)
        batch_op.create_index("ix_client_geboortedatum", ["geboortedatum"], unique=False)
        batch_op.create_index(batch_op.f("ix_client_huishouden_id"), ["huishouden_id"], unique=False)
        batch_op.create_index("ix_client_praktijk_id_sorteernaam", ["praktijk_id", "sorteernaam"], unique=False)
        batch_op.create_index(batch_op.f("ix_client_samengevoegd_in_id"), ["samengevoegd_in_id"], unique=False)

    op.create_table(
        "teamlid",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("gebruiker_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["gebruiker_id"], ["gebruiker.id"], name=op.f("fk_teamlid_gebruiker_id_gebruiker")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_teamlid_team_id_team")),
        sa.PrimaryKeyConstraint("team_id", "gebruiker_id", name=op.f("pk_teamlid")),
    )
    with op.batch_alter_table("teamlid", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teamlid_gebruiker_id"), ["gebruiker_id"], unique=False)

    op.create_table(
        "betrokkene",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("gebruiker_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("naam", sa.String(length=60), nullable=False),
        sa.Column("functie", sa.String(length=40), nullable=False),
        sa.Column("organisatie", sa.String(length=60), nullable=False),
        sa.Column("telefoon", sa.String(length=20), nullable=False),
        sa.Column("doel", sa.Text(), nullable=False),
        sa.Column("is_coordinator", sa.Boolean(), nullable=False),
        sa.Column("sinds", sa.Date(), nullable=False),
        sa.Column("tot", sa.Date(), nullable=True),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.Column("gewijzigd_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gewijzigd_door_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_betrokkene_client_id_client")),
        sa.ForeignKeyConstraint(["gebruiker_id"], ["gebruiker.id"], name=op.f("fk_betrokkene_gebruiker_id_gebruiker")),
        sa.ForeignKeyConstraint(
            ["gewijzigd_door_id"], ["gebruiker.id"], name=op.f("fk_betrokkene_gewijzigd_door_id_gebruiker")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_betrokkene_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_betrokkene")),
    )
    with op.batch_alter_table("betrokkene", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_betrokkene_client_id"), ["client_id"], unique=False)
        batch_op.create_index(
            "ix_betrokkene_gebruiker_id",
            ["gebruiker_id", "client_id"],
            unique=False,
            sqlite_where=sa.text("tot IS NULL"),
            postgresql_where=sa.text("tot IS NULL"),
        )
        batch_op.create_index(
            "ix_betrokkene_team_id",
            ["team_id", "client_id"],
            unique=False,
            sqlite_where=sa.text("tot IS NULL"),
            postgresql_where=sa.text("tot IS NULL"),
        )

    op.create_table(
        "planversie",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door_id", sa.Uuid(), nullable=True),
        sa.Column("wat", sa.String(length=40), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("inhoud", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_planversie_client_id_client")),
        sa.ForeignKeyConstraint(["door_id"], ["gebruiker.id"], name=op.f("fk_planversie_door_id_gebruiker")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_planversie_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planversie")),
    )
    with op.batch_alter_table("planversie", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_planversie_client_id"), ["client_id"], unique=False)
        batch_op.create_index("ix_planversie_op", ["op"], unique=False)
        batch_op.create_index("uq_planversie_plan_id_nummer", ["plan_id", "nummer"], unique=True)

    op.create_table(
        "toestemming",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("besluit", sa.String(length=3), nullable=False),
        sa.Column("domein", sa.String(length=30), nullable=True),
        sa.Column("organisatie_id", sa.Uuid(), nullable=True),
        sa.Column("soort", sa.String(length=20), nullable=True),
        sa.Column("hoe", sa.String(length=20), nullable=False),
        sa.Column("vastgelegd_door_id", sa.Uuid(), nullable=True),
        sa.Column("vastgelegd_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("geldig_tot", sa.Date(), nullable=True),
        sa.Column("ingetrokken_op", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("besluit IN ('ja', 'nee')", name=op.f("ck_toestemming_besluit")),
        sa.CheckConstraint(
            "(domein IS NULL) <> (organisatie_id IS NULL)", name=op.f("ck_toestemming_domein_of_organisatie")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_toestemming_client_id_client")),
        sa.ForeignKeyConstraint(
            ["organisatie_id"], ["organisatie.id"], name=op.f("fk_toestemming_organisatie_id_organisatie")
        ),
        sa.ForeignKeyConstraint(
            ["vastgelegd_door_id"], ["gebruiker.id"], name=op.f("fk_toestemming_vastgelegd_door_id_gebruiker")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_toestemming")),
    )
    with op.batch_alter_table("toestemming", schema=None) as batch_op:
        batch_op.create_index("ix_toestemming_client_id", ["client_id"], unique=False)

    op.create_table(
        "regel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("soort", sa.String(length=12), nullable=False),
        sa.Column("tekst", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("staat", sa.String(length=10), nullable=False),
        sa.Column("volgorde", sa.Integer(), nullable=False),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.Column("gemaakt_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gewijzigd_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("geschreven_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gewijzigd_door_id", sa.Uuid(), nullable=True),
        sa.Column("eigenaar_id", sa.Uuid(), nullable=True),
        sa.Column("eigenaar_client_id", sa.Uuid(), nullable=True),
        sa.Column("datum", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(soort = 'afspraak' AND datum IS NOT NULL AND (eigenaar_id IS NULL) <> (eigenaar_client_id IS NULL)) OR (soort <> 'afspraak' AND eigenaar_id IS NULL AND eigenaar_client_id IS NULL AND datum IS NULL)",
            name=op.f("ck_regel_afspraak_heeft_eigenaar_en_datum"),
        ),
        sa.CheckConstraint(
            "soort IN ('wie', 'veranderwens', 'doel', 'afspraak', 'signaal')", name=op.f("ck_regel_soort")
        ),
        sa.CheckConstraint("staat IN ('open', 'gedaan', 'vervallen')", name=op.f("ck_regel_staat")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_regel_client_id_client")),
        sa.ForeignKeyConstraint(["eigenaar_client_id"], ["client.id"], name=op.f("fk_regel_eigenaar_client_id_client")),
        sa.ForeignKeyConstraint(["eigenaar_id"], ["betrokkene.id"], name=op.f("fk_regel_eigenaar_id_betrokkene")),
        sa.ForeignKeyConstraint(
            ["gewijzigd_door_id"], ["gebruiker.id"], name=op.f("fk_regel_gewijzigd_door_id_gebruiker")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_regel_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regel")),
    )
    with op.batch_alter_table("regel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_regel_eigenaar_client_id"), ["eigenaar_client_id"], unique=False)
        batch_op.create_index(
            "ix_regel_eigenaar_id",
            ["eigenaar_id"],
            unique=False,
            sqlite_where=sa.text("staat = 'open'"),
            postgresql_where=sa.text("staat = 'open'"),
        )
        batch_op.create_index(batch_op.f("ix_regel_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            "uq_regel_een_per_client",
            ["client_id", "soort"],
            unique=True,
            sqlite_where=sa.text("soort IN ('wie', 'veranderwens')"),
            postgresql_where=sa.text("soort IN ('wie', 'veranderwens')"),
        )


def downgrade() -> None:
    with op.batch_alter_table("regel", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_regel_een_per_client",
            sqlite_where=sa.text("soort IN ('wie', 'veranderwens')"),
            postgresql_where=sa.text("soort IN ('wie', 'veranderwens')"),
        )
        batch_op.drop_index(batch_op.f("ix_regel_plan_id"))
        batch_op.drop_index(
            "ix_regel_eigenaar_id", sqlite_where=sa.text("staat = 'open'"), postgresql_where=sa.text("staat = 'open'")
        )
        batch_op.drop_index(batch_op.f("ix_regel_eigenaar_client_id"))

    op.drop_table("regel")
    with op.batch_alter_table("toestemming", schema=None) as batch_op:
        batch_op.drop_index("ix_toestemming_client_id")

    op.drop_table("toestemming")
    with op.batch_alter_table("planversie", schema=None) as batch_op:
        batch_op.drop_index("uq_planversie_plan_id_nummer")
        batch_op.drop_index("ix_planversie_op")
        batch_op.drop_index(batch_op.f("ix_planversie_client_id"))

    op.drop_table("planversie")
    with op.batch_alter_table("betrokkene", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_betrokkene_team_id", sqlite_where=sa.text("tot IS NULL"), postgresql_where=sa.text("tot IS NULL")
        )
        batch_op.drop_index(
            "ix_betrokkene_gebruiker_id", sqlite_where=sa.text("tot IS NULL"), postgresql_where=sa.text("tot IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_betrokkene_client_id"))

    op.drop_table("betrokkene")
    with op.batch_alter_table("teamlid", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teamlid_gebruiker_id"))

    op.drop_table("teamlid")
    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_client_samengevoegd_in_id"))
        batch_op.drop_index("ix_client_praktijk_id_sorteernaam")
        batch_op.drop_index(batch_op.f("ix_client_huishouden_id"))
        batch_op.drop_index("ix_client_geboortedatum")
        batch_op.drop_index("ix_client_bsn")

    op.drop_table("client")
    op.drop_table("team")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_opgegaan_in_id"))

    op.drop_table("plan")
    with op.batch_alter_table("gebruiker", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gebruiker_organisatie_id"))

    op.drop_table("gebruiker")
    op.drop_table("organisatie")
    with op.batch_alter_table("inzageregel", schema=None) as batch_op:
        batch_op.drop_index("ix_inzageregel_client_id_tijdstip")

    op.drop_table("inzageregel")
    op.drop_table("huishouden")
    op.drop_table("hartslag")
