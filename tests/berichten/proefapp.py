"""The app as it is served, with events that the real screens do not have: what they do to the loop can be seen from outside."""

import time

import gevent
from flask import Flask

from overlegtafel import create_app
from overlegtafel.core import live


def served() -> Flask:
    app = create_app()
    gone: list[str] = []
    back: list[int] = []

    def enter(sid, room):
        live.enter(app, sid, room)
        return {"sid": sid, "samen": len(live.list_in(app, room)), "sessie": str(live.sessie_of(app, sid))}

    def say(sid, data):
        live.send(app, "proef:gezegd", data["wat"], room=data["kamer"], skip=sid if data.get("anderen") else None)
        return {"ok": True}

    def flood(_sid, data):
        for _ in range(data["stuks"]):
            live.send(app, "proef:gezegd", bytes(data["grootte"]), room=data["kamer"])
            gevent.sleep(0.01)
        return {"ok": True}

    def whisper(_sid, data):
        live.send(app, "proef:gezegd", data["wat"], to=data["aan"])
        return {"ok": True}

    def leave(sid, room):
        live.leave(app, sid, room)
        return {"ok": True}

    def slow(sid, seconds):
        live.lus_of(app).wait(time.sleep, seconds)
        return {"ok": True, "er nog": live.sessie_of(app, sid) is not None}

    def fail(_sid, data):
        raise ValueError("Truus Peeters")

    def fail_in_thread(_sid, data):
        return live.lus_of(app).wait(fail, _sid, data)

    def close(_sid, other):
        live.close(app, other)
        return {"ok": True}

    def later(sid, seconds):
        live.lus_of(app).later(seconds, lambda: live.send(app, "proef:gezegd", "later", to=sid))
        return {"ok": True}

    live.on_weg(app, gone.append)
    live.on_redis_terug(app, lambda: back.append(1))
    handlers = {
        "in": enter, "zeg": say, "veel": flood, "fluister": whisper, "uit": leave, "traag": slow, "stuk": fail, "draadstuk": fail_in_thread,
        "sluit": close, "later": later, "weg": lambda *_: gone, "terug": lambda *_: len(back), "echo": lambda _sid, data: data,
    }  # fmt: skip
    for name, handler in handlers.items():
        live.on(app, f"proef:{name}", handler)
    return app
