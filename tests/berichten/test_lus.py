"""The loop in which the screens live: who sends what, to whom it goes, and what nobody may do to the others."""

import json
import os
import socket
import time
from contextlib import suppress
from pathlib import Path

import pytest
from websocket import ABNF, WebSocketConnectionClosedException

from tests.berichten.schermen import Bediend, Luisteraar, cookie, own_redis, rough, until
from tests.wereld import PEOPLE

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def serve(database_url, wereld):
    made = []

    def start(**env) -> Bediend:
        made.append(Bediend(database_url, "tests.berichten.proefapp:served()", **env))
        assert until(made[-1].answers), "the server did not start"
        return made[-1]

    yield start
    for server in made:
        if server.process.poll() is None:
            server.stop()


@pytest.fixture
def screen_of():
    """screen_of(server, cookie): one that says exactly what the test says."""
    opened = []

    def make(server: Bediend, koekje: str, **options):
        opened.append(rough(server, koekje, **options))
        return opened[-1]

    yield make
    for screen in opened:
        screen.shutdown()


def test_events_go_where_they_should(als, serve):
    server = serve()
    nurse, huisarts = als("wijkverpleging"), als("huisarts")
    one, two, three = (
        Luisteraar(server, cookie(nurse)),
        Luisteraar(server, cookie(huisarts)),
        Luisteraar(server, cookie(huisarts)),
    )
    here = [screen.ask("proef:in", "kamer") for screen in (one, two)]
    assert [who["samen"] for who in here] == [1, 2] and here[0]["sessie"] != here[1]["sessie"]
    assert three.ask("proef:in", "elders")["sessie"] == here[1]["sessie"]

    # To the others in the room, bytes as bytes; to everybody in it; to one.
    what = {"update": bytes(range(256)), "tekst": "é", "n": [1, None, True]}
    assert one.ask("proef:zeg", {"kamer": "kamer", "wat": what, "anderen": True}) == {"ok": True}
    assert one.ask("proef:zeg", {"kamer": "kamer", "wat": 1}) == {"ok": True}
    assert one.ask("proef:fluister", {"aan": here[1]["sid"], "wat": 2}) == {"ok": True}
    assert until(lambda: two.proeven == [what, 1, 2]) and one.proeven == [1] and three.proeven == []
    # Who left hears nothing, and is gone once.
    two.ask("proef:uit", "kamer")
    two.ask("proef:zeg", {"kamer": "kamer", "wat": 3})
    assert until(lambda: one.proeven == [1, 3]) and two.proeven == [what, 1, 2]
    assert one.ask("proef:sluit", here[1]["sid"]) == {"ok": True} and two.weg.wait(10)
    assert until(lambda: one.ask("proef:weg") == [here[1]["sid"]])
    assert one.ask("proef:echo", {"b": b"\x00" * 64_000}) == {"b": b"\x00" * 64_000}

    # What fails is said, and logged without what it was about; the socket stays.
    for event in ("proef:stuk", "proef:draadstuk", "proef:zeg"):
        assert one.ask(event, "Truus")["reden"] == "later"
    one.ask("proef:later", 0.05)
    assert until(lambda: one.proeven[-1] == "later")

    # Killed above, it ends by itself, and hangs up; the log is not at its end before.
    (pid,) = server.workers
    server.process.kill()
    log = server.process.communicate(timeout=10)[1]
    assert until(lambda: not _lives(pid)) and one.weg.wait(10)
    assert "ValueError at " in log and "Truus" not in log


def test_nobody_holds_up_the_others(als, serve, screen_of):
    server = serve()
    (pid,) = server.workers
    mine, theirs = cookie(als("huisarts")), cookie(als("wijkverpleging"))
    reader = Luisteraar(server, mine)
    reader.ask("proef:in", "kamer")
    before = _files(pid)
    _shakes_hands(server, theirs)

    # Half a frame, half a message, and then nothing; half a handshake.
    halves = [screen_of(server, theirs) for _ in range(5)]
    for number, half in enumerate(halves):
        half.sock.sendall(_frame(b"4" + b"x" * 90_000)[: 2 + 3 * number * number * number])
    begun = socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])))
    begun.sendall(b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\n")

    # One who stops reading is hung up on; who reads hears all of it.
    lazy = screen_of(server, theirs, sockopt=((socket.SOL_SOCKET, socket.SO_RCVBUF, 4096),))
    sid = _ask(lazy, "proef:in", "kamer")["sid"]
    reader.ask("proef:veel", {"kamer": "kamer", "stuks": 200, "grootte": 50_000})
    assert until(lambda: len(reader.proeven) == 200, 5)
    assert until(lambda: sid in reader.ask("proef:weg"), 5)

    # Too much at once, too much in a row, and what is no message at all: only they are hung up on.
    for sent, code in (
        (_frame(b"4" + b"x" * 100_000), 1009),
        (_frame(b"3") * 300, 1008),
        (_frame(b"hallo"), 1002),
        (_frame(b"4" + b"[" * 50_000), 1002),
        (b"\x81\x01x", 1002),
        (_frame(b"\xff", 0x81), 1007),
    ):
        rude = screen_of(server, theirs)
        rude.sock.sendall(sent)
        assert _goodbye(rude) == code, sent[:20]
    # Nonsense inside a message nobody minds, and nobody calls what is not theirs to call.
    odd = screen_of(server, theirs)
    for text, attachments in (
        ("42", 0), ("42nee", 0), ("42[]", 0), ("42{}", 0), ("42[[1]]", 0), ('42["disconnect"]', 0), ('42["connect",{}]', 0),
        ("4" + "2" * 300, 0), ('42["proef:onbekend"]', 0), ("43[1]", 0), ("439[1]", 0), ("44", 0), ("40/elders,", 0),
        ('450-["proef:echo"]', 1), ('4599999-["proef:echo"]', 1), ('451-["proef:echo",{"_placeholder":true,"num":7}]', 1),
        ('451-["proef:echo",{"_placeholder":true,"num":"a"}]', 1), ("42" + "[" * 40_000, 0),
    ):  # fmt: skip
        odd.send(text)
        for _ in range(attachments):
            odd.send_binary(b"\x00")
    assert _ask(odd, "proef:echo", 5) == 5
    odd.ping("daar?")
    assert odd.recv_data(control_frame=True) == (ABNF.OPCODE_PONG, b"daar?")

    # A long wait of one is no wait for the others, nor for the next question of that one.
    odd.send('429["proef:traag",1]')
    begin = time.monotonic()
    assert reader.ask("proef:echo", "vlug") == "vlug" and _ask(odd, "proef:echo", 6) == 6
    assert time.monotonic() - begin < 0.9
    assert _answer(odd, "439") == {"ok": True, "er nog": True}

    # All of it left nothing behind.
    odd.close(status=1000)
    for half in (*halves, lazy):
        half.shutdown()
    begun.close()
    for _ in range(60):
        screen_of(server, theirs).close()
    # A connection or two of the database may have come.
    assert until(lambda: _files(pid) <= before + 2), f"{before} files were open, now {_files(pid)}"
    assert "Traceback" not in server.stop()


def test_many_screens_and_a_stop(als, serve, screen_of):
    """Three hundred screens cost no thread each, and a stop does not wait for them."""
    server = serve()
    (pid,) = server.workers
    screens = [screen_of(server, cookie(als(name))) for name in list(PEOPLE)[:10] for _ in range(30)]
    assert _ask(screens[0], "proef:zeg", {"kamer": None, "wat": "aan allen"}) == {"ok": True}
    for screen in screens[1:]:
        assert _next(screen, "42") == ["proef:gezegd", "aan allen"]
    assert len(os.listdir(f"/proc/{pid}/task")) < 60
    begin = time.monotonic()
    server.process.terminate()
    # All but a few answer.
    assert [_goodbye(screen) for screen in screens[:-5]] == [1000] * len(screens[:-5])
    assert until(lambda: not _lives(pid), 10)
    assert time.monotonic() - begin < 5


def test_two_processes_and_a_redis_that_comes_and_goes(als, serve, tmp_path):
    with own_redis(tmp_path) as (start, stop):
        url = start()
        servers = [serve(REDIS_URL=url), serve(REDIS_URL=url)]
        here, there = (Luisteraar(server, cookie(als("huisarts"))) for server in servers)
        assert [screen.ask("proef:in", "kamer")["samen"] for screen in (here, there)] == [1, 1]

        def say(what: object) -> bool:
            here.ask("proef:zeg", {"kamer": "kamer", "wat": what})
            return there.proeven[-1:] == [what]

        # From the first screen on a process listens, a moment later; then its screens may have missed something.
        assert until(lambda: say({"b": b"\x00\xff"})) and until(lambda: there.ask("proef:terug") == 1)
        stop()
        begin = time.monotonic()
        assert not say("zonder") and here.proeven[-1] == "zonder"
        assert time.monotonic() - begin < 1
        start()
        assert until(lambda: say("weer"), 10) and "zonder" not in there.proeven
        # Both are told: one that it did not hear, and that what the other said did not arrive.
        assert until(lambda: there.ask("proef:terug") >= 2 and here.ask("proef:terug") >= 2, 10)
        stop()
        for server in servers:
            assert "Traceback" not in server.stop()


def _shakes_hands(server: Bediend, koekje: str) -> None:
    """A screen need not wait for the answer to its handshake; another handshake is refused."""
    port = int(server.url.rpartition(":")[2])
    head = (
        f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {server.url}\r\n"
        f"Cookie: {koekje}\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=10) as screen:
        screen.sendall(head.encode() + _frame(b"40") + _frame(b'421["proef:echo",7]')[:9])
        came = b""
        while b"40{" not in came:
            came += screen.recv(4096)
        assert came.startswith(b"HTTP/1.1 101 ") and b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in came
        screen.sendall(_frame(b'421["proef:echo",7]')[9:])
        assert screen.recv(4096).endswith(b"431[7]")
    for wrong, status in (
        (head.replace("Version: 13", "Version: 12"), 400),
        (head.replace("transport=websocket", "transport=polling"), 400),
        (head.replace("Connection: keep-alive, Upgrade", "Connection: close"), 400),
        (head.replace("GET", "POST").replace("\r\n\r\n", "\r\nContent-Length: 0\r\n\r\n"), 400),
        (head.replace("overlegtafel=", "anders="), 401),
    ):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as screen:
            screen.sendall(wrong.encode())
            assert screen.recv(4096).startswith(b"HTTP/1.1 %d " % status)


def _frame(payload: bytes, first: int = 0x81) -> bytes:
    """As a browser sends it, masked with nothing."""
    size = len(payload)
    if size < 126:
        length = bytes([0x80 | size])
    else:
        length = bytes([0xFE]) + size.to_bytes(2) if size < 0x10000 else bytes([0xFF]) + size.to_bytes(8)
    return bytes([first]) + length + bytes(4) + payload


def _ask(screen, event: str, data: object) -> object:
    screen.send(f"421{json.dumps([event, data])}")
    return _answer(screen, "431")


def _answer(screen, number: str) -> object:
    (answer,) = _next(screen, number)
    return answer


def _next(screen, begin: str) -> list:
    while not (message := screen.recv()).startswith(begin):
        assert message, "hung up"
    return json.loads(message[len(begin) :])


def _goodbye(screen) -> int:
    """With which code the server hangs up; the goodbye is answered."""
    with suppress(WebSocketConnectionClosedException, ConnectionError):
        while True:
            opcode, data = screen.recv_data(control_frame=True)
            if opcode == ABNF.OPCODE_CLOSE:
                return int.from_bytes(data[:2])
    return 0


def _files(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))


def _lives(pid: int) -> bool:
    """Not gone, and not a process that ended and waits to be counted."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
