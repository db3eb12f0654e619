"""wie mag wat zien

Revision ID: 0002
Revises: 0001
"""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op
from flask import current_app

from overlegtafel.toegang.zegel import BEGIN, VELDEN, make_sleutel, seal, sleutelmerk

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "aanmeldpoging",
        sa.Column("sleutel", sa.String(length=64), nullable=False),
        sa.Column("aantal", sa.Integer(), nullable=False),
        sa.Column("laatste_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("geblokkeerd_tot", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("sleutel", name=op.f("pk_aanmeldpoging")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("wachtwoord_hash", sa.String(length=200), nullable=True),
        sa.Column("totp_geheim", sa.String(length=64), nullable=True),
        sa.Column("totp_stap", sa.Integer(), nullable=True),
        sa.Column("aangemaakt_op", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_table(
        "brief",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("aan", sa.String(length=254), nullable=False),
        sa.Column("onderwerp", sa.String(length=120), nullable=False),
        sa.Column("tekst", sa.Text(), nullable=False),
        sa.Column("gemaakt_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("volgende_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pogingen", sa.Integer(), nullable=False),
        sa.Column("verzonden_op", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief")),
    )
    with op.batch_alter_table("brief", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_brief_volgende_op"), ["volgende_op"], unique=False)

    op.create_table(
        "logboekkop",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("nummer", sa.BigInteger(), nullable=False),
        sa.Column("zegel", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sleutelmerk", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logboekkop")),
    )
    op.create_table(
        "toestemmingstekst",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tekst", sa.Text(), nullable=False),
        sa.Column("vingerafdruk", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_toestemmingstekst")),
        sa.UniqueConstraint("vingerafdruk", name=op.f("uq_toestemmingstekst_vingerafdruk")),
    )
    op.create_table(
        "herstelcode",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("gebruikt_op", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_herstelcode_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_herstelcode")),
    )
    with op.batch_alter_table("herstelcode", schema=None) as batch_op:
        batch_op.create_index("ix_herstelcode_account_id_code_hash", ["account_id", "code_hash"], unique=True)

    op.create_table(
        "sleutel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("doel", sa.String(length=12), nullable=False),
        sa.Column("sleutel_hash", sa.String(length=64), nullable=False),
        sa.Column("gemaakt_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verloopt_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gebruikt_op", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sleutel_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sleutel")),
        sa.UniqueConstraint("sleutel_hash", name=op.f("uq_sleutel_sleutel_hash")),
    )
    with op.batch_alter_table("sleutel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sleutel_account_id"), ["account_id"], unique=False)

    op.create_table(
        "sessie",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("gebruiker_id", sa.Uuid(), nullable=False),
        sa.Column("sleutel_hash", sa.String(length=64), nullable=False),
        sa.Column("toestel", sa.String(length=60), nullable=False),
        sa.Column("begonnen_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("laatst_actief_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vergrendeld_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("beeindigd_op", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sessie_account_id_account")),
        sa.ForeignKeyConstraint(["gebruiker_id"], ["gebruiker.id"], name=op.f("fk_sessie_gebruiker_id_gebruiker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessie")),
        sa.UniqueConstraint("sleutel_hash", name=op.f("uq_sessie_sleutel_hash")),
    )
    with op.batch_alter_table("sessie", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessie_account_id"), ["account_id"], unique=False)

    op.create_table(
        "waarneming",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("voor_id", sa.Uuid(), nullable=False),
        sa.Column("door_id", sa.Uuid(), nullable=False),
        sa.Column("van", sa.Date(), nullable=False),
        sa.Column("tot", sa.Date(), nullable=False),
        sa.Column("gemaakt_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gemaakt_door_id", sa.Uuid(), nullable=False),
        sa.Column("beeindigd_op", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["door_id"], ["gebruiker.id"], name=op.f("fk_waarneming_door_id_gebruiker")),
        sa.ForeignKeyConstraint(
            ["gemaakt_door_id"], ["gebruiker.id"], name=op.f("fk_waarneming_gemaakt_door_id_gebruiker")
        ),
        sa.ForeignKeyConstraint(["voor_id"], ["gebruiker.id"], name=op.f("fk_waarneming_voor_id_gebruiker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waarneming")),
    )
    with op.batch_alter_table("waarneming", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waarneming_door_id"), ["door_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_waarneming_voor_id"), ["voor_id"], unique=False)

    op.create_table(
        "noodtoegang",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("gebruiker_id", sa.Uuid(), nullable=False),
        sa.Column("reden", sa.Text(), nullable=False),
        sa.Column("begonnen_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beeindigd_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uitkomst", sa.String(length=12), nullable=False),
        sa.Column("toelichting", sa.Text(), nullable=False),
        sa.Column("beoordeeld_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("beoordeeld_door_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["beoordeeld_door_id"], ["gebruiker.id"], name=op.f("fk_noodtoegang_beoordeeld_door_id_gebruiker")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_noodtoegang_client_id_client")),
        sa.ForeignKeyConstraint(["gebruiker_id"], ["gebruiker.id"], name=op.f("fk_noodtoegang_gebruiker_id_gebruiker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noodtoegang")),
    )
    with op.batch_alter_table("noodtoegang", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_noodtoegang_client_id"), ["client_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_noodtoegang_gebruiker_id"), ["gebruiker_id"], unique=False)

    op.create_table(
        "toegangsverzoek",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("gebruiker_id", sa.Uuid(), nullable=False),
        sa.Column("soort", sa.String(length=20), nullable=False),
        sa.Column("gevraagd_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("afgehandeld_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("afgehandeld_door_id", sa.Uuid(), nullable=True),
        sa.Column("uitkomst", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(
            ["afgehandeld_door_id"], ["gebruiker.id"], name=op.f("fk_toegangsverzoek_afgehandeld_door_id_gebruiker")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_toegangsverzoek_client_id_client")),
        sa.ForeignKeyConstraint(
            ["gebruiker_id"], ["gebruiker.id"], name=op.f("fk_toegangsverzoek_gebruiker_id_gebruiker")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_toegangsverzoek")),
    )
    with op.batch_alter_table("toegangsverzoek", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_toegangsverzoek_client_id"), ["client_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_toegangsverzoek_gebruiker_id"), ["gebruiker_id"], unique=False)
        batch_op.create_index(
            "uq_toegangsverzoek_open",
            ["client_id", "gebruiker_id", "soort"],
            unique=True,
            sqlite_where=sa.text("afgehandeld_op IS NULL"),
            postgresql_where=sa.text("afgehandeld_op IS NULL"),
        )

    op.create_table(
        "vertegenwoordiger",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("naam", sa.String(length=60), nullable=False),
        sa.Column("soort", sa.String(length=20), nullable=False),
        sa.Column("telefoon", sa.String(length=20), nullable=False),
        sa.Column("sinds", sa.Date(), nullable=False),
        sa.Column("tot", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_vertegenwoordiger_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vertegenwoordiger")),
    )
    with op.batch_alter_table("vertegenwoordiger", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vertegenwoordiger_client_id"), ["client_id"], unique=False)

    _accounts_from_gebruikers()
    _seal_log()
    _forbid_changes()

    with op.batch_alter_table("organisatie", schema=None) as batch_op:
        batch_op.add_column(sa.Column("versie", sa.Integer(), server_default="1", nullable=False))

    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.add_column(sa.Column("actief", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("versie", sa.Integer(), server_default="1", nullable=False))

    with op.batch_alter_table("toestemming", schema=None) as batch_op:
        batch_op.add_column(sa.Column("gegeven_door", sa.String(length=20), server_default="client", nullable=False))
        batch_op.add_column(sa.Column("vertegenwoordiger_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("tekst_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("ingetrokken_door_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_toestemming_vertegenwoordiger_id_vertegenwoordiger"),
            "vertegenwoordiger",
            ["vertegenwoordiger_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_toestemming_tekst_id_toestemmingstekst"), "toestemmingstekst", ["tekst_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_toestemming_ingetrokken_door_id_gebruiker"), "gebruiker", ["ingetrokken_door_id"], ["id"]
        )


def downgrade() -> None:
    _allow_changes()
    with op.batch_alter_table("toestemming", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_toestemming_ingetrokken_door_id_gebruiker"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_toestemming_tekst_id_toestemmingstekst"), type_="foreignkey")
        batch_op.drop_constraint(
            batch_op.f("fk_toestemming_vertegenwoordiger_id_vertegenwoordiger"), type_="foreignkey"
        )
        batch_op.drop_column("ingetrokken_door_id")
        batch_op.drop_column("tekst_id")
        batch_op.drop_column("vertegenwoordiger_id")
        batch_op.drop_column("gegeven_door")

    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_column("versie")
        batch_op.drop_column("actief")

    with op.batch_alter_table("organisatie", schema=None) as batch_op:
        batch_op.drop_column("versie")

    _unseal_log()
    _gebruikers_with_email()

    with op.batch_alter_table("vertegenwoordiger", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vertegenwoordiger_client_id"))

    op.drop_table("vertegenwoordiger")
    with op.batch_alter_table("toegangsverzoek", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_toegangsverzoek_open",
            sqlite_where=sa.text("afgehandeld_op IS NULL"),
            postgresql_where=sa.text("afgehandeld_op IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_toegangsverzoek_gebruiker_id"))
        batch_op.drop_index(batch_op.f("ix_toegangsverzoek_client_id"))

    op.drop_table("toegangsverzoek")
    with op.batch_alter_table("noodtoegang", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_noodtoegang_gebruiker_id"))
        batch_op.drop_index(batch_op.f("ix_noodtoegang_client_id"))

    op.drop_table("noodtoegang")
    with op.batch_alter_table("waarneming", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_waarneming_voor_id"))
        batch_op.drop_index(batch_op.f("ix_waarneming_door_id"))

    op.drop_table("waarneming")
    with op.batch_alter_table("sessie", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessie_account_id"))

    op.drop_table("sessie")
    with op.batch_alter_table("sleutel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sleutel_account_id"))

    op.drop_table("sleutel")
    with op.batch_alter_table("herstelcode", schema=None) as batch_op:
        batch_op.drop_index("ix_herstelcode_account_id_code_hash")

    op.drop_table("herstelcode")
    op.drop_table("toestemmingstekst")
    op.drop_table("logboekkop")
    with op.batch_alter_table("brief", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_brief_volgende_op"))

    op.drop_table("brief")
    op.drop_table("account")
    op.drop_table("aanmeldpoging")


_GEBRUIKER = sa.table(
    "gebruiker",
    sa.column("id", sa.Uuid()),
    sa.column("account_id", sa.Uuid()),
    sa.column("email", sa.String()),
    sa.column("wachtwoord_hash", sa.String()),
    sa.column("functie", sa.String()),
    sa.column("actief", sa.Boolean()),
)
_ACCOUNT = sa.table(
    "account",
    sa.column("id", sa.Uuid()),
    sa.column("email", sa.String()),
    sa.column("wachtwoord_hash", sa.String()),
    sa.column("aangemaakt_op", sa.DateTime(timezone=True)),
)
_REGEL = sa.table(
    "inzageregel",
    *(
        sa.column(
            name, sa.Uuid() if name.endswith("_id") else sa.DateTime(timezone=True) if name == "tijdstip" else None
        )
        for name in VELDEN
    ),
    sa.column("zegel", sa.LargeBinary()),
)


def _accounts_from_gebruikers() -> None:
    """Whoever could sign in gets an account with the same id, address and password."""
    with op.batch_alter_table("gebruiker", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("vertrokken_op", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("versie", sa.Integer(), server_default="1", nullable=False))
    connection, g = op.get_bind(), _GEBRUIKER.c
    moment = datetime.now(UTC)
    for row in connection.execute(sa.select(g.id, g.email, g.wachtwoord_hash)).all():
        connection.execute(sa.insert(_ACCOUNT).values(aangemaakt_op=moment, **row._mapping))
    connection.execute(sa.update(_GEBRUIKER).values(account_id=g.id))
    with op.batch_alter_table("gebruiker", schema=None) as batch_op:
        batch_op.alter_column("account_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_constraint(batch_op.f("uq_gebruiker_email"), type_="unique")
        batch_op.create_index(batch_op.f("ix_gebruiker_account_id"), ["account_id"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_gebruiker_account_id"), ["account_id", "organisatie_id", "functie"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_gebruiker_account_id_account"), "account", ["account_id"], ["id"])
        batch_op.drop_column("email")
        batch_op.drop_column("wachtwoord_hash")


def _gebruikers_with_email() -> None:
    """The older version knows one functie per address: a second one keeps its work, but cannot sign in."""
    with op.batch_alter_table("gebruiker", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wachtwoord_hash", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("email", sa.String(length=254), nullable=True))
    connection, g, a = op.get_bind(), _GEBRUIKER.c, _ACCOUNT.c
    rows = connection.execute(
        sa.select(g.id, g.account_id, g.functie, g.actief, a.email, a.wachtwoord_hash)
        .join(_ACCOUNT, a.id == g.account_id)
        .order_by(g.id != g.account_id, g.id)
    ).all()
    taken = set()
    for row in rows:
        first = row.email not in taken
        taken.add(row.email)
        connection.execute(
            sa.update(_GEBRUIKER)
            .where(g.id == row.id)
            .values(
                email=row.email if first else f"{uuid4().hex}@elders.invalid",
                wachtwoord_hash=row.wachtwoord_hash or "",
                actief=row.actief and first and row.functie != "beheerder",
            )
        )
    with op.batch_alter_table("gebruiker", schema=None) as batch_op:
        batch_op.alter_column("wachtwoord_hash", existing_type=sa.String(length=200), nullable=False)
        batch_op.alter_column("email", existing_type=sa.String(length=254), nullable=False)
        batch_op.drop_constraint(batch_op.f("fk_gebruiker_account_id_account"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_gebruiker_account_id"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_gebruiker_account_id"))
        batch_op.create_unique_constraint(batch_op.f("uq_gebruiker_email"), ["email"])
        batch_op.drop_column("versie")
        batch_op.drop_column("vertrokken_op")
        batch_op.drop_column("account_id")


def _seal_log() -> None:
    """Lines from before get a number without gaps and a seal, in the order in which they were written."""
    with op.batch_alter_table("inzageregel", schema=None) as batch_op:
        batch_op.add_column(sa.Column("namens_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("recht", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("noodtoegang_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("zegel", sa.LargeBinary(length=32), nullable=True))
    connection, c = op.get_bind(), _REGEL.c
    sleutel = make_sleutel(current_app.config["LOGBOEK_SLEUTEL"])
    zegel, nummer, last = BEGIN, 0, -1
    while rows := connection.execute(sa.select(_REGEL).where(c.id > last).order_by(c.id).limit(5000)).all():
        for row in rows:
            nummer, last = nummer + 1, row.id
            tijdstip = row.tijdstip if row.tijdstip.tzinfo else row.tijdstip.replace(tzinfo=UTC)
            values = [{"id": nummer, "tijdstip": tijdstip}.get(field, getattr(row, field)) for field in VELDEN]
            zegel = seal(sleutel, zegel, values)
            # Never upwards, so no number is taken twice.
            connection.execute(sa.update(_REGEL).where(c.id == row.id).values(id=nummer, zegel=zegel))
    kop = sa.table(
        "logboekkop",
        sa.column("id", sa.Integer()),
        sa.column("nummer", sa.BigInteger()),
        sa.column("zegel", sa.LargeBinary()),
        sa.column("sleutelmerk", sa.String()),
    )
    connection.execute(
        sa.insert(kop).values(id=1, nummer=nummer, zegel=zegel, sleutelmerk=sleutelmerk(sleutel) if nummer else "")
    )
    with op.batch_alter_table("inzageregel", schema=None) as batch_op:
        batch_op.alter_column("zegel", existing_type=sa.LargeBinary(length=32), nullable=False)
        batch_op.create_index("ix_inzageregel_gebruiker_id_tijdstip", ["gebruiker_id", "tijdstip"], unique=False)
        batch_op.create_index("ix_inzageregel_tijdstip", ["tijdstip"], unique=False)


def _unseal_log() -> None:
    with op.batch_alter_table("inzageregel", schema=None) as batch_op:
        batch_op.drop_index("ix_inzageregel_tijdstip")
        batch_op.drop_index("ix_inzageregel_gebruiker_id_tijdstip")
        batch_op.drop_column("zegel")
        batch_op.drop_column("noodtoegang_id")
        batch_op.drop_column("recht")
        batch_op.drop_column("namens_id")
    if op.get_bind().dialect.name == "postgresql":
        # The older version lets the database number the lines.
        op.execute(
            "SELECT setval(pg_get_serial_sequence('inzageregel', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM inzageregel))"
        )


def _forbid_changes() -> None:
    """A line of the access log is written and read; whoever tries anything else is refused by the database itself."""
    if op.get_bind().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER inzageregel_geen_{what.lower()} BEFORE {what} ON inzageregel "
                "BEGIN SELECT RAISE(ABORT, 'het inzagelog wordt niet gewijzigd'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION inzageregel_blijft() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'het inzagelog wordt niet gewijzigd'; END $$"
    )
    op.execute(
        "CREATE TRIGGER inzageregel_blijft BEFORE UPDATE OR DELETE OR TRUNCATE ON inzageregel "
        "FOR EACH STATEMENT EXECUTE FUNCTION inzageregel_blijft()"
    )


def _allow_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for what in ("update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS inzageregel_geen_{what}")
        return
    op.execute("DROP TRIGGER IF EXISTS inzageregel_blijft ON inzageregel")
    op.execute("DROP FUNCTION IF EXISTS inzageregel_blijft()")
