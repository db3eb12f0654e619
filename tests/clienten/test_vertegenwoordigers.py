"""Who decides for a child or a ward: on the page of consent, and when a new client is made."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import show_date, today
from overlegtafel.extensions import db
from overlegtafel.toegang.models_inzage import Toestemming, Vertegenwoordiger
from tests.clienten.hulp import add_vertegenwoordiger, decide, form_of, make_exception, rules_of, toestemming, url
from tests.persona import field, readable
from tests.toegang.hulp import change, events, everything, log_lines


def born(app, client_id, years: int) -> None:
    """This client turned so many years old on the first of January."""
    change(app, update(Client).where(Client.id == client_id).values(geboortedatum=date(today().year - years, 1, 1)))


def the_one(app, client_id) -> Vertegenwoordiger:
    with app.app_context():
        return db.session.scalars(select(Vertegenwoordiger).where(Vertegenwoordiger.client_id == client_id)).one()


def test_for_a_young_child_a_parent_decides(app, als, wereld):
    huisarts, kind = als("huisarts"), wereld.kind
    born(app, kind, 9)
    assert "Sem is 9 jaar: een ouder met gezag of een voogd beslist" in huisarts.text(toestemming(kind))
    before = everything(app)
    refused = decide(huisarts, kind, ggz="ja", wie="client")
    assert refused.status_code == 422 and "Een ouder met gezag of een voogd geeft toestemming" in readable(refused)
    assert 'name="mag-ggz" value="ja" checked' in refused.text and everything(app) == before
    assert add_vertegenwoordiger(huisarts, kind, "Nadia Janssen", "ouder").status_code == 303
    parent = the_one(app, kind)
    (line,) = log_lines(app, gebeurtenis="vertegenwoordiger.gemaakt")
    assert (line.actie, line.object_id, line.client_id) == ("C", parent.id, kind)
    twice = add_vertegenwoordiger(huisarts, kind, "Nadia Janssen", "ouder")
    assert twice.status_code == 422 and "staat er al bij" in readable(twice)
    assert form_of(huisarts, kind)["wie"] == f"v:{parent.id}", "there is one who can decide"
    assert decide(huisarts, kind, ggz="ja", wie=f"v:{parent.id}").status_code == 303
    (rule,) = rules_of(app, kind, domein="ggz")
    assert (rule.gegeven_door, rule.vertegenwoordiger_id) == ("vertegenwoordiger", parent.id)
    assert "door Nadia Janssen; opgeschreven door Els Peeters" in huisarts.text(toestemming(kind))
    # The child may say no.
    assert decide(huisarts, kind, ggz="nee", wie="client").status_code == 303


def test_from_twelve_both_say_yes_and_either_says_no(app, als, wereld):
    huisarts, kind = als("huisarts"), wereld.kind
    born(app, kind, 13)
    add_vertegenwoordiger(huisarts, kind, "Nadia Janssen", "ouder")
    parent = the_one(app, kind)
    for wie in ("client", f"v:{parent.id}"):
        refused = decide(huisarts, kind, ggz="ja", wie=wie)
        assert refused.status_code == 422 and "samen toestemming" in readable(refused)
    assert decide(huisarts, kind, ggz="ja", wie=f"s:{parent.id}").status_code == 303
    assert "samen met Nadia Janssen" in huisarts.text(toestemming(kind))
    assert decide(huisarts, kind, ggz="nee", wie=f"v:{parent.id}").status_code == 303
    assert [(r.besluit, r.gegeven_door) for r in rules_of(app, kind, domein="ggz")] == [
        ("ja", "samen"), ("nee", "vertegenwoordiger"),
    ]  # fmt: skip
    born(app, kind, 18)
    exception = {"voor": f"o:{wereld.mondriaan}", "besluit": "ja"}
    refused = make_exception(huisarts, kind, wie=f"s:{parent.id}", **exception)
    assert refused.status_code == 422 and "beslist niet meer mee" in readable(refused)
    assert make_exception(huisarts, kind, wie="client", **exception).status_code == 303


@pytest.mark.parametrize("soort", ["curator", "mentor"])
def test_under_guardianship_the_guardian_decides_until_it_ends(app, als, wereld, soort):
    nurse, truus = als("wijkverpleging"), wereld.truus
    stale = form_of(nurse, truus)
    add_vertegenwoordiger(nurse, truus, "Ans van den Berg", soort)
    guardian = the_one(app, truus)
    refused = decide(nurse, truus, ggz="ja", wie="client")
    assert refused.status_code == 422 and "heeft een curator of mentor" in readable(refused)
    assert decide(nurse, truus, ggz="nee", wie="client").status_code == 303
    assert decide(nurse, truus, ggz="ja", wie=f"v:{guardian.id}").status_code == 303
    assert als("psychiater").get(url(truus)).status_code == 200
    end = url(truus, f"/vertegenwoordigers/{guardian.id}/einde")
    assert nurse.post(end).status_code == 303
    assert log_lines(app, gebeurtenis="vertegenwoordiger.beeindigd")[0].object_id == guardian.id
    page = nurse.text(toestemming(truus))
    assert "Niemand. Truus beslist zelf." in page and "door Ans van den Berg" in page, "what was decided stays"
    before = everything(app)
    assert nurse.post(end).status_code == 404, "ended already"
    gone = decide(nurse, truus, sociaal="ja", wie=f"v:{guardian.id}")
    assert gone.status_code == 422 and "Kies de vertegenwoordiger" in readable(gone)
    assert nurse.post(toestemming(truus), stale | {"hoe": "zelf", "mag-sociaal": "ja"}).status_code == 409
    assert everything(app) == before
    assert decide(nurse, truus, sociaal="ja", wie="client").status_code == 303


def test_a_representative_of_another_client_decides_nothing_here(app, als, wereld):
    huisarts = als("huisarts")
    add_vertegenwoordiger(huisarts, wereld.moeder, "Iemand Anders", "mentor")
    theirs = the_one(app, wereld.moeder)
    before = everything(app)
    refused = decide(huisarts, wereld.truus, ggz="ja", wie=f"v:{theirs.id}")
    assert refused.status_code == 422 and "Iemand Anders" not in refused.text
    assert huisarts.post(url(wereld.truus, f"/vertegenwoordigers/{theirs.id}/einde")).status_code == 404
    assert everything(app) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_representative_filled_in_wrongly_is_told_and_nothing_typed_is_lost(app, als, wereld):
    nurse, before = als("wijkverpleging"), everything(app)
    action = url(wereld.truus, "/vertegenwoordigers")
    good = {"naam": "Ans van den Berg", "soort_vertegenwoordiger": "mentor", "telefoon": "043-3501234"}
    for wrong in ({"naam": ""}, {"naam": "x" * 61}, {"soort_vertegenwoordiger": ""}, {"telefoon": "geen idee"}):
        answer = nurse.post(action, good | wrong)
        (name,) = wrong
        assert answer.status_code == 422 and f'id="{name}-fout"' in answer.text, wrong
        assert field(answer.text, "naam") == (good | wrong)["naam"]
        assert field(answer.text, "telefoon") == (good | wrong)["telefoon"]
    assert everything(app) == before


def test_a_new_client_who_does_not_decide_alone(app, als, wereld):
    huisarts = als("huisarts")
    form = {
        "roepnaam": "Bram", "achternaam": "Linden", "geboortedatum": f"1-1-{today().year - 7}", "hoe": "mondeling",
        "domein": ["huisartsenzorg", "sociaal"], "doel": "meedenken", "wie": "vertegenwoordiger",
        "naam_vertegenwoordiger": "Wies Linden", "soort_vertegenwoordiger": "ouder",
    }  # fmt: skip
    before = everything(app)
    for wrong, field_name in (
        ({"wie": "client"}, "wie"), ({"wie": "x"}, "wie"), ({"naam_vertegenwoordiger": " "}, "naam_vertegenwoordiger"),
        ({"soort_vertegenwoordiger": ""}, "soort_vertegenwoordiger"), ({"soort_vertegenwoordiger": "mentor"}, "wie"),
        ({"wie": "vertegenwoordiger", "geboortedatum": f"1-1-{today().year - 14}"}, "wie"),
    ):  # fmt: skip
        answer = huisarts.post("/clienten/nieuw", form | wrong)
        assert answer.status_code == 422 and f'href="#{field_name}"' in answer.text, wrong
        kept = (form | wrong)["naam_vertegenwoordiger"]
        assert field(answer.text, "naam_vertegenwoordiger") == kept, wrong
        assert 'value="sociaal" checked' in answer.text
    assert everything(app) == before
    # Nobody is made who died already: of whom would the consent be?
    answer = huisarts.post("/clienten/nieuw", form | {"overleden_op": show_date(today() - timedelta(days=1))})
    assert answer.status_code == 303
    with app.app_context():
        made = db.session.scalars(select(Client).where(Client.achternaam == "Linden")).one()
        rules = db.session.scalars(select(Toestemming).where(Toestemming.client_id == made.id)).unique().all()
        assert made.overleden_op is None
        assert {(r.domein, r.gegeven_door, r.vertegenwoordiger.naam) for r in rules} == {
            (domein, "vertegenwoordiger", "Wies Linden") for domein in ("huisartsenzorg", "sociaal")
        }
        assert all("Dit geldt tot u iets anders kiest." in rule.tekst.tekst for rule in rules)
        ids = {rule.id for rule in rules}
    assert {line.object_id for line in log_lines(app, gebeurtenis="toestemming.gegeven")} == ids
    assert events(app, client_id=made.id).count("toestemming.gegeven") == 2
    assert "Wies Linden" in huisarts.text(toestemming(made.id))
