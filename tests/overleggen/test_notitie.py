"""The note of one item: writing it, who may, two who write at once, its versions, and after the minutes are frozen."""

from datetime import timedelta

import pytest

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.besluitinvoer import MAX_NOTITIE
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.toegang.domein import Domein
from tests.overleggen.tafels import ask_along, make_overleg, make_punt
from tests.persona import readable
from tests.plannen.hulp import form_in
from tests.toegang.hulp import events, everything
from tests.wereld import allow


@pytest.fixture
def punt(app, wereld):
    """Addresses of an item about Truus, in a meeting that goes on."""
    with app.app_context():
        found = make_punt(make_overleg(wereld, staat="bezig"), wereld.truus, vraag="Hoe nu verder?")
        db.session.commit()
        return f"/overleggen/punten/{found.id}"


def write(persona, punt: str, tekst: str, **fields):
    form = form_in(persona.get(f"{punt}/notitie"), f"{punt}/notitie")
    return persona.post(f"{punt}/notitie", form | {"tekst": tekst} | fields)


def test_what_one_writes_the_other_reads(app, als, wereld, punt):
    assert write(als("huisarts"), punt, "Wond is dicht.\n- nakijken in mei").status_code == 303
    page = als("wijkverpleging").get(f"{punt}/notitie")
    assert "Wond is dicht." in readable(page) and "door Els Peeters" in readable(page)
    assert "Truus" not in page.get_data(as_text=True).split("</title>")[0]
    assert "overleg.notitie_gewijzigd" in events(app)
    # Saved once more without a change: no version, no line.
    write(als("huisarts"), punt, "Wond is dicht.\r\n- nakijken in mei")
    assert events(app).count("overleg.notitie_gewijzigd") == 1


def test_htmx_gets_the_words_that_say_so_and_keeps_the_text_area(als, punt):
    answer = als("huisarts").post(f"{punt}/notitie", {"tekst": "Zin een.", "versie": "0"}, htmx=True)
    assert answer.headers["HX-Retarget"] == "#notitie-stand"
    assert "Opgeslagen" in readable(answer) and "textarea" not in answer.get_data(as_text=True)
    stand = als("wijkverpleging").get(f"{punt}/notitie/stand?versie=0", htmx=True)
    assert "Els Peeters bewaarde" in readable(stand) and "Zin een" not in readable(stand)


def test_who_may_not_see_the_item_reads_and_writes_nothing(app, als, wereld, punt):
    write(als("huisarts"), punt, "Geheim")
    before = everything(app)
    for name in ("psychiater", "sociaalteam", "huisarts2", "beheer", "fg"):
        for path in ("", "/stand", "/versies"):
            answer = als(name).get(f"{punt}/notitie{path}")
            assert answer.status_code == 404 and "Geheim" not in answer.get_data(as_text=True)
        for path in ("", "/versies/1/terug"):
            assert als(name).post(f"{punt}/notitie{path}", {"tekst": "x", "versie": "1"}).status_code == 404
    assert everything(app) == before


def test_who_only_looks_on_may_not_write(app, als, wereld):
    with app.app_context():
        overleg = make_overleg(wereld, mensen=("huisarts", "assistent"))
        found = make_punt(overleg, wereld.truus)
        alone = make_punt(make_overleg(wereld, mensen=("huisarts",)), wereld.moeder)
        ask_along(alone, wereld, "psychiater")
        allow(wereld.moeder, Domein.GGZ)
        db.session.commit()
        seen, along = f"/overleggen/punten/{found.id}/notitie", f"/overleggen/punten/{alone.id}/notitie"
    # The functie only reads; and who was asked along for one item reads that one.
    for name, url in (("assistent", seen), ("psychiater", along)):
        page = als(name).get(url)
        assert page.status_code == 200 and "<textarea" not in page.get_data(as_text=True)
        assert als(name).post(url, {"tekst": "x", "versie": "0"}).status_code == 403


def test_a_stale_save_shows_both_and_loses_neither(app, als, punt):
    nurse, doctor = als("wijkverpleging"), als("huisarts")
    stale = form_in(nurse.get(f"{punt}/notitie"), f"{punt}/notitie")
    write(doctor, punt, "Van de huisarts")
    for htmx in (True, False):
        answer = nurse.post(f"{punt}/notitie", stale | {"tekst": "Van de zuster"}, htmx=htmx)
        text = readable(answer)
        assert answer.status_code == 409 and "Van de huisarts" in text and "Van de zuster" in text
    joined = form_in(answer, f"{punt}/notitie") | {"tekst": "Van de huisarts\nVan de zuster"}
    assert nurse.post(f"{punt}/notitie", joined).status_code == 303
    assert "Van de huisarts Van de zuster" in doctor.text(f"{punt}/notitie")


@pytest.mark.parametrize("htmx", [True, False])
def test_two_texts_become_one_from_the_version_the_writer_began_with(als, punt, htmx):
    nurse, doctor, url = als("wijkverpleging"), als("huisarts"), f"{punt}/notitie"
    write(doctor, punt, "Zij eet weinig.\nZij slaapt goed.")
    begun = form_in(nurse.get(url), url)
    write(doctor, punt, "Medicatie klopt.\nZij eet weinig.\nZij slaapt goed.")
    own = {"tekst": "Zij eet weinig.\r\nZij slaapt slecht.\r\nDochter komt."}
    stale = nurse.post(url, begun | own, htmx=htmx)
    # What is on the screen is not saved, and is not called that.
    assert "data-getypt" in stale.get_data(as_text=True) and "nog niet opgeslagen" in readable(stale)
    joined = nurse.post(url, form_in(stale, url) | own | {"samen": "1"}, htmx=htmx)
    assert joined.status_code == 409 and "nog niet opgeslagen" in readable(joined)
    form = form_in(joined, url)
    assert form["tekst"].strip() == "Medicatie klopt.\nZij eet weinig.\nZij slaapt slecht.\nDochter komt."
    assert "slecht" not in doctor.text(url), "nothing is stored before they read it"
    # Somebody saves once more: again both, and again nothing twice.
    write(doctor, punt, "Medicatie klopt.\nZij eet weinig.\nZij slaapt goed.\nBloeddruk 130.")
    again = nurse.post(url, form, htmx=htmx)
    assert again.status_code == 409 and "Bloeddruk" in readable(again)
    form = form_in(nurse.post(url, form_in(again, url) | {"samen": "1"}, htmx=htmx), url)
    saved = nurse.post(url, form, htmx=htmx)
    if htmx:
        # The whole note, and nothing of a conflict.
        assert "HX-Retarget" not in saved.headers and "schreef net verder" not in readable(saved)
    text = doctor.text(url)
    for line in ("Medicatie klopt.", "Zij eet weinig.", "Zij slaapt slecht.", "Dochter komt.", "Bloeddruk 130."):
        assert text.count(line) == 1, (line, text)


def test_fetching_the_newest_shows_it_and_keeps_what_was_typed(als, punt):
    nurse, doctor, url = als("wijkverpleging"), als("huisarts"), f"{punt}/notitie"
    begun = form_in(nurse.get(url), url)
    write(doctor, punt, "Van de huisarts")
    plain = nurse.post(url, begun | {"haal": "1"}, htmx=True)
    assert plain.status_code == 200 and form_in(plain, url)["tekst"].strip() == "Van de huisarts"
    both = nurse.post(url, begun | {"tekst": "Van de zuster", "haal": "1"}, htmx=True)
    assert both.status_code == 409 and "Van de huisarts" in readable(both)
    assert form_in(both, url)["tekst"].strip() == "Van de zuster"
    assert "Versies (1)" in doctor.text(url), "nothing was stored"


def test_who_may_not_write_joins_nothing_either(app, als, wereld, punt):
    write(als("huisarts"), punt, "Geheim")
    before = everything(app)
    for extra in ("samen", "haal"):
        answer = als("psychiater").post(f"{punt}/notitie", {"tekst": "x", "versie": "0", extra: "1"})
        assert answer.status_code == 404 and "Geheim" not in answer.get_data(as_text=True)
    assert everything(app) == before


def test_too_long_is_refused_with_everything_that_was_typed(app, als, punt):
    before = everything(app)
    answer = write(als("huisarts"), punt, "a" * MAX_NOTITIE + "slot")
    assert answer.status_code == 422 and "slot" in readable(answer) and "Kort de tekst in" in readable(answer)
    assert everything(app) == before


def test_versions_are_compared_in_words_and_one_comes_back(app, als, punt):
    doctor = als("huisarts")
    write(doctor, punt, "De wond is open")
    write(als("wijkverpleging"), punt, "De wond is dicht")
    page = doctor.get(f"{punt}/notitie/versies")
    markup = page.get_data(as_text=True)
    assert "<del>" in markup and "<ins>" in markup
    assert "eruit: open" in readable(page) and "erbij: dicht" in readable(page)
    assert "overleg.notitie_versies" in events(app)
    assert "De wond is open" in doctor.text(f"{punt}/notitie/versies?oud=1&nieuw=1")
    back = form_in(page, f"{punt}/notitie/versies/1/terug")
    assert doctor.post(f"{punt}/notitie/versies/1/terug", back).status_code == 303
    assert "De wond is open" in doctor.text(f"{punt}/notitie")
    assert "Versies (3)" in doctor.text(f"{punt}/notitie")
    # Chosen from a list that is old by now.
    assert doctor.post(f"{punt}/notitie/versies/2/terug", back).status_code == 409
    assert doctor.post(f"{punt}/notitie/versies/9/terug", back | {"versie": "3"}).status_code == 404


def test_after_the_days_to_correct_it_stays_as_it_is(app, als, wereld, punt):
    write(als("huisarts"), punt, "Zo was het")
    with app.app_context():
        overleg = db.session.query(Overleg).one()
        overleg.staat, overleg.gesloten_op = "klaar", now()
        for seat in db.session.query(Genodigde).where(Genodigde.gebruiker_id == wereld.huisarts):
            seat.binnen_op = now()
        db.session.commit()
    assert write(als("huisarts"), punt, "Zo was het echt").status_code == 303
    # Who was not there corrects nothing.
    assert als("wijkverpleging").post(f"{punt}/notitie", {"tekst": "x", "versie": "2"}).status_code == 403
    with app.app_context():
        overleg = db.session.query(Overleg).one()
        overleg.gesloten_op = now() - timedelta(days=overleg.soort.correctie_dagen + 2)
        db.session.commit()
    answer = als("huisarts").post(f"{punt}/notitie", {"tekst": "Te laat getypt", "versie": "2"})
    assert answer.status_code == 422
    assert "vastgesteld" in readable(answer) and "Te laat getypt" in readable(answer)
    assert "Zo was het echt" in als("wijkverpleging").text(f"{punt}/notitie")


def test_an_item_about_nobody_has_a_note_and_leaves_no_line_about_a_client(app, als, wereld):
    with app.app_context():
        found = make_punt(make_overleg(wereld))
        db.session.commit()
        url = f"/overleggen/punten/{found.id}"
    assert write(als("psychiater"), url, "Volgende keer koffie").status_code == 303
    assert "Volgende keer koffie" in als("huisarts").text(f"{url}/notitie")
    assert not [e for e in events(app) if e.startswith("overleg.")]
    # Nothing lands on a plan from here.
    assert als("huisarts").post(f"{url}/besluiten/afspraak", {"tekst": "x"}).status_code == 404
