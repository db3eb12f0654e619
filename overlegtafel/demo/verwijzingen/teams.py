"""Teams that referrals go to, and who is called in: beside those of personeel.py, so that the rest of the region stays the same."""

from overlegtafel.demo.kans import Kans
from overlegtafel.demo.personeel import NAZ, OOST
from overlegtafel.demo.regio import Regio, desk_phone, new_id

POH_NAZ, POH_OOST = "POH jeugd Nazareth", "POH jeugd Maastricht-Oost"
KREDIETBANK = "Kredietbank Limburg, schuldhulp"
# naam, domein, organisatie, functie of the members
_TEAMS = (
    (POH_NAZ, "huisartsenzorg", NAZ, "POH jeugd"),
    (POH_OOST, "huisartsenzorg", OOST, "POH jeugd"),
    (KREDIETBANK, "sociaal", "Kredietbank Limburg", "schuldhulpverlener"),
)


def add_teams(regio: Regio, seed: int) -> None:
    """With chance of their own."""
    rng = Kans(seed ^ 0x7EA5)
    orgs = {row["naam"]: row["id"] for row in regio.organisaties}
    for naam, domein, org, functie in _TEAMS:
        team = {
            "id": new_id(rng), "naam": naam, "domein": domein, "organisatie_id": orgs[org], "telefoon": desk_phone(rng)
        }  # fmt: skip
        regio.teams.append(team)
        regio.teamleden += [
            {"team_id": team["id"], "gebruiker_id": row["id"]}
            for row in regio.gebruikers
            if row["functie"] == functie and row["organisatie_id"] == orgs[org]
        ]
