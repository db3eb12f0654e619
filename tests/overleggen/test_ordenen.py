"""What a chair does with the agenda: order, minutes, dropping, postponing, undoing; and two chairs at once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from overlegtafel.core.datums import now, show_day
from overlegtafel.extensions import db
from overlegtafel.overleggen import agenda
from overlegtafel.overleggen.models import Overleg, Overlegwijziging
from overlegtafel.overleggen.models_punt import Agendapunt
from overlegtafel.overleggen.punten import give_reden
from tests.overleggen.tafels import make_overleg, make_punt
from tests.persona import readable
from tests.toegang.hulp import events, everything


class Tafel:
    """A meeting with three items (the second closed for the chair) and the next one, as the tests ask of them."""

    def __init__(self, app, wereld, **kwargs):
        self.app = app
        with app.app_context():
            overleg = make_overleg(wereld, mensen=("huisarts", "wijkverpleging", "huisarts2"), **kwargs)
            punten = [
                make_punt(overleg, wereld.truus, vraag="Vraag een", ingebracht_door_id=wereld.wijkverpleging),
                make_punt(overleg, wereld.gerrit, vraag="Geheim", ingebracht_door_id=wereld.huisarts2),
                make_punt(overleg),
            ]
            give_reden(punten[1], "afspraak", "x:1", now().date())
            self.later_dag = now() + timedelta(days=30)
            self.later = make_overleg(wereld, mensen=("huisarts",), begint_op=self.later_dag).id
            db.session.commit()
            self.id, self.plekken = overleg.id, [p.plek for p in punten]

    def do(self, persona, number: int, wat: str, *, versie: int | None = None, htmx: bool = True, **fields):
        url = f"/overleggen/{self.id}/agenda/{self.plekken[number]}/{wat}"
        return persona.post(url, {"versie": str(versie or self.versie)} | fields, htmx=htmx)

    @property
    def versie(self) -> int:
        with self.app.app_context():
            return db.session.get(Overleg, self.id).versie

    def order(self, overleg_id=None, staat: str = "open") -> list[str]:
        with self.app.app_context():
            query = select(Agendapunt).where(
                Agendapunt.overleg_id == (overleg_id or self.id), Agendapunt.staat == staat
            )
            return [p.vraag or p.titel for p in db.session.scalars(query.order_by(Agendapunt.volgorde))]


@pytest.fixture
def tafel(app, wereld) -> Tafel:
    return Tafel(app, wereld)


def test_up_and_down_with_and_without_javascript(als, tafel):
    chair = als("huisarts")
    assert tafel.do(chair, 0, "omlaag").status_code == 200
    assert tafel.order() == ["Geheim", "Vraag een", "Mededelingen"]
    answer = tafel.do(chair, 2, "omhoog", htmx=False)
    assert answer.status_code == 303 and answer.headers["Location"].endswith(f"/overleggen/{tafel.id}#agenda")
    assert tafel.order() == ["Geheim", "Mededelingen", "Vraag een"]
    before = tafel.versie
    assert tafel.do(chair, 1, "omhoog").status_code == 200
    assert tafel.versie == before, "at the top nothing happens"
    # The order stands for everybody, and the focus stays with what was moved.
    assert "data-focus" in tafel.do(chair, 0, "omhoog").text
    text = als("wijkverpleging").text(f"/overleggen/{tafel.id}")
    assert text.index("Besloten") < text.index("Vraag een") < text.index("Mededelingen")


def test_dragged_to_another_place(app, als, tafel):
    url = f"/overleggen/{tafel.id}/agenda/volgorde"
    form = {"versie": str(tafel.versie), "plek": [str(tafel.plekken[n]) for n in (2, 0, 1)]}
    assert als("huisarts").post(url, form, htmx=True).status_code == 200
    assert tafel.order() == ["Mededelingen", "Vraag een", "Geheim"]
    assert events(app, object_id=tafel.id) == ["overleg.volgorde"]
    before = everything(app)
    for plek, status in ((str(uuid4()), 404), ("geen", 400)):
        assert als("huisarts").post(url, {"versie": str(tafel.versie), "plek": [plek]}, htmx=True).status_code == status
    assert everything(app) == before


def test_what_is_new_comes_before_the_end_whatever_was_moved(app, als, wereld):
    with app.app_context():
        overleg = make_overleg(wereld)
        agenda.set_up(overleg)
        db.session.commit()
        tafel = Tafel.__new__(Tafel)
        tafel.app, tafel.id = app, overleg.id
        tafel.plekken = list(db.session.scalars(select(Agendapunt.plek).order_by(Agendapunt.volgorde)))
    tafel.do(als("huisarts"), 1, "omhoog")
    form = {"overleg": str(tafel.id), "wat": "triage", "tekst": "Nieuw"}
    assert als("wijkverpleging").post(f"/clienten/{wereld.truus}/overleggen/inbrengen", form).status_code == 303
    assert tafel.order() == ["Rondvraag", "Nieuw", "Welkom en wie is er"]


def test_minutes(app, als, tafel):
    assert tafel.do(als("huisarts"), 1, "minuten", minuten="15").status_code == 200
    assert als("huisarts2").text(f"/overleggen/{tafel.id}").count("31 van 90 minuten") == 1
    for typed in ("0", "121", "kwart", "-5", "²", ""):
        answer = tafel.do(als("huisarts"), 1, "minuten", minuten=typed)
        assert answer.status_code == 422 and "van 1 tot 120" in readable(answer), typed
        assert f'value="{typed}"' in answer.text
        # At the field it is about, which the keyboard is back in.
        field = answer.text.split(f'id="min-{tafel.plekken[1]}"')[1].split(">")[0]
        assert f'aria-describedby="min-{tafel.plekken[1]}-fout"' in field and "data-focus" in field
        assert answer.text.count("govuk-error-message") == 1
    assert "31 van 90" in als("huisarts").text(f"/overleggen/{tafel.id}")


def test_dropped_with_one_action_and_undone_with_one(app, als, tafel):
    chair = als("huisarts")
    answer = tafel.do(chair, 1, "weg")
    # The chair may not see whom it is about.
    assert "Het besloten punt is van de agenda" in readable(answer) and "Maak ongedaan" in readable(answer)
    assert "Geheim" not in answer.text and tafel.order() == ["Vraag een", "Mededelingen"]
    assert "Besloten" not in als("wijkverpleging").text(f"/overleggen/{tafel.id}")
    assert tafel.do(chair, 1, "terug").status_code == 200
    assert tafel.order() == ["Vraag een", "Geheim", "Mededelingen"]
    assert events(app, object_id=tafel.id) == ["overleg.punt_weg", "overleg.punt_terug"]


def test_postponed_to_the_next_meeting_with_its_reasons_and_undone(app, als, tafel):
    chair = als("huisarts")
    answer = tafel.do(chair, 1, "uitstel")
    assert f"op de agenda van {show_day(tafel.later_dag)}" in readable(answer)
    assert tafel.order(tafel.later) == ["Geheim"] and tafel.order(staat="doorgeschoven") == ["Geheim"]
    with app.app_context():
        old = db.session.scalars(select(Agendapunt).where(Agendapunt.staat == "doorgeschoven")).one()
        new = db.session.get(Agendapunt, old.verder_id)
        assert sorted(r.bron for r in new.redenen) == ["afspraak", "doorgeschoven"]
        assert new.ingebracht_door_id == old.ingebracht_door_id
    assert tafel.do(chair, 1, "terug").status_code == 200
    assert tafel.order(tafel.later) == [] and len(tafel.order()) == 3
    assert "Er is nog geen volgend overleg" not in readable(answer)
    # A fixed point stands on every agenda.
    assert "staat op elke agenda" in readable(tafel.do(chair, 2, "uitstel"))


def test_undone_leaves_what_somebody_asked_there_meanwhile(app, als, wereld, tafel):
    tafel.do(als("huisarts"), 0, "uitstel")
    form = {"overleg": str(tafel.later), "wat": "triage", "tekst": "En nu?"}
    assert als("huisarts").post(f"/clienten/{wereld.truus}/overleggen/inbrengen", form).status_code == 303
    assert tafel.do(als("huisarts"), 0, "terug").status_code == 200
    assert tafel.order(tafel.later) == ["Vraag een"] and "Vraag een" in tafel.order()


def test_without_a_next_meeting_it_says_so(app, als, wereld, tafel):
    with app.app_context():
        db.session.get(Overleg, tafel.later).staat = "vervallen"
        db.session.commit()
    before = everything(app)
    answer = tafel.do(als("huisarts"), 0, "uitstel")
    assert answer.status_code == 422 and "Er is nog geen volgend overleg" in readable(answer)
    assert everything(app) == before


def test_two_chairs_at_once_the_second_sees_the_agenda_as_it_is(app, wereld, als):
    tafel = Tafel(app, wereld, voorzitters=("huisarts", "wijkverpleging"))
    seen = tafel.versie
    assert tafel.do(als("huisarts"), 0, "weg", versie=seen).status_code == 200
    before = everything(app)
    for wat, fields in (("weg", {}), ("omhoog", {}), ("uitstel", {}), ("minuten", {"minuten": "9"})):
        answer = tafel.do(als("wijkverpleging"), 1, wat, versie=seen, **fields)
        assert answer.status_code == 409 and "Iemand anders veranderde dit overleg net" in readable(answer)
        assert f'name="versie" value="{tafel.versie}"' in answer.text
    # The number that was typed is still in the field.
    answer = tafel.do(als("wijkverpleging"), 2, "minuten", versie=seen, minuten="19")
    assert answer.status_code == 409 and 'value="19"' in answer.text
    assert everything(app) == before


def test_what_was_done_names_whom_it_was_done_with(als, tafel):
    chair = als("huisarts")
    assert "Truus van den Berg is van de agenda" in readable(tafel.do(chair, 0, "weg"))
    assert "Truus van den Berg staat weer op de agenda" in readable(tafel.do(chair, 0, "terug"))
    assert "‘Mededelingen’ is van de agenda" in readable(tafel.do(chair, 2, "weg"))
    # A message that waits in a cookie names nobody.
    answer = tafel.do(chair, 0, "weg", htmx=False)
    page = chair.get(answer.headers["Location"])
    assert "Het punt is van de agenda" in readable(page) and "Truus" not in answer.headers.get("Set-Cookie", "")


def test_what_a_meeting_about_one_client_is_about_stays_and_is_said_to_who_may_know(app, als, wereld):
    with app.app_context():
        hoc = make_overleg(wereld, "hoc", mensen=("huisarts", "huisarts2"), organisatie_id=None)
        plek = make_punt(hoc, wereld.truus, vraag="Wat wilt u?").plek
        db.session.commit()
        hoc = hoc.id
    page = als("huisarts").get(f"/overleggen/{hoc}")
    assert "Over Truus van den Berg" in readable(page) and "Haal weg" not in readable(page)
    assert "Truus" not in page.text.split("</title>")[0]
    other = als("huisarts2").text(f"/overleggen/{hoc}")
    assert "Truus" not in other and "Over" not in other.split("Agenda")[0].replace("Overleg", "")
    before = everything(app)
    answer = als("huisarts").post(f"/overleggen/{hoc}/agenda/{plek}/weg", {"versie": "1"}, htmx=True)
    assert answer.status_code == 422 and "Zeg het dan af" in readable(answer)
    assert everything(app) == before


def test_only_a_chair_and_only_as_long_as_it_is_not_over(app, als, tafel):
    before = everything(app)
    for name, status in (("wijkverpleging", 403), ("psychiater", 404)):
        for wat in ("omhoog", "omlaag", "weg", "uitstel", "terug", "minuten"):
            assert tafel.do(als(name), 0, wat, minuten="9").status_code == status
    assert everything(app) == before
    with app.app_context():
        db.session.get(Overleg, tafel.id).staat = "klaar"
        db.session.commit()
    answer = tafel.do(als("huisarts"), 0, "weg")
    assert answer.status_code == 422 and "voorbij" in readable(answer)
    assert "Haal weg" not in als("huisarts").text(f"/overleggen/{tafel.id}")


def test_what_is_kept_of_it_names_nobody(app, als, tafel):
    tafel.do(als("huisarts"), 0, "weg")
    with app.app_context():
        kept = db.session.scalars(select(Overlegwijziging)).all()
        assert [(w.wat, w.toelichting) for w in kept] == [("overleg.punt_weg", "")]
