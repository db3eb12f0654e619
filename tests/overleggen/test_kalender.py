"""Meetings in somebody's own calendar: behind a secret that can be taken back, right in summer and winter, about nobody."""

import re
from datetime import UTC, datetime, timedelta

from icalendar import Calendar
from sqlalchemy import select, update

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.kalender import make_ics
from overlegtafel.overleggen.models import Agendasleutel, Overleg
from overlegtafel.toegang.models import Gebruiker
from tests.overleggen.plannen import day, plan, stored, url
from tests.overleggen.tafels import make_overleg, make_punt
from tests.toegang.hulp import change, events

FEED = "/overleggen/agenda.ics"


def events_in(answer) -> dict[str, dict]:
    assert answer.status_code == 200 and answer.mimetype == "text/calendar"
    return {str(e["uid"]): e for e in Calendar.from_ical(answer.data).walk("VEVENT")}


def secret(persona) -> str:
    page = persona.post("/account/agenda")
    assert page.status_code == 200
    return re.search(r"sleutel=([\w-]{43})", page.text)[1]


def test_a_feed_without_signing_in_until_it_is_taken_back(app, als, wereld):
    saida, stranger = als("wijkverpleging"), app.test_client()
    made = plan(app, als("huisarts"), wereld, mensen=[wereld.wijkverpleging], link="https://video.test/x")
    with app.app_context():
        make_punt(db.session.get_one(Overleg, made.id), wereld.truus, vraag="Val in de nacht")
        db.session.commit()
    key = secret(saida)
    assert key not in saida.get("/account/agenda").text, "shown once"
    with app.app_context():
        assert key not in {k.sleutel_hash for k in db.session.scalars(select(Agendasleutel))}
    answer = stranger.get(f"{FEED}?sleutel={key}")
    (event,) = events_in(answer).values()
    assert event["summary"] == "MDO, Huisartsenpraktijk Nazareth" and event["sequence"] == 0
    assert event["dtstart"].params["TZID"] == "Europe/Amsterdam" and event["dtstart"].dt == made.begint_op
    assert str(event["location"]) == "Kamer 1, https://video.test/x" and str(event["url"]).endswith(url(made.id))
    for word in ("Truus", "Berg", "nacht", str(wereld.truus)):
        assert word not in answer.text
    assert b"BEGIN:VTIMEZONE" in answer.data and "Saïda" not in answer.text
    # Moved, put off: the same event, changed.
    els = als("huisarts")
    els.post(
        url(made.id, "wijzigen"), {"versie": str(stored(app, made.id).versie), "dag": day(4), "tijd": "9", "duur": "60"}
    )
    els.post(url(made.id, "afzeggen"), {"versie": str(stored(app, made.id).versie), "reden": "Ziek"})
    (after,) = events_in(stranger.get(f"{FEED}?sleutel={key}")).values()
    assert (after["uid"], after["sequence"], after["status"]) == (event["uid"], 2, "CANCELLED")
    # A new address ends the old one; taken back ends both.
    second = secret(saida)
    assert stranger.get(f"{FEED}?sleutel={key}").status_code == 404
    assert saida.post("/account/agenda/intrekken").status_code == 303
    for wrong in (second, "x", "", "%00"):
        assert stranger.get(f"{FEED}?sleutel={wrong}").status_code == 404
    assert stranger.get(FEED).status_code == 302
    assert {"agendasleutel.gemaakt", "agendasleutel.ingetrokken"} <= set(events(app))


def test_whose_it_is(app, als, wereld):
    with app.app_context():
        mine = make_overleg(wereld, mensen=("huisarts", "wijkverpleging"))
        other = make_overleg(wereld, mensen=("huisarts",))
        old = make_overleg(wereld, mensen=("huisarts",), begint_op=now() - timedelta(days=200), staat="klaar")
        db.session.commit()
    assert set(events_in(als("wijkverpleging").get(FEED))) == {f"{mine.id}@overlegtafel"}
    shown = events_in(als("huisarts").get(FEED))
    assert f"{other.id}@overlegtafel" in shown and f"{old.id}@overlegtafel" not in shown
    assert set(events_in(als("wijkverpleging").get(url(mine.id, "overleg.ics")))) == {f"{mine.id}@overlegtafel"}
    assert als("wijkverpleging").get(url(other.id, "overleg.ics")).status_code == 404
    for name in ("beheer", "fg"):
        assert als(name).get(FEED).status_code == als(name).get("/account/agenda").status_code == 404
    # Who left gets nothing, though the secret was never taken back.
    key = secret(als("wijkverpleging"))
    change(app, update(Gebruiker).where(Gebruiker.id == wereld.wijkverpleging).values(actief=False))
    assert app.test_client().get(f"{FEED}?sleutel={key}").status_code == 404


def test_guessing_is_slowed_down(app, wereld):
    app.config["SLEUTELLIMIET"] = "3 per minute"
    stranger = app.test_client()
    assert [stranger.get(f"{FEED}?sleutel=raad{n}").status_code for n in range(5)] == [404] * 3 + [429] * 2


def test_four_in_the_afternoon_stays_four_in_the_afternoon(app, wereld):
    with app.app_context(), app.test_request_context():
        winter, summer = datetime(2027, 3, 27, 15, tzinfo=UTC), datetime(2027, 3, 28, 14, tzinfo=UTC)
        text = make_ics([make_overleg(wereld, begint_op=moment) for moment in (winter, summer)]).decode()
        db.session.rollback()
    assert re.findall(r"DTSTART;TZID=Europe/Amsterdam:(\d+T\d+)", text) == ["20270327T160000", "20270328T160000"]
    zone = text.partition("BEGIN:VTIMEZONE")[2].partition("END:VTIMEZONE")[0]
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in zone and "DTSTART:19700329T020000" in zone
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in zone and "DTSTART:19701025T030000" in zone
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
