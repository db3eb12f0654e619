"""Stand-ins: a colleague who sees and does somebody's work for a while."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.beheer.poort import get_mens, get_mens_to_change, note
from overlegtafel.core.datums import now, show_date, today
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.namen import normalise
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker, Organisatie, Waarneming
from overlegtafel.toegang.sessies import tell_person


def list_waarnemingen(mens: Gebruiker) -> Sequence[Waarneming]:
    """Who stands in for this person and for whom they stand in, now and later."""
    return db.session.scalars(
        select(Waarneming)
        .where(_of(mens), Waarneming.beeindigd_op.is_(None), Waarneming.tot >= today())
        .options(joinedload(Waarneming.voor), joinedload(Waarneming.door))
        .order_by(Waarneming.van, Waarneming.id)
    ).all()


def _of(mens: Gebruiker) -> ColumnElement:
    return or_(Waarneming.voor_id == mens.id, Waarneming.door_id == mens.id)


def list_stand_ins(mens: Gebruiker, *, by: Gebruiker) -> list[Gebruiker]:
    """Who may stand in: of the same domain, here or (huisartsen) at another practice. Nobody appoints themselves."""
    if mens.domein is Domein.BEHEER:
        return []
    where = Gebruiker.organisatie_id == mens.organisatie_id
    if mens.domein is Domein.HUISARTSENZORG:
        where = or_(where, Organisatie.is_praktijk)
    found = db.session.scalars(
        select(Gebruiker)
        .join(Organisatie)
        .where(where, Gebruiker.actief, Gebruiker.account_id.not_in([mens.account_id, by.account_id]))
    ).unique()
    fit = (g for g in found if g.domein is mens.domein)
    return sorted(
        fit, key=lambda g: (g.organisatie_id != mens.organisatie_id, normalise(f"{g.achternaam} {g.voornaam}"))
    )


def create_waarneming(mens_id: UUID, door_id: UUID | None, van: date, tot: date, *, by: Gebruiker) -> Waarneming:
    """From and up to and including these days. Raises Ongeldig for somebody who cannot, or already does."""
    mens = get_mens_to_change(mens_id, by=by)
    door = next((g for g in list_stand_ins(mens, by=by) if g.id == door_id), None)
    if door is None:
        raise Ongeldig({"door": "Kies uit de lijst wie waarneemt."})
    already = db.session.scalars(
        select(Waarneming).where(
            Waarneming.voor_id == mens.id,
            Waarneming.door_id == door.id,
            Waarneming.beeindigd_op.is_(None),
            Waarneming.van <= tot,
            Waarneming.tot >= van,
        )
    ).first()
    if already:
        raise Ongeldig(
            {"door": f"{door.naam} neemt al waar van {show_date(already.van)} tot en met {show_date(already.tot)}. "
                     "Kies andere dagen, of beëindig eerst die waarneming."}
        )  # fmt: skip
    waarneming = Waarneming(
        id=uuid4(), voor_id=mens.id, door_id=door.id, van=van, tot=tot, gemaakt_op=now(), gemaakt_door_id=by.id
    )
    db.session.add(waarneming)
    note("waarneming.gemaakt", Actie.CREATE, "waarneming", waarneming.id, by=by)
    return waarneming


def end_waarneming(mens_id: UUID, waarneming_id: UUID, *, by: Gebruiker) -> None:
    """It ends now. Either side may: whose work it is, and whose time. Raises NotFound."""
    mens = get_mens(mens_id, by=by)
    waarneming = db.session.scalars(
        select(Waarneming).where(Waarneming.id == waarneming_id, _of(mens)).with_for_update()
    ).one_or_none()
    if waarneming is None:
        raise NotFound
    if waarneming.beeindigd_op is None:
        _end(waarneming, by=by)


def end_all(mens: Gebruiker, *, by: Gebruiker) -> None:
    """For who leaves: those for them and those by them."""
    for waarneming in list_waarnemingen(mens):
        _end(waarneming, by=by)


def end_unfit(mens: Gebruiker, *, by: Gebruiker) -> None:
    """After a change of functie: those between people who no longer work in the same domain."""
    for waarneming in list_waarnemingen(mens):
        if waarneming.voor.domein is not waarneming.door.domein:
            _end(waarneming, by=by)


def _end(waarneming: Waarneming, *, by: Gebruiker) -> None:
    waarneming.beeindigd_op = now()
    tell_person(waarneming.door_id)
    note("waarneming.beeindigd", Actie.UPDATE, "waarneming", waarneming.id, by=by)
