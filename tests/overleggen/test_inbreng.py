"""Bringing a client in from the client's page, who will see it, a second question, and taking it back."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import now, today
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Puntgast
from overlegtafel.toegang.domein import Domein
from tests.overleggen.tafels import make_overleg, make_punt
from tests.persona import readable
from tests.plannen.hulp import form_in, message_at
from tests.toegang.hulp import change, events, everything, log_lines
from tests.wereld import allow

VRAAG = "Kan zij nog alleen thuis blijven?"


@pytest.fixture
def mdo(app, wereld):
    with app.app_context():
        overleg = make_overleg(wereld, begint_op=now() + timedelta(days=3))
        db.session.commit()
        return overleg.id


def url(client_id) -> str:
    return f"/clienten/{client_id}/overleggen/inbrengen"


def bring(persona, client_id, overleg_id, **fields):
    form = {"overleg": str(overleg_id), "wat": "consultatie", "tekst": VRAAG, "minuten": ""}
    return persona.post(url(client_id), form | fields)


def punten(app) -> list[Agendapunt]:
    with app.app_context():
        return list(db.session.scalars(select(Agendapunt).order_by(Agendapunt.volgorde)))


def test_from_the_field_on_the_clients_page_to_the_agenda(app, als, wereld, mdo):
    nurse, doctor = als("wijkverpleging"), als("huisarts")
    assert "Inbrengen in een overleg" in nurse.text(f"/clienten/{wereld.truus}")
    sent = nurse.post(f"/clienten/{wereld.truus}/waar", {"tekst": VRAAG, "soort": "inbreng"})
    assert sent.status_code == 307 and sent.headers["Location"].endswith("/overleggen/inbrengen/begin")
    page = nurse.post(f"{url(wereld.truus)}/begin", {"tekst": VRAAG, "soort": "inbreng"})
    form = form_in(page, url(wereld.truus))
    assert form["tekst"].strip() == VRAAG and form["overleg"] == str(mdo)
    answer = nurse.post(url(wereld.truus), form | {"wat": "triage"}, follow_redirects=True)
    assert "Ingebracht. Het staat op de agenda van MDO, Huisartsenpraktijk Nazareth" in readable(answer)
    (punt,) = punten(app)
    assert (punt.client_id, punt.vraag, punt.soort, punt.minuten) == (wereld.truus, VRAAG, "triage", 8)
    agenda = doctor.text(f"/overleggen/{mdo}")
    assert VRAAG in agenda and "Triage" in agenda and "Ingebracht door Saïda El Amrani" in agenda
    assert "overleg.ingebracht" in events(app, client_id=wereld.truus)
    line = log_lines(app, gebeurtenis="overleg.ingebracht")[0]
    assert (line.gebruiker_id, line.object_id) == (wereld.wijkverpleging, punt.id)


def test_it_shows_beforehand_who_will_see_it_and_who_not_and_why(app, als, wereld, mdo):
    with app.app_context():
        allow(wereld.truus, Domein.SOCIAAL)
        db.session.commit()
    page = als("wijkverpleging").get(url(wereld.truus))
    text = readable(page)
    assert "Els Peeters huisarts en u." in text
    assert "Wim Dols contactpersoon sociaal team" in text.split("Mag bij dit punt meepraten")[1]
    assert "Ruth de Groot (psychiater; geen toestemming voor GGZ)" in text
    live = als("wijkverpleging").post(f"{url(wereld.truus)}/kijkers", {"overleg": str(mdo)}, htmx=True)
    assert "Els Peeters" in readable(live) and 'id="kijkers"' in live.text
    # Ticked: the social team sees that item, and no plan.
    form = form_in(page, url(wereld.truus))
    assert form["mee"] == str(wereld.sociaalteam)
    assert als("wijkverpleging").post(url(wereld.truus), form | {"tekst": VRAAG}).status_code == 303
    assert VRAAG in als("sociaalteam").text(f"/overleggen/{mdo}")
    assert als("sociaalteam").get(f"/clienten/{wereld.truus}").status_code == 404
    assert "Truus" not in als("psychiater").text(f"/overleggen/{mdo}")


def test_nobody_is_asked_along_who_has_no_consent_or_was_not_ticked(app, als, wereld, mdo):
    sent = {"mee": str(wereld.psychiater), "mee_voor": str(mdo)}
    assert bring(als("wijkverpleging"), wereld.truus, mdo, **sent).status_code == 303
    with app.app_context():
        assert not db.session.scalars(select(Puntgast)).all()


def test_a_second_question_goes_with_the_item_that_is_there(app, als, wereld, mdo):
    assert bring(als("wijkverpleging"), wereld.truus, mdo).status_code == 303
    assert bring(als("huisarts"), wereld.truus, mdo, tekst="En haar medicijnen?", minuten="12").status_code == 303
    (punt,) = punten(app)
    assert (punt.vraag, punt.ingebracht_door_id, punt.minuten) == (VRAAG, wereld.wijkverpleging, 12)
    text = als("wijkverpleging").text(f"/overleggen/{mdo}")
    assert VRAAG in text and "Ook gevraagd door Els Peeters: En haar medicijnen?" in text
    # An item that came by itself takes the question as its own.
    with app.app_context():
        make_punt(db.session.get(Overleg, mdo), wereld.moeder, soort="bespreken")
        db.session.commit()
    bring(als("sociaalteam"), wereld.moeder, mdo, tekst="Wie belt de woningbouw?")
    found = next(p for p in punten(app) if p.client_id == wereld.moeder)
    assert (found.vraag, found.ingebracht_door_id) == ("Wie belt de woningbouw?", wereld.sociaalteam)


def test_a_second_question_says_that_it_comes_with_the_first(app, als, wereld, mdo):
    nurse = als("wijkverpleging")
    assert "staat al op deze agenda" not in nurse.text(url(wereld.truus))
    bring(nurse, wereld.truus, mdo)
    page = nurse.text(url(wereld.truus))
    assert f"Truus van den Berg staat al op deze agenda. Gevraagd is: ‘{VRAAG}’. Uw vraag komt erbij." in page
    answer = bring(nurse, wereld.truus, mdo, tekst="En haar medicijnen?")
    said = readable(nurse.get(answer.headers["Location"]))
    assert "Het stond al op de agenda van MDO" in said and "uw vraag staat erbij" in said
    assert f"Uw vragen: {VRAAG} · En haar medicijnen?" in said
    # Of the own practice and not invited: that it is there, not what others ask.
    with app.app_context():
        db.session.query(Genodigde).filter_by(gebruiker_id=wereld.huisarts).delete()
        db.session.commit()
    page = als("huisarts").text(url(wereld.truus))
    assert "staat al op deze agenda. Uw vraag komt erbij" in page and VRAAG not in page
    before = len(events(app, client_id=wereld.truus))
    live = nurse.post(f"{url(wereld.truus)}/kijkers", {"overleg": str(mdo)}, htmx=True)
    assert "En haar medicijnen?" in readable(live) and len(events(app, client_id=wereld.truus)) == before + 1


def test_taking_back_leaves_what_others_asked(app, als, wereld, mdo):
    nurse, doctor = als("wijkverpleging"), als("huisarts")
    bring(nurse, wereld.truus, mdo)
    bring(doctor, wereld.truus, mdo, tekst="En haar medicijnen?")
    (punt,) = punten(app)
    where = f"{url(wereld.truus)}/{punt.id}/intrekken"
    assert als("psychiater").post(where).status_code == 404
    assert als("assistent").post(where).status_code == 403
    page = nurse.text(f"/clienten/{wereld.truus}")
    assert f"Uw vraag: {VRAAG}" in page and "medicijnen" not in page.split("Wie ben ik")[0]
    assert nurse.post(where).status_code == 303
    (punt,) = punten(app)
    assert (punt.vraag, punt.ingebracht_door_id, punt.staat) == ("En haar medicijnen?", wereld.huisarts, "open")
    assert nurse.post(where).status_code == 404, "nothing of hers left"
    assert doctor.post(where).status_code == 303
    assert punten(app)[0].staat == "vervallen" and VRAAG not in doctor.text(f"/overleggen/{mdo}")
    assert events(app, gebeurtenis="overleg.ingetrokken") == ["overleg.ingetrokken"] * 2


def test_the_clients_page_says_where_it_stands_to_who_may_know(app, als, wereld, mdo):
    bring(als("wijkverpleging"), wereld.truus, mdo)
    says = "Op de agenda van MDO, Huisartsenpraktijk Nazareth"
    # Not invited, but a relation and consent: that it is there, and not what is asked.
    page = als("assistent").text(f"/clienten/{wereld.truus}")
    assert says in page and VRAAG not in page
    with app.app_context():
        allow(wereld.truus, Domein.HUISARTSENZORG, besluit="nee", soort="overleg")
        db.session.commit()
    page = als("assistent").text(f"/clienten/{wereld.truus}")
    assert says not in page and "Inbrengen in een overleg" not in page
    assert als("huisarts").get(url(wereld.truus)).status_code == 404
    assert bring(als("huisarts"), wereld.truus, mdo).status_code == 404


def test_what_cannot_be_brought_in_keeps_what_was_typed(app, als, wereld, mdo):
    nurse = als("wijkverpleging")
    before = everything(app)
    for field, wrong, says in (
        ("tekst", {"tekst": "  "}, "in één zin"),
        ("tekst", {"tekst": "te lang " * 60}, "hooguit 300"),
        ("minuten", {"minuten": "een kwartier"}, "van 1 tot 120"),
    ):
        answer = bring(nurse, wereld.truus, mdo, **wrong)
        assert answer.status_code == 422 and says in message_at(answer, field)
        assert form_in(answer, url(wereld.truus))["tekst"].strip() == wrong.get("tekst", VRAAG).strip()
    for wrong, says in (({"overleg": ""}, "Kies in welk overleg."), ({"wat": "roddelen"}, "Kies waarvoor")):
        answer = bring(nurse, wereld.truus, mdo, **wrong)
        assert answer.status_code == 422 and says in readable(answer) and VRAAG in answer.text
    assert everything(app) == before


def test_where_and_by_whom_and_until_when(app, als, wereld, mdo):
    with app.app_context():
        closed = make_overleg(wereld, begint_op=now() + timedelta(hours=3))
        closed.inbreng_tot = now() - timedelta(hours=1)
        elsewhere = make_overleg(wereld, mensen=("huisarts2",), voorzitters=("huisarts2",), organisatie_id=wereld.oost)
        db.session.commit()
        closed, elsewhere = closed.id, elsewhere.id
    page = als("wijkverpleging").get(url(wereld.truus)).text
    assert str(mdo) in page and str(closed) not in page and str(elsewhere) not in page
    chair = als("huisarts").text(url(wereld.truus))
    assert chair.count("als voorzitter kunt u nog inbrengen") == 1
    answer = bring(als("wijkverpleging"), wereld.truus, closed)
    assert answer.status_code == 422 and "Inbrengen kan hier niet meer" in readable(answer) and VRAAG in answer.text
    assert bring(als("wijkverpleging"), wereld.truus, elsewhere).status_code == 404
    assert bring(als("huisarts"), wereld.truus, closed).status_code == 303, "a chair still may"
    # Of the own practice, but not invited: brings in, and only reads nothing.
    assert als("assistent").get(url(wereld.truus)).status_code == 403
    assert bring(als("psychiater"), wereld.truus, mdo).status_code == 404


def test_who_died_is_not_brought_in(app, als, wereld, mdo):
    change(app, update(Client).where(Client.id == wereld.truus).values(overleden_op=today()))
    answer = bring(als("wijkverpleging"), wereld.truus, mdo)
    assert answer.status_code == 422 and "overleden" in readable(answer)
    assert "Inbrengen in een overleg" not in als("wijkverpleging").text(f"/clienten/{wereld.truus}")
