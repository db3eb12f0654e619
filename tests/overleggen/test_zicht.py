"""Who sees what of an agenda: each item apart, by relation and consent of each participant."""

import pytest
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.signalen import toegang_gewijzigd
from overlegtafel.core.datums import now
from overlegtafel.core.fouten import MagNiet
from overlegtafel.core.transaction import pending_lines
from overlegtafel.extensions import db
from overlegtafel.overleggen.stoel import open_overleg
from overlegtafel.overleggen.wijzigen import change_overleg
from overlegtafel.overleggen.zicht import Besloten, Zichtbaar, list_kijkers, list_punten, log_agenda, open_punt
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Toestemming
from tests.overleggen.tafels import ask_along, make_overleg, make_punt
from tests.wereld import allow


@pytest.fixture
def mens(app, wereld):
    """mens('huisarts'), within the app."""
    with app.app_context():
        yield lambda name: db.session.get_one(Gebruiker, getattr(wereld, name))
        pending_lines().clear()
        db.session.rollback()


def agenda(overleg, by) -> list[str]:
    return [
        "besloten" if isinstance(z, Besloten) else "gast" if z.als_gast else "open"
        for z in list_punten(open_overleg(overleg.id, by=by))
    ]


def test_each_sees_only_the_items_of_clients_they_may_see(mens, wereld):
    overleg = make_overleg(wereld)
    for client in (wereld.truus, wereld.moeder, None, wereld.gerrit):
        make_punt(overleg, client)
    assert agenda(overleg, mens("huisarts")) == ["open", "open", "open", "besloten"]
    assert agenda(overleg, mens("wijkverpleging")) == ["open", "besloten", "open", "besloten"]
    assert agenda(overleg, mens("sociaalteam")) == ["besloten", "open", "open", "besloten"]
    # Her team sits at Truus' table, but the client gave the GGZ no consent.
    assert agenda(overleg, mens("psychiater")) == ["besloten", "besloten", "open", "besloten"]


def test_a_closed_item_holds_nothing_but_its_minutes(mens, wereld):
    overleg = make_overleg(wereld)
    make_punt(overleg, wereld.gerrit, vraag="geheim", minuten=12)
    (shut,) = list_punten(open_overleg(overleg.id, by=mens("huisarts")))
    assert set(shut.__slots__) == {"plek", "minuten"} and shut.minuten == 12


def test_consent_for_minutes_of_meetings_decides_not_that_for_the_plan(mens, wereld):
    overleg = make_overleg(wereld)
    make_punt(overleg, wereld.truus)
    allow(wereld.truus, Domein.WIJKVERPLEGING, besluit="nee", soort="overleg")
    assert agenda(overleg, mens("wijkverpleging")) == ["besloten"]


def test_who_was_not_invited_finds_no_meeting_and_no_item(mens, wereld):
    overleg = make_overleg(wereld, mensen=("huisarts",))
    punt = make_punt(overleg, wereld.truus)
    for name in ("wijkverpleging", "huisarts2", "beheer", "fg"):
        with pytest.raises(NotFound):
            open_overleg(overleg.id, by=mens(name))
        with pytest.raises(NotFound):
            open_punt(punt.id, by=mens(name))


def test_who_was_asked_along_sees_that_item_and_no_other(mens, wereld):
    overleg = make_overleg(wereld, mensen=("huisarts",))
    make_punt(overleg, wereld.truus)
    punt = make_punt(overleg, wereld.moeder)
    make_punt(overleg)
    ask_along(punt, wereld, "psychiater")
    psychiater = mens("psychiater")
    with pytest.raises(NotFound):
        # Asked along, but without the client's consent for that domain.
        open_punt(punt.id, by=psychiater)
    assert agenda(overleg, psychiater) == []
    allow(wereld.moeder, Domein.GGZ)
    assert agenda(overleg, psychiater) == ["gast"]
    opened = open_punt(punt.id, by=psychiater)
    assert opened.is_gast and not opened.mag_noteren and not opened.mag_plan
    assert [lid.id for lid in opened.inzage.gezin.leden] == [wereld.moeder]


def test_a_participant_asked_along_writes_in_the_note_and_not_in_the_plan(mens, wereld):
    overleg = make_overleg(wereld)
    punt = make_punt(overleg, wereld.moeder)
    ask_along(punt, wereld, "psychiater")
    allow(wereld.moeder, Domein.GGZ)
    opened = open_punt(punt.id, by=mens("psychiater"), noteren=True)
    assert opened.mag_noteren and not opened.mag_plan


def test_consent_withdrawn_closes_the_item(mens, wereld):
    overleg = make_overleg(wereld, staat="bezig")
    punt = make_punt(overleg, wereld.truus)
    nurse = mens("wijkverpleging")
    assert open_punt(punt.id, by=nurse).inzage
    rule = db.session.scalars(
        select(Toestemming).where(Toestemming.client_id == wereld.truus, Toestemming.domein == "wijkverpleging")
    ).one()
    rule.ingetrokken_op = now()
    toegang_gewijzigd.send(client_ids=[wereld.truus])
    with pytest.raises(NotFound):
        open_punt(punt.id, by=nurse)


def test_the_same_people_by_the_other_way_round(mens, wereld):
    """list_kijkers says for an item what open_punt says for a person."""
    overleg = make_overleg(wereld)
    punten = [make_punt(overleg, client) for client in (wereld.truus, wereld.moeder, wereld.gerrit, None)]
    ask_along(punten[1], wereld, "psychiater")
    allow(wereld.moeder, Domein.GGZ)
    found = list_kijkers(overleg.id, punten)
    for punt in punten:
        for name in ("huisarts", "wijkverpleging", "sociaalteam", "psychiater"):
            person = mens(name)
            shown = [z for z in list_punten(open_overleg(overleg.id, by=person)) if isinstance(z, Zichtbaar)]
            assert (person in found[punt.id]) == (punt in [z.punt for z in shown]), (name, punt.titel)


def test_a_page_that_renews_itself_is_one_look(mens, wereld):
    overleg = make_overleg(wereld)
    make_punt(overleg, wereld.truus)
    make_punt(overleg, wereld.gerrit)
    stoel = open_overleg(overleg.id, by=mens("huisarts"))
    for _ in range(3):
        log_agenda(stoel, list_punten(stoel))
    lines = [(line["gebeurtenis"], line["client_id"], line["grond"]) for line in pending_lines()]
    assert lines == [("overleg.agenda", wereld.truus, "praktijk")]


def test_only_a_chair_changes_the_meeting(mens, wereld):
    overleg = make_overleg(wereld)
    with pytest.raises(MagNiet), change_overleg(overleg.id, "overleg.verplaatst", by=mens("wijkverpleging")):
        pass
    with change_overleg(overleg.id, "overleg.verplaatst", by=mens("huisarts"), versie=1) as change:
        change.overleg.plaats = "Kamer 2"
    assert overleg.versie == 2
