"""Loads the made-up region into an empty database. Behind `flask demo`."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import insert, select, text

from overlegtafel.berichten.models import Bereik, Bericht, Draad, Gebruiksweek, Gelezen, Signaal
from overlegtafel.clienten.models import Betrokkene, Client, Huishouden
from overlegtafel.core.datums import today
from overlegtafel.demo.maken import Maker
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import (
    Datumkeuze,
    Datumvoorstel,
    Genodigde,
    Overleg,
    Overlegsoort,
    Overlegwijziging,
    Reeks,
    Reekslid,
)
from overlegtafel.overleggen.models_punt import (
    Agendapunt,
    Agendareden,
    Gespreksblad,
    Puntbesluit,
    Puntgast,
    Puntlezer,
    Puntnotitie,
    Puntversie,
    Tafelstand,
    Verslag,
)
from overlegtafel.plannen.models import Plan, PlanVersie, Regel
from overlegtafel.thuiszorg.models import Bezoek, Bronclient, Bronsleutel, Notitie, Notitieversie, Ronde
from overlegtafel.toegang.models import Account, Gebruiker, Organisatie, Team, teamlid
from overlegtafel.toegang.models_inzage import Toestemming, Toestemmingstekst, Vertegenwoordiger
from overlegtafel.verwijzingen.models import Kaartplek, Verwijspartner, Verwijsstap, Verwijzing

CHUNK = 2_000
MIN_CLIENTEN, MAX_CLIENTEN = 100, 250_000

# In the order in which their foreign keys allow.
_TABLES = {
    table.name: table
    for table in (
        model.__table__
        for model in (
            Huishouden,
            Client,
            Betrokkene,
            Plan,
            Regel,
            PlanVersie,
            Toestemmingstekst,
            Vertegenwoordiger,
            Toestemming,
            Bereik,
            Draad,
            Bericht,
            Gelezen,
            Kaartplek,
            Verwijzing,
            Verwijspartner,
            Verwijsstap,
            Signaal,
            Gebruiksweek,
            Bronclient,
            Notitie,
            Notitieversie,
            Bezoek,
            Ronde,
            Bronsleutel,
            Overlegsoort,
            Reeks,
            Reekslid,
            Overleg,
            Genodigde,
            Overlegwijziging,
            Datumvoorstel,
            Datumkeuze,
            Agendapunt,
            Tafelstand,
            Agendareden,
            Puntgast,
            Puntlezer,
            Puntnotitie,
            Puntversie,
            Puntbesluit,
            Gespreksblad,
            Verslag,
        )
    )
}


class RegioBestaatAl(Exception):
    """There is something in the database already; a region is only loaded into an empty one."""


def load_region(
    *,
    clienten: int = 300,
    seed: int = 1,
    peildatum: date | None = None,
    voortgang: Callable[[int, int], None] | None = None,
) -> None:
    """Write a region of `clienten` people, the same one for the same arguments. The caller commits.

    Every date is relative to `peildatum` (today). Rows are made and written in chunks, so memory stays the same
    however large the region is; `voortgang(done, total)` is called after each.
    """
    if not MIN_CLIENTEN <= clienten <= MAX_CLIENTEN:
        raise ValueError(f"clienten: {MIN_CLIENTEN} to {MAX_CLIENTEN}")
    if db.session.scalar(select(Organisatie.id).limit(1)) is not None:
        raise RegioBestaatAl
    maker = Maker(clienten, seed, peildatum or today())
    for table, rows in (
        (Organisatie.__table__, maker.regio.organisaties),
        (Team.__table__, maker.regio.teams),
        (Account.__table__, maker.regio.accounts),
        (Gebruiker.__table__, maker.regio.gebruikers),
        (teamlid, maker.regio.teamleden),
    ):
        db.session.execute(insert(table), rows)
    done = 0
    with _room_to_work():
        for chunk in maker.chunks(CHUNK):
            for name, table in _TABLES.items():
                if rows := chunk.get(name):
                    db.session.execute(insert(table), rows)
            clients = len(chunk.get("client", ()))
            done += clients
            # The last one is what belongs to nobody.
            if voortgang and clients:
                voortgang(done, clienten)
    # Without statistics a database guesses; PostgreSQL's own housekeeping comes by only after a while.
    db.session.execute(text("ANALYZE"))


@contextmanager
def _room_to_work() -> Iterator[None]:
    """Loading makes no cycles, so the collector has nothing to find; and random ids need a cache for their indexes."""
    is_sqlite = db.session.get_bind().dialect.name == "sqlite"
    before = db.session.scalar(text("PRAGMA cache_size")) if is_sqlite else None
    was_on = gc.isenabled()
    gc.disable()
    try:
        if is_sqlite:
            db.session.execute(text("PRAGMA cache_size=-256000"))
        yield
    finally:
        if was_on:
            gc.enable()
        if is_sqlite:
            db.session.execute(text(f"PRAGMA cache_size={int(before)}"))
