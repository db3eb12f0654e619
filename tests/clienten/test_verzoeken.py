"""Asking for what is withheld: one action, to who talks with the client; it tells the asker nothing."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select, update

from overlegtafel.clienten.models import Betrokkene
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Toegangsverzoek
from tests.clienten.hulp import add_vertegenwoordiger, decide, make_exception, toestemming, url
from tests.persona import Persona, readable
from tests.plannen.hulp import form_in
from tests.toegang.hulp import add_gebruiker, change, events, everything, log_lines
from tests.toegang.test_geheimen import all_of
from tests.wereld import allow, seat

VRAAG = "Ruth de Groot, psychiater. Vraag het de cliënt."


@pytest.fixture
def afgeschermd(app, wereld) -> str:
    """The psychiater sees the plan of Truus, but not the notes of the home care. Answers where to ask for those."""
    with app.app_context():
        allow(wereld.truus, Domein.GGZ)
        allow(wereld.truus, Domein.GGZ, soort="thuiszorg", besluit="nee")
        db.session.commit()
    return url(wereld.truus, "/verzoek")


def asked(app) -> list[Toegangsverzoek]:
    with app.app_context():
        return list(db.session.scalars(select(Toegangsverzoek).order_by(Toegangsverzoek.gevraagd_op)).unique())


def coordinator(app, wereld, betrokkene_id=None) -> None:
    """Make this one coördinator of Truus, or nobody."""
    change(app, update(Betrokkene).where(Betrokkene.client_id == wereld.truus).values(is_coordinator=False))
    change(app, update(Betrokkene).where(Betrokkene.id == betrokkene_id).values(is_coordinator=True))


def test_asking_twice_is_asking_once_and_the_page_says_since_when(app, als, wereld, afgeschermd):
    psychiater, waarom = als("psychiater"), url(wereld.truus, "/waarom")
    form = form_in(psychiater.get(waarom), afgeschermd)
    answer = psychiater.post(afgeschermd, form | {"soort": "thuiszorg"})
    assert (answer.status_code, answer.location) == (303, waarom)
    assert "Thuiszorgnotities: afgeschermd gevraagd op" in psychiater.text(waarom)
    again = psychiater.post(afgeschermd, {"soort": "thuiszorg"}, htmx=True)
    assert again.status_code == 200 and "gevraagd op" in again.text and "<html" not in again.text
    (verzoek,) = asked(app)
    assert (verzoek.client_id, verzoek.gebruiker_id, verzoek.soort) == (wereld.truus, wereld.psychiater, "thuiszorg")
    (line,) = log_lines(app, gebeurtenis="toegang.gevraagd")
    assert (line.actie, line.object_id, line.client_id) == ("C", verzoek.id, wereld.truus)
    before = everything(app)
    for soort in ("plan", "huisgenoot", "onzin", "", "x" * 5000, "\x00"):
        assert psychiater.post(afgeschermd, {"soort": soort}).status_code == 303, "nothing of this kind is withheld"
    assert als("sociaalteam").post(afgeschermd, {"soort": "thuiszorg"}).status_code == 404
    assert everything(app) == before


def test_two_clicks_at_the_same_moment_are_one_question(app, wereld, afgeschermd):
    twice, start = [Persona(app, "psychiater@demo.test") for _ in range(2)], Barrier(2)

    def post(one):
        start.wait(timeout=10)
        return one.post(afgeschermd, {"soort": "thuiszorg"}).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(post, twice)) == [303, 303]
    assert len(asked(app)) == 1


def test_the_coordinator_hears_it_on_vandaag_and_whoever_may_record_on_the_page(app, als, wereld, afgeschermd):
    add_gebruiker(app, "woningcorporatie", "medewerker woningcorporatie", wereld.trajekt)
    with app.app_context():
        them = Gebruiker.query.filter(Gebruiker.account.has(email="woningcorporatie@demo.test")).one()
        seat(wereld.truus, gebruiker_id=them.id, doel="lekkage")
        allow(wereld.truus, Domein.SOCIAAL)
        db.session.commit()
    als("psychiater").post(afgeschermd, {"soort": "thuiszorg"})
    assert VRAAG in als("wijkverpleging").text("/vandaag")
    for name in ("huisarts", "psychiater", "woningcorporatie", "sociaalteam", "beheer"):
        assert "Ruth" not in als(name).text("/vandaag").replace("Ruth de Groot psychiater, Mondriaan", ""), name
    for name, sees in (
        ("wijkverpleging", True),
        ("huisarts", True),
        ("psychiater", False),
        ("woningcorporatie", False),
    ):
        for page in (url(wereld.truus), toestemming(wereld.truus)):
            assert (" vraagt " in als(name).text(page)) == sees, (name, page)


def test_without_a_coordinator_who_can_answer_the_others_at_the_table_hear_it(app, als, wereld, afgeschermd):
    als("psychiater").post(afgeschermd, {"soort": "thuiszorg"})
    # Nobody is, or a daughter is who has no account.
    for who in (None, wereld.truus_dochter):
        coordinator(app, wereld, who)
        assert VRAAG in als("wijkverpleging").text("/vandaag"), who
        assert VRAAG not in als("huisarts").text("/vandaag"), "not at the table"
        assert VRAAG not in als("psychiater").text("/vandaag"), "who asks does not answer"
    coordinator(app, wereld, wereld.truus_ggz)
    assert VRAAG not in als("wijkverpleging").text("/vandaag")


def test_when_the_coordinator_asks_the_others_at_the_table_hear_it(app, als, wereld, afgeschermd):
    with app.app_context():
        allow(wereld.truus, Domein.WIJKVERPLEGING, soort="overleg", besluit="nee")
        db.session.commit()
    als("wijkverpleging").post(afgeschermd, {"soort": "overleg"})
    assert "Saïda El Amrani, wijkverpleegkundige. Vraag het de cliënt." in als("psychiater").text("/vandaag")
    assert "Vraagt om mee te kijken" not in als("wijkverpleging").text("/vandaag")


def test_a_yes_answers_it_and_a_no_does_too_after_which_one_may_ask_again(app, als, wereld, afgeschermd):
    nurse, psychiater = als("wijkverpleging"), als("psychiater")
    psychiater.post(afgeschermd, {"soort": "thuiszorg"})
    (first,) = asked(app)
    no = f"{afgeschermd}/{first.id}/nee"
    assert psychiater.post(no).status_code == 404, "who asks does not answer"
    assert als("huisarts").post(f"{url(wereld.kind)}/verzoek/{first.id}/nee").status_code == 404, "of another client"
    assert nurse.post(no, form_in(nurse.get(toestemming(wereld.truus)), no)).location == toestemming(wereld.truus)
    assert nurse.post(no).status_code == 404, "answered already"
    assert VRAAG not in nurse.text("/vandaag")
    assert "Vraag toegang" in psychiater.text(url(wereld.truus, "/waarom"))
    psychiater.post(afgeschermd, {"soort": "thuiszorg"})
    # Another decision that does not open it leaves the question open.
    decide(nurse, wereld.truus, sociaal="ja")
    assert [v.uitkomst for v in asked(app)] == ["nee", ""]
    make_exception(nurse, wereld.truus, voor=f"o:{wereld.mondriaan}", soort="thuiszorg", besluit="ja")
    answered = asked(app)
    assert [v.uitkomst for v in answered] == ["nee", "ja"]
    assert all(v.afgehandeld_door_id == wereld.wijkverpleging and v.afgehandeld_op for v in answered)
    lines = log_lines(app, gebeurtenis="toegang.beantwoord")
    assert [(x.object_id, x.actie, x.client_id) for x in lines] == [(v.id, "U", wereld.truus) for v in answered]
    assert "afgeschermd" not in psychiater.text(url(wereld.truus, "/waarom"))
    assert events(app).count("toegang.beantwoord") == 2


def test_asking_about_a_withheld_housemate_tells_nothing_of_who_that_is(app, als, wereld):
    social, action = als("sociaalteam"), url(wereld.moeder, "/verzoek")
    answers = [social.post(action, {"soort": "huisgenoot"}), social.post(action, {"soort": "huisgenoot"}, htmx=True)]
    answers += [social.get(url(wereld.moeder, rest)) for rest in ("/waarom", "", "/toestemming")]
    answers += [social.get("/vandaag"), social.get("/clienten")]
    assert {v.client_id for v in asked(app)} == {wereld.vader, wereld.kind}
    for answer in answers:
        shown = all_of(answer)
        for secret in (
            "Piet",
            "Sem ",
            "1985",
            "2015",
            *(str(wereld.ids[name]) for name in ("vader", "kind", "vader_psy")),
        ):
            assert secret not in shown, (answer.request.path, secret)
        assert not [v for v in asked(app) if str(v.id) in shown]
    assert "gevraagd op" in readable(answers[2])
    # Nor do the lines about the asking speak of them.
    assert {line.client_id for line in log_lines(app, gebeurtenis="toegang.gevraagd")} == {wereld.moeder}
    assert " vraagt om mee te kijken bij Piet" in als("huisarts2").text(toestemming(wereld.vader))


def test_a_seat_answers_it_for_the_one_who_got_it(app, als, wereld):
    social, huisarts, huisarts2 = als("sociaalteam"), als("huisarts"), als("huisarts2")
    social.post(url(wereld.moeder, "/verzoek"), {"soort": "huisgenoot"})
    team = {"wie": f"t:{wereld.sociaal_team}", "doel": "schulden"}
    assert huisarts2.post(url(wereld.vader, "/betrokkenen/nieuw"), team).status_code == 303
    assert {v.client_id: v.uitkomst for v in asked(app)} == {wereld.vader: "ja", wereld.kind: ""}
    assert social.get(url(wereld.vader)).status_code == 200
    # A consent without a seat is not enough; the seat may be given from the page of the mother.
    add_vertegenwoordiger(huisarts, wereld.kind, "Nadia Janssen", "ouder")
    page = huisarts.get(toestemming(wereld.kind)).text
    parent = page.split('value="v:')[1].split('"')[0]
    assert decide(huisarts, wereld.kind, sociaal="ja", wie=f"v:{parent}").status_code == 303
    assert {v.client_id: v.uitkomst for v in asked(app)}[wereld.kind] == ""
    given = team | {"voor": str(wereld.kind)}
    assert huisarts.post(url(wereld.moeder, "/betrokkenen/nieuw"), given).status_code == 303
    assert {v.uitkomst for v in asked(app)} == {"ja"}
    assert {x.client_id for x in log_lines(app, gebeurtenis="toegang.beantwoord")} == {wereld.vader, wereld.kind}
    assert social.get(url(wereld.kind)).status_code == 200
