"""From which day up to and including which: what somebody typed, and the moments it stands for. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from overlegtafel.core.datums import NL, parse_date, show_date
from overlegtafel.core.fouten import Ongeldig


@dataclass(frozen=True, slots=True)
class Periode:
    """Days in the Netherlands; None: no limit on that side."""

    van: date | None = None
    tot: date | None = None

    @property
    def begin(self) -> datetime | None:
        return start_of(self.van) if self.van else None

    @property
    def einde(self) -> datetime | None:
        """The first moment after it."""
        return start_of(self.tot + timedelta(days=1)) if self.tot else None

    @property
    def in_adres(self) -> dict[str, str]:
        """As parameters of an address."""
        return {name: show_date(day) for name, day in (("van", self.van), ("tot", self.tot)) if day}


def start_of(day: date) -> datetime:
    """The first moment of this day in the Netherlands, in UTC."""
    return datetime.combine(day, time.min, NL).astimezone(UTC)


def read_periode(typed: Mapping[str, str], default: Periode | None = None) -> Periode:
    """Fields 'van' and 'tot'; empty: as in default. Raises Ongeldig per field."""
    default, days, fouten = default or Periode(), {}, {}
    for name in ("van", "tot"):
        text = typed.get(name, "")
        days[name] = parse_date(text, two_digit_years="this century")
        if text.strip() and days[name] is None:
            fouten[name] = "Dit is geen datum. Typ een dag als 22-11-2026, of laat het vak leeg."
    if fouten:
        raise Ongeldig(fouten)
    chosen = Periode(days["van"] or default.van, days["tot"] or default.tot)
    if chosen.van and chosen.tot and chosen.van > chosen.tot:
        raise Ongeldig({"tot": "De laatste dag ligt voor de eerste. Wissel ze om."})
    return chosen
