"""What comes back to the referrer: owed after the first contact, given in one step, heard by the right people."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from overlegtafel.berichten.models import Signaal
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein, Soort
from overlegtafel.verwijzingen.models import Verwijzing
from tests.persona import readable
from tests.plannen.hulp import form_in, message_at
from tests.tafel.test_queries import queries
from tests.toegang.hulp import change, events, everything
from tests.verwijzingen.stapjes import do, pagina, stappen, stored
from tests.verwijzingen.verwezen import let_see, make_verwijzing
from tests.wereld import seat

# One page: who asks, the referral, its steps and partners, and for the team the lists of its forms.
MOST = 21


@pytest.fixture
def verwezen(app, wereld):
    return make_verwijzing(app, wereld)


def signals(app) -> list[tuple]:
    """Who has something new, and of which kind."""
    with app.app_context():
        rows = db.session.scalars(select(Signaal).where(Signaal.gezien_op.is_(None)).order_by(Signaal.op))
        return [(s.gebruiker_id, s.soort) for s in rows]


def test_feedback_reaches_who_referred_and_nobody_else(app, als, wereld, verwezen):
    team, doctor = als("sociaalteam"), als("huisarts")
    assert do(team, verwezen, "stap", stap="niet_bereikt").status_code == 303
    assert signals(app) == [], "no e-mail for a call that was not answered"
    assert do(team, verwezen, "stap", stap="gebeld", terugkoppeling="Zij komt dinsdag.").status_code == 303
    assert signals(app) == [(wereld.huisarts, "terug")]
    assert "Zij komt dinsdag." in doctor.text(pagina(verwezen)) and signals(app) == [], "opened is seen"
    assert do(team, verwezen, "stap", stap="gesprek").status_code == 303 and signals(app) == []
    assert do(team, verwezen, "terugkoppeling", tekst="Het loopt.").status_code == 303
    assert (
        do(team, verwezen, "afronden", afloop="kredietbank", tekst="De Kredietbank neemt het over.").status_code == 303
    )
    assert signals(app) == [(wereld.huisarts, "terug")] * 2
    assert "Koppel terug aan Els Peeters" in team.text(pagina(verwezen)), "also after the end"
    assert do(team, verwezen, "terugkoppeling", tekst="Nog dit.").status_code == 303
    assert stored(app, verwezen).staat == "doorverwezen" and stored(app, verwezen).kijken_op is None
    assert events(app).count("verwijzing.teruggekoppeld") == 2


def test_a_word_before_the_first_contact_is_not_the_feedback_that_is_owed(app, als, wereld, verwezen):
    team = als("sociaalteam")
    late = now() - timedelta(days=1)
    change(app, update(Verwijzing).values(moet_voor=late, kijken_op=None, escalatie=2))
    assert do(team, verwezen, "terugkoppeling", tekst="Wij bellen morgen.").status_code == 303
    v = stored(app, verwezen)
    assert (v.terug_op, v.moet, v.escalatie, v.te_laat) == (None, "bellen", 2, True)
    assert do(team, verwezen, "stap", stap="gebeld").status_code == 303
    v = stored(app, verwezen)
    assert (v.moet, v.moet_voor, v.escalatie) == ("terugkoppelen", v.terug_voor, 0) and v.terug_op is None
    # A further call that was not answered does not take that away.
    assert do(team, verwezen, "stap", stap="niet_bereikt").status_code == 303
    assert stored(app, verwezen).moet == "terugkoppelen"
    assert do(team, verwezen, "terugkoppeling", tekst="Zij wil hulp.").status_code == 303
    v = stored(app, verwezen)
    assert v.moet == "bijwerken" and v.terug_op is not None and v.kijken_op == v.moet_voor > v.terug_voor


def test_an_end_that_was_none_owes_feedback_again(app, als, wereld, verwezen):
    team = als("sociaalteam")
    assert do(team, verwezen, "afronden", afloop="onbereikbaar", tekst="Vijf keer gebeld.").status_code == 303
    assert stored(app, verwezen).terug_op is not None
    assert do(team, verwezen, "heropen", reden="Zij belde terug.").status_code == 303
    v = stored(app, verwezen)
    assert (v.staat, v.moet, v.terug_op) == ("aangemeld", "bellen", None)


def test_who_left_is_heard_by_the_practice(app, als, wereld, verwezen):
    change(app, update(Verwijzing).values(terug_aan_id=None))
    assert do(als("sociaalteam"), verwezen, "stap", stap="gebeld", terugkoppeling="Zij wil hulp.").status_code == 303
    assert set(signals(app)) == {(wereld.huisarts, "terug"), (wereld.assistent, "terug")}


def test_feedback_says_something(app, als, wereld, verwezen):
    team, before = als("sociaalteam"), everything(app)
    for typed in ("", "  \n ", "te lang " * 90):
        answer = do(team, verwezen, "terugkoppeling", tekst=typed)
        assert answer.status_code == 422 and message_at(answer, "tekst")
        assert form_in(answer, f"{pagina(verwezen)}/terugkoppeling")["tekst"].strip() == typed.strip()
    assert everything(app) == before
    # What is written is text, whatever it looks like.
    assert do(team, verwezen, "terugkoppeling", tekst="<b>Vet</b> & klaar").status_code == 303
    assert "&lt;b&gt;Vet&lt;/b&gt; &amp; klaar" in als("huisarts").get(pagina(verwezen)).get_data(as_text=True)


def test_within_htmx_the_part_renews_and_forgets_what_was_typed(app, als, wereld, verwezen):
    team, url = als("sociaalteam"), pagina(verwezen)
    sent = form_in(team.get(url), f"{url}/afronden") | {"afloop": "inzet", "tekst": ""}
    answer = team.post(f"{url}/afronden", sent, htmx=True, target="verwijzing")
    assert answer.status_code == 422 and "<html" not in answer.get_data(as_text=True)
    answer = team.post(f"{url}/afronden", sent | {"tekst": "De post is bij."}, htmx=True, target="verwijzing")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "Afgerond: de verwijzer ziet wat ervan kwam." in page
    assert f'data-ververs="ot:{verwezen}"' in page and "data-weg" in page and page.count("De post is bij.") == 1


def test_an_agreement_on_the_half_page_for_who_may(app, als, wereld):
    verwezen = make_verwijzing(app, wereld, client="moeder", verhelderd="Durft de post niet te openen.")
    begin = f"/clienten/{wereld.moeder}/plan/regels/nieuw/afspraak/begin"
    team = als("sociaalteam")
    form = form_in(team.get(pagina(verwezen)), begin)
    assert form["tekst"] == "Durft de post niet te openen."
    assert "Durft de post niet te openen." in readable(team.post(begin, form))
    # A guest hears why not; at the table without consent for the plan likewise.
    other = make_verwijzing(app, wereld, client="truus")
    page = team.get(pagina(other))
    assert "/afspraak/begin" not in page.get_data(as_text=True) and "liet u de halve A4 niet zien" in readable(page)
    with app.app_context():
        seat(wereld.truus, team_id=wereld.sociaal_team, doel="post")
        db.session.commit()
    assert "liet u de halve A4 niet zien" in team.text(pagina(other))
    with app.app_context():
        let_see(wereld.kind, Domein.SOCIAAL, Soort.PLAN)
        db.session.commit()
    third = make_verwijzing(app, wereld, client="kind")
    assert "staat nog niet op de halve A4" in team.text(pagina(third))
    assert "/afspraak/begin" not in als("assistent").get(pagina(verwezen)).get_data(as_text=True)


def test_the_page_asks_little_of_the_database(app, als, wereld, verwezen):
    team = als("sociaalteam")
    for _ in range(6):
        assert do(team, verwezen, "stap", stap="niet_bereikt").status_code == 303
    for name in ("sociaalteam", "huisarts"):
        als(name).get(pagina(verwezen))
        with queries() as sent:
            assert als(name).get(pagina(verwezen)).status_code == 200
        assert len(sent) <= MOST, "\n".join([name, str(len(sent)), *sent])


def test_steps_are_newest_first_with_day_and_who(app, als, wereld, verwezen):
    team = als("sociaalteam")
    assert do(team, verwezen, "stap", stap="niet_bereikt").status_code == 303
    assert do(team, verwezen, "stap", stap="gebeld", tekst="Sprak haar dochter.").status_code == 303
    page = als("huisarts").text(pagina(verwezen)).split("Wat er gebeurde")[1]
    assert page.index("belde en sprak de cliënt") < page.index("belde, niet bereikt") < page.index("verwees")
    assert "Wim Dols contactpersoon sociaal team, Trajekt" in page and "Els Peeters huisarts" in page
    assert [s.door_id for s in stappen(app, verwezen)] == [wereld.huisarts, wereld.sociaalteam, wereld.sociaalteam]
