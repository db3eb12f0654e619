"""Who hears at once that something happened, and who must not: real servers, real sockets."""

import socket
from uuid import UUID, uuid4

import pytest
import socketio.exceptions
from sqlalchemy import select

from overlegtafel import create_app
from overlegtafel.berichten.models import Draad
from overlegtafel.core.live import tell_after_commit
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Account, Sessie
from tests.berichten.schermen import Bediend, Luisteraar, cookie, own_redis, until
from tests.databases import make_config
from tests.persona import WACHTWOORD, Persona


@pytest.fixture
def serve(database_url):
    made = []

    def start(**env) -> Bediend:
        made.append(Bediend(database_url, **env))
        assert until(made[-1].answers), "the server did not start"
        return made[-1]

    yield start
    for server in made:
        if server.process.poll() is None:
            server.stop()


def question(wereld, **fields) -> tuple[str, dict]:
    """Where a question about Truus to her practice is sent, and what is in it."""
    aan = f"o:{wereld.nazareth}"
    form = {"tekst": "Mag de wond open blijven?", "aan": aan, "spoed": "week", "soort": "vraag"} | fields
    return f"/clienten/{wereld.truus}/berichten/nieuw", form


def ring(app, persona, proef: UUID) -> None:
    """An event for the sessions of this person."""
    with app.app_context(), transaction():
        mine = select(Account.id).where(Account.email == persona.email).scalar_subquery()
        tell_after_commit(list(db.session.scalars(select(Sessie.id).where(Sessie.account_id == mine))), "proef", proef)


def threads(app) -> list[UUID]:
    """Oldest first."""
    with app.app_context():
        return list(db.session.scalars(select(Draad.id).order_by(Draad.gesteld_op)))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_who_hears_and_who_does_not(app, als, wereld, serve):
    server = serve()
    nurse, huisarts = als("wijkverpleging"), als("huisarts")
    locked, gone = Persona(app, "huisarts@demo.test"), Persona(app, "huisarts@demo.test")
    stolen = cookie(gone)
    asker, reader, colleague = (Luisteraar(server, cookie(p)) for p in (nurse, huisarts, als("assistent")))
    at_lunch, left = Luisteraar(server, cookie(locked)), Luisteraar(server, stolen)
    # At her table without consent, at the other practice, and beheer.
    strangers = [Luisteraar(server, cookie(als(name))) for name in ("psychiater", "huisarts2", "beheerder")]
    assert locked.post("/vergrendelen").status_code == 303
    assert gone.post("/uitloggen").status_code == 303

    assert server.send(nurse, *question(wereld)) == 303
    (first,) = threads(app)
    assert colleague.hears("draad", first) and reader.hears("draad", first) and asker.hears("draad", first)
    assert colleague.gehoord == [{"soort": "bericht.vraag", "id": str(first)}, {"soort": "draad", "id": str(first)}]
    assert asker.heard("bericht") == [], "who did it needs not hear it"
    # A refused question tells nobody.
    assert server.send(nurse, *question(wereld, tekst=" ")) == 422

    # What happened meanwhile is in the database; only from now on this screen hears again.
    assert locked.post("/ontgrendelen", {"wachtwoord": WACHTWOORD}).status_code == 303
    assert 'data-aantal="1"' in locked.get("/berichten/teller").text
    assert server.send(nurse, *question(wereld)) == 303
    second = threads(app)[1]
    assert at_lunch.hears("draad", second) and at_lunch.heard("bericht") == [str(second)]

    # Seen on one screen is seen on all screens of that person, and of nobody else.
    assert server.get(huisarts, f"/berichten/{first}") == 200
    assert reader.hears("gezien", first) and at_lunch.hears("gezien", first) and colleague.heard("gezien") == []
    for origin, koekje in (("http://elders.test", cookie(nurse)), ("", ""), ("", stolen)):
        with pytest.raises(socketio.exceptions.ConnectionError):
            Luisteraar(server, koekje, origin=origin)

    # One account that goes on opening windows is stopped; the others still get in.
    crowd, koekje = [], cookie(als("huisarts2"))
    while _gets_in(server, koekje, crowd) and len(crowd) < 50:
        pass
    assert 10 < len(crowd) < 50 and _gets_in(server, cookie(nurse), [])
    crowd.pop().close()
    assert until(lambda: _gets_in(server, koekje, crowd)), "a closed window makes room"

    # Who sends half a form, even without signing in, keeps nobody else waiting; and in the end it is answered.
    halves = [_half_a_form(server) for _ in range(10)]
    assert server.get(nurse, "/vandaag") == 200
    for half in halves:
        half.sendall(b"=" + 98 * b"b")
        assert half.recv(12).startswith(b"HTTP/1.1 ")
        half.close()

    log = server.stop()
    # Everything that was sent came before the end.
    everybody = (asker, reader, colleague, at_lunch, left, *strangers)
    assert all(screen.weg.wait(20) for screen in everybody) and server.process.returncode == 0
    assert [screen.gehoord for screen in (left, *strangers)] == [[]] * 4
    assert {key for screen in everybody for event in screen.gehoord for key in event} == {"soort", "id"}
    # Two ends that hang up at the same moment may leave a complaint of the library, but never a name.
    assert not any(word in log for word in ("Error handling request", "Peeters", "Truus", "wond", "@demo.test"))


def _half_a_form(server: Bediend) -> socket.socket:
    half = socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), timeout=30)
    half.sendall(b"POST /inloggen HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n")
    half.sendall(b"Content-Type: application/x-www-form-urlencoded\r\n\r\na")
    return half


def _gets_in(server: Bediend, koekje: str, screens: list[Luisteraar]) -> bool:
    try:
        screens.append(Luisteraar(server, koekje))
        return True
    except socketio.exceptions.ConnectionError:
        return False


@pytest.fixture
def redis_server(tmp_path):
    """One of our own, that can be stopped and started again."""
    with own_redis(tmp_path) as start_stop:
        yield start_stop


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_several_processes_through_redis(database_url, als, wereld, serve, redis_server):
    """Sent in this process, heard on screens of two others; without Redis everything else goes on."""
    start, stop = redis_server
    url = start()
    server = serve(REDIS_URL=url, WEB_CONCURRENCY="2")
    here = create_app(make_config(database_url) | {"REDIS_URL": url})
    nurse = Persona(here, "wijkverpleging@demo.test")
    mine = cookie(als("huisarts"))
    screens = [Luisteraar(server, mine) for _ in range(6)]

    def send() -> UUID:
        assert nurse.post(*question(wereld)).status_code == 303
        return threads(here)[-1]

    def all_hear_again() -> bool:
        ring(here, als("huisarts"), proef := uuid4())
        proeven.append(str(proef))
        return all(not set(proeven).isdisjoint(screen.heard("proef")) for screen in screens)

    # A process listens to Redis from its first screen on, a moment later.
    proeven: list[str] = []
    assert until(all_hear_again, 10)
    first = send()
    assert all(screen.hears("draad", first) for screen in screens)
    stop()
    missed = send()
    assert server.get(als("huisarts"), f"/berichten/{missed}") == 200
    start()
    # Who listens calls again by itself, within seconds.
    proeven.clear()
    assert until(all_hear_again, 10)
    last = send()
    assert all(screen.hears("draad", last) for screen in screens)
    for screen in screens:
        assert screen.heard("bericht").count(str(first)) == 1 and str(missed) not in screen.heard("draad")
    assert "Error handling request" not in server.stop()
    with here.app_context():
        db.session.remove()
        db.engine.dispose()
