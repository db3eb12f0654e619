"""The versions of a note: who wrote what and when, comparing two, one back, and a list that stays short."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from overlegtafel.core.datums import now, show_date
from overlegtafel.extensions import db
from overlegtafel.overleggen.models_punt import Puntnotitie
from tests.overleggen.schrijvers import keep_versie, type_on
from tests.overleggen.tafels import make_overleg, make_punt
from tests.persona import readable
from tests.plannen.hulp import form_in
from tests.toegang.hulp import events

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
# A day that is over, at noon: no test runs into midnight.
TOEN = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


@pytest.fixture
def punt(app, wereld) -> str:
    with app.app_context():
        found = make_punt(make_overleg(wereld, staat="bezig"), wereld.truus, vraag="Hoe nu verder?")
        db.session.commit()
        return f"/overleggen/punten/{found.id}"


def keep(app, punt: str, nummer: int, pieces, *, door, op=TOEN) -> None:
    """One version, of pieces (who, when, what)."""
    handen = [[len(text), str(who), moment.isoformat()] for who, moment, text in pieces]
    with app.app_context():
        text = "".join(text for _, _, text in pieces)
        keep_versie(UUID(punt[-36:]), nummer, text, handen, door_id=door, op=op)
        db.session.commit()


def entries(persona, url: str) -> list[str]:
    """The list of versions, a line each."""
    page = persona.get(url)
    assert page.status_code == 200
    found = re.findall(r"<li>\s*<span class=\"stil heel\">(.*?)(?=</?li>|<details)", page.get_data(as_text=True), re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in found]


def test_of_a_version_it_reads_who_wrote_what_and_when(app, als, wereld, punt):
    later = TOEN + timedelta(minutes=3)
    keep(
        app, punt, 1, [
            (wereld.huisarts, TOEN, "De wond is dicht.\nMedicatie "),
            (wereld.wijkverpleging, later, "gaat omlaag.\nDochter komt zondag."),
        ], door=wereld.wijkverpleging, op=later,
    )  # fmt: skip
    page = als("huisarts").get(f"{punt}/notitie/versies")
    text = readable(page)
    # In the order of the text, each name before what they wrote; also within one line.
    parts = (
        "Els Peeters 20-11-2026 12:00 De wond is dicht.",
        "Samen 20-11-2026 12:03 Els Peeters (12:00) : Medicatie Saïda El Amrani: gaat omlaag.",
        "Saïda El Amrani 20-11-2026 12:03 Dochter komt zondag.",
    )
    assert [text.find(part) for part in parts] == sorted(text.find(part) for part in parts) and parts[0] in text, text
    assert all(part in text for part in parts), text
    assert "overleg.notitie_versies" in events(app, client_id=wereld.truus)


def test_an_older_version_belongs_to_who_left_it_so(app, als, wereld, punt):
    keep(app, punt, 1, [], door=wereld.huisarts)
    keep(app, punt, 2, [(wereld.wijkverpleging, TOEN, "Wat Els opschreef.")], door=wereld.huisarts, op=TOEN)
    with app.app_context():
        row = db.session.get(Puntnotitie, UUID(punt[-36:]))
        keep_versie(row.agendapunt_id, 3, "Zonder handen.", [], door_id=wereld.huisarts, op=TOEN)
        db.session.commit()
    page = als("wijkverpleging").text(f"{punt}/notitie/versies?nieuw=3&oud=3")
    assert "Els Peeters 20-11-2026 12:00 Zonder handen." in page
    assert "Deze versie is leeg" in als("wijkverpleging").text(f"{punt}/notitie/versies?nieuw=1&oud=1")


def test_a_version_names_all_who_wrote_since_the_one_before(app, als, wereld, punt):
    els, wim = wereld.huisarts, wereld.wijkverpleging
    times = [TOEN + timedelta(minutes=5 * n) for n in range(4)]
    first = (els, times[0], "Een.")
    second = (wim, times[1], " Twee.")
    keep(app, punt, 1, [first], door=els, op=times[0])
    keep(app, punt, 2, [first, second, (wereld.sociaalteam, times[1], " Drie.")], door=wim, op=times[1])
    # Only taken away: who did that is named too.
    keep(app, punt, 3, [first, second], door=els, op=times[2])
    third, after, _ = entries(als("huisarts"), f"{punt}/notitie/versies")
    assert "Els Peeters , versie 3 (zo staat het nu)" in third and "Saïda" not in third
    assert "Saïda El Amrani en " in after and "Els Peeters" not in after


def test_what_the_same_people_wrote_shortly_after_each_other_is_one_line(app, als, wereld, punt):
    els, wim = wereld.huisarts, wereld.wijkverpleging
    # In minutes: two of Els, one of somebody else, three of Els within five, and one more that is too late for those.
    for nummer, (minute, who) in enumerate([(0, els), (4, els), (5, wim), (6, els), (8, els), (11, els), (17, els)], 1):
        moment = TOEN + timedelta(minutes=minute)
        keep(app, punt, nummer, [(who, moment, f"Tekst {nummer}.")], door=who, op=moment)
    page = als("huisarts").get(f"{punt}/notitie/versies").get_data(as_text=True)
    assert re.findall(r"<summary>nog (\d versies?)<", page) == ["2 versies", "1 versie"]
    shown = re.sub(r"<summary>nog.*?</details>", "", page, flags=re.S)
    assert re.findall(r", versie (\d)", shown) == ["7", "6", "3", "2"]
    # Nothing is gone: each is in the list, in order, with what can be done with it, and in the choice to compare.
    assert re.findall(r", versie (\d)", page) == list("7654321")
    assert all(f"versies/{n}/terug" in page and f'<option value="{n}"' in page for n in range(1, 7))


def test_what_is_being_typed_is_the_newest_version(app, als, wereld, punt):
    keep(app, punt, 1, [(wereld.huisarts, TOEN, "Eerst dit.")], door=wereld.huisarts)
    with app.app_context():
        type_on(UUID(punt[-36:]), "Eerst dit.\nNu dit.", by=wereld.wijkverpleging, hand=7)
        db.session.commit()
    newest, _ = entries(als("huisarts"), f"{punt}/notitie/versies")
    assert "Saïda El Amrani , versie 2 (zo staat het nu)" in newest
    text = als("huisarts").text(f"{punt}/notitie/versies?nieuw=2&oud=2")
    assert text.index("Eerst dit.") < text.index("Saïda El Amrani", text.index("Eerst dit.")) < text.index("Nu dit.")


def test_two_hundred_versions_are_a_page_by_day(app, als, wereld, punt):
    line = "Zij eet weinig en slaapt goed. " * 20
    with app.app_context():
        for number in range(1, 201):
            op = TOEN - timedelta(hours=200 - number)
            text = f"{line}\nVersie nummer {number}."
            keep_versie(UUID(punt[-36:]), number, text, [], door_id=wereld.huisarts, op=op)
        db.session.commit()
    url = f"{punt}/notitie/versies"
    seen, page = [], als("huisarts").get(url)
    days = re.findall(r'<h3 class="dagkop">(.*?)</h3>', page.get_data(as_text=True))
    assert days == [show_date(TOEN), *(show_date(TOEN - timedelta(days=n)) for n in (1, 2))]
    for _ in range(10):
        seen += [int(n) for n in re.findall(r"versie (\d+)", " ".join(entries(als("huisarts"), url)))]
        older = re.search(r'href="([^"]*\?voor=\d+)">Oudere versies', als("huisarts").get(url).get_data(as_text=True))
        if not older:
            break
        url = older[1]
    assert list(dict.fromkeys(seen)) == list(range(200, 0, -1))
    # Any two are compared, also from an older page; and one of them comes back.
    both = als("huisarts").text(f"{punt}/notitie/versies?voor=60&oud=3&nieuw=7")
    assert "Van versie 3 naar 7" in both and "eruit: 3" in both and "erbij: 7" in both
    back = form_in(als("huisarts").get(f"{punt}/notitie/versies?voor=10"), f"{punt}/notitie/versies/7/terug")
    assert als("huisarts").post(f"{punt}/notitie/versies/7/terug", back).status_code == 303
    assert "Versie nummer 7." in als("wijkverpleging").text(f"{punt}/notitie")


@pytest.mark.parametrize(
    "query", ["?voor=x", "?voor=-1", "?nieuw=٣&oud=x", "?nieuw=999999999&oud=1", "?voor=99999999999"]
)
def test_an_address_that_means_nothing_shows_the_versions(app, als, wereld, punt, query):
    keep(app, punt, 1, [(wereld.huisarts, TOEN, "Een.")], door=wereld.huisarts)
    assert "Een." in als("huisarts").text(f"{punt}/notitie/versies{query}")


def test_a_note_of_nobody_has_no_versions(als, punt):
    assert "nog niets opgeschreven" in als("huisarts").text(f"{punt}/notitie/versies")


def test_a_name_that_is_hostile_stays_text(app, als, wereld, punt):
    keep(app, punt, 1, [(wereld.huisarts, now(), "<b>vet</b> & <script>x</script>")], door=wereld.huisarts)
    page = als("huisarts").get(f"{punt}/notitie/versies").get_data(as_text=True)
    assert "&lt;b&gt;vet&lt;/b&gt; &amp; &lt;script&gt;" in page
