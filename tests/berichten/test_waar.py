"""Waar hoort dit? One field on the client's page; each choice leads to its own form with the text already in it."""

import pytest

from overlegtafel.berichten.bestemmingen import BESTEMMINGEN
from overlegtafel.extensions import db
from overlegtafel.plannen.models import Plan
from overlegtafel.toegang.domein import Domein
from tests.persona import readable
from tests.plannen.hulp import client, form_in, log_lines, nieuw, whole_log
from tests.toegang.hulp import everything
from tests.wereld import allow, line

TEKST = "Zij is <b>weer</b> duizelig.\nKan iemand de bloeddruk meten?"


def waar(client_id) -> str:
    return f"{client(client_id)}/waar"


def test_each_choice_leads_to_its_form_with_the_text_in_it(app, als, wereld):
    huisarts, here = als("huisarts"), client(wereld.truus)
    page = huisarts.get(here).text
    assert form_in(page, waar(wereld.truus))["tekst"] == ""
    forms = {
        "afspraak": nieuw(wereld.truus, "afspraak"),
        "vraag": f"{here}/berichten/nieuw",
        "weten": f"{here}/berichten/nieuw",
        "thuiszorg": f"{here}/thuiszorg/bericht",
    }
    # Where a meeting comes, or a referral: tests/overleggen/test_inbreng.py and tests/verwijzingen/test_verwijzen.py.
    assert {*forms, "inbreng", "verwijzen"} == {b.sleutel for b in BESTEMMINGEN}
    before = everything(app)
    for soort, action in forms.items():
        assert f'name="soort" value="{soort}"' in page
        sent = huisarts.post(waar(wereld.truus), {"tekst": TEKST, "soort": soort})
        assert sent.status_code == 307 and "duizelig" not in sent.location
        # As a browser does after 307: the same once more.
        arrived = huisarts.post(sent.location, {"tekst": TEKST, "soort": soort})
        form = form_in(arrived, action)
        assert form["tekst"] == TEKST and form.get("soort", soort) == soort
        assert "<b>weer</b>" not in arrived.text
    assert everything(app) == before and "duizelig" not in whole_log(app)


def test_what_does_not_fit_is_offered_the_better_place(app, als, wereld):
    huisarts, before = als("huisarts"), everything(app)
    text = "Een lang verhaal. " * 25
    for htmx in (False, True):
        refused = huisarts.post(waar(wereld.truus), {"tekst": text, "soort": "afspraak"}, htmx=htmx)
        assert refused.status_code == 422 and ("<html" in refused.text) is not htmx
        said = readable(refused)
        assert "Dit zijn 449 tekens; een afspraak heeft er hooguit 400." in said
        assert "kies waar het wel past" in said and "Hoogstens 400 tekens; dit zijn er 449" in said
        assert all(f'value="{b.sleutel}"' in refused.text for b in BESTEMMINGEN)
        assert refused.text.count("waar__knop--lang") == 3, "an agreement, a question for a meeting, a referral"
        assert form_in(refused, waar(wereld.truus))["tekst"].strip() == text.strip()
    assert len(log_lines(app, "bericht.waar")) == 2
    nowhere = readable(huisarts.post(waar(wereld.truus), {"tekst": text * 3, "soort": "vraag"}))
    assert "een vraag heeft er hooguit 1000" in nowhere and "hoort in uw eigen dossier" in nowhere
    assert "Laten weten Iemand" in nowhere
    assert "Kies wat u met uw tekst" in readable(huisarts.post(waar(wereld.truus), {"tekst": "x", "soort": "verhaal"}))
    assert everything(app) == before
    with app.app_context():
        plan = db.session.get(Plan, wereld.plan)
        for n in range(40):
            line(plan, "doel", f"Doel nummer {n} met een hele regel tekst erbij, zodat de bladzijde vol raakt")
        db.session.commit()
    full = readable(huisarts.post(waar(wereld.truus), {"tekst": "Belt de apotheek", "soort": "afspraak"}))
    assert "Past nu niet: De halve A4 is vol" in full and "Laten weten" in full


def test_only_who_may_write_here_is_asked(app, als, wereld):
    before = everything(app)
    assert 'id="waar"' not in als("assistent").get(client(wereld.truus)).text
    form = {"tekst": TEKST, "soort": "vraag"}
    assert als("assistent").post(waar(wereld.truus), form).status_code == 403
    refused = als("psychiater").post(waar(wereld.truus), form)
    assert refused.status_code == 404 and "duizelig" not in refused.text
    assert log_lines(app, "client.geweigerd")[-1].gebruiker_id == wereld.psychiater
    assert everything(app) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_place_that_is_closed_to_somebody_is_not_shown(app, als, wereld):
    with app.app_context():
        allow(wereld.truus, Domein.HUISARTSENZORG, besluit="nee", soort="thuiszorg")
        db.session.commit()
    huisarts = als("huisarts")
    page = huisarts.get(client(wereld.truus)).text
    assert 'value="weten"' in page and 'value="thuiszorg"' not in page
    refused = huisarts.post(waar(wereld.truus), {"tekst": TEKST, "soort": "thuiszorg"})
    assert refused.status_code == 422 and form_in(refused, waar(wereld.truus))["tekst"] == TEKST
    begin = f"{client(wereld.truus)}/thuiszorg/bericht/begin"
    assert huisarts.post(begin, {"tekst": TEKST}).status_code == 404
