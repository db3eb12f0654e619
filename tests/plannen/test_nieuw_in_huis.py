"""Who comes to live with others, or leaves: what was for everybody before, and what becomes of the history."""

from datetime import timedelta

import pytest

from overlegtafel.clienten.models import Betrokkene
from overlegtafel.core.datums import show_date, today
from overlegtafel.extensions import db
from overlegtafel.plannen.models import Plan, Regel
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models_inzage import Inzageregel
from tests.persona import readable
from tests.plannen.hulp import add, client, count_in, log_lines, pdf_text
from tests.wereld import allow, line

BEFORE = ("De post is elke week open", "Schulden op een rij zetten")


def _join(persona, at, newcomer):
    answer = persona.post(f"{client(at)}/huishouden", {"client": str(newcomer)})
    assert answer.status_code == 303, readable(answer)


@pytest.fixture
def moved_in(als, wereld):
    """Truus comes to live with the Janssens; her nurse knows none of them."""
    _join(als("huisarts"), wereld.moeder, wereld.truus)


def test_the_newcomers_helper_does_not_get_what_was_for_the_family(als, wereld, moved_in):
    nurse = als("wijkverpleging")
    for page in ("", "/geschiedenis"):
        text = nurse.text(client(wereld.truus) + page)
        for secret in BEFORE:
            assert secret not in text, page
    printed = pdf_text(nurse.get(f"{client(wereld.truus)}/plan.pdf").data)
    assert not any(secret in printed for secret in BEFORE)
    assert "Niet meer vallen" in nurse.text(client(wereld.truus)), "her own line is still there"


def test_the_family_keeps_it_and_new_lines_are_for_all(als, wereld, moved_in):
    huisarts = als("huisarts")
    assert all(part in huisarts.text(client(wereld.moeder)) for part in BEFORE)
    add(huisarts, wereld.moeder, "doel", "Samen eten op zondag")
    assert "Samen eten op zondag" in als("wijkverpleging").text(client(wereld.truus))


def test_putting_back_an_older_version_leaves_the_newcomer_alone(als, wereld, moved_in):
    huisarts = als("huisarts")
    page = huisarts.get(f"{client(wereld.moeder)}/geschiedenis/1").get_data(as_text=True)
    nummer = page.split('name="versie" value="')[1].split('"')[0]
    assert huisarts.post(f"{client(wereld.moeder)}/geschiedenis/1/terug", {"versie": nummer}).status_code == 303
    text = als("wijkverpleging").text(client(wereld.truus))
    assert "Ik ben Truus en ik kaart graag." in text and "Niet meer vallen" in text


def test_the_history_goes_along_in_and_out(als, wereld, moved_in):
    huisarts = als("huisarts")
    huisarts.post(f"{client(wereld.truus)}/huishouden", {"wat": "apart"})
    history = huisarts.text(f"{client(wereld.truus)}/geschiedenis")
    assert "Ik ben Truus en ik kaart graag." in history
    assert not any(secret in als("wijkverpleging").text(f"{client(wereld.truus)}/geschiedenis") for secret in BEFORE)


def test_who_left_is_no_way_back_to_the_page_of_the_others(app, als, wereld):
    """The psychiater of the father had an agreement for the whole family; the father moves out."""
    with app.app_context():
        allow(wereld.vader, Domein.GGZ)
        allow(wereld.vader, Domein.HUISARTSENZORG)
        plan, soon = db.session.get(Plan, wereld.gezin_plan), today() + timedelta(days=1)
        line(plan, "afspraak", "Moeder drinkt weer, bellen", eigenaar_id=wereld.vader_psy, datum=soon)
        db.session.commit()
    psychiater = als("psychiater")
    assert "Moeder drinkt weer" in psychiater.text("/vandaag")
    assert als("huisarts2").post(f"{client(wereld.vader)}/huishouden", {"wat": "apart"}).status_code == 303
    assert "Moeder drinkt weer" not in psychiater.text("/vandaag")
    assert psychiater.get(client(wereld.moeder)).status_code == 404


def test_every_member_whose_part_is_shown_can_see_who_looked(app, als, wereld):
    als("huisarts").get(client(wereld.moeder))
    looks = [entry for entry in log_lines(app, "client.geopend") if entry.client_id in (wereld.moeder, wereld.kind)]
    assert {entry.client_id for entry in looks} == {wereld.moeder, wereld.kind}
    assert all(entry.grond == "praktijk" and entry.toestemming_id for entry in looks)
    assert len({entry.toestemming_id for entry in looks}) == 2, "each by their own consent"


def test_a_change_is_logged_with_whom_it_is_about(app, als, wereld):
    add(als("huisarts"), wereld.moeder, "veranderwens", "Vaker buiten spelen", voor=str(wereld.kind))
    assert [entry.client_id for entry in log_lines(app, "veranderwens.gemaakt")] == [wereld.kind]


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("gegevens", {"versie": "1"}),
        ("plan/evaluatie", {"datum": "rommel"}),
        ("plan/regels/nieuw/afspraak", {"tekst": ""}),
        ("plan/regels/{afspraak}/wijzigen", {"versie": "99", "tekst": "x"}),
        ("plan/regels/{afspraak}/staat", {"versie": "99", "staat": "gedaan"}),
        ("betrokkenen/nieuw", {"doel": ""}),
        ("betrokkenen/{truus_wv}/wijzigen", {"versie": "1", "doel": ""}),
        ("betrokkenen/{truus_wv}/weg", {"versie": "99"}),
    ],
)
def test_a_refused_form_is_a_look_too(app, als, wereld, path, form):
    huisarts, before = als("huisarts"), _looks(app, wereld.truus)
    answer = huisarts.post(f"{client(wereld.truus)}/{path.format(**wereld.ids)}", form)
    assert answer.status_code in (409, 422) and "Truus" in readable(answer)
    assert _looks(app, wereld.truus) == before + 1


def _looks(app, client_id) -> int:
    return count_in(app, Inzageregel, Inzageregel.client_id == client_id, Inzageregel.actie == "R")


def test_a_longer_name_may_not_push_the_plan_off_the_page(app, als, wereld):
    huisarts = als("huisarts")
    while add_until_full(huisarts, wereld):
        pass
    long = {
        "achternaam": "Wolfeschlegel" * 4,
        "geboortedatum": "1-2-1988",
        "versie": "1",
        "partner_achternaam": "Steinhausen" * 5,
    }
    long |= {"naamgebruik": "N", "praktijk": str(wereld.nazareth)}
    answer = huisarts.post(f"{client(wereld.moeder)}/gegevens", long)
    assert answer.status_code in (303, 422)
    from io import BytesIO

    from pypdf import PdfReader

    assert len(PdfReader(BytesIO(huisarts.get(f"{client(wereld.moeder)}/plan.pdf").data)).pages) == 1


def add_until_full(huisarts, wereld) -> bool:
    form = {"tekst": "Bellen met school over het ritme", "voor": str(wereld.moeder)}
    return huisarts.post(f"{client(wereld.moeder)}/plan/regels/nieuw/doel", form).status_code == 303


def test_who_comes_back_gets_their_agreements_back(app, als, wereld):
    huisarts = als("huisarts")
    huisarts.post(f"{client(wereld.truus)}/betrokkenen/{wereld.truus_wv}/weg", {"versie": "1"})
    assert "niet meer aan tafel" in huisarts.text(client(wereld.truus))
    huisarts.post(
        f"{client(wereld.truus)}/betrokkenen/nieuw", {"wie": f"g:{wereld.wijkverpleging}", "doel": "wondzorg"}
    )
    assert "Rollator nakijken" in als("wijkverpleging").text("/vandaag")


def test_a_typing_error_can_be_mended_after_the_owner_left(app, als, wereld):
    huisarts = als("huisarts")
    huisarts.post(f"{client(wereld.truus)}/betrokkenen/{wereld.truus_wv}/weg", {"versie": "1"})
    url = f"{client(wereld.truus)}/plan/regels/{wereld.afspraak}/wijzigen"
    form = {
        "versie": "1",
        "tekst": "Rollator nakijken!",
        "eigenaar": f"b:{wereld.truus_wv}",
        "datum": show_date(today()),
    }
    assert huisarts.post(url, form).status_code == 303
    with app.app_context():
        assert db.session.get(Betrokkene, wereld.truus_wv).tot is not None
        assert db.session.get(Regel, wereld.afspraak).eigenaar_id == wereld.truus_wv


def test_saving_without_a_change_is_no_version(als, wereld):
    huisarts = als("huisarts")
    url = f"{client(wereld.truus)}/plan/regels/{wereld.doel}/wijzigen"
    assert huisarts.post(url, {"versie": "1", "tekst": "Niet meer vallen"}).status_code == 303
    assert huisarts.get(f"{client(wereld.truus)}/geschiedenis/2").status_code == 404
