"""Names of people, kept in their parts, as Dutch systems do (NEN 1888, zib Patient).

Sorting goes without the voorvoegsel: 'van den Berg' stands under the B.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Naamgebruik(StrEnum):
    """Which name somebody with a partner's name wants to be called by (zib NameInformation)."""

    EIGEN = "E"
    EIGEN_PARTNER = "N"
    PARTNER = "P"
    PARTNER_EIGEN = "V"


def _join(*parts: str) -> str:
    return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Naam:
    """The parts of a name. Empty parts are empty strings."""

    achternaam: str
    voorvoegsel: str = ""
    voornaam: str = ""
    roepnaam: str = ""
    partner_voorvoegsel: str = ""
    partner_achternaam: str = ""
    gebruik: str = Naamgebruik.EIGEN

    @property
    def achternamen(self) -> str:
        """The surname as this person uses it: 'van den Berg-Janssen'."""
        eigen = _join(self.voorvoegsel, self.achternaam)
        partner = _join(self.partner_voorvoegsel, self.partner_achternaam)
        if not self.partner_achternaam:
            return eigen
        match self.gebruik:
            case Naamgebruik.EIGEN_PARTNER:
                return f"{eigen}-{partner}"
            case Naamgebruik.PARTNER:
                return partner
            case Naamgebruik.PARTNER_EIGEN:
                return f"{partner}-{eigen}"
            case _:
                return eigen

    @property
    def voluit(self) -> str:
        """As one says it: 'Truus van den Berg'."""
        return _join(self.roepnaam or self.voornaam, self.achternamen)

    def has_surname(self, typed: str) -> bool:
        """Whether this is the whole surname, with or without voorvoegsel; the partner's counts too. No part, no first letters."""
        names = (self.achternaam, f"{self.voorvoegsel} {self.achternaam}", self.achternamen)
        names += (self.partner_achternaam, f"{self.partner_voorvoegsel} {self.partner_achternaam}")
        wanted = normalise(typed)
        return bool(wanted) and wanted in {normalise(name) for name in names}

    @property
    def sorteersleutel(self) -> str:
        """For sorting in a list: surname without voorvoegsel, then first name; no accents, lower case."""
        if self.partner_achternaam and self.gebruik in (Naamgebruik.PARTNER, Naamgebruik.PARTNER_EIGEN):
            hoofd = self.partner_achternaam
        else:
            hoofd = self.achternaam
        return normalise(_join(hoofd, self.roepnaam or self.voornaam))


def normalise(text: str) -> str:
    """Lower case, without accents, every run of other signs one space: 'Böçker-d’Hondt' -> 'bocker d hondt'."""
    text = unicodedata.normalize("NFKD", text).casefold()
    text = text.replace("ø", "o").replace("ł", "l").replace("đ", "d").replace("ß", "ss").replace("ı", "i")
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    # 'Meijers' and 'Meyers' sound and sort alike.
    return " ".join("".join(c if c.isalnum() else " " for c in bare.replace("ij", "y")).split())
