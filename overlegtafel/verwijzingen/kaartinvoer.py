"""Checks of a place of the sociale kaart, as its organisation fills it in. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.leefgebieden import LEEFGEBIEDEN
from overlegtafel.core.namen import normalise
from overlegtafel.core.tekst import clean_line, parse_uuid
from overlegtafel.core.telefoon import clean_telefoon
from overlegtafel.verwijzingen.kaartregels import RUIMTE

# As wide as the columns; and wijken in number and length (that of a client's).
MAX = {"naam": 80, "wat": 300, "bereik": 200}
MEESTE_WIJKEN, MAX_WIJK = 20, 40


@dataclass(frozen=True, slots=True)
class Plekinvoer:
    """A place: the columns of Kaartplek, checked. Whether the team is theirs is for the service to say."""

    naam: str
    wat: str
    leefgebieden: list[str]
    hulpvragen: list[str]
    wijken: list[str]
    telefoon: str
    bereik: str
    ruimte: str
    team_id: UUID | None


def check_plek(form, *, hulpvragen: Collection[str], wijken: Collection[str] = ()) -> Plekinvoer:
    """form: a MultiDict. hulpvragen: the names to choose from. wijken: as others spell them. Raises Ongeldig."""
    fouten: dict[str, str] = {}
    texts = {field: clean_line(form.get(field)) for field in MAX}
    if not 2 <= len(texts["naam"]) <= MAX["naam"]:
        fouten["naam"] = f"Vul een naam in van 2 tot en met {MAX['naam']} tekens."
    if not texts["wat"]:
        fouten["wat"] = "Schrijf in een of twee zinnen waarvoor mensen hier terechtkunnen."
    for field in ("wat", "bereik"):
        if len(texts[field]) > MAX[field]:
            fouten[field] = f"Dit zijn {len(texts[field])} tekens. Kort het in tot {MAX[field]}."
    telefoon = clean_telefoon(form.get("telefoon", ""))
    if telefoon is None:
        fouten["telefoon"] = "Dit is geen telefoonnummer. Vul het in zoals 043 350 12 34."
    elif not telefoon and not texts["bereik"]:
        fouten["telefoon"] = "Vul een telefoonnummer in, of schrijf hieronder hoe een verwijzer u bereikt."
    areas = [key for key in LEEFGEBIEDEN if key in form.getlist("leefgebieden")]
    questions = [name for name in hulpvragen if name in form.getlist("hulpvragen")]
    if not areas and not questions:
        fouten["hulpvragen"] = "Kies minstens één soort vraag of leefgebied. Daarop vinden verwijzers u."
    ruimte = form.get("ruimte", "")
    if ruimte not in RUIMTE:
        fouten["ruimte"] = "Kies of er plek is."
    where = _wijken(form.get("wijken", ""), wijken, fouten)
    if fouten:
        raise Ongeldig(fouten)
    return Plekinvoer(
        **texts,
        telefoon=telefoon or "",
        leefgebieden=areas,
        hulpvragen=questions,
        wijken=where,
        ruimte=ruimte,
        team_id=parse_uuid(form.get("team")),
    )


def check_ruimte(typed: str) -> str:
    """What the button of a place says: '' leaves it as it is."""
    return typed if typed in RUIMTE else ""


def _wijken(typed: str, known: Collection[str], fouten: dict[str, str]) -> list[str]:
    """'Nazareth, limmel' as the others write them; a wijk that is new is taken as it is typed."""
    spelled = {normalise(name): name for name in known}
    names: dict[str, str] = {}
    for part in typed.replace(";", ",").replace("\n", ",").split(","):
        # Without a letter or digit it is no name, and could not be looked for.
        if key := normalise(name := clean_line(part)):
            names.setdefault(key, spelled.get(key, name))
    if len(names) > MEESTE_WIJKEN:
        fouten["wijken"] = (
            f"Dit zijn {len(names)} wijken; noem er hooguit {MEESTE_WIJKEN}, of laat het vak leeg: overal."
        )
    elif too_long := [name for name in names.values() if len(name) > MAX_WIJK]:
        fouten["wijken"] = f"‘{too_long[0][:20]}…’ is te lang. Zet een komma tussen twee wijken."
    return list(names.values())
