"""A line of the note that became a decision stays linked to it, as long as it stands there and for who may see the decision."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from overlegtafel.core.datums import now, show_date, today
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Puntbesluit
from overlegtafel.toegang.domein import Domein
from tests.overleggen.schrijvers import keep_versie
from tests.overleggen.tafels import ask_along, make_overleg, make_punt
from tests.overleggen.test_besluiten import decide
from tests.persona import readable
from tests.plannen.hulp import form_in, pdf_text
from tests.toegang.hulp import change, everything
from tests.wereld import allow

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
SOON = show_date(today() + timedelta(days=20))
REGEL = "Saïda belt de apotheek"
TEKST = f"Zij eet weinig.\n- {REGEL}\nKan de dosis omlaag?\nOver een maand weer."
UIT = "Uit de notitie:"


@pytest.fixture
def punt(app, wereld) -> str:
    with app.app_context():
        found = make_punt(
            make_overleg(wereld, staat="bezig", mensen=("huisarts", "wijkverpleging", "assistent")), wereld.truus
        )
        db.session.commit()
        write(app, wereld, f"/overleggen/punten/{found.id}", TEKST)
        return f"/overleggen/punten/{found.id}"


def write(app, wereld, punt: str, tekst: str, nummer: int = 1) -> None:
    with app.app_context():
        keep_versie(UUID(punt[-36:]), nummer, tekst, [], door_id=wereld.huisarts)
        db.session.commit()


def make(persona, punt: str, soort: str, line: str, **fields):
    """As the button does it: the words in the form, and the whole line they came from."""
    begun = persona.post(f"{punt}/besluiten/{soort}/begin", {"tekst": line.strip(" -"), "citaat": line})
    assert begun.status_code == 200
    form = form_in(begun, f"{punt}/besluiten/{soort}")
    return begun, persona.post(f"{punt}/besluiten/{soort}", form | fields)


def agree(persona, wereld, punt: str, line: str = f"- {REGEL}", **fields):
    return make(persona, punt, "afspraak", line, **{"eigenaar": f"b:{wereld.truus_wv}", "datum": SOON} | fields)


def citaten(app) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Puntbesluit.citaat).order_by(Puntbesluit.op)))


def test_each_decision_says_from_which_line_it_came(app, als, wereld, punt):
    doctor = als("huisarts")
    assert agree(doctor, wereld, punt)[1].status_code == 303
    assert make(doctor, punt, "vraag", "Kan de dosis omlaag?", aan=f"g:{wereld.wijkverpleging}")[1].status_code == 303
    assert make(doctor, punt, "terugkomen", "Over een maand weer.", datum=SOON)[1].status_code == 303
    assert citaten(app) == [REGEL, "Kan de dosis omlaag?", "Over een maand weer."]
    listed = doctor.get(f"{punt}/besluiten")
    assert f"{UIT} {REGEL}" in readable(listed) and f"{UIT} Over een maand weer." in readable(listed)
    assert f'data-naar-regel="{REGEL}"' in listed.get_data(as_text=True)
    # Who reads sees it at the line itself.
    reader = als("assistent").text(f"{punt}/notitie")
    assert f"- {REGEL} → afspraak" in reader and "Over een maand weer. → terugkomen" in reader
    assert "Zij eet weinig. →" not in reader
    # A question is read by who is in it.
    assert f"{UIT} Kan de dosis" in als("wijkverpleging").text(f"{punt}/besluiten")
    assert "omlaag? →" not in reader and f"{UIT} Kan de dosis" not in als("assistent").text(f"{punt}/besluiten")


def test_in_another_list_it_is_the_same_line_and_with_other_words_it_is_not(app, als, wereld, punt):
    doctor = als("huisarts")
    agree(doctor, wereld, punt)
    write(app, wereld, punt, f"Vooraf.\n 2)  {REGEL.replace(' ', '  ')} ", 2)
    assert UIT in doctor.text(f"{punt}/besluiten") and "→ afspraak" in als("assistent").text(f"{punt}/notitie")
    for number, text in enumerate((f"{REGEL} niet", "Zij belt de apotheek", "", "Iets heel anders."), start=3):
        write(app, wereld, punt, text, number)
        listed = doctor.text(f"{punt}/besluiten")
        assert UIT not in listed and REGEL in listed, text
        assert "→" not in als("assistent").text(f"{punt}/notitie")
    write(app, wereld, punt, REGEL, 9)
    assert UIT in doctor.text(f"{punt}/besluiten")


def test_what_was_not_made_of_a_line_names_none(app, als, wereld, punt):
    assert decide(als("huisarts"), punt, "terugkomen", datum=SOON).status_code == 303
    assert citaten(app) == [""] and UIT not in als("huisarts").text(f"{punt}/besluiten")


def test_a_line_is_kept_clean_and_no_longer_than_it_may_be(app, als, wereld, punt):
    line = "-  " + "heel\u202e lang  woord " * 40
    make(als("huisarts"), punt, "terugkomen", line, datum=SOON)
    (kept,) = citaten(app)
    assert len(kept) <= 300 and kept.startswith("heel lang woord heel") and "\u202e" not in kept
    write(app, wereld, punt, f"Kop\n{line.replace(chr(0x202E), '')}", 2)
    assert UIT in als("huisarts").text(f"{punt}/besluiten")


def test_a_refused_form_still_knows_its_line(app, als, wereld, punt):
    before = everything(app)
    begun, refused = agree(als("huisarts"), wereld, punt, datum="ooit")
    assert refused.status_code == 422 and everything(app) == before
    form = form_in(refused, f"{punt}/besluiten/afspraak")
    assert form["citaat"] == REGEL
    assert als("huisarts").post(f"{punt}/besluiten/afspraak", form | {"datum": SOON}).status_code == 303
    assert citaten(app) == [REGEL]


def test_once_more_from_the_same_line_is_said_first_and_may(app, als, wereld, punt):
    doctor = als("huisarts")
    first, _ = agree(doctor, wereld, punt)
    assert "al een afspraak gemaakt" not in readable(first)
    again, done = agree(doctor, wereld, punt, tekst="Saïda belt ook de tandarts")
    assert "Van deze regel is al een afspraak gemaakt." in readable(again) and done.status_code == 303
    other, done = make(doctor, punt, "terugkomen", REGEL, datum=SOON)
    assert "Van deze regel is al een afspraak gemaakt." in readable(other) and done.status_code == 303
    assert citaten(app) == [REGEL] * 3
    fresh, _ = make(doctor, punt, "terugkomen", "Zij eet weinig.", datum=SOON)
    assert "Van deze regel" not in readable(fresh)


def test_a_day_that_was_withdrawn_marks_nothing(app, als, wereld, punt):
    make(als("huisarts"), punt, "terugkomen", "Over een maand weer.", datum=SOON)
    assert "→ terugkomen" in als("assistent").text(f"{punt}/notitie")
    with app.app_context():
        made = db.session.scalars(select(Puntbesluit.id)).one()
    als("huisarts").post(f"{punt}/besluiten/{made}/terug")
    assert "→" not in als("assistent").text(f"{punt}/notitie")


def test_who_may_not_see_the_decision_learns_nothing_from_the_line(app, als, wereld):
    with app.app_context():
        allow(wereld.moeder, Domein.GGZ)
        allow(wereld.moeder, Domein.SOCIAAL, besluit="nee", soort="plan")
        overleg = make_overleg(wereld, staat="bezig", mensen=("huisarts", "sociaalteam", "psychiater"))
        item = make_punt(overleg, wereld.moeder)
        ask_along(item, wereld, "psychiater")
        db.session.commit()
        punt = f"/overleggen/punten/{item.id}"
    write(app, wereld, punt, TEKST)
    _, done = agree(als("huisarts"), wereld, punt, eigenaar=f"b:{wereld.moeder_st}")
    assert done.status_code == 303 and UIT in als("huisarts").text(f"{punt}/besluiten")
    for name in ("psychiater", "sociaalteam"):
        listed = als(name).get(f"{punt}/besluiten").get_data(as_text=True)
        # Of the line itself they know; that it became this, they may not.
        assert REGEL in listed and "dat u niet mag inzien" in listed
        assert UIT not in listed and "data-naar-regel" not in listed
    begun = als("sociaalteam").post(f"{punt}/besluiten/terugkomen/begin", {"tekst": REGEL, "citaat": REGEL})
    assert begun.status_code == 200 and "al een afspraak" not in readable(begun)
    change(app, update(Overleg).values(staat="klaar", gesloten_op=now(), begint_op=now() - timedelta(hours=1)))
    for name, mark in (("huisarts", 1), ("psychiater", 0), ("sociaalteam", 0)):
        read = als(name).text(f"{punt}/verslag")
        assert REGEL in read and read.count("→ afspraak") == mark, name


def test_the_minutes_and_their_print_carry_the_mark(app, als, wereld, punt):
    agree(als("huisarts"), wereld, punt)
    op = now()
    change(app, update(Overleg).values(staat="klaar", gesloten_op=op, begint_op=op - timedelta(hours=1)))
    change(app, update(Agendapunt).values(staat="besproken", uitkomst="Blijft thuis."))
    change(app, update(Genodigde).values(binnen_op=op))
    for name in ("huisarts", "wijkverpleging"):
        minutes = als(name).text(f"{punt}/verslag")
        assert f"- {REGEL} → afspraak" in minutes and minutes.count("→") == 1
    assert f"{REGEL} (werd: afspraak)" in pdf_text(als("huisarts").get(f"{punt}/verslag.pdf").data)
    # Changed afterwards: the agreement still stands in the minutes, at no line.
    write(app, wereld, punt, "Zij belt zelf.", 2)
    assert "→" not in als("huisarts").text(f"{punt}/verslag") and REGEL in als("huisarts").text(f"{punt}/verslag")
