"""'Wie komt' of one meeting, for one reader: who is missing, and who of the invited will see nothing of what it is about."""

from collections.abc import Sequence
from typing import Any

from overlegtafel.overleggen.inbreng import Kijker, explain
from overlegtafel.overleggen.mensen import list_genodigden, list_missing_now
from overlegtafel.overleggen.models import Genodigde
from overlegtafel.overleggen.stoel import Stoel
from overlegtafel.overleggen.zicht import list_about, list_kijkers, list_punten


def load(stoel: Stoel) -> dict[str, Any]:
    """What _wie_komt.html shows. Who will not see the client cannot take the place of a discipline that must be there."""
    genodigden = list_genodigden(stoel.overleg.id)
    blind = list_blind(stoel, genodigden)
    gone = {k.wie.id for k in blind}
    seeing = [g for g in genodigden if g.gebruiker_id not in gone]
    return {"genodigden": genodigden, "ontbreekt": list_missing_now(stoel.overleg, seeing), "blind": blind}


def list_blind(stoel: Stoel, genodigden: Sequence[Genodigde]) -> list[Kijker]:
    """Of a meeting about one client: who is invited and may not see that item, and why.

    Told only to who sees the item: it says something about the client.
    """
    if stoel.overleg.soort.over != "client" or stoel.overleg.is_voorbij:
        return []
    about = [z.punt for z in list_about(list_punten(stoel, kort=True))]
    if len(about) != 1:
        return []
    (punt,) = about
    seeing = {g.id for g in list_kijkers(stoel.overleg.id, [punt])[punt.id]}
    people = [g.gebruiker for g in genodigden if g.gebruiker and g.gebruiker_id not in seeing and g.gebruiker.actief]
    return [k for k in explain(punt.client_id, people) if not k.ziet] if people else []
