"""Referring: what the form needs, and making the referral together with the consent and the seat that go with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from overlegtafel.berichten.termijnen import Spoed
from overlegtafel.clienten.beslissers import age_on, may_decide
from overlegtafel.clienten.inzage import Inzage
from overlegtafel.clienten.models import Client
from overlegtafel.clienten.toestemming_invoer import Beslissing, Uitzondering
from overlegtafel.clienten.toestemmingen import list_vertegenwoordigers, load_stand, record_uitzondering
from overlegtafel.core.datums import NL, now, today
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import parse_uuid
from overlegtafel.core.transaction import pending_lines
from overlegtafel.extensions import db
from overlegtafel.plannen.betrokkenen import Invoer as Plaats
from overlegtafel.plannen.betrokkenen import create_betrokkene
from overlegtafel.plannen.blad import lock_plan
from overlegtafel.toegang import services as toegang
from overlegtafel.toegang.domein import Besluit, Domein, Recht, Soort
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Team
from overlegtafel.toegang.toestemmingen import list_active
from overlegtafel.verwijzingen import kaart
from overlegtafel.verwijzingen.adressen import choose_team, find_beletsel, list_lopend, list_seated, list_teams
from overlegtafel.verwijzingen.akkoord import Akkoord, Spreker, Staat, find_akkoord, list_wie
from overlegtafel.verwijzingen.deur import team_who_sees
from overlegtafel.verwijzingen.invoer import MET_PLAN, Verwijsinvoer
from overlegtafel.verwijzingen.models import Verwijssoort, Verwijsstap, Verwijzing
from overlegtafel.verwijzingen.regels import AANGEMELD, Regels
from overlegtafel.verwijzingen.seinen import tell
from overlegtafel.verwijzingen.verloop import after_refer


@dataclass(frozen=True, slots=True)
class Formulier:
    """What the form shows beside what was typed. lopend: the open referral to the chosen team, if there is one already."""

    soort: Verwijssoort
    regels: Regels
    teams: list[Team]
    team: Team | None
    lopend: UUID | None
    akkoord: Akkoord | None
    wie: list[tuple[str, str]]
    niemand: str
    spoeden: list[tuple[Spoed, datetime]]
    stand: int

    @property
    def is_nee(self) -> bool:
        """The client objected to this team seeing referrals."""
        return self.akkoord is not None and self.akkoord.verwijzing is Staat.NEE


def load_form(inzage: Inzage, soort: Verwijssoort, typed: Mapping[str, str]) -> Formulier:
    """typed: what stands in the form; its 'team' counts when that is one this kind can go to."""
    orgs, client = list_teams(soort), inzage.client
    teams, regels, moment = list(orgs), Regels.of(soort), now()
    by_id = {team.id: team for team in teams}
    team = by_id.get(parse_uuid(typed.get("team"))) or by_id.get(choose_team(inzage, soort, teams))
    stand = load_stand(client.id)
    sprekers = [Spreker(v.id, v.naam, v.soort) for v in stand.vertegenwoordigers]
    wie, niemand = list_wie(client.noemnaam, age_on(client.geboortedatum, today()), sprekers)
    return Formulier(
        soort, regels, teams, team, list_lopend(client.id, soort.id).get(team.id) if team else None,
        _ask(inzage, soort, orgs[team]) if team else None,
        wie, niemand, [(spoed, after_refer(moment, spoed, regels).voor) for spoed in Spoed], stand.nummer,
    )  # fmt: skip


def refer(inzage: Inzage, soort: Verwijssoort, invoer: Verwijsinvoer) -> Verwijzing:
    """Refer the opened client; the yes to the call is recorded as consent where the client was never asked.

    Raises Ongeldig, and Verouderd when the consents changed since the form was drawn and one has to be recorded.
    """
    team, orgs = _get_team(soort, invoer.team_id)
    # Two clicks at once: the second finds what the first made.
    client = _lock(inzage)
    if message := find_beletsel(inzage, soort):
        raise Ongeldig({"tekst": message})
    if invoer.team_id in list_lopend(client.id, soort.id):
        raise Ongeldig({"team": f"Er loopt al zo’n verwijzing naar {team.naam}."})
    _require_who(client, invoer.akkoord)
    akkoord = _settle_consent(inzage, soort, team, orgs, invoer)
    moment, regels = now(), Regels.of(soort)
    moet = after_refer(moment, invoer.spoed, regels)
    v = Verwijzing(
        id=uuid4(), soort=soort, client=client, van=inzage.by, van_organisatie=inzage.by.organisatie, terug_aan=inzage.by,
        aan_team=team, vraag=invoer.vraag, hulpvraag=invoer.hulpvraag, leefgebied=invoer.leefgebied, geld=invoer.geld,
        akkoord_wie=invoer.akkoord.wie.value, vertegenwoordiger_id=invoer.akkoord.vertegenwoordiger_id,
        akkoord_op=invoer.akkoord_op, bel_nummer=_spelled(client, invoer.nummer), bel_wanneer=invoer.wanneer, spoed=invoer.spoed.value,
        verwezen_op=moment, laatste_op=moment, staat=AANGEMELD, moet=moet.wat.value, moet_voor=moet.voor,
        kijken_op=moet.voor, uitkomst="",
    )  # fmt: skip
    # Its first step, and the guests, point at it.
    v.aan_team_id, v.client_id = team.id, client.id
    db.session.add(v)
    db.session.flush()
    db.session.add(
        Verwijsstap(
            id=uuid4(), verwijzing_id=v.id, wat=AANGEMELD, staat=AANGEMELD, op=moment, door=inzage.by,
            dag=moment.astimezone(NL).date(),
        )
    )  # fmt: skip
    inzage.log("verwijzing.gemaakt", Actie.CREATE, "verwijzing", v.id)
    kaart.note_used(team_id=team.id)
    people = team_who_sees(v)
    if not any(p.may(Recht.SCHRIJVEN) for p in people):
        raise Ongeldig(
            {"team": f"Niemand van {team.naam} mag deze verwijzing zien. Kijk bij Toestemming wat er is afgesproken."}
        )
    if akkoord.plan is Staat.JA and not list_seated(client.id, [team.id]):
        _seat(inzage, team, regels.naam_van_hulpvraag(v.hulpvraag))
    tell(v, "nieuw", by=inzage.by, aan=people)
    return v


def misses_seat(inzage: Inzage, v: Verwijzing) -> bool:
    """Whether the team may see the half page, but does not stand on it: there was no room."""
    if Soort.PLAN not in v.soort.toestemmingen or list_seated(v.client_id, [v.aan_team_id]):
        return False
    return _ask(inzage, v.soort, list_teams(v.soort)[v.aan_team]).plan is Staat.JA


def _spelled(client: Client, nummer: str) -> str:
    """As it stands with the client, when it is that number."""
    return client.telefoon if _digits(client.telefoon) == _digits(nummer) else nummer


def _digits(nummer: str) -> str:
    return "".join(sign for sign in nummer if sign.isdigit())


def _get_team(soort: Verwijssoort, team_id: UUID) -> tuple[Team, set[UUID]]:
    """Locked before the client, as in beheer: it does not end while somebody refers to it."""
    team = toegang.get_team(team_id)
    if team is None or not toegang.stays(team):
        raise Ongeldig({"team": "Dit team is er niet meer. Kies een ander team."})
    found = list_teams(soort).get(team)
    if not found:
        raise Ongeldig({"team": "Dit team kan dit niet op zich nemen. Kies een ander team."})
    return team, found


def _lock(inzage: Inzage) -> Client:
    """With the plan, in the order every change of it takes them."""
    lock_plan(inzage)
    query = select(Client).where(Client.id == inzage.client.id).execution_options(populate_existing=True)
    client = db.session.scalars(query).one()
    if client.samengevoegd_in_id:
        raise Ongeldig(
            {"tekst": "Van twee dossiers werd er net één gemaakt. Kijk of alles nog klopt, en verwijs dan opnieuw."}
        )
    # What was read of the consents may be from before.
    inzage.__dict__.pop("soorten", None)
    return client


def _require_who(client: Client, akkoord: Beslissing) -> None:
    everyone = list_vertegenwoordigers(client.id)
    chosen = next((s for s in everyone if s.id == akkoord.vertegenwoordiger_id), None)
    message = may_decide(
        akkoord.wie,
        Besluit.JA,
        leeftijd=age_on(client.geboortedatum, today()),
        soort=chosen.soort if chosen else None,
        soorten=[s.soort for s in everyone],
    )
    if message:
        raise Ongeldig({"wie": message})


def _ask(inzage: Inzage, soort: Verwijssoort, organisaties: set[UUID]) -> Akkoord:
    rules = list_active([inzage.client.id])[inzage.client.id]
    return find_akkoord(
        rules, domein=Domein(soort.naar), organisaties=organisaties, soorten=soort.toestemmingen, op=today()
    )


def _settle_consent(inzage: Inzage, soort: Verwijssoort, team: Team, orgs: set[UUID], invoer: Verwijsinvoer) -> Akkoord:
    """How the consents stand for this team, with what was asked just now recorded."""
    akkoord, domein = _ask(inzage, soort, orgs), Domein(soort.naar)
    if akkoord.verwijzing is Staat.NEE:
        raise Ongeldig({"team": say_no(inzage.client, soort, team)})
    if akkoord.vraagt_plan and not invoer.zien:
        raise Ongeldig({"zien": f"Vraag wat {team.naam} mag zien, en kies dat."})
    yes = [Soort.VERWIJZING] if akkoord.verwijzing is Staat.VRAAG else []
    if akkoord.vraagt_plan and invoer.zien == MET_PLAN:
        yes.append(Soort.PLAN)
    if yes and not inzage.mag_toestemming:
        raise Ongeldig(
            {"wie": "U mag geen toestemming opschrijven. Laat een collega die dat mag eerst de toestemming vastleggen."}
        )
    nummer = invoer.stand
    for kind in yes:
        record_uitzondering(inzage, Uitzondering(domein, None, kind, Besluit.JA), invoer.akkoord, nummer=nummer)
        nummer = load_stand(inzage.client.id).nummer
    return replace(akkoord, verwijzing=Staat.JA, plan=Staat.JA if Soort.PLAN in yes else akkoord.plan)


def say_no(client: Client, soort: Verwijssoort, team: Team) -> str:
    """The client objected: what to do."""
    return (
        f"{client.noemnaam} zei eerder nee: {team.naam} ({Domein(soort.naar).label}) mag geen verwijzingen zien. Bespreek dat eerst. "
        "Mag het nu wel? Leg dat vast bij Toestemming, en verwijs dan."
    )


def _seat(inzage: Inzage, team: Team, hulpvraag: str) -> None:
    """A place at the table when the half page has room; without it the referral goes on all the same."""
    lines = pending_lines()
    before = len(lines)
    goal = hulpvraag[:1].lower() + hulpvraag[1:]
    try:
        with db.session.begin_nested():
            create_betrokkene(inzage, Plaats(doel=goal, wie=f"t:{team.id}"))
    except Ongeldig:
        # What it would have said in the log did not happen either.
        del lines[before:]
