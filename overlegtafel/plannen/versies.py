"""Versions of a plan: the page as it stood, and what differs between two of them. No Flask, no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


def snapshot(plan, regels: Iterable, betrokkenen: Iterable) -> dict:
    """The page as plain data: open lines and who is at the table now.

    Takes Plan, Regel and Betrokkene objects (or anything with the same attributes).
    """
    return {
        "evaluatie_op": plan.evaluatie_op.isoformat() if plan.evaluatie_op else None,
        "regels": [
            {
                "id": str(r.id),
                "soort": r.soort,
                "tekst": r.tekst,
                "client_id": _id(r.client_id),
                "eigenaar": owner_name(r),
                "eigenaar_id": _id(r.eigenaar_id),
                "eigenaar_client_id": _id(r.eigenaar_client_id),
                # Whose helper the owner is: who may not see that person does not see the owner's name either.
                "eigenaar_van": _id(r.eigenaar.client_id if r.eigenaar_id else r.eigenaar_client_id),
                "datum": r.datum.isoformat() if r.datum else None,
                "geschreven_op": (getattr(r, "geschreven_op", None) or r.gemaakt_op).isoformat(),
            }
            for r in regels
            if r.staat == "open"
        ],
        "betrokkenen": [
            {
                "id": str(b.id),
                "client_id": str(b.client_id),
                "naam": b.weergavenaam,
                "functie": b.rol,
                "telefoon": b.nummer,
                "doel": b.doel,
                "coordinator": b.is_coordinator,
            }
            for b in betrokkenen
            if b.tot is None
        ],
    }


def owner_name(regel) -> str:
    if regel.eigenaar_id:
        return regel.eigenaar.weergavenaam
    return regel.eigenaar_client.naam if regel.eigenaar_client_id else ""


def _id(value: UUID | None) -> str | None:
    return str(value) if value else None


@dataclass(frozen=True, slots=True)
class Verschil:
    """One difference: wat is 'erbij', 'eraf' or 'anders'; oud and nieuw are lines as they are shown."""

    wat: str
    soort: str
    oud: str
    nieuw: str


def difference(before: dict, after: dict) -> list[Verschil]:
    """What a reader sees change between two snapshots, in the order of the page."""
    found = []
    for section, kind_of, show in (
        ("regels", lambda x: x["soort"], show_regel),
        ("betrokkenen", lambda x: "betrokkene", show_betrokkene),
    ):
        old = {x["id"]: x for x in before[section]}
        new = {x["id"]: x for x in after[section]}
        for key, line in new.items():
            if key not in old:
                found.append(Verschil("erbij", kind_of(line), "", show(line)))
            elif show(old[key]) != show(line):
                found.append(Verschil("anders", kind_of(line), show(old[key]), show(line)))
        found += [Verschil("eraf", kind_of(line), show(line), "") for key, line in old.items() if key not in new]
    if before["evaluatie_op"] != after["evaluatie_op"]:
        found.append(Verschil("anders", "evaluatie", _nl(before["evaluatie_op"]), _nl(after["evaluatie_op"])))
    return found


def visible_part(inhoud: dict, client_ids: Iterable[UUID], sinds: datetime) -> dict:
    """The snapshot without what is about, or points at, people outside client_ids.

    Lines for everybody count only when written since then: who joined later was not meant by 'everybody'.
    """
    seen = {str(i) for i in client_ids}
    return {
        "evaluatie_op": inhoud["evaluatie_op"],
        "regels": [
            line
            if line["eigenaar_van"] is None or line["eigenaar_van"] in seen
            else {**line, "eigenaar": "afgeschermd"}
            for line in inhoud["regels"]
            if (
                line["client_id"] in seen
                if line["client_id"]
                else datetime.fromisoformat(line["geschreven_op"]) >= sinds
            )
        ],
        "betrokkenen": [b for b in inhoud["betrokkenen"] if b["client_id"] in seen],
    }


def show_regel(line: dict) -> str:
    if line["soort"] != "afspraak":
        return line["tekst"]
    return f"{line['tekst']} ({line['eigenaar']}, {_nl(line['datum'])})"


def show_betrokkene(line: dict) -> str:
    head = ", ".join(part for part in (line["naam"], line["functie"]) if part)
    head += " (coördinator)" if line["coordinator"] else ""
    tail = " · ".join(part for part in (line["telefoon"], line["doel"]) if part)
    return f"{head}: {tail}" if tail else head


def _nl(iso: str | None) -> str:
    return "-".join(reversed(iso.split("-"))) if iso else "geen datum"
