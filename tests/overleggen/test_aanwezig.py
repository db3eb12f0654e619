"""Who is there, as themselves: standing in, afterwards, guests in the room, and who may take the chair."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from overlegtafel.core.datums import now, today
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg, Overlegwijziging
from overlegtafel.overleggen.models_punt import Agendapunt, Puntgast, Puntnotitie, Tafelstand
from overlegtafel.toegang.models import Gebruiker, Waarneming
from tests.overleggen.besproken import make_besproken, make_gesloten
from tests.overleggen.tafels import make_overleg, make_punt
from tests.persona import Persona, field
from tests.toegang.hulp import change
from tests.wereld import make_account

KOMT_BINNEN = "tafel/binnen"


@pytest.fixture
def invaller(app, wereld):
    """invaller(functie, name): somebody of the own organisatie of `name`, who stands in for them today; and their id."""

    def make(functie: str, name: str):
        with app.app_context():
            for_whom = db.session.get(Gebruiker, getattr(wereld, name))
            key = uuid4()
            db.session.add(
                Gebruiker(
                    id=key, account=make_account("invaller"), voornaam="Lieke", voorvoegsel="", achternaam="Hanssen",
                    functie=functie, telefoon="", organisatie_id=for_whom.organisatie_id,
                )
            )  # fmt: skip
            db.session.flush()
            db.session.add(
                Waarneming(
                    id=uuid4(), voor_id=for_whom.id, door_id=key, van=today(), tot=today(), gemaakt_op=now(),
                    gemaakt_door_id=wereld.beheer,
                )
            )  # fmt: skip
            db.session.commit()
        return Persona(app, "invaller@demo.test"), key

    return make


def rows(app, overleg_id) -> dict:
    with app.app_context():
        found = db.session.scalars(select(Genodigde).where(Genodigde.overleg_id == overleg_id))
        return {g.gebruiker_id: g for g in found.unique()}


def make_running(app, wereld, **values):
    """A meeting that goes on, at Truus, with a note; and the item of the mother."""
    with app.app_context():
        overleg = make_overleg(wereld, staat="bezig", begint_op=now(), **values)
        truus = make_punt(overleg, wereld.truus, vraag="Slaapt zij weer?")
        moeder = make_punt(overleg, wereld.moeder, vraag="Gaat de post open?")
        db.session.add(Puntnotitie(agendapunt_id=truus.id, tekst="Medicatie omlaag", op=now(), door_id=wereld.huisarts))
        stand = db.session.get(Tafelstand, overleg.id)
        stand.punt_id, stand.sinds, stand.op_scherm = truus.id, now(), True
        db.session.commit()
        return f"/overleggen/{overleg.id}", overleg.id, truus.id, moeder.id


def test_who_stands_in_is_there_as_themselves(app, als, wereld, invaller):
    url, overleg_id, *_ = make_running(app, wereld)
    lieke, key = invaller("psychiater", "psychiater")
    assert "Ik ben er" in lieke.text(f"{url}/tafel")
    for _ in range(2):
        assert lieke.post(f"{url}/{KOMT_BINNEN}").status_code == 303
    there = rows(app, overleg_id)
    assert there[key].is_binnen and there[key].voor_id == wereld.psychiater
    assert there[wereld.psychiater].binnen_op is None and there[wereld.psychiater].komt == ""
    assert lieke.post(f"{url}/tafel/volgen", {"alleen": "1"}).status_code == 303
    assert rows(app, overleg_id)[wereld.psychiater].volgt and not rows(app, overleg_id)[key].volgt
    shown = als("huisarts").text(f"{url}/overzicht")
    here = shown[shown.index("Wie waren er") : shown.index("Waren er niet")]
    assert (
        "Lieke Hanssen" in here and "waarnemend voor Ruth de Groot" in here and "Ruth de Groot psychiater" not in here
    )
    assert lieke.post(f"{url}/tafel/weg").status_code == 303
    assert not rows(app, overleg_id)[key].is_binnen


def test_the_minutes_name_who_stood_in_and_not_whom_for(app, als, wereld, invaller):
    url, overleg_id, truus, _ = make_running(app, wereld)
    lieke, _ = invaller("wijkverpleegkundige", "wijkverpleging")
    lieke.post(f"{url}/{KOMT_BINNEN}")
    als("huisarts").post(f"{url}/tafel/sluiten")
    shown = als("huisarts").text(f"/overleggen/punten/{truus}/verslag")
    here = shown[shown.index("Wie waren erbij") :]
    assert "Lieke Hanssen" in here and "waarnemend voor Saïda El Amrani" in here and "Saïda El Amrani wijk" not in here


def test_a_colleagues_answer_is_theirs_and_only_who_may_write_chairs_for_them(app, als, wereld, invaller):
    with app.app_context():
        overleg_id = make_overleg(wereld, begint_op=now()).id
        db.session.commit()
    url = f"/overleggen/{overleg_id}"
    bo, key = invaller("praktijkassistent", "huisarts")
    assert bo.post(f"{url}/komt", {"komt": "nee"}).status_code == 403
    assert rows(app, overleg_id)[wereld.huisarts].komt == ""
    assert 'name="komt"' not in bo.get(url).text and "U neemt waar voor Els Peeters" in bo.text(url)
    assert 'name="komt"' not in bo.get("/overleggen").text
    assert bo.post(f"{url}/tafel/begin").status_code == 403
    als("huisarts").post(f"{url}/tafel/begin")
    bo.post(f"{url}/{KOMT_BINNEN}")
    assert not rows(app, overleg_id)[key].is_voorzitter
    assert bo.post(f"{url}/tafel/neem-mee").status_code == 403
    assert bo.post(f"{url}/tafel/weg").status_code == 303
    assert rows(app, overleg_id)[wereld.huisarts].is_binnen, "the chair is still in"


def test_who_stands_in_for_the_chair_chairs_as_long_as_they_do(app, als, wereld, invaller):
    url, overleg_id, *_ = make_running(app, wereld)
    lieke, key = invaller("huisarts", "huisarts")
    lieke.post(f"{url}/{KOMT_BINNEN}")
    assert rows(app, overleg_id)[key].is_voorzitter
    assert lieke.post(f"{url}/tafel/neem-mee").status_code == 303
    change(app, update(Waarneming).values(beeindigd_op=now()))
    assert lieke.post(f"{url}/tafel/neem-mee").status_code == 403


def test_the_wall_looks_at_who_stands_in_and_not_at_whom_they_stand_in_for(app, als, wereld, invaller):
    url, _, *_ = make_running(app, wereld)
    als("huisarts").post(f"{url}/{KOMT_BINNEN}")
    assert "Medicatie omlaag" in als("huisarts").text(f"{url}/scherm")
    # For the nurse, but of a domain the client said nothing to.
    lieke, _ = invaller("psychiater", "wijkverpleging")
    lieke.post(f"{url}/{KOMT_BINNEN}")
    shown = als("huisarts").text(f"{url}/scherm")
    assert "Besloten agendapunt" in shown and "Truus" not in shown and "Medicatie" not in shown


@pytest.mark.parametrize("who", [{"naam": "Lei Moonen", "rol": "broer"}, {"gebruiker": "gezinsregisseur"}])
def test_a_guest_of_another_item_in_the_room_closes_the_wall_until_they_left(app, als, wereld, who):
    url, overleg_id, truus, moeder = make_running(app, wereld)
    huisarts = als("huisarts")
    person = {"gebruiker_id": getattr(wereld, who["gebruiker"])} if "gebruiker" in who else who
    with app.app_context():
        gast = Puntgast(id=uuid4(), agendapunt_id=moeder, door_id=wereld.huisarts, op=now(), **person)
        db.session.add(gast)
        db.session.commit()
        gast_id = str(gast.id)
    assert "Medicatie omlaag" in huisarts.text(f"{url}/scherm"), "asked along, not in the room"
    huisarts.post(f"{url}/tafel/aanwezig", {"gast": gast_id, "er": "1"})
    shown = huisarts.text(f"{url}/scherm")
    assert "Besloten agendapunt" in shown and "Medicatie" not in shown and "Truus" not in shown
    # Left the room: was there, for the minutes of that item, and is no reason any more.
    huisarts.post(f"{url}/tafel/aanwezig", {"gast": gast_id, "weg": "1"})
    assert "Medicatie omlaag" in huisarts.text(f"{url}/scherm")
    with app.app_context():
        assert db.session.get(Puntgast, gast.id).is_er


def test_a_guest_by_name_of_this_item_too_sees_it(app, als, wereld):
    url, _, truus, moeder = make_running(app, wereld)
    with app.app_context():
        for punt_id in (truus, moeder):
            db.session.add(
                Puntgast(
                    id=uuid4(), agendapunt_id=punt_id, naam="Lei Moonen", door_id=wereld.huisarts, op=now(), is_er=True
                )
            )
        db.session.commit()
    assert "Medicatie omlaag" in als("huisarts").text(f"{url}/scherm")


def test_who_was_there_can_be_corrected_for_a_while_and_leaves_a_trace(app, als, wereld):
    with app.app_context():
        overleg = make_gesloten(wereld, er_waren=("huisarts", "psychiater"))
        punt_id = make_besproken(wereld, overleg, wereld.truus).id
        db.session.commit()
        overleg_id = overleg.id
    url, there = f"/overleggen/{overleg_id}/tafel", rows(app, overleg_id)
    huisarts = als("huisarts")
    nurse, psychiater = (str(there[key].id) for key in (wereld.wijkverpleging, wereld.psychiater))
    assert huisarts.post(f"{url}/aanwezig", {"genodigde": nurse, "er": "1"}).status_code == 303
    assert huisarts.post(f"{url}/aanwezig", {"genodigde": psychiater}).status_code == 303
    there = rows(app, overleg_id)
    assert there[wereld.wijkverpleging].binnen_op and there[wereld.psychiater].binnen_op is None
    assert "Saïda El Amrani" in huisarts.text(f"/overleggen/punten/{punt_id}/verslag").partition("Wie waren erbij")[2]
    with app.app_context():
        said = db.session.scalars(select(Overlegwijziging.toelichting).order_by(Overlegwijziging.op)).all()
        assert said == ["Saïda El Amrani was er", "Ruth de Groot was er niet"]
    assert als("wijkverpleging").post(f"{url}/aanwezig", {"genodigde": psychiater, "er": "1"}).status_code == 403
    # The time to correct is over.
    change(app, update(Overleg).values(gesloten_op=now() - timedelta(days=200)))
    assert "Was er" not in huisarts.get(url).text
    assert huisarts.post(f"{url}/aanwezig", {"genodigde": psychiater, "er": "1"}).status_code == 422
    assert rows(app, overleg_id)[wereld.psychiater].binnen_op is None
    als("wijkverpleging").post(f"{url}/weg")
    assert als("wijkverpleging").post(f"{url}/binnen").status_code == 303
    assert rows(app, overleg_id)[wereld.wijkverpleging].binnen_op == there[wereld.wijkverpleging].binnen_op


def test_nobody_is_in_before_it_begins(app, als, wereld):
    with app.app_context():
        overleg_id = make_overleg(wereld).id
        db.session.commit()
    url, there = f"/overleggen/{overleg_id}/tafel", rows(app, overleg_id)
    als("wijkverpleging").post(f"{url}/binnen")
    key = str(there[wereld.wijkverpleging].id)
    assert als("huisarts").post(f"{url}/aanwezig", {"genodigde": key, "er": "1"}).status_code == 422
    assert rows(app, overleg_id)[wereld.wijkverpleging].binnen_op is None


def test_nobody_takes_the_chair_of_what_is_over(app, als, wereld):
    with app.app_context():
        overleg = make_gesloten(wereld)
        punt_id = make_besproken(wereld, overleg, wereld.truus).id
        db.session.commit()
        overleg_id = overleg.id
    url, nurse = f"/overleggen/{overleg_id}", als("wijkverpleging")
    page = als("huisarts").get(f"/overleggen/punten/{punt_id}/verslag").text
    als("huisarts").post(f"/overleggen/punten/{punt_id}/vaststellen", {"versie": field(page, "versie")})
    mine = str(rows(app, overleg_id)[wereld.wijkverpleging].id)
    assert als("huisarts").post(f"{url}/mensen/{mine}/voorzitter", {"zit": "voor"}).status_code == 422
    change(app, update(Genodigde).where(Genodigde.gebruiker_id == wereld.huisarts).values(komt="nee"))
    change(app, update(Genodigde).where(Genodigde.gebruiker_id == wereld.wijkverpleging).values(komt="ja"))
    assert nurse.post(f"{url}/voorzitten").status_code == 303
    assert not rows(app, overleg_id)[wereld.wijkverpleging].is_voorzitter
    again = nurse.post(f"/overleggen/punten/{punt_id}/heropenen", {"reden": "zomaar", "versie": "1"})
    assert again.status_code == 403


def test_the_chair_is_for_who_comes_or_is_in(app, als, wereld):
    url, overleg_id, *_ = make_running(app, wereld, voorzitters=("huisarts",))
    change(app, update(Genodigde).where(Genodigde.is_voorzitter).values(komt="nee"))
    nurse = als("wijkverpleging")
    assert "Ik zit voor" not in nurse.text(url)
    nurse.post(f"{url}/voorzitten")
    assert not rows(app, overleg_id)[wereld.wijkverpleging].is_voorzitter
    nurse.post(f"{url}/{KOMT_BINNEN}")
    assert "Ik zit voor" in nurse.text(url)
    nurse.post(f"{url}/voorzitten")
    assert rows(app, overleg_id)[wereld.wijkverpleging].is_voorzitter


def test_a_page_that_is_open_asks_whether_all_it_shows_may_stay(app, als, wereld):
    url, overleg_id, truus, moeder = make_running(app, wereld)
    with app.app_context():
        along = Puntgast(
            id=uuid4(), agendapunt_id=truus, gebruiker_id=wereld.huisarts2, door_id=wereld.huisarts, op=now()
        )
        db.session.add(along)
        db.session.commit()
    nurse, guest = als("wijkverpleging"), als("huisarts2")
    for who, asked, status in (
        (nurse, f"overleg={overleg_id}&punt={truus}", 204),
        (nurse, f"overleg={overleg_id}&punt={truus}&punt={moeder}", 404),
        (nurse, f"punt={truus}", 204),
        (nurse, f"punt={moeder}", 404),
        (nurse, f"overleg={uuid4()}", 404),
        (nurse, "overleg=x", 404),
        (guest, f"punt={truus}", 204),
        (guest, f"overleg={overleg_id}&punt={truus}", 204),
        (guest, f"client={wereld.truus}", 404),
        (guest, f"verslag={truus}", 404),
        (als("beheer"), f"overleg={overleg_id}", 404),
    ):
        assert who.get(f"/wacht?{asked}").status_code == status, asked
    with app.app_context():
        db.session.delete(db.session.get(Puntgast, along.id))
        db.session.delete(db.session.scalars(select(Genodigde).filter_by(gebruiker_id=wereld.wijkverpleging)).one())
        db.session.commit()
    assert nurse.get(f"/wacht?overleg={overleg_id}").status_code == 404
    assert guest.get(f"/wacht?punt={truus}").status_code == 404


def test_pages_of_a_meeting_name_what_they_show(app, als, wereld):
    url, overleg_id, truus, moeder = make_running(app, wereld)
    nurse = als("wijkverpleging")
    whole = f'data-wacht="overleg={overleg_id}&amp;punt={truus}"'
    for page, expected in (
        (url, whole),
        (f"{url}/overzicht", whole),
        (f"/overleggen/punten/{truus}/notitie", f'data-wacht="punt={truus}"'),
        (f"/overleggen/punten/{truus}/notitie/versies", f'data-wacht="punt={truus}"'),
        (f"/overleggen/punten/{truus}/gasten", f'data-wacht="punt={truus}"'),
    ):
        text = nurse.get(page).text
        assert expected in text and str(moeder) not in text, page
    assert f"punt={truus}" in als("huisarts").get(f"{url}/tafel/sluiten").text
    als("huisarts").post(f"{url}/tafel/sluiten")
    assert f'data-wacht="verslag={truus}"' in nurse.get(f"/overleggen/punten/{truus}/verslag").text
    with app.app_context():
        assert db.session.get(Agendapunt, truus).overleg_id == overleg_id
