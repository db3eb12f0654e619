"""What the page of one thread shows: what was written, who read it, who is in it, and what the reader may do."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select, union
from sqlalchemy.orm import joinedload, lazyload

from overlegtafel.berichten.kring import (
    filter_allowed,
    is_asker,
    is_of_address,
    open_draad,
    people_who_see,
)
from overlegtafel.berichten.models import Bericht, Deelnemer, Draad, Gelezen
from overlegtafel.berichten.services import read
from overlegtafel.clienten.inzage import Inzage
from overlegtafel.clienten.models import Betrokkene
from overlegtafel.core.namen import normalise
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.models import Gebruiker, teamlid


@dataclass(frozen=True, slots=True)
class Draadzicht:
    """One thread as one reader sees it.

    lezers: up to when they read it; only for the asker. adres_mensen: of an open thread, who of the address may see it; none: nobody can answer.
    """

    inzage: Inzage
    draad: Draad
    berichten: list[Bericht]
    deelnemers: list[Gebruiker]
    van_mij: bool
    aan_mij: bool
    lezers: list[tuple[Gebruiker, datetime]] = field(default_factory=list)
    adres_mensen: list[Gebruiker] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.draad.gesloten_op is None

    @property
    def mag_sturen(self) -> bool:
        """Whether this reader has a say in where it goes, and not only in what is written."""
        return self.is_open and self.inzage.mag_schrijven and (self.van_mij or self.aan_mij)

    @property
    def mag_antwoorden(self) -> bool:
        return self.is_open and self.inzage.mag_schrijven and self.draad.is_vraag and (self.aan_mij or not self.van_mij)

    @property
    def mag_schrijven(self) -> bool:
        still = self.is_open or self.van_mij or self.draad.sluiting == "gezien"
        return still and self.inzage.mag_schrijven

    @property
    def is_mijn(self) -> bool:
        return self.draad.behandelaar_id == self.inzage.by.id

    @property
    def wacht_op(self) -> Gebruiker | None:
        """The one person it was asked of, as long as they did not open it; for the asker."""
        person = self.draad.aan_gebruiker
        return None if person is None or any(p.id == person.id for p, _ in self.lezers) else person

    @property
    def collegas(self) -> list[Gebruiker]:
        """To whom it can be handed over."""
        return [p for p in self.adres_mensen if p.id != self.draad.behandelaar_id and p.may(Recht.SCHRIJVEN)]


def look(draad_id: UUID, *, by: Gebruiker, gezien: bool = True) -> Draadzicht:
    """Open a thread to read it: logged, and from now on seen by `by`, unless perhaps nobody looks. Raises NotFound."""
    inzage, draad = open_draad(draad_id, by=by, gebeurtenis="bericht.gelezen")
    van_mij, aan_mij = is_asker(draad, by), is_of_address(draad, by)
    deelnemers, lezers = _list_people(draad)
    zicht = Draadzicht(
        inzage,
        draad,
        list_berichten(draad.id),
        deelnemers,
        van_mij,
        aan_mij,
        lezers if van_mij else [],
        people_who_see(draad) if draad.gesloten_op is None and (van_mij or aan_mij) else [],
    )
    if gezien:
        read(draad, by=by)
    return zicht


def list_askable(zicht: Draadzicht) -> list[Gebruiker]:
    """Who can be asked along and is not in the thread yet: first who is at the table in person or by team, then the practice."""
    draad, client = zicht.draad, zicht.inzage.client
    here = (Betrokkene.client_id == client.id, Betrokkene.tot.is_(None))
    at_table = Gebruiker.id.in_(
        union(
            select(Betrokkene.gebruiker_id).where(*here, Betrokkene.gebruiker_id.is_not(None)),
            select(teamlid.c.gebruiker_id).join(Betrokkene, Betrokkene.team_id == teamlid.c.team_id).where(*here),
        )
    )
    near = or_(at_table, Gebruiker.organisatie_id == client.praktijk_id)
    rows = db.session.execute(select(Gebruiker, at_table).where(near, Gebruiker.actief)).unique()
    seated = {person: bool(seat) for person, seat in rows}
    there = {draad.van_id, draad.behandelaar_id, *(p.id for p in (*zicht.deelnemers, *zicht.adres_mensen))}
    new = filter_allowed(client.id, [p for p in seated if p.id not in there])
    return sorted(new, key=lambda p: (not seated[p], normalise(f"{p.achternaam} {p.voornaam}")))


def list_berichten(draad_id: UUID) -> list[Bericht]:
    """What was written, oldest first."""
    people = (joinedload(Bericht.door), joinedload(Bericht.naar))
    query = select(Bericht).where(Bericht.draad_id == draad_id).options(*people)
    return list(db.session.scalars(query.order_by(Bericht.op, Bericht.id)))


def _list_people(draad: Draad) -> tuple[list[Gebruiker], list[tuple[Gebruiker, datetime]]]:
    """Who was asked along, and who but the asker read it, the first first."""
    query = (
        select(Gebruiker, Deelnemer.sinds, Gelezen.tot)
        .outerjoin(Deelnemer, and_(Deelnemer.gebruiker_id == Gebruiker.id, Deelnemer.draad_id == draad.id))
        .outerjoin(Gelezen, and_(Gelezen.gebruiker_id == Gebruiker.id, Gelezen.draad_id == draad.id))
        .where(
            or_(
                Gebruiker.id.in_(select(Deelnemer.gebruiker_id).where(Deelnemer.draad_id == draad.id)),
                Gebruiker.id.in_(select(Gelezen.gebruiker_id).where(Gelezen.draad_id == draad.id)),
            )
        )
        .options(lazyload(Gebruiker.organisatie))
        .order_by(Gelezen.tot)
    )
    rows = db.session.execute(query).all()
    along = [person for person, since, _ in rows if since and person.actief]
    return along, [(person, read_at) for person, _, read_at in rows if read_at and person.id != draad.van_id]
