"""The page of a client: the half page, the people, the person banner; what is on it for whom."""

from tests.persona import readable
from tests.plannen.hulp import client, log_lines, whole_log


def test_the_half_page_lies_on_the_table(als, wereld):
    text = als("wijkverpleging").text(client(wereld.truus))
    for part in (
        "Truus van den Berg",
        "03-05-1942",
        "Huisartsenpraktijk Nazareth",
        "Wie ben ik en wat wil ik veranderen",
        "Ik ben Truus en ik kaart graag.",
        "Thuis blijven wonen.",
        "Doelen Niet meer vallen",
        "Afspraken Rollator nakijken Saïda El Amrani",
        "Wie zijn erbij Saïda El Amrani coördinator",
        "wondzorg",
        "GGZ-wijkteam",
        "Als het misgaat",
        "Samen terugkijken",
    ):
        assert part in text, part


def test_a_household_shows_each_member_with_their_own_wish(als, wereld):
    huisarts = als("huisarts")
    for member, name in ((wereld.moeder, "Nadia"), (wereld.kind, "Sem")):
        url = f"{client(member)}/plan/regels/nieuw/veranderwens"
        assert huisarts.post(url, {"tekst": f"{name} wil rust", "voor": str(member)}).status_code == 303
    for member, heading in ((wereld.moeder, "Nadia Janssen"), (wereld.kind, "Sem Janssen")):
        page = huisarts.get(client(member)).get_data(as_text=True)
        assert f"<h1>{heading}</h1>" in page
        text = readable(huisarts.get(client(member)))
        assert "Nadia wil rust" in text and "Sem wil rust" in text
        assert "De post is elke week open" in text


def test_the_bsn_is_masked_until_asked_for(app, als, wereld):
    huisarts = als("huisarts")
    page = huisarts.get(client(wereld.truus)).get_data(as_text=True)
    assert "077461848" not in page and "••••••848" in page
    assert not log_lines(app, "bsn.getoond")
    shown = huisarts.post(f"{client(wereld.truus)}/bsn", htmx=True)
    assert "077461848" in shown.get_data(as_text=True)
    (line,) = log_lines(app, "bsn.getoond")
    assert (line.gebruiker_id, line.client_id, line.actie) == (wereld.huisarts, wereld.truus, "R")
    assert "077461848" not in whole_log(app)


def test_no_name_in_title_or_address(als, wereld):
    huisarts = als("huisarts")
    for url in (
        client(wereld.truus),
        f"{client(wereld.truus)}/geschiedenis",
        f"{client(wereld.truus)}/huishouden",
        f"{client(wereld.truus)}/samenvoegen",
        f"{client(wereld.truus)}/gegevens",
        f"{client(wereld.truus)}/plan/regels/{wereld.doel}/wijzigen",
        f"{client(wereld.truus)}/betrokkenen/nieuw",
    ):
        page = huisarts.get(url).get_data(as_text=True)
        title = page.partition("<title>")[2].partition("</title>")[0]
        assert title.endswith("· Overlegtafel")
        assert "Truus" not in title and "Berg" not in title


def test_opening_is_one_log_line_with_its_ground(app, als, wereld):
    for name, grond in (("huisarts", "praktijk"), ("wijkverpleging", "persoon")):
        als(name).get(client(wereld.truus))
        line = log_lines(app, "client.geopend")[-1]
        assert (line.gebruiker_id, line.grond, line.actie) == (getattr(wereld, name), grond, "R")
        assert line.client_id == wereld.truus and line.toestemming_id
    als("sociaalteam").get(client(wereld.moeder))
    assert log_lines(app, "client.geopend")[-1].grond == "team"
    assert len(log_lines(app, "client.geopend")) == 3


def test_a_page_with_client_data_is_not_kept(als, wereld):
    for url in (client(wereld.truus), f"{client(wereld.truus)}/plan.pdf", "/vandaag"):
        assert als("huisarts").get(url).headers["Cache-Control"] == "no-store"


def test_a_reader_sees_no_buttons(als, wereld):
    text = als("assistent").text(client(wereld.truus))
    assert "Niet meer vallen" in text
    for button in ("Wijzig", "Doel erbij", "Bereikt", "Iemand erbij", "Samenvoegen", "Huishouden"):
        assert button not in text
