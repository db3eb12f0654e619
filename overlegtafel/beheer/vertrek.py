"""Somebody leaves: access ends at once, the work stays with a team or a colleague."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from overlegtafel.beheer.mensen import count_seats, end_emergencies, refuse_last
from overlegtafel.beheer.poort import get_mens_to_change, is_self, note
from overlegtafel.beheer.waarneming import end_all
from overlegtafel.clienten.models import Betrokkene
from overlegtafel.clienten.signalen import werk_overgenomen
from overlegtafel.core.datums import today
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.namen import normalise
from overlegtafel.extensions import db
from overlegtafel.plannen.models import Regel
from overlegtafel.plannen.overdragen import close_seats, hand_over
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker, Sessie, Team
from overlegtafel.toegang.sessies import end_sessies


@dataclass(frozen=True, slots=True)
class Werk:
    """What somebody leaves behind, in numbers, and who may take it over: the own teams first."""

    plaatsen: int
    afspraken: int
    teams: list[Team]
    collegas: list[Gebruiker]

    @property
    def heeft_opvolger(self) -> bool:
        return bool(self.teams or self.collegas)


def look_at_work(mens: Gebruiker, *, by: Gebruiker) -> Werk:
    """Without places at a table there is nothing to hand over, so nobody to choose from."""
    plaatsen = count_seats(mens)
    if not plaatsen:
        return Werk(0, 0, [], [])
    afspraken = db.session.scalar(
        select(func.count())
        .select_from(Regel)
        .join(Regel.eigenaar)
        .where(Betrokkene.gebruiker_id == mens.id, Betrokkene.tot.is_(None), Regel.staat == "open")
    )
    own = {team.id for team in mens.teams}
    teams = db.session.scalars(
        select(Team).where(Team.actief, (Team.organisatie_id == mens.organisatie_id) | Team.id.in_(own))
    )
    collegas = db.session.scalars(
        select(Gebruiker).where(
            Gebruiker.organisatie_id == mens.organisatie_id,
            Gebruiker.actief,
            Gebruiker.account_id.not_in([mens.account_id, by.account_id]),
        )
    ).unique()
    return Werk(
        plaatsen,
        afspraken or 0,
        sorted(teams, key=lambda t: (t.id not in own, t.domein != mens.domein.value, normalise(t.naam))),
        # Who works in the same domain comes first: there the client's consent reaches.
        sorted(
            (g for g in collegas if g.domein is not Domein.BEHEER),
            key=lambda g: (g.domein is not mens.domein, normalise(f"{g.achternaam} {g.voornaam}")),
        ),
    )


def leave(mens_id: UUID, naar: str, *, by: Gebruiker) -> int:
    """This functie of somebody ends now; how many places at a table went over.

    naar: 't:<uuid>' (team) or 'g:<uuid>' (colleague). Raises Ongeldig on 'naar' when that is not to be chosen, and on
    'mens' for oneself and for the last functioneel beheerder or FG.
    """
    mens = get_mens_to_change(mens_id, by=by)
    if is_self(mens, by=by):
        raise Ongeldig({"mens": "U kunt uzelf niet laten vertrekken. Vraag het een andere beheerder."})
    refuse_last(mens, "mens")
    moved, successor = _pass_on(mens, naar, by=by)
    mens.actief, mens.vertrokken_op, mens.versie = False, today(), mens.versie + 1
    mens.teams.clear()
    end_all(mens, by=by)
    end_emergencies(mens, by=by)
    end_sessies(Sessie.gebruiker_id == mens.id)
    werk_overgenomen.send(van=mens, naar=successor, by=by)
    note("gebruiker.vertrokken", Actie.DELETE, "gebruiker", mens.id, by=by)
    return moved


def _pass_on(mens: Gebruiker, naar: str, *, by: Gebruiker) -> tuple[int, Team | Gebruiker | None]:
    werk = look_at_work(mens, by=by)
    if not werk.plaatsen:
        return 0, None
    if not werk.heeft_opvolger:
        # Nobody is left to take it over: whoever else is at the table sees that they went.
        return close_seats(mens, by=by), None
    to = {f"t:{t.id}": t for t in werk.teams} | {f"g:{g.id}": g for g in werk.collegas}
    if naar not in to:
        raise Ongeldig({"naar": "Kies wie het werk overneemt: een team of een collega."})
    return hand_over(mens, to[naar], by=by), to[naar]
