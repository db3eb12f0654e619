"""Which referrals there are: to whom, over what time, how they ended, and those that are open this morning. Data."""

from dataclasses import dataclass

from overlegtafel.demo.personeel import NAZ, OOST
from overlegtafel.demo.verwijzingen.teams import POH_NAZ, POH_OOST
from overlegtafel.demo.verwijzingen.zaak import SOORT


@dataclass(frozen=True, slots=True)
class Lopend:
    """One that is open. stappen: each with how many working days ago. van: a demo account, or '' for whoever may."""

    stappen: tuple[tuple[str, int], ...]
    van: str = ""
    # Its last feedback was not looked at; it came in this very morning.
    ongezien: bool = False
    vanmorgen: bool = False


@dataclass(frozen=True, slots=True)
class Ronde:
    """All referrals of one practice to one team. dagen: over how many days back."""

    soort: str
    team: str
    praktijk: str
    dagen: int
    # One for each that ended.
    uitkomsten: tuple[str, ...]
    # Over and over, in this order.
    hulpvragen: tuple[str, ...]
    lopend: tuple[Lopend, ...]
    # Parts of who is called in, each with what they say of it.
    delen: tuple[tuple[str, str], ...]
    verwijzers: tuple[str, ...] = ("huisarts", "POH ouderenzorg", "POH GGZ", "POH jeugd")
    ook_thuiszorg: bool = False

    def suits(self, leeftijd: int) -> bool:
        """Grown-ups, or who is below the age of the kind, and old enough to have a say."""
        limit = SOORT[self.soort]["onder_leeftijd"]
        return 5 <= leeftijd < limit if limit else leeftijd >= 18

    def hulpvraag_of(self, uitkomst: str) -> str:
        """What it must have been about, to end so."""
        return "financien" if uitkomst.startswith("kredietbank") else ""


_SOCIAAL = (
    "financien", "daginvulling", "wonen", "psychisch", "financien", "jeugd", "werk", "burnout", "nazorg", "buren",
    "financien", "daginvulling", "anders", "psychisch", "wonen",
)  # fmt: skip
# By how often each was asked in 2018 and 2019 (Arrangementenmonitor), rounded to one in thirty.
_JEUGD = (
    "angst", "stemming", "gedrag", "anders", "scheiding", "aandacht", "angst", "multi", "stemming", "gedrag", "school",
    "angst", "opvoeding", "anders", "systeem", "scheiding", "lijf", "stemming", "angst", "gedrag", "aandacht", "sociaal",
    "stress", "anders", "trauma", "scheiding", "rouw", "multi", "angst", "stemming",
)  # fmt: skip
_DELEN = (
    (
        "Overzicht van wat er openstaat en een voorstel aan de schuldeisers.",
        "Overzicht is klaar; twee regelingen getroffen.",
    ),
    ("Kennismaken en de eerste keer samen gaan.", "Kennisgemaakt, de klik is er. Volgende week weer."),
    ("Meekijken wat mogelijk is en de aanvraag doen.", "Aanvraag is gedaan; antwoord binnen zes weken."),
)
_NIEUW = (("aangemeld", 0),)
_GEBELD = (("aangemeld", 5), ("niet_bereikt", 3), ("niet_bereikt", 1))
_GESPROKEN = (("aangemeld", 4), ("gebeld", 2), ("terugkoppeling", 1))
_STIL = (("aangemeld", 12), ("gebeld", 9))
_LOOPT = (
    ("aangemeld", 24), ("niet_bereikt", 23), ("gebeld", 21), ("terugkoppeling", 20), ("gesprek", 15), ("loopt", 12),
    ("partner", 12), ("partner_terug", 4), ("verder", 3),
)  # fmt: skip
_GESPREK = (("aangemeld", 13), ("gebeld", 11), ("terugkoppeling", 10), ("gesprek", 6))

RONDES = (
    # The 46 of the pilot, June 2019 to September 2020: project 5, Wittevrouwenveld-Wyckerpoort.
    Ronde("sociaal", "Sociaal team Wittevrouwenveld-Wyckerpoort", OOST, 474,
          ("kredietbank_al", *("kredietbank",) * 3, *("inzet",) * 41, "afgezien"), _SOCIAAL,
          (Lopend(_LOOPT, "huisarts2"), Lopend(_GESPROKEN, "huisarts2", ongezien=True), Lopend(_GEBELD, "huisarts2"), Lopend((("aangemeld", 1),))), _DELEN),
    Ronde("sociaal", "Sociaal team Nazareth-Limmel", NAZ, 370,
          (*("inzet",) * 21, *("kredietbank",) * 3, "kredietbank_al", *("afgezien",) * 2, *("elders",) * 2, "onbereikbaar"),
          _SOCIAAL,
          (Lopend(_GESPROKEN, "huisarts", ongezien=True), Lopend(_STIL, "huisarts"), Lopend(_LOOPT, "wijkverpleging"),
           Lopend((("aangemeld", 9),), "poh"), Lopend(_GEBELD, "huisarts"), Lopend(_GESPREK), Lopend(_LOOPT, "poh"),
           Lopend(_NIEUW, "huisarts", vanmorgen=True)), _DELEN, ook_thuiszorg=True),
    Ronde("poh-jeugd", POH_NAZ, NAZ, 360, (*("behandeld",) * 6, *("jeugdggz",) * 2, "jeugdhulp", "huisarts"), _JEUGD,
          (Lopend(_GESPREK, "huisarts"), Lopend(_GESPROKEN), Lopend((("aangemeld", 2),)), Lopend(_STIL)), _DELEN,
          verwijzers=("huisarts",)),
    Ronde("poh-jeugd", POH_OOST, OOST, 340,
          (*("behandeld",) * 4, *("jeugdggz",) * 2, "jeugdhulp", "voorliggend", "teamjeugd"), _JEUGD[7:] + _JEUGD[:7],
          (Lopend(_GESPREK, "huisarts2"), Lopend(_GEBELD)), _DELEN, verwijzers=("huisarts",)),
)  # fmt: skip
