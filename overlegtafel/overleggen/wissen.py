"""Erasing text from a note for good: from its versions, its live document, older minutes of the item, and the lines decisions
were made of. What landed elsewhere (the half page, a question) is a text of its own there, and is named to who erases.
"""

import logging
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from werkzeug.exceptions import BadRequest

from overlegtafel.core.datums import now, show_date
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.extensions import db
from overlegtafel.overleggen.besluiten import Besluit, list_besluiten
from overlegtafel.overleggen.handschrift import keep_lines
from overlegtafel.overleggen.models_notitie import Notitiestuk
from overlegtafel.overleggen.models_punt import Agendapunt, Puntbesluit, Puntnotitie, Puntversie, Verslag
from overlegtafel.overleggen.notities import begin_anew, settle
from overlegtafel.overleggen.regelmerken import find_lines, join_kept, keep_only, normal
from overlegtafel.overleggen.seinen import tell_punt
from overlegtafel.overleggen.vast import open_to_write
from overlegtafel.overleggen.zicht import Puntzicht
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker

logger = logging.getLogger(__name__)

# Why: what is chosen, and the code its line in the access log ends with.
REDENEN = {
    "client": "Het gaat over een verkeerde cliënt",
    "verslag": "Het hoort niet in een verslag",
    "verzoek": "Op verzoek van de cliënt",
}
GEWIST = "(gewist)"
# Shorter words are found in any sentence.
_HERKENBAAR = 10
# Writing a file of SQLite anew takes a second per 50 MB, in which nobody else can write: up to this size (bytes).
_KLEIN = 100_000_000


@dataclass(frozen=True, slots=True)
class Wisregel:
    """A line of the present text. elders: the decisions that hold the same words, as far as the reader may see them."""

    nummer: int
    tekst: str
    weg: bool
    is_nieuw: bool
    elders: Sequence[Besluit]


@dataclass(frozen=True, slots=True)
class Wisblad:
    """What can be erased. versie: of the text on the page; besluiten: what the reader may see of what was decided here."""

    versie: int
    regels: Sequence[Wisregel]
    besluiten: Sequence[Besluit]
    in_uitkomst: bool

    @property
    def weg(self) -> list[Wisregel]:
        return [regel for regel in self.regels if regel.weg]


def load_wisblad(z: Puntzicht, *, versie: int | None = None, weg: Collection[int] = ()) -> Wisblad:
    """The lines of the present text to choose from. versie, weg: which lines of that version were to go; what was
    written since is new, and stays. The caller commits: what was typed gets a number.
    """
    stands = settle(z.punt.id)
    lines = stands.tekst.split("\n")
    known = None
    goes: set[int] = set()
    if versie == stands.versie:
        goes = set(weg)
    elif versie is not None:
        known, gone = _list_former(z.punt.id, versie, set(weg))
        goes = {number for number, line in enumerate(lines) if line in gone}
    decided = [b for b in list_besluiten(z) if b.mag_openen or b.is_terug]
    elders = _list_elders(stands.tekst, [b for b in decided if b.mag_openen])
    regels = [
        Wisregel(number, line, number in goes, known is not None and line not in known, elders.get(number, ()))
        for number, line in enumerate(lines)
        if line.strip()
    ]
    gaat = [normal(r.tekst) for r in regels if r.weg]
    return Wisblad(stands.versie, regels, decided, _is_in(z.punt.uitkomst, gaat))


def check_choice(
    punt_id: UUID,
    weg: Collection[int],
    reden: str,
    *,
    by: Gebruiker,
    versie: int,
    eerder: bool = False,
    lock: bool = False,
) -> Puntzicht:
    """Whether this may be erased now; nothing is. versie: of the text that was on the page; weg: its lines that go.
    eerder: also without any of those, for what only stood there before.

    Raises Ongeldig on 'weg' and 'reden', or on 'tekst' when it is too late, Verouderd when there is a newer text, NotFound, MagNiet.
    """
    z = open_to_write(punt_id, by=by, lock=lock)
    if lock:
        # Alone with it, also before who types (schrijfrij.py): their words would come after what is read here, unseen.
        db.session.execute(select(Agendapunt.id).where(Agendapunt.id == punt_id).with_for_update())
    stands = settle(punt_id)
    if stands.versie != versie:
        raise Verouderd(stands)
    if stands.versie == 0 or not all(0 <= number <= stands.tekst.count("\n") for number in weg):
        raise BadRequest
    fouten = {}
    if not weg and not eerder and stands.tekst.strip():
        fouten["weg"] = "Kies wat er weg moet."
    if reden not in REDENEN:
        fouten["reden"] = "Kies waarom dit weg moet."
    if fouten:
        raise Ongeldig(fouten)
    return z


def erase(punt_id: UUID, weg: Collection[int], reden: str, *, by: Gebruiker, versie: int, eerder: bool = False) -> None:
    """Erase these lines of the present text, and everything that stood in it before. There is no way back.

    Raises what check_choice does. Once committed, clear_disk() takes it off the disk too.
    """
    z = check_choice(punt_id, weg, reden, by=by, versie=versie, eerder=eerder, lock=True)
    row = db.session.get_one(Puntnotitie, punt_id, populate_existing=True)
    lines = row.tekst.split("\n")
    blijft = set(range(len(lines))) - set(weg)
    kept, runs = keep_lines(row.tekst, row.handen, blijft, door=str(row.door_id), op=row.op)
    moment = now()
    for table in (Puntversie, Notitiestuk):
        db.session.execute(delete(table).where(table.agendapunt_id == punt_id))
    row.tekst, row.handen = kept, runs
    row.versie, row.op, row.door = row.versie + 1, moment, by
    if row.inhoud is not None:
        begin_anew(row)
    db.session.add(
        Puntversie(
            id=uuid4(), agendapunt_id=punt_id, nummer=row.versie, tekst=kept, handen=runs, op=moment, door_id=by.id
        )
    )
    gone = [line for number, line in enumerate(lines) if number in weg]
    _clear_verslagen(punt_id, kept, gone, moment)
    _clear_citaten(punt_id, kept)
    _log(z, f"overleg.notitie_gewist_{reden}")
    tell_punt(z.punt)


def clear_disk() -> bool:
    """Take what was erased off the disk as well; to call after the commit. False: not all of it could be done now.

    SQLite overwrites what is deleted (core/transaction.py), but not the copies it left behind in a page when it moved rows
    about, and it keeps what was written lately in a log beside the file. So the file is written anew and that log emptied.
    """
    if db.engine.dialect.name != "sqlite":
        return True
    connection = db.engine.raw_connection()
    try:
        size = Path(db.engine.url.database).stat().st_size
        if size <= _KLEIN:
            connection.cursor().execute("VACUUM")
        busy = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        done = size <= _KLEIN and not busy
    except sqlite3.OperationalError:
        # No room on the disk, or somebody wrote for long; what was erased is erased in every table all the same.
        done = False
    finally:
        connection.close()
    if not done:
        logger.warning("text was erased; run VACUUM on the SQLite file when it is quiet (docs/beheer.md)")
    return done


def _list_former(punt_id: UUID, versie: int, weg: Collection[int]) -> tuple[set[str] | None, set[str]]:
    """All lines of that version, and those of it that were to go. Erased meanwhile: then nobody knows."""
    query = select(Puntversie.tekst).where(Puntversie.agendapunt_id == punt_id, Puntversie.nummer == versie)
    text = db.session.scalars(query).one_or_none()
    if text is None:
        return None, set()
    lines = text.split("\n")
    return set(lines), {line for number, line in enumerate(lines) if number in weg and line.strip()}


def _list_elders(tekst: str, besluiten: Sequence[Besluit]) -> dict[int, list[Besluit]]:
    """By number of line which decisions were made of it, or hold just the same words."""
    found: dict[int, list[Besluit]] = {}
    lines = [normal(line) for line in tekst.split("\n")]
    at = find_lines(tekst, {b.citaat for b in besluiten})
    for b in besluiten:
        same = {n for n, line in enumerate(lines) if b.rij.regel_id and line and _is_in(b.tekst, [line])}
        for number in sorted(same | set(at.get(b.citaat, ()))):
            found.setdefault(number, []).append(b)
    return found


def _is_in(text: str, gone: Collection[str]) -> bool:
    """Whether this text is one of these lines, or holds one that is long enough to be recognised."""
    words = _core(text)
    lines = {core for line in gone if (core := _core(line))}
    return bool(words) and any(line == words or (len(line) >= _HERKENBAAR and line in words) for line in lines)


def _core(line: str) -> str:
    """The words alone: whoever took the line over may have left out its last dot, or begun with a capital."""
    return normal(line).rstrip(".,;:!?… ").casefold()


def _clear_verslagen(punt_id: UUID, kept: str, weg: Sequence[str], moment: datetime) -> None:
    """Minutes that were frozen before and opened again: of the note stays what stays now, and no decision or outcome in the
    words that go. They say themselves that something was erased.
    """
    gone = {normal(line) for line in weg} - {normal(line) for line in kept.split("\n")} - {""}
    for verslag in db.session.scalars(select(Verslag).where(Verslag.agendapunt_id == punt_id)):
        before = verslag.inhoud
        besluiten = [b | {"tekst": GEWIST} if _is_in(b["tekst"], gone) else b for b in before["besluiten"]]
        after = before | {
            "notitie": keep_only(before["notitie"], kept.split("\n")),
            "besluiten": besluiten,
            "uitkomst": GEWIST if _is_in(before["uitkomst"], gone) else before["uitkomst"],
        }
        if after["notitie"] != join_kept(before["notitie"].split("\n")):
            after["notitie"] = f"{after['notitie']}\n\n(Uit deze tekst is gewist op {show_date(moment)}.)".lstrip()
        verslag.inhoud = after


def _clear_citaten(punt_id: UUID, kept: str) -> None:
    """A decision keeps the line it was made of as long as that still stands; without it there is nothing to lead to."""
    rows = db.session.scalars(
        select(Puntbesluit).where(Puntbesluit.agendapunt_id == punt_id, Puntbesluit.citaat != "")
    ).all()
    stays = find_lines(kept, {row.citaat for row in rows})
    for row in rows:
        if row.citaat not in stays:
            row.citaat = ""


def _log(z: Puntzicht, gebeurtenis: str) -> None:
    if z.inzage:
        z.log(gebeurtenis, Actie.DELETE)
    else:
        # About nobody; all the same it is known who erased something.
        log(gebeurtenis, Actie.DELETE, by=z.stoel.by, object_soort="agendapunt", object_id=z.punt.id)
