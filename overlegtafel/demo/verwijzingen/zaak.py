"""One referral of the region as rows: itself, its steps, who was called in, and who heard of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from overlegtafel.berichten.termijnen import Spoed, add_werkuren
from overlegtafel.core.datums import NL
from overlegtafel.demo.kans import Kans
from overlegtafel.demo.regio import new_id
from overlegtafel.demo.sjabloon import Woorden
from overlegtafel.demo.verwijzingen.kandidaten import Kandidaat
from overlegtafel.demo.verwijzingen.loop import Stapje
from overlegtafel.demo.verwijzingen.teksten import Geval, read_verwijzingen
from overlegtafel.verwijzingen.regels import Regels
from overlegtafel.verwijzingen.standaard import SOORTEN
from overlegtafel.verwijzingen.verloop import KLAAR, Moet, after_contact, after_refer, after_try, feedback_due

Row = dict[str, Any]
Chunk = dict[str, list[Row]]
SOORT = {row["sleutel"]: row for row in SOORTEN}
REGELS = {key: Regels.of(SimpleNamespace(**row)) for key, row in SOORT.items()}
# Who heard longer ago has seen it, and nobody asks any more.
_GEHOORD = timedelta(days=60)
_WANNEER = ("na tien uur", "in de ochtend", "na vier uur", "liefst voor de middag", "", "dinsdag of donderdag", "")


@dataclass(frozen=True, slots=True)
class Adres:
    """The team: who of it may see this client, who looks after its work, and after how many working hours the referrer hears."""

    team_id: UUID
    leden: list[UUID]
    coordinator_id: UUID | None
    uren_terug: int


@dataclass(frozen=True, slots=True)
class Partij:
    """Who can be called in: a team of the region, or a place of the kaart."""

    naam: str
    team_id: UUID | None
    plek_id: UUID | None
    deel: str
    # Who of it may see the client, and so writes; nobody: the team writes for them.
    mensen: list[UUID]
    terug: str


@dataclass(frozen=True, slots=True)
class Zaak:
    """Everything that is decided before the rows are made."""

    soort: str
    wie: Kandidaat
    van: Row
    adres: Adres
    geval: Geval
    stappen: list[Stapje]
    uitkomst: str = ""
    partij: Partij | None = None
    # The last feedback was not looked at yet.
    ongezien: bool = False


class Schrijver:
    """Writes them into the chunk, as the app would have."""

    def __init__(self, rng: Kans, nu: datetime, chunk: Chunk) -> None:
        self._rng, self._nu, self._chunk = rng, nu, chunk

    def write(self, z: Zaak) -> Row:
        rng, regels = self._rng, REGELS[z.soort]
        words = Woorden(rng, z.wie.woorden.lists)
        words.update(z.wie.woorden)
        words["ik"] = z.wie.roepnaam
        first = z.stappen[0].op
        spoed = rng.choice((Spoed.WEEK, Spoed.WEEK, Spoed.WEEK, Spoed.GEEN))
        row = {
            "id": new_id(rng), "soort_id": SOORT[z.soort]["id"], "client_id": z.wie.client_id, "van_id": z.van["id"],
            "van_organisatie_id": z.van["organisatie_id"], "terug_aan_id": z.van["id"], "aan_team_id": z.adres.team_id,
            "vraag": z.geval.vraag.fill(words), "hulpvraag": z.geval.hulpvraag,
            "leefgebied": rng.choice(z.geval.leefgebieden) if z.geval.leefgebieden else "",
            "geld": self._money(z), "akkoord_wie": z.wie.akkoord, "vertegenwoordiger_id": z.wie.ouder_id,
            "akkoord_op": first.astimezone(NL).date(), "bel_nummer": z.wie.telefoon, "bel_wanneer": rng.choice(_WANNEER),
            "spoed": spoed.value, "verwezen_op": first, "behandelaar_id": None, "opgepakt_op": None, "pogingen": 0,
            "contact_op": None, "verhelderd": "", "terug_voor": None, "terug_op": None, "einde_op": None, "uitkomst": "",
            "staat": "", "laatste_op": first, "escalatie": 0, "versie": 0,
        }  # fmt: skip
        helper = rng.choice(z.adres.leden)
        moet = KLAAR
        for stap in z.stappen:
            moet = self._take(z, row, stap, helper, words, moet, regels)
        row |= {"moet": moet.wat.value, "moet_voor": moet.voor, "kijken_op": moet.voor}
        self._signals(z, row)
        self._chunk["verwijzing"].append(row)
        return row

    def _money(self, z: Zaak) -> dict[str, bool] | None:
        rng = self._rng
        if not SOORT[z.soort]["met_geldvragen"] or rng.random() > (0.75 if z.geval.hulpvraag == "financien" else 0.1):
            return None
        return {"rondkomen": rng.random() < 0.9, "slapen": rng.random() < 0.6, "post": rng.random() < 0.5}

    def _take(
        self, z: Zaak, row: Row, stap: Stapje, helper: UUID, words: Woorden, moet: Moet, regels: Regels
    ) -> Moet:  # fmt: skip
        """One step: what it changes, and what the team owes after it."""
        rng, texts, said = self._rng, read_verwijzingen()[z.soort], ""
        by, partner_id = helper, None
        if stap.wat == "aangemeld":
            by, row["staat"] = z.van["id"], "aangemeld"
            moet = after_refer(stap.op, Spoed(row["spoed"]), regels)
        elif found := regels.find_stap(stap.wat):
            if row["behandelaar_id"] is None:
                row["behandelaar_id"], row["opgepakt_op"] = helper, stap.op
            row["pogingen"] += found.poging
            row["staat"] = found.naar
            if found.contact and row["contact_op"] is None:
                row["contact_op"] = stap.op.astimezone(NL).date()
                row["terug_voor"] = feedback_due(row["contact_op"], regels)
            if found.vraag:
                row["verhelderd"] = z.geval.verhelderd.fill(words)
            if found.contact:
                moet = after_contact(stap.op, row["terug_voor"], row["terug_op"], regels)
                said = rng.choice(texts.verder).fill(words) if stap.wat == "verder" else ""
            else:
                moet, said = after_try(stap.op, regels), rng.choice(texts.niet_bereikt).fill(words)
        elif stap.wat == "terugkoppeling":
            row["terug_op"], said = row["terug_op"] or stap.op, z.geval.terug.fill(words)
            moet = after_contact(stap.op, row["terug_voor"], row["terug_op"], regels)
        elif stap.wat.startswith("partner"):
            if z.partij is None:
                return moet
            by, partner_id, said = self._partner(z.partij, row, stap, helper)
        else:
            end = regels.find_uitkomst(z.uitkomst)
            said = texts.einde.get(z.uitkomst, z.geval.goed).fill(words)
            row |= {"staat": end.einde, "uitkomst": end.sleutel, "einde_op": stap.op}
            row["terug_op"] = row["terug_op"] or stap.op
            moet = KLAAR
        row["laatste_op"], row["versie"] = stap.op, row["versie"] + 1
        self._chunk["verwijsstap"].append({
            "id": new_id(rng), "verwijzing_id": row["id"], "wat": stap.wat, "staat": row["staat"], "op": stap.op,
            "dag": stap.op.astimezone(NL).date(), "door_id": by, "tekst": said, "partner_id": partner_id,
        })  # fmt: skip
        return moet

    def _partner(self, p: Partij, row: Row, stap: Stapje, helper: UUID) -> tuple[UUID, UUID, str]:
        """They are called in, or say how their part goes."""
        if stap.wat == "partner":
            partner = {
                "id": new_id(self._rng), "verwijzing_id": row["id"], "team_id": p.team_id, "plek_id": p.plek_id,
                "naam": p.naam, "deel": p.deel, "sinds": stap.op, "door_id": helper, "terug_op": None,
            }  # fmt: skip
            self._chunk["verwijspartner"].append(partner)
            return helper, partner["id"], f"{p.naam}: {p.deel}"
        partner = self._chunk["verwijspartner"][-1]
        partner["terug_op"] = stap.op
        return (self._rng.choice(p.mensen) if p.mensen else helper), partner["id"], p.terug

    def _signals(self, z: Zaak, row: Row) -> None:
        """Who heard of it: the team of the question, the referrer of the feedback; and of silence whoever must."""
        taken = next((s.op for s in z.stappen[1:]), None)
        self._tell(z.adres.leden, "nieuw", row, row["verwezen_op"], taken)
        back = [s.op for s in z.stappen if s.wat in ("terugkoppeling", "einde")]
        for op in back:
            seen = add_werkuren(op, self._rng.randint(1, 9))
            unseen = seen > self._nu or (z.ongezien and op == back[-1])
            self._tell([z.van["id"]], "terug", row, op, None if unseen else seen)
        if row["kijken_op"] and row["kijken_op"] <= self._nu:
            # As the worker would have done by now.
            told = [who for who in z.adres.leden if who == z.adres.coordinator_id] or z.adres.leden
            self._tell(told, "stil", row, row["kijken_op"], None)
            row["escalatie"], row["kijken_op"] = 1, add_werkuren(row["kijken_op"], z.adres.uren_terug)
            if row["kijken_op"] <= self._nu:
                self._tell([z.van["id"]], "laat", row, row["kijken_op"], None)
                row["escalatie"], row["kijken_op"] = 2, self._nu + timedelta(days=1)

    def _tell(self, people: list[UUID], soort: str, row: Row, op: datetime, seen: datetime | None) -> None:
        if self._nu - op > _GEHOORD:
            return
        self._chunk["signaal"] += [
            {
                "id": new_id(self._rng), "gebruiker_id": who, "draad_id": None, "verwijzing_id": row["id"],
                "soort": soort, "op": op, "gezien_op": seen, "mailen_op": None,
            }
            for who in people
        ]  # fmt: skip
