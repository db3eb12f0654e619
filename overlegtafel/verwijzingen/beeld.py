"""What the page of one referral shows: how it stands, every step, and what its reader can do now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from overlegtafel.clienten.beslissers import Beslisser
from overlegtafel.core.datums import now
from overlegtafel.core.leefgebieden import LEEFGEBIEDEN
from overlegtafel.core.namen import normalise
from overlegtafel.core.tekst import clean_line, clean_text
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Recht, Soort
from overlegtafel.toegang.models import Gebruiker, Team
from overlegtafel.toegang.models_inzage import Vertegenwoordiger
from overlegtafel.verwijzingen.deur import Zicht, open_verwijzing, team_who_sees
from overlegtafel.verwijzingen.models import Kaartplek, Verwijspartner, Verwijsstap, Verwijzing
from overlegtafel.verwijzingen.partners import list_partners, list_who_write
from overlegtafel.verwijzingen.regels import GELDVRAGEN, Regels, Stap
from overlegtafel.verwijzingen.seinen import mark_seen
from overlegtafel.verwijzingen.stapinvoer import read_dag
from overlegtafel.verwijzingen.stapwerk import may_reopen, may_take_back, typed_text

# What was done this short a while ago by the same person, in the same words, is a double click.
_NET = timedelta(minutes=2)
# What each form of the page leaves as its step; those of the kind's own list are 'stap-<key>'.
_WERD = {
    "oppakken": "opgepakt", "terugkoppeling": "terugkoppeling", "afronden": "einde", "doorgeven": "doorgegeven",
    "heropen": "heropend", "terugnemen": "teruggenomen", "partner": "partner", "teruggeven": "teruggegeven",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Partnerbeeld:
    """One partner. schrijft_zelf: somebody of it can write here; mag_terug: the reader may write down how their part goes."""

    partner: Verwijspartner
    schrijft_zelf: bool
    van_mij: bool
    mag_terug: bool


@dataclass(frozen=True, slots=True)
class Beeld:
    """One referral as one reader sees it, with the lists its forms need.

    plan_dicht: why the reader cannot put an agreement on the half page; '' when they can.
    """

    z: Zicht
    regels: Regels
    stappen: list[Verwijsstap]
    partners: list[Partnerbeeld]
    akkoord: str
    leest_plan: bool
    plan_dicht: str
    collegas: list[Gebruiker] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    partnerteams: list[Team] = field(default_factory=list)
    plekken: list[Kaartplek] = field(default_factory=list)

    @property
    def v(self) -> Verwijzing:
        return self.z.verwijzing

    @property
    def mag_stappen(self) -> bool:
        return self.z.mag_stappen and self.v.is_open

    @property
    def mag_terugkoppelen(self) -> bool:
        return self.z.mag_stappen

    @property
    def mag_afspraak(self) -> bool:
        return self.leest_plan and self.z.inzage.mag_schrijven and self.v.is_open

    @property
    def mag_terugnemen(self) -> bool:
        return self.z.van_ons and self.z.mag_schrijven and may_take_back(self.v)

    @property
    def mag_heropenen(self) -> bool:
        return self.z.mag_stappen and may_reopen(self.v)

    @property
    def is_mijn(self) -> bool:
        return self.v.behandelaar_id == self.z.inzage.by.id

    @property
    def knoppen(self) -> list[Stap]:
        """The steps that can be taken now."""
        return self.regels.stappen_in(self.v.staat) if self.mag_stappen else []

    @property
    def leefgebied(self) -> str:
        return LEEFGEBIEDEN.get(self.v.leefgebied, "")

    @property
    def geld(self) -> list[tuple[str, bool]]:
        """The questions about money that were asked, with the answer."""
        return [(words, self.v.geld[key]) for key, words in GELDVRAGEN.items() if key in (self.v.geld or {})]

    @property
    def formulieren(self) -> set[str]:
        """Which forms stand on the page: what was typed in another is shown beside it."""
        there = {f"stap-{s.sleutel}" for s in self.knoppen}
        there |= {f"partner-{p.partner.id}" for p in self.partners if p.mag_terug}
        there |= {"afronden", "partner"} if self.mag_stappen else set()
        there |= {"doorgeven"} if self.collegas else set()
        there |= {"ander-team"} if self.teams else set()
        there |= {"terugkoppeling"} if self.mag_terugkoppelen else set()
        there |= {"heropen"} if self.mag_heropenen else set()
        return there | ({"terugnemen"} if self.mag_terugnemen else set())

    def has_just(self, wat: str, getypt: Mapping[str, str]) -> bool:
        """Whether the reader did just this a moment ago, and all they typed stands there: what they sent was a double click."""
        step = wat.removeprefix("stap-") if wat.startswith("stap-") else _WERD.get(wat)
        recent = [s for s in self.stappen if s.door_id == self.z.inzage.by.id and s.op > now() - _NET]
        return any(s.wat == step and self._holds(s, getypt, recent) for s in recent)

    def _holds(self, stap: Verwijsstap, getypt: Mapping[str, str], recent: list[Verwijsstap]) -> bool:
        """Whether everything that was typed is in this step, or was stored with it."""
        partner = next((p.partner for p in self.partners if p.partner.id == stap.partner_id), None)
        who = {f"t:{partner.team_id}", f"p:{partner.plek_id}"} if partner else set()
        stored = {
            "tekst": {typed_text(stap)}, "reden": {stap.tekst}, "verhelderd": {self.v.verhelderd},
            "terugkoppeling": {s.tekst for s in recent if s.wat == "terugkoppeling"}, "afloop": {self.v.uitkomst},
            "naar": {str(self.v.behandelaar_id)}, "wie": who, "naam": {partner.naam} if partner else set(),
            "deel": {partner.deel} if partner else set(),
        }  # fmt: skip
        lines = ("reden", "naam", "deel")
        typed = {name: (clean_line if name in lines else clean_text)(getypt.get(name)) for name in stored}
        same_day = not getypt.get("dag", "").strip() or read_dag(getypt["dag"]) == stap.dag
        return same_day and all(not text or text in stored[name] for name, text in typed.items())


def look(verwijzing_id: UUID, *, by: Gebruiker, gezien: bool = True) -> Beeld:
    """Open a referral to read it: logged, and from now on seen by `by`, unless perhaps nobody looks. Raises NotFound."""
    z = open_verwijzing(verwijzing_id, by=by, gebeurtenis="verwijzing.gelezen")
    v = z.verwijzing
    if gezien:
        mark_seen(v, by)
    leest_plan = z.leest_plan
    beeld = {
        "z": z, "regels": Regels.of(v.soort), "stappen": list_stappen(v.id), "partners": _partners(z),
        "akkoord": _akkoord(v), "leest_plan": leest_plan,
        "plan_dicht": "" if leest_plan or not z.mag_stappen else _why_closed(z),
    }  # fmt: skip
    return Beeld(**beeld, **(_lists(z, by) if z.mag_stappen and v.is_open else {}))


def list_stappen(verwijzing_id: UUID) -> list[Verwijsstap]:
    """What happened, newest first."""
    query = select(Verwijsstap).where(Verwijsstap.verwijzing_id == verwijzing_id).options(joinedload(Verwijsstap.door))
    return list(db.session.scalars(query.order_by(Verwijsstap.op.desc(), Verwijsstap.id)))


def _lists(z: Zicht, by: Gebruiker) -> dict[str, list]:
    """Whom it can be handed to, and who can be called in: those of the client's own neighbourhood first."""
    v = z.verwijzing
    there = {p_team for p_team in _ids_of_partners(v.id)}
    teams = list(db.session.scalars(select(Team).where(Team.actief, Team.id != v.aan_team_id).order_by(Team.naam)))
    places = select(Kaartplek).where(Kaartplek.gestopt_op.is_(None))
    places = places.options(joinedload(Kaartplek.organisatie), joinedload(Kaartplek.team))
    plekken = db.session.scalars(places).unique().all()
    wijk = normalise(z.inzage.client.wijk or "")

    def near(plek: Kaartplek) -> tuple:
        return not (wijk and wijk in {normalise(w) for w in plek.wijken}), normalise(plek.naam)

    colleagues = [p for p in team_who_sees(v) if p.id not in (v.behandelaar_id, by.id) and p.may(Recht.SCHRIJVEN)]
    return {
        "collegas": sorted(colleagues, key=lambda p: normalise(f"{p.achternaam} {p.voornaam}")),
        "teams": [t for t in teams if t.domein == v.aan_team.domein],
        "partnerteams": [t for t in teams if t.id not in there],
        "plekken": sorted((p for p in plekken if p.id not in there), key=near),
    }


def _ids_of_partners(verwijzing_id: UUID) -> set[UUID]:
    rows = db.session.execute(
        select(Verwijspartner.team_id, Verwijspartner.plek_id).where(Verwijspartner.verwijzing_id == verwijzing_id)
    )
    return {one for row in rows for one in row if one}


def _partners(z: Zicht) -> list[Partnerbeeld]:
    partners = list_partners(z.verwijzing.id)
    write = list_who_write(z.verwijzing, partners)
    return [
        Partnerbeeld(
            p, p.id in write, p.id in z.partners,
            z.verwijzing.is_open and ((p.id in z.partners and z.mag_schrijven) or (z.mag_stappen and p.id not in write)),
        )
        for p in partners
    ]  # fmt: skip


def _akkoord(v: Verwijzing) -> str:
    """Who agreed to be called, in words."""
    row = db.session.get(Vertegenwoordiger, v.vertegenwoordiger_id) if v.vertegenwoordiger_id else None
    other = row.naam if row else "de vertegenwoordiger"
    return {
        Beslisser.VERTEGENWOORDIGER: other,
        Beslisser.SAMEN: f"de cliënt, samen met {other}",
    }.get(v.akkoord_wie, "de cliënt")


def _why_closed(z: Zicht) -> str:
    if not z.inzage.soorten[Soort.PLAN]:
        return "De cliënt liet u de halve A4 niet zien. Wil de cliënt dat wel? Leg dat vast bij de toestemming, of vraag het de verwijzer."
    return "Uw team staat nog niet op de halve A4 van deze cliënt. Vraag de verwijzer om het team erbij te zetten."
