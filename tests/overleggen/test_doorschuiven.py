"""What is not reached goes on by itself; what was dropped does not; and clients to whom something happens meanwhile."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from overlegtafel.clienten.models import Client
from overlegtafel.clienten.samenvoegen import move_records
from overlegtafel.clienten.signalen import toegang_gewijzigd
from overlegtafel.core.datums import now, today
from overlegtafel.core.transaction import pending_lines
from overlegtafel.extensions import db
from overlegtafel.overleggen.doorschuiven import roll_over
from overlegtafel.overleggen.models import Overlegwijziging
from overlegtafel.overleggen.models_punt import Agendapunt, Puntgast
from overlegtafel.overleggen.punten import close, find_of_client, list_open
from overlegtafel.overleggen.stoel import open_overleg
from overlegtafel.overleggen.waarom import list_redenen
from overlegtafel.overleggen.zicht import list_punten
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Toestemming
from tests.overleggen.tafels import ask_along, make_overleg, make_punt


@pytest.fixture
def mens(app, wereld):
    """mens('huisarts'), within the app."""
    with app.app_context():
        yield lambda name: db.session.get_one(Gebruiker, getattr(wereld, name))
        pending_lines().clear()
        db.session.rollback()


def test_what_is_open_goes_on_and_the_rest_stays(mens, wereld):
    overleg, later = make_overleg(wereld, staat="bezig"), make_overleg(wereld, begint_op=now() + timedelta(days=7))
    truus = make_punt(overleg, wereld.truus, vraag="Wat nu?", minuten=12, ingebracht_door_id=wereld.wijkverpleging)
    make_punt(overleg, wereld.moeder, staat="besproken")
    dropped = make_punt(overleg, wereld.gerrit)
    close([dropped], "vervallen", by=mens("huisarts"))
    make_punt(overleg)
    ask_along(truus, wereld, "psychiater")
    assert roll_over(overleg, by=mens("huisarts")) == []
    (there,) = list_open(later.id, met_redenen=True)
    assert (there.client_id, there.vraag, there.minuten) == (wereld.truus, "Wat nu?", 12)
    assert (truus.staat, truus.verder_id) == ("doorgeschoven", there.id)
    assert [r.bron for r in there.redenen] == ["doorgeschoven"]
    assert db.session.scalars(select(Puntgast.gebruiker_id).where(Puntgast.agendapunt_id == there.id)).all() == [
        wereld.psychiater
    ]
    # The fixed point stands there by itself.
    assert [p.titel for p in list_open(overleg.id)] == ["Mededelingen"]


def test_carried_again_and_again_says_so(mens, wereld):
    meetings = [make_overleg(wereld, begint_op=now() + timedelta(days=n)) for n in range(1, 4)]
    make_punt(meetings[0], wereld.truus, vraag="Wat nu?")
    for overleg in meetings[:2]:
        roll_over(overleg, by=mens("huisarts"))
    (there,) = list_open(meetings[2].id, met_redenen=True)
    assert [r.woorden for r in list_redenen(there.redenen)] == ["Al 2 keer doorgeschoven, voor het eerst van"]


def test_who_stands_on_the_next_agenda_already_gets_the_question_there(mens, wereld):
    overleg, later = make_overleg(wereld), make_overleg(wereld, begint_op=now() + timedelta(days=7))
    make_punt(overleg, wereld.truus, vraag="Oud", ingebracht_door_id=wereld.wijkverpleging)
    make_punt(later, wereld.truus, vraag="Nieuw", ingebracht_door_id=wereld.huisarts)
    roll_over(overleg, by=mens("huisarts"))
    (there,) = list_open(later.id, met_redenen=True)
    assert there.vraag == "Nieuw"
    assert [(r.tekst, r.wie) for r in list_redenen(there.redenen) if r.tekst] == [("Oud", "Saïda El Amrani")]


def test_without_a_next_meeting_it_stays_named_and_another_client_is_no_next(mens, wereld):
    overleg = make_overleg(wereld)
    punt = make_punt(overleg, wereld.truus)
    assert roll_over(overleg, by=mens("huisarts")) == [punt] and punt.is_open
    hoc = make_overleg(wereld, "hoc", organisatie_id=None)
    make_overleg(wereld, "hoc", organisatie_id=None, begint_op=now() + timedelta(days=7))
    punt = make_punt(hoc, wereld.truus)
    assert roll_over(hoc, by=mens("huisarts")) == [punt]


def test_who_died_goes_nowhere(mens, wereld):
    overleg, later = make_overleg(wereld), make_overleg(wereld, begint_op=now() + timedelta(days=7))
    punt = make_punt(overleg, wereld.truus, vraag="Wat nu?")
    db.session.execute(update(Client).where(Client.id == wereld.truus).values(overleden_op=today()))
    assert roll_over(overleg, by=mens("huisarts")) == []
    assert punt.staat == "vervallen" and not list_open(later.id)


def withdraw_consent(client_id, *domeinen) -> None:
    query = select(Toestemming).where(Toestemming.client_id == client_id, Toestemming.domein.in_(domeinen))
    for rule in db.session.scalars(query):
        rule.ingetrokken_op = now()
    toegang_gewijzigd.send(client_ids=[client_id])


def test_consent_withdrawn_closes_the_item_and_drops_it_when_nobody_is_left(mens, wereld):
    overleg = make_overleg(wereld, staat="gepland")
    punt = make_punt(overleg, wereld.truus, vraag="Wat nu?")
    withdraw_consent(wereld.truus, "wijkverpleging")
    assert [z.is_besloten for z in list_punten(open_overleg(overleg.id, by=mens("wijkverpleging")))] == [True]
    assert punt.is_open, "the huisarts still may see her"
    withdraw_consent(wereld.truus, "huisartsenzorg")
    assert (punt.staat, punt.gesloten_door_id) == ("vervallen", None)
    kept = db.session.scalars(select(Overlegwijziging)).all()
    assert [(w.wat, w.door_id, w.toelichting) for w in kept] == [("overleg.punt_vervallen", None, "")]
    line = next(line for line in pending_lines() if line["gebeurtenis"] == "overleg.punt_vervallen")
    assert line["client_id"] is None and line["object_id"] == overleg.id


def test_a_meeting_that_runs_keeps_its_items(mens, wereld):
    punt = make_punt(make_overleg(wereld, staat="bezig"), wereld.truus)
    withdraw_consent(wereld.truus, "wijkverpleging", "huisartsenzorg")
    assert punt.is_open, "closed for everybody, but its note stays where it is"


@pytest.mark.parametrize("staten", [("open", "open"), ("besproken", "open"), ("open", "besproken")])
def test_two_clients_who_are_one_are_one_item(mens, wereld, staten):
    overleg, other = make_overleg(wereld), make_overleg(wereld, begint_op=now() + timedelta(days=7))
    gone = make_punt(overleg, wereld.gerrit, vraag="Vraag een", staat=staten[0], ingebracht_door_id=wereld.huisarts)
    stays = make_punt(overleg, wereld.truus, vraag="Vraag twee", staat=staten[1], ingebracht_door_id=wereld.huisarts)
    alone = make_punt(other, wereld.gerrit)
    move_records(wereld.gerrit, wereld.truus)
    db.session.flush()
    assert alone.client_id == wereld.truus
    left = gone if staten[0] == "besproken" else stays
    found = find_of_client(overleg.id, wereld.truus)
    assert found is left
    db.session.expire(found)
    assert {found.vraag, *(r.tekst for r in found.redenen)} == {"Vraag een", "Vraag twee"}
    assert not db.session.scalars(select(Agendapunt).where(Agendapunt.client_id == wereld.gerrit)).all()
