"""The notes about one client: months of visits, with what went on, told by those who came."""

import random
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from overlegtafel.demo.huishoudens import Gezin, Persoon
from overlegtafel.demo.regio import mobile_phone
from overlegtafel.demo.rollen import Speler
from overlegtafel.demo.sjabloon import Woorden
from overlegtafel.demo.tafel import Tafel
from overlegtafel.demo.thuiszorg import Zin, draden_of, read_draden
from overlegtafel.demo.thuiszorg.loop import HERSTEL, Loop
from overlegtafel.demo.thuiszorg.pen import Pen
from overlegtafel.demo.thuiszorg.reeks import Reeksen
from overlegtafel.demo.thuiszorg.rijen import Row, make_moment, make_row
from overlegtafel.demo.thuiszorg.woorden import find_team, words_for, write_as
from overlegtafel.demo.woorden import WOORDEN_VAN
from overlegtafel.thuiszorg.soorten import MATEN, Notitiesoort

MAANDEN = 150
_HOOGSTENS = 118


class Dossier:
    """Writes one client. told: texts that were written before in this region, so that no two are the same."""

    def __init__(
        self,
        rng: random.Random,
        day: date,
        gezin: Gezin,
        person: Persoon,
        tafel: Tafel,
        organisatie_id: UUID,
        told: set,
    ) -> None:
        self._rng, self._day, self._person, self._told = rng, day, person, told
        self._team = find_team(gezin, organisatie_id)
        who = {person.row["geslacht"].lower()} | ({"limburg"} if gezin.origin == "limburg" else set())
        self._pen = Pen(rng, words_for(gezin, person, tafel, rng), told, frozenset(who))
        draden = draden_of(gezin.verhaal.naam, person.sleutel)
        # What everybody may have said about them; most of the old have a stock by part of the day and season.
        dag = read_draden()["dag"].zinnen
        self._kind = person.leeftijd < 18
        own = next((draad.zinnen["dag"] for draad in draden if "dag" in draad.zinnen), None)
        self._stock = own or (dag["kind"] if self._kind else dag["jong"] if person.leeftijd < 60 else None)
        self._days = rng.randint(110, MAANDEN)
        self._loops: list[Loop] = []
        for draad in draden:
            sporen = sorted({zin.spoor for zin in draad.zinnen.get("alarm", ())} - {""})
            self._loops.append(Loop(draad, self._turn(), rng.choice(sporen) if sporen else ""))
        self._reeksen = Reeksen(rng, [(one.draad, one.keer) for one in self._loops])
        self._huisarts = next(
            (s for r in tafel.open_rows if r["client_id"] == person.id
             if (s := tafel.spelers.get(r["id"])) and s.functie == "huisarts"), None,
        )  # fmt: skip
        self.rows: list[Row] = []

    def _turn(self) -> int:
        """With some, something is going on right now; with others it was a while ago. Not all at once, on a working day."""
        rng = self._rng
        for _ in range(8):
            ago = rng.randint(1, 12) if rng.random() < 0.45 else rng.randint(24, self._days - 30)
            turn = self._days - ago - max(0, (self._day - timedelta(days=ago)).weekday() - 4)
            if all(abs(turn - one.keer) > 3 for one in self._loops):
                break
        return turn

    def write(self, visits: int) -> list[Row]:
        """About so many reports, and the values with them; oldest first."""
        if not self._team or not self._loops:
            return []
        rng = self._rng
        # Of those of a child some fall together on a school day.
        chosen = set(rng.sample(range(self._days), min(visits + 10 * self._kind, self._days)))
        for one in self._loops:
            chosen.update(day for day in range(one.keer - 2, one.keer + 2) if 0 <= day < self._days)
        measured = dict.fromkeys(self._reeksen.om, -99)
        if self._kind:
            # On school days.
            chosen = {day - max(0, (self._day - timedelta(days=self._days - day)).weekday() - 4) for day in chosen}
        for day in sorted(chosen):
            self._visit(day, measured)
        self._goals()
        self._flags()
        if not self._stock:
            for day in range(rng.randint(14, 30), self._days, rng.randint(32, 42)):
                if not any(one.is_grave(day) for one in self._loops):
                    self._evaluate(day)
        self.rows.sort(key=lambda row: row["moment"])
        self._thin_out()
        return self.rows

    def _thin_out(self) -> None:
        """Values of long ago make room when there are many."""
        too_many = len(self.rows) - _HOOGSTENS
        if too_many > 0:
            old = [row["id"] for row in self.rows[:-40] if row["soort"] == Notitiesoort.METING]
            gone = set(self._rng.sample(old, min(too_many, len(old))))
            self.rows[:] = [row for row in self.rows if row["id"] not in gone]

    def write_few(self, visits: int) -> list[Row]:
        """Only the last weeks, for a region so large that nobody reads it."""
        if not self._team or not self._loops:
            return []
        for day in sorted(self._rng.sample(range(self._days - 28, self._days), visits)):
            self._report(day, self._at(day, "ochtend"), self._author())
        return self.rows

    def _visit(self, day: int, measured: dict[str, int]) -> None:
        rng = self._rng
        turning = [one for one in self._loops if day >= one.keer and not one.gebeld and one.draad.zinnen.get("alarm")]
        part = "middag" if self._kind else "avond" if rng.random() < 0.3 and not turning else "ochtend"
        when = self._at(day, part)
        author = self._author(sure=bool(turning), weekend=when.weekday() > 4)
        tell = partial(self._turned, turning[0]) if turning else self._report
        named = tell(day, when, author)
        for maat, last in measured.items():
            if maat in MATEN and (maat in named or day - last >= self._reeksen.om[maat] and rng.random() < 0.75):
                measured[maat] = day
                self._measure(maat, day, when - timedelta(minutes=rng.randint(1, 6)), author)

    def _turned(self, one: Loop, day: int, when: datetime, author: Speler) -> frozenset[str]:
        """The day it went wrong: the call, what the practice wrote back, and what was done with that."""
        one.gebeld = True
        rng = self._rng
        named = self._tell(one.zinnen("alarm", day), [], day, when, author, one, read_draden()["dag"].zinnen["gebeld"])
        if self._huisarts and (answers := one.zinnen("bericht", day)):
            back = when + timedelta(minutes=rng.randint(50, 200))
            self._message(answers, back)
            done = back + timedelta(minutes=rng.randint(90, 200))
            if done.date() <= self._day - timedelta(days=1) and done.hour < 22:
                # By then it is no longer what it was at the call.
                self._tell(one.zinnen("daarna", day), [], day + 1, done, self._author(), one)
                one.gedaan = True
        return named

    def _report(self, day: int, when: datetime, author: Speler) -> frozenset[str]:
        rng = self._rng
        waits = [one for one in self._loops if one.gebeld and not one.gedaan]
        busy = [one for one in self._loops if -5 <= day - one.keer < HERSTEL]
        grave = [one for one in busy if one.is_grave(day)]
        kern: list[Zin] = []
        one = None
        if waits and self._huisarts:
            one = waits[0]
            one.gedaan = True
            kern = one.zinnen("daarna", day)
        elif grave or rng.random() < 0.84:
            one = rng.choice(grave or (busy if busy and rng.random() < 0.75 else self._loops))
            kern = one.kern(day)
        part = "avond" if when.hour > 15 else "ochtend"
        # Who has something to tell leaves the rest out.
        if grave:
            more = [self._sober()] * (rng.choice((0, 0, 1)) if kern else 2)
        else:
            count = (
                rng.choice((2, 3)) if not kern else rng.choice((0, 0, 1)) if busy else rng.choice((0, 1, 1, 2, 2, 3))
            )
            more = [self._daily(day, part) for _ in range(count)]
        return self._tell(kern, more, day, when, author, one)

    def _sober(self) -> list[Zin]:
        """What can stand beside bad news."""
        return self._stock or read_draden()["dag"].zinnen["sober"]

    def _daily(self, day: int, part: str) -> list[Zin]:
        dag = read_draden()["dag"].zinnen
        if self._stock:
            return self._stock
        when = self._day - timedelta(days=self._days - day)
        draw = self._rng.random()
        if draw < 0.05:
            return dag["seizoen"]
        if draw < 0.16 and when.weekday() > 4:
            return dag["weekend"]
        return dag[part] if draw < 0.62 else dag["altijd"]

    def _tell(
        self,
        kern: list[Zin],
        more: list[list[Zin]],
        day: int,
        when: datetime,
        author: Speler,
        one: Loop | None,
        spare: list[Zin] | None = None,
    ) -> frozenset[str]:
        pen = self._pen
        write_as(pen.words, self._person, author, self._team)
        pen.words.update(self._reeksen.words(day), kuurdag=one.kuurdag(day) if one else "")
        pen.take_up(when.date())
        dag = read_draden()["dag"].zinnen
        spare = spare or (self._sober() if one and one.is_grave(day) else self._stock or dag["altijd"])
        text, named = pen.write(kern, more, "avond" if when.hour > 15 else "ochtend", spare)
        if text:
            self._add(Notitiesoort.RAPPORTAGE, when, author, tekst=text)
        return named

    def _evaluate(self, day: int) -> None:
        """Once in a while somebody sits down for it."""
        author = self._author(sure=True)
        write_as(self._pen.words, self._person, author, self._team)
        text = self._pen.write_list(list(read_draden()["evaluatie"].zinnen.values()))
        when = self._at(day, "ochtend") + timedelta(hours=3)
        self._add(Notitiesoort.RAPPORTAGE, when, author, tekst=text)

    def _message(self, stock: list[Zin], when: datetime) -> None:
        doctor = self._huisarts
        text = self._pen.write_message(stock, doctor.naam)
        self._add(Notitiesoort.BERICHT, when, doctor, tekst=text, door_id=doctor.id)

    def _measure(self, maat: str, day: int, when: datetime, author: Speler) -> None:
        value, second = self._reeksen.value(maat, day)
        part = "avond" if when.hour > 15 else "ochtend"
        remarks = [zin for zin in read_draden()["meting"].zinnen.get(maat, ()) if zin.deel in ("", part)]
        text = self._rng.choice(remarks).tekst.fill(self._pen.words) if remarks and self._rng.random() < 0.2 else ""
        self._add(Notitiesoort.METING, when, author, tekst=text, maat=maat, waarde=float(value), waarde2=second)

    def _goals(self) -> None:
        stock = [zin for one in self._loops for zin in one.draad.zinnen.get("doel", ())]
        if not self._stock:
            stock = [*stock[:2], self._rng.choice(read_draden()["los doel"].zinnen["alles"])]
        author = self._author(sure=True)
        write_as(self._pen.words, self._person, author, self._team)
        self._pen.words.update(self._reeksen.words(0))
        when = self._at(0, "ochtend")
        for i, zin in enumerate(stock):
            self._add(Notitiesoort.DOEL, when + timedelta(minutes=i), author, tekst=zin.tekst.fill(self._pen.words))

    def _flags(self) -> None:
        rng = self._rng
        stock = [zin for one in self._loops for zin in one.draad.zinnen.get("letop", ())]
        if stock and rng.random() < 0.6:
            stock = [rng.choice(stock)]
        elif not self._stock and rng.random() < 0.25:
            stock = [rng.choice(read_draden()["los letop"].zinnen["alles"])]
        else:
            return
        soort, _, text = stock[0].tekst.fill(self._pen.words).partition("/")
        until = self._day + timedelta(days=rng.randint(20, 200)) if rng.random() < 0.2 else None
        when = self._at(rng.randint(0, self._days // 2), "ochtend")
        self._add(Notitiesoort.LETOP, when, self._author(sure=True), opschrift=soort, tekst=text, tot=until)

    def add_contact(self, relatie: str, naam: str) -> None:
        """Somebody near whom the home care knows of."""
        when = self._at(0, "ochtend") + timedelta(minutes=9)
        phone = mobile_phone(self._rng)
        self._add(Notitiesoort.CONTACT, when, self._author(sure=True), opschrift=relatie, tekst=naam, telefoon=phone)

    def _author(self, *, sure: bool = False, weekend: bool = False) -> Speler:
        """sure: somebody who may decide. At weekends mostly the verzorgenden."""
        wanted = "wijkverpleegkundige" if sure else "verzorgende" if weekend else ""
        able = [p for p in self._team if p.functie == wanted] if wanted else []
        return self._rng.choice(able or self._team)

    def _at(self, day: int, part: str) -> datetime:
        return make_moment(self._rng, self._day - timedelta(days=self._days - day), part)

    def _add(self, soort: Notitiesoort, when: datetime, author: Speler, **more: object) -> None:
        self.rows.append(make_row(self._rng, soort, when, author, **more))


def write_about_stranger(rng: random.Random, day: date, team: list[Speler], told: set[str]) -> list[Row]:
    """A few notes about somebody of whom no more is known here."""
    words = Woorden(rng, WOORDEN_VAN["limburg"])
    words.update(m="cl.", M="Cl.", mz="de dochter", Mz="De dochter", collega=team[0].naam.split()[0])
    pen, stock = Pen(rng, words, told), read_draden()["dag"].zinnen["altijd"]
    rows = []
    for ago in sorted(rng.sample(range(1, 50), rng.randint(3, 9)), reverse=True):
        when = make_moment(rng, day - timedelta(days=ago), "ochtend")
        pen.take_up(when.date())
        text, _ = pen.write([], [stock] * 3, "ochtend", stock)
        rows.append(make_row(rng, Notitiesoort.RAPPORTAGE, when, rng.choice(team), tekst=text))
    return rows
