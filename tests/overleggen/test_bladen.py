"""The sheet of a HOC or RTO: filling it in together, bit by bit, beside the earlier one, and the agreement to the half page."""

import pytest
from sqlalchemy import select

from overlegtafel.extensions import db
from overlegtafel.overleggen.models_punt import Gespreksblad, Puntbesluit
from overlegtafel.plannen.models import Regel
from overlegtafel.toegang.domein import Domein
from tests.overleggen.tafels import ask_along, make_overleg, make_punt
from tests.persona import readable
from tests.plannen.hulp import form_in
from tests.toegang.hulp import events, everything
from tests.wereld import allow


def make_sheet(app, wereld, client="truus", soort="hoc", **values) -> str:
    with app.app_context():
        overleg = make_overleg(wereld, soort, staat="bezig", organisatie_id=None, **values)
        found = make_punt(overleg, getattr(wereld, client))
        db.session.commit()
        return f"/overleggen/punten/{found.id}/blad"


@pytest.fixture
def blad(app, wereld) -> str:
    return make_sheet(app, wereld)


def fill(persona, blad: str, **fields):
    url = f"{blad}/wijzigen"
    named = {name.replace("__", "-"): value for name, value in fields.items()}
    return persona.post(url, form_in(persona.get(url), url) | named)


def test_filled_in_bit_by_bit_and_read_by_the_others(app, als, wereld, blad):
    doctor, nurse = als("huisarts"), als("wijkverpleging")
    assert "Nog niet ingevuld." in nurse.text(blad)
    assert (
        fill(doctor, blad, voorstellen="Ik ben Truus.", cijfer__meedoen="3", woord__meedoen="stil").status_code == 303
    )
    assert fill(nurse, blad, antwoord__heen="Weer kaarten", cijfer__lichaam="0").status_code == 303
    page = als("huisarts").get(blad)
    text = readable(page)
    for words in ("1. Dit ben ik Ik ben Truus.", "Meedoen 3 stil", "Lichaamsfuncties 0", "Weer kaarten"):
        assert words in text
    # Drawn, and said in words and in the table beside it.
    markup = page.get_data(as_text=True)
    assert 'role="img"' in markup and "Zingeving geen cijfer" in markup and "Meedoen 3" in markup
    assert "Truus" not in markup.split("</title>")[0]
    # The client introduces herself before anybody scores anything.
    assert text.index("Dit ben ik") < text.index("Hoe gaat het met u?") < text.index("Wat is er met u gebeurd?")
    assert text.index("Wat hebt u nodig?") < text.index("Dit spreken we af")
    assert events(app, client_id=wereld.truus).count("overleg.blad_gewijzigd") == 2
    assert "gesprek-blad--groot" in als("huisarts").get(f"{blad}?groot=1").get_data(as_text=True)


def test_large_letters_stay_from_page_to_page(als, blad):
    doctor = als("huisarts")
    markup = doctor.get(f"{blad}?groot=1").get_data(as_text=True)
    url = f"{blad}/wijzigen?groot=1"
    assert f'href="{url}"' in markup
    page = doctor.get(url)
    assert "gesprek-blad--groot" in page.get_data(as_text=True)
    form = form_in(page, url)
    assert "gesprek-blad--groot" in doctor.post(url, form | {"cijfer-zin": "11"}).get_data(as_text=True)
    saved = doctor.post(url, form | {"cijfer-zin": "0", "zorgafspraak": "Wandelen"})
    assert saved.headers["Location"].endswith("/blad?groot=1")
    # Nought is a score, and not the same as none.
    again = form_in(doctor.get(url), url)
    assert (again["cijfer-zin"], again["cijfer-leven"]) == ("0", "")
    plan = doctor.post(f"{blad}/plan?groot=1", form_in(doctor.get(f"{blad}?groot=1"), f"{blad}/plan?groot=1"))
    assert plan.headers["Location"].endswith("/blad?groot=1#zorgafspraak")


def test_the_client_who_looks_along_sees_no_number_of_anybody(als, blad):
    for path in ("", "/wijzigen"):
        text = als("huisarts").text(blad + path)
        assert "03-05-1942" in text and "BSN" not in text
    assert "BSN" in als("huisarts").text(blad.replace("/blad", "/notitie"))


def test_what_does_not_fit_is_said_per_field_and_nothing_is_lost(app, als, blad):
    before = everything(app)
    answer = fill(als("huisarts"), blad, cijfer__zin="11", zorgafspraak="lang " * 100, voorstellen="Ik ben Truus.")
    text = readable(answer)
    assert answer.status_code == 422 and "van 0 tot en met 10" in text and "er is plaats voor 400" in text
    kept = form_in(answer, f"{blad}/wijzigen")
    assert kept["voorstellen"].strip() == "Ik ben Truus." and kept["zorgafspraak"].startswith("lang lang")
    assert everything(app) == before


def test_two_at_once_see_each_others_words_at_each_field(app, als, blad):
    nurse, url = als("wijkverpleging"), f"{blad}/wijzigen"
    stale = form_in(nurse.get(url), url)
    fill(als("huisarts"), blad, voorstellen="Van de huisarts", antwoord__nodig="Rust")
    answer = nurse.post(url, stale | {"voorstellen": "Van de zuster"})
    text = readable(answer)
    assert answer.status_code == 409
    assert "Els Peeters schreef hier: Van de huisarts" in text and "schreef hier: Rust" in text
    assert form_in(answer, url)["voorstellen"].strip() == "Van de zuster"
    joined = form_in(answer, url) | {"antwoord-nodig": "Rust"}
    assert nurse.post(url, joined).status_code == 303
    assert "Van de zuster" in als("huisarts").text(blad) and "Rust" in als("huisarts").text(blad)


def test_the_agreement_goes_to_the_half_page_once(app, als, wereld, blad):
    doctor = als("huisarts")
    fill(doctor, blad, zorgafspraak="Elke week samen wandelen")
    url = f"{blad}/plan"
    form = form_in(doctor.get(blad), url)
    assert doctor.post(url, form).status_code == 303
    assert "Elke week samen wandelen" in als("wijkverpleging").text(f"/clienten/{wereld.truus}")
    with app.app_context():
        made = db.session.scalars(select(Puntbesluit)).one()
        assert db.session.get(Regel, made.regel_id).soort == "doel"
    assert {"doel.gemaakt", "overleg.besluit"} <= set(events(app))
    assert "staat op de halve A4" in doctor.text(blad)
    assert doctor.post(url, form).status_code == 422, "it stands there already"
    assert doctor.post(url, {"versie": "7"}).status_code == 409


def test_the_earlier_sheet_is_the_dashed_line(app, als, wereld, blad):
    fill(als("huisarts"), blad, cijfer__zin="2", cijfer__leven="4")
    later = make_sheet(app, wereld)
    fill(als("huisarts"), later, cijfer__zin="7")
    page = als("wijkverpleging").get(later)
    assert "Zingeving 7 2" in readable(page) and "spin__eerder" in page.get_data(as_text=True)
    assert "spin__eerder" not in als("wijkverpleging").get(blad).get_data(as_text=True)


def test_a_family_introduces_itself_as_far_as_the_reader_may_see_them(app, als, wereld):
    mensen = ("huisarts", "sociaalteam", "psychiater")
    blad = make_sheet(app, wereld, "moeder", "rto", mensen=mensen)
    # The huisarts has the mother and the child in her practice, not the father.
    page = als("huisarts").text(blad)
    assert "Dit is ons gezin Nadia Janssen Sem Janssen" in page and "Piet" not in page
    fill(als("huisarts"), blad, zorgafspraak="Samen aan tafel eten")
    als("huisarts").post(f"{blad}/plan", form_in(als("huisarts").get(blad), f"{blad}/plan"))
    with app.app_context():
        regel = db.session.get(Regel, db.session.scalars(select(Puntbesluit.regel_id)).one())
        assert regel.client_id is None, "of an RTO it is for the whole household"
    child = make_sheet(app, wereld, "kind", "hoc", mensen=("huisarts",))
    assert "Hoe gaat het met jou?" in als("huisarts").text(child)


def test_who_has_no_right_sees_and_fills_in_nothing(app, als, wereld, blad):
    fill(als("huisarts"), blad, voorstellen="Geheim", zorgafspraak="Geheim")
    with app.app_context():
        overleg = make_overleg(wereld, "hoc", mensen=("huisarts", "assistent"))
        reads = make_punt(overleg, wereld.truus)
        other = make_punt(make_overleg(wereld, "hoc", mensen=("huisarts", "psychiater")), wereld.moeder)
        ask_along(other, wereld, "psychiater")
        allow(wereld.moeder, Domein.GGZ)
        plain = make_punt(make_overleg(wereld), wereld.truus)
        db.session.commit()
        reads, other, plain = (f"/overleggen/punten/{p.id}/blad" for p in (reads, other, plain))
    before = everything(app)
    for name in ("psychiater", "sociaalteam", "huisarts2", "beheer"):
        for path in ("", "/wijzigen"):
            answer = als(name).get(blad + path)
            assert answer.status_code == 404 and "Geheim" not in answer.get_data(as_text=True)
        for path in ("/wijzigen", "/plan"):
            assert als(name).post(blad + path, {"versie": "1"}).status_code == 404
    assert als("assistent").get(reads).status_code == 200
    for path in ("/wijzigen", "/plan"):
        assert als("assistent").post(reads + path, {"versie": "0"}).status_code == 403
    # Asked along, with a seat at the meeting: fills in, but changes no plan.
    assert als("psychiater").post(f"{other}/plan", {"versie": "0"}).status_code == 403
    assert als("huisarts").get(plain).status_code == 404, "an MDO has no sheet"
    assert everything(app) == before
    with app.app_context():
        assert db.session.scalars(select(Gespreksblad.versie)).one() == 1
