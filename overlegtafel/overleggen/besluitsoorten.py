"""The kinds of decision that can be taken at an item: who may, what the form needs, and where it lands. A new kind is a row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from overlegtafel.berichten import services as berichten
from overlegtafel.berichten.adressen import list_adressen
from overlegtafel.berichten.invoer import MAX_TEKST as MAX_VRAAG
from overlegtafel.berichten.invoer import check_vraag
from overlegtafel.berichten.termijnen import Spoed
from overlegtafel.clienten.inzage import Inzage, open_client
from overlegtafel.core.datums import NL, now, show_date, today
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line
from overlegtafel.extensions import db
from overlegtafel.overleggen.besluitinvoer import check_terug, list_dagen, parse_regelkeuze
from overlegtafel.overleggen.erbij import list_erbij, seat_present
from overlegtafel.overleggen.models import Overleg
from overlegtafel.overleggen.models_punt import Puntbesluit
from overlegtafel.overleggen.zicht import Puntzicht
from overlegtafel.plannen import blad
from overlegtafel.plannen import services as plannen
from overlegtafel.plannen.invoer import SOORT_LABELS
from overlegtafel.plannen.models import Regel
from overlegtafel.plannen.routes import load_form
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie

# So many meetings to come are offered to return at.
KEREN = 3


@dataclass(frozen=True, slots=True)
class Besluitsoort:
    """One kind. toets: with Alt it opens the form. mag: whether this reader may; load: what the form needs, a logged look;
    land: do it, and answer where it went as columns of Puntbesluit (raises Ongeldig, Verouderd).
    """

    sleutel: str
    label: str
    toets: str
    knop: str
    gelukt: str
    mag: Callable[[Puntzicht], bool]
    load: Callable[[Puntzicht, Mapping[str, str]], dict]
    land: Callable[[Puntzicht, Mapping[str, str]], dict]


def next_meetings(overleg: Overleg) -> list[Overleg]:
    """The first meetings to come of the same series, or of the same kind with the same people."""
    same = Overleg.soort_id == overleg.soort_id
    if overleg.reeks_id:
        same = Overleg.reeks_id == overleg.reeks_id
    query = (
        select(Overleg)
        .where(
            same,
            Overleg.organisatie_id.is_not_distinct_from(overleg.organisatie_id),
            Overleg.team_id.is_not_distinct_from(overleg.team_id),
            Overleg.staat == "gepland",
            Overleg.begint_op > max(overleg.begint_op or now(), now()),
        )
        .order_by(Overleg.begint_op)
        .limit(KEREN)
    )
    return list(db.session.scalars(query))


def _open_plan(z: Puntzicht) -> Inzage:
    """The client as whoever changes the plan opens it: on the ground of the plan, not that of the meeting."""
    return open_client(z.inzage.client.id, by=z.stoel.by, recht=Recht.SCHRIJVEN)


def _open_to_edit(z: Puntzicht) -> Inzage:
    inzage = _open_plan(z)
    inzage.log("plan.bewerken", Actie.READ)
    inzage.log_household("plan.bewerken")
    return inzage


def _voor(inzage: Inzage, typed: Mapping[str, str]) -> str:
    """For whom of the household: what was chosen, else the one the item is about."""
    gezin = inzage.gezin
    alone = len(gezin.leden) + gezin.afgeschermd == 1
    return typed.get("voor", "" if alone else str(inzage.client.id))


def _typed_regel(typed: Mapping[str, str], voor: str) -> dict[str, str]:
    return {field: typed.get(field, "") for field in ("tekst", "eigenaar", "datum")} | {"voor": voor}


def _load_afspraak(z: Puntzicht, typed: Mapping[str, str]) -> dict:
    inzage = _open_to_edit(z)
    form = load_form(inzage, "afspraak", typed=_typed_regel(typed, _voor(inzage, typed)))
    coming = [(show_date(o.begint_op), f"volgend {o.soort.naam}") for o in next_meetings(z.punt.overleg)[:1]]
    return form | {
        "erbij": [(f"g:{p.id}", f"{p.naam} ({p.functie})") for p in list_erbij(z, inzage)],
        "dagen": list_dagen(today()) + coming,
        "dubbel": _is_double(z, typed.get("tekst", "")),
    }


def _land_afspraak(z: Puntzicht, form: Mapping[str, str]) -> dict:
    if _is_double(z, form.get("tekst", "")):
        message = (
            "Deze afspraak is bij dit punt al vastgelegd. Is het een andere, zeg dan in de tekst wat er anders is."
        )
        raise Ongeldig({"tekst": message})
    inzage = _open_plan(z)
    typed = _typed_regel(form, form.get("voor", ""))
    if typed["eigenaar"].startswith("g:"):
        typed["eigenaar"] = f"b:{seat_present(z, inzage, typed['eigenaar']).id}"
    regel = plannen.create_regel(inzage, "afspraak", **typed)
    return {"soort": "regel", "regel_id": regel.id}


def _is_double(z: Puntzicht, tekst: str) -> bool:
    """Whether this text became an agreement at this item already, one that is open."""
    query = (
        select(Regel.id)
        .join(Puntbesluit, Puntbesluit.regel_id == Regel.id)
        .where(Puntbesluit.agendapunt_id == z.punt.id, Regel.soort == "afspraak", Regel.staat == "open")
        .where(Regel.tekst == clean_line(tekst))
    )
    return db.session.scalars(query.limit(1)).first() is not None


def _load_wijziging(z: Puntzicht, typed: Mapping[str, str]) -> dict:
    inzage = _open_to_edit(z)
    inhoud = blad.load_bladinhoud(inzage)
    lines = [(r, f"{SOORT_LABELS[r.soort]}: {blad.line_text(r, inhoud)}") for r in inhoud.regels if r.staat == "open"]
    lines.sort(key=lambda line: plannen.SOORTEN.index(line[0].soort))
    choices = [(f"{r.id}.{r.versie}", _short(text)) for r, text in lines]
    choices += [(f"nieuw.{soort}", f"Nieuw: {SOORT_LABELS[soort].lower()}") for soort in ("doel", "signaal")]
    for soort in plannen.PER_PERSOON:
        if not inhoud.regel_van(inzage.client.id, soort):
            choices.append((f"nieuw.{soort}", f"Nieuw: {SOORT_LABELS[soort].lower()}"))
    form = load_form(inzage, "afspraak", typed=_typed_regel(typed, _voor(inzage, typed)))
    form["waarden"] |= {"regel": typed.get("regel", ""), "wat": typed.get("wat") or "wijzigen"}
    return form | {"regels": choices}


def _land_wijziging(z: Puntzicht, form: Mapping[str, str]) -> dict:
    choice = parse_regelkeuze(form.get("regel", ""))
    inzage = _open_plan(z)
    what = form.get("wat", "wijzigen")
    if choice.nieuw:
        about = str(inzage.client.id) if choice.nieuw in plannen.PER_PERSOON else form.get("voor", "")
        regel = plannen.create_regel(inzage, choice.nieuw, tekst=form.get("tekst", ""), voor=about)
    elif what in ("gedaan", "vervallen"):
        regel = plannen.set_staat(inzage, choice.regel_id, what, versie=choice.versie)
    elif what == "wijzigen":
        old = plannen.get_regel(inzage, choice.regel_id)
        regel = plannen.change_regel(
            inzage,
            choice.regel_id,
            versie=choice.versie,
            tekst=form.get("tekst", ""),
            # Left empty: as it was.
            eigenaar=form.get("eigenaar") or old.eigenaar_sleutel,
            datum=form.get("datum") or show_date(old.datum),
            voor=str(old.client_id or ""),
        )
    else:
        raise Ongeldig({"wat": "Kies wat er met deze regel gebeurt."})
    return {"soort": "regel", "regel_id": regel.id}


def _load_vraag(z: Puntzicht, typed: Mapping[str, str]) -> dict:
    inzage = _open_plan(z)
    inzage.log("bericht.schrijven", Actie.READ)
    return {
        "waarden": {field: typed.get(field, "") for field in ("tekst", "aan")}
        | {"spoed": typed.get("spoed") or Spoed.WEEK.value},
        "adressen": list_adressen(inzage),
        "spoeden": [(spoed.value, spoed.label.capitalize()) for spoed in Spoed],
        "max_vraag": MAX_VRAAG,
    }


def _land_vraag(z: Puntzicht, form: Mapping[str, str]) -> dict:
    draad = berichten.ask(_open_plan(z), check_vraag(form, soort="vraag"))
    return {"soort": "vraag", "draad_id": draad.id}


def _load_terug(z: Puntzicht, typed: Mapping[str, str]) -> dict:
    after = _day_of(z)
    # Another one on the same day is no day to come back on.
    coming = [o for o in next_meetings(z.punt.overleg) if o.begint_op.astimezone(NL).date() > after]
    times = [(show_date(o.begint_op), f"{show_date(o.begint_op)}, {o.soort.naam}") for o in coming]
    chosen = typed.get("keer", times[0][0] if times else "")
    taken = {day for day, _ in times}
    weeks = [(day, f"{day}, {label}") for day, label in list_dagen(after) if day not in taken]
    return {"waarden": {"keer": chosen, "datum": typed.get("datum", "")}, "keren": times + weeks, "gepland": times}


def _land_terug(z: Puntzicht, form: Mapping[str, str]) -> dict:
    return {"soort": "terugkomen", "terug_op": check_terug(form, na=_day_of(z))}


def _day_of(z: Puntzicht) -> date:
    """Of the meeting, or today when that is later: a client comes back after it."""
    begin = z.punt.overleg.begint_op
    return max(begin.astimezone(NL).date(), today()) if begin else today()


def _mag_plan(z: Puntzicht) -> bool:
    return z.mag_plan


def _mag_terug(z: Puntzicht) -> bool:
    return z.mag_noteren and not z.is_gast


SOORTEN = {
    row.sleutel: row
    for row in (
        Besluitsoort(
            "afspraak", "Afspraak", "A", "Zet op de halve A4", "De afspraak staat op de halve A4.",
            _mag_plan, _load_afspraak, _land_afspraak,
        ),
        Besluitsoort(
            "wijziging", "Plan wijzigen", "P", "Wijzig de halve A4", "De halve A4 is gewijzigd.",
            _mag_plan, _load_wijziging, _land_wijziging,
        ),
        Besluitsoort(
            "vraag", "Vraag", "V", "Verstuur de vraag", "De vraag is verstuurd.", _mag_plan, _load_vraag, _land_vraag
        ),
        Besluitsoort(
            "terugkomen", "Terugkomen", "T", "Leg de dag vast", "De cliënt komt dan terug op de agenda.",
            _mag_terug, _load_terug, _land_terug,
        ),
    )
}  # fmt: skip


def list_soorten(z: Puntzicht) -> list[Besluitsoort]:
    """The kinds this reader may use at this item; of an item about nobody there are none."""
    return [row for row in SOORTEN.values() if row.mag(z)] if z.inzage else []


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:89]}…"
