"""Who must hear of what happens in a thread: a row per person, an event after the commit, an e-mail when nobody looked."""

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import UUID, uuid4

from flask import g
from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select, update

from overlegtafel.berichten.kring import Wie, filter_allowed, list_deelnemers, people_of, stand_ins_of
from overlegtafel.berichten.models import Deelnemer, Draad, Signaal, Voorkeur
from overlegtafel.berichten.termijnen import BEGIN, Stilte, is_werkdag, next_werkdag
from overlegtafel.clienten.models import Client
from overlegtafel.clienten.zicht import is_visible, who_asks
from overlegtafel.core.datums import NL, now
from overlegtafel.core.live import tell_after_commit
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Soort
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.sessies import list_open_sessies

# Who sees it on the screen within these minutes needs no letter.
RUST = timedelta(minutes=5)


def tell(draad: Draad, soort: str, *, by: Gebruiker | None, aan: Iterable[Gebruiker] | None = None) -> None:
    """Let everybody it concerns hear of this, except who did it. aan: these instead of those the thread is with.

    Only who may see the client hears anything at all.
    """
    db.session.flush()
    people = {p.id: p for p in (_concerned(draad) if aan is None else aan) if by is None or p.id != by.id}
    allowed = filter_allowed(draad.client_id, people.values())
    add_signals(allowed, soort, draad_id=draad.id)
    for kind, ids in _kinds(draad, soort, allowed).items():
        tell_after_commit(list_open_sessies(ids), kind, draad.id)
    # Whoever has the inbox open sees what a colleague did, without a signal of their own.
    everybody = [draad.van, *list_deelnemers(draad), *people_of(draad)]
    circle = filter_allowed(draad.client_id, [*everybody, *stand_ins_of([p.id for p in everybody])])
    tell_after_commit(list_open_sessies([p.id for p in circle]), "draad", draad.id)


def add_signals(people: Collection[Gebruiker], soort: str, **about: UUID) -> None:
    """A row for each of these, with the moment a letter follows. about: draad_id, or the id of what a room above this one has."""
    moment, wishes = now(), _wishes([p.id for p in people])
    db.session.add_all(
        Signaal(
            id=uuid4(),
            gebruiker_id=person.id,
            soort=soort,
            op=moment,
            mailen_op=_mail_at(wishes.get(person.id), moment),
            **about,
        )
        for person in people
    )


# Other things that signals are about: whether somebody waits for a letter about them. A room above this one adds its own.
MEER_POST: list[Callable[[Gebruiker], bool]] = []


def _kinds(draad: Draad, soort: str, people: Iterable[Gebruiker]) -> dict[str, list[UUID]]:
    """As what each of them hears it: 'bericht', with '.vraag' or '.antwoord' for whom it is just that."""
    kinds: dict[str, list[UUID]] = {}
    for person in people:
        mine = soort == "antwoord" and person.id == draad.van_id
        asked = soort == "vraag" and draad.is_vraag
        kinds.setdefault(f"bericht.{soort}" if mine or asked else "bericht", []).append(person.id)
    return kinds


def _concerned(draad: Draad) -> list[Gebruiker]:
    """The other side: of the asker who takes care of it (or all of the address), of them the asker; and who was asked along."""
    address = people_of(draad)
    # Who took it and left the team, or may not see the client any more, hears nothing: then it is everybody's again.
    taken = filter_allowed(draad.client_id, [p for p in address if p.id == draad.behandelaar_id])
    people = [draad.van, *list_deelnemers(draad), *(taken or address)]
    return [*people, *stand_ins_of([p.id for p in people])]


def _wishes(ids: list[UUID]) -> dict[UUID, Voorkeur]:
    rows = db.session.scalars(select(Voorkeur).where(Voorkeur.gebruiker_id.in_(ids)))
    return {row.gebruiker_id: row for row in rows}


def _mail_at(wish: Voorkeur | None, moment: datetime) -> datetime | None:
    """When the letter leaves: after a little while, in the morning, or never; outside the quiet hours."""
    if wish and wish.post == "uit":
        return None
    quiet = Stilte(wish.stil_van, wish.stil_tot) if wish else Stilte()
    return quiet.end_after(next_morning(moment) if wish and wish.post == "dag" else moment + RUST)


def plan_letters(wish: Voorkeur) -> None:
    """What already waits for a letter goes by the wish of now."""
    waiting = update(Signaal).where(Signaal.gebruiker_id == wish.gebruiker_id, Signaal.mailen_op.is_not(None))
    db.session.execute(waiting.values(mailen_op=_mail_at(wish, now())))


def next_morning(moment: datetime) -> datetime:
    """Eight o'clock of the first working day after this moment."""
    local = moment.astimezone(NL)
    day = local.date()
    if not is_werkdag(day) or local.time() >= BEGIN:
        day = next_werkdag(day)
    return datetime.combine(day, BEGIN, NL).astimezone(UTC)


def mark_seen(draad_id: UUID, by: Gebruiker) -> None:
    """Who opened the thread has seen what there was; no letter follows."""
    seen = update(Signaal).where(
        Signaal.draad_id == draad_id, Signaal.gebruiker_id == by.id, Signaal.gezien_op.is_(None)
    )
    if db.session.execute(seen.values(gezien_op=now(), mailen_op=None)).rowcount:
        if g.get("ongezien"):
            # Counted for the menu of this very page, before it was opened.
            g.ongezien -= 1
        # The badge on the other screens of the same person.
        tell_after_commit(list_open_sessies([by.id]), "gezien", draad_id)


def settle(draad: Draad) -> None:
    """A colleague took it on, or it is done: the others of the address need not look any more, and get no letter."""
    db.session.flush()
    keep = [draad.van_id, *(p.id for p in list_deelnemers(draad))]
    keep += [draad.behandelaar_id] if draad.behandelaar_id else []
    keep += [p.id for p in stand_ins_of(keep)]
    done = update(Signaal).where(
        Signaal.draad_id == draad.id, Signaal.gezien_op.is_(None), Signaal.gebruiker_id.not_in(keep)
    )
    done = done.values(gezien_op=now(), mailen_op=None).returning(Signaal.gebruiker_id)
    if people := set(db.session.scalars(done)):
        tell_after_commit(list_open_sessies(people), "gezien", draad.id)


def is_unseen(by: Gebruiker) -> ColumnElement[bool]:
    """SQL for the thread of the surrounding query: whether something happened in it that `by` has not seen."""
    mine = select(Signaal.draad_id).where(Signaal.gebruiker_id == by.id, Signaal.gezien_op.is_(None))
    return Draad.id.in_(mine)


def wake(draad: Draad, people: Iterable[Gebruiker], *, since: datetime | None) -> set[UUID]:
    """It is everybody's again: what was settled since it was taken waits for these once more; for whom something waits.

    They need no new signal, so that taking and giving back in turn piles up nothing.
    """
    ids = [p.id for p in filter_allowed(draad.client_id, list(people))]
    moment, wishes = now(), _wishes(ids)
    waits = or_(Signaal.gezien_op.is_(None), Signaal.gezien_op >= (since or moment))
    found = select(Signaal).where(Signaal.draad_id == draad.id, Signaal.gebruiker_id.in_(ids), waits)
    waiting = set()
    for signaal in db.session.scalars(found):
        waiting.add(signaal.gebruiker_id)
        if signaal.gezien_op:
            signaal.gezien_op, signaal.mailen_op = None, _mail_at(wishes.get(signaal.gebruiker_id), moment)
    tell_after_commit(list_open_sessies(waiting), "gezien", draad.id)
    return waiting


def count_unseen(by: Gebruiker) -> int:
    """In how many threads something happened that `by` has not seen, and may see; for the badge."""
    return db.session.scalar(_unseen(), _asking(by)) or 0


def has_mail_due(by: Gebruiker) -> bool:
    """Whether `by` waits for a letter about something they have not seen, and may see."""
    waits = db.session.scalar(_unseen().where(Signaal.mailen_op.is_not(None)), _asking(by))
    return bool(waits) or any(waits_for(by) for waits_for in MEER_POST)


@cache
def _unseen() -> Select:
    """Built once, for it runs for every page. It starts from the signals nobody saw, and those are few."""
    people = bindparam("mensen", expanding=True)
    asked_along = exists().where(Deelnemer.draad_id == Draad.id, Deelnemer.gebruiker_id.in_(people))
    return (
        select(func.count(Signaal.draad_id.distinct()))
        .join(Draad, Draad.id == Signaal.draad_id)
        .join(Client, Client.id == Draad.client_id)
        .where(
            Signaal.gebruiker_id == bindparam("gebruiker_id"),
            Signaal.gezien_op.is_(None),
            or_(
                Draad.van_id.in_(people),
                Draad.aan_gebruiker_id.in_(people),
                Draad.behandelaar_id.in_(people),
                Draad.aan_team_id.in_(bindparam("team_ids", expanding=True)),
                Draad.aan_organisatie_id.in_(bindparam("praktijken", expanding=True)),
                asked_along,
            ),
            is_visible(),
        )
    )


def _asking(by: Gebruiker) -> dict:
    who = Wie.of(by)
    return who_asks(by, Soort.PLAN) | {"mensen": list(who.mensen), "praktijken": list(who.praktijken)}
