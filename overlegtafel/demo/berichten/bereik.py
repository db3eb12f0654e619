"""What the teams and practices of the region promise, and how much the table was used in the weeks before."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from overlegtafel.demo.kans import Kans
from overlegtafel.demo.regio import Regio
from overlegtafel.toegang.domein import Domein, Recht, domein_of, has_recht

Row = dict[str, Any]
WEKEN = 25
# Who looks after the messages of a team; the first of these that is in it, else whoever is.
_COORDINATOREN = ("contactpersoon sociaal team", "wijkverpleegkundige", "SPV", "POH ouderenzorg")
_TERMIJNEN = {"huisartsenzorg": (3, 10, 4), "wijkverpleging": (3, 5, 4), "ggz": (5, 15, 9), "sociaal": (5, 10, 4)}


def make_bereik(regio: Regio, leden: Mapping[UUID, list[Row]]) -> list[Row]:
    """For every team, and for every practice: a coordinator out of the members, and terms."""
    addresses = [(row["id"], None, row["domein"]) for row in regio.teams]
    addresses += [(None, row["id"], "huisartsenzorg") for row in regio.organisaties if row["is_praktijk"]]
    made = []
    for team_id, organisatie_id, domein in addresses:
        week, geen, uren = _TERMIJNEN[domein]
        people = leden.get(team_id or organisatie_id, [])
        wanted = [row for functie in _COORDINATOREN for row in people if row["functie"] == functie] or people
        made.append(
            {
                "id": uuid5(NAMESPACE_OID, f"bereik {team_id or organisatie_id}"), "team_id": team_id,
                "organisatie_id": organisatie_id, "coordinator_id": wanted[0]["id"] if wanted else None,
                "week": week, "geen": geen, "uren_terug": uren, "versie": 1,
            }
        )  # fmt: skip
    return made


def make_gebruik(rng: Kans, peildatum: date, regio: Regio) -> list[Row]:
    """The weeks that are over: use grows, here and there it falls; fewer in the weeks of a holiday."""
    monday = peildatum - timedelta(days=peildatum.weekday())
    rows = []
    for organisatie in regio.organisaties:
        people = sum(
            row["organisatie_id"] == organisatie["id"]
            and has_recht(row["functie"], Recht.LEZEN)
            and domein_of(row["functie"]) is not Domein.BEHEER
            for row in regio.gebruikers
        )
        growing = rng.random() > 0.2
        for ago in range(WEKEN, 0, -1):
            week = monday - timedelta(weeks=ago)
            share = 0.35 + 0.55 * ((WEKEN - ago) / WEKEN if growing else ago / WEKEN)
            if week.month in (7, 8) or (week.month, week.day > 20) == (12, True):
                share *= 0.6
            signed_in = sum(rng.random() < share for _ in range(people))
            readers, askers, answerers = (
                sum(rng.random() < part for _ in range(signed_in)) for part in (0.9, 0.5, 0.6)
            )
            rows.append(
                {
                    "organisatie_id": organisatie["id"], "week": week, "actief": signed_in, "ingelogd": signed_in,
                    "lezers": readers, "vragers": askers, "antwoorders": answerers,
                    "mediaan": round(2 + 10 * rng.random() * (1.2 - share), 2) if answerers else None,
                }
            )  # fmt: skip
    return rows
