"""The access log as the client reads it: what was the same within a quarter of an hour is one row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, select

from overlegtafel.extensions import db
from overlegtafel.logboek import woorden
from overlegtafel.logboek.lezen import Selectie, load_organisaties, read_lines, with_doubles
from overlegtafel.logboek.periode import Periode
from overlegtafel.toegang.domein import Domein, Soort
from overlegtafel.toegang.models_inzage import Noodtoegang, Toestemming

PER_BLADZIJDE = 300
_KWARTIER = 15 * 60


@dataclass(slots=True)
class Rij:
    """What one person did, once or several times within a quarter of an hour."""

    eerst: datetime
    laatst: datetime
    wie: str
    wat: str
    waarom: str
    nood: bool
    reden: str
    geweigerd: bool
    # What the FG found of an emergency; empty while not reviewed.
    oordeel: str = ""
    aantal: int = 1


def list_rijen(
    client_id: UUID, periode: Periode, before: int | None = None, *, met_reden: bool
) -> tuple[list[Rij], int | None]:
    """Newest first, and from which line on there is more (None: that was all).

    met_reden: with the reason of an emergency. It can hold what is for care alone.
    """
    lines = read_lines(Selectie(periode, client_ids=with_doubles(client_id)), PER_BLADZIJDE + 1, before)
    shown = lines[:PER_BLADZIJDE]
    return _group(shown, met_reden=met_reden), shown[-1].id if len(lines) > PER_BLADZIJDE else None


def _group(lines: Iterable[Row], *, met_reden: bool) -> list[Rij]:
    lines = list(lines)
    organisaties = load_organisaties()
    consents = _by_id(Toestemming, (line.toestemming_id for line in lines))
    decisions = _by_id(Toestemming, (line.object_id for line in lines if line.object_soort == "toestemming"))
    emergencies = _by_id(Noodtoegang, (line.noodtoegang_id for line in lines))
    found: dict[tuple, Rij] = {}
    # One delivery is one thing that happened, however many lines it left: in the quarter of its newest line.
    deliveries: dict[UUID, int] = {}
    for line in lines:
        quarter, again = int(line.tijdstip.timestamp()) // _KWARTIER, False
        if line.object_soort == "ronde":
            again = line.object_id in deliveries
            quarter = deliveries.setdefault(line.object_id, quarter)
        key = (
            line.gebruiker_id, line.functie, line.organisatie_id, line.namens_id, line.gebeurtenis, line.grond,
            line.toestemming_id, line.noodtoegang_id, decisions.get(line.object_id), quarter,
        )  # fmt: skip
        if row := found.get(key):
            row.eerst, row.aantal = line.tijdstip, row.aantal + (not again)
            continue
        consent, emergency = consents.get(line.toestemming_id), emergencies.get(line.noodtoegang_id)
        found[key] = Rij(
            eerst=line.tijdstip,
            laatst=line.tijdstip,
            wie=woorden.wie(
                line.functie,
                organisaties.get(line.organisatie_id),
                waarnemend=line.namens_id is not None,
                gebeurtenis=line.gebeurtenis,
            ),
            wat=_wat(line, decisions.get(line.object_id), organisaties),
            waarom=_waarom(line, consent),
            nood=line.noodtoegang_id is not None,
            reden=emergency.reden if emergency and met_reden else "",
            oordeel=emergency.uitkomst if emergency else "",
            geweigerd=line.gebeurtenis == woorden.GEWEIGERD,
        )
    return list(found.values())


def _wat(line: Row, decision: Toestemming | None, organisaties: dict[UUID, str]) -> str:
    """Of a decision also what it was about: 'schreef op wat de cliënt goedvindt: GGZ'."""
    said = woorden.wat(line.gebeurtenis, organisaties.get(line.organisatie_id) if line.functie is None else None)
    if decision is None:
        return said
    whom = Domein(decision.domein).label if decision.domein else organisaties.get(decision.organisatie_id, "")
    what = f", alleen {Soort(decision.soort).label}" if decision.soort else ""
    return f"{said}: {whom}{what}"


def _waarom(line: Row, consent: Toestemming | None) -> str:
    if consent is None:
        return woorden.waarom(line.gebeurtenis, line.grond)
    return woorden.waarom(
        line.gebeurtenis,
        line.grond,
        gegeven_op=consent.vastgelegd_op,
        hoe=consent.hoe,
        gegeven_door=consent.gegeven_door,
    )


def _by_id(model, ids: Iterable[UUID | None]) -> dict:
    wanted = {one for one in ids if one}
    return {row.id: row for row in db.session.scalars(select(model).where(model.id.in_(wanted)))} if wanted else {}
