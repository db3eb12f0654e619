"""Who sees which figures of referrals; and what leaves the team holds no small number, nor a way to find one."""

import re
from datetime import date, timedelta

import pytest

from overlegtafel.core.datums import today
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Team
from tests.persona import readable
from tests.toegang.hulp import events, log_lines
from tests.verwijzingen.geteld import at, make_geteld, read_csv
from tests.verwijzingen.stapjes import join
from tests.verwijzingen.verwezen import make_team

JAAR = "?van=2025-01-01&tot=2025-12-31"
CIJFERS = f"/verwijzingen/cijfers{JAAR}"
CSV = f"/verwijzingen/cijfers/sociaal-team.csv{JAAR}"
EIGEN, OOST = "Sociaal team Nazareth-Limmel", "Sociaal team Oost"


@pytest.fixture
def regio(app, wereld):
    """Thirty referrals to the team of Nazareth, three to that of Oost: of three practices and of the home care."""
    rows = [
        *[("huisarts", "financien", "inzet", None)] * 12,
        *[("huisarts", "wonen", "inzet", None)] * 6,
        *[("huisarts", "buren", "", None)] * 2,
        *[("huisarts2", "financien", "kredietbank", None)] * 7,
        *[("wijkverpleging", "financien", "afgezien", None)] * 3,
        *[("huisarts2", "werk", "inzet", OOST)] * 3,
    ]
    with app.app_context():
        oost = make_team(OOST).id
        for n, (van, hulpvraag, uitkomst, team) in enumerate(rows):
            day = date(2025, 2, 3) + timedelta(days=n)
            make_geteld(
                wereld, at(day), van=van, hulpvraag=hulpvraag, uitkomst=uitkomst, team=oost if team else None,
                contact=day, terug=True if n % 2 else None,
            )  # fmt: skip
        db.session.commit()
    return app


def test_each_sees_their_own(regio, als, wereld):
    # The team: everything of its own, and nothing of another team.
    text = als("sociaalteam").text(CIJFERS)
    assert "Verwijzingen 30 " in text and "Overlast van buren 2" in text and OOST not in text
    assert {row[0] for row in read_csv(als("sociaalteam"), CSV)} == {EIGEN}
    # A practice: what it referred, whoever asks there; nothing of another practice.
    for name in ("huisarts", "assistent"):
        text = als(name).text(CIJFERS)
        assert "Huisartsenpraktijk Nazareth" in text and "Verwijzingen 20 " in text and "Oost" not in text
    assert {row[0] for row in read_csv(als("huisarts"), CSV)} == {"Huisartsenpraktijk Nazareth"}
    # The region, and who watches over it: every team.
    for name in ("beheer", "fg"):
        text = als(name).text(CIJFERS)
        assert EIGEN in text and OOST in text
        assert {row[0] for row in read_csv(als(name), CSV)} == {EIGEN, OOST}


def test_for_anybody_else_there_are_none(regio, als, wereld):
    for name in ("wijkverpleging", "psychiater", "gezinsregisseur", "beheerder"):
        for url in (CIJFERS, CSV, "/verwijzingen/cijfers/poh-jeugd.csv"):
            assert als(name).get(url).status_code == 404, (name, url)
    # Nor another way to look than one's own, nor a kind that is not there.
    for name, more in (("huisarts", "&kijk=regio"), ("huisarts", "&kijk=team"), ("sociaalteam", "&kijk=praktijk"),
                       ("beheer", "&kijk=team"), ("sociaalteam", "&kijk=x"), ("huisarts", "&soort=x")):  # fmt: skip
        assert als(name).get(CIJFERS + more).status_code == 404, (name, more)
    assert als("sociaalteam").get("/verwijzingen/cijfers/poh-jeugd.csv").status_code == 404
    assert als("huisarts").get("/verwijzingen/cijfers/ggz-routes.csv").status_code == 404
    assert "verwijzing.cijfers" not in events(regio)


def test_a_team_that_was_left_or_abolished_shows_nothing(regio, als, wereld):
    assert als("sociaalteam").get(CIJFERS).status_code == 200
    with regio.app_context():
        db.session.get(Team, wereld.sociaal_team).actief = False
        db.session.commit()
    assert als("sociaalteam").get(CIJFERS).status_code == 404
    # What was referred to it stays in the figures of the region.
    assert EIGEN in als("beheer").text(CIJFERS)


def test_every_look_is_a_line_about_no_client(regio, als, wereld):
    als("sociaalteam").get(CIJFERS)
    als("beheer").get(CSV)
    als("fg").get(CIJFERS)
    lines = log_lines(regio, gebeurtenis="verwijzing.cijfers")
    assert [(line.functie, line.recht, line.client_id) for line in lines] == [
        ("contactpersoon sociaal team", "lezen", None),
        ("functioneel beheerder", "regio_beheren", None),
        ("functionaris gegevensbescherming", "log_lezen", None),
    ]
    # Dates that are none show nothing, so there is nothing to note.
    als("fg").get("/verwijzingen/cijfers?tot=x")
    assert len(log_lines(regio, gebeurtenis="verwijzing.cijfers")) == 3


def test_what_leaves_the_team_holds_no_small_number(regio, als, wereld):
    shared = read_csv(als("beheer"), CSV)
    found = {(row[0], row[1]): row[2:] for row in shared}
    assert found[EIGEN, "Inzet door sociaal team met partners"] == ["18", ""]
    # Three of one and two still open keep each other's secret; how many ended is not known, so no percentage either.
    assert found[EIGEN, "Afgezien van hulp door betrokkene"] == ["<5", ""]
    assert {tuple(cells) for (team, _), cells in found.items() if team == OOST} == {("niet getoond", "")}
    assert read_csv(als("sociaalteam"), f"{CSV}&delen=1") == [row for row in shared if row[0] == EIGEN]
    page = als("beheer").get(CIJFERS).get_data(as_text=True)
    assert not re.search(r"<td[^>]*>\s*[1-4]\s*</td>", page)
    text = readable(als("beheer").get(CIJFERS))
    assert f"{OOST} minder dan 5 – –" in text
    assert "Doorverwijzing Kredietbank 7" in text and "Nog open minder dan 5" in text
    # Of the teams one is small, and of those who referred one: what they differ is known, not what they are.
    assert "Andere verwijzers minder dan 5" in text
    text = als("huisarts").text(CIJFERS)
    # Of twenty two were about neighbours: the six about housing are hidden with them, or they would be what is left.
    assert "Overlast van buren minder dan 5" in text and "Verhuizen en wonen niet getoond" in text
    assert "Financiële problemen 12" in text


def test_what_leaves_the_team_is_of_one_calendar_year(regio, als, wereld):
    """Else the seven of one outcome, less the six of them before the last day, say who it was that day."""
    with regio.app_context():
        make_geteld(wereld, at(date(2024, 12, 31), 23, 59))
        db.session.commit()
    year = "van 01-01-2025 tot en met 31-12-2025"
    for days in ("?van=2025-02-10&tot=2025-02-11", "?van=2024-01-01&tot=2025-03-02", "?van=2025-12-01&tot=2025-01-01"):
        for name in ("beheer", "huisarts"):
            assert year in als(name).text(f"/verwijzingen/cijfers{days}")
            assert read_csv(als(name), f"/verwijzingen/cijfers/sociaal-team.csv{days}") == read_csv(als(name), CSV)
        shared = als("sociaalteam").get(f"/verwijzingen/cijfers/sociaal-team.csv{days}&delen=1")
        assert "2025-01-01-2025-12-31" in shared.headers["Content-Disposition"]
        assert shared.text == als("sociaalteam").get(f"{CSV}&delen=1").text
    # The team's own is of any days.
    assert "Verwijzingen 2 " in als("sociaalteam").text("/verwijzingen/cijfers?van=2025-02-10&tot=2025-02-11")


def test_the_page_for_others_offers_the_years(regio, als, wereld):
    page = als("beheer").get(CIJFERS).text
    assert 'aria-current="page">2025</a>' in page and 'name="van"' not in page
    assert "één jaar tegelijk" in page and "op twee dagen bekijkt" in page
    before = re.search(r'href="([^"]+)">2024</a>', page)[1].replace("&amp;", "&")
    assert "van 01-01-2024 tot en met 31-12-2024" in als("beheer").text(before)
    # Without a day it is this year; what is no day is asked again.
    assert f"van 01-01-{today().year} tot en met 31-12-{today().year}" in als("huisarts").text("/verwijzingen/cijfers")
    for where in ("/verwijzingen/cijfers", "/verwijzingen/cijfers/sociaal-team.csv"):
        refused = als("beheer").get(f"{where}?tot=31-02-2025")
        assert (
            refused.status_code == 422 and 'value="31-02-2025"' in refused.text and "Dit is geen datum" in refused.text
        )


def test_who_may_not_read_sees_no_figures_of_a_team_they_were_put_in(regio, als, wereld):
    join(regio, "beheerder", wereld.sociaal_team)
    for url in (CIJFERS, CSV, f"{CSV}&delen=1"):
        assert als("beheerder").get(url).status_code == 404
    assert "verwijzing.cijfers" not in events(regio)


def test_every_kind_has_its_own(regio, als, wereld):
    with regio.app_context():
        make_geteld(wereld, at(date(2025, 5, 6)), soort="poh-jeugd", hulpvraag="angst", uitkomst="behandeld")
        db.session.commit()
    page = als("huisarts").get(CIJFERS).get_data(as_text=True)
    assert "Cijfers van verwijzingen: Sociaal team" in page and "soort=poh-jeugd" in page
    assert "Dat is te weinig om meer te laten zien" in als("huisarts").text(f"{CIJFERS}&soort=poh-jeugd")
    assert als("huisarts").get(f"/verwijzingen/cijfers/poh-jeugd.csv{JAAR}").status_code == 200
    assert "Angst" not in als("huisarts").text(f"{CIJFERS}&soort=poh-jeugd")
