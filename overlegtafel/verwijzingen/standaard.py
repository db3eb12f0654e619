"""The kinds of referral every region starts with (migration 0007). Pure data; from then on they are rows.

Kinds of question and outcomes: pilot Blauwe Zorg in de wijk, project 5 (samenwerking sociale teams en huisartsen, 2019) and
the POH jeugd (Arrangementenmonitor 2020).
"""

from uuid import UUID


def _list(*names: str) -> list[dict]:
    return [dict(zip(("sleutel", "naam"), name.split("|"), strict=True)) for name in names]


def _ends(*rows: str) -> list[dict]:
    return [dict(zip(("sleutel", "naam", "einde"), row.split("|"), strict=True)) for row in rows]


_NIET_BEREIKT = {
    "sleutel": "niet_bereikt", "naam": "belde, niet bereikt", "knop": "Gebeld, niet bereikt",
    "van": ["aangemeld", "gebeld"], "naar": "gebeld", "poging": True,
}  # fmt: skip
_GEBELD = {
    "sleutel": "gebeld", "naam": "belde en sprak de cliënt", "knop": "Gebeld en gesproken",
    "van": ["aangemeld", "gebeld"], "naar": "gebeld", "poging": True, "contact": True, "vraag": True,
}  # fmt: skip
_GESPREK = {
    "sleutel": "gesprek", "naam": "had een gesprek", "knop": "Gesprek gehad",
    "van": ["aangemeld", "gebeld", "gesprek"], "naar": "gesprek", "contact": True, "vraag": True,
}  # fmt: skip
_LOOPT = {
    "sleutel": "loopt", "naam": "hulp loopt", "knop": "Hulp loopt",
    "van": ["gebeld", "gesprek"], "naar": "loopt", "contact": True,
}  # fmt: skip
_NIEUWS = {
    "sleutel": "verder", "naam": "ging verder", "knop": "Zo gaat het nu",
    "van": ["loopt"], "naar": "loopt", "contact": True,
}  # fmt: skip

SOORTEN: list[dict] = [
    {
        "id": UUID("5f0c0f6e-5d0a-4a3e-9d39-0d2f6c4b7a01"),
        "sleutel": "sociaal", "naam": "Sociaal team", "van": ["huisartsenzorg", "wijkverpleging"], "naar": "sociaal",
        "onder_leeftijd": None, "met_leefgebied": True, "met_geldvragen": True,
        "hulpvragen": _list(
            "financien|Financiële problemen", "daginvulling|Daginvulling", "wonen|Verhuizen en wonen",
            "jeugd|Kinder- en jeugdproblematiek", "buren|Overlast van buren", "psychisch|Lichte psychische problemen",
            "burnout|Burn-outklachten", "nazorg|Nazorg na GGZ", "werk|Werk en bemiddeling", "anders|Iets anders",
        ),
        "stappen": [_NIET_BEREIKT, _GEBELD, _GESPREK, _LOOPT, _NIEUWS],
        "uitkomsten": _ends(
            "inzet|Inzet door sociaal team met partners|afgerond", "kredietbank_al|Kredietbank al betrokken|afgerond",
            "kredietbank|Doorverwijzing Kredietbank|doorverwezen", "elders|Doorverwezen naar een ander|doorverwezen",
            "afgezien|Afgezien van hulp door betrokkene|afgezien", "onbereikbaar|Niet te bereiken|afgerond",
        ),
        "toestemmingen": ["verwijzing", "plan"],
        "dagen_week": 3, "dagen_geen": 5, "dagen_opnieuw": 2, "dagen_terug": 3, "dagen_stil": 20,
        "actief": True, "versie": 1,
    },
    {
        "id": UUID("5f0c0f6e-5d0a-4a3e-9d39-0d2f6c4b7a02"),
        "sleutel": "poh-jeugd", "naam": "POH jeugd", "van": ["huisartsenzorg", "sociaal"], "naar": "huisartsenzorg",
        "onder_leeftijd": 18, "met_leefgebied": False, "met_geldvragen": False,
        "hulpvragen": _list(
            "angst|Angst", "stemming|Stemming en depressie", "gedrag|Gedrag", "scheiding|Echtscheiding",
            "aandacht|Concentratie en aandacht", "multi|Meer problemen tegelijk", "school|School en pesten",
            "opvoeding|Opvoeding", "systeem|Problemen in het gezin", "lijf|Psychosomatische klachten",
            "sociaal|Sociale problemen", "stress|Stress", "trauma|Trauma", "rouw|Rouw", "anders|Iets anders",
        ),
        "stappen": [_NIET_BEREIKT, _GEBELD, _GESPREK, {**_LOOPT, "naam": "behandelt", "knop": "In behandeling"}, _NIEUWS],
        "uitkomsten": _ends(
            "behandeld|Behandeld en afgesloten door de POH jeugd|afgerond", "jeugdggz|Verwezen naar jeugd-GGZ|doorverwezen",
            "jeugdhulp|Verwezen naar jeugdhulp|doorverwezen", "voorliggend|Verwezen naar voorliggend veld|doorverwezen",
            "huisarts|Verwezen naar huisarts|doorverwezen", "teamjeugd|Verwezen naar Team Jeugd|doorverwezen",
            "veiligthuis|Verwezen naar Veilig Thuis|doorverwezen", "afgezien|Afgezien van hulp door betrokkene|afgezien",
        ),
        "toestemmingen": ["verwijzing"],
        "dagen_week": 3, "dagen_geen": 10, "dagen_opnieuw": 3, "dagen_terug": 5, "dagen_stil": 30,
        "actief": True, "versie": 1,
    },
]  # fmt: skip
