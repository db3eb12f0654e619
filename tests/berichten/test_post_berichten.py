"""Letters about messages: without content, only for who did not look, once, when the person wants them; and addresses that fail."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from overlegtafel.berichten.brieven import write_due_letters
from overlegtafel.berichten.models import Draad, Signaal, Voorkeur
from overlegtafel.core.datums import now, show_date, today
from overlegtafel.core.post import Brief, send_letters
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models_inzage import Toestemming
from tests.persona import field
from tests.smtp import Brievenbus
from tests.toegang.hulp import change, events


@pytest.fixture
def bus(app):
    bus = Brievenbus().open()
    app.config |= {"SMTP_URL": bus.url, "BASE_URL": "https://tafel.test"}
    yield bus
    bus.close()


def ask(persona, wereld) -> None:
    """To the practice: Els, who is the huisarts, and Bo, the assistent."""
    form = {"tekst": "Truus belt over haar wond.", "aan": f"o:{wereld.nazareth}", "spoed": "week", "soort": "vraag"}
    assert persona.post(f"/clienten/{wereld.truus}/berichten/nieuw", form).status_code == 303


def write(app) -> int:
    with app.app_context():
        return write_due_letters()


def send(app) -> int:
    with app.app_context():
        return send_letters()


def some_time_later(app) -> None:
    """The five minutes, or the quiet hours, are over; and so is the wait after a failure."""
    change(app, update(Signaal).where(Signaal.mailen_op.is_not(None)).values(mailen_op=now()))
    change(app, update(Brief).where(Brief.volgende_op.is_not(None)).values(volgende_op=now()))


def due(app, wereld, name: str) -> list:
    """When the letters about what this person did not see leave."""
    with app.app_context():
        mine = select(Signaal.mailen_op).where(Signaal.gebruiker_id == getattr(wereld, name)).order_by(Signaal.op)
        return list(db.session.scalars(mine))


def test_one_letter_for_who_did_not_look(app, als, wereld, bus):
    nurse, huisarts = als("wijkverpleging"), als("huisarts")
    ask(nurse, wereld)
    assert write(app) == 0, "first a while to look on the screen"
    ask(nurse, wereld)
    some_time_later(app)
    # Two workers at once: nobody gets two.
    start, counts = threading.Barrier(2), []

    def work() -> None:
        start.wait()
        counts.append(write(app))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sum(counts) == 2 and send(app) == 2 and write(app) == 0
    assert {brief["To"] for brief in bus.brieven} == {"huisarts@demo.test", "assistent@demo.test"}
    for brief in bus.brieven:
        whole = brief["Subject"] + brief.get_content()
        assert "https://tafel.test/vandaag\r\n" in whole
        assert not any(
            word in whole for word in ("Truus", "Berg", "wond", "Amrani", "Envida", "Els", str(wereld.truus))
        )
    # Who looked gets none.
    ask(nurse, wereld)
    with app.app_context():
        newest = db.session.scalar(select(Draad.id).order_by(Draad.gesteld_op.desc()).limit(1))
    assert 'data-aantal="3"' in huisarts.get("/berichten/teller").text
    page = huisarts.get(f"/berichten/{newest}")
    assert page.status_code == 200 and 'data-aantal="2"' in page.text
    some_time_later(app)
    assert write(app) == 1 and send(app) == 1 and bus.brieven[-1]["To"] == "assistent@demo.test"


def test_who_may_not_see_it_any_more_hears_nothing(app, als, wereld, bus):
    ask(als("wijkverpleging"), wereld)
    some_time_later(app)
    care = (Toestemming.client_id == wereld.truus, Toestemming.domein == Domein.HUISARTSENZORG.value)
    change(app, update(Toestemming).where(*care).values(geldig_tot=today() - timedelta(days=1)))
    assert "data-aantal" not in als("huisarts").get("/berichten/teller").text
    assert write(app) == 0 and due(app, wereld, "huisarts") == [None]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_day_without_mail_server_ends_in_one_letter(app, als, wereld, bus):
    bus.close()
    for _ in range(4):
        ask(als("wijkverpleging"), wereld)
        some_time_later(app)
        write(app)
        assert send(app) == 0
    some_time_later(app)
    bus.open()
    assert send(app) == 2 and len(bus.brieven) == 2
    ask(als("wijkverpleging"), wereld)
    some_time_later(app)
    assert write(app) == 2 and send(app) == 2, "what comes after has a letter of its own"
    # Without a mail server nothing is written, and nothing lost.
    app.config["SMTP_URL"] = None
    ask(als("wijkverpleging"), wereld)
    some_time_later(app)
    assert write(app) == 0 and due(app, wereld, "huisarts")[-1] is not None


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_an_address_that_is_gone(app, als, wereld, bus, caplog):
    """Given up at once; beheer and the person see it, until a letter arrives."""
    nurse, huisarts = als("wijkverpleging"), als("huisarts")
    here, there = "/account", f"/beheer/mensen/{wereld.huisarts}"
    bus.unknown = {"huisarts@demo.test"}
    ask(nurse, wereld)
    some_time_later(app)
    assert write(app) == 2 and send(app) == 1 and bus.brieven[0]["To"] == "assistent@demo.test"
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(Brief.volgende_op.is_not(None))) == 0
    since = f"sinds {show_date(today())}"
    assert "e-mail komt niet aan" in huisarts.text(here) and since in huisarts.text(here)
    assert f"e-mail komt niet aan {since}" in als("beheer").text(there)
    assert "komt niet aan" not in als("assistent").text(here)
    assert "huisarts@" not in caplog.text
    # Not for ever: a mailbox that is full for a while is no refusal for good.
    bus.unknown, bus.refuse = set(), "452 vol"
    ask(nurse, wereld)
    some_time_later(app)
    assert write(app) == 2 and send(app) == 0 and "komt niet aan" in huisarts.text(here)
    bus.refuse = ""
    some_time_later(app)
    assert send(app) == 2 and "komt niet aan" not in huisarts.text(here) + als("beheer").text(there)
    assert [e for e in events(app) if e.startswith("mail.")] == ["mail.komt_niet_aan", "mail.komt_aan"]


def test_what_somebody_prefers(app, als, wereld):
    nurse, assistent, page = als("wijkverpleging"), als("assistent"), "/account/meldingen"
    ask(nurse, wereld)
    (waiting,) = due(app, wereld, "assistent")
    assert waiting > now() + timedelta(minutes=4)
    shown = assistent.get(page).text
    assert (field(shown, "stil_van"), field(shown, "stil_tot")) == ("18:00", "08:00")
    for wrong in ({"post": "soms"}, {"stil_van": "25:00"}, {"stil_tot": ""}):
        typed = {"post": "uit", "stil_van": "21.30", "stil_tot": "7"} | wrong
        refused = assistent.post(page, typed)
        assert refused.status_code == 422 and field(refused.text, "stil_van") == typed["stil_van"]
    assert due(app, wereld, "assistent") == [waiting] and "voorkeur.gewijzigd" not in events(app)

    assert assistent.post(page, {"post": "uit", "stil_van": "21.30", "stil_tot": "7"}).status_code == 303
    ask(nurse, wereld)
    assert due(app, wereld, "assistent") == [None, None], "also what was already waiting"
    assert None not in due(app, wereld, "huisarts"), "everybody chooses for themselves"
    shown = assistent.get(page).text
    assert (field(shown, "stil_van"), field(shown, "stil_tot")) == ("21:30", "07:00")

    assert assistent.post(page, {"post": "dag", "stil_van": "0:00", "stil_tot": "0:00"}).status_code == 303
    for _ in range(2):
        ask(nurse, wereld)
    one, other = due(app, wereld, "assistent")[-2:]
    assert one == other and one.minute == 0 and one > now(), "one letter, in the morning"
    assert events(app).count("voorkeur.gewijzigd") == 2
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Voorkeur)) == 1


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_flask_berichten(app, als, wereld, bus):
    ask(als("wijkverpleging"), wereld)
    some_time_later(app)
    change(app, update(Draad).values(kijken_op=now()))
    done = app.test_cli_runner().invoke(args=["berichten"])
    assert (done.exit_code, done.stdout) == (0, "1 doorgegeven, 2 brieven geschreven.\n")
