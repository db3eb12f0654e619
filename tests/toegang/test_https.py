"""Outside the demo, behind HTTPS, as browsers send it: no Referer, because our pages forbid one."""

from overlegtafel import create_app
from overlegtafel.config import load_config
from overlegtafel.extensions import db
from tests.persona import WACHTWOORD, token_in
from tests.toegang.venster import give_totp, totp


def test_signing_in_and_saving_over_https(database_url, wereld, app):
    env = {
        "SECRET_KEY": "x" * 40,
        "DATABASE_URL": database_url,
        "BASE_URL": "https://tafel.voorbeeld.nl",
        "SMTP_URL": "smtp://localhost",
        "POSTBODE": "0",
    }
    live = create_app(load_config(env))
    geheim = give_totp(app)
    browser = live.test_client()
    base = {"base_url": "https://tafel.voorbeeld.nl"}
    token = token_in(browser.get("/inloggen", **base).get_data(as_text=True))
    form = {"email": "huisarts@demo.test", "wachtwoord": WACHTWOORD, "code": totp(geheim), "csrf_token": token}
    answer = browser.post("/inloggen", data=form, **base)
    assert (answer.status_code, answer.location) == (303, "/vandaag")
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert "Secure" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    page = browser.get(f"/clienten/{wereld.truus}", **base).get_data(as_text=True)
    saved = browser.post(
        f"/clienten/{wereld.truus}/plan/regels/nieuw/doel",
        data={"tekst": "Over HTTPS", "csrf_token": token_in(page)},
        **base,
    )
    assert saved.status_code == 303
    assert "Oefenomgeving" not in page
    with live.app_context():
        db.session.remove()
        db.engine.dispose()
