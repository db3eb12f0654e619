"""Finding a date: moments are proposed, people tick, a chair chooses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import NotFound

from overlegtafel.core.datums import now
from overlegtafel.core.fouten import MagNiet, Ongeldig
from overlegtafel.extensions import db
from overlegtafel.overleggen import brieven
from overlegtafel.overleggen.beleggen import set_moment
from overlegtafel.overleggen.beleginvoer import MAX_MOMENTEN, Waar, Wanneer
from overlegtafel.overleggen.disciplines import Eis, list_missing, read_eisen
from overlegtafel.overleggen.mensen import get_genodigde
from overlegtafel.overleggen.models import Datumkeuze, Datumvoorstel, Genodigde, Overleg
from overlegtafel.overleggen.seinen import tell_overleg
from overlegtafel.overleggen.stoel import Stoel, open_overleg
from overlegtafel.overleggen.wijzigen import change_overleg
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker

KEUZES = {"ja": "ja", "liever_niet": "liever niet", "nee": "nee"}


@dataclass(frozen=True, slots=True)
class Moment:
    """One proposed moment: who ticked what (Genodigde.id -> key of KEUZES), and which disciplines would be missing then."""

    voorstel: Datumvoorstel
    keuzes: Mapping[UUID, str]
    ontbreekt: Sequence[Eis]
    voorbij: bool

    def count(self, keuze: str) -> int:
        return sum(1 for one in self.keuzes.values() if one == keuze)

    @property
    def rang(self) -> tuple:
        """The best first: fewest disciplines missing, fewest who cannot, most who can, the soonest."""
        return (
            self.voorbij, len(self.ontbreekt), self.count("nee"), -self.count("ja"), self.count("liever_niet"),
            self.voorstel.begint_op,
        )  # fmt: skip


def list_momenten(overleg: Overleg, genodigden: Sequence[Genodigde]) -> list[Moment]:
    """The proposed moments in order of time, with what was ticked."""
    query = (
        select(Datumvoorstel).where(Datumvoorstel.overleg_id == overleg.id).options(selectinload(Datumvoorstel.keuzes))
    )
    eisen = read_eisen(overleg.soort.vereist)
    found = []
    for voorstel in db.session.scalars(query.order_by(Datumvoorstel.begint_op)):
        ticked = {k.genodigde_id: k.keuze for k in voorstel.keuzes}
        can = [g.discipline for g in genodigden if ticked.get(g.id) != "nee"]
        found.append(Moment(voorstel, ticked, list_missing(eisen, can), voorstel.begint_op < now()))
    return found


def best_of(momenten: Sequence[Moment]) -> Moment | None:
    """The moment that suits best; None as long as nobody ticked, or when all are over."""
    usable = [m for m in momenten if not m.voorbij and m.keuzes]
    return min(usable, key=lambda m: m.rang, default=None)


def tick(overleg_id: UUID, genodigde_id: UUID | None, keuzes: Mapping[UUID, str], *, by: Gebruiker) -> Stoel:
    """What suits somebody; keuzes: Datumvoorstel.id -> key of KEUZES, '' takes it back.

    genodigde_id None: oneself; else somebody without an account, for whom a chair ticks. Raises NotFound, MagNiet, Ongeldig.
    """
    stoel = open_overleg(overleg_id, by=by, als="deelnemer", lock=True)
    _require_prikken(stoel.overleg)
    who = stoel.genodigde if genodigde_id is None else get_genodigde(overleg_id, genodigde_id)
    if who is not stoel.genodigde and (who.gebruiker_id or not stoel.is_voorzitter):
        raise MagNiet
    momenten = {m.voorstel.id: m.voorstel for m in list_momenten(stoel.overleg, [])}
    if not any(keuzes.values()):
        raise Ongeldig({"keuze": "Kies bij elk moment of het past."})
    for voorstel_id, keuze in keuzes.items():
        if voorstel_id not in momenten or (keuze and keuze not in KEUZES):
            raise Ongeldig({"keuze": "De momenten zijn intussen gewijzigd. Kijk nog eens, en kies opnieuw."})
        _set(momenten[voorstel_id], who.id, keuze)
    db.session.flush()
    log("overleg.geprikt", Actie.UPDATE, by=by, object_soort="overleg", object_id=overleg_id)
    tell_overleg(overleg_id)
    return stoel


def add_moment(overleg_id: UUID, wanneer: Wanneer, *, by: Gebruiker) -> None:
    """One moment more to choose from. Raises Ongeldig."""
    with change_overleg(overleg_id, "overleg.moment_erbij", by=by) as change:
        _require_prikken(change.overleg)
        there = [m.voorstel.begint_op for m in list_momenten(change.overleg, [])]
        if wanneer.moment in there:
            raise Ongeldig({"dag": "Dit moment staat er al."})
        if len([m for m in there if m > now()]) >= MAX_MOMENTEN:
            raise Ongeldig({"dag": f"Er staan al {MAX_MOMENTEN} momenten. Kies daar een van."})
        db.session.add(Datumvoorstel(id=uuid4(), overleg_id=overleg_id, begint_op=wanneer.moment))


def choose(overleg_id: UUID, voorstel_id: UUID | None, *, by: Gebruiker, versie: int) -> Overleg:
    """This moment it is: planned, and everybody hears. Who ticked that it suits, comes. Raises Verouderd, Ongeldig."""
    with change_overleg(overleg_id, "overleg.datum_gekozen", by=by, versie=versie) as change:
        overleg = change.overleg
        _require_prikken(overleg)
        chosen = db.session.get(Datumvoorstel, voorstel_id) if voorstel_id else None
        if chosen is None or chosen.overleg_id != overleg.id:
            raise NotFound
        if chosen.begint_op < now():
            raise Ongeldig({"keuze": "Dit moment is al geweest. Kies een ander."})
        set_moment(overleg, chosen.begint_op, Waar(overleg.duur, overleg.plaats, overleg.link), by=by)
        ticked = {k.genodigde_id: k.keuze for k in chosen.keuzes}
        for g in db.session.scalars(select(Genodigde).where(Genodigde.overleg_id == overleg.id)):
            g.komt = {"ja": "ja", "nee": "nee"}.get(ticked.get(g.id, ""), g.komt)
        brieven.tell_change(
            overleg, "De datum van een overleg staat vast", "De datum van dit overleg staat vast.", by=by,
            vraag="Past het u toch niet? Zeg het hier:",
        )  # fmt: skip
        return overleg


def count_unticked(overleg_ids: Sequence[UUID], genodigde_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Of each of these meetings how many moments to come these invitees ticked nothing at."""
    ticked = select(Datumkeuze.voorstel_id).where(Datumkeuze.genodigde_id.in_(genodigde_ids))
    rows = db.session.execute(
        select(Datumvoorstel.overleg_id, func.count())
        .where(
            Datumvoorstel.overleg_id.in_(overleg_ids), Datumvoorstel.id.not_in(ticked), Datumvoorstel.begint_op > now()
        )
        .group_by(Datumvoorstel.overleg_id)
    )
    return {overleg_id: count for overleg_id, count in rows}


def _set(voorstel: Datumvoorstel, genodigde_id: UUID, keuze: str) -> None:
    row = next((k for k in voorstel.keuzes if k.genodigde_id == genodigde_id), None)
    if row is None and keuze:
        voorstel.keuzes.append(Datumkeuze(genodigde_id=genodigde_id, keuze=keuze))
    elif row and keuze:
        row.keuze = keuze
    elif row:
        voorstel.keuzes.remove(row)


def _require_prikken(overleg: Overleg) -> None:
    if overleg.staat != "prikken":
        raise Ongeldig(
            {"keuze": "Voor dit overleg wordt geen datum meer gezocht: die staat vast, of het gaat niet door."}
        )
