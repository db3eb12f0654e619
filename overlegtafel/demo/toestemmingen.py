"""What each client allowed: mostly yes, and every way of saying something else."""

import random
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from overlegtafel.clienten.beslissers import age_on
from overlegtafel.clienten.teksten import make_tekst, make_vraag
from overlegtafel.demo.huishoudens import Gezin, Persoon, moment
from overlegtafel.demo.regio import new_id
from overlegtafel.demo.tafel import Tafel
from overlegtafel.toegang.domein import Besluit, Domein, Soort
from overlegtafel.toegang.regels import Regel

Row = dict[str, Any]
_HOE = ("mondeling", "mondeling", "mondeling", "schriftelijk", "schriftelijk", "zelf")
_SOORTEN = ("verwijzing", "overleg", "thuiszorg")


class Vragen:
    """Asks every member of a household."""

    def __init__(self, rng: random.Random, peildatum: date, organisaties: dict[UUID, str]) -> None:
        self._rng = rng
        self._day = peildatum
        self._organisaties = organisaties
        self._known: set[UUID] = set()

    def ask(self, gezin: Gezin, tafel: Tafel, *, all_yes: bool = False) -> list[Row]:
        """One rule per domain at the table, for each member; at least one domain may always see."""
        rules = []
        for person in gezin.leden.values():
            ouder = self._ouder(person, gezin)
            for row in self._of(person, tafel, all_yes):
                if ouder:
                    kind = age_on(person.row["geboortedatum"], row["vastgelegd_op"].date())
                    row |= {
                        # A child does not fill this in alone.
                        "hoe": "mondeling" if row["hoe"] == "zelf" else row["hoe"],
                        "gegeven_door": "vertegenwoordiger" if kind < 12 else "samen",
                        "vertegenwoordiger_id": ouder,
                    }
                rules.append(row | {"tekst": self._tekst(row)})
        return rules

    def ouders(self, gezin: Gezin) -> list[Row]:
        """Who decides for, or with, the children of a household."""
        return [
            {"id": ouder, "client_id": kind.id, "naam": self._adult(gezin).naam, "soort": "ouder", "telefoon": "",
             "sinds": kind.row["geboortedatum"], "tot": None}
            for kind in gezin.leden.values() if (ouder := self._ouder(kind, gezin))
        ]  # fmt: skip

    def _ouder(self, person: Persoon, gezin: Gezin) -> UUID | None:
        if age_on(person.row["geboortedatum"], self._day) >= 16 or self._adult(gezin) is None:
            return None
        return uuid5(person.id, "ouder")

    def _adult(self, gezin: Gezin) -> Persoon | None:
        """The oldest of the household, when of age."""
        oldest = min(gezin.leden.values(), key=lambda p: p.row["geboortedatum"])
        return oldest if age_on(oldest.row["geboortedatum"], self._day) >= 18 else None

    def _tekst(self, row: Row) -> str:
        vraag = make_vraag(
            domein=Domein(row["domein"]) if row["domein"] else None,
            organisatie=self._organisaties.get(row["organisatie_id"], ""),
            soort=Soort(row["soort"]) if row["soort"] else None,
        )
        return make_tekst(vraag, row["geldig_tot"])

    def new_teksten(self, rules: list[Row]) -> list[Row]:
        """The texts that these rules are the first to use; gives each rule the id of its text."""
        made = []
        for row in rules:
            tekst = row.pop("tekst")
            row["tekst_id"] = uuid5(NAMESPACE_OID, tekst)
            if row["tekst_id"] not in self._known:
                self._known.add(row["tekst_id"])
                mark = sha256(tekst.encode()).hexdigest()
                made.append({"id": row["tekst_id"], "tekst": tekst, "vingerafdruk": mark})
        return made

    def _of(self, person: Persoon, tafel: Tafel, all_yes: bool) -> list[Row]:
        rng = self._rng
        domains = tafel.domeinen(person.id)
        names = list(domains)
        writers = [r for r in tafel.professionals() if r["client_id"] == person.id] or tafel.professionals()
        by = rng.choice(writers)["gebruiker_id"]
        asked = self._day - timedelta(days=rng.randint(15, 420))

        def rule(besluit: str, domein: str | None = None, **more: Any) -> Row:
            return {
                "id": new_id(rng), "client_id": person.id, "besluit": besluit, "domein": domein,
                "organisatie_id": None, "soort": None, "hoe": rng.choice(_HOE), "vastgelegd_door_id": by,
                "vastgelegd_op": moment(asked, rng), "geldig_tot": None, "ingetrokken_op": None,
                "gegeven_door": "client", "vertegenwoordiger_id": None, "ingetrokken_door_id": None,
            } | more  # fmt: skip

        if "ggz" in domains and rng.random() < 0.6:
            names += [d for d in ("ervaringsdeskundigheid", "sociaal") if d not in domains]
        rules = [rule("ja", d) for d in names]
        if rng.random() < 0.3:
            rules.append(rule("ja", "netwerk"))
        draw = 1.0 if all_yes else rng.random()
        # Never the first domain at the table: somebody must be able to open the page.
        some = names[1:] or [d for d in ("sociaal", "ggz", "paramedisch") if d not in names]
        target = some[int(rng.random() * len(some))]
        if draw < 0.12:
            rules.append(self._partly(rule, domains.get(target, set()) - domains[names[0]], target))
        elif draw < 0.17:
            rules = [r for r in rules if r["domein"] != target] + [rule("nee", target)]
        elif draw < 0.21:
            rules = [r for r in rules if r["domein"] != target]
            until = self._day - timedelta(days=rng.randint(2, max(2, (self._day - asked).days - 1)))
            rules.append(rule("ja", target, ingetrokken_op=moment(until, rng)))
        elif draw < 0.25:
            # Some of these dates have passed: that consent has ended by itself.
            ends = self._day + timedelta(days=rng.randint(-30, 300))
            rules = [r for r in rules if r["domein"] != target] + [rule("ja", target, geldig_tot=ends)]
        return rules

    def _partly(self, rule: Any, orgs: set[UUID], target: str) -> Row:
        """Yes to the domain, but not to one organisation in it, or not for one kind of information."""
        if orgs and self._rng.random() < 0.6:
            return rule("nee", organisatie_id=self._rng.choice(sorted(orgs)))
        return rule("nee", target, soort=self._rng.choice(_SOORTEN))


def as_regel(row: Row) -> Regel:
    """A row of Toestemming as the consent rule reads it."""
    return Regel(
        Besluit(row["besluit"]),
        Domein(row["domein"]) if row["domein"] else None,
        row["organisatie_id"],
        Soort(row["soort"]) if row["soort"] else None,
        row["geldig_tot"],
        row["ingetrokken_op"] is not None,
    )
