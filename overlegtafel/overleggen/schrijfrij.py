"""The group commit: all that came in for any note while the former commit ran is stored in one transaction, then answered.

One thread per process. It also reads, with every commit and every half second, whose rights may have changed.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from flask import Flask
from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from overlegtafel.core.datums import now
from overlegtafel.core.rechtenstand import read_changes
from overlegtafel.core.sporen import trace_of
from overlegtafel.core.transaction import reading, storing, transaction
from overlegtafel.extensions import db
from overlegtafel.overleggen.handen import Handen
from overlegtafel.overleggen.models_notitie import Notitiestuk
from overlegtafel.overleggen.models_punt import Agendapunt, Tafelstand
from overlegtafel.overleggen.ruimten import Anders, Meet, Ruimten
from overlegtafel.overleggen.schrijfdeur import Dicht, Toegang, check_writing, measure_room
from overlegtafel.overleggen.schrijfregels import Reden, Ruimte
from overlegtafel.overleggen.uitzenden import tell_wall
from overlegtafel.overleggen.yvorm import Wijziging

logger = logging.getLogger(__name__)

# Seconds between two looks at the rights when nobody types.
ELKE = 0.5
# Waited for company, for each that came along the last time, and at most (seconds).
_PER_STUK, SAMEN = 0.0015, 0.008
# Changed so lately, it is asked again also by what was under way (seconds).
_VERS = 5
# A moment, before what failed is tried again (seconds).
_STRAKS = 0.2
# The wall is told so often at most (seconds).
_WAND = 2

# The database is busy or away: trying one by one would only take longer.
_BEZET = (OperationalError, InterfaceError, PoolTimeout)

# Made once, and asked of the connection: they run with every commit.
_KEEP = insert(Notitiestuk.__table__).inline()
_PUNT = Agendapunt.__table__
_BESIDE = (
    select(_PUNT.c.id)
    .where(_PUNT.c.id.in_(bindparam("punten", expanding=True)))
    .order_by(_PUNT.c.id)
    .with_for_update(read=True, key_share=True)
)


@dataclass(slots=True, eq=False)
class Taak:
    """One change of one screen, on its way to the disk. vraag: ask the door first. antwoord: None is stored."""

    sid: str
    sessie_id: UUID
    punt_id: UUID
    toegang: Toegang
    data: bytes
    wijziging: Wijziging
    vraag: bool
    klaar: Callable[["Taak"], None]
    antwoord: Dicht | None = None
    nieuw: bool = True


# Event, item, and what else it says.
Bericht = tuple[str, UUID, dict]


class Schrijfrij:
    """klaar: called with what was stored or refused, whose rights changed up to which number, and what else is to go out."""

    def __init__(
        self,
        app: Flask,
        klaar: Callable[[list[Taak], set[UUID], int, list[Bericht]], None],
        is_leeg: Callable[[], bool],
    ):
        self._app, self._klaar, self._is_leeg = app, klaar, is_leeg
        self._rij: list[Taak] = []
        self._berichten: list[Bericht] = []
        self._nieuws = threading.Condition()
        self._pauze = 0.0
        self._thread: threading.Thread | None = None
        self.nummer: int | None = None
        self._vers: dict[UUID, float] = {}
        # When it was looked last whose rights changed, beside the commits.
        self._keek = 0.0
        self._gewijzigd: set[UUID] = set()
        self._handen = Handen()
        self._dicht: set[UUID] = set()
        self._ruimten = Ruimten()
        # When the wall was told of each note, and of which it still has to be.
        self._wand: dict[UUID, float] = {}
        self._wachten: set[UUID] = set()

    def add(self, taak: Taak) -> None:
        with self._nieuws:
            self._rij.append(taak)
            self._nieuws.notify()

    def tell(self, bericht: Bericht) -> None:
        """What is stored already goes out in turn, and after the rights were read."""
        with self._nieuws:
            self._berichten.append(bericht)
            self._nieuws.notify()

    @property
    def runs(self) -> bool:
        return self._thread is not None

    def begin_at(self, nummer: int) -> bool:
        """Changes of rights count from this one on, for the door was asked when it was the last; False when they do already."""
        begins = self.nummer is None
        if begins:
            self.nummer = nummer
        return begins

    def watch(self) -> None:
        """A screen opened: from now on somebody looks whose rights change."""
        with self._nieuws:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="notities", daemon=True)
                self._thread.start()
            self._nieuws.notify()

    def _work(self) -> None:
        while True:
            with self._nieuws:
                if not (self._rij or self._berichten):
                    # Nobody has a note open: asleep until somebody does.
                    self._nieuws.wait(None if self._is_leeg() else ELKE)
            if self._pauze:
                # It is busy: what comes in the next moment goes along, for a commit costs about the same with one or with many.
                time.sleep(self._pauze)
            with self._nieuws:
                taken, self._rij = self._rij, []
                told, self._berichten = self._berichten, []
            self._pauze = min(max(len(taken) - 1, 0) * _PER_STUK, SAMEN)
            with self._app.app_context():
                self._do(taken, told)
                if taken and monotonic() - self._keek >= ELKE:
                    self._do([], [])

    def _do(self, taken: list[Taak], told: list[Bericht]) -> None:
        try:
            if taken:
                self._store(taken)
            else:
                self._look()
            self._handen.stored()
        except Exception as error:
            logger.error("notes: %s", trace_of(error))
            self._handen.undo()
            if len(taken) > 1 and not isinstance(error, _BEZET):
                # One that cannot be stored must not keep the others from it.
                for taak in taken:
                    taak.antwoord = None
                    self._do([taak], [])
                self._klaar([], set(), self.nummer or 0, told)
                return
            for taak in taken:
                taak.antwoord = Dicht(Reden.LATER)
            # Whose rights ended is not known: what would go out waits.
            self._berichten[:0] = told
            told = []
            time.sleep(_STRAKS)
        changed, self._gewijzigd = self._gewijzigd, set()
        self._klaar(taken, changed, self.nummer or 0, told)

    def _look(self) -> None:
        self._keek = monotonic()
        with reading():
            self._read_changes(db.session.connection())
            self._tell_walls()

    def _read_changes(self, connection: Connection) -> None:
        if self.nummer is None:
            # Nobody was let in yet.
            return
        self.nummer, changed = read_changes(connection, self.nummer)
        # Also of a transaction that fails after this: they are told of all the same.
        self._gewijzigd |= changed
        self._handen.forget(changed | self._dicht)
        self._dicht.clear()
        moment = monotonic()
        self._vers = {key: at for key, at in self._vers.items() if moment - at < _VERS}
        self._vers |= dict.fromkeys(changed, moment)

    def _store(self, taken: Sequence[Taak]) -> None:
        rooms: dict[UUID, Ruimte] = {}
        if not self._store_plainly(taken, rooms):
            with transaction():
                connection = db.session.connection()
                self._begin(connection, taken)
                self._store_in(connection, taken, rooms, measure_room)
        self._ruimten.keep(rooms)

    def _store_plainly(self, taken: Sequence[Taak], rooms: dict[UUID, Ruimte]) -> bool:
        """As nearly all are: nobody's door has to be asked, and how full each note is, is known. False: nothing was done."""
        if any(taak.vraag or not self._ruimten.is_known(taak.punt_id) for taak in taken):
            return False
        try:
            with storing() as connection:
                self._begin(connection, taken)
                if any(self._is_vers(taak) for taak in taken):
                    raise Anders
                self._store_in(connection, taken, rooms, None)
        except Anders:
            self._handen.undo()
            rooms.clear()
            return False
        return True

    def _begin(self, connection: Connection, taken: Sequence[Taak]) -> None:
        if connection.dialect.name == "postgresql":
            # Who is erasing text goes first (wissen.py): what is written beside it would come after, unseen.
            connection.execute(_BESIDE, {"punten": sorted({taak.punt_id for taak in taken})})
        self._read_changes(connection)

    def _is_vers(self, taak: Taak) -> bool:
        return bool(self._vers) and not self._vers.keys().isdisjoint(taak.toegang.sleutels)

    def _store_in(
        self, connection: Connection, taken: Sequence[Taak], rooms: dict[UUID, Ruimte], measure: Meet
    ) -> None:
        rows: list[dict] = []
        moment = now()
        for taak in taken:
            taak.antwoord = None
            try:
                if taak.vraag or self._is_vers(taak):
                    z = check_writing(taak.sessie_id, taak.punt_id)
                    if z.stoel.by.id != taak.toegang.gebruiker_id:
                        # Another functie in the same session: opened again, it is theirs.
                        raise Dicht(Reden.GAT)
                by, w = taak.toegang.gebruiker_id, taak.wijziging
                taak.nieuw = self._handen.check(connection, taak.punt_id, by, w)
                if taak.nieuw and w.stukken:
                    self._make_room(taak.punt_id, w, rooms, measure)
            except Dicht as refused:
                taak.antwoord = refused
                continue
            if w.wist:
                self._ruimten.shorten(taak.punt_id)
            if taak.nieuw:
                self._handen.grow(taak.punt_id, by, w)
                rows.append({"agendapunt_id": taak.punt_id, "gebruiker_id": by, "op": moment, "wijziging": taak.data})
        if rows:
            self._handen.keep(connection)
            connection.execute(_KEEP, rows)
            self._wachten |= {row["agendapunt_id"] for row in rows}

    def _make_room(self, punt_id: UUID, w: Wijziging, rooms: dict[UUID, Ruimte], measure: Meet) -> None:
        # What was typed and deleted before it was sent holds no text, and counts as typed all the same.
        more = w.getypt, sum(end - begin for parts in w.stukken.values() for begin, end in parts)
        room = rooms.get(punt_id) or self._ruimten.know(punt_id, more, measure)
        if not room.has_room(*more):
            raise Dicht(Reden.VOL)
        room.take(*more)
        rooms[punt_id] = room

    def _tell_walls(self) -> None:
        """The walls that show one of these notes, now and then; the last change always follows."""
        moment = monotonic()
        due = {punt_id for punt_id in self._wachten if moment - self._wand.get(punt_id, 0) >= _WAND}
        if not due:
            return
        self._wachten -= due
        self._wand |= dict.fromkeys(due, moment)
        shown = select(Tafelstand.punt_id).join(Agendapunt, Agendapunt.id == Tafelstand.punt_id)
        about_nobody = Agendapunt.client_id.is_(None)
        for punt_id in db.session.scalars(shown.where(Agendapunt.id.in_(due), Tafelstand.op_scherm | about_nobody)):
            tell_wall(punt_id)

    def forget(self, punt_id: UUID) -> None:
        """Nobody here has this note open any more."""
        # The thread that uses it throws it away.
        self._dicht.add(punt_id)
        self._ruimten.forget(punt_id)
        self._wand.pop(punt_id, None)
