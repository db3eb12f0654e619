"""Letters through a real SMTP server: sent once, tried again when it is down, emptied afterwards; and the commands."""

import os
import re
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from overlegtafel.config import ROOT
from overlegtafel.core.datums import now
from overlegtafel.core.post import Brief, count_waiting, send_letters, write_letter
from overlegtafel.core.transaction import transaction
from overlegtafel.core.werker import Werker
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Account, Gebruiker, Organisatie
from tests.smtp import Brievenbus
from tests.toegang.hulp import change, events
from tests.toegang.venster import Venster

pytestmark = pytest.mark.own_database


@pytest.fixture
def bus():
    bus = Brievenbus().open()
    yield bus
    bus.close()


@pytest.fixture
def post(app, bus):
    """The app with this server for its post."""
    app.config |= {"SMTP_URL": f"{bus.url}?van=Tafel+%3Ctafel%40gemeente.test%3E", "BASE_URL": "https://tafel.test"}
    return app


def write(app, *addresses: str) -> None:
    with app.app_context(), transaction():
        for address in addresses:
            write_letter(address, "Uw wachtwoord is gewijzigd", "Goedendag,\n\nÉén regel.\n")


def send(app) -> int:
    with app.app_context():
        return send_letters()


def stored(app) -> list[Brief]:
    with app.app_context():
        return list(db.session.scalars(select(Brief).order_by(Brief.gemaakt_op)))


def test_a_letter_arrives_and_is_emptied(post, bus):
    write(post, "els@praktijk.test")
    assert send(post) == 1
    (brief,) = bus.brieven
    assert (brief["To"], brief["From"]) == ("els@praktijk.test", "Tafel <tafel@gemeente.test>")
    assert brief["Subject"] == "Uw wachtwoord is gewijzigd" and brief["Auto-Submitted"] == "auto-generated"
    assert brief["Message-ID"].endswith("@tafel.test>")
    assert "Één regel." in brief.get_content()
    (row,) = stored(post)
    assert row.tekst == "" and row.verzonden_op and row.volgende_op is None
    assert send(post) == 0 and len(bus.brieven) == 1


def test_the_server_is_down(post, bus, caplog):
    bus.close()
    write(post, "els@praktijk.test")
    waits = []
    for _ in range(4):
        assert send(post) == 0
        (row,) = stored(post)
        assert row.tekst and row.verzonden_op is None
        waits.append(round((row.volgende_op - now()) / timedelta(minutes=1)))
        assert send(post) == 0 and stored(post)[0].pogingen == row.pogingen, "not before its time"
        change(post, update(Brief).values(volgende_op=now()))
    assert waits == [2, 2, 4, 8], "longer every time"
    assert "els@" not in caplog.text and "ConnectionRefusedError" in caplog.text
    bus.open()
    assert send(post) == 1 and len(bus.brieven) == 1


def test_a_letter_that_is_refused_waits_and_the_others_go(post, bus, caplog):
    write(post, "els@praktijk.test", "niemand\r\nBcc: x@elders.test", "jösé@praktijk.test", "wim@trajekt.test")
    assert send(post) == 3
    assert {brief["To"] for brief in bus.brieven} == {"els@praktijk.test", "jösé@praktijk.test", "wim@trajekt.test"}
    bus.refuse = "550 nee"
    change(post, update(Brief).values(volgende_op=None))
    write(post, "ruth@mondriaan.test")
    assert send(post) == 0 and len(bus.brieven) == 3
    with post.app_context():
        assert count_waiting() == 1
    change(post, update(Brief).values(volgende_op=now(), pogingen=19).where(Brief.aan == "ruth@mondriaan.test"))
    assert send(post) == 0
    with post.app_context():
        assert count_waiting() == 0, "given up after some days"
    assert {brief.aan: brief.tekst for brief in stored(post)}["ruth@mondriaan.test"] == ""
    assert "given up after 20 attempts" in caplog.text and "ruth" not in caplog.text


def test_two_senders_at_once_send_each_letter_once(post, bus):
    names = [f"p{n}@praktijk.test" for n in range(12)]
    write(post, *names)
    start, sent = threading.Barrier(3), []

    def work():
        start.wait()
        sent.append(send(post))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sum(sent) == 12
    assert sorted(brief["To"] for brief in bus.brieven) == sorted(names)


def test_a_letter_leaves_with_the_change_it_is_about(post, bus, wereld):
    """From the screen to the letter box: asking for a new password, sent by the app's own thread."""
    post.extensions["werkers"] = {"post": (postbode := Werker(post, "post", send_letters, elke=60))}
    venster = Venster(post)
    venster.get("/wachtwoord-vergeten")
    assert venster.post("/wachtwoord-vergeten", {"email": "huisarts@demo.test"}).status_code == 200
    arrived = _until(lambda: bus.brieven and stored(post)[0].tekst == "")
    postbode.stop()
    assert arrived
    (brief,) = bus.brieven
    link = re.search(r"https://tafel\.test(/wachtwoord/\S+)", brief.get_content())[1]
    assert venster.get(link).status_code == 200
    # A change that is undone takes its letter along.
    with post.app_context(), pytest.raises(RuntimeError), transaction():
        write_letter("els@praktijk.test", "Niet", "Niet\n")
        raise RuntimeError
    assert len(stored(post)) == 1


def _until(there, seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while not there():
        if time.monotonic() > until:
            return False
        threading.Event().wait(0.05)
    return True


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_flask_post(post, bus):
    run = post.test_cli_runner().invoke
    write(post, "els@praktijk.test", "wim@trajekt.test")
    done = run(args=["post"])
    assert (done.exit_code, done.stdout) == (0, "2 verstuurd, 0 in de wacht.\n") and len(bus.brieven) == 2
    bus.close()
    write(post, "els@praktijk.test")
    assert run(args=["post"]).stdout == "0 verstuurd, 1 in de wacht.\n"
    post.config["SMTP_URL"] = None
    refused = run(args=["post"])
    assert refused.exit_code == 1 and "SMTP_URL" in refused.stderr


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_flask_post_that_stays(post, bus, database_url):
    """A process of its own, as a supervisor runs it; stopped politely."""
    write(post, "els@praktijk.test")
    env = os.environ | {"OVERLEGTAFEL_DEMO": "1", "SECRET_KEY": "x", "DATABASE_URL": database_url, "SMTP_URL": bus.url}
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "post", "--blijf"],
        cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert worker.stdout.readline() == "1 verstuurd, 0 in de wacht.\n"
        worker.terminate()
        out, err = worker.communicate(timeout=30)
    finally:
        worker.kill()
    assert (worker.returncode, out, err) == (0, "", "") and len(bus.brieven) == 1


@pytest.mark.parametrize("backend", ["sqlite", "postgres"], indirect=True)
def test_the_first_beheerder(post, bus):
    """From an empty installation to somebody who invites the others."""
    run = post.test_cli_runner().invoke
    arguments = ["beheerder", "Ad@Gemeente.test", "--organisatie", "Gemeente Maastricht", "--naam", "Ad van den Berg"]
    done = run(args=arguments)
    assert done.exit_code == 0, done.stderr
    link = re.search(r"https://tafel\.test(/uitnodiging/\S+)\n$", done.stdout)[1]
    with post.app_context():
        ad = db.session.scalars(select(Gebruiker)).one()
        assert (ad.naam, ad.functie, ad.voorvoegsel) == ("Ad van den Berg", "functioneel beheerder", "van den")
        assert (ad.organisatie.naam, ad.account.email) == ("Gemeente Maastricht", "ad@gemeente.test")
    assert send(post) == 1 and link in bus.brieven[0].get_content()
    venster, wachtwoord = Venster(post), "vier fietsen op de stoep"
    venster.get(link)
    assert venster.post(link, {"wachtwoord": wachtwoord, "herhaal": wachtwoord}).status_code == 303
    venster.get("/inloggen")
    assert venster.post("/inloggen", {"email": "ad@gemeente.test", "wachtwoord": wachtwoord}).status_code == 303
    assert events(post)[:3] == ["gebruiker.uitgenodigd", "account.geactiveerd", "aangemeld"]
    # A second time, and nonsense: refused, with nothing changed.
    for wrong in (arguments, ["beheerder", "geen-adres", *arguments[2:]], [*arguments[:2], "--organisatie", " ", *arguments[4:]],
                  ["beheerder", "b@gemeente.test", "--organisatie", "Gemeente Maastricht", "--naam", "Ad"]):  # fmt: skip
        refused = run(args=wrong)
        assert refused.exit_code == 1 and refused.stderr and refused.stdout == "", wrong
    assert run(args=["beheerder", "b@gemeente.test"]).exit_code == 2
    again = run(args=["beheerder", "b@gemeente.test", "--organisatie", "Gemeente Maastricht", "--naam", "Bo Dols"])
    assert again.exit_code == 0
    with post.app_context():
        assert db.session.query(Organisatie).count() == 1 and db.session.query(Account).count() == 2
