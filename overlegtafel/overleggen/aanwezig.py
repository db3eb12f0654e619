"""Who is in: by saying so (the open table does it by itself), or ticked by the chair; for which discipline, which is missing, and whose turn comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.core.datums import now, today
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.namen import normalise
from overlegtafel.extensions import db
from overlegtafel.overleggen.disciplines import Eis, list_missing, read_eisen
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Puntgast
from overlegtafel.overleggen.opmaken import keep_present
from overlegtafel.overleggen.seinen import tell_overleg
from overlegtafel.overleggen.stoel import Stoel, open_overleg
from overlegtafel.overleggen.verslagen import correct_until
from overlegtafel.overleggen.wijzigen import record_change
from overlegtafel.overleggen.zicht import Puntzicht, list_kijkers, open_punt
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker


@dataclass(frozen=True, slots=True)
class Aanwezig:
    """Everybody invited, in the order of the round, and the disciplines that are required. open: a chair may note who is there."""

    mensen: Sequence[Genodigde]
    eisen: Sequence[Eis]
    open: bool

    @property
    def aantal(self) -> int:
        return sum(g.is_binnen for g in self.mensen)

    def get(self, gebruiker_id: UUID | None) -> Genodigde | None:
        """The invitation of this person."""
        return next((g for g in self.mensen if gebruiker_id and g.gebruiker_id == gebruiker_id), None)

    @property
    def ontbreekt(self) -> list[str]:
        """Which required disciplines nobody who is in fills."""
        return [eis.label for eis in list_missing(self.eisen, [g.discipline for g in self.mensen if g.is_binnen])]


def load_aanwezig(overleg: Overleg) -> Aanwezig:
    return Aanwezig(_invited(overleg), read_eisen(overleg.soort.vereist), _is_open(overleg))


def _invited(overleg: Overleg) -> list[Genodigde]:
    """By discipline as the kind of meeting names them, so that a round goes from one to the next."""
    people = db.session.scalars(
        select(Genodigde)
        .where(Genodigde.overleg_id == overleg.id)
        .options(
            joinedload(Genodigde.gebruiker).lazyload(Gebruiker.organisatie),
            joinedload(Genodigde.voor).lazyload(Gebruiker.organisatie),
        )
    ).unique()
    eisen = read_eisen(overleg.soort.vereist)

    def place(g: Genodigde) -> tuple:
        wanted = (number for number, eis in enumerate(eisen) if eis.is_met_by(g.discipline))
        return next(wanted, len(eisen)), g.discipline, g.weergavenaam, str(g.id)

    return sorted(people, key=place)


def list_round(z: Puntzicht) -> list[Genodigde]:
    """Who of those who are in may speak about this item: may see it. By hand is nobody, for they see nothing of a client."""
    present = [g for g in _invited(z.stoel.overleg) if g.is_binnen]
    if z.punt.client_id is None:
        return present
    allowed = {g.id for g in list_kijkers(z.punt.overleg_id, [z.punt])[z.punt.id]}
    return [g for g in present if g.gebruiker_id in allowed]


def list_without(punt: Agendapunt, mensen: Sequence[Genodigde]) -> list[Genodigde]:
    """Who is in the room and may not see this item; of who was entered by hand nobody knows, so they too."""
    present = [g for g in mensen if g.is_binnen]
    if punt.client_id is None or not present:
        return []
    allowed = {g.id for g in list_kijkers(punt.overleg_id, [punt])[punt.id]}
    return [g for g in present if g.gebruiker_id not in allowed]


def has_other_guests(punt: Agendapunt) -> bool:
    """Whether somebody is in the room for another item of this meeting only: they may not hear of this one."""
    allowed = {g.id for g in list_kijkers(punt.overleg_id, [punt])[punt.id]}
    query = select(Puntgast).join(Agendapunt, Agendapunt.id == Puntgast.agendapunt_id)
    present = [
        g
        for g in db.session.scalars(query.where(Agendapunt.overleg_id == punt.overleg_id, Puntgast.is_er))
        if g.is_binnen
    ]
    named = {normalise(g.naam) for g in present if g.agendapunt_id == punt.id}
    return any(g.gebruiker_id not in allowed if g.gebruiker_id else normalise(g.naam) not in named for g in present)


def claim_seat(stoel: Stoel) -> Genodigde:
    """The row of the reader themselves. Who stands in gets one beside the colleague's, whose answer and presence stay theirs."""
    if not stoel.neemt_waar:
        return stoel.genodigde
    overleg, by = stoel.overleg, stoel.by
    # Two of their screens at once make one row.
    db.session.execute(select(Overleg.id).where(Overleg.id == overleg.id).with_for_update())
    query = select(Genodigde).where(Genodigde.overleg_id == overleg.id, Genodigde.gebruiker_id == by.id)
    own = db.session.scalars(query).one_or_none()
    if own is None:
        own = Genodigde(
            id=uuid4(), overleg_id=overleg.id, gebruiker_id=by.id, voor_id=stoel.genodigde.gebruiker_id, komt="ja",
            is_voorzitter=stoel.is_voorzitter, uitgenodigd_op=now(),
        )  # fmt: skip
        db.session.add(own)
        db.session.flush()
    return own


def arrive(overleg_id: UUID, *, by: Gebruiker) -> None:
    """'Ik ben er', also of who had left. Not running: nothing happens. Raises NotFound, MagNiet."""
    come_in(open_overleg(overleg_id, by=by, als="deelnemer"), weer=True)


def come_in(stoel: Stoel, *, weer: bool = False) -> bool:
    """Who takes a step at the table while it runs is in. weer: also who had left. Whether that was news."""
    if not is_out(stoel):
        return False
    g = claim_seat(stoel)
    # Another screen of theirs may have done it just now.
    db.session.refresh(g, with_for_update=True)
    if g.is_binnen or (g.weg_op and not weer):
        return False
    _set(g, True, by=stoel.by)
    return True


def is_out(stoel: Stoel) -> bool:
    """Whether they were invited to what goes on now, and are not in."""
    g = stoel.genodigde
    return stoel.overleg.is_bezig and g is not None and (stoel.neemt_waar or not g.is_binnen)


def leave(overleg_id: UUID, *, by: Gebruiker) -> None:
    stoel = open_overleg(overleg_id, by=by, als="deelnemer")
    if stoel.overleg.is_bezig and not stoel.neemt_waar and stoel.genodigde.is_binnen:
        _set(stoel.genodigde, False, by=by)


def mark(overleg_id: UUID, genodigde_id: UUID | None, er: bool, *, by: Gebruiker) -> None:
    """The chair notes that somebody is in, or is not; afterwards that they were there. Raises Ongeldig, NotFound, MagNiet."""
    overleg = _open_to_note(overleg_id, by)
    g = db.session.get(Genodigde, genodigde_id) if genodigde_id else None
    if g is None or g.overleg_id != overleg_id:
        raise NotFound
    if not overleg.is_bezig:
        _correct(overleg, g, er, by)
    elif g.is_binnen != er:
        _set(g, er, by=by)


def mark_gast(overleg_id: UUID, gast_id: UUID | None, er: bool, *, by: Gebruiker, weg: bool = False) -> None:
    """The same of somebody asked along for one item, which the chair must see. weg: was there, and left the room."""
    _open_to_note(overleg_id, by)
    gast = db.session.get(Puntgast, gast_id) if gast_id else None
    if gast is None:
        raise NotFound
    opened = open_punt(gast.agendapunt_id, by=by)
    if opened.punt.overleg_id != overleg_id:
        raise NotFound
    if (gast.is_er, gast.weg_op is not None) != (er or weg, weg):
        gast.is_er, gast.weg_op = er or weg, now() if weg else None
        opened.log("overleg.gast_aanwezig", Actie.UPDATE)
        tell_overleg(overleg_id, "aanwezig")


def list_gasten(punt: Agendapunt) -> Sequence[Puntgast]:
    """Who was asked along for an item that was opened."""
    query = select(Puntgast).where(Puntgast.agendapunt_id == punt.id).options(joinedload(Puntgast.gebruiker))
    return db.session.scalars(query.order_by(Puntgast.op, Puntgast.id)).unique().all()


def _open_to_note(overleg_id: UUID, by: Gebruiker) -> Overleg:
    overleg = open_overleg(overleg_id, by=by, als="voorzitter", lock=True).overleg
    if not _is_open(overleg):
        raise Ongeldig({"tafel": "Wie er is, noteert u tijdens het overleg, en daarna zolang het verslag nog open is."})
    return overleg


def _is_open(overleg: Overleg) -> bool:
    """Who is there is noted while it goes on, and as long after it as participants may correct the minutes."""
    until = correct_until(overleg)
    return overleg.is_bezig or (until is not None and until >= today())


def _correct(overleg: Overleg, g: Genodigde, er: bool, by: Gebruiker) -> None:
    """Afterwards: everybody can see that it was changed."""
    if (g.binnen_op is not None) == er:
        return
    g.binnen_op, g.weg_op = (overleg.begonnen_op, overleg.gesloten_op) if er else (None, None)
    if er and g.gebruiker_id:
        keep_present(overleg, only={g.gebruiker_id})
    said = f"{g.weergavenaam} {'was er' if er else 'was er niet'}"
    record_change(overleg, "overleg.binnen" if er else "overleg.weg", by=by, toelichting=said)


def _set(g: Genodigde, er: bool, *, by: Gebruiker) -> None:
    moment = now()
    if er:
        g.binnen_op, g.weg_op = g.binnen_op or moment, None
    else:
        g.weg_op = moment
    log("overleg.binnen" if er else "overleg.weg", Actie.UPDATE, by=by, object_soort="overleg", object_id=g.overleg_id)
    tell_overleg(g.overleg_id, "aanwezig")
