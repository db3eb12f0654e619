"""Bringing a client in: in which meeting, who will see the item there, and taking it back."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import Inzage, open_client
from overlegtafel.clienten.kijkers import list_consented, list_viewers
from overlegtafel.core.datums import now, today
from overlegtafel.core.fouten import MagNiet, Ongeldig
from overlegtafel.extensions import db
from overlegtafel.overleggen.agenda import is_inbreng_open, list_seats
from overlegtafel.overleggen.gasten import list_gasten
from overlegtafel.overleggen.herkenbaar import refuse_on
from overlegtafel.overleggen.models import Genodigde, Overleg, Overlegsoort
from overlegtafel.overleggen.models_punt import Agendapunt, Agendareden, Puntgast
from overlegtafel.overleggen.punten import add_question, close, find_of_client, list_vragen, lock_overleg, make_punt
from overlegtafel.overleggen.waarom import INBRENG
from overlegtafel.overleggen.wijzigen import record_change
from overlegtafel.toegang.domein import Recht, Soort
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker

# So far ahead one can bring somebody in; a series of years is no list to choose from.
VOORUIT = timedelta(days=120)
# Of meetings that come back the next ones: what is further away can wait.
PER_RIJ = 2


@dataclass(frozen=True, slots=True)
class Kijker:
    """Somebody invited, and whether they will see this client's item. waarom: why not. mag_mee: consent, but no seat.

    is_gast: asked along for the item that stands there already; then wie may be a name without an account.
    """

    wie: Gebruiker | Puntgast
    ziet: bool
    waarom: str = ""
    mag_mee: bool = False
    is_gast: bool = False

    @property
    def functie(self) -> str:
        return self.wie.rol if isinstance(self.wie, Puntgast) else self.wie.functie


def list_overleggen(inzage: Inzage) -> list[Overleg]:
    """The coming meetings where this reader may bring this client in: invited, or of the own practice or team.

    First where they are invited themselves, then where the client belongs, then where most may see the client.
    """
    by = inzage.by
    invited = select(Genodigde.overleg_id).where(
        Genodigde.gebruiker_id.in_([by.id, *(g.id for g in by.neemt_waar_voor)])
    )
    moment = now()
    rows = db.session.scalars(
        select(Overleg)
        .join(Overleg.soort)
        .options(contains_eager(Overleg.soort), joinedload(Overleg.organisatie), joinedload(Overleg.team))
        .where(
            Overleg.staat == "gepland",
            Overleg.begint_op.between(moment, moment + VOORUIT),
            Overlegsoort.over.in_(("praktijk", "team")),
            or_(
                Overleg.id.in_(invited),
                Overleg.organisatie_id == by.organisatie_id,
                Overleg.team_id.in_([t.id for t in by.teams]),
            ),
        )
        .order_by(Overleg.begint_op, Overleg.id)
    )
    found = [o for o in rows if _takes_clients(o.soort)]
    chaired = {
        overleg_id for overleg_id, g in list_seats([o.id for o in found], by).items() if g.is_voorzitter
    }  # A chair may do so until it begins.
    found = [o for o in found if is_inbreng_open(o, moment) or o.id in chaired]
    rows_of: dict[tuple, list[Overleg]] = {}
    for o in found:
        rows_of.setdefault((o.soort_id, o.organisatie_id, o.team_id), []).append(o)
    nearest = [o for row in rows_of.values() for o in row[:PER_RIJ]]
    own = set(db.session.scalars(invited.where(Genodigde.overleg_id.in_([o.id for o in nearest]))))
    seen = _count_viewers([o.id for o in nearest], inzage.client.id)
    return sorted(nearest, key=lambda o: (o.id not in own, _is_elsewhere(o, inzage), -seen.get(o.id, 0), o.begint_op))


def _count_viewers(overleg_ids: Collection[UUID], client_id: UUID) -> Counter[UUID]:
    """Of each of these meetings how many of the invited may see this client."""
    rows = db.session.execute(
        select(Genodigde.overleg_id, Gebruiker)
        .join(Gebruiker, Gebruiker.id == Genodigde.gebruiker_id)
        .where(Genodigde.overleg_id.in_(overleg_ids), Gebruiker.actief)
        .options(lazyload(Gebruiker.organisatie))
    ).all()
    people = {g.id: g for _, g in rows}
    viewers = {g.id for g in list_viewers([client_id], people.values(), Soort.OVERLEG)[client_id]}
    return Counter(overleg_id for overleg_id, g in rows if g.id in viewers)


def _is_elsewhere(overleg: Overleg, inzage: Inzage) -> bool:
    return overleg.organisatie_id is not None and overleg.organisatie_id != inzage.client.praktijk_id


def list_kijkers_van(overleg: Overleg, inzage: Inzage) -> list[Kijker]:
    """Of everybody invited, apart from the reader: who will see this client's item, and who not and why.

    Stands the client there already, then also who was asked along for that item: they read the new question too.
    """
    invited = list(
        db.session.scalars(
            select(Gebruiker)
            .join(Genodigde, Genodigde.gebruiker_id == Gebruiker.id)
            .where(Genodigde.overleg_id == overleg.id, Gebruiker.actief, Gebruiker.id != inzage.by.id)
            .options(joinedload(Gebruiker.organisatie))
        ).unique()
    )
    found = explain(inzage.client.id, invited)
    punt = find_of_client(overleg.id, inzage.client.id)
    return _sort([*found, *_explain_gasten(punt, inzage, {k.wie.id for k in found if k.ziet})]) if punt else found


def _explain_gasten(punt: Agendapunt, inzage: Inzage, seen: Collection[UUID]) -> list[Kijker]:
    asked = [g for g in list_gasten(punt) if g.gebruiker_id not in {inzage.by.id, *seen}]
    people = [g.gebruiker for g in asked if g.gebruiker and g.gebruiker.actief]
    consented = list_consented([inzage.client.id], people, Soort.OVERLEG)[inzage.client.id]
    names = [g for g in asked if g.gebruiker_id is None]
    return [Kijker(wie, True, is_gast=True) for wie in (*(p for p in people if p.id in consented), *names)]


def explain(client_id: UUID, invited: Collection[Gebruiker]) -> list[Kijker]:
    """Of these people who would see an item about this client, and who not and why. Shows nothing of the client."""
    seen = {p.id for p in list_viewers([client_id], invited, Soort.OVERLEG)[client_id]}
    consented = list_consented([client_id], invited, Soort.OVERLEG)[client_id]
    found = []
    for p in invited:
        if p.id in seen:
            found.append(Kijker(p, True))
        elif p.id in consented:
            found.append(Kijker(p, False, "zit bij deze cliënt niet aan tafel", mag_mee=True))
        elif p.may(Recht.LEZEN):
            found.append(Kijker(p, False, f"geen toestemming voor {p.domein.label}"))
        else:
            found.append(Kijker(p, False, "ziet in deze functie geen cliënten"))
    return _sort(found)


def _sort(kijkers: Collection[Kijker]) -> list[Kijker]:
    return sorted(kijkers, key=lambda k: (not k.ziet, not k.mag_mee, k.wie.naam))


def list_asked(overleg: Overleg, inzage: Inzage) -> list[str] | None:
    """What is asked about this client there already, as far as this reader may read it: invited all of it, else their own.

    None: the client does not stand there.
    """
    punt = find_of_client(overleg.id, inzage.client.id)
    if punt is None:
        return None
    return list_vragen(punt, None if list_seats([overleg.id], inzage.by) else inzage.by.id)


def bring_in(
    overleg_id: UUID,
    client_id: UUID,
    *,
    by: Gebruiker,
    soort: str = "bespreken",
    vraag: str = "",
    minuten: int | None = None,
    gasten: Collection[UUID] = (),
    bij_plannen: bool = False,
) -> Agendapunt:
    """Put this client on this agenda; stands they there already, the question goes with that item.

    gasten: invited people without a seat at this client's table who may take part; the client's consent decides, now and
    later. bij_plannen: the meeting is being planned for this client, so there was no time to bring in before. Raises NotFound for who may not see the client or may bring nothing in there, MagNiet for who only reads,
    Ongeldig when bringing in is closed.
    """
    inzage = open_client(client_id, by=by, soort=Soort.OVERLEG, recht=Recht.SCHRIJVEN)
    if inzage.is_nood:
        raise MagNiet
    overleg = _lock_open(overleg_id, by, bij_plannen=bij_plannen)
    client = inzage.client
    if client.overleden_op:
        raise Ongeldig({"overleg": "Deze cliënt is overleden en kan niet meer worden ingebracht."})
    refuse_on(overleg, client.id, by=by)
    punt = find_of_client(overleg.id, client.id)
    if punt is None:
        if overleg.soort.over == "client" and _has_client(overleg):
            raise Ongeldig({"overleg": f"Een {overleg.soort.naam} gaat over één cliënt of gezin."})
        punt = make_punt(
            overleg, soort, client_id=client.id, vraag=vraag, ingebracht_door_id=by.id,
            minuten=minuten or overleg.soort.minuten_per_punt,
        )  # fmt: skip
    else:
        if add_question(punt, vraag, by.id, today(), soort=soort):
            punt.versie += 1
        if minuten and minuten > punt.minuten:
            punt.minuten = minuten
    _ask_along(punt, inzage, overleg, gasten)
    inzage.log("overleg.ingebracht", Actie.CREATE, "agendapunt", punt.id)
    record_change(overleg, "overleg.punt_erbij", by=by)
    return punt


def _lock_open(overleg_id: UUID, by: Gebruiker, *, bij_plannen: bool) -> Overleg:
    """Raises NotFound, or Ongeldig when it is too late or no clients are discussed there."""
    overleg = db.session.get(Overleg, overleg_id)
    if overleg is None:
        raise NotFound
    overleg = lock_overleg(overleg_id)
    people = [by.id, *(g.id for g in by.neemt_waar_voor)]
    invited = db.session.scalars(
        select(Genodigde).where(Genodigde.overleg_id == overleg_id, Genodigde.gebruiker_id.in_(people))
    ).all()
    own = overleg.organisatie_id == by.organisatie_id or overleg.team_id in {t.id for t in by.teams}
    if not invited and not own:
        raise NotFound
    if not _takes_clients(overleg.soort):
        raise Ongeldig({"overleg": "In dit overleg worden geen cliënten ingebracht. Kies een ander overleg."})
    chairs = bij_plannen or any(g.is_voorzitter for g in invited)
    if not (is_inbreng_open(overleg) or (chairs and not overleg.is_voorbij)):
        raise Ongeldig({"overleg": "Inbrengen kan hier niet meer. Kies een later overleg, of vraag het de voorzitter."})
    return overleg


def _takes_clients(soort: Overlegsoort) -> bool:
    """A meeting about one client is about whom it was planned for; of the others the kind says whether people bring in."""
    return soort.over == "client" or (soort.over in ("praktijk", "team") and INBRENG in soort.bronnen)


def _has_client(overleg: Overleg) -> bool:
    return (
        db.session.scalar(
            select(Agendapunt.id)
            .where(Agendapunt.overleg_id == overleg.id, Agendapunt.client_id.is_not(None), Agendapunt.staat == "open")
            .limit(1)
        )
        is not None
    )


def _ask_along(punt: Agendapunt, inzage: Inzage, overleg: Overleg, gasten: Collection[UUID]) -> None:
    if not gasten:
        return
    here = set(db.session.scalars(select(Puntgast.gebruiker_id).where(Puntgast.agendapunt_id == punt.id)))
    for kijker in list_kijkers_van(overleg, inzage):
        if kijker.mag_mee and kijker.wie.id in gasten and kijker.wie.id not in here:
            db.session.add(
                Puntgast(id=uuid4(), agendapunt_id=punt.id, gebruiker_id=kijker.wie.id, door_id=inzage.by.id, op=now())
            )
    db.session.flush()


def withdraw(punt_id: UUID, *, by: Gebruiker) -> Overleg:
    """Take back what one brought in: the question goes; was there nothing else, so does the item.

    Raises NotFound for who brought in nothing there, Ongeldig once it was discussed or the meeting began.
    """
    punt = db.session.get(Agendapunt, punt_id)
    if punt is None or punt.client_id is None:
        raise NotFound
    overleg = lock_overleg(punt.overleg_id)
    inzage = open_client(punt.client_id, by=by, soort=Soort.OVERLEG, recht=Recht.SCHRIJVEN)
    db.session.refresh(punt, with_for_update={"of": Agendapunt})
    mine = [r for r in punt.redenen if r.bron == INBRENG and r.door_id == by.id]
    if punt.ingebracht_door_id != by.id and not mine:
        raise NotFound
    if overleg.staat != "gepland" or not punt.is_open:
        raise Ongeldig(
            {"overleg": "Dit overleg is al begonnen of het punt is al van de agenda. Vraag het de voorzitter."}
        )
    for reden in mine:
        db.session.delete(reden)
    db.session.flush()
    db.session.expire(punt, ["redenen"])
    if punt.ingebracht_door_id == by.id:
        _hand_over(punt, by)
    inzage.log("overleg.ingetrokken", Actie.DELETE, "agendapunt", punt.id)
    record_change(overleg, "overleg.punt_ingetrokken", by=by)
    return overleg


def _hand_over(punt: Agendapunt, by: Gebruiker) -> None:
    """The item stays for whoever asked something too, or for what is due; else it goes."""
    others: Sequence[Agendareden] = [r for r in punt.redenen if r.bron == INBRENG]
    if others:
        first = others[0]
        punt.vraag, punt.ingebracht_door_id = first.tekst, first.door_id
        db.session.delete(first)
        punt.versie += 1
    elif punt.redenen:
        punt.vraag, punt.ingebracht_door_id, punt.soort = "", None, "bespreken"
        punt.versie += 1
    else:
        close([punt], "vervallen", by=by)
    db.session.flush()
