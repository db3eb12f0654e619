"""A delivery over HTTP: a bundle read, taken, and answered entry by entry."""

from collections.abc import Iterable
from itertools import islice
from uuid import UUID

from overlegtafel.core.datums import now
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.aanvoer import Aanvoer, Onleesbaar, Weigering
from overlegtafel.thuiszorg.fhir_json import FhirFout, make_issue, make_outcome, make_response_bundle
from overlegtafel.thuiszorg.fhir_lezen import read_bundle
from overlegtafel.thuiszorg.inname import Uitkomst
from overlegtafel.thuiszorg.models import Ronde
from overlegtafel.thuiszorg.rondes import AFGEBROKEN, PER_KEER, begin_ronde, close_cut_off, finish, take_into

WEG = "push"
# What is taken in one transaction keeps others of that database waiting.
MAX_GEHEEL = 2_000
MAX_NOTITIES = 20_000


class Teruggedraaid(FhirFout):
    """A transaction with a refusal in it: nothing was taken, and the delivery is on record already."""


# The same words whoever it is about: they must not tell who is on the Overlegtafel and who said no.
_WACHT = (
    "Ontvangen, en wacht: deze cliënt is niet bekend op de Overlegtafel of gaf (nog) geen toestemming. De notitie komt "
    "vanzelf door zodra dat kan, en is na 90 dagen weg."
)
# staat of an Uitkomst -> status, and what happened. Of several notes in one entry the worst tells.
_ANTWOORDEN = {
    "geweigerd": ("422 Unprocessable Entity", ""),
    "wacht": ("202 Accepted", _WACHT),
    "nieuw": ("201 Created", "Overgenomen."),
    "gewijzigd": ("200 OK", "Gewijzigd: de eerdere tekst blijft bewaard."),
    "ongewijzigd": ("200 OK", "Stond er al zo."),
}
_ERGSTE = list(_ANTWOORDEN)
_CONTEXT = "Gelezen om te weten om wie het gaat; niet bewaard."


def deliver(organisatie_id: UUID, bundle: dict) -> dict:
    """Take this bundle for this organisatie; the bundle of answers. Raises FhirFout when nothing of it was taken."""
    try:
        entries = len(bundle.get("entry") or ())
        read = list(islice(read_bundle(bundle, nu=now()), MAX_NOTITIES + 1))
    except Onleesbaar as error:
        raise FhirFout(400, "structure", str(error)) from None
    whole = bundle.get("type") == "transaction"
    if whole and max(entries, len(read)) > MAX_GEHEEL:
        raise FhirFout(413, "too-long", f"Een transaction heeft hooguit {MAX_GEHEEL} onderdelen. Stuur een batch.")
    if max(entries, len(read)) > MAX_NOTITIES:
        raise FhirFout(413, "too-long", f"Een bundel heeft hooguit {MAX_NOTITIES} onderdelen. Verdeel het.")
    items = _refuse_methods(bundle, read)
    if whole:
        outcomes, kind = _take_whole(organisatie_id, items), "transaction-response"
    else:
        outcomes, kind = _take_each(organisatie_id, items), "batch-response"
    return make_response_bundle(kind, _answer(outcomes, entries))


def note_failure(organisatie_id: UUID, reden: str) -> None:
    """A delivery that could not even be read: beheer sees that it was tried, and why it failed."""
    with transaction():
        finish(begin_ronde(organisatie_id, WEG), reden)


def _refuse_methods(bundle: dict, items: list[Aanvoer | Weigering]) -> list[Aanvoer | Weigering]:
    """An entry may ask for something else than to be taken; that is refused by name rather than taken."""
    other: dict[int, Weigering] = {}
    for nr, entry in enumerate(bundle.get("entry") or (), start=1):
        asked = entry.get("request") if isinstance(entry, dict) else None
        method = asked.get("method") if isinstance(asked, dict) else None
        if method not in (None, "POST", "PUT"):
            what = method if method in ("DELETE", "PATCH", "GET", "HEAD") else "request.method"
            advice = " Stuur wat vervalt met status entered-in-error." if method == "DELETE" else ""
            other[nr] = Weigering(nr, what, f"kent de Overlegtafel hier niet; gebruik POST of PUT.{advice}")
    kept = [item for item in items if item.nr not in other]
    return sorted([*kept, *other.values()], key=lambda item: item.nr)


def _take_whole(organisatie_id: UUID, items: list[Aanvoer | Weigering]) -> list[Uitkomst]:
    """All or nothing. Raises FhirFout."""
    refused = [item for item in items if isinstance(item, Weigering)]
    with transaction():
        ronde = begin_ronde(organisatie_id, WEG)
        outcomes = take_into(ronde, refused or items)
        finish(ronde, "Niets overgenomen: een transaction met een weigering erin." if refused else "")
    if refused:
        issues = [make_issue("error", "processing", _say(item.wat, item.reden), item.nr) for item in refused]
        text = "Niets overgenomen: in een transaction moet alles kunnen. Of stuur een batch."
        raise Teruggedraaid(400, "processing", text, issues)
    return outcomes


def _take_each(organisatie_id: UUID, items: list[Aanvoer | Weigering]) -> list[Uitkomst]:
    """Each for itself, a stretch at a time, so that a large delivery does not keep everybody waiting."""
    outcomes: list[Uitkomst] = []
    with transaction():
        close_cut_off(organisatie_id, WEG)
        ronde = begin_ronde(organisatie_id, WEG)
    try:
        for start in range(0, len(items), PER_KEER):
            with transaction():
                outcomes += take_into(ronde, items[start : start + PER_KEER])
    except Exception:
        # What came before is in; should this fail as well, then the next delivery does it.
        with transaction():
            finish(db.session.get_one(Ronde, ronde.id), AFGEBROKEN)
        raise
    with transaction():
        finish(ronde)
    return outcomes


def _answer(outcomes: Iterable[Uitkomst], entries: int) -> Iterable[tuple[str, dict]]:
    per_entry: dict[int, list[Uitkomst]] = {}
    for outcome in outcomes:
        per_entry.setdefault(outcome.nr, []).append(outcome)
    for nr in range(1, entries + 1):
        mine = sorted(per_entry.get(nr, ()), key=lambda o: _ERGSTE.index(o.staat))
        if not mine:
            yield "200 OK", make_outcome("information", "informational", _CONTEXT)
            continue
        status, text = _ANTWOORDEN[mine[0].staat]
        if mine[0].staat == "geweigerd":
            yield status, make_outcome("error", "processing", _say(mine[0].wat, mine[0].reden))
        else:
            yield status, make_outcome("information", "informational", text)


def _say(wat: str, reden: str) -> str:
    return f"{wat}: {reden}" if wat else reden
