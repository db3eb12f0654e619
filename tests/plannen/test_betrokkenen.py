"""People around the client: found in the region or entered by hand, with a goal; who leaves is gone but not erased."""

import pytest

from overlegtafel.clienten.models import Betrokkene
from overlegtafel.core.datums import show_date, today
from tests.persona import readable
from tests.plannen.hulp import (
    change,
    check_print,
    client,
    count_in,
    form_in,
    log_lines,
    message_at,
    open_form,
    pdf_text,
    seat,
    whole_log,
)


def _new(client_id) -> str:
    return f"/clienten/{client_id}/betrokkenen/nieuw"


def _invite(persona, client_id, wie: str, doel: str, **values):
    """Choose somebody who was found, and say what they are there for."""
    form = form_in(persona.get(f"{_new(client_id)}?wie={wie}"), _new(client_id))
    return persona.post(_new(client_id), form | {"doel": doel} | values)


def _leave(persona, client_id, betrokkene_id, **kwargs):
    versie = open_form(persona, seat(client_id, betrokkene_id))["versie"]
    return persona.post(seat(client_id, betrokkene_id, "weg"), {"versie": versie}, **kwargs)


def test_somebody_found_in_the_region_takes_a_seat_and_may_look(app, als, wereld):
    huisarts, sociaalteam = als("huisarts"), als("sociaalteam")
    assert sociaalteam.get(client(wereld.kind)).status_code == 404
    found = huisarts.text(f"{_new(wereld.moeder)}?zoek=dols")
    assert "Wim Dols contactpersoon sociaal team, Trajekt" in found
    answer = _invite(huisarts, wereld.truus, f"g:{wereld.sociaalteam}", "bezoek aan huis")
    assert answer.status_code == 303
    text = als("wijkverpleging").text(client(wereld.truus))
    blind = "ziet dit plan niet: geen toestemming"
    assert f"Wim Dols {blind} contactpersoon sociaal team, Trajekt · 043-350 99 10 bezoek aan huis" in text
    # At the table, but Truus gave the sociaal domein no consent: still nothing to see.
    assert sociaalteam.get(client(wereld.truus)).status_code == 404
    (line,) = log_lines(app, "betrokkene.gemaakt")
    assert (line.actie, line.client_id, line.object_id) == ("C", wereld.truus, wereld.plan)
    assert "Dols" not in whole_log(app) and "bezoek" not in whole_log(app)


def test_a_new_seat_opens_the_page_within_consent(als, wereld):
    huisarts, sociaalteam = als("huisarts"), als("sociaalteam")
    assert sociaalteam.get(client(wereld.vader)).status_code == 404
    answer = _invite(als("huisarts2"), wereld.vader, f"t:{wereld.sociaal_team}", "schulden")
    assert answer.status_code == 303
    assert "Vader slaapt weer goed" in sociaalteam.text(client(wereld.vader))
    assert huisarts.get(client(wereld.vader)).status_code == 404


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_somebody_entered_by_hand(als, wereld, htmx):
    huisarts, url = als("huisarts"), _new(wereld.truus)
    values = {
        "naam": "Mia Claessens",
        "functie": "buurvrouw",
        "organisatie": "",
        "telefoon": "0433501234",
        "doel": "heeft de sleutel",
    }
    answer = huisarts.post(url, open_form(huisarts, url) | values, htmx=htmx)
    assert answer.status_code == (200 if htmx else 303)
    text = als("wijkverpleging").text(client(wereld.truus))
    assert "Mia Claessens buurvrouw · 043 350 1234 heeft de sleutel" in text


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("naam", "", "Vul de naam in"),
        ("naam", "x" * 61, "er is plaats voor 60"),
        ("functie", "x" * 41, "er is plaats voor 40"),
        ("organisatie", "x" * 61, "er is plaats voor 60"),
        ("doel", "", "Vul in waar deze persoon mee bezig is"),
        ("doel", "x" * 141, "er is plaats voor 140"),
        ("telefoon", "geen idee", "Dit is geen telefoonnummer"),
        ("telefoon", "12", "Dit is geen telefoonnummer"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_bad_input_has_its_message_at_the_field_and_stays_typed(app, als, wereld, field, value, says):
    huisarts = als("huisarts")
    before = count_in(app, Betrokkene)
    good = {"naam": "Mia", "functie": "buurvrouw", "organisatie": "Straat", "telefoon": "0612345678", "doel": "sleutel"}
    for url in (_new(wereld.truus), seat(wereld.truus, wereld.truus_dochter)):
        answer = huisarts.post(url, open_form(huisarts, url) | good | {field: value})
        assert answer.status_code == 422
        assert says in message_at(answer, field)
        kept = form_in(answer, url)
        assert {name: kept[name] for name in good} == good | {field: value}
    assert count_in(app, Betrokkene) == before
    assert "Ans van den Berg dochter boodschappen" in huisarts.text(client(wereld.truus))


def test_who_sits_there_cannot_be_added_again(app, als, wereld):
    huisarts = als("huisarts")
    before = count_in(app, Betrokkene)
    for wie in (f"g:{wereld.wijkverpleging}", f"t:{wereld.ggz_team}"):
        answer = _invite(huisarts, wereld.truus, wie, "nog eens")
        assert answer.status_code == 422
        assert "zit al aan tafel" in readable(answer)
        assert form_in(answer, _new(wereld.truus))["doel"] == "nog eens"
    assert count_in(app, Betrokkene) == before


@pytest.mark.parametrize(
    "wie",
    ["g:00000000-0000-4000-8000-000000000001", "t:00000000-0000-4000-8000-000000000002", "g:niemand", "x:1", "rommel"],
)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_an_unknown_person_is_refused(app, als, wereld, wie):
    before = count_in(app, Betrokkene)
    answer = als("huisarts").post(_new(wereld.truus), {"wie": wie, "doel": "kijken", "naam": "Mia"})
    assert answer.status_code == 422
    assert "staat niet meer in de regio" in readable(answer)
    assert count_in(app, Betrokkene) == before


def test_there_is_one_coordinator_and_it_moves(als, wereld):
    huisarts = als("huisarts")
    assert "Saïda El Amrani coördinator" in huisarts.text(client(wereld.truus))
    assert change(huisarts, seat(wereld.truus, wereld.truus_dochter), coordinator="1").status_code == 303
    text = als("wijkverpleging").text(client(wereld.truus))
    assert "Ans van den Berg coördinator" in text and "Saïda El Amrani coördinator" not in text
    # Unchecked, nobody is.
    form = open_form(huisarts, seat(wereld.truus, wereld.truus_dochter))
    assert form.pop("coordinator") == "1"
    assert huisarts.post(seat(wereld.truus, wereld.truus_dochter), form).status_code == 303
    assert "Nog geen coördinator" in huisarts.text(client(wereld.truus))


def test_the_goal_changes_for_everybody(app, als, wereld):
    assert change(als("huisarts"), seat(wereld.truus, wereld.truus_wv), doel="wond en medicijnen").status_code == 303
    assert "wond en medicijnen" in als("wijkverpleging").text(client(wereld.truus))
    assert len(log_lines(app, "betrokkene.gewijzigd")) == 1
    # The name of a person of the region comes from the region, not from this form.
    assert change(als("huisarts"), seat(wereld.truus, wereld.truus_wv), naam="Iemand anders").status_code == 303
    assert "Saïda El Amrani" in als("huisarts").text(client(wereld.truus))


def test_who_leaves_is_gone_but_shown_and_may_no_longer_look(app, als, wereld):
    huisarts, wijkverpleging = als("huisarts"), als("wijkverpleging")
    assert wijkverpleging.get(client(wereld.truus)).status_code == 200
    assert _leave(huisarts, wereld.truus, wereld.truus_wv).status_code == 303
    text = huisarts.text(client(wereld.truus))
    assert f"Niet meer aan tafel (1) Saïda El Amrani weg sinds {show_date(today())}" in text
    assert "Nog geen coördinator" in text
    # The agreement is still there, and says that its owner is not.
    assert "Saïda El Amrani niet meer aan tafel" in text
    for url in (client(wereld.truus), f"{client(wereld.truus)}/plan.pdf", f"{client(wereld.truus)}/geschiedenis"):
        assert wijkverpleging.get(url).status_code == 404
    assert "Truus" not in wijkverpleging.text("/vandaag")
    assert "Truus" not in wijkverpleging.text("/clienten?zoek=truus")
    (line,) = log_lines(app, "betrokkene.vertrokken")
    assert line.client_id == wereld.truus
    assert count_in(app, Betrokkene, Betrokkene.id == wereld.truus_wv) == 1


def test_who_left_can_come_back(als, wereld):
    huisarts = als("huisarts")
    _leave(huisarts, wereld.truus, wereld.truus_wv)
    assert _invite(huisarts, wereld.truus, f"g:{wereld.wijkverpleging}", "opnieuw wondzorg").status_code == 303
    text = als("wijkverpleging").text(client(wereld.truus))
    assert "opnieuw wondzorg" in text and "Niet meer aan tafel (1)" in text


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_two_people_change_the_same_seat(als, wereld, htmx):
    huisarts, wijkverpleging = als("huisarts"), als("wijkverpleging")
    url = seat(wereld.truus, wereld.truus_dochter)
    stale = open_form(wijkverpleging, url)
    assert change(huisarts, url, doel="boodschappen en post").status_code == 303
    conflict = wijkverpleging.post(url, stale | {"doel": "mantelzorg"}, htmx=htmx)
    assert conflict.status_code == 409
    assert "Daar staat nu: boodschappen en post" in readable(conflict)
    form = form_in(conflict, url)
    assert form["doel"] == "mantelzorg"
    assert wijkverpleging.post(url, form).status_code == 303
    assert "mantelzorg" in huisarts.text(client(wereld.truus))


def test_leaving_after_a_change_elsewhere_asks_again(als, wereld):
    huisarts, wijkverpleging = als("huisarts"), als("wijkverpleging")
    url = seat(wereld.truus, wereld.truus_dochter)
    stale = open_form(wijkverpleging, url)
    change(huisarts, url, doel="boodschappen en post")
    answer = wijkverpleging.post(seat(wereld.truus, wereld.truus_dochter, "weg"), {"versie": stale["versie"]})
    assert answer.status_code == 409
    assert "boodschappen en post" in readable(answer)
    assert "Niet meer aan tafel" not in huisarts.text(client(wereld.truus))


def test_a_stale_change_does_not_make_somebody_who_left_coordinator(als, wereld):
    huisarts, wijkverpleging = als("huisarts"), als("wijkverpleging")
    url = seat(wereld.truus, wereld.truus_dochter)
    stale = open_form(wijkverpleging, url)
    _leave(huisarts, wereld.truus, wereld.truus_dochter)
    conflict = wijkverpleging.post(url, stale | {"coordinator": "1"})
    assert conflict.status_code == 409 and "weg sinds" in readable(conflict)
    wijkverpleging.post(url, form_in(conflict, url) | {"coordinator": "1"})
    assert "Saïda El Amrani coördinator" in huisarts.text(client(wereld.truus))


def test_the_print_shows_who_is_there_with_goal_and_number(als, wereld):
    huisarts = als("huisarts")
    _leave(huisarts, wereld.truus, wereld.truus_dochter)
    answer = huisarts.get(f"{client(wereld.truus)}/plan.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "Truus" not in answer.headers["Content-Disposition"]
    check_print(answer.data)
    text = pdf_text(answer.data)
    for part in ("Truus van den Berg", "Saïda El Amrani (coördinator)", "wondzorg", "Rollator nakijken", "03-05-1942"):
        assert part in text, part
    assert "Ans van den Berg" not in text


def test_printing_is_logged(app, als, wereld):
    als("wijkverpleging").get(f"{client(wereld.truus)}/plan.pdf")
    (line,) = log_lines(app, "plan.afgedrukt")
    assert (line.actie, line.gebruiker_id, line.client_id) == ("R", wereld.wijkverpleging, wereld.truus)


def test_without_right_nobody_is_added_changed_or_sent_away(app, als, wereld):
    before = count_in(app, Betrokkene), whole_seats(app)
    writes = [
        (_new(wereld.truus), {"naam": "Mia", "doel": "kijken"}),
        (seat(wereld.truus, wereld.truus_dochter), {"naam": "Mia", "doel": "kijken", "versie": "1"}),
        (seat(wereld.truus, wereld.truus_dochter, "weg"), {"versie": "1"}),
    ]
    for name, status in (("assistent", 403), ("gezinsregisseur", 404), ("psychiater", 404)):
        for url, form in writes:
            assert als(name).post(url, form).status_code == status, (name, url)
        assert als(name).get(_new(wereld.truus)).status_code == status
    # Somebody at another table is not reached through this one.
    elsewhere = als("huisarts").post(seat(wereld.truus, wereld.moeder_st, "weg"), {"versie": "1"})
    assert elsewhere.status_code == 404
    tampered = als("huisarts").post(seat(wereld.truus, wereld.truus_dochter, "weg"), {"versie": "x"})
    assert tampered.status_code == 400
    assert (count_in(app, Betrokkene), whole_seats(app)) == before


def whole_seats(app) -> list:
    from overlegtafel.extensions import db

    with app.app_context():
        rows = db.session.execute(db.select(Betrokkene.__table__).order_by(Betrokkene.id))
        return [tuple(row) for row in rows]
