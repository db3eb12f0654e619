"""overleggen

Revision ID: 0005
Revises: 0004
"""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _eis(label, *, functies=(), domeinen=()):
    return {"label": label, "functies": list(functies), "domeinen": list(domeinen)}


_HUISARTS = _eis("huisarts", functies=["huisarts"])
_PSYCHIATER = _eis("psychiater", functies=["psychiater"])
_SPV = _eis("SPV", functies=["SPV"])
_GZ = _eis("GZ-psycholoog", functies=["GZ-psycholoog", "klinisch psycholoog", "psychotherapeut"])
_ERVARING = _eis("ervaringsdeskundige", functies=["ervaringsdeskundige"])
_SOCIAAL = _eis("sociaal domein", domeinen=["sociaal"])
_GGZ = _eis("GGZ", domeinen=["ggz"])
_PRAKTIJK = _eis("huisartsenpraktijk", domeinen=["huisartsenzorg"])
_JEUGD = _eis("jeugd", functies=["POH jeugd", "jeugdconsulent"])
_ALLES = ["inbreng", "terugkomen", "afspraak", "evaluatie", "kwetsbaar", "vraag"]
_BEGIN = {"titel": "Welkom en wie is er", "minuten": 3, "waar": "begin"}
_EIND = {"titel": "Rondvraag", "minuten": 3, "waar": "eind"}

# The kinds a region begins with; a functioneel beheerder changes them and adds others.
# key, name, rhythm, whose clients, minutes, minutes per item, who must be there, who chairs, fixed points, sources, sheet
_SOORTEN = [
    ("mdo", "MDO", "maand", "praktijk", 90, 8, [_HUISARTS, _PSYCHIATER, _SPV, _GZ, _ERVARING, _SOCIAAL], [],
     [_BEGIN, _EIND], _ALLES, ""),
    ("instroom", "Instroom-overleg", "week", "team", 60, 6, [_SOCIAAL, _GGZ], [_SOCIAAL, _GGZ],
     [], ["inbreng", "terugkomen"], ""),
    ("voortgang", "Voortgangsoverleg", "week", "praktijk", 45, 6, [_GGZ], [],
     [], ["inbreng", "terugkomen", "afspraak", "evaluatie"], ""),
    ("hoc", "Herstelondersteunende consultatie", "los", "client", 60, 60, [_SOCIAAL, _GGZ, _ERVARING], [], [], [], "hoc"),
    ("rto", "Ronde tafel", "los", "client", 75, 75, [], [], [], [], "rto"),
    ("team", "Teamoverleg", "kwartaal", "geen", 90, 15, [], [],
     [_BEGIN, {"titel": "Wat leerden we", "minuten": 30, "waar": "begin"},
      {"titel": "Hoe werken we samen", "minuten": 30, "waar": "begin"}, _EIND], [], ""),
    ("knooppunt", "Knooppunt school", "maand", "team", 60, 10, [_JEUGD], [], [], ["inbreng", "terugkomen"], ""),
    ("mdo-jeugd", "MDO jeugd", "maand", "praktijk", 60, 10, [_PRAKTIJK, _JEUGD], [], [],
     ["inbreng", "terugkomen", "afspraak"], ""),
    ("ycnd", "MDO YCND", "maand", "praktijk", 60, 10, [_PRAKTIJK, _ERVARING], [], [],
     ["inbreng", "terugkomen", "afspraak"], ""),
]  # fmt: skip
_KOLOMMEN = (
    "sleutel", "naam", "ritme", "over", "duur", "minuten_per_punt", "vereist", "voorzitters", "vaste_punten", "bronnen",
    "blad",
)  # fmt: skip


def _soorten():
    for number, row in enumerate(_SOORTEN, 1):
        yield dict(zip(_KOLOMMEN, row, strict=True)) | {
            # The same in every installation.
            "id": UUID(int=number, version=4), "inbreng_uren": 24, "correctie_dagen": 7, "actief": True, "versie": 1,
        }  # fmt: skip


def upgrade() -> None:
    soorten = op.create_table(
        "overlegsoort",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sleutel", sa.String(length=20), nullable=False),
        sa.Column("naam", sa.String(length=60), nullable=False),
        sa.Column("ritme", sa.String(length=10), nullable=False),
        sa.Column("over", sa.String(length=10), nullable=False),
        sa.Column("duur", sa.Integer(), nullable=False),
        sa.Column("minuten_per_punt", sa.Integer(), nullable=False),
        sa.Column("vereist", sa.JSON(), nullable=False),
        sa.Column("voorzitters", sa.JSON(), nullable=False),
        sa.Column("vaste_punten", sa.JSON(), nullable=False),
        sa.Column("bronnen", sa.JSON(), nullable=False),
        sa.Column("blad", sa.String(length=6), nullable=False),
        sa.Column("inbreng_uren", sa.Integer(), nullable=False),
        sa.Column("correctie_dagen", sa.Integer(), nullable=False),
        sa.Column("actief", sa.Boolean(), server_default=sa.text("(true)"), nullable=False),
        sa.Column("versie", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overlegsoort")),
        sa.UniqueConstraint("naam", name=op.f("uq_overlegsoort_naam")),
        sa.UniqueConstraint("sleutel", name=op.f("uq_overlegsoort_sleutel")),
    )
    op.bulk_insert(soorten, list(_soorten()))
    op.create_table(
        "agendasleutel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("sleutel_hash", sa.String(length=64), nullable=False),
        sa.Column("gemaakt_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gebruikt_op", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_agendasleutel_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agendasleutel")),
        sa.UniqueConstraint("sleutel_hash", name=op.f("uq_agendasleutel_sleutel_hash")),
    )
    with op.batch_alter_table("agendasleutel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agendasleutel_account_id"), ["account_id"], unique=False)

    op.create_table(
        "overlegreeks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("soort_id", sa.Uuid(), nullable=False),
        sa.Column("organisatie_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("eenheid", sa.String(length=6), nullable=False),
        sa.Column("om_de", sa.Integer(), nullable=False),
        sa.Column("weekdag", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=True),
        sa.Column("vanaf", sa.Date(), nullable=False),
        sa.Column("tot", sa.Date(), nullable=True),
        sa.Column("begintijd", sa.Time(), nullable=False),
        sa.Column("duur", sa.Integer(), nullable=False),
        sa.Column("plaats", sa.String(length=80), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("gestopt_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gemaakt_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gemaakt_door_id", sa.Uuid(), nullable=False),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.CheckConstraint("eenheid IN ('week', 'maand')", name=op.f("ck_overlegreeks_eenheid")),
        sa.ForeignKeyConstraint(
            ["gemaakt_door_id"], ["gebruiker.id"], name=op.f("fk_overlegreeks_gemaakt_door_id_gebruiker")
        ),
        sa.ForeignKeyConstraint(
            ["organisatie_id"], ["organisatie.id"], name=op.f("fk_overlegreeks_organisatie_id_organisatie")
        ),
        sa.ForeignKeyConstraint(["soort_id"], ["overlegsoort.id"], name=op.f("fk_overlegreeks_soort_id_overlegsoort")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_overlegreeks_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overlegreeks")),
    )
    with op.batch_alter_table("overlegreeks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_overlegreeks_organisatie_id"), ["organisatie_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_overlegreeks_team_id"), ["team_id"], unique=False)

    op.create_table(
        "overleg",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("soort_id", sa.Uuid(), nullable=False),
        sa.Column("reeks_id", sa.Uuid(), nullable=True),
        sa.Column("reeksdag", sa.Date(), nullable=True),
        sa.Column("organisatie_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("begint_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("duur", sa.Integer(), nullable=False),
        sa.Column("plaats", sa.String(length=80), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("staat", sa.String(length=10), nullable=False),
        sa.Column("reden", sa.String(length=120), nullable=False),
        sa.Column("inbreng_tot", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begonnen_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gesloten_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agenda_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kalendernummer", sa.Integer(), server_default="0", nullable=False),
        sa.Column("uitgenodigd_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gemaakt_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gemaakt_door_id", sa.Uuid(), nullable=False),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "begint_op IS NOT NULL OR staat IN ('prikken', 'vervallen')", name=op.f("ck_overleg_heeft_een_dag")
        ),
        sa.CheckConstraint(
            "staat IN ('prikken', 'gepland', 'bezig', 'klaar', 'vervallen')", name=op.f("ck_overleg_staat")
        ),
        sa.ForeignKeyConstraint(
            ["gemaakt_door_id"], ["gebruiker.id"], name=op.f("fk_overleg_gemaakt_door_id_gebruiker")
        ),
        sa.ForeignKeyConstraint(
            ["organisatie_id"], ["organisatie.id"], name=op.f("fk_overleg_organisatie_id_organisatie")
        ),
        sa.ForeignKeyConstraint(["reeks_id"], ["overlegreeks.id"], name=op.f("fk_overleg_reeks_id_overlegreeks")),
        sa.ForeignKeyConstraint(["soort_id"], ["overlegsoort.id"], name=op.f("fk_overleg_soort_id_overlegsoort")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_overleg_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overleg")),
        sa.UniqueConstraint("reeks_id", "reeksdag", name=op.f("uq_overleg_reeks_id")),
    )
    with op.batch_alter_table("overleg", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_overleg_organisatie_id"), ["organisatie_id"], unique=False)
        batch_op.create_index("ix_overleg_staat_begint_op", ["staat", "begint_op"], unique=False)
        batch_op.create_index(batch_op.f("ix_overleg_team_id"), ["team_id"], unique=False)

    op.create_table(
        "reekslid",
        sa.Column("reeks_id", sa.Uuid(), nullable=False),
        sa.Column("gebruiker_id", sa.Uuid(), nullable=False),
        sa.Column("is_voorzitter", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["gebruiker_id"], ["gebruiker.id"], name=op.f("fk_reekslid_gebruiker_id_gebruiker")),
        sa.ForeignKeyConstraint(["reeks_id"], ["overlegreeks.id"], name=op.f("fk_reekslid_reeks_id_overlegreeks")),
        sa.PrimaryKeyConstraint("reeks_id", "gebruiker_id", name=op.f("pk_reekslid")),
    )
    with op.batch_alter_table("reekslid", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reekslid_gebruiker_id"), ["gebruiker_id"], unique=False)

    op.create_table(
        "agendapunt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("overleg_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("titel", sa.String(length=80), nullable=False),
        sa.Column("plek", sa.Uuid(), nullable=False),
        sa.Column("soort", sa.String(length=16), nullable=False),
        sa.Column("vraag", sa.String(length=300), nullable=False),
        sa.Column("ingebracht_door_id", sa.Uuid(), nullable=True),
        sa.Column("ingebracht_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("volgorde", sa.Integer(), nullable=False),
        sa.Column("minuten", sa.Integer(), nullable=False),
        sa.Column("staat", sa.String(length=14), nullable=False),
        sa.Column("besteed", sa.Integer(), nullable=False),
        sa.Column("uitkomst", sa.String(length=300), nullable=False),
        sa.Column("geen_besluit", sa.Boolean(), nullable=False),
        sa.Column("gesloten_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gesloten_door_id", sa.Uuid(), nullable=True),
        sa.Column("verder_id", sa.Uuid(), nullable=True),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.CheckConstraint("(client_id IS NULL) <> (titel = '')", name=op.f("ck_agendapunt_client_of_titel")),
        sa.CheckConstraint(
            "staat IN ('open', 'besproken', 'vervallen', 'doorgeschoven')", name=op.f("ck_agendapunt_staat")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_agendapunt_client_id_client")),
        sa.ForeignKeyConstraint(
            ["gesloten_door_id"], ["gebruiker.id"], name=op.f("fk_agendapunt_gesloten_door_id_gebruiker")
        ),
        sa.ForeignKeyConstraint(
            ["ingebracht_door_id"], ["gebruiker.id"], name=op.f("fk_agendapunt_ingebracht_door_id_gebruiker")
        ),
        sa.ForeignKeyConstraint(["overleg_id"], ["overleg.id"], name=op.f("fk_agendapunt_overleg_id_overleg")),
        sa.ForeignKeyConstraint(["verder_id"], ["agendapunt.id"], name=op.f("fk_agendapunt_verder_id_agendapunt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agendapunt")),
        sa.UniqueConstraint("plek", name=op.f("uq_agendapunt_plek")),
    )
    with op.batch_alter_table("agendapunt", schema=None) as batch_op:
        batch_op.create_index("ix_agendapunt_client_id", ["client_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agendapunt_ingebracht_door_id"), ["ingebracht_door_id"], unique=False)
        batch_op.create_index("ix_agendapunt_overleg_id_volgorde", ["overleg_id", "volgorde"], unique=False)
        batch_op.create_index(
            "uq_agendapunt_client_in_overleg",
            ["overleg_id", "client_id"],
            unique=True,
            sqlite_where=sa.text("staat IN ('open', 'besproken')"),
            postgresql_where=sa.text("staat IN ('open', 'besproken')"),
        )

    op.create_table(
        "datumvoorstel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("overleg_id", sa.Uuid(), nullable=False),
        sa.Column("begint_op", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["overleg_id"], ["overleg.id"], name=op.f("fk_datumvoorstel_overleg_id_overleg")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_datumvoorstel")),
        sa.UniqueConstraint("overleg_id", "begint_op", name=op.f("uq_datumvoorstel_overleg_id")),
    )
    op.create_table(
        "genodigde",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("overleg_id", sa.Uuid(), nullable=False),
        sa.Column("gebruiker_id", sa.Uuid(), nullable=True),
        sa.Column("voor_id", sa.Uuid(), nullable=True),
        sa.Column("naam", sa.String(length=60), nullable=False),
        sa.Column("functie", sa.String(length=40), nullable=False),
        sa.Column("is_voorzitter", sa.Boolean(), nullable=False),
        sa.Column("komt", sa.String(length=4), nullable=False),
        sa.Column("binnen_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("weg_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("volgt", sa.Boolean(), server_default=sa.text("(true)"), nullable=False),
        sa.Column("uitgenodigd_op", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("gebruiker_id IS NOT NULL OR naam <> ''", name=op.f("ck_genodigde_heeft_een_naam")),
        sa.ForeignKeyConstraint(["gebruiker_id"], ["gebruiker.id"], name=op.f("fk_genodigde_gebruiker_id_gebruiker")),
        sa.ForeignKeyConstraint(["overleg_id"], ["overleg.id"], name=op.f("fk_genodigde_overleg_id_overleg")),
        sa.ForeignKeyConstraint(["voor_id"], ["gebruiker.id"], name=op.f("fk_genodigde_voor_id_gebruiker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_genodigde")),
        sa.UniqueConstraint("overleg_id", "gebruiker_id", name=op.f("uq_genodigde_overleg_id")),
    )
    with op.batch_alter_table("genodigde", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_genodigde_gebruiker_id"), ["gebruiker_id"], unique=False)

    op.create_table(
        "overlegwijziging",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("overleg_id", sa.Uuid(), nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door_id", sa.Uuid(), nullable=True),
        sa.Column("wat", sa.String(length=40), nullable=False),
        sa.Column("toelichting", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["door_id"], ["gebruiker.id"], name=op.f("fk_overlegwijziging_door_id_gebruiker")),
        sa.ForeignKeyConstraint(["overleg_id"], ["overleg.id"], name=op.f("fk_overlegwijziging_overleg_id_overleg")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overlegwijziging")),
    )
    with op.batch_alter_table("overlegwijziging", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_overlegwijziging_overleg_id"), ["overleg_id"], unique=False)

    op.create_table(
        "agendareden",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agendapunt_id", sa.Uuid(), nullable=False),
        sa.Column("bron", sa.String(length=16), nullable=False),
        sa.Column("sleutel", sa.String(length=80), nullable=False),
        sa.Column("datum", sa.Date(), nullable=True),
        sa.Column("tekst", sa.String(length=300), server_default="", nullable=False),
        sa.Column("door_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agendapunt_id"], ["agendapunt.id"], name=op.f("fk_agendareden_agendapunt_id_agendapunt")
        ),
        sa.ForeignKeyConstraint(["door_id"], ["gebruiker.id"], name=op.f("fk_agendareden_door_id_gebruiker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agendareden")),
        sa.UniqueConstraint("agendapunt_id", "bron", "sleutel", name=op.f("uq_agendareden_agendapunt_id")),
    )
    with op.batch_alter_table("agendareden", schema=None) as batch_op:
        batch_op.create_index("ix_agendareden_sleutel", ["sleutel"], unique=False)

    op.create_table(
        "datumkeuze",
        sa.Column("voorstel_id", sa.Uuid(), nullable=False),
        sa.Column("genodigde_id", sa.Uuid(), nullable=False),
        sa.Column("keuze", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["genodigde_id"], ["genodigde.id"], name=op.f("fk_datumkeuze_genodigde_id_genodigde")),
        sa.ForeignKeyConstraint(
            ["voorstel_id"], ["datumvoorstel.id"], name=op.f("fk_datumkeuze_voorstel_id_datumvoorstel")
        ),
        sa.PrimaryKeyConstraint("voorstel_id", "genodigde_id", name=op.f("pk_datumkeuze")),
    )
    op.create_table(
        "gespreksblad",
        sa.Column("agendapunt_id", sa.Uuid(), nullable=False),
        sa.Column("voorstellen", sa.Text(), nullable=False),
        sa.Column("dimensies", sa.JSON(), nullable=False),
        sa.Column("antwoorden", sa.JSON(), nullable=False),
        sa.Column("zorgafspraak", sa.Text(), nullable=False),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agendapunt_id"], ["agendapunt.id"], name=op.f("fk_gespreksblad_agendapunt_id_agendapunt")
        ),
        sa.ForeignKeyConstraint(["door_id"], ["gebruiker.id"], name=op.f("fk_gespreksblad_door_id_gebruiker")),
        sa.PrimaryKeyConstraint("agendapunt_id", name=op.f("pk_gespreksblad")),
    )
    op.create_table(
        "puntbesluit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agendapunt_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("soort", sa.String(length=12), nullable=False),
        sa.Column("regel_id", sa.Uuid(), nullable=True),
        sa.Column("draad_id", sa.Uuid(), nullable=True),
        sa.Column("terug_op", sa.Date(), nullable=True),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door_id", sa.Uuid(), nullable=False),
        sa.Column("vervallen_op", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agendapunt_id"], ["agendapunt.id"], name=op.f("fk_puntbesluit_agendapunt_id_agendapunt")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_puntbesluit_client_id_client")),
        sa.ForeignKeyConstraint(["door_id"], ["gebruiker.id"], name=op.f("fk_puntbesluit_door_id_gebruiker")),
        sa.ForeignKeyConstraint(["draad_id"], ["draad.id"], name=op.f("fk_puntbesluit_draad_id_draad")),
        sa.ForeignKeyConstraint(["regel_id"], ["regel.id"], name=op.f("fk_puntbesluit_regel_id_regel")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_puntbesluit")),
    )
    with op.batch_alter_table("puntbesluit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_puntbesluit_agendapunt_id"), ["agendapunt_id"], unique=False)
        batch_op.create_index("ix_puntbesluit_client_id_terug_op", ["client_id", "terug_op"], unique=False)

    op.create_table(
        "puntgast",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agendapunt_id", sa.Uuid(), nullable=False),
        sa.Column("gebruiker_id", sa.Uuid(), nullable=True),
        sa.Column("naam", sa.String(length=60), nullable=False),
        sa.Column("rol", sa.String(length=40), nullable=False),
        sa.Column("is_er", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("weg_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("door_id", sa.Uuid(), nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("gebruiker_id IS NOT NULL OR naam <> ''", name=op.f("ck_puntgast_heeft_een_naam")),
        sa.ForeignKeyConstraint(
            ["agendapunt_id"], ["agendapunt.id"], name=op.f("fk_puntgast_agendapunt_id_agendapunt")
        ),
        sa.ForeignKeyConstraint(["door_id"], ["gebruiker.id"], name=op.f("fk_puntgast_door_id_gebruiker")),
        sa.ForeignKeyConstraint(["gebruiker_id"], ["gebruiker.id"], name=op.f("fk_puntgast_gebruiker_id_gebruiker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_puntgast")),
        sa.UniqueConstraint("agendapunt_id", "gebruiker_id", name=op.f("uq_puntgast_agendapunt_id")),
    )
    with op.batch_alter_table("puntgast", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_puntgast_gebruiker_id"), ["gebruiker_id"], unique=False)

    op.create_table(
        "puntlezer",
        sa.Column("agendapunt_id", sa.Uuid(), nullable=False),
        sa.Column("gebruiker_id", sa.Uuid(), nullable=False),
        sa.Column("wat", sa.String(length=8), nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agendapunt_id"], ["agendapunt.id"], name=op.f("fk_puntlezer_agendapunt_id_agendapunt")
        ),
        sa.ForeignKeyConstraint(["gebruiker_id"], ["gebruiker.id"], name=op.f("fk_puntlezer_gebruiker_id_gebruiker")),
        sa.PrimaryKeyConstraint("agendapunt_id", "gebruiker_id", "wat", name=op.f("pk_puntlezer")),
    )
    op.create_table(
        "puntnotitie",
        sa.Column("agendapunt_id", sa.Uuid(), nullable=False),
        sa.Column("tekst", sa.Text(), nullable=False),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agendapunt_id"], ["agendapunt.id"], name=op.f("fk_puntnotitie_agendapunt_id_agendapunt")
        ),
        sa.ForeignKeyConstraint(["door_id"], ["gebruiker.id"], name=op.f("fk_puntnotitie_door_id_gebruiker")),
        sa.PrimaryKeyConstraint("agendapunt_id", name=op.f("pk_puntnotitie")),
    )
    op.create_table(
        "puntversie",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agendapunt_id", sa.Uuid(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("tekst", sa.Text(), nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agendapunt_id"], ["agendapunt.id"], name=op.f("fk_puntversie_agendapunt_id_agendapunt")
        ),
        sa.ForeignKeyConstraint(["door_id"], ["gebruiker.id"], name=op.f("fk_puntversie_door_id_gebruiker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_puntversie")),
        sa.UniqueConstraint("agendapunt_id", "nummer", name=op.f("uq_puntversie_agendapunt_id")),
    )
    op.create_table(
        "tafelstand",
        sa.Column("overleg_id", sa.Uuid(), nullable=False),
        sa.Column("punt_id", sa.Uuid(), nullable=True),
        sa.Column("sinds", sa.DateTime(timezone=True), nullable=True),
        sa.Column("aan_het_woord_id", sa.Uuid(), nullable=True),
        sa.Column("op_scherm", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["aan_het_woord_id"], ["genodigde.id"], name=op.f("fk_tafelstand_aan_het_woord_id_genodigde")
        ),
        sa.ForeignKeyConstraint(["overleg_id"], ["overleg.id"], name=op.f("fk_tafelstand_overleg_id_overleg")),
        sa.ForeignKeyConstraint(["punt_id"], ["agendapunt.id"], name=op.f("fk_tafelstand_punt_id_agendapunt")),
        sa.PrimaryKeyConstraint("overleg_id", name=op.f("pk_tafelstand")),
    )
    op.create_table(
        "verslag",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agendapunt_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("inhoud", sa.JSON(), nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door_id", sa.Uuid(), nullable=True),
        sa.Column("heropend_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heropend_door_id", sa.Uuid(), nullable=True),
        sa.Column("heropend_reden", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["agendapunt_id"], ["agendapunt.id"], name=op.f("fk_verslag_agendapunt_id_agendapunt")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_verslag_client_id_client")),
        sa.ForeignKeyConstraint(["door_id"], ["gebruiker.id"], name=op.f("fk_verslag_door_id_gebruiker")),
        sa.ForeignKeyConstraint(
            ["heropend_door_id"], ["gebruiker.id"], name=op.f("fk_verslag_heropend_door_id_gebruiker")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verslag")),
        sa.UniqueConstraint("agendapunt_id", "nummer", name=op.f("uq_verslag_agendapunt_id")),
    )
    with op.batch_alter_table("verslag", schema=None) as batch_op:
        batch_op.create_index("ix_verslag_client_id_op", ["client_id", "op"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("verslag", schema=None) as batch_op:
        batch_op.drop_index("ix_verslag_client_id_op")

    op.drop_table("verslag")
    op.drop_table("tafelstand")
    op.drop_table("puntversie")
    op.drop_table("puntnotitie")
    op.drop_table("puntlezer")
    with op.batch_alter_table("puntgast", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_puntgast_gebruiker_id"))

    op.drop_table("puntgast")
    with op.batch_alter_table("puntbesluit", schema=None) as batch_op:
        batch_op.drop_index("ix_puntbesluit_client_id_terug_op")
        batch_op.drop_index(batch_op.f("ix_puntbesluit_agendapunt_id"))

    op.drop_table("puntbesluit")
    op.drop_table("gespreksblad")
    op.drop_table("datumkeuze")
    with op.batch_alter_table("agendareden", schema=None) as batch_op:
        batch_op.drop_index("ix_agendareden_sleutel")

    op.drop_table("agendareden")
    with op.batch_alter_table("overlegwijziging", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_overlegwijziging_overleg_id"))

    op.drop_table("overlegwijziging")
    with op.batch_alter_table("genodigde", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_genodigde_gebruiker_id"))

    op.drop_table("genodigde")
    op.drop_table("datumvoorstel")
    with op.batch_alter_table("agendapunt", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_agendapunt_client_in_overleg",
            sqlite_where=sa.text("staat IN ('open', 'besproken')"),
            postgresql_where=sa.text("staat IN ('open', 'besproken')"),
        )
        batch_op.drop_index("ix_agendapunt_overleg_id_volgorde")
        batch_op.drop_index(batch_op.f("ix_agendapunt_ingebracht_door_id"))
        batch_op.drop_index("ix_agendapunt_client_id")

    op.drop_table("agendapunt")
    with op.batch_alter_table("reekslid", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reekslid_gebruiker_id"))

    op.drop_table("reekslid")
    with op.batch_alter_table("overleg", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_overleg_team_id"))
        batch_op.drop_index("ix_overleg_staat_begint_op")
        batch_op.drop_index(batch_op.f("ix_overleg_organisatie_id"))

    op.drop_table("overleg")
    with op.batch_alter_table("overlegreeks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_overlegreeks_team_id"))
        batch_op.drop_index(batch_op.f("ix_overlegreeks_organisatie_id"))

    op.drop_table("overlegreeks")
    with op.batch_alter_table("agendasleutel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agendasleutel_account_id"))

    op.drop_table("agendasleutel")
    op.drop_table("overlegsoort")
