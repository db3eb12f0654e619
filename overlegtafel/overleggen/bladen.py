"""The sheet that a HOC or RTO is talked along: loading, saving, and the agreement in the client's words to the half page."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import open_client
from overlegtafel.core.datums import now, today
from overlegtafel.core.fouten import MagNiet, Ongeldig, Verouderd
from overlegtafel.extensions import db
from overlegtafel.overleggen.besluiten import record
from overlegtafel.overleggen.bladinvoer import Bladinvoer, check_blad
from overlegtafel.overleggen.models_punt import Agendapunt, Gespreksblad, Puntbesluit
from overlegtafel.overleggen.positief import KIND, Spin, draw_spin
from overlegtafel.overleggen.seinen import tell_punt
from overlegtafel.overleggen.vast import open_to_write
from overlegtafel.overleggen.zicht import Puntzicht
from overlegtafel.plannen.models import Regel
from overlegtafel.plannen.services import create_regel
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker


@dataclass(frozen=True, slots=True)
class Blad:
    """A sheet as one reader sees it. rij: None when nothing was filled in yet; eerder: that of an earlier conversation."""

    soort: str
    rij: Gespreksblad | None
    inhoud: Bladinvoer
    eerder: Gespreksblad | None
    is_kind: bool
    # The agreement in their words stands on the plan already, as it reads now.
    op_plan: bool = False

    @property
    def versie(self) -> int:
        return self.rij.versie if self.rij else 0

    @property
    def is_gezin(self) -> bool:
        return self.soort == "rto"

    @property
    def spin(self) -> Spin:
        return draw_spin(
            _scores(self.inhoud.dimensies), _scores(self.eerder.dimensies if self.eerder else {}), kind=self.is_kind
        )

    def eerder_cijfer(self, sleutel: str) -> int | None:
        return _scores(self.eerder.dimensies).get(sleutel) if self.eerder else None


def has_blad(z: Puntzicht) -> bool:
    return bool(z.punt.overleg.soort.blad) and z.inzage is not None


def load_blad(z: Puntzicht) -> Blad:
    """The sheet of an item. Whoever shows it logs the look. Raises NotFound for an item that has none."""
    if not has_blad(z):
        raise NotFound
    row = _read(z.punt.id)
    # Who was only asked along sees this conversation, not earlier ones.
    before = None if z.is_gast else _earlier(z)
    return Blad(
        z.punt.overleg.soort.blad, row, _content(row), before, _age(z) < KIND, bool(row and _on_plan(z.punt, row))
    )


def save_blad(punt_id: UUID, form: Mapping[str, str], *, by: Gebruiker, versie: int) -> Gespreksblad:
    """Keep the sheet as filled in. Raises Ongeldig, Verouderd(Gespreksblad) when somebody was quicker, NotFound, MagNiet."""
    z = open_to_write(punt_id, by=by)
    if not has_blad(z):
        raise NotFound
    filled = check_blad(form)
    row = _read(punt_id)
    if filled == _content(row):
        return row or Gespreksblad(agendapunt_id=punt_id, versie=0)
    if versie != (row.versie if row else 0):
        raise Verouderd(row)
    if row is None:
        row = Gespreksblad(agendapunt_id=punt_id, versie=0)
        db.session.add(row)
    row.voorstellen, row.zorgafspraak = filled.voorstellen, filled.zorgafspraak
    row.dimensies, row.antwoorden = filled.dimensies, filled.antwoorden
    row.versie, row.op, row.door = row.versie + 1, now(), by
    z.log("overleg.blad_gewijzigd", Actie.UPDATE)
    tell_punt(z.punt)
    return row


def put_on_plan(punt_id: UUID, *, by: Gebruiker, versie: int) -> Puntbesluit:
    """The agreement in their own words becomes a goal on the half page: about the client of a HOC, of an RTO about the household.

    A goal, for that needs their words and nothing more, and replaces nothing they said before; who does what by when are
    agreements under it. Raises Ongeldig on 'zorgafspraak', Verouderd, NotFound, MagNiet.
    """
    z = open_to_write(punt_id, by=by, lock=False)
    if not has_blad(z):
        raise NotFound
    if not z.mag_plan:
        raise MagNiet
    row = _read(punt_id)
    if (row.versie if row else 0) != versie:
        raise Verouderd(row)
    if row is None or not row.zorgafspraak:
        raise Ongeldig({"zorgafspraak": "Schrijf eerst op wat er is afgesproken, en sla het blad op."})
    if _on_plan(z.punt, row):
        raise Ongeldig({"zorgafspraak": "Dit staat al op de halve A4."})
    inzage = open_client(z.inzage.client.id, by=by, recht=Recht.SCHRIJVEN)
    alone = len(inzage.gezin.leden) + inzage.gezin.afgeschermd == 1
    about = "" if alone or z.punt.overleg.soort.blad == "rto" else str(inzage.client.id)
    try:
        regel = create_regel(inzage, "doel", tekst=row.zorgafspraak, voor=about)
    except Ongeldig as error:
        raise Ongeldig({"zorgafspraak": next(iter(error.velden.values()))}) from error
    return record(z, {"soort": "regel", "regel_id": regel.id})


def _read(punt_id: UUID) -> Gespreksblad | None:
    query = select(Gespreksblad).where(Gespreksblad.agendapunt_id == punt_id).options(joinedload(Gespreksblad.door))
    return db.session.scalars(query).unique().one_or_none()


def _earlier(z: Puntzicht) -> Gespreksblad | None:
    """The last sheet of this client from before this one."""
    this = select(Agendapunt.ingebracht_op).where(Agendapunt.id == z.punt.id).scalar_subquery()
    query = (
        select(Gespreksblad)
        .join(Agendapunt, Agendapunt.id == Gespreksblad.agendapunt_id)
        .where(Agendapunt.client_id == z.punt.client_id, Agendapunt.id != z.punt.id, Agendapunt.ingebracht_op < this)
        .order_by(Agendapunt.ingebracht_op.desc())
        .limit(1)
    )
    return db.session.scalars(query).unique().one_or_none()


def _on_plan(punt: Agendapunt, row: Gespreksblad) -> bool:
    query = (
        select(Regel.id)
        .join(Puntbesluit, Puntbesluit.regel_id == Regel.id)
        .where(Puntbesluit.agendapunt_id == punt.id, Regel.tekst == row.zorgafspraak, Regel.staat == "open")
    )
    return bool(row.zorgafspraak) and db.session.scalars(query.limit(1)).first() is not None


def _content(row: Gespreksblad | None) -> Bladinvoer:
    return Bladinvoer(row.voorstellen, row.dimensies, row.antwoorden, row.zorgafspraak) if row else Bladinvoer()


def _scores(dimensies: Mapping[str, dict]) -> dict[str, int | None]:
    return {key: kept.get("cijfer") for key, kept in dimensies.items()}


def _age(z: Puntzicht) -> int:
    born, day = z.inzage.client.geboortedatum, today()
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
