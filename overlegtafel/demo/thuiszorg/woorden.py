"""Words for the notes about one client: who it is, who helps, and how this nurse writes."""

import random
from uuid import UUID

from overlegtafel.demo.huishoudens import Gezin, Persoon
from overlegtafel.demo.rollen import Speler
from overlegtafel.demo.sjabloon import Woorden
from overlegtafel.demo.tafel import Tafel
from overlegtafel.demo.woorden import FAMILIE, WOORDEN_VAN

_NABIJ = FAMILIE | {"man", "vrouw", "buurvrouw", "buurman", "vriendin", "vriend", "schoondochter"}
_ZO_GENOEMD = {"man": "echtgenoot", "vrouw": "echtgenote"}
_AANHEF = {"V": ("mw.", "mevr.", "cl."), "M": ("dhr.", "dhr.", "cl.")}


def words_for(gezin: Gezin, person: Persoon, tafel: Tafel, rng: random.Random) -> Woorden:
    """The words of the plan, drawn on with chance of its own, and those of notes."""
    words = Woorden(rng, WOORDEN_VAN[gezin.origin])
    words.update(gezin.woorden)
    woman = person.row["geslacht"] == "V"
    words["hij"], words["Hij"] = ("ze", "Ze") if woman else ("hij", "Hij")
    words["zijn"], words["hem"] = ("haar", "haar") if woman else ("zijn", "hem")
    words["links"], words["Links"] = rng.choice((("li.", "Li."), ("re.", "Re.")))
    words["plek_wond"] = "voet" if "voet" in gezin.verhaal.naam else "onderbeen"
    words["mz"] = _helper(gezin, person, tafel, words)
    words["Mz"] = words["mz"][0].upper() + words["mz"][1:]
    return words


def write_as(words: Woorden, person: Persoon, author: Speler, team: list[Speler]) -> None:
    """How this author calls the client: everybody has a habit."""
    if person.leeftijd < 18:
        words["m"] = words["M"] = person.row["roepnaam"]
    else:
        words["m"] = _AANHEF["V" if person.row["geslacht"] == "V" else "M"][author.id.int % 3]
        words["M"] = words["m"].capitalize()
    colleague = team[(team.index(author) + 1) % len(team)] if author in team else team[0]
    words["collega"] = colleague.naam.split()[0]


def _helper(gezin: Gezin, person: Persoon, tafel: Tafel, words: Woorden) -> str:
    """'dochter Sanne': who is nearest and at the table, else who lives along, else the neighbour."""
    if person.leeftijd < 18:
        parent = gezin.leden["o1"]
        return f"{'moeder' if parent.row['geslacht'] == 'V' else 'vader'} {parent.row['roepnaam']}"
    for row in tafel.open_rows:
        if row["client_id"] == person.id and row["functie"] in _NABIJ:
            return f"{_ZO_GENOEMD.get(row['functie'], row['functie'])} {row['naam'].split()[0]}"
    others = [p for p in gezin.leden.values() if p is not person and p.leeftijd >= 18]
    if others:
        return f"{'echtgenote' if others[0].row['geslacht'] == 'V' else 'echtgenoot'} {others[0].row['roepnaam']}"
    return f"buurvrouw {words['buurvrouw']}"


def find_team(gezin: Gezin, organisatie_id: UUID) -> list[Speler]:
    """Who of this home-care organisatie comes to this household."""
    for _, unit in gezin.gebied.thuiszorg:
        if unit["THUISZORG"][0].organisatie_id == organisatie_id:
            return [p for functie in ("wijkverpleegkundige", "verzorgende") for p in unit.get(functie, ())]
    return []
