"""The versions of a note: who wrote since the one before, and of one version who wrote what. A look of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import defer, joinedload

from overlegtafel.core.datums import show_date
from overlegtafel.core.tekst import parse_uuid
from overlegtafel.extensions import db
from overlegtafel.overleggen.handschrift import Stuk, list_blokken, writers_since
from overlegtafel.overleggen.models_punt import Puntversie
from overlegtafel.overleggen.notities import settle
from overlegtafel.overleggen.zicht import Puntzicht
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker

PER_PAGINA = 50
ONBEKEND = "iemand"
# Of the same people within this time of the newest of them: one line in the list.
_SAMEN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Versiekop:
    """One version in the list. wie: the names of all who wrote since the version before. is_wissing: what stood before is erased."""

    nummer: int
    op: datetime
    wie: tuple[str, ...]
    is_wissing: bool = False

    @property
    def namen(self) -> str:
        return join_namen(self.wie)


@dataclass(frozen=True, slots=True)
class Versielijst:
    """So many versions, newest first. nieuwste: the number of the last of all. meer: there are older ones."""

    koppen: Sequence[Versiekop]
    nieuwste: int
    meer: bool

    @property
    def dagen(self) -> list[tuple[str, list[list[Versiekop]]]]:
        """By day, in Dutch time; of each day what the same people wrote shortly after each other together, newest first."""
        days: dict[str, list[list[Versiekop]]] = {}
        for kop in self.koppen:
            groups = days.setdefault(show_date(kop.op), [])
            if groups and _is_one(groups[-1][0], kop):
                groups[-1].append(kop)
            else:
                groups.append([kop])
        return list(days.items())


@dataclass(frozen=True, slots=True)
class Blok:
    """Lines of one person, or one line of several: each with name, moment and text."""

    stukken: Sequence[tuple[str, datetime, str]]

    @property
    def laatst(self) -> datetime:
        """The last moment anybody wrote in it."""
        return max(op for _, op, _ in self.stukken)


def list_versies(z: Puntzicht, *, voor: int | None = None) -> Versielijst:
    """The newest versions, or those before this number; what was typed until now is the newest."""
    settle(z.punt.id)
    z.log("overleg.notitie_versies", Actie.READ)
    mine = Puntversie.agendapunt_id == z.punt.id
    query = select(Puntversie).where(mine).options(defer(Puntversie.tekst), joinedload(Puntversie.door))
    if voor is not None:
        query = query.where(Puntversie.nummer < voor)
    found = list(db.session.scalars(query.order_by(Puntversie.nummer.desc()).limit(PER_PAGINA + 1)).unique())
    newest = db.session.scalar(select(func.max(Puntversie.nummer)).where(mine)) or 0
    since = [_written(*pair) for pair in zip(found, [*found[1:], None], strict=False)]
    names = _names(wie for people in since for wie in people)
    koppen = [
        Versiekop(
            v.nummer,
            v.op,
            tuple(dict.fromkeys(names.get(wie, ONBEKEND) for wie in people)),
            is_wissing=v is found[-1] and len(found) <= PER_PAGINA and v.nummer > 1,
        )
        for v, people in zip(found, since, strict=True)
    ]
    return Versielijst(koppen[:PER_PAGINA], newest, len(found) > PER_PAGINA)


def get_versie(z: Puntzicht, nummer: int) -> Puntversie | None:
    """One version with its text; None when there is none (any more)."""
    query = select(Puntversie).where(Puntversie.agendapunt_id == z.punt.id, Puntversie.nummer == nummer)
    return db.session.scalars(query.options(joinedload(Puntversie.door))).unique().one_or_none()


def show_blokken(versie: Puntversie) -> list[Blok]:
    """Who wrote what of this version. What has no writers of its own is whole of who left it so."""
    blocks = list_blokken(versie.tekst, versie.handen, door=str(versie.door_id), op=versie.op)
    names = _names(stuk.wie for block in blocks for stuk in block)

    def named(stuk: Stuk) -> tuple[str, datetime, str]:
        return names.get(stuk.wie, ONBEKEND), stuk.op, stuk.tekst

    return [Blok([named(stuk) for stuk in block]) for block in blocks]


def join_namen(namen: Sequence[str]) -> str:
    """'Els Peeters, Wim Dols en Ruth de Groot'."""
    return " en ".join(part for part in (", ".join(namen[:-1]), *namen[-1:]) if part)


def _is_one(newest: Versiekop, kop: Versiekop) -> bool:
    return set(newest.wie) == set(kop.wie) and newest.op - kop.op <= _SAMEN and not kop.is_wissing


def _written(versie: Puntversie, vorige: Puntversie | None) -> list[str]:
    """The people who wrote since the version before; who left it so is one of them, also when they only took away."""
    door = str(versie.door_id)
    if not versie.handen or (vorige is None and versie.nummer > 1):
        # The first one that is left: what stands in it was written before.
        return [door]
    people = writers_since(versie.handen, vorige.handen if vorige else (), vorige.op if vorige else None)
    if vorige is not None and not vorige.handen:
        # The one before has no runs of its own: it was all of one.
        people = writers_since(versie.handen, versie.handen, vorige.op)
    return people if door in people else [*people, door]


def _names(ids: Iterable[str]) -> dict[str, str]:
    wanted: set[UUID] = {found for wie in ids if (found := parse_uuid(wie))}
    if not wanted:
        return {}
    people = db.session.scalars(select(Gebruiker).where(Gebruiker.id.in_(wanted))).unique()
    return {str(person.id): person.naam for person in people}
