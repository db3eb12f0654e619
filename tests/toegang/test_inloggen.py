"""Signing in and out: one answer to every mistake, no way around, a line in the log."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import quote, urljoin, urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from overlegtafel.core.datums import now
from overlegtafel.extensions import db, limiter
from overlegtafel.toegang.models import Aanmeldpoging, Account
from overlegtafel.toegang.routes import _safe_target
from tests.persona import WACHTWOORD, token_in
from tests.toegang.hulp import add_gebruiker, change, events, everything, log_lines


def sign_in(browser, email: str, wachtwoord: str = WACHTWOORD, **fields):
    token = token_in(browser.get("/inloggen").get_data(as_text=True))
    form = {"email": email, "wachtwoord": wachtwoord, "csrf_token": token}
    return browser.post("/inloggen", data=form | fields)


def account_of(app, name: str):
    with app.app_context():
        return db.session.scalars(select(Account.id).filter_by(email=f"{name}@demo.test")).one()


def is_signed_in(browser) -> bool:
    return browser.get("/vandaag").status_code == 200


def test_the_right_password_leads_to_vandaag(app, wereld):
    browser = app.test_client()
    answer = sign_in(browser, "huisarts@demo.test")
    assert (answer.status_code, answer.location) == (303, "/vandaag")
    assert is_signed_in(browser)
    assert browser.get("/inloggen").location == "/vandaag"
    (line,) = log_lines(app, gebeurtenis="aangemeld")
    assert (line.gebruiker_id, line.functie) == (wereld.huisarts, "huisarts")


def test_the_address_may_be_typed_with_capitals_and_spaces(app, wereld):
    assert sign_in(app.test_client(), "  Huisarts@Demo.TEST ").status_code == 303


def test_every_mistake_gets_the_same_answer(app, wereld):
    add_gebruiker(app, "vertrokken", "huisarts", wereld.nazareth, actief=False)
    pages = set()
    for email, wachtwoord in (
        ("huisarts@demo.test", "mis-getypt"),
        ("niemand@demo.test", "mis-getypt"),
        ("niemand@demo.test", WACHTWOORD),
        ("vertrokken@demo.test", WACHTWOORD),
        ("vertrokken@demo.test", "mis-getypt"),
        ("huisarts@demo.test", ""),
        ("", WACHTWOORD),
        ("huisarts@demo.test\x00", WACHTWOORD + "\x00"),
        ("a" * 5000, "b" * 5000),
    ):
        browser = app.test_client()
        answer = sign_in(browser, email, wachtwoord)
        assert answer.status_code == 422, email
        assert not is_signed_in(browser)
        page = answer.get_data(as_text=True)
        assert not wachtwoord or wachtwoord not in page.replace("overlegtafel-demo</b>", "")
        page = re.sub(r'name="csrf_token" value="[^"]+"', "", page)
        pages.add(re.sub(r'(name="email" type="email" value=)"[^"]*"', r"\1", page))
    assert len(pages) == 1
    lines = log_lines(app, gebeurtenis="aanmelden.mislukt")
    assert all(line.gebruiker_id is None for line in lines)
    # The log knows about whose account it is, also of who left.
    huisarts, vertrokken = account_of(app, "huisarts"), account_of(app, "vertrokken")
    assert [line.object_id for line in lines] == [
        huisarts, None, None, vertrokken, vertrokken, huisarts, None, huisarts, None
    ]  # fmt: skip
    assert {(line.object_soort, line.object_id is None) for line in lines} == {("account", False), (None, True)}


def test_the_address_typed_stays_in_its_field(app, wereld):
    page = sign_in(app.test_client(), "huisarts@demo.test", "fout").get_data(as_text=True)
    assert 'value="huisarts@demo.test"' in page
    assert "horen niet bij elkaar" in page


def test_too_many_tries_have_to_wait_also_with_the_right_password(app, wereld):
    app.config["INLOGLIMIET"] = "3 per minute"
    browser = app.test_client()
    assert [sign_in(browser, "huisarts@demo.test", "fout").status_code for _ in range(3)] == [422] * 3
    answer = sign_in(browser, "huisarts@demo.test")
    assert answer.status_code == 429
    assert "Wacht een minuut" in answer.get_data(as_text=True)
    assert WACHTWOORD not in answer.get_data(as_text=True).replace("overlegtafel-demo</b>", "")
    assert not is_signed_in(browser)
    assert "aangemeld" not in events(app)
    with app.app_context():
        limiter.reset()
    assert sign_in(browser, "huisarts@demo.test").status_code == 303


def test_five_wrong_in_a_row_and_that_address_waits_whether_it_exists_or_not(app, wereld):
    browser, pages = app.test_client(), set()
    for email in ("niemand@demo.test", "huisarts@demo.test"):
        statuses = [sign_in(browser, spelled, "fout").status_code for spelled in [email] * 3 + [email.upper()] * 2]
        assert statuses == [422] * 5, email
        blocked = sign_in(app.test_client(), email)
        assert blocked.status_code == 429 and "Wacht een kwartier" in blocked.text
        page = re.sub(r'name="csrf_token" value="[^"]+"', "", blocked.text)
        pages.add(re.sub(r'(name="email" type="email" value=)"[^"]*"', r"\1", page))
    assert len(pages) == 1
    assert sign_in(browser, "wijkverpleging@demo.test").status_code == 303, "a colleague at the same machine goes on"
    # At the moment itself, and when somebody tried again.
    assert events(app).count("aanmelden.mislukt") == 10
    blocked = [line.object_id for line in log_lines(app, gebeurtenis="aanmelden.geblokkeerd")]
    assert blocked == [None] * 2 + [account_of(app, "huisarts")] * 2
    ended = {"geblokkeerd_tot": now() - timedelta(seconds=1), "laatste_op": now() - timedelta(minutes=16)}
    change(app, update(Aanmeldpoging).values(ended))
    assert [sign_in(app.test_client(), "huisarts@demo.test", "fout").status_code for _ in range(4)] == [422] * 4
    assert sign_in(app.test_client(), "huisarts@demo.test").status_code == 303


def test_four_wrong_and_then_right_is_right_and_the_count_starts_anew(app, wereld):
    for _ in range(2):
        stranger = app.test_client()
        assert [sign_in(stranger, "huisarts@demo.test", "fout").status_code for _ in range(4)] == [422] * 4
        assert sign_in(stranger, "huisarts@demo.test").status_code == 303


def test_a_stranger_who_keeps_guessing_locks_nobody_out_of_their_own_computer(app, wereld):
    own, shared, stranger = app.test_client(), app.test_client(), app.test_client()
    sign_in(shared, "huisarts@demo.test")
    shared.post("/uitloggen", data={"csrf_token": token_in(shared.get("/vandaag").text)})
    sign_in(own, "wijkverpleging@demo.test")
    own.post("/uitloggen", data={"csrf_token": token_in(own.get("/vandaag").text)})
    sign_in(own, "huisarts@demo.test")
    own.post("/uitloggen", data={"csrf_token": token_in(own.get("/vandaag").text)})
    cookie = own.get_cookie("overlegtafel-toestel")
    assert cookie.http_only and cookie.same_site == "Lax" and 364 < cookie.max_age / 86400 < 366
    assert wereld.huisarts.hex not in cookie.value
    assert [sign_in(stranger, "huisarts@demo.test", "fout").status_code for _ in range(6)] == [422] * 5 + [429]
    stranger.set_cookie("overlegtafel-toestel", "x" + cookie.value)
    assert sign_in(stranger, "huisarts@demo.test").status_code == 429, "made up"
    assert sign_in(own, "huisarts@demo.test").status_code == 303
    own.post("/uitloggen", data={"csrf_token": token_in(own.get("/vandaag").text)})
    assert sign_in(own, "wijkverpleging@demo.test").status_code == 303, "several people share a computer"
    own.post("/uitloggen", data={"csrf_token": token_in(own.get("/vandaag").text)})
    # Five wrong there count there, and on no other computer where the same person signed in.
    assert [sign_in(own, "huisarts@demo.test", "fout").status_code for _ in range(6)] == [422] * 5 + [429]
    assert sign_in(shared, "huisarts@demo.test").status_code == 303


def test_attempts_of_days_ago_are_forgotten(app, wereld):
    def tried():
        with app.app_context():
            return db.session.query(Aanmeldpoging).count()

    browser = app.test_client()
    for n in range(3):
        sign_in(browser, f"p{n}@demo.test", "fout")
    change(app, update(Aanmeldpoging).values(laatste_op=now() - timedelta(hours=23)))
    sign_in(browser, "p3@demo.test", "fout")
    assert tried() == 4
    change(app, update(Aanmeldpoging).values(laatste_op=now() - timedelta(hours=25)))
    sign_in(browser, "p3@demo.test", "fout")
    assert tried() == 4, "only a new one sweeps"
    sign_in(browser, "p4@demo.test", "fout")
    assert tried() == 2


def test_guessing_in_parallel_gives_no_more_attempts(app, wereld):
    """Counted before the password is looked at: five, however many at once."""

    def guess(_n):
        return sign_in(app.test_client(), "huisarts@demo.test", "fout").status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(guess, range(12)))
    assert sorted(statuses) == [422] * 5 + [429] * 7


def test_many_addresses_from_one_machine_have_to_wait_too(app, wereld):
    app.config["INLOGLIMIET"] = "4 per minute"
    browser = app.test_client()
    assert [sign_in(browser, f"p{n}@demo.test", "fout").status_code for n in range(5)] == [422] * 4 + [429]


def test_signing_out_ends_the_session_and_is_logged(app, als, wereld):
    huisarts = als("huisarts")
    answer = huisarts.post("/uitloggen")
    assert (answer.status_code, answer.location) == (303, "/inloggen")
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert huisarts.get(f"/clienten/{wereld.truus}").status_code == 302
    assert events(app, gebruiker_id=wereld.huisarts)[-1] == "afgemeld"


def test_signing_out_goes_by_post_only(als):
    huisarts = als("huisarts")
    assert huisarts.get("/uitloggen").status_code == 405
    assert huisarts.get("/vandaag").status_code == 200


def test_who_signs_in_after_somebody_else_gets_a_session_of_their_own(app, als, wereld):
    browser = app.test_client()
    sign_in(browser, "huisarts@demo.test")
    assert browser.get(f"/clienten/{wereld.truus}").status_code == 200
    # Straight after, on the same computer, without signing out: the form is gone, a hand-made request is not.
    token = token_in(browser.get("/vandaag").get_data(as_text=True))
    form = {"email": "psychiater@demo.test", "wachtwoord": WACHTWOORD, "csrf_token": token}
    assert browser.post("/inloggen", data=form).status_code == 303
    assert browser.get(f"/clienten/{wereld.truus}").status_code == 404


def test_after_signing_in_one_is_where_one_wanted_to_be(app, wereld):
    browser = app.test_client()
    sent = browser.get(f"/clienten/{wereld.truus}/geschiedenis").location
    assert urlsplit(sent).path == "/inloggen"
    page = browser.get(sent).get_data(as_text=True)
    wanted = re.search(r'name="volgende" value="([^"]*)"', page)[1]
    answer = sign_in(browser, "huisarts@demo.test", volgende=wanted)
    assert answer.location == f"/clienten/{wereld.truus}/geschiedenis"


def test_what_was_searched_for_does_not_go_along_to_the_address_of_signing_in(app, wereld):
    for headers in ({}, {"HX-Request": "true"}):
        answer = app.test_client().get("/clienten?zoek=Truus", headers=headers)
        assert "Truus" not in str(answer.headers) + answer.text


ELDERS = [
    "https://elders.test/", "//elders.test", "/\\elders.test", "\\\\elders.test", "http:elders.test", "javascript:alert(1)",
    "/\t/elders.test", "/\n/elders.test", " //elders.test", "///elders.test", "elders.test", "https:/elders.test",
    "//[", "/\t/[", "//[::1", "http://[elders", "",
]  # fmt: skip


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_nobody_is_sent_to_another_site(app, wereld):
    app.config["INLOGLIMIET"] = "1000 per minute"
    for target in ELDERS:
        answer = sign_in(app.test_client(), "huisarts@demo.test", volgende=target)
        assert answer.status_code == 303, target
        assert answer.location == "/vandaag", target
        assert app.test_client().get(f"/inloggen?volgende={quote(target)}").status_code == 200


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30) | st.text("/\\:@[]#?.%\t\r\n abht", max_size=12))
@example("//[")
def test_wherever_one_wanted_to_be_it_is_here(app, target):
    with app.test_request_context():
        found = _safe_target(target)
    # As a browser reads an address: control signs out, backslashes as slashes.
    read = re.sub(r"[\t\r\n]", "", found).strip().replace("\\", "/")
    assert urlsplit(urljoin("https://tafel.test/inloggen", read)).netloc == "tafel.test"


def test_failed_tries_change_nothing(app, wereld):
    before = everything(app)
    sign_in(app.test_client(), "huisarts@demo.test", "' OR 1=1 --")
    assert everything(app) == before
