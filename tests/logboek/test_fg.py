"""The FG reads the log: by filter, older, as CSV; each time that is in the log itself, and for the client to see."""

import csv
import io
import re
from datetime import timedelta

import pytest

from overlegtafel.core.datums import now, show_date, today
from overlegtafel.core.transaction import transaction
from overlegtafel.logboek import routes_fg, uitvoer
from overlegtafel.logboek.woorden import SOORTEN
from overlegtafel.toegang.models import Gebruiker
from tests.logboek.ketting import add_line
from tests.toegang.hulp import everything, log_lines
from tests.toegang.tabel import Wie, rules


def _lines(page: str) -> list[int]:
    """The numbers of the lines on a page, in its order."""
    return [int(number) for number in re.findall(r"regel (\d+)<", page)]


def _found(fg, form: dict) -> str:
    answer = fg.post("/logboek", form)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location


@pytest.fixture
def gevuld(app, als, wereld):
    """Some work in the log: of today, and of forty days ago."""
    truus = f"/clienten/{wereld.truus}"
    als("huisarts").get(truus)
    als("huisarts").get(f"{truus}/plan.pdf")
    als("wijkverpleging").get(truus)
    als("huisarts2").get(f"/clienten/{wereld.gerrit}")
    als("psychiater").get(truus)
    with app.app_context(), transaction():
        add_line(
            wereld.huisarts2, "client.geopend", now() - timedelta(days=40), client_id=wereld.truus, grond="praktijk"
        )


def test_filters_find_the_lines_they_say(app, als, wereld, gevuld):
    fg = als("fg")

    def numbers(**values) -> list[int]:
        return sorted((line.id for line in log_lines(app, **values)), reverse=True)

    (old,) = numbers(gebruiker_id=wereld.huisarts2, client_id=wereld.truus)

    def lately(**values) -> list[int]:
        return [number for number in numbers(**values) if number != old]

    for form, expected in (
        ({"wie": "peet"}, numbers(gebruiker_id=wereld.huisarts)),
        ({"wie": "Amrani Saida"}, numbers(gebruiker_id=wereld.wijkverpleging)),
        ({"bsn": "0774.61.848"}, lately(client_id=wereld.truus)),
        ({"achternaam": "berg", "geboortedatum": "3 mei 1942"}, None),
        ({"achternaam": "van den Berg", "geboortedatum": "3-5-42", "soort": "weigering"},
         numbers(client_id=wereld.truus, gebeurtenis="client.geweigerd")),
        ({"organisatie": str(wereld.oost)}, lately(organisatie_id=wereld.oost)),
        ({"organisatie": str(wereld.oost), "van": show_date(today() - timedelta(days=50))},
         [*lately(organisatie_id=wereld.oost), old]),
        ({"functie": "psychiater"}, numbers(functie="psychiater")),
        ({"soort": "afdrukken"}, numbers(gebeurtenis="plan.afgedrukt")),
        ({"van": show_date(today() - timedelta(days=45)), "tot": show_date(today() - timedelta(days=35))}, [old]),
    ):  # fmt: skip
        address = _found(fg, form)
        for typed in ("peet", "amrani", "0774.61", "77461848", "berg", "mei", "3-5-"):
            assert typed not in address.casefold(), "what is typed stands in no address"
        page = fg.get(address).get_data(as_text=True)
        if expected is not None:
            assert _lines(page) == expected, form
        for secret in ("Truus", "van den Berg", "Böçker", "077461848"):
            assert secret not in page.partition("</form>")[2].partition("<table")[2], "the log names no client"

    # Whom it is about stays chosen while the period changes, until somebody else is looked for.
    chosen = {"gebruiker": str(wereld.huisarts), "client": str(wereld.truus)}
    page = fg.get(f"/logboek?gebruiker={wereld.huisarts}&client={wereld.truus}").get_data(as_text=True)
    for name, value in chosen.items():
        assert f'name="{name}" value="{value}"' in page
    assert all(value in _found(fg, chosen | {"van": "1-1-2026"}) for value in chosen.values())
    other = _found(fg, chosen | {"wie": "Amrani"})
    assert str(wereld.wijkverpleging) in other and str(wereld.huisarts) not in other

    # Looking for a client, and reading about one, stands in that client's own log.
    assert len(log_lines(app, gebeurtenis="logboek.gezocht", aantal=1)) == 3
    about = log_lines(app, gebeurtenis="logboek.gelezen", client_id=wereld.truus)
    assert {(line.grond, line.recht, line.gebruiker_id) for line in about} == {("fg", "log_lezen", wereld.fg)}
    assert "las in het logboek" in als("huisarts").text(f"/clienten/{wereld.truus}/inzagelog")


def test_what_cannot_be_found_is_asked_again_with_what_was_typed(app, als, wereld, gevuld):
    fg = als("fg")
    for form, message, kept in (
        ({"wie": "Zzyx"}, "Niemand heet zo", "Zzyx"),
        ({"bsn": "123"}, "geen BSN", "123"),
        ({"bsn": "111222333", "van": "1-11-2026"}, "Niet gevonden", "1-11-2026"),
        ({"achternaam": "Berg"}, "geboortedatum", "Berg"),
        ({"geboortedatum": "3-5-1942"}, "achternaam", "3-5-1942"),
        ({"achternaam": "Nietes", "geboortedatum": "3-5-1942"}, "Niet gevonden", "Nietes"),
        ({"van": "ooit"}, "geen datum", "ooit"),
        ({"van": "2-1-2026", "tot": "1-1-2026"}, "ligt voor de eerste", "2-1-2026"),
        ({"functie": "tovenaar"}, "Kies een functie", ""),
        ({"organisatie": "\x00"}, "Zoek opnieuw", ""),
    ):
        answer = fg.post("/logboek", form)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422 and message in page and kept in page, form
        assert "<table" not in page
    # Two people with that name: choose.
    page = fg.post("/logboek", {"wie": "ee"}).get_data(as_text=True)
    assert "Meer mensen heten zo" in page and "Els Peeters, huisarts, Huisartsenpraktijk Nazareth" in page
    assert str(wereld.huisarts) in _found(fg, {"gebruiker": str(wereld.huisarts)})
    for address in ("?gebruiker=x", "?client=%00", "?soort=alles", "?van=x", "?organisatie=1"):
        assert fg.get(f"/logboek{address}").status_code == 422, address
        assert fg.get(f"/logboek/export.csv{address}").status_code == 422, address
    for address in ("?voor=99999999999999999999", "?voor=x", "?voor=0", f"?gebruiker={wereld.truus}"):
        assert fg.get(f"/logboek{address}").status_code == 200, address


def test_page_after_page_shows_every_line_once(app, als, wereld, monkeypatch):
    monkeypatch.setattr(routes_fg, "PER_BLADZIJDE", 6)
    start = now() - timedelta(days=3)
    with app.app_context(), transaction():
        for n in range(20):
            # Written out of order and often at the very same moment.
            add_line(wereld.huisarts, "client.geopend", start + timedelta(minutes=n * 7 % 5), client_id=wereld.truus)
    fg, seen = als("fg"), []
    address = _found(fg, {"wie": "Peeters"})
    while address:
        page = fg.get(address).get_data(as_text=True)
        seen += _lines(page)
        more = re.search(r'href="([^"]+)">Ouder', page)
        address = more and more[1].replace("&amp;", "&")
    expected = sorted(
        log_lines(app, gebruiker_id=wereld.huisarts), key=lambda line: (line.tijdstip, line.id), reverse=True
    )
    assert seen == [line.id for line in expected] and len(seen) == 20


def test_the_csv_holds_the_selection_and_no_formula(app, als, wereld, gevuld, monkeypatch):
    monkeypatch.setattr(uitvoer, "_STUK", 3)
    with app.app_context(), transaction() as session:
        session.get_one(Gebruiker, wereld.huisarts).voornaam = '=HYPERLINK("x";"y")'
    fg = als("fg")
    answer = fg.get(f"/logboek/export.csv?client={wereld.truus}&van={show_date(today() - timedelta(days=90))}")
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    lines = [line for line in log_lines(app, client_id=wereld.truus) if line.gebeurtenis != "logboek.geexporteerd"]
    assert [int(row["nummer"]) for row in rows] == [line.id for line in lines] and len(rows) > 3
    assert {row["client"] for row in rows} == {str(wereld.truus)}
    names = {row["naam"] for row in rows if row["functie"] == "huisarts"}
    assert '\'=HYPERLINK("x";"y") Peeters' in names
    assert {row["wat"] for row in rows} >= {"bekeek het plan", "printte het plan"}
    (line,) = log_lines(app, gebeurtenis="logboek.geexporteerd")
    assert (line.aantal, line.client_id, line.actie, line.recht) == (len(rows), wereld.truus, "E", "log_lezen")
    for text in ("=1", "+1", "-1", "@x", "\tx"):
        assert uitvoer.plain(text) == "'" + text


def test_for_everybody_else_the_logbook_does_not_exist(app, als, wereld, gevuld):
    before = everything(app)
    for name in ("huisarts", "psychiater", "beheer", "beheerder"):
        for rule in rules("GET", Wie.LOGBOEK):
            assert als(name).get(rule).status_code == 404, (name, rule)
        for rule in rules("POST", Wie.LOGBOEK):
            url = rule.replace("<uuid:noodtoegang_id>", str(wereld.truus))
            assert als(name).post(url, {"bsn": "077461848"}).status_code == 404, (name, rule)
        assert "Logboek" not in als(name).text("/account")
    assert everything(app) == before
    assert not log_lines(app, recht="log_lezen")
    assert "Logboek" in als("fg").text("/vandaag")
    # And the FG sees clients nowhere else.
    assert als("fg").get(f"/clienten/{wereld.truus}/inzagelog").status_code == 404


def test_every_kind_can_be_chosen(als):
    for soort in SOORTEN:
        assert als("fg").get(f"/logboek?soort={soort}").status_code == 200
