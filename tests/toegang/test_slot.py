"""The idle lock: refused until the password, and then on from where one was, with what was typed."""

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.plannen.models import Regel
from overlegtafel.toegang.domein import Domein, Soort
from overlegtafel.toegang.models import Aanmeldpoging, Gebruiker, Sessie
from overlegtafel.toegang.models_inzage import Noodtoegang, Toestemming
from tests.persona import WACHTWOORD, Persona, readable
from tests.plannen.hulp import form_in
from tests.toegang.hulp import change, events, log_lines
from tests.wereld import allow

TYPED = "Elke dag samen naar de duiven\nen weer <b>terug</b>"


def idle(app, minutes: float = 16) -> None:
    """As if nobody touched any screen for so long."""
    change(app, update(Sessie).values(laatst_actief_op=now() - timedelta(minutes=minutes)))


def last_active(app):
    with app.app_context():
        return db.session.scalars(select(Sessie.laatst_actief_op)).one()


def unlock(persona, wachtwoord: str = WACHTWOORD, **fields):
    return persona.post("/ontgrendelen", {"wachtwoord": wachtwoord} | fields)


def test_a_page_asks_the_password_and_comes_back(app, als, wereld):
    huisarts, truus = als("huisarts"), f"/clienten/{wereld.truus}"
    assert huisarts.get(truus).status_code == 200
    idle(app, 14)
    assert huisarts.get(truus).status_code == 200, "and that was a sign of life"
    idle(app)
    for address in (truus, f"{truus}/geschiedenis?voor=99", "/vandaag", f"{truus}/plan.pdf"):
        page = huisarts.get(address)
        assert page.status_code == 401
        assert "Els Peeters" in page.text and "Truus" not in page.text and "Niet meer vallen" not in page.text
        assert html.unescape(form_in(page.text, "/ontgrendelen")["volgende"]) == address
    assert events(app).count("vergrendeld") == 1
    wrong = unlock(huisarts, "mis-getypt", volgende=truus)
    assert wrong.status_code == 422 and "klopt niet" in wrong.text and "mis-getypt" not in wrong.text
    assert form_in(wrong.text, "/ontgrendelen")["volgende"] == truus
    assert huisarts.get(truus).status_code == 401
    answer = unlock(huisarts, volgende=truus)
    assert (answer.status_code, answer.location) == (303, truus)
    assert huisarts.get(truus).status_code == 200
    assert [e for e in events(app) if e != "client.geopend"][-3:] == [
        "vergrendeld",
        "wachtwoord.mislukt",
        "ontgrendeld",
    ]
    (line,) = log_lines(app, gebeurtenis="ontgrendeld")
    assert (line.gebruiker_id, line.object_soort) == (wereld.huisarts, "sessie")
    for elsewhere in ("https://elders.test/", "//elders.test", "/\\elders.test", ""):
        assert unlock(huisarts, volgende=elsewhere).location == "/vandaag"


def test_what_was_typed_waits_and_is_saved_after_all(app, als, wereld):
    huisarts = als("huisarts")
    address = f"/clienten/{wereld.truus}/plan/regels/{wereld.doel}/wijzigen"
    form = form_in(huisarts.get(address).text, address)
    idle(app)
    sent = form | {"tekst": TYPED, "extra": ["een", "twee"], "wachtwoord": "geheim", "oud": "geheim2"}
    sent.pop("csrf_token", None)
    locked = huisarts.post(address, sent)
    assert locked.status_code == 401
    assert "geheim" not in locked.text and "<b>terug" not in locked.text
    carried = form_in(locked.text, "/ontgrendelen")
    # The helper reads one value a name; a browser sends both.
    assert re.findall(r'name="getypt.extra" value="(\w+)"', locked.text) == ["een", "twee"]
    carried["getypt.extra"] = ["een", "twee"]
    wrong = huisarts.post("/ontgrendelen", carried | {"wachtwoord": "mis-getypt"})
    assert wrong.status_code == 422
    assert re.findall(r'name="getypt.extra" value="(\w+)"', wrong.text) == ["een", "twee"]
    carried = form_in(wrong.text, "/ontgrendelen") | {"getypt.extra": ["een", "twee"]}
    page = huisarts.post("/ontgrendelen", carried | {"wachtwoord": WACHTWOORD})
    assert page.status_code == 200 and "Alsnog opslaan" in page.text
    assert "Elke dag samen naar de duiven en weer <b>terug</b>" in readable(page)
    assert re.findall(r'name="extra" value="(\w+)"', page.text) == ["een", "twee"]
    with app.app_context():
        assert db.session.get(Regel, wereld.doel).tekst == "Niet meer vallen"
    answer = huisarts.post(address, form_in(page.text, address))
    assert answer.status_code == 303
    with app.app_context():
        assert db.session.get(Regel, wereld.doel).tekst == TYPED.replace("\n", " ")


def test_what_a_page_asks_by_itself_is_no_sign_of_life(app, als, wereld):
    huisarts, vanzelf = als("huisarts"), {"HX-Request": "true", "X-Vanzelf": "1"}
    idle(app, 14)
    before = last_active(app)
    for address in ("/berichten/teller", "/vandaag"):
        assert huisarts.browser.get(address, headers=vanzelf).status_code == 200
    assert last_active(app) == before
    assert huisarts.get("/vandaag", htmx=True).status_code == 200 and last_active(app) > before
    idle(app)
    refused = huisarts.browser.get("/berichten/teller", headers=vanzelf)
    assert refused.status_code == 401 and refused.headers["HX-Retarget"] == "#slot"


def test_a_form_goes_nowhere_else_afterwards(app, als, wereld):
    huisarts = als("huisarts")
    for naar in ("https://elders.test/", "//elders.test/x", "/\\elders.test", "/bestaat-niet", "/vandaag", "", "//["):
        idle(app)
        answer = unlock(huisarts, naar=naar, **{"getypt.tekst": TYPED})
        assert (answer.status_code, answer.location) == (303, "/vandaag"), naar


def test_htmx_gets_the_form_in_a_dialog_over_the_page(app, als, wereld):
    huisarts = als("huisarts")
    address = f"/clienten/{wereld.truus}/plan/regels/nieuw/doel"
    idle(app)
    for answer in (huisarts.post(address, {"tekst": TYPED}, htmx=True), huisarts.get(address, htmx=True)):
        assert answer.status_code == 401
        assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("#slot", "innerHTML")
        assert "<dialog" in answer.text and "<html" not in answer.text and "duiven" not in answer.text
    wrong = huisarts.post("/ontgrendelen", {"wachtwoord": "mis-getypt"}, htmx=True)
    assert wrong.status_code == 422 and "<dialog" in wrong.text and wrong.headers["HX-Retarget"] == "#slot"
    done = huisarts.post("/ontgrendelen", {"wachtwoord": WACHTWOORD}, htmx=True)
    assert (done.status_code, done.text) == (200, "")
    assert huisarts.post(address, {"tekst": TYPED}, htmx=True).status_code == 200


def test_five_wrong_passwords_end_the_session(app, als):
    for htmx in (False, True):
        huisarts = als("huisarts") if not htmx else als("psychiater")
        idle(app)
        answers = [huisarts.post("/ontgrendelen", {"wachtwoord": "mis-getypt"}, htmx=htmx) for _ in range(5)]
        assert [a.status_code for a in answers] == [422] * 4 + [200 if htmx else 303]
        assert answers[-1].headers["HX-Redirect" if htmx else "Location"] == "/inloggen"
        assert huisarts.get("/vandaag").status_code == 302
        page = huisarts.get("/inloggen")
        assert "vijf keer verkeerd" in page.text
        # On this browser that counts at the door too.
        huisarts.browser.set_cookie("overlegtafel", "")
        token = re.search(r'name="csrf_token" value="([^"]+)"', huisarts.get("/inloggen").text)[1]
        form = {"email": huisarts.email, "wachtwoord": WACHTWOORD, "csrf_token": token}
        assert huisarts.browser.post("/inloggen", data=form).status_code == 429
    assert events(app).count("aanmelden.geblokkeerd") == 4


def test_wrong_passwords_of_somebody_else_do_not_end_the_session(app, als, wereld):
    huisarts, shared = als("huisarts"), Persona(app, "huisarts@demo.test")
    wrong, typed = {"email": huisarts.email, "wachtwoord": "mis-getypt"}, {"getypt.tekst": TYPED, "naar": "/vandaag"}
    idle(app)
    # On another computer: nothing is noticed here.
    assert [shared.post("/inloggen", wrong).status_code for _ in range(6)] == [422] * 5 + [429]
    assert unlock(huisarts).status_code == 303
    # On this one, at the door: also the right password has to wait, and what was typed waits along.
    idle(app)
    assert [huisarts.post("/inloggen", wrong).status_code for _ in range(6)] == [422] * 5 + [429]
    for htmx in (False, True):
        wait = huisarts.post("/ontgrendelen", {"wachtwoord": WACHTWOORD} | typed, htmx=htmx)
        assert wait.status_code == 422 and "Wacht een kwartier" in wait.text
        assert htmx or form_in(wait.text, "/ontgrendelen")["getypt.tekst"]
    assert events(app, gebruiker_id=wereld.huisarts)[-1] == "aanmelden.geblokkeerd"
    ended = {"geblokkeerd_tot": now() - timedelta(seconds=1), "laatste_op": now() - timedelta(minutes=16)}
    change(app, update(Aanmeldpoging).values(ended))
    assert unlock(huisarts).status_code == 303 and huisarts.get("/vandaag").status_code == 200


def test_locking_on_purpose(app, als, wereld):
    huisarts, truus = als("huisarts"), f"/clienten/{wereld.truus}"
    page = huisarts.get(truus).text
    assert form_in(page, "/vergrendelen")["volgende"] == truus
    answer = huisarts.post("/vergrendelen", {"volgende": truus})
    assert (answer.status_code, answer.location) == (303, truus)
    assert huisarts.get(truus).status_code == 401
    assert huisarts.get("/ontgrendelen").status_code == 401
    unlock(huisarts)
    assert huisarts.get(truus).status_code == 200
    over = huisarts.post("/vergrendelen", htmx=True)
    assert over.status_code == 200 and "<dialog" in over.text
    assert huisarts.get("/ontgrendelen", htmx=True).status_code == 200
    # Out is always open.
    assert huisarts.post("/uitloggen").location == "/inloggen"
    assert events(app).count("vergrendeld") == 2


def test_no_page_stays_readable_while_locked(app, als, wereld):
    """Ways in and out pass, and what shows nothing; no other address does."""
    from tests.toegang.tabel import FORM, ROUTES, Wie, first_of, ids_of, urls

    huisarts, ids = als("huisarts"), first_of(ids_of(app, wereld.truus))
    huisarts.post("/vergrendelen")
    passes = {"/gezond", "/fhir/metadata", "/wacht", "/ontgrendelen", "/vergrendelen", "/uitloggen", "/inloggen"}
    for (method, rule), who in ROUTES.items():
        if rule in passes or who is Wie.LINK or rule == "/wachtwoord-vergeten":
            continue
        for url in urls(rule, wereld.truus, ids)[:1]:
            answer = huisarts.get(url) if method == "GET" else huisarts.post(url, FORM)
            assert answer.status_code == 401, (method, url)
            assert "Truus" not in answer.text
    assert huisarts.get("/inloggen").status_code == 401


def test_what_an_open_page_asks(app, als, wereld):
    huisarts, truus = als("huisarts"), f"/wacht?client={wereld.truus}"
    before = events(app)
    assert app.test_client().get("/wacht").status_code == 401
    for url, status in (
        ("/wacht", 204), (truus, 204), (f"/wacht?client={wereld.gerrit}", 404), (f"/wacht?client={uuid4()}", 404),
        ("/wacht?client=x", 404), ("/wacht?client=%00", 404),
    ):  # fmt: skip
        answer = huisarts.get(url)
        assert (answer.status_code, answer.data) == (status, b""), url
    assert events(app) == before, "it shows nothing, so it is no look, and no attempt"
    # Asking is no sign of life; a key or a click since the last time is.
    idle(app, 5)
    seen = last_active(app)
    huisarts.get(truus)
    assert last_active(app) == seen
    huisarts.get(f"{truus}&actief=1")
    assert last_active(app) > seen
    # Once a minute at most.
    seen = last_active(app)
    huisarts.get(f"{truus}&actief=1")
    assert last_active(app) == seen
    idle(app)
    for url in ("/wacht", f"{truus}&actief=1"):
        assert huisarts.get(url).status_code == 423
    assert events(app) == [*before, "vergrendeld"]
    unlock(huisarts)
    change(app, update(Toestemming).where(Toestemming.client_id == wereld.truus).values(ingetrokken_op=now()))
    assert huisarts.get(truus).status_code == 404, "withdrawn: the page closes"
    change(app, update(Gebruiker).where(Gebruiker.id == wereld.huisarts).values(actief=False))
    assert huisarts.get(truus).status_code == 401


def test_a_page_of_notes_closes_when_the_notes_are_withdrawn(app, als, wereld):
    """Consent for the one kind says nothing about the other."""
    huisarts, page = als("huisarts"), f"/clienten/{wereld.truus}/thuiszorg"
    shown = f'data-client="{wereld.truus}" data-soort="thuiszorg"'
    notes = f"/wacht?client={wereld.truus}&soort=thuiszorg"
    assert shown in huisarts.get(page).text and huisarts.get(notes).status_code == 204
    for besluiten, status in ((("nee", "ja"), (404, 204)), (("ja", "nee"), (204, 404))):
        change(app, update(Toestemming).where(Toestemming.client_id == wereld.truus).values(ingetrokken_op=now()))
        with app.app_context():
            for soort, besluit in zip((Soort.THUISZORG, Soort.PLAN), besluiten, strict=True):
                allow(wereld.truus, Domein.HUISARTSENZORG, besluit=besluit, soort=soort)
            db.session.commit()
        asked = notes, f"/wacht?client={wereld.truus}"
        assert tuple(huisarts.get(url).status_code for url in asked) == status
    assert shown in huisarts.get(page).text, "also for who may not see the plan"
    assert huisarts.get(f"/wacht?client={wereld.truus}&soort=x").status_code == 404


def test_an_emergency_page_stays_open_as_long_as_it_lasts(app, als, wereld):
    huisarts = als("huisarts")
    with app.app_context():
        db.session.add(
            Noodtoegang(client_id=wereld.gerrit, gebruiker_id=wereld.huisarts, reden="Gevallen", begonnen_op=now(),
                        tot=now() + timedelta(hours=4))
        )  # fmt: skip
        db.session.commit()
    assert huisarts.get(f"/wacht?client={wereld.gerrit}").status_code == 204
    change(app, update(Noodtoegang).values(tot=now() - timedelta(seconds=1)))
    assert huisarts.get(f"/wacht?client={wereld.gerrit}").status_code == 404


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_how_long_is_a_setting(app, als):
    app.config["VERGRENDEL_NA"] = 60
    huisarts = als("huisarts")
    idle(app, 59)
    assert huisarts.get("/vandaag").status_code == 200
    idle(app, 61)
    assert huisarts.get("/vandaag").status_code == 401


def test_after_half_a_day_one_signs_in_again(app, als):
    huisarts = als("huisarts")
    change(app, update(Sessie).values(begonnen_op=now() - timedelta(hours=13)))
    assert huisarts.get("/vandaag").location.startswith("/inloggen")
    assert huisarts.get("/wacht").status_code == 401
