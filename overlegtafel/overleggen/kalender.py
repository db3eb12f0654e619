"""Meetings as a calendar (RFC 5545), behind the secret address of one person. Never a client: the name of a meeting is about nobody."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from flask import current_app, url_for
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDuration
from sqlalchemy import delete, select

from overlegtafel.core.datums import NL, now
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Agendasleutel, Overleg
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Account, Gebruiker
from overlegtafel.toegang.sessies import hash_sleutel

_VERVERS = timedelta(hours=1)
# That an address is in use is noted once in this time.
_NAUWKEURIG = timedelta(hours=1)


def make_ics(overleggen: Iterable[Overleg]) -> bytes:
    """These meetings as one calendar, on the Dutch clock; those without a date are left out."""
    dated = [o for o in overleggen if o.begint_op]
    calendar = Calendar()
    calendar.add("prodid", "-//Overlegtafel//NL")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", "Overlegtafel")
    calendar.add("refresh-interval", vDuration(_VERVERS), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(_VERVERS))
    calendar.add_component(_timezone())
    for overleg in dated:
        calendar.add_component(_event(overleg))
    return calendar.to_ical()


def find_people(sleutel: str) -> list[Gebruiker]:
    """The functies, with a right to see clients, of whose secret this is; nobody when it is unknown or revoked."""
    query = select(Agendasleutel).where(Agendasleutel.sleutel_hash == hash_sleutel(sleutel))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        return []
    if found.gebruikt_op is None or now() - found.gebruikt_op >= _NAUWKEURIG:
        found.gebruikt_op = now()
    working = select(Gebruiker).where(Gebruiker.account_id == found.account_id, Gebruiker.actief)
    return [g for g in db.session.scalars(working).unique() if g.may(Recht.LEZEN)]


def get_sleutel(account_id: UUID) -> Agendasleutel | None:
    return db.session.scalars(select(Agendasleutel).where(Agendasleutel.account_id == account_id)).one_or_none()


def make_sleutel(*, by: Gebruiker) -> str:
    """A new secret; the former one stops working. To be shown once: what is stored does not give it back."""
    key = secrets.token_urlsafe(32)
    _lock_account(by)
    db.session.execute(delete(Agendasleutel).where(Agendasleutel.account_id == by.account_id))
    made = Agendasleutel(id=uuid4(), account_id=by.account_id, sleutel_hash=hash_sleutel(key), gemaakt_op=now())
    db.session.add(made)
    log("agendasleutel.gemaakt", Actie.CREATE, by=by, object_soort="agendasleutel", object_id=made.id)
    return key


def revoke(*, by: Gebruiker) -> bool:
    """The address stops working; whether there was one."""
    _lock_account(by)
    found = get_sleutel(by.account_id)
    if found is None:
        return False
    db.session.delete(found)
    log("agendasleutel.ingetrokken", Actie.DELETE, by=by, object_soort="agendasleutel", object_id=found.id)
    return True


def address_of(sleutel: str) -> str:
    return current_app.config["BASE_URL"].rstrip("/") + url_for("kalender.agenda", sleutel=sleutel)


def _lock_account(by: Gebruiker) -> None:
    # Two clicks leave one key.
    db.session.execute(
        select(Account.id).where(Account.id == by.account_id).with_for_update(of=Account, key_share=True)
    )


def _timezone() -> Timezone:
    """The Dutch clock by its rule: summer time begins and ends on the last Sunday of March and October."""
    zone = Timezone()
    zone.add("tzid", "Europe/Amsterdam")
    for part, naam, begin, van, naar in (
        (TimezoneDaylight(), "CEST", datetime(1970, 3, 29, 2), 1, 2),
        (TimezoneStandard(), "CET", datetime(1970, 10, 25, 3), 2, 1),
    ):
        part.add("tzname", naam)
        part.add("dtstart", begin)
        part.add("rrule", {"freq": "yearly", "bymonth": begin.month, "byday": "-1su"})
        part.add("tzoffsetfrom", timedelta(hours=van))
        part.add("tzoffsetto", timedelta(hours=naar))
        zone.add_component(part)
    return zone


def _event(overleg: Overleg) -> Event:
    event = Event()
    event.add("uid", f"{overleg.id}@overlegtafel")
    event.add("dtstamp", now())
    event.add("dtstart", overleg.begint_op.astimezone(NL))
    event.add("dtend", (overleg.begint_op + timedelta(minutes=overleg.duur)).astimezone(NL))
    event.add("sequence", overleg.kalendernummer)
    event.add("summary", overleg.naam)
    place = ", ".join(filter(None, (overleg.plaats, overleg.link)))
    if place:
        event.add("location", place)
    event.add("url", current_app.config["BASE_URL"].rstrip("/") + url_for("agenda.overleg", overleg_id=overleg.id))
    event.add("status", "CANCELLED" if overleg.staat == "vervallen" else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event
