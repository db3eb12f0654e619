"""The sociale kaart: who is there in this wijk for this question. Kept by the organisations themselves, and by being used.

No client is in it. Who works with clients reads it; the accounts of an organisatie keep its own places.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.core.datums import now, today
from overlegtafel.core.fouten import MagNiet, Ongeldig, Verborgen, Verouderd
from overlegtafel.core.namen import normalise
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker, Organisatie, Team
from overlegtafel.verwijzingen import kaartregels
from overlegtafel.verwijzingen.kaartinvoer import Plekinvoer
from overlegtafel.verwijzingen.kaartregels import Versheid, Zoek
from overlegtafel.verwijzingen.models import Kaartplek, Verwijssoort

# So many are shown; more words make it fewer.
MEESTE = 40
_BESTAAT = {"naam": "Uw organisatie heeft al een plek met deze naam. Wijzig die, of kies een andere naam."}


@dataclass(frozen=True, slots=True)
class Plekbeeld:
    """A place as one reader sees it. voor: kinds of question and leefgebieden. van_ons: theirs to keep. bel: whom to call when it is not right."""

    plek: Kaartplek
    versheid: Versheid
    bevestigd: str
    gebruikt: str
    voor: list[str]
    van_ons: bool
    bel: str
    nummer: str


@dataclass(frozen=True, slots=True)
class Kaart:
    """What was found, fresh first. totaal: also what is not shown. wijken: to choose from."""

    plekken: dict[Versheid, list[Plekbeeld]]
    totaal: int
    wijken: list[str] = field(default_factory=list)
    # How many of the own organisatie nobody spoke for in half a year.
    eigen_lang: int = 0


def enter(by: Gebruiker) -> None:
    """Raises Verborgen for who works with no clients."""
    if not by.may(Recht.LEZEN):
        raise Verborgen


def list_plekken(zoek: Zoek, *, by: Gebruiker, van_ons: bool = False) -> Kaart:
    """van_ons: only those of the own organisatie."""
    enter(by)
    where = [Kaartplek.organisatie_id == by.organisatie_id] if van_ons else []
    rows = [row for row in _rows(*where, *map(_says, zoek.woorden)) if kaartregels.serves(row, zoek)]
    rows.sort(key=kaartregels.last_sign, reverse=True)
    shown = _load([row.id for row in rows[:MEESTE]], by)
    found = {kind: [p for p in shown if p.versheid is kind] for kind in Versheid}
    return Kaart(found, len(rows), list_wijken(), _count_stale(by))


def list_near(
    *, by: Gebruiker, wijk: str = "", hulpvraag: str = "", leefgebied: str = "", soort: str = ""
) -> list[Plekbeeld]:
    """The few places for beside a question. hulpvraag: a key of the list of the kind `soort`, or its name.

    A wijk nobody is in particular for gives those who are there for every wijk.
    """
    enter(by)
    zoek = Zoek(wijk=wijk, leefgebied=leefgebied, hulpvragen=_names_of(hulpvraag, soort))
    return _load([row.id for row in kaartregels.pick_fitting(_rows(), zoek, now())], by)


def list_wijken() -> list[str]:
    """Every wijk that some place names, as it is written there."""
    query = select(Kaartplek.wijken).where(Kaartplek.gestopt_op.is_(None)).order_by(Kaartplek.id)
    names: dict[str, str] = {}
    for wijken in db.session.scalars(query):
        for name in wijken:
            names.setdefault(normalise(name), name)
    return sorted(names.values(), key=normalise)


def list_hulpvragen() -> list[str]:
    """The names of the kinds of question there are, each once."""
    names: dict[str, str] = {}
    for lists in db.session.scalars(select(Verwijssoort.hulpvragen).where(Verwijssoort.actief)):
        for row in lists:
            if not kaartregels.is_open_question(row["naam"]):
                names.setdefault(normalise(row["naam"]), row["naam"])
    return sorted(names.values(), key=normalise)


def list_teams(by: Gebruiker) -> list[Team]:
    """The teams a place can stand for: of the own organisatie, or one's own."""
    mine = [team.id for team in by.teams]
    query = select(Team).where(Team.actief, or_(Team.organisatie_id == by.organisatie_id, Team.id.in_(mine)))
    return list(db.session.scalars(query.order_by(Team.naam)))


def enter_own(by: Gebruiker) -> None:
    """Raises MagNiet for who may not keep places."""
    enter(by)
    if not by.may(Recht.SCHRIJVEN):
        raise MagNiet


def get_own(plek_id: UUID, *, by: Gebruiker, lock: bool = False) -> Kaartplek:
    """Raises NotFound when it is not there (any more), MagNiet when it is another organisatie's."""
    enter(by)
    query = select(Kaartplek).where(Kaartplek.id == plek_id).options(joinedload(Kaartplek.team))
    if lock:
        query = query.with_for_update(of=Kaartplek).execution_options(populate_existing=True)
    found = db.session.scalars(query).one_or_none()
    if found is None or found.gestopt_op:
        raise NotFound
    if found.organisatie_id != by.organisatie_id or not by.may(Recht.SCHRIJVEN):
        raise MagNiet
    return found


def get_beeld(plek_id: UUID, *, by: Gebruiker) -> Plekbeeld:
    enter(by)
    found = _load([plek_id], by)
    if not found:
        raise NotFound
    return found[0]


def create(invoer: Plekinvoer, *, by: Gebruiker) -> Kaartplek:
    """Raises Ongeldig when there is one of that name, or the team is not theirs."""
    enter_own(by)
    _refuse(invoer, None, by)
    plek = Kaartplek(id=uuid4(), organisatie_id=by.organisatie_id, versie=1, **_columns(invoer, by))
    db.session.add(plek)
    _note("kaart.gemaakt", Actie.CREATE, plek, by)
    return plek


def change(plek_id: UUID, invoer: Plekinvoer, *, versie: int, by: Gebruiker) -> Kaartplek:
    """Who changes it says that it is right now. Raises Verouderd, Ongeldig."""
    plek = get_own(plek_id, by=by, lock=True)
    if plek.versie != versie:
        raise Verouderd(plek)
    _refuse(invoer, plek, by)
    for column, value in _columns(invoer, by).items():
        setattr(plek, column, value)
    plek.versie += 1
    _note("kaart.gewijzigd", Actie.UPDATE, plek, by)
    return plek


def confirm(plek_id: UUID, ruimte: str, *, by: Gebruiker) -> Kaartplek:
    """It is still right; ruimte: and this is the room there is now ('': as it was)."""
    plek = get_own(plek_id, by=by, lock=True)
    if ruimte and ruimte != plek.ruimte:
        # Who has the form open sees it, instead of putting it back.
        plek.ruimte, plek.versie = ruimte, plek.versie + 1
    plek.bevestigd_op, plek.bevestigd_door_id = now(), by.id
    _note("kaart.bevestigd", Actie.UPDATE, plek, by)
    return plek


def stop(plek_id: UUID, *, by: Gebruiker) -> Kaartplek:
    """Nobody finds it any more; who was called in from it keeps the name."""
    plek = get_own(plek_id, by=by, lock=True)
    plek.gestopt_op, plek.versie = today(), plek.versie + 1
    _note("kaart.gestopt", Actie.UPDATE, plek, by)
    return plek


def note_used(*, team_id: UUID | None = None, plek_id: UUID | None = None) -> None:
    """Somebody was referred to this team, or called in from this place: that keeps a place fresh. Once a day is enough."""
    moment = now()
    which = [col == wanted for col, wanted in ((Kaartplek.team_id, team_id), (Kaartplek.id, plek_id)) if wanted]
    if not which:
        return
    db.session.execute(
        update(Kaartplek)
        .where(or_(*which), Kaartplek.gestopt_op.is_(None))
        .where(or_(Kaartplek.gebruikt_op.is_(None), Kaartplek.gebruikt_op < moment - timedelta(days=1)))
        .values(gebruikt_op=moment)
    )


def _columns(invoer: Plekinvoer, by: Gebruiker) -> dict:
    words = (kaartregels.leefgebied_names(invoer.leefgebieden), invoer.hulpvragen, invoer.wijken)
    text = kaartregels.search_text(invoer.naam, invoer.wat, by.organisatie.naam, *words, bereik=invoer.bereik)
    return asdict(invoer) | {"zoektekst": text, "bevestigd_op": now(), "bevestigd_door_id": by.id}


def _refuse(invoer: Plekinvoer, own: Kaartplek | None, by: Gebruiker) -> None:
    """The same name twice cannot be told apart. One at a time per organisatie, so a double click makes one place."""
    lock = select(Organisatie.id).where(Organisatie.id == by.organisatie_id).with_for_update(key_share=True)
    db.session.execute(lock)
    rows = db.session.execute(
        select(Kaartplek.id, Kaartplek.naam).where(
            Kaartplek.organisatie_id == by.organisatie_id, Kaartplek.gestopt_op.is_(None)
        )
    )
    own_id = own.id if own else None
    if any(normalise(naam) == normalise(invoer.naam) for plek_id, naam in rows if plek_id != own_id):
        raise Ongeldig(_BESTAAT)
    theirs = {team.id for team in list_teams(by)} | ({own.team_id} if own else set())
    if invoer.team_id and invoer.team_id not in theirs:
        raise Ongeldig({"team": "Kies een team uit de lijst."})


def _note(gebeurtenis: str, actie: Actie, plek: Kaartplek, by: Gebruiker) -> None:
    log(gebeurtenis, actie, by=by, object_soort="kaartplek", object_id=plek.id, recht=Recht.SCHRIJVEN)


def _says(word: str) -> ColumnElement[bool]:
    """A short word only as the beginning of one; a longer one also within ('hulp' in 'schuldhulp')."""
    return Kaartplek.zoektekst.contains(word if len(word) > 2 else f" {word}", autoescape=True)


def _rows(*where: ColumnElement[bool]) -> list:
    """What decides whether a place is shown, of all that are there."""
    columns = (
        Kaartplek.id, Kaartplek.wijken, Kaartplek.leefgebieden, Kaartplek.hulpvragen, Kaartplek.ruimte,
        Kaartplek.bevestigd_op, Kaartplek.gebruikt_op,
    )  # fmt: skip
    query = select(*columns).where(Kaartplek.gestopt_op.is_(None), *where)
    return list(db.session.execute(query.order_by(Kaartplek.naam, Kaartplek.id)))


def _load(ids: Iterable[UUID], by: Gebruiker) -> list[Plekbeeld]:
    """In this order, with everything a screen shows."""
    ids = list(ids)
    query = select(Kaartplek).where(Kaartplek.id.in_(ids), Kaartplek.gestopt_op.is_(None))
    query = query.options(
        joinedload(Kaartplek.organisatie), joinedload(Kaartplek.team), joinedload(Kaartplek.bevestigd_door)
    )
    found = {plek.id: plek for plek in db.session.scalars(query).unique()}
    moment, keeps = now(), by.may(Recht.SCHRIJVEN)
    return [_beeld(found[i], moment, keeps and found[i].organisatie_id == by.organisatie_id) for i in ids if i in found]


def _beeld(plek: Kaartplek, moment: datetime, van_ons: bool) -> Plekbeeld:
    last = plek.bevestigd_door
    here = last.actief and last.organisatie_id == plek.organisatie_id
    return Plekbeeld(
        plek,
        kaartregels.how_fresh(plek, moment),
        kaartregels.say_ago(plek.bevestigd_op, moment),
        kaartregels.say_ago(plek.gebruikt_op, moment) if plek.gebruikt_op else "",
        [name for name in plek.hulpvragen if not kaartregels.is_open_question(name)]
        + kaartregels.leefgebied_names(plek.leefgebieden),
        van_ons,
        f"{last.naam}, {last.functie}" if here else plek.organisatie.naam,
        (last.telefoon if here else "") or plek.organisatie.telefoon or plek.telefoon,
    )


def _names_of(hulpvraag: str, soort: str) -> tuple[str, ...]:
    """The names of this kind of question; none for 'iets anders', which everybody fits."""
    query = select(Verwijssoort.hulpvragen)
    if soort:
        query = query.where(Verwijssoort.sleutel == soort)
    lists = db.session.scalars(query) if hulpvraag else ()
    names = [row["naam"] for rows in lists for row in rows if hulpvraag in (row["sleutel"], row["naam"])]
    return tuple(name for name in dict.fromkeys(names) if not kaartregels.is_open_question(name))


def _count_stale(by: Gebruiker) -> int:
    if not by.may(Recht.SCHRIJVEN):
        return 0
    query = select(func.count(Kaartplek.id)).where(
        Kaartplek.organisatie_id == by.organisatie_id,
        Kaartplek.gestopt_op.is_(None),
        Kaartplek.bevestigd_op < now() - kaartregels.LANG,
    )
    return db.session.scalar(query) or 0
