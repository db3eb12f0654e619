"""What a guest of one item sees, how long, and what they never see or do: on every page of that item."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt
from overlegtafel.overleggen.vaststellen import freeze_due
from overlegtafel.toegang.domein import Domein
from tests.overleggen.besproken import NOTITIE, UITKOMST, make_besproken, make_gesloten, note, page, press
from tests.overleggen.tafels import ask_along, make_overleg, make_punt
from tests.persona import readable
from tests.plannen.hulp import pdf_text
from tests.toegang.hulp import change, everything
from tests.wereld import allow

VRAAG = "Kan zij thuis blijven?"
# Of Truus: when she was born, her number, her telephone and her street.
VAN_HAAR = ("03-05-1942", "BSN", "043-350 05 43", "Kasteel Oostweg")


@pytest.fixture
def haar(app, wereld):
    """Truus has an address and a telephone, and lets the social team take part."""
    with app.app_context():
        db.session.execute(
            update(Client)
            .where(Client.id == wereld.truus)
            .values(telefoon="043-350 05 43", straat="Kasteel Oostweg 80", plaats="Maastricht")
        )
        allow(wereld.truus, Domein.SOCIAAL)
        db.session.commit()
    return wereld


def make_item(app, wereld, *, genodigd: bool, staat: str = "bezig", **values):
    """An item about Truus with the social team as its guest, invited or not; answers meeting and item."""
    mensen = ("huisarts", "wijkverpleging", *(("sociaalteam",) if genodigd else ()))
    with app.app_context():
        if staat == "klaar":
            overleg = make_gesloten(wereld, mensen=mensen, er_waren=mensen, plaats="Kamer 2")
            punt = make_besproken(wereld, overleg, wereld.truus, **values)
        else:
            overleg = make_overleg(wereld, staat=staat, mensen=mensen)
            punt = make_punt(overleg, wereld.truus, vraag=VRAAG, **values)
            note(wereld, punt, NOTITIE)
        ask_along(punt, wereld, "sociaalteam")
        db.session.commit()
        return overleg.id, punt.id


@pytest.mark.parametrize("genodigd", [False, True])
def test_a_guest_sees_the_item_and_nothing_of_where_and_when_they_live(app, als, haar, genodigd):
    overleg_id, punt_id = make_item(app, haar, genodigd=genodigd, staat="klaar")
    guest, chair = als("sociaalteam"), als("huisarts")
    for what in ("notitie", "notitie/versies", "besluiten", "uitkomst", "verslag"):
        text = guest.text(page(punt_id, what))
        assert "Truus van den Berg" in text and " jaar" in text, what
        assert not [word for word in VAN_HAAR if word in text], what
        assert all(word in chair.text(page(punt_id, what)) for word in VAN_HAAR), what
    assert UITKOMST in guest.text(page(punt_id, "verslag")) and "at weinig" in guest.text(page(punt_id, "notitie"))
    paper = pdf_text(guest.get(page(punt_id, "verslag.pdf")).get_data())
    assert "Truus" in paper and "1942" not in paper
    assert "03-05-1942" in pdf_text(chair.get(page(punt_id, "verslag.pdf")).get_data())


def test_a_guest_with_an_invitation_asks_nobody_along_and_learns_no_consents(app, als, haar):
    overleg_id, punt_id = make_item(app, haar, genodigd=True)
    guest, url = als("sociaalteam"), page(punt_id, "gasten")
    assert guest.get(page(punt_id, "notitie")).status_code == 200
    before = everything(app)
    with app.app_context():
        gast = ask_along(db.session.get_one(Agendapunt, punt_id), haar, "gezinsregisseur").id
        db.session.rollback()
    for answer in (
        guest.get(url), guest.get(f"{url}?zoek=vroemen"), guest.post(url, {"wie": str(haar.gezinsregisseur)}),
        guest.post(f"{url}/naam", {"naam": "Buurman"}), guest.post(f"{url}/{gast}/weg"),
    ):  # fmt: skip
        assert answer.status_code == 403 and "toestemming voor" not in readable(answer)
    assert everything(app) == before
    assert guest.get(f"/clienten/{haar.truus}/overleggen/inbrengen").status_code == 404
    # Nor is it offered.
    assert "Wie praat mee" not in guest.text(f"/overleggen/{overleg_id}")
    assert "Wie praat mee" in als("huisarts").text(f"/overleggen/{overleg_id}")


def test_asked_along_for_one_item_is_no_ground_for_another_about_the_same_client(app, als, haar):
    """Dropped and brought in again: of two items about her the guest was asked for one."""
    for asked in ("vervallen", "besproken"):
        with app.app_context():
            mensen = ("huisarts", "sociaalteam")
            overleg = make_gesloten(haar, mensen=mensen, er_waren=mensen)
            items = {
                "vervallen": make_punt(overleg, haar.truus, vraag="Eerstevraag", staat="vervallen"),
                "besproken": make_besproken(haar, overleg, haar.truus, vraag="Tweedevraag", uitkomst="Tweedeuitkomst"),
            }
            ask_along(items[asked], haar, "sociaalteam")
            db.session.commit()
            overleg_id, punt_id = overleg.id, items["besproken"].id
        shown = als("sociaalteam").text(f"/overleggen/{overleg_id}/overzicht")
        assert "Eerstevraag" not in shown, "what was dropped is nobody's guest's"
        assert ("Tweedeuitkomst" in shown) == ("Truus" in shown) == (asked == "besproken")
        status = 200 if asked == "besproken" else 404
        assert als("sociaalteam").get(page(punt_id, "notitie")).status_code == status
        assert "Eerstevraag" in als("huisarts").text(f"/overleggen/{overleg_id}/overzicht")


@pytest.mark.parametrize("staat", ["vervallen", "doorgeschoven"])
def test_what_was_dropped_or_went_on_is_gone_for_its_guest_at_once(app, als, haar, staat):
    overleg_id, punt_id = make_item(app, haar, genodigd=False)
    guest = als("sociaalteam")
    assert "at weinig" in guest.text(page(punt_id, "notitie")) and VRAAG in guest.text(f"/overleggen/{overleg_id}")
    change(app, update(Agendapunt).where(Agendapunt.id == punt_id).values(staat=staat))
    for url in (page(punt_id, "notitie"), page(punt_id, "besluiten"), f"/overleggen/{overleg_id}"):
        answer = guest.get(url)
        assert answer.status_code == 404 and "Truus" not in readable(answer), url
    assert als("wijkverpleging").get(page(punt_id, "notitie")).status_code == 200


def closed(guest, punt_id, overleg_id) -> None:
    for url in (
        page(punt_id, "verslag"),
        page(punt_id, "verslag.pdf"),
        page(punt_id, "notitie"),
        f"/overleggen/{overleg_id}",
    ):
        answer = guest.get(url)
        assert answer.status_code == 404 and "Truus" not in readable(answer), url


def test_a_guest_reads_the_minutes_until_they_are_frozen_and_never_again(app, als, haar):
    overleg_id, punt_id = make_item(app, haar, genodigd=False, staat="klaar")
    guest, chair = als("sociaalteam"), als("huisarts")
    assert guest.get(page(punt_id)).status_code == guest.get(f"/overleggen/{overleg_id}").status_code == 200
    assert press(chair, punt_id, "vaststellen").status_code == 303
    closed(guest, punt_id, overleg_id)
    assert press(chair, punt_id, "heropenen", reden="Een naam klopte niet").status_code == 303
    closed(guest, punt_id, overleg_id)
    assert als("wijkverpleging").get(page(punt_id)).status_code == 200


def test_when_the_time_to_correct_has_passed_the_guest_is_out_before_anybody_froze_it(app, als, haar):
    overleg_id, punt_id = make_item(app, haar, genodigd=False, staat="klaar")
    guest = als("sociaalteam")
    assert guest.get(page(punt_id)).status_code == 200
    change(app, update(Overleg).where(Overleg.id == overleg_id).values(gesloten_op=now() - timedelta(days=9)))
    closed(guest, punt_id, overleg_id)
    with app.app_context():
        assert freeze_due() == 1
    closed(guest, punt_id, overleg_id)


def test_a_meeting_that_is_called_off_has_no_guests(app, als, haar):
    overleg_id, punt_id = make_item(app, haar, genodigd=False, staat="gepland")
    assert als("sociaalteam").get(f"/overleggen/{overleg_id}").status_code == 200
    change(app, update(Overleg).where(Overleg.id == overleg_id).values(staat="vervallen"))
    closed(als("sociaalteam"), punt_id, overleg_id)


def test_a_chair_who_is_only_a_guest_freezes_nothing(app, als, haar):
    _, punt_id = make_item(app, haar, genodigd=True, staat="klaar")
    change(app, update(Genodigde).where(Genodigde.gebruiker_id == haar.sociaalteam).values(is_voorzitter=True))
    guest = als("sociaalteam")
    assert "Stel dit verslag vast" not in guest.text(page(punt_id))
    before = everything(app)
    assert guest.post(page(punt_id, "vaststellen"), {"versie": "1"}).status_code == 403
    assert everything(app) == before
    assert press(als("huisarts"), punt_id, "vaststellen").status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Agendapunt.staat).where(Agendapunt.id == punt_id)).one() == "besproken"
