"""Writing together over real sockets: who sees what, what is stored, who is thrown out, and what is refused."""

import pytest
from sqlalchemy import select, update

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen import notities
from overlegtafel.overleggen.models_notitie import Notitiehand, Notitiestuk
from overlegtafel.overleggen.models_punt import Puntversie
from overlegtafel.toegang.models_inzage import Inzageregel, Toestemming
from tests.berichten.schermen import Bediend, cookie, until
from tests.overleggen.livescherm import Schrijver
from tests.overleggen.tafels import make_overleg, make_punt
from tests.persona import field

SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def server(database_url):
    made = Bediend(database_url)
    assert until(made.answers), "the server did not start"
    yield made
    if made.process.poll() is None:
        made.stop()


@pytest.fixture
def punt_id(app, wereld):
    with app.app_context():
        overleg = make_overleg(wereld, staat="bezig", begint_op=now())
        punt = make_punt(overleg, wereld.truus)
        db.session.commit()
        return punt.id


@pytest.fixture
def schrijf(server, als, punt_id):
    made = []

    def begin(name: str, **more) -> Schrijver:
        made.append(Schrijver(server, cookie(als(name)), punt_id, **more))
        return made[-1]

    yield begin
    for one in made:
        one.close()


def codes(app, client_id) -> list[tuple]:
    with app.app_context():
        rows = db.session.execute(
            select(Inzageregel.gebeurtenis, Inzageregel.gebruiker_id).where(Inzageregel.client_id == client_id)
        )
        return [tuple(row) for row in rows]


def test_two_write_in_one_note_and_it_becomes_a_version_of_both(app, wereld, punt_id, schrijf):
    huisarts, nurse = schrijf("huisarts"), schrijf("wijkverpleging")
    assert huisarts.antwoord["schrijven"] and nurse.antwoord["schrijven"]
    assert huisarts.typ("Slaapt slecht. ") == {"ok": True}
    assert nurse.reads("Slaapt slecht. ")
    assert nurse.typ("Medicatie nagekeken 👩🏽‍🦽.") == {"ok": True}
    assert huisarts.reads("Medicatie nagekeken 👩🏽‍🦽.") and huisarts.leest == nurse.leest
    with app.app_context():
        assert [t.decode("latin-1") for t in db.session.scalars(select(Notitiestuk.wijziging))]
        note = notities.settle(punt_id)
        db.session.commit()
        assert note.tekst == huisarts.leest and note.versie == 1 and note.door.id == wereld.wijkverpleging
        versie = db.session.scalars(select(Puntversie)).one()
        assert [wie for _, wie, _ in versie.handen] == [str(wereld.huisarts), str(wereld.wijkverpleging)]
        assert db.session.scalar(select(Notitiestuk.id)) is None
    # Who comes later gets it all, and goes on in it.
    later = schrijf("sociaalteam", open_=False)
    assert later.open()["ok"] is False
    # One line of reading and one of writing each, however much is typed.
    huisarts.typ("Nog een zin.")
    assert sorted(codes(app, wereld.truus), key=str) == sorted(
        [
            (code, who)
            for who in (wereld.huisarts, wereld.wijkverpleging)
            for code in ("overleg.punt", "overleg.notitie_gewijzigd")
        ]
        + [("client.geweigerd", wereld.sociaalteam)],
        key=str,
    )


@SQLITE
def test_consent_withdrawn_and_nothing_more_comes(app, wereld, punt_id, schrijf):
    huisarts, nurse = schrijf("huisarts"), schrijf("wijkverpleging")
    huisarts.typ("Een. ")
    assert nurse.reads("Een. ")
    with app.app_context():
        from overlegtafel.clienten.signalen import toegang_gewijzigd

        db.session.execute(
            update(Toestemming).where(Toestemming.client_id == wereld.truus).values(ingetrokken_op=now())
        )
        toegang_gewijzigd.send(client_ids=[wereld.truus])
        db.session.commit()
    assert nurse.hears("notitie:weg") and huisarts.typ("Twee. ")["ok"] in (True, False)
    assert "Twee" not in nurse.leest
    assert nurse.typ("Drie.")["reden"] in ("weg", "gat")


@SQLITE
def test_what_is_no_update_of_mine_is_refused(app, wereld, punt_id, schrijf):
    huisarts, nurse = schrijf("huisarts", hand=77), schrijf("wijkverpleging")
    assert huisarts.typ("Echt.") == {"ok": True}
    assert nurse.reads("Echt.")
    assert nurse.send(b"\x01\x02rommel")["reden"] == "vorm"
    assert nurse.ask("notitie:wijziging", update="geen bytes")["reden"] == "vorm"
    assert nurse.ask("notitie:wijziging")["reden"] == "vorm"
    assert nurse._client.call("notitie:wijziging", None)["reden"] == "gat"
    assert nurse._client.call("notitie:open", ["x"])["reden"] == "weg"
    forged = schrijf("wijkverpleging", hand=77)
    assert forged.typ("Namens haar.")["reden"] == "hand"
    assert nurse.typ(" Gewoon verder.") == {"ok": True}
    assert huisarts.reads("Gewoon verder.")
    with app.app_context():
        hands = {h.hand: h.gebruiker_id for h in db.session.scalars(select(Notitiehand))}
        assert hands[77] == wereld.huisarts


@SQLITE
def test_too_large_too_fast_too_full_and_out_of_order(app, wereld, punt_id, schrijf):
    huisarts, nurse = schrijf("huisarts"), schrijf("wijkverpleging")
    answer = huisarts.typ("x" * 66_000)
    assert answer["reden"] == "groot" and "kleinere stukken" in answer["melding"]
    # What was not taken is still in that document only; a screen that begins anew goes on.
    huisarts = schrijf("huisarts")
    first = huisarts.change(lambda tekst: tekst.insert(0, "een "))
    second = huisarts.change(lambda tekst: tekst.insert(4, "twee "))
    assert huisarts.send(second)["reden"] == "gat"
    assert huisarts.send(first) == huisarts.send(second) == {"ok": True}
    # Sent again because the answer got lost: taken, and stored once.
    assert huisarts.send(second) == {"ok": True}
    assert nurse.reads("een twee ")
    # Full: refused with what to do; taking away makes room again.
    answers = [nurse.typ("y" * 19_000), nurse.typ("z" * 1_500)]
    assert answers[0] == {"ok": True} and answers[1]["reden"] == "vol" and "20000 tekens" in answers[1]["melding"]
    again = schrijf("wijkverpleging")
    del_ = again.change(lambda tekst: tekst.__delitem__(slice(0, 5_000)))
    assert again.send(del_) == {"ok": True} and again.typ("z" * 1_500) == {"ok": True}
    # Faster than anybody types: not taken now, and taken when it is sent again.
    piece = again.change(lambda tekst: tekst.insert(0, "rustig "))
    for _ in range(65):
        again._client.emit("notitie:wijziging", {"agendapunt": str(punt_id), "update": b"\x00\x00"})
    assert again.send(piece)["reden"] == "snel"
    assert again.insist(piece) == {"ok": True} and nurse.reads("rustig ")
    with app.app_context():
        assert db.session.query(Notitiestuk).count() < 12
        text = notities.settle(punt_id).tekst
        assert text.count("een twee") <= 1 and len(text) <= 20_000
        db.session.rollback()


@SQLITE
def test_settled_while_they_type_and_saved_by_form_beside_it(app, als, wereld, punt_id, schrijf, server):
    huisarts, nurse = schrijf("huisarts"), schrijf("wijkverpleging")
    for number in range(30):
        assert (huisarts if number % 2 else nurse).typ(f"woord{number} ") == {"ok": True}
        if number % 7 == 3:
            with app.app_context():
                notities.settle(punt_id)
                db.session.commit()
    assert until(lambda: huisarts.leest == nurse.leest)
    assert all(f"woord{number} " in huisarts.leest for number in range(30))
    # Without JavaScript: the form, from the version its page holds; the open screens get it as well.
    with app.app_context():
        notities.settle(punt_id)
        db.session.commit()
    page = als("huisarts").get(f"/overleggen/punten/{punt_id}/notitie").get_data(as_text=True)
    typed = {"tekst": huisarts.leest.replace("woord3 ", "Woord drie "), "versie": field(page, "versie")}
    assert server.send(als("huisarts"), f"/overleggen/punten/{punt_id}/notitie", typed) == 303
    assert nurse.reads("Woord drie ") and huisarts.reads("Woord drie ")
    assert nurse.typ("tot slot") == {"ok": True} and huisarts.reads("tot slot")
    with app.app_context():
        assert notities.settle(punt_id).tekst == nurse.leest
        number = db.session.query(Puntversie).count()
        # Nothing typed since: nothing new.
        notities.settle(punt_id)
        assert db.session.query(Puntversie).count() == number
        db.session.commit()
