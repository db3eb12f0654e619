"""What one reader's table shows: where it is, the clocks, who is in, the item and what lies beside it. Nothing of what they may not see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from overlegtafel.clienten.inzage import Inzage, open_client
from overlegtafel.core.datums import now
from overlegtafel.overleggen.aanwezig import Aanwezig, list_gasten, list_without, load_aanwezig
from overlegtafel.overleggen.bespreken import load_bespreking
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Puntgast, Tafelstand
from overlegtafel.overleggen.stoel import Stoel
from overlegtafel.overleggen.tafelen import get_stand
from overlegtafel.overleggen.tijd import Klok, count_spent, expect_end, plan_end, say_overleg, say_punt
from overlegtafel.overleggen.verslagen import list_former, log_former
from overlegtafel.overleggen.verwezen import read_redenen
from overlegtafel.overleggen.waarom import Reden
from overlegtafel.overleggen.zicht import (
    Besloten,
    Puntzicht,
    Zichtbaar,
    keep_first_looks,
    list_about,
    list_late_looks,
    list_punten,
    log_agenda,
    open_listed,
)
from overlegtafel.plannen.blad import Bladinhoud, load_tafel
from overlegtafel.thuiszorg.bladzij import Bladzij
from overlegtafel.thuiszorg.lezen import load_newest
from overlegtafel.toegang.domein import Soort
from overlegtafel.toegang.inzagelog import Actie


@dataclass(frozen=True, slots=True)
class Naast:
    """What lies beside an item: only what this reader may see. plan: the client opened for the plan."""

    plan: Inzage | None = None
    inhoud: Bladinhoud | None = None
    bladzij: Bladzij | None = None
    eerder: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Punt:
    """The item in the middle. sleutel: changes when the item, or what this reader may see of it, becomes another."""

    z: Puntzicht
    redenen: Sequence[Reden]
    gasten: Sequence[Puntgast]
    bespreking: dict[str, Any]
    sleutel: str


@dataclass(frozen=True, slots=True)
class Klokken:
    """What runs, for the browser to count on with: minutes, but besteed in seconds. nog: of what comes after this item. punt: the clock of the item, only for who may see it."""

    nu: datetime
    overleg: Klok
    einde: datetime
    nog: int
    punt: Klok | None = None
    minuten: int = 0
    besteed: int = 0


@dataclass(frozen=True, slots=True)
class Tafel:
    """The table as one reader sees it. huidig: where it is. punt: what they look at, when they may see it. wacht: their screen waits."""

    stoel: Stoel
    regels: Sequence[Zichtbaar | Besloten]
    huidig: Zichtbaar | Besloten | None
    punt: Punt | None
    wacht: bool
    versie: int
    aanwezig: Aanwezig | None
    klokken: Klokken | None
    # The looks in it that leave a line: 'agenda', 'punt'.
    nieuw: frozenset[str]
    # Of the round and the wall: only for who may see where the table is.
    aan_het_woord: Genodigde | None = None
    op_scherm: bool = False
    # Who is in the room and may not see the item the table is at; told to its chairs and to who brought it in.
    zonder: Sequence[Genodigde] = ()

    @property
    def overleg(self) -> Overleg:
        return self.stoel.overleg

    @property
    def volgt(self) -> bool:
        return self.stoel.genodigde is None or self.stoel.genodigde.volgt

    @property
    def is_elders(self) -> bool:
        """Whether they follow, and came by a link to another item than where the table is."""
        return self.stoel.genodigde is not None and self.volgt and self.punt is not None and not self.is_bij

    @property
    def is_bij(self) -> bool:
        """Whether what they look at is where the table is."""
        return self.punt is not None and isinstance(self.huidig, Zichtbaar) and self.punt.z.punt is self.huidig.punt


def load_tafel_van(stoel: Stoel, gevraagd: UUID | None, *, heeft: str = "") -> Tafel:
    """The table of this reader. gevraagd: the item they look at on their own; None: where the table is.

    heeft: the key of what their screen shows already; the same item is then not read again. Only reads: before it is
    shown, log_tafel().
    """
    regels = list_punten(stoel, kort=True)
    stand = get_stand(stoel.overleg.id) if stoel.overleg.is_bezig else None
    huidig = _find(regels, stand.punt.plek) if stand and stand.punt else None
    chosen = next((z for z in regels if isinstance(z, Zichtbaar) and z.punt.id == gevraagd), None)
    shown = chosen or (huidig if isinstance(huidig, Zichtbaar) else None)
    seated = stoel.genodigde is not None
    people = load_aanwezig(stoel.overleg) if seated else None
    return Tafel(
        stoel,
        regels,
        huidig,
        load_punt(shown.punt, stoel, heeft=heeft) if shown else None,
        stand is not None and stand.punt is not None and shown is None,
        stand.versie if stand else 0,
        people,
        _clocks(stoel.overleg, stand, regels, huidig) if stand and seated else None,
        _list_new(stoel, regels, shown),
        stand.aan_het_woord if stand and isinstance(huidig, Zichtbaar) else None,
        bool(stand and stand.op_scherm and isinstance(huidig, Zichtbaar)),
        list_without(huidig.punt, people.mensen) if people and _tells_who(stoel, huidig) else (),
    )


def _tells_who(stoel: Stoel, huidig: Zichtbaar | Besloten | None) -> bool:
    return isinstance(huidig, Zichtbaar) and (stoel.is_voorzitter or huidig.punt.ingebracht_door_id == stoel.by.id)


def _find(regels: Sequence[Zichtbaar | Besloten], plek: UUID) -> Zichtbaar | Besloten | None:
    return next((z for z in regels if z.plek == plek), None)


def _list_new(stoel: Stoel, regels: Sequence[Zichtbaar | Besloten], shown: Zichtbaar | None) -> frozenset[str]:
    looks = {(z.punt.id, "agenda") for z in list_about(regels)}
    if shown and shown.punt.client_id:
        looks.add((shown.punt.id, "punt"))
    late = list_late_looks([punt_id for punt_id, _ in looks], stoel.by) if looks else set()
    return frozenset(wat for _, wat in looks - late)


def log_tafel(t: Tafel) -> None:
    """A line for each client of whom the table shows something; a look an hour."""
    if "agenda" in t.nieuw:
        log_agenda(t.stoel, t.regels)
    if "punt" in t.nieuw:
        t.punt.z.log_look()


def load_punt(punt: Agendapunt, stoel: Stoel, *, heeft: str = "") -> Punt:
    """One item, by its one door."""
    z = open_listed(punt, stoel)
    sleutel = _key(z)
    bespreking = {} if sleutel == heeft else load_bespreking(z)
    return Punt(z, read_redenen([punt], stoel.by)[punt.id], list_gasten(punt), bespreking, sleutel)


def load_naast(z: Puntzicht) -> Naast:
    """Half page, newest notes of the home care and former minutes; each only with the right to it. Before it shows, log_naast()."""
    if z.inzage is None:
        return Naast()
    former = [] if z.is_gast else list_former(z.inzage)
    if not z.leest_plan:
        return Naast(eerder=former)
    # The client once more, for the plan and the notes.
    plan = open_client(z.inzage.client.id, by=z.stoel.by, ook=Soort.THUISZORG)
    return Naast(plan, load_tafel(plan), load_newest(plan.verder) if plan.verder else None, former)


def log_naast(z: Puntzicht, naast: Naast) -> None:
    """A look an hour at each of what lies there."""
    if naast.eerder:
        log_former(z.inzage, naast.eerder)
    if naast.plan and keep_first_looks([z.punt.id], z.stoel.by, "plan"):
        naast.plan.log("client.geopend", Actie.READ)
        naast.plan.log_household("client.geopend")
    notes = naast.bladzij
    if notes and not notes.is_leeg and keep_first_looks([z.punt.id], z.stoel.by, "thuis"):
        naast.plan.verder.log("thuiszorg.gelezen", Actie.READ)


def _key(z: Puntzicht) -> str:
    """Says nothing by itself: which item, and which rights, as one word."""
    members = sorted(str(i) for i in z.inzage.gezin.ids) if z.leest_plan else []
    rights = [z.is_gast, z.mag_noteren, z.mag_plan, z.leest_plan and z.inzage.verder is not None]
    return sha256(repr((z.punt.id, rights, members)).encode()).hexdigest()[:16]


def _clocks(
    overleg: Overleg, stand: Tafelstand, regels: Sequence[Zichtbaar | Besloten], huidig: Zichtbaar | Besloten | None
) -> Klokken:
    moment = now()
    seen = isinstance(huidig, Zichtbaar)
    # Of what somebody may not see the table tells when it came up, and not what was spent on it before.
    spent = count_spent(stand.punt.besteed if seen else 0, stand.sinds, moment) if huidig else 0
    planned = huidig.minuten if huidig else 0
    later = regels[regels.index(huidig) + 1 :] if huidig else regels
    left = [z.minuten for z in later if isinstance(z, Besloten) or z.punt.is_open]
    end = plan_end(overleg.begint_op, overleg.begonnen_op, overleg.duur)
    whole = say_overleg(end, expect_end(moment, planned * 60 - spent, left))
    return Klokken(moment, whole, end, sum(left), say_punt(planned, spent) if seen else None, planned, spent)
