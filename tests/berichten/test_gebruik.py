"""How much the table is used: counted from log and threads, kept per week, never of so few that one knows who."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from overlegtafel.berichten.gebruiksbeeld import monday_of
from overlegtafel.berichten.models import Bericht, Draad, Gebruiksweek
from overlegtafel.core.datums import NL, show_date, today
from overlegtafel.core.transaction import pending_lines, transaction
from overlegtafel.extensions import db
from overlegtafel.toegang.inzagelog import Actie, make_line
from overlegtafel.toegang.models import Gebruiker, Organisatie
from tests.toegang.hulp import add_gebruiker

WEEK = monday_of(today()) - timedelta(weeks=2)


def at(day: int, hour: int) -> datetime:
    """An hour of a day of that week, on a Dutch clock."""
    return datetime.combine(WEEK + timedelta(days=day), time(hour), NL)


@pytest.fixture
def gebruikt(app, wereld):
    """Five of Envida were at work in that week; one of Mondriaan."""
    for name in ("an", "bea", "cas", "dio"):
        add_gebruiker(app, name, "wijkverpleegkundige", wereld.envida)
    with app.app_context(), transaction():
        people = list(db.session.scalars(select(Gebruiker).where(Gebruiker.organisatie_id == wereld.envida)).unique())
        envida = [p for p in people if p.functie == "wijkverpleegkundige"]
        psychiater = db.session.get_one(Gebruiker, wereld.psychiater)
        for person in (*envida, psychiater):
            look("aangemeld", person, at(0, 8))
            look("aangemeld", person, at(0, 13))
        look("aangemeld", envida[0], at(-1, 23))
        for person in envida[:2]:
            look("client.geopend", person, at(1, 9))
        look("client.gezocht", envida[3], at(1, 9))
        # Tuesday at nine, to three people of Envida who answer after 1, 3 and (over the night) 9 hours; and one answers twice.
        for person, answers in ((envida[0], [at(1, 10), at(3, 10)]), (envida[1], [at(1, 12)]), (envida[2], [at(2, 9)])):
            thread(wereld, psychiater, person, answers)
        # A word to know wants no answer.
        thread(wereld, envida[3], psychiater, [], soort="weten")
    return app


def look(code: str, by: Gebruiker, moment: datetime) -> None:
    pending_lines().append(make_line(code, Actie.READ, by=by) | {"tijdstip": moment})


def thread(wereld, by: Gebruiker, aan: Gebruiker, answers: list[datetime], soort: str = "vraag") -> None:
    draad = Draad(
        id=uuid4(), client_id=wereld.truus, soort=soort, van_id=by.id, aan_gebruiker_id=aan.id, spoed="week",
        gesteld_op=at(1, 9), laatste_op=at(1, 9),
    )  # fmt: skip
    db.session.add(draad)
    db.session.flush()
    rows = [("vraag", by, at(1, 9)), *(("antwoord", aan, moment) for moment in answers)]
    for kind, who, moment in rows:
        db.session.add(Bericht(id=uuid4(), draad_id=draad.id, door_id=who.id, soort=kind, tekst="Wondzorg", op=moment))


def csv(persona, weken: int = 12) -> dict[tuple[str, str], list[str]]:
    answer = persona.get(f"/beheer/gebruik.csv?weken={weken}")
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufefforganisatie;week vanaf;")
    rows = [line.split(";") for line in text.splitlines()[1:]]
    return {(row[0], row[1]): row[2:] for row in rows}


def test_counted_per_week_and_kept(gebruikt, als, wereld):
    app, ad, that_week = gebruikt, als("beheer"), show_date(WEEK)
    found = csv(ad)
    with app.app_context():
        names = set(db.session.scalars(select(Organisatie.naam)))
    assert {naam for naam, _ in found} == names and len(found) == len(names) * 12
    assert found["Envida", that_week] == ["5", "minder dan 3", "0", "3", "3,0"]
    # The Sunday night before is another week, of one person.
    assert found["Envida", show_date(WEEK - timedelta(weeks=1))] == ["minder dan 3"] * 4 + [""]
    assert found["Mondriaan", that_week] == ["minder dan 3"] * 4 + [""]
    # Kept: what is added to the log later does not count, and an organisatie that came later was not there.
    with app.app_context():
        kept = select(func.count()).select_from(Gebruiksweek)
        assert db.session.scalar(kept) == len(names) * 12
        assert db.session.scalar(select(func.max(Gebruiksweek.week))) < monday_of(today())
        db.session.add(Organisatie(id=uuid4(), naam="Later"))
        db.session.commit()
        with transaction():
            for person in db.session.scalars(
                select(Gebruiker).where(Gebruiker.functie == "wijkverpleegkundige")
            ).unique():
                look("client.geopend", person, at(2, 9))
    again = csv(ad, 26)
    assert again["Envida", that_week] == found["Envida", that_week]
    assert again["Later", that_week] == ["minder dan 3"] * 4 + [""]
    with app.app_context():
        assert db.session.scalar(kept) == len(names) * 12 + (len(names) + 1) * 14


def test_the_page(gebruikt, als, wereld):
    page = als("beheerder").get("/beheer/gebruik").get_data(as_text=True)
    assert page.count("<svg") == 1 and 'role="img" aria-label="Mensen per week van' in page
    text = als("beheerder").text("/beheer/gebruik?weken=4")
    assert "Envida" in text and "Mondriaan" not in text
    assert f"{show_date(WEEK)} 5 minder dan 3 0 3 3,0" in text
    for secret in ("Truus", "Wondzorg", "Saïda", "An Extra"):
        assert secret not in text
    assert {naam for naam, _ in csv(als("beheerder"), 4)} == {"Envida"}
    assert len(csv(als("beheerder"), 4)) == 4
    # Anything but a choice: twelve weeks.
    for asked in ("x", "999999999", "-1", ""):
        assert len(csv(als("beheerder"), asked)) == 12
    fg = als("fg")
    assert "Mondriaan" in fg.text("/beheer/gebruik") and "/beheer/gebruik" in fg.get("/logboek").get_data(as_text=True)
    assert "/beheer/gebruik" in als("beheer").get("/beheer").get_data(as_text=True)
    assert "Steeds minder dan 3 mensen Gemeente Maastricht, Huisartsen" in fg.text("/beheer/gebruik")
    for name in ("huisarts", "assistent", "wijkverpleging"):
        for url in ("/beheer/gebruik", "/beheer/gebruik.csv"):
            assert als(name).get(url).status_code == 404
