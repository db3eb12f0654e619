"""Erasing text of a note for good: what goes everywhere, what stays, who may, and what is refused."""

import re
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen import schrift
from overlegtafel.overleggen.models_notitie import Notitiehand, Notitiestuk
from overlegtafel.overleggen.models_punt import Puntbesluit, Puntnotitie, Puntversie, Verslag
from overlegtafel.plannen.models import Regel
from tests.overleggen.besproken import make_besproken, make_gesloten
from tests.overleggen.schrijvers import keep_versie, type_on
from tests.overleggen.tafels import make_overleg, make_punt
from tests.persona import Persona, readable
from tests.plannen.hulp import whole_log
from tests.toegang.hulp import events, everything, log_lines

TEKST = "Zij eet weinig.\nKwikstaart drinkt weer.\n- Wim belt de apotheek\n\nKwikstaart woont alleen."
WEG = "Kwikstaart"
SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def make_item(app, wereld, tekst: str = TEKST, client: str | None = "truus") -> str:
    """The address of an item in a meeting that goes on: a note that was longer before, and that somebody types on."""
    with app.app_context():
        found = make_punt(make_overleg(wereld, staat="bezig"), getattr(wereld, client) if client else None)
        keep_versie(found.id, 1, "Kwikstaart stond er eerst.", [], door_id=wereld.huisarts)
        keep_versie(found.id, 2, tekst, [], door_id=wereld.huisarts)
        type_on(found.id, f"{tekst}\nErbij getypt.", by=wereld.wijkverpleging, hand=77)
        db.session.commit()
        return f"/overleggen/punten/{found.id}"


@pytest.fixture
def punt(app, wereld) -> str:
    return make_item(app, wereld)


class _Page:
    """The page to choose on: its lines, and what posting it sends."""

    def __init__(self, persona, punt: str, answer=None):
        self.persona, self.url = persona, f"{punt}/notitie/wissen"
        answer = answer or persona.get(self.url)
        assert answer.status_code in (200, 409, 422), answer.status_code
        self.html = answer.get_data(as_text=True)
        self.versie = re.search(r'name="versie" value="(\d+)"', self.html)[1]
        found = re.findall(r'name="weg" value="(\d+)"( checked)?[^>]*>\s*<label[^>]*>(.*?)</label>', self.html, re.S)
        self.lines = {re.sub(r"<[^>]+>", "", label): (number, bool(on)) for number, on, label in found}

    def post(self, *gone: str, reden: str = "client", **extra):
        """Tick the lines with these words."""
        weg = [number for line, (number, _) in self.lines.items() if any(words in line for words in gone)]
        return self.persona.post(self.url, {"versie": self.versie, "weg": weg, "reden": reden} | extra)

    def erase(self, *gone: str, **extra):
        return self.post(*gone, zeker="1", **extra)


def id_of(punt: str) -> UUID:
    return UUID(punt.rsplit("/", 1)[1])


def tables_with(app, words: str) -> set[str]:
    """The tables that hold these words anywhere, in text, JSON or bytes."""
    raw = words.encode()
    with app.app_context(), db.engine.connect() as connection:
        found = set()
        for table in db.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                if any(words in str(v) or (isinstance(v, bytes) and raw in v) for v in row):
                    found.add(table.name)
        return found


def test_what_is_ticked_is_gone_everywhere_and_the_rest_stays(app, als, wereld, punt):
    nurse = als("wijkverpleging")
    page = _Page(nurse, punt)
    assert "Erbij getypt." in page.lines, "what was typed and not settled yet is on the page"
    assert "Wat moet weg?" in readable(nurse.get(page.url)) and not any(on for _, on in page.lines.values())
    before = everything(app)
    confirm = page.post(WEG)
    said = readable(confirm)
    assert confirm.status_code == 200 and "Kwikstaart drinkt weer" in said and "niet terug" in said
    assert "alle eerdere versies" in said and "Zij eet weinig" not in said
    assert everything(app) == before, "nothing is erased before they say so"
    assert page.erase(WEG).status_code == 303
    with app.app_context():
        note = db.session.get(Puntnotitie, id_of(punt))
        assert note.tekst == "Zij eet weinig.\n- Wim belt de apotheek\n\nErbij getypt."
        assert schrift.text_of(note.inhoud) == note.tekst and note.versie == 4
        whose = {who for _, who, _ in note.handen}
        assert whose == {str(wereld.huisarts), str(wereld.wijkverpleging)}, "each line keeps its writer"
        (only,) = db.session.scalars(select(Puntversie)).all()
        assert (only.nummer, only.tekst, only.door_id) == (4, note.tekst, wereld.wijkverpleging)
        assert db.session.query(Notitiestuk).count() == 0
        writes_on = [hand.gebruiker_id for hand in db.session.query(Notitiehand) if not hand.gewist_op]
        assert writes_on == [wereld.wijkverpleging], "no browser brings it back: the text is of who erased, anew"
    assert tables_with(app, WEG) == set()
    read = als("huisarts").text(f"{punt}/notitie/versies")
    assert "wat hiervoor stond, is er niet meer" in read and WEG not in read


def test_the_log_says_who_and_why_and_never_what(app, als, wereld, punt):
    _Page(als("wijkverpleging"), punt).erase(WEG, reden="verzoek")
    (line,) = log_lines(app, gebeurtenis="overleg.notitie_gewist_verzoek")
    assert (line.gebruiker_id, line.client_id, line.actie) == (wereld.wijkverpleging, wereld.truus, "D")
    assert (line.object_soort, line.object_id) == ("agendapunt", id_of(punt))
    assert WEG not in whole_log(app) and "apotheek" not in whole_log(app)


@SQLITE
def test_also_an_item_about_nobody_leaves_a_line(app, als, wereld):
    punt = make_item(app, wereld, client=None)
    assert _Page(als("huisarts"), punt).erase(WEG, reden="verslag").status_code == 303
    (line,) = log_lines(app, gebeurtenis="overleg.notitie_gewist_verslag")
    assert (line.gebruiker_id, line.client_id, line.object_id) == (wereld.huisarts, None, id_of(punt))
    assert tables_with(app, WEG) == set()


@SQLITE
def test_no_page_of_the_file_and_nothing_of_its_log_holds_the_words(app, als, wereld):
    secret = "Zilverreiger"
    with app.app_context():
        mine = make_punt(make_overleg(wereld, staat="bezig")).id
        text = "Blijft."
        for number in range(80):
            text += f"\n{secret} {number}"
            type_on(mine, text, by=wereld.huisarts, hand=100)
        db.session.commit()
        path = Path(db.engine.url.database)
    # Copies that SQLite left behind in the file when it did not overwrite, or moved a row to another page.
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA secure_delete=OFF")
        raw.execute("CREATE TABLE kladje (tekst)")
        raw.executemany("INSERT INTO kladje VALUES (?)", [(f"{secret} " * 20,)] * 50)
        raw.execute("DROP TABLE kladje")
    files = [path, path.with_name(path.name + "-wal")]
    assert any(secret.encode() in file.read_bytes() for file in files), "or this test would see nothing"
    punt = f"/overleggen/punten/{mine}"
    assert _Page(als("huisarts"), punt).erase(secret).status_code == 303
    assert not [file.name for file in files if file.exists() and secret.encode() in file.read_bytes()]
    assert "Blijft." in als("wijkverpleging").text(f"{punt}/notitie")


@SQLITE
def test_who_may_not_see_or_write_erases_nothing(app, als, wereld, punt):
    with app.app_context():
        overleg = make_overleg(wereld, mensen=("huisarts", "assistent"))
        alone = make_punt(overleg, wereld.truus)
        keep_versie(alone.id, 1, TEKST, [], door_id=wereld.huisarts)
        db.session.commit()
        reads = f"/overleggen/punten/{alone.id}"
    form = {"versie": "3", "weg": ["1"], "reden": "client", "zeker": "1"}
    before = everything(app)
    for name in ("psychiater", "sociaalteam", "huisarts2", "beheer", "fg"):
        for answer in (als(name).get(f"{punt}/notitie/wissen"), als(name).post(f"{punt}/notitie/wissen", form)):
            assert answer.status_code == 404 and WEG not in answer.get_data(as_text=True)
    assert als("assistent").get(f"{reads}/notitie/wissen").status_code == 403
    assert als("assistent").post(f"{reads}/notitie/wissen", form | {"versie": "1"}).status_code == 403
    assert "wissen" not in als("assistent").get(f"{reads}/notitie/versies").get_data(as_text=True)
    assert everything(app) == before
    assert not [e for e in events(app) if "gewist" in e]


@SQLITE
def test_a_form_that_is_wrong_changes_nothing_and_says_what_to_do(app, als, punt):
    page = _Page(als("huisarts"), punt)
    before = everything(app)
    for reden in ("", "zomaar"):
        for answer in (page.post(WEG, reden=reden), page.erase(WEG, reden=reden)):
            assert answer.status_code == 422 and "Kies waarom" in readable(answer)
            again = _Page(als("huisarts"), punt, answer)
            assert again.lines["Kwikstaart drinkt weer."][1], "the choice is still there"
            assert not again.lines["Zij eet weinig."][1]
    for answer in (page.post(), page.erase(), page.post("dit staat er niet")):
        assert answer.status_code == 422 and "Kies wat er weg moet." in readable(answer)
        assert 'value="client" checked' in _Page(als("huisarts"), punt, answer).html
    both = readable(page.post(reden=""))
    assert "Kies wat er weg moet." in both and "Kies waarom" in both
    for weg in ("abc", "-1", "99", "1.5", "٣"):
        assert (
            page.persona.post(
                page.url, {"versie": page.versie, "weg": weg, "reden": "client", "zeker": "1"}
            ).status_code
            == 400
        )
    assert page.persona.post(page.url, {"versie": "x", "reden": "client"}).status_code == 400
    assert everything(app) == before
    back = _Page(als("huisarts"), punt, page.post(WEG, terug="1"))
    assert (
        back.lines["Kwikstaart woont alleen."][1] and not back.lines["Zij eet weinig."][1] and everything(app) == before
    )


@SQLITE
def test_of_two_lines_that_are_equal_one_can_go(app, als, wereld):
    punt = make_item(app, wereld, "Dubbel\nDubbel\nSlot")
    page = als("huisarts")
    url = f"{punt}/notitie/wissen"
    confirm = page.post(url, {"versie": "3", "weg": ["1"], "reden": "client"})
    assert confirm.status_code == 200 and readable(confirm).count("Dubbel") == 1
    page.post(url, {"versie": "3", "weg": ["1"], "reden": "client", "zeker": "1"})
    with app.app_context():
        assert db.session.get(Puntnotitie, id_of(punt)).tekst == "Dubbel\nSlot\nErbij getypt."


def test_who_was_overtaken_by_typing_sees_it_and_nothing_is_erased(app, als, wereld, punt):
    page = _Page(als("huisarts"), punt)
    with app.app_context():
        type_on(id_of(punt), f"{TEKST}\nErbij getypt.\nNet getypt.", by=wereld.wijkverpleging, hand=78)
        db.session.commit()
    for send in (page.post, page.erase):
        answer = send(WEG, reden="verslag")
        assert answer.status_code == 409 and "nog niets gewist" in readable(answer)
    again = _Page(als("huisarts"), punt, answer)
    assert not again.lines["nieuw: Net getypt."][1] and not again.lines["Zij eet weinig."][1]
    assert again.lines["Kwikstaart drinkt weer."][1] and 'value="verslag" checked' in again.html
    assert WEG in als("wijkverpleging").text(f"{punt}/notitie") and not [e for e in events(app) if "gewist" in e]
    assert again.erase(WEG).status_code == 303
    assert "Net getypt." in als("wijkverpleging").text(f"{punt}/notitie") and tables_with(app, WEG) == set()


def test_two_who_erase_at_once_do_not_erase_what_the_other_kept(app, als, wereld, punt):
    pages = [_Page(Persona(app, f"{name}@demo.test"), punt) for name in ("huisarts", "wijkverpleging")]
    gone, answers = (WEG, "Zij eet"), {}

    def erase(number: int) -> None:
        answers[number] = pages[number].erase(gone[number])

    at_once = [threading.Thread(target=erase, args=(number,)) for number in (0, 1)]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join(timeout=30)
    assert sorted(a.status_code for a in answers.values()) == [303, 409]
    late = next(number for number, a in answers.items() if a.status_code == 409)
    again = _Page(pages[late].persona, punt, answers[late])
    # What the other erased is not on the page any more, and nothing was ticked for them.
    assert not any(gone[1 - late] in line for line in again.lines) and not any(on for _, on in again.lines.values())
    assert len([e for e in events(app) if "gewist" in e]) == 1
    assert again.erase(gone[late]).status_code == 303
    assert tables_with(app, WEG) == set()


@SQLITE
def test_what_only_stood_there_before_can_be_erased_too(app, als, wereld):
    punt = make_item(app, wereld, "Alles klopt.")
    page = _Page(als("huisarts"), punt)
    confirm = page.post(eerder="1")
    assert "Uit de tekst van nu gaat niets weg" in readable(confirm)
    assert 'name="eerder" value="1"' in confirm.get_data(as_text=True), "the next page still knows"
    assert 'name="eerder" value="1" checked' in page.post(eerder="1", terug="1").get_data(as_text=True)
    assert page.erase(eerder="1").status_code == 303
    assert tables_with(app, WEG) == set() and "Alles klopt." in als("huisarts").text(f"{punt}/notitie")


@SQLITE
def test_nothing_written_is_nothing_to_erase(app, als, wereld):
    with app.app_context():
        found = make_punt(make_overleg(wereld), wereld.truus)
        db.session.commit()
        url = f"/overleggen/punten/{found.id}/notitie/wissen"
    assert "niets te wissen" in als("huisarts").text(url)
    before = everything(app)
    assert als("huisarts").post(url, {"versie": "0", "reden": "client", "zeker": "1"}).status_code == 400
    assert everything(app) == before


def freeze(app, wereld, *, heropend: bool) -> str:
    """A discussed item whose minutes are frozen, with an agreement and an outcome in the words that are to go."""
    with app.app_context():
        punt = make_besproken(
            wereld,
            make_gesloten(wereld),
            wereld.truus,
            tekst="Zij eet weinig.\nRollator nakijken.",
            uitkomst="Rollator nakijken.",
        )
        regel = db.session.get(Regel, wereld.afspraak)
        inhoud = {
            "overleg": "MDO", "op": now().isoformat(), "notitie": "Zij eet weinig.\nRollator nakijken.\nAllang verbeterd.",
            "aanwezig": [], "uitkomst": "Rollator nakijken.", "vraag": "Blijft zij thuis?",
            "besluiten": [{"sleutel": "x", "soort": "afspraak", "tekst": "Rollator nakijken", "datum": None}],
        }  # fmt: skip
        db.session.add(
            Verslag(
                id=uuid4(), agendapunt_id=punt.id, client_id=wereld.truus, nummer=1, inhoud=inhoud, op=now(),
                heropend_op=now() if heropend else None, heropend_door_id=wereld.huisarts if heropend else None,
                heropend_reden="Klopt niet." if heropend else "",
            )
        )  # fmt: skip
        db.session.add(
            Puntbesluit(
                id=uuid4(), agendapunt_id=punt.id, client_id=wereld.truus, soort="regel", regel_id=regel.id, op=now(),
                door_id=wereld.huisarts, citaat="Rollator nakijken.",
            )
        )  # fmt: skip
        regel.tekst = "Rollator nakijken."
        db.session.commit()
        return f"/overleggen/punten/{punt.id}"


@SQLITE
def test_frozen_minutes_are_opened_again_first(app, als, wereld):
    punt = freeze(app, wereld, heropend=False)
    page = als("huisarts").text(f"{punt}/notitie/wissen")
    assert "vastgesteld" in page and "heropenen" in page and "Zij eet weinig" not in page
    before = everything(app)
    answer = als("huisarts").post(
        f"{punt}/notitie/wissen", {"versie": "1", "weg": ["1"], "reden": "client", "zeker": "1"}
    )
    assert answer.status_code == 422 and "heropenen" in readable(answer)
    assert everything(app) == before


@SQLITE
def test_older_minutes_lose_the_words_too_and_say_so(app, als, wereld):
    punt = freeze(app, wereld, heropend=True)
    page = _Page(als("huisarts"), punt)
    # Where the words stand besides: those are texts of their own, and the page leads there.
    assert f"/clienten/{wereld.truus}#regel-{wereld.afspraak}" in page.html
    confirm = page.post("Rollator")
    assert "Verbeter de uitkomst" in readable(confirm) and f"#regel-{wereld.afspraak}" in confirm.get_data(as_text=True)
    assert page.erase("Rollator").status_code == 303
    with app.app_context():
        kept = db.session.scalars(select(Verslag)).one().inhoud
        assert kept["notitie"].startswith("Zij eet weinig.\n\n(Uit deze tekst is gewist op ")
        assert kept["uitkomst"] == kept["besluiten"][0]["tekst"] == "(gewist)" and kept["vraag"] == "Blijft zij thuis?"
        assert db.session.scalars(select(Puntbesluit.citaat)).one() == ""
        assert db.session.get(Regel, wereld.afspraak).tekst == "Rollator nakijken."
    old = als("huisarts").text(f"{punt}/verslag?nummer=1")
    assert "is gewist op" in old and "Zij eet weinig." in old and "Allang verbeterd" not in old
    assert als("huisarts").get(f"{punt}/verslag.pdf?nummer=1").status_code == 200
    # Once more: it says so once.
    assert _Page(als("huisarts"), punt).erase("Zij eet").status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Verslag)).one().inhoud["notitie"].count("gewist op") == 1
