"""Who is at the table, with which goal: adding, changing, leaving, coördinator. A line of the half page like any other."""

from dataclasses import dataclass, fields
from uuid import UUID, uuid4

from sqlalchemy import Select, select, update
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.invoer import MAX_DOEL
from overlegtafel.clienten.inzage import Inzage
from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.clienten.signalen import toegang_gewijzigd
from overlegtafel.clienten.verzoeken import settle_verzoeken
from overlegtafel.core.datums import now, today
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.tekst import clean_line, parse_uuid
from overlegtafel.core.telefoon import clean_telefoon
from overlegtafel.extensions import db
from overlegtafel.plannen.blad import list_betrokkenen
from overlegtafel.plannen.invoer import too_long
from overlegtafel.plannen.models import Regel
from overlegtafel.plannen.wijzigen import change_plan
from overlegtafel.toegang import services as toegang
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker, Team

_MAX = {"naam": 60, "functie": 40, "organisatie": 60, "doel": MAX_DOEL}


@dataclass(frozen=True, slots=True)
class Invoer:
    """What was typed. wie: 'g:<uuid>' (person), 't:<uuid>' (team), or '' for somebody entered by hand."""

    doel: str = ""
    wie: str = ""
    voor: str = ""
    naam: str = ""
    functie: str = ""
    organisatie: str = ""
    telefoon: str = ""
    coordinator: bool = False

    @classmethod
    def of_form(cls, form) -> "Invoer":
        texts = {f.name: clean_line(form.get(f.name)) for f in fields(cls) if f.name != "coordinator"}
        return cls(**texts, coordinator=bool(form.get("coordinator")))


def get_betrokkene(inzage: Inzage, betrokkene_id: UUID) -> Betrokkene:
    """Somebody at the table of the opened client's household. Raises NotFound."""
    betrokkene = (
        db.session.scalars(
            select(Betrokkene)
            .where(Betrokkene.id == betrokkene_id, Betrokkene.client_id.in_(inzage.gezin.ids))
            .options(joinedload(Betrokkene.gebruiker), joinedload(Betrokkene.team))
        )
        .unique()
        .one_or_none()
    )
    if betrokkene is None:
        raise NotFound
    return betrokkene


def create_betrokkene(inzage: Inzage, invoer: Invoer) -> Betrokkene:
    """Somebody takes a seat. A person or team of the region may look from then on, within the client's consent."""
    # Locked, and before the plan as in beheer: who is leaving at this moment is gone, or leaves with this seat handed over.
    gebruiker, team = _find(invoer.wie, lock=True)
    telefoon = _check(invoer, by_hand=not (gebruiker or team))
    client_id = _voor(inzage, invoer.voor)
    with change_plan(inzage, "betrokkene.gemaakt", veld="doel") as change:
        change.actie, change.client_id = Actie.CREATE, client_id
        _refuse_double(client_id, gebruiker, team)
        betrokkene = Betrokkene(
            id=uuid4(),
            client_id=client_id,
            gebruiker=gebruiker,
            team=team,
            doel=invoer.doel,
            sinds=today(),
            versie=1,
            gewijzigd_op=now(),
            gewijzigd_door_id=inzage.by.id,
        )
        if not (gebruiker or team):
            betrokkene.naam, betrokkene.functie = invoer.naam, invoer.functie
            betrokkene.organisatie, betrokkene.telefoon = invoer.organisatie, telefoon
        db.session.add(betrokkene)
        _set_coordinator(inzage, betrokkene, invoer.coordinator)
        db.session.flush()
        _take_back_agreements(betrokkene)
        # Who asked to look along may have got a seat.
        settle_verzoeken(inzage, client_id)
    return betrokkene


def _take_back_agreements(seat: Betrokkene) -> None:
    """Who comes back gets their own open agreements back."""
    same = (Betrokkene.gebruiker_id == seat.gebruiker_id) if seat.gebruiker_id else (Betrokkene.team_id == seat.team_id)
    if not (seat.gebruiker_id or seat.team_id):
        return
    former = select(Betrokkene.id).where(same, Betrokkene.client_id == seat.client_id, Betrokkene.tot.is_not(None))
    db.session.execute(
        update(Regel).where(Regel.eigenaar_id.in_(former), Regel.staat == "open").values(eigenaar_id=seat.id)
    )


def change_betrokkene(inzage: Inzage, betrokkene_id: UUID, invoer: Invoer, *, versie: int) -> Betrokkene:
    """Change goal, coördinator, or (entered by hand) name and number. Raises Verouderd when somebody was quicker."""
    with change_plan(inzage, "betrokkene.gewijzigd", veld="doel") as change:
        betrokkene = _fresh(inzage, betrokkene_id, versie)
        by_hand = not (betrokkene.gebruiker_id or betrokkene.team_id)
        telefoon = _check(invoer, by_hand=by_hand)
        change.client_id = betrokkene.client_id
        before = _content(betrokkene)
        betrokkene.doel = invoer.doel
        if by_hand:
            betrokkene.naam, betrokkene.functie = invoer.naam, invoer.functie
            betrokkene.organisatie, betrokkene.telefoon = invoer.organisatie, telefoon
        # A stale form may still say so of somebody who left meanwhile.
        _set_coordinator(inzage, betrokkene, invoer.coordinator and not betrokkene.is_weg)
        change.niets = _content(betrokkene) == before
        if not change.niets:
            _touch(betrokkene, inzage.by)
    return betrokkene


def _content(b: Betrokkene) -> tuple:
    return b.doel, b.naam, b.functie, b.organisatie, b.telefoon, b.is_coordinator


def leave(inzage: Inzage, betrokkene_id: UUID, *, versie: int) -> Betrokkene:
    """Somebody leaves the table: stays in the list as gone, and may no longer look."""
    with change_plan(inzage, "betrokkene.vertrokken") as change:
        betrokkene = _fresh(inzage, betrokkene_id, versie)
        change.client_id, change.wordt_korter = betrokkene.client_id, True
        if betrokkene.tot is None:
            betrokkene.tot, betrokkene.is_coordinator = today(), False
            _touch(betrokkene, inzage.by)
            db.session.flush()
            toegang_gewijzigd.send(client_ids=[betrokkene.client_id])
    return betrokkene


def _fresh(inzage: Inzage, betrokkene_id: UUID, versie: int) -> Betrokkene:
    betrokkene = get_betrokkene(inzage, betrokkene_id)
    if betrokkene.versie != versie:
        raise Verouderd(betrokkene)
    return betrokkene


def _touch(betrokkene: Betrokkene, by: Gebruiker) -> None:
    betrokkene.versie += 1
    betrokkene.gewijzigd_op, betrokkene.gewijzigd_door_id = now(), by.id


def _find(wie: str, *, lock: bool = False) -> tuple[Gebruiker | None, Team | None]:
    """Raises Ongeldig when this person or team is not (or no longer) in the region."""
    if not wie:
        return None, None
    kind, _, key = wie.partition(":")
    key_id = parse_uuid(key)
    gebruiker = toegang.get_gebruiker(key_id) if kind == "g" and key_id else None
    team = toegang.get_team(key_id) if kind == "t" and key_id else None
    found = team or gebruiker
    if found is None or not (toegang.stays(found) if lock else found.actief):
        raise Ongeldig({"wie": "Deze persoon of dit team staat niet meer in de regio. Zoek opnieuw."})
    return gebruiker, team


def find_name(wie: str) -> str:
    """The name behind 'g:<uuid>' or 't:<uuid>', with function or organisation; '' when it is nobody."""
    try:
        gebruiker, team = _find(wie)
    except Ongeldig:
        return ""
    seat = Betrokkene(gebruiker=gebruiker, team=team)
    return ", ".join(part for part in (seat.weergavenaam, seat.rol) if part)


def _check(invoer: Invoer, *, by_hand: bool) -> str:
    """The telephone number as it is stored. Raises Ongeldig."""
    fouten = {}
    if by_hand and not invoer.naam:
        fouten["naam"] = "Vul de naam in, of zoek iemand uit de regio."
    if not invoer.doel:
        fouten["doel"] = "Vul in waar deze persoon mee bezig is, bijvoorbeeld: wondzorg, schulden op een rij."
    for field, limit in _MAX.items():
        if len(getattr(invoer, field)) > limit:
            fouten[field] = too_long(getattr(invoer, field), limit)
    telefoon = clean_telefoon(invoer.telefoon) if by_hand else ""
    if telefoon is None:
        fouten["telefoon"] = "Dit is geen telefoonnummer. Schrijf het met netnummer, bijvoorbeeld 043-350 12 34."
    if fouten:
        raise Ongeldig(fouten)
    return telefoon or ""


def _voor(inzage: Inzage, voor: str) -> UUID:
    """Whose helper it is: one of the household, by default the opened client."""
    if not voor:
        return inzage.client.id
    for lid in inzage.gezin.leden:
        if str(lid.id) == voor:
            return lid.id
    raise Ongeldig({"voor": "Kies bij wie van het huishouden."})


def _refuse_double(client_id: UUID, gebruiker: Gebruiker | None, team: Team | None) -> None:
    for there in list_betrokkenen([client_id]):
        same = (gebruiker and there.gebruiker_id == gebruiker.id) or (team and there.team_id == team.id)
        if same and not there.is_weg:
            raise Ongeldig({"wie": f"{there.weergavenaam} zit al aan tafel. Wijzig daar waar die mee bezig is."})


def _set_coordinator(inzage: Inzage, betrokkene: Betrokkene, wanted: bool) -> None:
    """One coördinator per page: who becomes it takes over from who was it."""
    if wanted:
        others = db.session.scalars(
            select(Betrokkene).where(
                Betrokkene.client_id.in_(_all_ids(inzage)),
                Betrokkene.is_coordinator,
                Betrokkene.id != betrokkene.id,
            )
        )
        for other in others:
            other.is_coordinator = False
            _touch(other, inzage.by)
            if other.client_id != betrokkene.client_id:
                # Also when that member of the household is withheld from who changes this.
                inzage.log("betrokkene.gewijzigd", Actie.UPDATE, "betrokkene", other.id, client_id=other.client_id)
    betrokkene.is_coordinator = wanted


def _all_ids(inzage: Inzage) -> Select:
    """Everybody of the household, withheld or not: there is one coördinator for all of them."""
    return select(Client.id).where(Client.huishouden_id == inzage.client.huishouden_id)
