"""The FG reviews each emergency access, once; what waits shows in the menu and on Vandaag."""

from datetime import timedelta
from uuid import uuid4

import pytest

from overlegtafel.core.datums import now
from overlegtafel.core.transaction import transaction
from overlegtafel.logboek import beoordelen
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Noodtoegang
from tests.logboek.ketting import add_line
from tests.persona import readable
from tests.toegang.hulp import add_gebruiker, events, log_lines


@pytest.fixture
def nood(app, wereld):
    """Two times the psychiater looked at Truus in an emergency; the first was reviewed already."""
    made = {}
    with app.app_context(), transaction() as session:
        for name, days, uitkomst in (("oud", 9, "terecht"), ("nieuw", 1, "")):
            begin = now() - timedelta(days=days)
            made[name] = uuid4()
            session.add(
                Noodtoegang(
                    id=made[name], client_id=wereld.truus, gebruiker_id=wereld.psychiater, reden=f"Reden van {name}: verward.",
                    begonnen_op=begin, tot=begin + timedelta(hours=4), uitkomst=uitkomst,
                    toelichting="Dat was goed." if uitkomst else "", beoordeeld_op=now() if uitkomst else None,
                    beoordeeld_door_id=wereld.fg if uitkomst else None,
                )
            )  # fmt: skip
            about = {"client_id": wereld.truus, "grond": "noodtoegang", "noodtoegang_id": made[name]}
            add_line(wereld.psychiater, "noodtoegang.begonnen", begin, **about)
            for minute in range(2 if name == "nieuw" else 0):
                add_line(wereld.psychiater, "client.geopend", begin + timedelta(minutes=minute), **about)
    return made


def _stored(app, noodtoegang_id) -> tuple[str, str]:
    with app.app_context():
        one = Noodtoegang.query.filter_by(id=noodtoegang_id).one()
        return one.uitkomst, one.toelichting


def test_what_waits_comes_first_with_what_was_done(app, als, wereld, nood):
    fg = als("fg")
    assert "Beoordeel 1 noodtoegang" in fg.text("/vandaag")
    page = fg.text("/logboek/noodtoegang")
    assert page.index("Reden van nieuw") < page.index("Reden van oud")
    for part in (
        "Ruth de Groot",
        "psychiater, Mondriaan",
        "bekeek het plan (2 keer)",
        "er is niets bekeken",
        "Dat was goed.",
    ):
        assert part in page
    assert "Truus" not in page and "077461848" not in page
    lines = log_lines(app, gebeurtenis="logboek.noodtoegang", client_id=wereld.truus)
    assert {line.object_id for line in lines} == set(nood.values())
    assert {(line.recht, line.grond) for line in lines} == {("log_lezen", "fg")}
    # The client sees the emergency, and that the FG looked.
    log = als("huisarts").text(f"/clienten/{wereld.truus}/inzagelog")
    assert "Reden van nieuw" in log and "bekeek de noodtoegangen" in log


def test_a_review_is_kept_and_only_one_under_investigation_changes(app, als, wereld, nood):
    fg, address = als("fg"), f"/logboek/noodtoegang/{nood['nieuw']}"
    for form, message in (
        ({}, "Kies of het terecht was"),
        ({"uitkomst": "terecht"}, "Schrijf in een zin waarom"),
        ({"uitkomst": "terecht", "toelichting": " \u200b\x00 "}, "Schrijf in een zin waarom"),
        ({"uitkomst": "prima", "toelichting": "Zo hoort het."}, "Kies of het terecht was"),
        ({"uitkomst": "terecht", "toelichting": "x" * 501}, "te lang"),
    ):
        answer = fg.post(address, form)
        assert answer.status_code == 422 and message in readable(answer), form
        assert form.get("toelichting", "")[:20].strip() in answer.get_data(as_text=True)
    assert _stored(app, nood["nieuw"]) == ("", "")

    assert fg.post(address, {"uitkomst": "onderzoek", "toelichting": "Ik bel haar.", "was": ""}).status_code == 303
    assert _stored(app, nood["nieuw"]) == ("onderzoek", "Ik bel haar.")
    assert "Er wacht geen noodtoegang" in fg.text("/vandaag")
    # A form from before that: somebody came first, and both texts are there.
    late = fg.post(address, {"uitkomst": "terecht", "toelichting": "Te laat getypt.", "was": ""})
    assert late.status_code == 409
    for part in ("was u voor", "Te laat getypt.", "Ik bel haar."):
        assert part in readable(late)
    done = {"uitkomst": "onterecht", "toelichting": "Er was tijd om te vragen <b>&", "was": "onderzoek"}
    assert fg.post(address, done).status_code == 303
    assert fg.post(address, done | {"was": "onterecht", "uitkomst": "terecht"}).status_code == 409
    assert _stored(app, nood["nieuw"]) == ("onterecht", "Er was tijd om te vragen <b>&")
    assert "&lt;b&gt;&amp;" in fg.get("/logboek/noodtoegang").get_data(as_text=True)
    reviews = log_lines(app, gebeurtenis="noodtoegang.beoordeeld")
    assert [(r.object_id, r.client_id, r.actie, r.recht) for r in reviews] == [
        (nood["nieuw"], wereld.truus, "U", "log_lezen")
    ] * 2


def test_ones_own_is_for_another_fg(app, als, wereld, nood):
    with app.app_context(), transaction() as session:
        fg = session.get_one(Gebruiker, wereld.fg)
        session.get_one(Gebruiker, wereld.psychiater).account_id = fg.account_id
    # Of the same account, whatever came of it later.
    fg, done = als("fg"), {"uitkomst": "terecht", "toelichting": "Zo hoort het.", "was": ""}
    page = fg.get("/logboek/noodtoegang")
    assert "beoordeelt een andere FG" in readable(page) and 'name="uitkomst"' not in page.get_data(as_text=True)
    refused = fg.post(f"/logboek/noodtoegang/{nood['nieuw']}", done)
    assert refused.status_code == 422 and "eigen noodtoegang" in readable(refused)
    assert _stored(app, nood["nieuw"]) == ("", "") and "noodtoegang.beoordeeld" not in events(app)
    add_gebruiker(app, "fg2", "functionaris gegevensbescherming", wereld.gemeente)
    assert als("fg2").post(f"/logboek/noodtoegang/{nood['nieuw']}", done).status_code == 303


def test_one_that_does_not_exist_and_older_ones(app, als, wereld, nood, monkeypatch):
    fg = als("fg")
    assert fg.post(f"/logboek/noodtoegang/{uuid4()}", {"uitkomst": "terecht", "toelichting": "Ja."}).status_code == 404
    assert "noodtoegang.beoordeeld" not in events(app)
    monkeypatch.setattr(beoordelen, "PER_BLADZIJDE", 1)
    first, second = fg.text("/logboek/noodtoegang"), fg.text("/logboek/noodtoegang?vanaf=1")
    assert "Reden van nieuw" in first and "Reden van oud" not in first
    assert "Reden van oud" in second and "Reden van nieuw" not in second
    # Refused while it is not on the first page: it is shown all the same.
    refused = fg.post(f"/logboek/noodtoegang/{nood['oud']}", {"uitkomst": "terecht"})
    assert refused.status_code == 422 and "Reden van oud" in readable(refused)
    for odd in ("x", "-1", "9" * 18, "%00"):
        assert fg.get(f"/logboek/noodtoegang?vanaf={odd}").status_code == 200
