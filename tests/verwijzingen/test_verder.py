"""A referral that moves on: the seat that came with it, what nobody may lose by a second click, and what an end keeps shut."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from overlegtafel.clienten.models import Betrokkene
from overlegtafel.core.datums import now, show_date, today
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.plannen.models import Plan
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.verwijzingen.models import Kaartplek, Verwijzing
from overlegtafel.verwijzingen.stappen import finish, reopen
from tests.persona import readable
from tests.plannen.hulp import client, open_form
from tests.toegang.hulp import add_gebruiker, change, everything, log_lines
from tests.verwijzingen.stapjes import do, form, join, pagina, stappen, stored
from tests.verwijzingen.test_partners import make_plek
from tests.verwijzingen.test_verwijzen import INGEVULD, refer, verwijs
from tests.verwijzingen.verwezen import make_team, make_verwijzing
from tests.wereld import line, seat


@pytest.fixture
def verwezen(app, als, wereld):
    """The huisarts referred Truus, with a seat on the half page for the team."""
    assert refer(als("huisarts"), wereld.truus).status_code == 303
    with app.app_context():
        return db.session.scalars(select(Verwijzing.id)).one()


@pytest.fixture
def collega(app, wereld):
    add_gebruiker(app, "collega", "maatschappelijk werker", wereld.trajekt)
    return join(app, "collega", wereld.sociaal_team)


@pytest.fixture
def oost(app, wereld):
    """Another team that does this, of 'nina'."""
    add_gebruiker(app, "nina", "maatschappelijk werker", wereld.trajekt)
    with app.app_context():
        team = make_team("Sociaal team Oost").id
        db.session.commit()
    join(app, "nina", team)
    return team


def seats(app, wereld) -> list[Betrokkene]:
    """Those of the sociaal team at the table of Truus."""
    with app.app_context():
        query = select(Betrokkene).where(Betrokkene.client_id == wereld.truus)
        return list(db.session.scalars(query.where(Betrokkene.team_id == wereld.sociaal_team)).unique())


@pytest.mark.parametrize("how", ["ander-team", "terugnemen"])
def test_the_seat_goes_with_the_referral(app, als, wereld, verwezen, oost, how):
    team, here = als("sociaalteam"), client(wereld.truus)
    assert team.get(here).status_code == 200
    who = team if how == "ander-team" else als("huisarts")
    answer = do(who, verwezen, how, team=str(oost), reden="Verkeerde wijk.")
    assert answer.status_code == 303 and "staat nog op de halve A4" not in who.text(answer.location)
    assert team.get(here).status_code == 404, "the half page is shut again"
    assert [s.tot for s in seats(app, wereld)] == [today()]
    assert "betrokkene.vertrokken" in [line.gebeurtenis for line in log_lines(app, client_id=wereld.truus)]


def test_a_seat_with_more_to_it_stays_and_that_is_said(app, als, wereld, verwezen, oost):
    with app.app_context():
        plan = db.session.scalars(
            select(Plan).join_from(Plan, Betrokkene, Betrokkene.client_id == wereld.truus)
        ).first()
        mine = (
            db.session.scalars(
                select(Betrokkene).where(
                    Betrokkene.team_id == wereld.sociaal_team, Betrokkene.client_id == wereld.truus
                )
            )
            .unique()
            .one()
        )
        line(plan, "afspraak", "Post ordenen.", eigenaar_id=mine.id, datum=today(), client_id=wereld.truus)
        db.session.commit()
    team = als("sociaalteam")
    answer = do(team, verwezen, "ander-team", team=str(oost), reden="Verkeerde wijk.")
    assert "Sociaal team Nazareth-Limmel staat nog op de halve A4." in team.text(answer.location)
    assert [s.tot for s in seats(app, wereld)] == [None]


def test_a_seat_from_before_or_of_another_referral_stays(app, als, wereld, verwezen):
    doctor = als("huisarts")
    other = make_verwijzing(app, wereld, soort="poh-jeugd")
    change(app, update(Verwijzing).where(Verwijzing.id == other).values(aan_team_id=wereld.sociaal_team))
    assert do(doctor, verwezen, "terugnemen", reden="Toch niet.").status_code == 303
    assert [s.tot for s in seats(app, wereld)] == [None], "the other referral needs it"
    assert do(doctor, other, "terugnemen", reden="Toch niet.").status_code == 303
    before = make_verwijzing(app, wereld, client="moeder", van="huisarts2")
    assert als("huisarts2").get(pagina(before)).status_code == 200
    answer = do(als("huisarts2"), before, "terugnemen", reden="Toch niet.")
    assert answer.status_code == 303
    with app.app_context():
        assert db.session.get_one(Betrokkene, wereld.moeder_st).tot is None


def test_a_guest_sends_it_on_without_touching_the_page(app, als, wereld, oost):
    """The client shows this team referrals, not the half page: the seat somebody gave it stays, and that is said."""
    verwezen = make_verwijzing(app, wereld)
    with app.app_context():
        seat(wereld.truus, team_id=wereld.sociaal_team, doel="geld", gewijzigd_door_id=wereld.huisarts)
        db.session.commit()
    team = als("sociaalteam")
    assert team.get(client(wereld.truus)).status_code == 404
    answer = do(team, verwezen, "ander-team", team=str(oost), reden="Verkeerde wijk.")
    assert answer.status_code == 303 and "staat nog op de halve A4" in team.text(answer.location)
    assert [s.tot for s in seats(app, wereld)] == [None]


def test_other_words_are_no_double_click(app, als, wereld):
    team = als("sociaalteam")
    verwezen = make_verwijzing(app, wereld, staat="gesprek")
    for pad, first, second, lost in (
        ("partners", {"naam": "Kredietbank", "deel": "schulden"}, {"naam": "Voedselbank"}, "Voedselbank"),
        ("partners", {"naam": "Buurvrouw", "deel": "post"}, {"deel": "boodschappen"}, "boodschappen"),
        ("stap", {"stap": "gesprek", "tekst": "Eerste."}, {"tekst": "", "terugkoppeling": "Voor Els."}, "Voor Els."),
        ("stap", {"stap": "gesprek", "tekst": "Weer."}, {"verhelderd": "Het gaat om de buurman."}, "de buurman"),
        ("terugkoppeling", {"tekst": "Het loopt."}, {"tekst": "Het loopt goed."}, "loopt goed"),
        ("afronden", {"afloop": "inzet", "tekst": "Klaar."}, {"afloop": "kredietbank"}, "Klaar."),
    ):  # fmt: skip
        sent = form(team, verwezen, pad) | first
        assert team.post(f"{pagina(verwezen)}/{pad}", sent).status_code == 303, (pad, first)
        again = team.post(f"{pagina(verwezen)}/{pad}", sent)
        assert again.status_code == 409 and "Dit stond er al" in readable(again), (pad, first)
        other = team.post(f"{pagina(verwezen)}/{pad}", sent | second)
        assert other.status_code == 409 and "Dit stond er al" not in readable(other), second
        assert lost in other.get_data(as_text=True), second


def test_another_day_is_no_double_click(app, als, wereld):
    verwezen, team = make_verwijzing(app, wereld, dagen=5), als("sociaalteam")
    sent = form(team, verwezen, "stap") | {"stap": "gebeld", "dag": show_date(today())}
    assert team.post(f"{pagina(verwezen)}/stap", sent).status_code == 303
    assert "Dit stond er al" in readable(team.post(f"{pagina(verwezen)}/stap", sent))
    yesterday = {"dag": show_date(today() - timedelta(days=1))}
    assert "Dit stond er al" not in readable(team.post(f"{pagina(verwezen)}/stap", sent | yesterday))


def test_what_was_typed_is_shown_when_its_form_is_gone(app, als, wereld):
    verwezen, team = make_verwijzing(app, wereld), als("sociaalteam")
    step = form(team, verwezen, "stap") | {"stap": "gesprek", "verhelderd": "Het gaat om de buurman."}
    partner = form(team, verwezen, "partners") | {"naam": "Buurvrouw Bea", "deel": "boodschappen"}
    with app.app_context(), transaction():
        wim = db.session.get_one(Gebruiker, wereld.sociaalteam)
        finish(verwezen, "afgezien", today(), "Wilde niet.", by=wim, versie=1)
    for versie, status in (("1", 409), ("2", 422)):
        for pad, sent, typed in (("stap", step, "om de buurman"), ("partners", partner, "Buurvrouw Bea")):
            answer = team.post(f"{pagina(verwezen)}/{pad}", sent | {"versie": versie})
            assert answer.status_code == status and typed in readable(answer), (pad, versie)


def test_a_question_put_otherwise_keeps_what_it_was(app, als, wereld):
    verwezen, team = make_verwijzing(app, wereld, staat="gebeld", verhelderd="Hulp bij de post."), als("sociaalteam")
    sent = form(team, verwezen, "stap") | {"stap": "gesprek", "tekst": "Thuis gesproken.", "verhelderd": "Schulden."}
    assert team.post(f"{pagina(verwezen)}/stap", sent).status_code == 303
    assert stored(app, verwezen).verhelderd == "Schulden."
    assert stappen(app, verwezen)[-1].tekst == "Thuis gesproken.\nEerder stond er als vraag: Hulp bij de post."
    assert "Eerder stond er als vraag: Hulp bij de post." in als("huisarts").text(pagina(verwezen))
    assert "Dit stond er al" in readable(team.post(f"{pagina(verwezen)}/stap", sent)), "with that line it is the same"


def test_a_place_of_the_kaart_says_who_reads_along(app, als, wereld, oost):
    verwezen, team = make_verwijzing(app, wereld), als("sociaalteam")
    make_plek(app, wereld)
    plek = make_plek(app, wereld, team_id=oost)
    change(app, update(Kaartplek).where(Kaartplek.id == plek).values(naam="Spreekuur geld"))
    page = team.text(pagina(verwezen))
    with app.app_context():
        org = db.session.get_one(Kaartplek, plek).organisatie.naam
    assert f"Repair Café ({org})" in page and f"Spreekuur geld ({org}, leest mee: Sociaal team Oost)" in page
    assert do(team, verwezen, "partners", wie=f"p:{plek}", deel="Budget").status_code == 303
    assert "Spreekuur geld (Sociaal team Oost): Budget" in team.text(pagina(verwezen)).replace(" :", ":")


def test_what_ended_cannot_change_hands(app, als, wereld, collega, oost):
    team = als("sociaalteam")
    for behandelaar in (None, wereld.sociaalteam, collega):
        ended = make_verwijzing(app, wereld, staat="afgerond", behandelaar_id=behandelaar)
        before = everything(app)
        for pad in ("oppakken", "teruggeven", "doorgeven", "ander-team"):
            sent = {"versie": "1", "naar": str(collega), "team": str(oost), "reden": "Verkeerde wijk."}
            answer = team.post(f"{pagina(ended)}/{pad}", sent)
            assert answer.status_code == 422 and "intussen afgerond" in readable(answer), (pad, behandelaar)
        assert everything(app) == before


def test_open_again_is_for_who_is_still_there(app, als, wereld, collega):
    team = als("sociaalteam")
    gone = make_verwijzing(app, wereld, staat="afgerond", behandelaar_id=collega, opgepakt_op=now())
    here = make_verwijzing(app, wereld, client="moeder", staat="afgerond", behandelaar_id=wereld.sociaalteam)
    with app.app_context():
        person = db.session.get_one(Gebruiker, collega)
        person.teams.clear()
        db.session.commit()
    for ended in (gone, here):
        assert do(team, ended, "heropen", reden="Toch nog.").status_code == 303
    assert (stored(app, gone).behandelaar_id, stored(app, gone).opgepakt_op) == (None, None)
    assert stored(app, here).behandelaar_id == wereld.sociaalteam


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_opening_again_and_referring_at_once_gives_one(app, als, wereld):
    """Who refers waits for who opens again, and then finds that one. (SQLite has one writer at a time.)"""
    ended, doctor = make_verwijzing(app, wereld, staat="afgerond"), als("huisarts")
    sent = open_form(doctor, verwijs(wereld.truus)) | INGEVULD
    with ThreadPoolExecutor(1) as pool:
        with app.app_context(), transaction():
            wim = db.session.get_one(Gebruiker, wereld.sociaalteam)
            reopen(ended, "Toch.", by=wim, versie=1)
            db.session.flush()
            later = pool.submit(doctor.post, verwijs(wereld.truus), sent)
            # It stands still until this one is kept.
            with pytest.raises(TimeoutError):
                later.result(0.5)
        answer = later.result(20)
    assert answer.status_code == 422 and "loopt al" in readable(answer)
    with app.app_context():
        still = select(func.count()).select_from(Verwijzing).where(Verwijzing.einde_op.is_(None))
        assert db.session.scalar(still) == 1
