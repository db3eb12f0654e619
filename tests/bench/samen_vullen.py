"""People who write together, straight into the database: meetings with an item for every note, and who sits there."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select, text

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg, Overlegsoort
from overlegtafel.overleggen.models_punt import Agendapunt, Tafelstand
from overlegtafel.toegang.models import Gebruiker
from tests.bench.bezoek import EMAIL
from tests.bench.seinen import _find_clients, _make_person, _sign_in

_PUNTEN = 10
SAMEN = 5
VEEL = 60


@dataclass(frozen=True)
class Schrijvers:
    """A cookie of each person; notes of five people, note by note; and notes in which sixty may write."""

    koekjes: list[str]
    groepen: list[tuple[str, list[int]]]
    grote: list[str]

    def group(self, notes: int) -> list[tuple[str, list[int]]]:
        return self.groepen[:notes]


def fill(app: Flask, notes: int, big: int) -> Schrijvers:
    """So many notes of five people, each person in one of them, and so many of sixty; all about clients whom they may see."""
    by = db.session.scalars(select(Gebruiker).where(Gebruiker.account.has(email=EMAIL))).unique().one()
    clients = sorted(_find_clients(by).values(), key=len, reverse=True)[0][:_PUNTEN]
    people = [_make_person(n, "huisarts", by.organisatie) for n in range(max(notes * SAMEN, VEEL))]
    db.session.flush()
    soort = db.session.scalars(select(Overlegsoort).where(Overlegsoort.sleutel == "mdo")).one()
    groups: list[tuple[str, list[int]]] = []
    while len(groups) < notes:
        begin = len(groups) * SAMEN
        here = people[begin : begin + len(clients) * SAMEN]
        for number, punt_id in enumerate(_meet(soort, by, here, clients)):
            first = begin + number * SAMEN
            groups.append((str(punt_id), list(range(first, first + SAMEN))))
    large: list[str] = []
    while len(large) < big:
        large += [str(punt_id) for punt_id in _meet(soort, by, people[:VEEL], clients)]
    db.session.execute(text("ANALYZE"))
    db.session.commit()
    return Schrijvers(_sign_in(app, people), groups[:notes], large[:big])


def _meet(soort: Overlegsoort, by: Gebruiker, people: Sequence[Gebruiker], clients: Sequence[UUID]) -> list[UUID]:
    """A meeting that is going on, with an item for each client; the ids of the items."""
    overleg = Overleg(
        id=uuid4(), soort=soort, organisatie_id=by.organisatie_id, begint_op=now(), begonnen_op=now(), duur=90,
        staat="bezig", gemaakt_op=now(), gemaakt_door_id=by.id,
    )  # fmt: skip
    db.session.add(overleg)
    db.session.flush()
    db.session.add_all(
        Genodigde(id=uuid4(), overleg_id=overleg.id, gebruiker_id=p.id, is_voorzitter=p is by, binnen_op=now())
        for p in (by, *people)
    )
    punten = [
        Agendapunt(
            id=uuid4(), overleg_id=overleg.id, client_id=client_id, plek=uuid4(), soort="consultatie",
            vraag="Wat is er nodig?", ingebracht_door_id=by.id, ingebracht_op=now(), volgorde=number, minuten=8,
        )
        for number, client_id in enumerate(clients)
    ]  # fmt: skip
    db.session.add_all([*punten, Tafelstand(overleg_id=overleg.id, versie=1)])
    db.session.flush()
    return [punt.id for punt in punten]
