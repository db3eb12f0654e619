"""The figures of referrals against cases written out by hand."""

import re
from datetime import date, timedelta

import pytest

from overlegtafel.core.datums import show_date, today
from overlegtafel.extensions import db
from tests.persona import readable
from tests.verwijzingen.geteld import at, make_geteld, read_csv
from tests.verwijzingen.verwezen import make_team

TEAM = "Sociaal team Nazareth-Limmel"
MAART = "?van=2025-03-01&tot=2025-03-31"

# March 2025, a month without holidays: the 1st is a Saturday. Referred on day and hour, by, kind of question, leefgebied,
# outcome, day of the first contact, first feedback in time (None: not due).
MAARTS = [
    (3, 10, "huisarts", "financien", "dagelijks", "inzet", 4, True),
    (3, 16, "huisarts", "financien", "dagelijks", "inzet", 3, True),
    (7, 10, "huisarts", "financien", "mentaal", "inzet", 10, True),
    (8, 11, "huisarts", "wonen", "leven", "kredietbank", 10, True),
    (10, 10, "huisarts", "wonen", "leven", "", 13, False),
    (11, 10, "huisarts2", "werk", "meedoen", "inzet", 18, True),
    (12, 10, "huisarts2", "buren", "", "afgezien", 14, True),
    (14, 17, "wijkverpleging", "financien", "", "", None, None),
    (17, 10, "huisarts2", "financien", "dagelijks", "ingetrokken", None, None),
    (24, 10, "huisarts", "financien", "dagelijks", "inzet", 25, False),
    # The last minutes of March.
    (31, 23, "huisarts", "jeugd", "", "", 31, None),
]


@pytest.fixture
def maart(app, wereld):
    with app.app_context():
        for day, hour, van, hulpvraag, leefgebied, uitkomst, contact, terug in MAARTS:
            op = at(date(2025, 3, day), hour, 50)
            spoken = date(2025, 3, contact) if contact else None
            make_geteld(
                wereld, op, van=van, hulpvraag=hulpvraag, leefgebied=leefgebied, uitkomst=uitkomst, contact=spoken,
                terug=terug,
            )  # fmt: skip
        # Not of March: ten minutes later, and the last of February. Not of this kind; not of this team.
        make_geteld(wereld, at(date(2025, 4, 1), 0, 0))
        make_geteld(wereld, at(date(2025, 2, 28), 23, 59))
        make_geteld(wereld, at(date(2025, 3, 5)), soort="poh-jeugd", hulpvraag="angst", team=wereld.sociaal_team)
        make_geteld(wereld, at(date(2025, 3, 5)), team=make_team("Sociaal team Oost").id, uitkomst="inzet")
        db.session.commit()
    return app


def table(page: str, kop: str) -> dict[str, list[str]]:
    """The lines of the table under this heading: name and cells."""
    found = re.search(rf"<caption>{kop}<.*?</table>", page, re.S)
    assert found, f"no table {kop}"
    rows = re.findall(r"<tr>(.*?)</tr>", found[0].split("</thead>")[1], re.S)
    cells = [[re.sub(r"<[^>]+>", "", cell).strip() for cell in re.split(r"</t[hd]>", row)] for row in rows]
    return {row[0]: [cell for cell in row[1:] if cell] for row in cells}


def test_a_month_of_a_team_by_hand(maart, als, wereld):
    page = als("sociaalteam").get(f"/verwijzingen/cijfers{MAART}").get_data(as_text=True)
    assert table(page, "Soort vraag") == {
        "Financiële problemen": ["6"], "Verhuizen en wonen": ["2"], "Kinder- en jeugdproblematiek": ["1"],
        "Overlast van buren": ["1"], "Werk en bemiddeling": ["1"],
    }  # fmt: skip
    assert table(page, "Leefgebied") == {
        "Mentaal welbevinden": ["1"], "Kwaliteit van leven": ["2"], "Meedoen": ["1"],
        "Dagelijks functioneren": ["4"], "Niet ingevuld": ["3"],
    }  # fmt: skip
    # Eight of the eleven ended; five of eight is 62.5 and one of eight 12.5 percent.
    assert table(page, "Uitkomst") == {
        "Inzet door sociaal team met partners": ["5", "63 %"], "Kredietbank al betrokken": ["0", "0 %"],
        "Doorverwijzing Kredietbank": ["1", "13 %"], "Doorverwezen naar een ander": ["0", "0 %"],
        "Afgezien van hulp door betrokkene": ["1", "13 %"], "Niet te bereiken": ["0", "0 %"],
        "Toestemming ingetrokken": ["1", "13 %"], "Nog open": ["3"],
    }  # fmt: skip
    assert table(page, "Van wie") == {
        "Envida": ["1"], "Huisartsen Maastricht-Oost": ["3"], "Huisartsenpraktijk Nazareth": ["7"],
    }  # fmt: skip
    text = readable(als("sociaalteam").get(f"/verwijzingen/cijfers{MAART}"))
    # To the contact, in order: 0 0 1 1 1 1 2 3 5 working days; the fifth of nine is 1, nine of ten are within 5.
    assert "Verwijzingen 11 Werkdagen tot het eerste contact de helft binnen 1 Negen van de tien binnen 5" in text
    # Eight were due, and two of those came a day late.
    assert "Eerste terugkoppeling op tijd 75 % (6 van 8)" in text
    assert "Truus" not in text and "post" not in text
    # The last day counts, and the day before it does not.
    assert "Verwijzingen 10 " in als("sociaalteam").text("/verwijzingen/cijfers?van=2025-03-01&tot=30-3-2025")
    assert "Verwijzingen 12 " in als("sociaalteam").text("/verwijzingen/cijfers?van=2025-02-28&tot=2025-03-31")
    assert "Verwijzingen 1 " in als("sociaalteam").text("/verwijzingen/cijfers?van=1-4-2025&tot=1-4-2025")


def test_days_are_those_of_the_netherlands(app, als, wereld):
    """After midnight it is still yesterday for the database: in summer two hours, in winter one."""
    with app.app_context():
        make_geteld(wereld, at(date(2025, 3, 31), 1, 30), contact=date(2025, 3, 31))
        make_geteld(wereld, at(date(2025, 1, 14), 0, 30), contact=date(2025, 1, 15))
        make_geteld(wereld, at(date(2025, 1, 20), 23, 30), contact=date(2025, 1, 23))
        db.session.commit()
    for day, working_days in (("2025-03-31", 0), ("2025-01-14", 1), ("2025-01-20", 3)):
        text = als("sociaalteam").text(f"/verwijzingen/cijfers?van={day}&tot={day}")
        assert f"Verwijzingen 1 Werkdagen tot het eerste contact de helft binnen {working_days} " in text


def test_the_csv_of_a_team_is_exact(maart, als, wereld):
    assert read_csv(als("sociaalteam"), f"/verwijzingen/cijfers/sociaal-team.csv{MAART}") == [
        [TEAM, "Inzet door sociaal team met partners", "5", "62,5"],
        [TEAM, "Kredietbank al betrokken", "0", "0,0"],
        [TEAM, "Doorverwijzing Kredietbank", "1", "12,5"],
        [TEAM, "Doorverwezen naar een ander", "0", "0,0"],
        [TEAM, "Afgezien van hulp door betrokkene", "1", "12,5"],
        [TEAM, "Niet te bereiken", "0", "0,0"],
        [TEAM, "Toestemming ingetrokken", "1", "12,5"],
    ]


def test_the_46_of_wittevrouwenveld_wyckerpoort(app, als, wereld):
    """Pilot Blauwe Zorg in de wijk, 2019: 46 referrals, 41 (89%) led to help of the sociaal team with partners."""
    with app.app_context():
        counts = {"kredietbank_al": 1, "kredietbank": 3, "inzet": 41, "afgezien": 1}
        for n, uitkomst in enumerate(key for key, count in counts.items() for _ in range(count)):
            make_geteld(wereld, at(date(2019, 1, 7) + timedelta(days=n)), uitkomst=uitkomst)
        db.session.commit()
    year = "?van=2019-01-01&tot=2019-12-31"
    exact = read_csv(als("sociaalteam"), f"/verwijzingen/cijfers/sociaal-team.csv{year}")
    assert {row[1]: row[2:] for row in exact if row[2] != "0"} == {
        "Inzet door sociaal team met partners": ["41", "89,1"],
        "Kredietbank al betrokken": ["1", "2,2"],
        "Doorverwijzing Kredietbank": ["3", "6,5"],
        "Afgezien van hulp door betrokkene": ["1", "2,2"],
    }
    page = als("sociaalteam").get(f"/verwijzingen/cijfers{year}").get_data(as_text=True)
    assert table(page, "Uitkomst")["Inzet door sociaal team met partners"] == ["41", "89 %"]
    # Whoever is not of the team sees the forty-one, and that there were some of the others.
    for persona, url in ((als("beheer"), year), (als("fg"), year), (als("sociaalteam"), f"{year}&delen=1")):
        shared = read_csv(persona, f"/verwijzingen/cijfers/sociaal-team.csv{url}")
        assert {row[1]: row[2:] for row in shared if row[2] != "0"} == {
            "Inzet door sociaal team met partners": ["41", "89,1"],
            "Kredietbank al betrokken": ["<5", ""],
            "Doorverwijzing Kredietbank": ["<5", ""],
            "Afgezien van hulp door betrokkene": ["<5", ""],
        }
        assert {row[0] for row in shared} == {TEAM}


def test_without_dates_the_last_twelve_months_up_to_today(app, als, wereld):
    first = date(today().year - 1, today().month, 1)
    with app.app_context():
        for day in (today(), first, first - timedelta(days=1)):
            make_geteld(wereld, at(day, 0, 1))
        db.session.commit()
    text = als("sociaalteam").text("/verwijzingen/cijfers")
    assert f"van {show_date(first)} tot en met {show_date(today())}" in text and "Verwijzingen 2 " in text
    # Nothing yet is said in words; the page of a practice too.
    assert "is er niets verwezen" in als("sociaalteam").text("/verwijzingen/cijfers?van=2001-01-01&tot=2001-12-31")
    assert "is er niets verwezen" in als("huisarts2").text("/verwijzingen/cijfers")
    assert read_csv(als("beheer"), "/verwijzingen/cijfers/sociaal-team.csv?van=2001-01-01&tot=2001-12-31") == []


@pytest.mark.parametrize("where", ["/verwijzingen/cijfers", "/verwijzingen/cijfers/sociaal-team.csv"])
@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("van=morgen&tot=2025-03-31", "Dit is geen datum"),
        ("van=2025-03-01&tot=31-02-2025", "Dit is geen datum"),
        ("van=2025-04-01&tot=2025-03-31", "De laatste dag ligt voor de eerste"),
        ("van=2190-01-01", ""),
        ("van=1800-01-01&tot=2200-12-31", ""),
        ("tot=1800-01-01", ""),
    ],
)
def test_other_dates_are_asked_again_with_what_was_typed(als, wereld, where, asked, message):
    answer = als("sociaalteam").get(f"{where}?{asked}")
    assert answer.status_code == (422 if message else 200)
    if message:
        page = answer.get_data(as_text=True)
        assert message in page
        for typed in asked.split("&"):
            assert f'value="{typed.split("=")[1]}"' in page
