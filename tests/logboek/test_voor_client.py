"""Who looked, as the client reads it: who, what, when and why; together what belongs together; by period."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import update

from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import now, show_date, show_time
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.logboek import voor_client
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Noodtoegang, Toestemming
from tests.logboek.ketting import add_line
from tests.toegang.hulp import log_lines


def _rows(page: str) -> list[str]:
    """The rows of the table as text."""
    rows = re.findall(r"<tr.*?</tr>", page.partition("<tbody>")[2], re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def _at(day: int, hour: int, minute: int) -> datetime:
    """A moment in May 2026, in UTC: two hours behind the clock on the wall."""
    return datetime(2026, 5, day, hour - 2, minute, tzinfo=UTC)


def test_every_line_says_who_what_when_and_why_without_a_name(app, als, wereld):
    with app.app_context(), transaction() as session:
        consent = session.query(Toestemming).filter_by(client_id=wereld.truus, domein="wijkverpleging").one()
        given = show_date(consent.vastgelegd_op)
        nood = Noodtoegang(
            id=uuid4(), client_id=wereld.truus, gebruiker_id=wereld.psychiater, reden="Zij lag verward op straat.",
            begonnen_op=_at(4, 20, 0), tot=_at(4, 23, 59),
        )  # fmt: skip
        session.add(nood)
        about = {"client_id": wereld.truus}
        for minute in (1, 9, 14, 16):
            add_line(wereld.wijkverpleging, "client.geopend", _at(3, 10, minute), grond="persoon",
                     toestemming_id=consent.id, **about)  # fmt: skip
        add_line(wereld.wijkverpleging, "plan.afgedrukt", _at(3, 10, 10), grond="persoon", **about)
        add_line(wereld.huisarts, "client.geopend", _at(3, 10, 10), grond="praktijk", **about)
        add_line(wereld.huisarts2, "bsn.getoond", _at(3, 11, 0), grond="waarneming", namens_id=wereld.huisarts, **about)
        add_line(wereld.psychiater, "client.geweigerd", _at(4, 19, 0), **about)
        add_line(
            wereld.psychiater, "client.geopend", _at(4, 20, 1), grond="noodtoegang", noodtoegang_id=nood.id, **about
        )
        add_line(wereld.huisarts2, "client.geopend", _at(4, 20, 1), client_id=wereld.gerrit, grond="praktijk")
    page = als("huisarts").get(f"/clienten/{wereld.truus}/inzagelog?van=3-5-2026&tot=4-5-2026")
    assert page.status_code == 200
    body = page.get_data(as_text=True)
    assert _rows(body) == [
        "04-05-2026 20:01 noodtoegang Een psychiater van Mondriaan bekeek het plan "
        "Omdat het niet kon wachten. Dit was de reden: Zij lag verward op straat.",
        "04-05-2026 19:00 geweigerd Een psychiater van Mondriaan mocht het niet zien en kreeg niets te zien "
        "Er was geen reden om te kijken, of u gaf geen toestemming.",
        "03-05-2026 11:00 Een waarnemend huisarts van Huisartsen Maastricht-Oost zag het hele BSN "
        "Omdat deze persoon een collega vervangt die u helpt.",
        # A quarter of an hour: 10:00 to 10:15, so the one of 10:16 stands alone.
        "03-05-2026 10:16 Een wijkverpleegkundige van Envida bekeek het plan "
        f"Omdat deze persoon bij u aan tafel zit, en u toestemming gaf op {given} (mondeling).",
        "03-05-2026 10:14 3 keer in een kwartier Een wijkverpleegkundige van Envida bekeek het plan "
        f"Omdat deze persoon bij u aan tafel zit, en u toestemming gaf op {given} (mondeling).",
        "03-05-2026 10:10 Een huisarts van Huisartsenpraktijk Nazareth bekeek het plan "
        "Omdat u bij deze praktijk bent ingeschreven.",
        "03-05-2026 10:10 Een wijkverpleegkundige van Envida printte het plan Omdat deze persoon bij u aan tafel zit.",
    ]
    for name in ("Peeters", "Amrani", "Groot"):
        assert name not in body.partition("<main")[2]
    (line,) = log_lines(app, gebeurtenis="inzagelog.gelezen")
    assert (line.client_id, line.gebruiker_id, line.grond) == (wereld.truus, wereld.huisarts, "praktijk")


def test_a_period_that_is_none_is_refused_and_kept(als, wereld):
    address = f"/clienten/{wereld.truus}/inzagelog"
    for query, message in (
        ("van=gisteren", "geen datum"),
        ("tot=31-02-2026", "geen datum"),
        ("van=2-5-2026&tot=1-5-2026", "ligt voor de eerste"),
        ("van=%00%F0%9F%98%80", "geen datum"),
    ):
        answer = als("huisarts").get(f"{address}?{query}")
        assert answer.status_code == 422 and message in answer.get_data(as_text=True), query
    assert 'value="gisteren"' in als("huisarts").get(f"{address}?van=gisteren").get_data(as_text=True)
    for odd in ("voor=99999999999999999999", "voor=-1", "voor=x", "voor=%00", f"voor={'9' * 18}"):
        assert als("huisarts").get(f"{address}?{odd}").status_code == 200, odd


def test_older_lines_are_on_the_next_page_and_none_is_left_out(app, als, wereld, monkeypatch):
    monkeypatch.setattr(voor_client, "PER_BLADZIJDE", 7)
    # Each in an hour of its own, some at the very same moment as the one before.
    moments = [now() - timedelta(days=40) + timedelta(hours=n // 3 * 3) for n in range(20)]
    with app.app_context(), transaction():
        codes = ("client.geopend", "plan.afgedrukt", "plan.regel")
        for n, moment in enumerate(moments):
            add_line(wereld.huisarts, codes[n % 3], moment, client_id=wereld.truus)
    address, seen = f"/clienten/{wereld.truus}/inzagelog?tot={show_date(now() - timedelta(days=20))}", []
    while address:
        page = als("huisarts").get(address).get_data(as_text=True)
        seen += _rows(page)
        more = re.search(r'href="([^"]+)">Ouder', page)
        address = more and more[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 20
    assert seen[0].startswith(show_time(moments[-1])) and seen[-1].startswith(show_time(moments[0]))


def test_what_was_logged_about_a_double_is_shown_with_the_client_it_became(app, als, wereld):
    with app.app_context(), transaction() as session:
        add_line(
            wereld.huisarts2, "client.geopend", now() - timedelta(days=2), client_id=wereld.gerrit, grond="praktijk"
        )
        session.execute(update(Client).where(Client.id == wereld.gerrit).values(samengevoegd_in_id=wereld.truus))
    assert "Huisartsen Maastricht-Oost" in als("huisarts").text(f"/clienten/{wereld.truus}/inzagelog")
    moved = als("huisarts").get(f"/clienten/{wereld.gerrit}/inzagelog")
    assert moved.status_code == 302 and str(wereld.truus) in moved.location


def test_who_may_not_open_the_client_sees_no_log_and_that_is_in_the_log(als, wereld):
    assert als("psychiater").get(f"/clienten/{wereld.truus}/inzagelog").status_code == 404
    assert "Mondriaan mocht het niet zien" in als("huisarts").text(f"/clienten/{wereld.truus}/inzagelog")
    page = als("huisarts").get(f"/clienten/{wereld.truus}").get_data(as_text=True)
    assert f"/clienten/{wereld.truus}/inzagelog" in page


def test_who_left_still_stands_there_as_a_function(app, als, wereld):
    with app.app_context(), transaction() as session:
        add_line(wereld.wijkverpleging, "client.geopend", now(), client_id=wereld.truus)
        session.execute(update(Gebruiker).where(Gebruiker.id == wereld.wijkverpleging).values(actief=False))
        assert db.session.get(Gebruiker, wereld.wijkverpleging)
    assert "Een wijkverpleegkundige van Envida" in als("huisarts").text(f"/clienten/{wereld.truus}/inzagelog")
