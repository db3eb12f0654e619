"""Who may not see one of the household sees neither that person's lines, nor helpers, nor changes: nowhere.

The sociaal team helps the mother only; the father's psychiater sees the father only; the huisarts sees mother and child.
"""

from datetime import timedelta

import pytest

from overlegtafel.core.datums import show_date, today
from tests.plannen.hulp import add, change, check_print, client, log_lines, pdf_text, regel, seat, staat, wijzig
from tests.wereld import allow

SOON = show_date(today() + timedelta(days=6))
PSYCHIATER = "Ruth de Groot"


@pytest.fixture
def vader(app, wereld):
    """The father opens up to the GGZ, so that his psychiater can work on the page."""
    with app.app_context():
        from overlegtafel.extensions import db
        from overlegtafel.toegang.domein import Domein

        allow(wereld.vader, Domein.GGZ)
        db.session.commit()
    return wereld.vader


def _everything(persona, wereld, client_id) -> str:
    """All a reader can get to see around this client."""
    pages = [client(client_id), f"{client(client_id)}/geschiedenis", "/vandaag", "/clienten?zoek=janssen"]
    read = [persona.text(page) for page in pages]
    for nummer in range(1, 20):
        answer = persona.get(f"{client(client_id)}/geschiedenis/{nummer}")
        if answer.status_code == 404:
            break
        read.append(answer.get_data(as_text=True))
    assert nummer > 1
    read.append(pdf_text(persona.get(f"{client(client_id)}/plan.pdf").data))
    return "\n".join(read)


def test_lines_and_people_of_the_father_are_nowhere_for_the_mothers_helper(als, wereld, vader):
    psychiater, sociaalteam = als("psychiater"), als("sociaalteam")
    made = add(psychiater, vader, "doel", "Vader vindt dagritme", voor=str(vader))
    add(psychiater, vader, "veranderwens", "Weer aan het werk", voor=str(vader))
    change(psychiater, wijzig(vader, made), tekst="Vader houdt dagritme")
    staat(psychiater, vader, wereld.vader_doel, "gedaan")
    change(psychiater, seat(vader, wereld.vader_psy), doel="medicatie bijstellen")
    seen = _everything(sociaalteam, wereld, wereld.moeder)
    for secret in ("dagritme", "Weer aan het werk", "slaapt weer goed", "Piet", "medicatie", PSYCHIATER, "behandeling"):
        assert secret not in seen, secret
    assert "2 mensen die u niet mag zien" in seen
    assert "Nadia Janssen" in seen and "De post is elke week open" in seen
    # And the other way round.
    other = _everything(psychiater, wereld, vader)
    for secret in ("Nadia", "Sem", "Wim Dols", "Sociaal team", "schulden op een rij"):
        assert secret not in other, secret
    assert "dagritme" in other


def test_an_owner_of_the_withheld_side_is_not_named(als, wereld, vader):
    psychiater, sociaalteam = als("psychiater"), als("sociaalteam")
    add(psychiater, vader, "afspraak", "Samen aan tafel eten", eigenaar=f"b:{wereld.vader_psy}", datum=SOON)
    add(psychiater, vader, "afspraak", "Samen naar buiten", eigenaar=f"c:{vader}", datum=SOON)
    page = sociaalteam.text(client(wereld.moeder))
    assert "Samen aan tafel eten" in page, "it is about all of them"
    assert page.count(f"afgeschermd · {SOON}") == 2
    printed = pdf_text(sociaalteam.get(f"{client(wereld.moeder)}/plan.pdf").data)
    assert printed.count(f"{SOON} · afgeschermd") == 2
    # Who made the change is a colleague and may be named; whose helper that is, is not told.
    seen = _everything(sociaalteam, wereld, wereld.moeder)
    assert f"({PSYCHIATER}" not in seen and f"{PSYCHIATER} · " not in seen and f"· {PSYCHIATER}" not in seen
    assert "Piet" not in seen
    assert f"{PSYCHIATER} · {SOON}" in psychiater.text(client(vader))


def test_a_withheld_line_cannot_be_opened_changed_or_finished(app, als, wereld):
    sociaalteam = als("sociaalteam")
    assert sociaalteam.get(regel(wereld.moeder, wereld.vader_doel), htmx=True).status_code == 404
    assert sociaalteam.get(wijzig(wereld.moeder, wereld.vader_doel)).status_code == 404
    form = {"tekst": "Van mij", "versie": "1", "staat": "gedaan"}
    assert sociaalteam.post(wijzig(wereld.moeder, wereld.vader_doel), form).status_code == 404
    assert sociaalteam.post(regel(wereld.moeder, wereld.vader_doel) + "/staat", form).status_code == 404
    assert sociaalteam.get(seat(wereld.moeder, wereld.vader_psy)).status_code == 404
    assert sociaalteam.post(seat(wereld.moeder, wereld.vader_psy, "weg"), {"versie": "1"}).status_code == 404
    assert "Vader slaapt weer goed" in als("huisarts2").text(client(wereld.vader))


def test_living_together_is_no_ground_by_itself(app, als, wereld):
    sociaalteam = als("sociaalteam")
    for hidden in (wereld.vader, wereld.kind):
        assert sociaalteam.get(client(hidden)).status_code == 404
    assert len(log_lines(app, "client.geweigerd")) == 2
    # The father consented to the sociaal domein, yet nobody of it sits at his table.
    page = als("huisarts").text(client(wereld.moeder))
    assert "iemand die u niet mag zien" in page and "Sem Janssen" in page


def test_restoring_leaves_the_withheld_lines_as_they_are(als, wereld, vader):
    psychiater, sociaalteam = als("psychiater"), als("sociaalteam")
    change(sociaalteam, wijzig(wereld.moeder, wereld.gezin_doel), tekst="Per ongeluk")
    made = add(psychiater, vader, "doel", "Vader vindt dagritme", voor=str(vader))
    staat(psychiater, vader, wereld.vader_doel, "gedaan")
    url = f"{client(wereld.moeder)}/geschiedenis/1/terug"
    assert sociaalteam.post(url, {"versie": "4"}).status_code == 303
    text = psychiater.text(client(vader))
    assert "De post is elke week open" in text and "Vader vindt dagritme" in text
    assert "Afgerond (1) bereikt Piet: Vader slaapt weer goed" in text
    assert psychiater.get(regel(vader, made), htmx=True).status_code == 200


def test_a_line_that_becomes_about_the_father_disappears_for_the_others(als, wereld, vader):
    psychiater, sociaalteam = als("psychiater"), als("sociaalteam")
    assert "De post is elke week open" in sociaalteam.text(client(wereld.moeder))
    change(psychiater, wijzig(vader, wereld.gezin_doel), voor=str(vader), tekst="Vader opent zelf de post")
    assert "opent zelf" not in _everything(sociaalteam, wereld, wereld.moeder)
    assert "Piet: Vader opent zelf de post" in psychiater.text(client(vader))


def test_the_print_of_each_reader_is_half_an_a4_with_only_their_part(als, wereld, vader):
    for name, whose, theirs, not_theirs in (
        ("sociaalteam", wereld.moeder, "Nadia Janssen", "Piet"),
        ("psychiater", vader, "Piet Janssen", "Nadia"),
        ("huisarts", wereld.kind, "Sem Janssen · Nadia Janssen", "Piet"),
    ):
        content = als(name).get(f"{client(whose)}/plan.pdf").data
        check_print(content)
        text = pdf_text(content)
        assert theirs in text and not_theirs not in text


def test_withdrawn_consent_takes_a_member_out_of_sight(app, als, wereld):
    from overlegtafel.core.datums import now
    from overlegtafel.extensions import db
    from overlegtafel.toegang.models_inzage import Toestemming

    huisarts = als("huisarts")
    assert "Sem Janssen" in huisarts.text(client(wereld.moeder))
    with app.app_context():
        for rule in db.session.scalars(db.select(Toestemming).where(Toestemming.client_id == wereld.kind)):
            rule.ingetrokken_op = now()
        db.session.commit()
    assert "Sem" not in _everything(huisarts, wereld, wereld.moeder)
    assert huisarts.get(client(wereld.kind)).status_code == 404
