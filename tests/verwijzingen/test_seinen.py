"""Who hears that something happened with a referral: a number in the menu, a letter without content; and who hears nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from overlegtafel.berichten.brieven import write_due_letters
from overlegtafel.berichten.models import Signaal
from overlegtafel.core.datums import now, today
from overlegtafel.core.post import send_letters
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Toestemming
from overlegtafel.verwijzingen.models import Verwijzing
from overlegtafel.verwijzingen.seinen import tell
from tests.smtp import Brievenbus
from tests.toegang.hulp import change
from tests.verwijzingen.verwezen import make_verwijzing, stand_in

NIEUW = 'data-aantal="1"'


@pytest.fixture
def bus(app):
    bus = Brievenbus().open()
    app.config |= {"SMTP_URL": bus.url, "BASE_URL": "https://tafel.test"}
    yield bus
    bus.close()


def ring(app, verwijzing_id, soort: str, *people) -> None:
    with app.app_context(), transaction():
        aan = list(db.session.scalars(select(Gebruiker).where(Gebruiker.id.in_(people))).unique())
        tell(db.session.get_one(Verwijzing, verwijzing_id), soort, by=None, aan=aan)


def badge(persona) -> str:
    return persona.get("/verwijzingen/teller").text


def letters(app) -> int:
    """All that waits is due."""
    change(app, update(Signaal).where(Signaal.mailen_op.is_not(None)).values(mailen_op=now()))
    with app.app_context():
        return write_due_letters()


def test_counted_in_the_menu_until_it_was_opened(app, als, wereld):
    made = make_verwijzing(app, wereld)
    wim, els = als("sociaalteam"), als("huisarts")
    assert "data-aantal" not in badge(wim)
    ring(app, made, "nieuw", wereld.sociaalteam)
    ring(app, made, "stil", wereld.sociaalteam)
    assert NIEUW in badge(wim) and "verwijzing met iets nieuws" in wim.text("/vandaag"), (
        "one referral, however much happened"
    )
    assert "data-aantal" not in badge(els) and "data-aantal" not in badge(als("assistent"))
    assert "nieuw" in wim.text("/verwijzingen")
    # What renews itself is no sign of anybody looking.
    assert wim.browser.get(f"/verwijzingen/{made}", headers={"X-Vanzelf": "1"}).status_code == 200
    assert NIEUW in badge(wim)
    assert "met iets nieuws" not in wim.text(f"/verwijzingen/{made}"), "this very page shows it as seen"
    assert "data-aantal" not in badge(wim)
    # Feedback stands on Vandaag of who referred until it was read; and under what is done.
    change(app, update(Verwijzing).values(einde_op=now(), staat="afgerond", uitkomst="inzet", moet="", moet_voor=None))
    ring(app, made, "terug", wereld.huisarts)
    assert "Terugkoppeling gekregen (1)" in els.text("/vandaag") and "Klaar 1 nieuw" in els.text("/verwijzingen")
    els.get(f"/verwijzingen/{made}")
    assert "Terugkoppeling gekregen" not in els.text("/vandaag") and "data-aantal" not in badge(els)


def test_who_may_not_see_it_hears_nothing(app, als, wereld):
    """At her table without consent, of another practice, in beheer; and who lost the consent since."""
    made = make_verwijzing(app, wereld)
    ring(app, made, "nieuw", wereld.psychiater, wereld.beheer, wereld.fg)
    with app.app_context():
        assert db.session.scalar(select(Signaal.id)) is None
    ring(app, made, "nieuw", wereld.sociaalteam)
    only = (Toestemming.client_id == wereld.truus, Toestemming.domein == "sociaal")
    change(app, update(Toestemming).where(*only).values(geldig_tot=today() - timedelta(days=1)))
    assert "data-aantal" not in badge(als("sociaalteam"))
    assert "met iets nieuws" not in als("sociaalteam").text("/vandaag")
    assert "verwijzingen-teller" not in als("beheer").get("/beheer").text


def test_a_stand_in_hears_it_for_who_referred_and_not_for_a_team_they_are_not_of(app, als, wereld):
    made = make_verwijzing(app, wereld)
    stand_in(app, wereld, voor=wereld.sociaalteam, door=wereld.gezinsregisseur)
    stand_in(app, wereld, voor=wereld.huisarts, door=wereld.assistent)
    ring(app, made, "nieuw", wereld.sociaalteam)
    ring(app, made, "terug", wereld.huisarts)
    with app.app_context():
        heard = set(db.session.execute(select(Signaal.gebruiker_id, Signaal.soort)))
    terug = {(wereld.huisarts, "terug"), (wereld.assistent, "terug")}
    assert heard == {(wereld.sociaalteam, "nieuw")} | terug
    assert als("gezinsregisseur").get(f"/verwijzingen/{made}").status_code == 404


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_one_letter_without_content_for_who_did_not_look(app, als, wereld, bus):
    made, other = make_verwijzing(app, wereld), make_verwijzing(app, wereld, client="moeder")
    for verwijzing_id in (made, other):
        ring(app, verwijzing_id, "nieuw", wereld.sociaalteam, wereld.psychiater)
    assert letters(app) == 1
    with app.app_context():
        assert send_letters() == 1
    (brief,) = bus.brieven
    whole = brief["Subject"] + brief.get_content()
    assert brief["To"] == "sociaalteam@demo.test" and "https://tafel.test/vandaag\r\n" in whole
    for word in ("Truus", "Berg", "Janssen", "Peeters", "Nazareth", "post", "sociaal", str(made)):
        assert word not in whole, word
    # Each signal is in one letter; who looked, or may not see it any more, gets none.
    assert letters(app) == 0
    ring(app, made, "stil", wereld.sociaalteam)
    als("sociaalteam").get(f"/verwijzingen/{made}")
    assert letters(app) == 0
    ring(app, other, "stil", wereld.sociaalteam)
    change(app, update(Toestemming).where(Toestemming.domein == "sociaal").values(ingetrokken_op=now()))
    assert letters(app) == 0
