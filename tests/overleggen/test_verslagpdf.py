"""Minutes on paper: one client, tagged, whatever length the note has."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from pypdf import PdfReader
from sqlalchemy import update

from overlegtafel.core.datums import now, today
from overlegtafel.extensions import db
from overlegtafel.overleggen.models_punt import Gespreksblad, Puntnotitie
from overlegtafel.overleggen.verslagbeeld import Aanwezige, Besluit, Inhoud, Stand
from overlegtafel.overleggen.verslagpdf import make_blad, to_pdf
from tests.overleggen.besproken import UITKOMST, make_besproken, make_gesloten, make_verslag, page
from tests.plannen.bladen import AWKWARD, texts
from tests.plannen.hulp import pdf_text, text_sizes
from tests.toegang.hulp import change, log_lines

slow = settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))


def check_tagged(content: bytes) -> PdfReader:
    """A4, tagged, in Dutch, PDF/UA-1, nothing smaller than 9 pt, and no name in its title."""
    reader = PdfReader(io.BytesIO(content))
    assert [round(float(s) / 72 * 25.4) for s in reader.pages[0].mediabox[2:]] == [210, 297]
    root = reader.trailer["/Root"]
    assert "/StructTreeRoot" in root and root["/MarkInfo"]["/Marked"] and str(root["/Lang"]).startswith("nl")
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert min(text_sizes(reader.pages[0])) >= 9 - 0.001
    assert reader.metadata.title == "Verslag van een overleg"
    return reader


def test_the_print_holds_the_minutes_of_one_client(app, als, wereld):
    punt = make_verslag(app, wereld)
    answer = als("wijkverpleging").get(page(punt, "verslag.pdf"))
    assert answer.mimetype == "application/pdf" and "Truus" not in answer.headers["Content-Disposition"]
    check_tagged(answer.data)
    text = pdf_text(answer.data)
    for part in (
        "Truus van den Berg", "geboren 03-05-1942", "MDO, Huisartsenpraktijk Nazareth", "Kan zij thuis blijven?",
        "Els Peeters (voorzitter), huisarts", UITKOMST, "Afspraak: Rollator nakijken", "Zij at weinig deze week.",
        "Concept, nog niet vastgesteld: te verbeteren tot en met", "blad 1 van 1",
    ):  # fmt: skip
        assert part in text, part
    assert "Ruth" not in text and "077461848" not in text
    # How final it is comes first, who were there last.
    assert text.index("Concept") < text.index("Vraag") < text.index("Zij at weinig") < text.index("Wie waren erbij")
    (line,) = log_lines(app, gebeurtenis="overleg.verslag_afgedrukt")
    assert (line.client_id, line.object_id, line.gebruiker_id) == (wereld.truus, punt, wereld.wijkverpleging)


def test_a_note_of_any_length_prints_whole_with_the_client_on_every_page(app, als, wereld):
    punt = make_verslag(app, wereld)
    lines = [f"Regel {n:04}: er is lang gesproken over wonen, slapen en eten." for n in range(320)]
    change(app, update(Puntnotitie).values(tekst="\n".join(lines)))
    content = als("huisarts").get(page(punt, "verslag.pdf")).data
    pages = [" ".join(p.extract_text().split()) for p in check_tagged(content).pages]
    assert len(pages) > 4
    for number, text in enumerate(pages, 1):
        assert "Truus van den Berg" in text and f"blad {number} van {len(pages)}" in text
    whole = " ".join(pages)
    assert all(f"Regel {n:04}:" in whole for n in range(320))


def test_the_sheet_is_printed_with_it(app, als, wereld):
    with app.app_context():
        punt = make_besproken(wereld, make_gesloten(wereld), wereld.truus)
        db.session.add(
            Gespreksblad(
                agendapunt_id=punt.id, voorstellen="Ik ben Truus.", dimensies={"zin": {"cijfer": 0, "woord": "kaarten"}},
                antwoorden={"heen": "Weer naar buiten."}, zorgafspraak="Elke week wandelen.", op=now(), door_id=wereld.huisarts,
            )
        )  # fmt: skip
        db.session.commit()
        punt_id = punt.id
    content = als("huisarts").get(page(punt_id, "verslag.pdf")).data
    check_tagged(content)
    for text in (pdf_text(content), als("huisarts").text(page(punt_id))):
        order = [
            "Ik ben Truus.",
            "Positieve Gezondheid",
            "Zingeving 0 kaarten",
            "Waar wilt u naartoe?",
            "Elke week wandelen.",
        ]
        places = [text.index(part) for part in order]
        assert places == sorted(places)
        assert "Meedoen" not in text, "what was not filled in is left out"


@slow
@given(notitie=texts(), naam=texts(60), wie=texts(60), tekst=texts())
def test_any_text_prints_tagged(notitie, naam, wie, tekst):
    inhoud = Inhoud(
        overleg=wie or "x", op=now(), vraag=tekst, door=wie, aanwezig=(Aanwezige(naam, wie, True),), notitie=notitie,
        besluiten=(Besluit("a", "afspraak", tekst, wie, today()),), uitkomst=tekst,
        blad={"voorstellen": tekst, "dimensies": {"zin": {"cijfer": 7, "woord": wie}}, "antwoorden": {}, "zorgafspraak": ""},
    )  # fmt: skip
    check_tagged(to_pdf(make_blad(naam or "x", today(), inhoud, {"a": Stand("open")}, stand=wie)))


@pytest.mark.parametrize("text", [*AWKWARD, "#strong[a] *b* $c$\n= d @e <f>"], ids=str)
def test_markup_and_awkward_signs_are_text(text):
    inhoud = Inhoud(overleg="MDO", op=now(), notitie=text, uitkomst=text)
    printed = pdf_text(to_pdf(make_blad("x", today(), inhoud, {}, stand="")))
    if "@e" in text:
        assert "#strong[a] *b* $c$ = d @e <f>" in printed
