"""The second factor, outside the demo: set up at the first sign-in, asked at every next one, once per code."""

import re
from time import time

import pytest
from sqlalchemy import update

from overlegtafel.extensions import db
from overlegtafel.toegang.models import Account
from overlegtafel.toegang.tweede_stap import draw_qr, find_step
from tests.persona import WACHTWOORD, readable
from tests.toegang.hulp import change, events, log_lines
from tests.toegang.venster import Venster, give_totp, totp

RFC6238 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.fixture
def venster(app, wereld) -> Venster:
    app.config["DEMO"] = False
    return Venster(app)


def geheim_on(page) -> str:
    return re.search(r'class="sleutel">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")


def codes_on(page) -> list[str]:
    return re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", page.text)


def forget_step(app) -> None:
    """As if time went by: the codes of now were not used yet."""
    change(app, update(Account).values(totp_stap=None))


def test_the_first_time_one_sets_it_up(app, venster):
    answer = venster.sign_in(volgende="/clienten")
    assert (answer.status_code, answer.location) == (303, "/inloggen/tweede-stap?volgende=/clienten")
    page = venster.get(answer.location)
    geheim = geheim_on(page)
    assert '<svg class="qr"' in page.text and geheim_on(venster.get(answer.location)) == geheim, "the same on a reload"
    assert not venster.is_signed_in()
    refused = venster.post("/inloggen/tweede-stap", {"code": "000000", "volgende": "/clienten"})
    assert refused.status_code == 422 and "klopt niet" in refused.text and geheim_on(refused) == geheim
    done = venster.post("/inloggen/tweede-stap", {"code": totp(geheim), "volgende": "/clienten"})
    codes = codes_on(done)
    assert done.status_code == 200 and len(set(codes)) == 10
    assert "Print deze bladzijde" in done.text and 'href="/clienten"' in done.text
    assert venster.is_signed_in()
    assert events(app)[-3:] == ["aangemeld", "tweede_stap.ingesteld", "vandaag.geopend"]
    with app.app_context():
        stored = str(db.session.execute(db.text("SELECT code_hash FROM herstelcode")).all())
        assert not [code for code in codes if code in stored or code.replace("-", "") in stored]

    # From now on it is asked; the code just used is used up.
    venster.sign_out()
    answer = venster.sign_in()
    assert (answer.status_code, answer.location) == (303, "/inloggen")
    assert "Code uit uw app" in venster.get("/inloggen").text
    again = venster.send_code(totp(geheim))
    assert again.status_code == 422 and "al gebruikt" in again.text
    assert not venster.is_signed_in()
    answer = venster.send_code(f"{totp(geheim, 1)[:3]} {totp(geheim, 1)[3:]}")
    assert (answer.status_code, answer.location) == (303, "/vandaag")
    assert venster.is_signed_in()


def test_all_three_at_once(app, venster):
    geheim = give_totp(app)
    assert venster.sign_in(code=totp(geheim), volgende="/clienten").location == "/clienten"
    assert venster.is_signed_in()
    other = Venster(app)
    assert other.sign_in(wachtwoord="mis-getypt", code=totp(geheim, 1)).status_code == 422
    assert not other.is_signed_in()


def test_who_knows_only_the_password_comes_no_further(app, venster, wereld):
    give_totp(app)
    assert venster.sign_in().location == "/inloggen"
    for url in ("/vandaag", f"/clienten/{wereld.truus}", "/account", "/account/tweede-stap"):
        assert venster.get(url).location.startswith("/inloggen")
    # No second factor of one's own over the one that is there.
    assert venster.get("/inloggen/tweede-stap").location == "/inloggen"
    with venster.browser.session_transaction() as session:
        session["geheim"] = [RFC6238, int(time())]
    assert venster.post("/inloggen/tweede-stap", {"code": totp(RFC6238)}).location == "/inloggen"
    for code in ("", "123456\x00", "१२३४५६", "a" * 5000, "' OR 1=1"):
        assert venster.send_code(code).status_code in (422, 429)
    assert not venster.is_signed_in()


def test_a_password_given_long_ago_does_not_count(app, venster):
    geheim = give_totp(app)
    venster.sign_in()
    venster.get("/inloggen")
    with venster.browser.session_transaction() as session:
        session["half"] = [session["half"][0], session["half"][1] - 6 * 60]
    late = venster.post("/inloggen", {"code": totp(geheim)})
    assert late.status_code == 422 and "duurde te lang" in late.text
    assert not venster.is_signed_in()


def test_a_recovery_code_works_once(app, venster):
    venster.sign_in()
    geheim = geheim_on(venster.get("/inloggen/tweede-stap"))
    codes = codes_on(venster.post("/inloggen/tweede-stap", {"code": totp(geheim)}))
    venster.sign_out()
    venster.sign_in()
    assert venster.send_code(codes[0].upper()).status_code == 303
    assert "U hebt nog 9 herstelcodes" in readable(venster.get("/account"))
    assert events(app).count("herstelcode.gebruikt") == 1
    venster.sign_out()
    venster.sign_in()
    assert venster.send_code(codes[0]).status_code == 422
    assert venster.send_code(codes[1].replace("-", "")).status_code == 303

    # New ones instead of these, after the password.
    venster.get("/account")
    wrong = venster.post("/account/herstelcodes", {"wachtwoord": "mis-getypt"})
    assert wrong.status_code == 422 and "klopt niet" in wrong.text
    fresh = codes_on(venster.post("/account/herstelcodes", {"wachtwoord": WACHTWOORD}))
    assert len(fresh) == 10 and not set(fresh) & set(codes)
    venster.sign_out()
    venster.sign_in()
    assert venster.send_code(codes[2]).status_code == 422
    assert venster.send_code(fresh[2]).status_code == 303


def test_five_wrong_codes_in_a_row(app, venster):
    geheim = give_totp(app)
    venster.sign_in()
    assert [venster.send_code("000000").status_code for _ in range(5)] == [422] * 5
    # Beginning anew with the right password gives no new attempts.
    blocked = venster.send_code(totp(geheim))
    assert blocked.status_code == 429 and "Wacht een kwartier" in blocked.text
    assert venster.sign_in(code=totp(geheim)).status_code == 429
    assert not venster.is_signed_in()
    lines = log_lines(app, gebeurtenis="aanmelden.geblokkeerd")
    assert len(lines) == 3 and events(app).count("aanmelden.mislukt") == 5
    assert all(line.object_soort == "account" and line.object_id for line in lines)


def test_the_right_password_in_between_does_not_give_more_codes(app, venster):
    give_totp(app)
    for _ in range(5):
        assert venster.sign_in().status_code == 303
        assert venster.send_code("000000").status_code == 422
    assert venster.sign_in().status_code == 429


def test_a_telephone_with_the_wrong_time_is_told_so(app, venster):
    geheim = give_totp(app)
    venster.sign_in()
    slow = venster.send_code(totp(geheim, -6))
    assert slow.status_code == 422 and re.search(r"klok van uw telefoon loopt [23] minuten achter", slow.text)
    # A code of some minutes ahead is answered like any wrong one: it would open the door by then.
    answers = [readable(venster.send_code(code)) for code in (totp(geheim, 6), totp(geheim, 60), "000000")]
    assert len(set(answers)) == 1 and "klopt niet" in answers[0] and "datum en tijd op automatisch" in answers[0]
    assert venster.send_code(totp(geheim)).status_code == 303


def test_the_right_password_of_a_colleague_ends_the_session_that_was_there(app, venster, wereld):
    """Also before the code: nobody could end it from this browser any more."""
    geheim = give_totp(app)
    give_totp(app, "psychiater")
    venster.sign_in(code=totp(geheim))
    venster.get(f"/clienten/{wereld.truus}")
    copied = app.test_client()
    copied.set_cookie("overlegtafel", venster.browser.get_cookie("overlegtafel").value)
    form = {"email": "psychiater@demo.test", "wachtwoord": "mis-getypt"}
    assert venster.post("/inloggen", form).status_code == 422
    assert copied.get("/vandaag").status_code == 200, "a wrong one ends nothing"
    assert venster.post("/inloggen", form | {"wachtwoord": WACHTWOORD}).location == "/inloggen"
    assert not venster.is_signed_in() and copied.get("/vandaag").status_code == 302
    (line,) = log_lines(app, gebeurtenis="afgemeld")
    assert (line.gebruiker_id, line.object_soort) == (wereld.huisarts, "sessie")


def test_setting_it_up_anew_from_the_account(app, venster):
    old = give_totp(app)
    venster.sign_in(code=totp(old))
    assert "Uw wachtwoord" in venster.get("/account/tweede-stap").text
    assert venster.post("/account/tweede-stap", {"code": totp(old)}).status_code == 422, "the password comes first"
    answer = venster.post("/account/tweede-stap", {"wachtwoord": WACHTWOORD})
    assert answer.location == "/account/tweede-stap"
    new = geheim_on(venster.get("/account/tweede-stap"))
    assert new != old
    assert venster.post("/account/tweede-stap", {"code": "000000"}).status_code == 422
    assert len(codes_on(venster.post("/account/tweede-stap", {"code": totp(new)}))) == 10
    assert events(app)[-1] == "tweede_stap.gewijzigd"
    assert "Uw wachtwoord" in venster.get("/account/tweede-stap").text, "the next time from the beginning"
    venster.sign_out()
    forget_step(app)
    venster.sign_in()
    assert venster.send_code(totp(old)).status_code == 422
    assert venster.send_code(totp(new)).status_code == 303
    with app.app_context():
        (letter,) = db.session.execute(db.text("SELECT onderwerp, tekst FROM brief")).all()
    assert "code-app" in letter.onderwerp and "Was u dat niet?" in letter.tekst


def test_in_the_demo_there_is_none(als):
    huisarts = als("huisarts")
    assert "oefenomgeving logt u in zonder code" in huisarts.text("/account")
    assert huisarts.get("/account/tweede-stap").location == "/account"
    for url in ("/account/tweede-stap", "/account/herstelcodes"):
        assert huisarts.post(url, {"wachtwoord": WACHTWOORD, "code": "123456"}).location == "/account"


def test_codes_as_the_standard_has_them():
    """RFC 6238, appendix B: at 59 seconds (step 1) the code ends in 287082."""
    assert find_step(RFC6238, "287082", 1) == 1
    assert find_step(RFC6238, "287082", 3) == 1 and find_step(RFC6238, "287082", 0) == 1
    assert find_step(RFC6238, "287082", 30) is None
    assert find_step(RFC6238, "287083", 1) is None


def test_the_qr_code_is_drawn_whole():
    qr = draw_qr("otpauth://totp/Overlegtafel")
    squares = sum(int(run) for run in re.findall(r"h(\d+)v1", qr.pad))
    assert qr.maat > 25 and squares > 200
