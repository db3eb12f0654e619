"""A practice with very many patients and years of meetings behind it, straight into the database."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID, uuid4

from sqlalchemy import Table, insert, select, text

from overlegtafel.clienten.models import Betrokkene, Client, Huishouden
from overlegtafel.core.datums import now, today
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg, Overlegsoort
from overlegtafel.overleggen.models_punt import Agendapunt, Agendareden, Puntbesluit, Puntnotitie, Puntversie, Verslag
from overlegtafel.plannen.models import Plan, Regel
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Toestemming
from tests.bench.bezoek import EMAIL

_STUK = 5_000
PER_OVERLEG = 10
_NOTITIE = "Huisarts: het gaat beter dan vorige keer, minder gebeld.\nSPV: thuis rustig, het ritme houdt.\n" * 3
_UITKOMST = "Blijft zo; over drie maanden kijken we opnieuw."


class Praktijk:
    """The practice of the huisarts, grown; who sits at its meetings, and what was discussed."""

    def __init__(self, patienten: int) -> None:
        self._rng = random.Random(1)
        self.by = db.session.scalars(select(Gebruiker).where(Gebruiker.account.has(email=EMAIL))).unique().one()
        self._soort = db.session.scalars(select(Overlegsoort).where(Overlegsoort.sleutel == "mdo")).one()
        earlier = db.session.scalars(
            select(Overleg.id).where(
                Overleg.soort_id == self._soort.id, Overleg.organisatie_id == self.by.organisatie_id
            )
        ).first()
        self._mensen = list(db.session.scalars(select(Genodigde.gebruiker_id).where(Genodigde.overleg_id == earlier)))
        tekst = db.session.scalars(select(Toestemming).where(Toestemming.domein == "huisartsenzorg")).first()
        self._tekst_id = tekst.tekst_id
        self.clienten: list[UUID] = []
        self.punten = self.regels = 0
        self._add_patients(patienten)

    def _add_patients(self, count: int) -> None:
        """Each with a household, a plan with agreements (one in eight overdue), two at the table, and their consent."""
        day, moment = today(), now() - timedelta(days=400)
        rng, by = self._rng, self.by.id
        homes, clients, plans, seats, lines, rules = [], [], [], [], [], []
        for number in range(count):
            home, client, plan = uuid4(), uuid4(), uuid4()
            self.clienten.append(client)
            homes.append({"id": home})
            name = f"Patiënt{number:05}"
            clients.append({
                "id": client, "huishouden_id": home, "praktijk_id": self.by.organisatie_id, "achternaam": name,
                "geboortedatum": day - timedelta(days=rng.randint(20 * 365, 95 * 365)), "zoeknaam": f" {name.lower()} ",
                "sorteernaam": name.lower(), "aangemaakt_op": moment, "aangemaakt_door_id": by,
            })  # fmt: skip
            evaluatie = day + timedelta(days=rng.randint(-40, 300))
            plans.append({"id": plan, "huishouden_id": home, "evaluatie_op": evaluatie, "nummer": 0})
            for who in rng.sample(self._mensen, 2):
                seat = {
                    "id": uuid4(), "client_id": client, "gebruiker_id": who, "doel": "kijkt mee", "sinds": moment.date(),
                    "gewijzigd_op": moment,
                }  # fmt: skip
                seats.append(seat)
                lines.append({
                    "id": uuid4(), "plan_id": plan, "soort": "afspraak", "tekst": "Belt hoe het gaat.", "staat": "open",
                    "gemaakt_op": moment, "gewijzigd_op": moment, "eigenaar_id": seat["id"],
                    "datum": day + timedelta(days=rng.randint(-20, 140)),
                })  # fmt: skip
            for domein in ("huisartsenzorg", "wijkverpleging", "sociaal", *(("ggz",) if number % 3 else ())):
                rules.append({
                    "id": uuid4(), "client_id": client, "besluit": "ja", "domein": domein, "hoe": "mondeling",
                    "gegeven_door": "client", "vastgelegd_op": moment, "vastgelegd_door_id": by,
                    "tekst_id": self._tekst_id,
                })  # fmt: skip
        self.regels = len(lines)
        for model, rows in (
            (Huishouden, homes), (Client, clients), (Plan, plans), (Betrokkene, seats), (Regel, lines), (Toestemming, rules),
        ):  # fmt: skip
            _write(model.__table__, iter(rows))

    def meet(self, op: datetime, *, staat: str, kind: str = "mdo") -> UUID:
        """A meeting of this practice, with who always sits there; the huisarts chairs."""
        overleg_id = uuid4()
        soort = db.session.scalars(select(Overlegsoort).where(Overlegsoort.sleutel == kind)).one()
        db.session.execute(insert(Overleg), [{
            "id": overleg_id, "soort_id": soort.id, "organisatie_id": self.by.organisatie_id, "begint_op": op,
            "duur": soort.duur, "staat": staat, "gemaakt_op": op, "gemaakt_door_id": self.by.id, "inbreng_tot": op,
            "begonnen_op": op if staat == "klaar" else None, "gesloten_op": op if staat == "klaar" else None,
            "versie": 1,
        }])  # fmt: skip
        people = list(dict.fromkeys([self.by.id, *self._mensen]))
        db.session.execute(insert(Genodigde), [
            {"id": uuid4(), "overleg_id": overleg_id, "gebruiker_id": who, "is_voorzitter": who == self.by.id,
             "komt": "ja", "binnen_op": op if staat == "klaar" else None, "uitgenodigd_op": op}
            for who in people
        ])  # fmt: skip
        return overleg_id

    def look_back(self, jaren: int) -> None:
        """So many years of MDO's every month and voortgang every week, each with its items, notes, decisions and minutes."""
        turns = [("mdo", timedelta(days=30 * n)) for n in range(1, jaren * 12 + 1)]
        turns += [("voortgang", timedelta(days=7 * n + 2)) for n in range(1, jaren * 52 + 1)]
        batch = [(self.meet(now() - ago, staat="klaar", kind=kind), now() - ago) for kind, ago in turns]
        punten = [row for overleg_id, op in batch for row in self._items(overleg_id, op)]
        self.punten = len(punten)
        _write(Agendapunt.__table__, iter(punten))
        by, said = self.by.id, {"op": now(), "door_id": self.by.id}
        _write(Agendareden.__table__, (
            {"id": uuid4(), "agendapunt_id": p["id"], "bron": "afspraak", "sleutel": f"{uuid4()}:2026-01-01",
             "datum": None} for p in punten
        ))  # fmt: skip
        _write(Puntnotitie.__table__, ({"agendapunt_id": p["id"], "tekst": _NOTITIE} | said for p in punten))
        _write(Puntversie.__table__, (
            {"id": uuid4(), "agendapunt_id": p["id"], "nummer": 1, "tekst": _NOTITIE} | said for p in punten
        ))  # fmt: skip
        _write(Puntbesluit.__table__, (
            {"id": uuid4(), "agendapunt_id": p["id"], "client_id": p["client_id"], "soort": "terugkomen", "op": p["op"],
             "terug_op": p["op"].date() + timedelta(days=60), "door_id": by} for p in punten[::3]
        ))  # fmt: skip
        inhoud = {
            "overleg": "MDO", "op": now().isoformat(), "inbreng": "", "vraag": "", "door": "", "aanwezig": [],
            "notitie": _NOTITIE, "blad": None, "besluiten": [], "uitkomst": _UITKOMST, "geen_besluit": False,
            "besteed": 400, "minuten": 8,
        }  # fmt: skip
        _write(Verslag.__table__, (
            {"id": uuid4(), "agendapunt_id": p["id"], "client_id": p["client_id"], "nummer": 1, "inhoud": inhoud,
             "op": p["op"]} for p in punten
        ))  # fmt: skip
        db.session.execute(text("ANALYZE"))
        db.session.commit()

    def _items(self, overleg_id: UUID, op: datetime) -> Iterator[dict]:
        for number, client_id in enumerate(self._rng.sample(self.clienten, PER_OVERLEG)):
            yield {
                "id": uuid4(), "overleg_id": overleg_id, "client_id": client_id, "plek": uuid4(), "soort": "consultatie",
                "vraag": "Hoe gaat het nu, en wie doet wat?", "ingebracht_door_id": self.by.id, "ingebracht_op": op,
                "volgorde": number, "minuten": 8, "staat": "besproken", "besteed": 400, "uitkomst": _UITKOMST,
                "gesloten_op": op, "op": op,
            }  # fmt: skip


def _write(table: Table, rows: Iterator[dict]) -> None:
    names = set(table.c.keys())
    while batch := list(islice(rows, _STUK)):
        db.session.execute(insert(table), [{k: v for k, v in row.items() if k in names} for row in batch])
