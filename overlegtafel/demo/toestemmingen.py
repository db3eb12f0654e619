"""What each client allowed: mostly yes, and every way of saying something else."""

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from overlegtafel.demo.huishoudens import Gezin, Persoon, moment
from overlegtafel.demo.regio import new_id
from overlegtafel.demo.tafel import Tafel

Row = dict[str, Any]
_HOE = ("mondeling", "mondeling", "mondeling", "schriftelijk", "schriftelijk", "zelf")
_SOORTEN = ("verwijzing", "overleg", "thuiszorg")


class Vragen:
    """Asks every member of a household."""

    def __init__(self, rng: random.Random, peildatum: date) -> None:
        self._rng = rng
        self._day = peildatum

    def ask(self, gezin: Gezin, tafel: Tafel, *, all_yes: bool = False) -> list[Row]:
        """One rule per domain at the table, for each member; at least one domain may always see."""
        return [row for person in gezin.leden.values() for row in self._of(person, tafel, all_yes)]

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
