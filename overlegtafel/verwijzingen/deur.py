"""The one door of a referral: its client's, within the consent for referrals. Who it was sent to, or called in, is a guest there.

Everybody at the client's table whom the client lets see referrals may read it; steps are for the team, and a partner's own
part for that partner.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import VERWEZEN, Inzage, open_client
from overlegtafel.clienten.kijkers import HUISARTSENZORG, list_consented, list_viewers
from overlegtafel.core.fouten import MagNiet
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein, Recht, Soort
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker, teamlid
from overlegtafel.verwijzingen.models import Verwijspartner, Verwijzing


@dataclass(frozen=True, slots=True)
class Zicht:
    """A referral as one reader opened it.

    van_ons: they sent it, or work where it came from. aan_ons: it is for a team of theirs. partners: of which of the partners
    they are. mag_schrijven: they may do what their side may do.
    """

    inzage: Inzage
    verwijzing: Verwijzing
    van_ons: bool
    aan_ons: bool
    partners: frozenset[UUID]
    mag_schrijven: bool

    @property
    def mag_stappen(self) -> bool:
        return self.aan_ons and self.mag_schrijven

    @property
    def leest_plan(self) -> bool:
        """Whether the half page may be shown to them: not to a guest."""
        return not self.inzage.is_gast and self.inzage.soorten[Soort.PLAN]


def open_verwijzing(
    verwijzing_id: UUID, *, by: Gebruiker, gebeurtenis: str | None = None, schrijven: bool = False, lock: bool = False
) -> Zicht:
    """Open a referral. Raises NotFound for who may not see it, MagNiet (schrijven) for who may look but is not of the team.

    lock: until the end of the transaction nobody else changes it.
    """
    query = select(Verwijzing).where(Verwijzing.id == verwijzing_id)
    query = query.options(*(joinedload(who) for who in Verwijzing.MENSEN))
    if lock:
        query = query.with_for_update(of=Verwijzing).execution_options(populate_existing=True)
    found = db.session.scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound
    z = _look(found, by)
    if schrijven and not z.mag_stappen:
        raise MagNiet
    if gebeurtenis:
        z.inzage.log(gebeurtenis, Actie.READ, "verwijzing", found.id)
    return z


def _look(v: Verwijzing, by: Gebruiker) -> Zicht:
    teams = {team.id for team in by.teams if team.actief}
    partners = frozenset(
        p_id
        for p_id, team_id in db.session.execute(
            select(Verwijspartner.id, Verwijspartner.team_id).where(Verwijspartner.verwijzing_id == v.id)
        )
        if team_id in teams
    )
    people = {p.id for p in (by, *by.neemt_waar_voor)}
    aan_ons = v.aan_team_id in teams
    sent = bool(people & {v.van_id, v.terug_aan_id})
    inzage = open_client(
        v.client_id, by=by, soort=Soort.VERWIJZING, als_gast=aan_ons or sent or bool(partners), gastgrond=VERWEZEN
    )
    practices = {p.organisatie_id for p in (by, *by.neemt_waar_voor) if p.domein is Domein.HUISARTSENZORG}
    return Zicht(
        inzage, v, sent or v.van_organisatie_id in practices, aan_ons, partners,
        by.may(Recht.SCHRIJVEN) and not inzage.is_nood,
    )  # fmt: skip


def members_of(team_id: UUID) -> list[Gebruiker]:
    """Everybody of this team who works here."""
    query = select(Gebruiker).join(teamlid, teamlid.c.gebruiker_id == Gebruiker.id)
    return list(db.session.scalars(query.where(teamlid.c.team_id == team_id, Gebruiker.actief)).unique())


def team_who_sees(v: Verwijzing) -> list[Gebruiker]:
    """Those of the team whom the client lets see referrals: as guests they need no seat."""
    return consenting(v.client_id, members_of(v.aan_team_id))


def referrers_of(v: Verwijzing) -> list[Gebruiker]:
    """Who hears what became of it: who it goes back to; else the colleagues where it came from, or the client's practice now."""
    if v.terug_aan and v.terug_aan.actief and (found := consenting(v.client_id, [v.terug_aan])):
        return found
    for organisatie_id in (v.van_organisatie_id, v.client.praktijk_id):
        colleagues = select(Gebruiker).where(Gebruiker.organisatie_id == organisatie_id, Gebruiker.actief)
        people = list(db.session.scalars(colleagues.where(Gebruiker.functie.in_(HUISARTSENZORG))).unique())
        if found := list_viewers([v.client_id], people, Soort.VERWIJZING)[v.client_id]:
            return found
    return []


def consenting(client_id: UUID, people: Collection[Gebruiker]) -> list[Gebruiker]:
    """Those whom the client lets see referrals, with or without a seat."""
    allowed = list_consented([client_id], people, Soort.VERWIJZING)[client_id]
    return [p for p in people if p.id in allowed]
