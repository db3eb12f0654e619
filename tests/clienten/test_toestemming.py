"""What a client decides is written down in the words the client had before them, and holds at the very next request."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, update
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import open_client
from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import show_date, today
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein, Soort
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Toestemming, Toestemmingstekst
from tests.clienten.hulp import decide, form_of, make_exception, rules_of, toestemming, url, withdraw
from tests.persona import readable
from tests.plannen.hulp import form_in
from tests.toegang.hulp import add_gebruiker, change, events, everything, log_lines
from tests.toegang.tabel import FORM, Wie, first_of, ids_of, rules, urls
from tests.wereld import allow, seat

BLIND = "ziet dit plan niet: geen toestemming"


def test_a_yes_opens_and_a_no_closes_at_the_next_request_of_somebody_else(app, als, wereld):
    nurse, psychiater, truus = als("wijkverpleging"), als("psychiater"), url(wereld.truus)
    assert psychiater.get(truus).status_code == 404
    assert als("huisarts").text(truus).count(BLIND) == 1, "the GGZ team sits there and sees nothing"
    saved = decide(nurse, wereld.truus, ggz="ja", hoe="schriftelijk")
    assert "Opgeslagen. Het geldt meteen." in nurse.text(saved.location)
    assert psychiater.get(truus).status_code == 200
    assert "Truus" in psychiater.text("/clienten") and "Truus" in psychiater.text("/clienten?zoek=berg")
    assert BLIND not in als("huisarts").text(truus)
    goal = f"{truus}/plan/regels/{wereld.doel}/wijzigen"
    opened = psychiater.get(goal)
    assert opened.status_code == 200
    # What is open on a screen at this moment closes with it.
    assert decide(als("huisarts"), wereld.truus, ggz="nee").status_code == 303
    assert psychiater.post(goal, {"tekst": "Te laat", "versie": "1"}).status_code == 404
    assert psychiater.get(f"{truus}/plan/regels/{wereld.doel}", htmx=True).status_code == 404
    assert "Truus" not in psychiater.text("/clienten") and "Te laat" not in nurse.text(truus)


def test_on_record_is_who_decided_what_how_and_with_which_text_before_them(app, als, wereld):
    page = als("huisarts").text(toestemming(wereld.truus))
    last = today() + timedelta(days=90)
    decide(als("huisarts"), wereld.truus, ggz="ja", sociaal="nee", hoe="zelf", tot=show_date(last))
    with app.app_context():
        known = {
            r.domein: r for r in db.session.scalars(select(Toestemming).where(Toestemming.client_id == wereld.truus))
        }
        (yes, no) = (known["ggz"], known["sociaal"])
        # A no holds until the client says otherwise; and what did not change keeps its own day.
        for rule, besluit, tot in ((yes, "ja", last), (no, "nee", None)):
            assert (rule.besluit, rule.hoe, rule.gegeven_door) == (besluit, "zelf", "client")
            assert (rule.vastgelegd_door_id, rule.geldig_tot, rule.ingetrokken_op) == (wereld.huisarts, tot, None)
            *shown, until = rule.tekst.tekst.split("\n")
            assert all(sentence in page for sentence in shown), "every sentence stood on the form"
            said = f"tot en met {show_date(last)}" if tot else "tot u iets anders kiest"
            assert until == f"Dit geldt {said}."
        assert known["huisartsenzorg"].geldig_tot is None
        assert "GGZ" in yes.tekst.tekst and "GGZ" not in no.tekst.tekst
    later = als("wijkverpleging").text(toestemming(wereld.truus))
    assert f"de cliënt deed het zelf; opgeschreven door Els Peeters; geldt tot en met {show_date(last)}" in later
    # Saying the same again is nothing new.
    before = everything(app)
    again = decide(als("wijkverpleging"), wereld.truus)
    assert "Er is niets veranderd." in als("wijkverpleging").text(again.location)
    assert everything(app) == before
    for code, rule in (("toestemming.gegeven", yes), ("toestemming.bezwaar", no)):
        (line,) = log_lines(app, gebeurtenis=code, object_id=rule.id)
        assert (line.actie, line.object_soort, line.client_id) == ("C", "toestemming", wereld.truus)
        assert (line.gebruiker_id, line.recht, line.grond) == (wereld.huisarts, "toestemming", "praktijk")


def test_the_same_text_is_kept_once_and_a_changed_mind_keeps_what_was(app, als, wereld):
    for besluit in ("ja", "nee", "ja", ""):
        assert decide(als("huisarts"), wereld.truus, ggz=besluit).status_code == 303
    assert [(r.besluit, r.ingetrokken_op is None) for r in rules_of(app, wereld.truus, domein="ggz")] == [
        ("ja", False), ("nee", False), ("ja", False),
    ]  # fmt: skip
    with app.app_context():
        assert db.session.scalar(select(db.func.count()).select_from(Toestemmingstekst)) == 1
    assert (events(app).count("toestemming.vervangen"), events(app).count("toestemming.ingetrokken")) == (2, 1)
    assert als("huisarts").text(toestemming(wereld.truus)).count("ingetrokken") == 3


def test_an_organisatie_or_a_kind_can_be_told_apart(app, als, wereld):
    nurse, psychiater, truus = als("wijkverpleging"), als("psychiater"), url(wereld.truus)
    named = {"voor": f"o:{wereld.mondriaan}", "besluit": "ja"}
    assert make_exception(nurse, wereld.truus, **named).status_code == 303
    assert psychiater.get(truus).status_code == 200
    waarom = psychiater.text(f"{truus}/waarom")
    assert "De cliënt gaf toestemming aan Mondriaan" in waarom and "afgeschermd" not in waarom
    # The same question answered anew takes the place of the old answer.
    make_exception(nurse, wereld.truus, **named | {"besluit": "nee"})
    decide(nurse, wereld.truus, ggz="ja")
    assert psychiater.get(truus).status_code == 404, "specific beats general"
    (rule,) = rules_of(app, wereld.truus, organisatie_id=wereld.mondriaan, ingetrokken_op=None)
    assert "Mogen de mensen van Mondriaan dit zien?" in readable(nurse.get(toestemming(wereld.truus)))
    # An objection ends by a decision, with who decided; not by a click that would open what it closed.
    form = form_of(nurse, wereld.truus)
    refused = nurse.post(f"{toestemming(wereld.truus)}/{rule.id}/intrekken", form)
    assert refused.status_code == 422 and psychiater.get(truus).status_code == 404
    make_exception(nurse, wereld.truus, **named)
    assert psychiater.get(truus).status_code == 200
    (rule,) = rules_of(app, wereld.truus, organisatie_id=wereld.mondriaan, ingetrokken_op=None)
    assert withdraw(nurse, wereld.truus, rule.id).status_code == 303
    assert psychiater.get(truus).status_code == 200, "the general yes counts again"
    assert log_lines(app, gebeurtenis="toestemming.ingetrokken")[-1].object_id == rule.id


def test_a_kind_that_is_withheld_shows_as_withheld_and_nothing_more(app, als, wereld):
    nurse, psychiater, truus = als("wijkverpleging"), als("psychiater"), url(wereld.truus)
    decide(nurse, wereld.truus, ggz="ja")
    assert make_exception(nurse, wereld.truus, voor="d:ggz", soort="thuiszorg", besluit="nee").status_code == 303
    waarom = psychiater.text(f"{truus}/waarom")
    assert "Thuiszorgnotities: afgeschermd" in waarom and "Plan: dit mag u zien" in waarom
    assert waarom.count("afgeschermd") == 1 and "wondzorg" not in waarom
    assert "afgeschermd" not in als("huisarts").text(f"{truus}/waarom")
    with app.app_context():
        by = db.session.get_one(Gebruiker, wereld.psychiater)
        with pytest.raises(NotFound):
            open_client(wereld.truus, by=by, soort=Soort.THUISZORG)
        assert open_client(wereld.truus, by=by, soort=Soort.OVERLEG).soorten == {
            soort: soort is not Soort.THUISZORG for soort in Soort
        }
        db.session.rollback()


def test_a_consent_ends_after_its_last_day(app, als, wereld):
    decide(als("huisarts"), wereld.truus, ggz="ja", tot=show_date(today()))
    assert als("psychiater").get(url(wereld.truus)).status_code == 200
    yesterday = {"geldig_tot": today() - timedelta(days=1)}
    change(
        app,
        update(Toestemming).where(Toestemming.domein == "ggz", Toestemming.client_id == wereld.truus).values(yesterday),
    )
    assert als("psychiater").get(url(wereld.truus)).status_code == 404
    page = als("huisarts")
    assert "verlopen" in page.text(toestemming(wereld.truus))
    assert form_of(page, wereld.truus)["mag-ggz"] == "", "expired is not asked"


def test_who_writes_down_a_no_to_their_own_domain_is_led_out(app, als, wereld):
    nurse = als("wijkverpleging")
    before = everything(app)
    warned = decide(nurse, wereld.truus, wijkverpleging="nee")
    assert warned.status_code == 422 and "dan ziet u zelf dit plan ook niet meer" in readable(warned)
    assert everything(app) == before
    answer = nurse.post(toestemming(wereld.truus), form_in(warned, toestemming(wereld.truus)) | {"zeker": "1"})
    assert (answer.status_code, answer.location) == (303, "/clienten")
    assert "u ziet deze cliënt zelf nu ook niet meer" in nurse.text(answer.location)
    assert nurse.get(url(wereld.truus)).status_code == 404
    assert "Wil" not in nurse.text("/clienten") and "nee" in als("huisarts").text(toestemming(wereld.truus))


def test_who_may_look_but_not_record_reads_and_is_refused(app, als, wereld):
    add_gebruiker(app, "woningcorporatie", "medewerker woningcorporatie", wereld.trajekt)
    with app.app_context():
        them = Gebruiker.query.filter(Gebruiker.account.has(email="woningcorporatie@demo.test")).one()
        seat(wereld.truus, gebruiker_id=them.id, doel="lekkage")
        allow(wereld.truus, Domein.SOCIAAL)
        db.session.commit()
    reader, before = als("woningcorporatie"), everything(app)
    page = reader.get(toestemming(wereld.truus))
    assert page.status_code == 200 and "Wie mogen uw plan zien?" in page.text
    assert f'action="{toestemming(wereld.truus)}' not in page.text and "/vertegenwoordigers" not in page.text
    for rule in rules("POST", Wie.TOESTEMMING):
        for address in urls(rule, wereld.truus, first_of(ids_of(app, wereld.truus))):
            assert reader.post(address, FORM | {"mag-ggz": "ja", "wie": "client", "hoe": "zelf"}).status_code == 403, (
                address
            )
    assert everything(app) == before


def test_who_may_not_know_the_client_gets_404_and_a_line_says_so(app, als, wereld):
    before, form = everything(app), {"mag-sociaal": "ja", "wie": "client", "hoe": "zelf", "nummer": "2"}
    assert als("sociaalteam").post(toestemming(wereld.truus), form).status_code == 404
    assert als("beheer").post(toestemming(wereld.truus), form).status_code == 404
    assert everything(app) == before
    lines = log_lines(app, client_id=wereld.truus)
    assert [(x.gebeurtenis, x.gebruiker_id, x.recht) for x in lines] == [
        ("client.geweigerd", wereld.sociaalteam, "toestemming"), ("client.geweigerd", wereld.beheer, "toestemming"),
    ]  # fmt: skip


def test_who_was_second_sees_how_it_is_now_next_to_what_they_chose(app, als, wereld):
    first, second = als("huisarts"), als("wijkverpleging")
    form = form_of(second, wereld.truus) | {"mag-sociaal": "ja", "hoe": "schriftelijk", "tot": "1-1-2031"}
    decide(first, wereld.truus, ggz="nee")
    before = everything(app)
    conflict = second.post(toestemming(wereld.truus), form)
    assert conflict.status_code == 409 and "Iemand anders was u net voor" in readable(conflict)
    assert "Nu: nee" in readable(conflict) and "opgeschreven door Els Peeters" in readable(conflict)
    assert everything(app) == before
    for kept in (
        'id="mag-sociaal" name="mag-sociaal" value="ja" checked',
        'value="schriftelijk" checked',
        'value="1-1-2031"',
    ):
        assert kept in conflict.text, kept
    # Withdrawing and exceptions notice it too, as does a form without a number.
    rule = rules_of(app, wereld.truus, domein="huisartsenzorg")[0]
    assert second.post(f"{toestemming(wereld.truus)}/{rule.id}/intrekken", form).status_code == 409
    exception = form | {"voor": f"o:{wereld.mondriaan}", "besluit": "ja"}
    assert second.post(f"{toestemming(wereld.truus)}/uitzondering", exception).status_code == 409
    for nummer in ("", "x", "-1", "9" * 30, "²"):
        assert second.post(toestemming(wereld.truus), form | {"nummer": nummer}).status_code == 409, nummer
    assert everything(app) == before
    again = form | {"nummer": form_of(second, wereld.truus)["nummer"], "mag-ggz": "nee"}
    assert second.post(toestemming(wereld.truus), again).status_code == 303
    assert {r.domein: r.besluit for r in rules_of(app, wereld.truus, ingetrokken_op=None)}["sociaal"] == "ja"


def test_of_two_decisions_at_the_same_moment_one_is_taken_and_the_other_told(app, als, wereld):
    people, start = [als("huisarts"), als("wijkverpleging")], Barrier(2)
    for besluit in ("ja", "nee", "ja"):
        forms = [form_of(one, wereld.truus) | {"hoe": "mondeling", "mag-ggz": besluit} for one in people]

        def post(one, form):
            start.wait(timeout=10)
            return one.post(toestemming(wereld.truus), form).status_code

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(post, people, forms)) == [303, 409]
        (rule,) = rules_of(app, wereld.truus, domein="ggz", ingetrokken_op=None)
        assert rule.besluit == besluit


def test_of_somebody_who_died_the_consent_stays_as_it_was(app, als, wereld):
    huisarts = als("huisarts")
    stale = form_of(huisarts, wereld.truus)
    details = url(wereld.truus, "/gegevens")
    form = form_in(huisarts.get(details), details)
    for wrong in (show_date(today() + timedelta(days=1)), "2-5-1942", "gisteren"):
        refused = huisarts.post(details, form | {"overleden_op": wrong})
        assert refused.status_code == 422 and 'id="overleden_op-fout"' in refused.text, wrong
    assert huisarts.post(details, form | {"overleden_op": show_date(today())}).status_code == 303
    assert f"Overleden op {show_date(today())}" in als("wijkverpleging").text(url(wereld.truus))
    assert form_in(huisarts.get(details), details)["overleden_op"] == show_date(today())
    before = everything(app)
    page = huisarts.get(toestemming(wereld.truus))
    assert "Deze cliënt is overleden" in readable(page) and f'action="{toestemming(wereld.truus)}"' not in page.text
    refused = huisarts.post(toestemming(wereld.truus), stale | {"mag-ggz": "ja", "hoe": "mondeling"})
    assert refused.status_code == 422 and "blijft zoals die was" in readable(refused)
    rule = rules_of(app, wereld.truus)[0]
    for address, extra in (
        ("/toestemming/uitzondering", {"voor": f"o:{wereld.mondriaan}", "besluit": "ja", "hoe": "mondeling"}),
        (f"/toestemming/{rule.id}/intrekken", {}),
        ("/vertegenwoordigers", {"naam": "Ans", "soort_vertegenwoordiger": "mentor"}),
    ):
        assert huisarts.post(url(wereld.truus, address), stale | extra).status_code == 422, address
    assert everything(app) == before
    with app.app_context():
        assert db.session.get_one(Client, wereld.truus).overleden_op == today()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_was_chosen_is_still_there_after_a_refusal(app, als, wereld):
    before, nurse = everything(app), als("wijkverpleging")
    good = form_of(nurse, wereld.truus) | {"mag-ggz": "ja", "mag-sociaal": "nee", "hoe": "zelf", "tot": "1-1-2031"}
    for wrong in (
        {"hoe": ""},
        {"hoe": "?"},
        {"wie": ""},
        {"wie": f"v:{wereld.truus}"},
        {"tot": "1-1-2001"},
        {"mag-ggz": "x"},
    ):
        answer = nurse.post(toestemming(wereld.truus), good | wrong)
        (name,) = wrong
        assert answer.status_code == 422 and "govuk-error-message" in answer.text, wrong
        assert 'name="mag-sociaal" value="nee" checked' in answer.text, wrong
        assert ('id="mag-ggz" name="mag-ggz" value="ja" checked' in answer.text) == (name != "mag-ggz")
        assert f'name="tot" type="text" value="{(good | wrong)["tot"]}"' in answer.text
    action = f"{toestemming(wereld.truus)}/uitzondering"
    good = {"voor": f"o:{wereld.mondriaan}", "soort": "plan", "besluit": "nee", "wie": "client", "hoe": "zelf",
            "nummer": good["nummer"]}  # fmt: skip
    gone = "00000000-0000-4000-8000-000000000000"
    for wrong in (
        {"voor": ""},
        {"voor": f"o:{gone}"},
        {"voor": "d:beheer"},
        {"soort": "x"},
        {"besluit": ""},
        {"hoe": ""},
    ):
        answer = nurse.post(action, good | wrong)
        assert answer.status_code == 422 and "govuk-error-message" in answer.text, wrong
        assert ('name="besluit" value="nee" checked' in answer.text) == ("besluit" not in wrong), wrong
        assert (f'value="o:{wereld.mondriaan}" selected' in answer.text) == ("voor" not in wrong), wrong
    assert everything(app) == before
