"""Teams: making, changing, who is in them, and ending one."""

from collections.abc import Collection, Iterable
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import joinedload, selectinload

from overlegtafel.beheer.invoer import TeamInvoer
from overlegtafel.beheer.poort import (
    enter,
    enter_region,
    get_organisatie,
    get_own_team,
    get_team,
    is_self,
    known_teams,
    lock_of,
    manages,
    note,
    refuse_double,
)
from overlegtafel.clienten.models import Betrokkene
from overlegtafel.clienten.signalen import lid_weg, werk_overgenomen
from overlegtafel.core.fouten import MagNiet, Ongeldig, Verouderd
from overlegtafel.core.namen import normalise
from overlegtafel.extensions import db
from overlegtafel.plannen.overdragen import hand_over
from overlegtafel.toegang.domein import Domein, Recht
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker, Organisatie, Team, teamlid
from overlegtafel.toegang.sessies import tell_person

_BESTAAT = {"naam": "Er is (of was) al een team met deze naam in de regio. Kies een andere naam."}


def list_teams(*, by: Gebruiker, organisatie: Organisatie | None) -> list[Team]:
    """The teams of this organisatie, or (None) those of the region."""
    enter(by)
    of_whom = Team.organisatie_id == organisatie.id if organisatie else Team.organisatie_id.is_(None)
    return _sorted(db.session.scalars(select(Team).where(of_whom, Team.actief)))


def list_choices(organisatie: Organisatie, *, by: Gebruiker, mens: Gebruiker | None = None) -> list[Team]:
    """The teams to choose from for somebody of this organisatie: where `by` may add people, and where `mens` is now."""
    query = select(Team).where(Team.actief).options(joinedload(Team.organisatie))
    if not by.may(Recht.REGIO_BEHEREN):
        query = query.where(known_teams(by))
    now_in = {team.id for team in mens.teams} if mens else set()
    found = db.session.scalars(query)
    return _sorted(
        t for t in found if (t.organisatie_id in (organisatie.id, None) and may_add(t, by=by)) or t.id in now_in
    )


def set_teams(mens: Gebruiker, team_ids: Collection[UUID], choices: Iterable[Team], *, by: Gebruiker) -> None:
    """In these of the offered teams, and in no other of them. Raises Ongeldig for a team that was not offered."""
    choices = {team.id: team for team in choices}
    if not set(team_ids) <= choices.keys():
        raise Ongeldig(
            {
                "team": "Een van deze teams is er niet meer, of is van de regio. Kies opnieuw, of vraag de functioneel beheerder."
            }
        )
    before = {team.id for team in mens.teams}
    for team_id, team in choices.items():
        if team_id in team_ids and team_id not in before:
            _join(team, mens, by=by)
        elif team_id in before and team_id not in team_ids:
            _quit(team, mens, by=by)


def _join(team: Team, mens: Gebruiker, *, by: Gebruiker) -> None:
    mens.teams.append(team)
    # Two lines: into which team, and who.
    note("team.lid_erbij", Actie.UPDATE, "team", team.id, by=by)
    note("gebruiker.in_team", Actie.UPDATE, "gebruiker", mens.id, by=by)


def _quit(team: Team, mens: Gebruiker, *, by: Gebruiker) -> None:
    mens.teams.remove(team)
    tell_person(mens.id)
    lid_weg.send(mens=mens, team=team, by=by)
    note("team.lid_weg", Actie.UPDATE, "team", team.id, by=by)
    note("gebruiker.uit_team", Actie.UPDATE, "gebruiker", mens.id, by=by)


def list_leden(team: Team) -> list[Gebruiker]:
    leden = select(Gebruiker).where(Gebruiker.teams.any(Team.id == team.id), Gebruiker.actief)
    return _sorted_people(db.session.scalars(leden).unique())


def list_candidates(team: Team, leden: Collection[Gebruiker], *, by: Gebruiker) -> list[Gebruiker]:
    """Whom `by` may put into this team: own people, or (regio) anybody who gives care."""
    if not may_add(team, by=by):
        return []
    query = select(Gebruiker).where(Gebruiker.actief, Gebruiker.account_id != by.account_id)
    if not by.may(Recht.REGIO_BEHEREN):
        query = query.where(Gebruiker.organisatie_id == by.organisatie_id)
    there = {lid.id for lid in leden}
    found = db.session.scalars(query).unique()
    return _sorted_people(g for g in found if g.domein is not Domein.BEHEER and g.id not in there)


def may_add(team: Team, *, by: Gebruiker) -> bool:
    """A beheerder adds own people to own teams. Who is in a team of the region sees clients of others: the region decides."""
    return manages(team.organisatie_id, by=by)


def add_lid(team_id: UUID, mens_id: UUID | None, *, by: Gebruiker) -> None:
    """Raises MagNiet when it is not for `by` to say who is in this team, Ongeldig when this is nobody to put there."""
    team = get_team(team_id, by=by)
    if not may_add(team, by=by):
        raise MagNiet
    mens = next((g for g in list_candidates(team, [], by=by) if g.id == mens_id), None)
    if mens is None:
        raise Ongeldig({"mens": "Kies iemand uit de lijst."})
    _lock(mens)
    if team not in mens.teams:
        _join(team, mens, by=by)


def remove_lid(team_id: UUID, mens_id: UUID, *, by: Gebruiker) -> None:
    """Nothing happens when they had left the team already. Raises MagNiet for somebody of another organisatie."""
    team = get_team(team_id, by=by)
    mens = next((lid for lid in list_leden(team) if lid.id == mens_id), None)
    if mens is None:
        return
    if not may_remove(mens, by=by):
        raise MagNiet
    _lock(mens)
    if team in mens.teams:
        _quit(team, mens, by=by)


def _lock(mens: Gebruiker) -> None:
    """In which teams somebody is, changes one after another."""
    db.session.execute(
        select(Gebruiker)
        .where(Gebruiker.id == mens.id)
        .with_for_update(**lock_of(Gebruiker))
        .options(selectinload(Gebruiker.teams))
        .execution_options(populate_existing=True)
    ).unique()


def may_remove(mens: Gebruiker, *, by: Gebruiker) -> bool:
    return manages(mens.organisatie_id, by=by) and not is_self(mens, by=by)


def create_team(organisatie_id: UUID | None, invoer: TeamInvoer, *, by: Gebruiker) -> Team:
    """A team of this organisatie, or (None) of the region. Raises Ongeldig when the name is taken."""
    if organisatie_id is None:
        enter_region(by)
    else:
        get_organisatie(organisatie_id, by=by)
    team = Team(id=uuid4(), organisatie_id=organisatie_id)
    _fill(team, invoer)
    with refuse_double(_BESTAAT):
        db.session.add(team)
    note("team.gemaakt", Actie.CREATE, "team", team.id, by=by)
    return team


def change_team(team_id: UUID, invoer: TeamInvoer, *, versie: int, by: Gebruiker) -> Team:
    """Raises Verouderd when somebody was quicker, Ongeldig when the name is taken."""
    team = get_own_team(team_id, by=by, lock=True)
    if team.versie != versie:
        raise Verouderd(team)
    with refuse_double(_BESTAAT):
        _fill(team, invoer)
        team.versie += 1
    note("team.gewijzigd", Actie.UPDATE, "team", team.id, by=by)
    return team


def _fill(team: Team, invoer: TeamInvoer) -> None:
    team.naam, team.domein, team.telefoon = invoer.naam, invoer.domein, invoer.telefoon


def count_seats(team: Team) -> int:
    query = select(func.count()).where(Betrokkene.team_id == team.id, Betrokkene.tot.is_(None))
    return db.session.scalar(query) or 0


def list_successors(team: Team, *, by: Gebruiker) -> list[Team]:
    """The teams that may take the work over: of the same organisatie or of the region."""
    query = select(Team).where(Team.actief, Team.id != team.id).options(joinedload(Team.organisatie))
    if not by.may(Recht.REGIO_BEHEREN):
        query = query.where(known_teams(by))
    found = db.session.scalars(query)
    mine = (t for t in found if by.may(Recht.REGIO_BEHEREN) or t.organisatie_id in (team.organisatie_id, None))
    # A team of the same domain comes first: there the client's consent is most likely to reach.
    return sorted(mine, key=lambda t: (t.domein != team.domein, normalise(t.naam)))


def end_team(team_id: UUID, naar_id: UUID | None, *, by: Gebruiker) -> int:
    """The team is no more; its places at the table go to another team. How many went over. Raises Ongeldig."""
    team = get_own_team(team_id, by=by, lock=True)
    moved, naar = 0, None
    if count_seats(team):
        naar = next((t for t in list_successors(team, by=by) if t.id == naar_id), None)
        if naar is None:
            raise Ongeldig({"naar": "Kies welk team het werk overneemt."})
        moved = hand_over(team, naar, by=by)
    team.actief, team.versie = False, team.versie + 1
    db.session.execute(delete(teamlid).where(teamlid.c.team_id == team.id))
    werk_overgenomen.send(van=team, naar=naar, by=by)
    note("team.opgeheven", Actie.DELETE, "team", team.id, by=by)
    return moved


def _sorted(teams: Iterable[Team]) -> list[Team]:
    return sorted(teams, key=lambda t: normalise(t.naam))


def _sorted_people(people: Iterable[Gebruiker]) -> list[Gebruiker]:
    return sorted(people, key=lambda g: normalise(f"{g.achternaam} {g.voornaam}"))
