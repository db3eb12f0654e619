"""What came of a whole meeting, for who was there: each item as far as they may see it, the time, and who was missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from overlegtafel.clienten.inzage import filter_seen, log_shown
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.disciplines import list_missing, read_eisen
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt
from overlegtafel.overleggen.opmaken import list_besluiten, list_standen
from overlegtafel.overleggen.stoel import Stoel
from overlegtafel.overleggen.verslagbeeld import Besluit, Stand, visible_besluiten
from overlegtafel.overleggen.verslagen import correct_until, list_last
from overlegtafel.overleggen.zicht import Besloten, Zichtbaar, list_punten
from overlegtafel.toegang.domein import Soort

_STATEN = ("open", "besproken", "vervallen", "doorgeschoven")


@dataclass(frozen=True, slots=True)
class Rij:
    """One item the reader may see, with what came of it. verder: the meeting it went on to. is_vast: its minutes are frozen."""

    punt: Agendapunt
    besluiten: Sequence[Besluit] = ()
    verder: Overleg | None = None
    is_vast: bool = False
    is_besloten = False

    @property
    def minuten(self) -> int:
        return self.punt.minuten

    @property
    def mist_uitkomst(self) -> bool:
        """Discussed, but nothing says what came of it."""
        p = self.punt
        if p.client_id is None or p.staat not in ("open", "besproken"):
            return False
        return (p.is_open and p.besteed > 0) or (not p.is_open and not (p.uitkomst or p.geen_besluit or self.besluiten))


@dataclass(frozen=True, slots=True)
class Overzicht:
    """rijen: in the order of the agenda; of an item the reader may not see only its minutes. gebruikt: minutes, of the clock."""

    rijen: Sequence[Rij | Besloten]
    standen: dict[str, Stand]
    aanwezig: Sequence[Genodigde]
    afwezig: Sequence[Genodigde]
    ontbrak: Sequence[str]
    gebruikt: int | None
    tot: date | None

    @property
    def gepland(self) -> int:
        return sum(rij.minuten for rij in self.rijen)

    @property
    def zonder_uitkomst(self) -> list[Rij]:
        return [rij for rij in self.rijen if isinstance(rij, Rij) and rij.mist_uitkomst]


def load_overzicht(stoel: Stoel) -> Overzicht:
    """The whole meeting as this participant may see it; a logged look at every client of whom something shows."""
    overleg = stoel.overleg
    shown = list_punten(stoel, staten=_STATEN)
    seen = [z for z in shown if isinstance(z, Zichtbaar)]
    ids = [z.punt.id for z in seen]
    rijen = _make_rijen(stoel, shown, ids)
    _log(stoel, seen, rijen)
    people = _list_people(overleg.id)
    present = [g for g in people if g.binnen_op]
    missing = list_missing(read_eisen(overleg.soort.vereist), [g.discipline for g in present])
    return Overzicht(
        rijen=rijen,
        standen=list_standen(ids),
        aanwezig=present,
        afwezig=[g for g in people if not g.binnen_op],
        ontbrak=[eis.label for eis in missing],
        gebruikt=_minutes(overleg),
        tot=correct_until(overleg),
    )


def _log(stoel: Stoel, seen: Sequence[Zichtbaar], rijen: Sequence[Rij | Besloten]) -> None:
    """Whom the items are about, and who else of their households is named in what was decided."""
    about = {z.punt.client_id for z in seen if z.punt.client_id}
    along = {z.punt.client_id for z in seen if z.als_gast}
    log_shown(about, "overleg.overzicht", by=stoel.by, soort=Soort.OVERLEG, als_gast=along)
    decided = [b for rij in rijen if isinstance(rij, Rij) for b in rij.besluiten]
    # Whose helper stays hidden is not seen by this reader, so log_shown leaves them out.
    named = {UUID(key) for b in decided for key in (b.over, b.wie_van) if key}
    log_shown(named - about, "overleg.overzicht", by=stoel.by)


def _make_rijen(stoel: Stoel, shown: Sequence[Zichtbaar | Besloten], ids: Sequence[UUID]) -> list[Rij | Besloten]:
    decided = list_besluiten(ids)
    named = {UUID(i) for each in decided.values() for b in each for i in (b.over, b.wie_van) if i}
    about = {z.punt.client_id for z in shown if isinstance(z, Zichtbaar) and z.punt.client_id}
    plans = filter_seen(named | about, by=stoel.by, soort=Soort.PLAN)
    last = list_last(ids)
    after = _list_after([z.punt.verder_id for z in shown if isinstance(z, Zichtbaar) and z.punt.verder_id])

    def make(z: Zichtbaar | Besloten) -> Rij | Besloten:
        if isinstance(z, Besloten):
            return z
        p = z.punt
        members = {str(client_id) for client_id in plans | {p.client_id}}
        besluiten = visible_besluiten(decided.get(p.id, ()), members, plan=p.client_id in plans)
        frozen = p.id in last and last[p.id].heropend_op is None
        return Rij(p, besluiten, after.get(p.verder_id), frozen)

    return [make(z) for z in shown]


def _list_after(punt_ids: Sequence[UUID]) -> dict[UUID, Overleg]:
    """The meetings these items stand on the agenda of."""
    query = select(Agendapunt.id, Overleg).join(Overleg, Overleg.id == Agendapunt.overleg_id)
    return {punt_id: overleg for punt_id, overleg in db.session.execute(query.where(Agendapunt.id.in_(punt_ids)))}


def _list_people(overleg_id: UUID) -> list[Genodigde]:
    """Everybody invited, chairs first."""
    query = select(Genodigde).where(Genodigde.overleg_id == overleg_id).options(joinedload(Genodigde.gebruiker))
    return sorted(db.session.scalars(query).unique(), key=lambda g: (not g.is_voorzitter, g.weergavenaam))


def _minutes(overleg: Overleg) -> int | None:
    """How long it lasted, or lasts by now."""
    if overleg.begonnen_op is None:
        return None
    return max(0, round(((overleg.gesloten_op or now()) - overleg.begonnen_op).total_seconds() / 60))
