"""On the page of a client: at which meeting a line of the plan was decided, for who may know of that meeting."""

import re
from datetime import timedelta

from overlegtafel.core.datums import now, show_day
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein, Soort
from tests.overleggen.besproken import decide, make_besproken, make_gesloten
from tests.overleggen.tafels import make_overleg, make_punt
from tests.plannen.hulp import client
from tests.wereld import allow


def _line(page: str, regel_id) -> str:
    return re.search(rf'<li id="regel-{regel_id}">.*?</li>', page, re.S)[0]


def test_a_line_says_at_which_meeting_it_was_decided(app, als, wereld):
    with app.app_context():
        for days in (40, 10):
            punt = make_besproken(wereld, make_gesloten(wereld, dagen=days), wereld.truus)
            decide(wereld, punt, regel_id=wereld.afspraak)
        going_on = make_punt(make_overleg(wereld, staat="bezig"), wereld.truus)
        decide(wereld, going_on, regel_id=wereld.doel)
        db.session.commit()
        last, day = punt.id, show_day(now() - timedelta(days=10, hours=1))
    for name in ("huisarts", "wijkverpleging"):
        page = als(name).get(client(wereld.truus)).get_data(as_text=True)
        # The last of the two; its minutes can be read.
        line = _line(page, wereld.afspraak)
        assert re.search(rf'uit <a href="/overleggen/punten/{last}/verslag">MDO van <span class="heel">{day}', line), (
            line
        )
        assert als(name).get(f"/overleggen/punten/{last}/verslag").status_code == 200
        # There are no minutes yet.
        line = _line(page, wereld.doel)
        assert "uit MDO" in line and "verslag" not in line
        assert "uit MDO" not in _line(page, wereld.wens)


def test_without_consent_for_meetings_nothing_is_said_of_them(app, als, wereld):
    with app.app_context():
        allow(wereld.truus, Domein.WIJKVERPLEGING, besluit="nee", soort=Soort.OVERLEG)
        punt = make_besproken(wereld, make_gesloten(wereld), wereld.truus)
        decide(wereld, punt, regel_id=wereld.afspraak)
        coming = make_punt(make_overleg(wereld), wereld.truus)
        db.session.commit()
        ids = str(punt.id), str(coming.id)
    assert ids[0] in als("huisarts").get(client(wereld.truus)).get_data(as_text=True)
    page = als("wijkverpleging").get(client(wereld.truus)).get_data(as_text=True)
    assert "Rollator nakijken" in page
    assert "MDO" not in page and not any(found in page for found in ids)


def test_a_line_of_the_household_decided_at_the_item_of_who_stays_hidden(app, als, wereld):
    with app.app_context():
        punt = make_besproken(wereld, make_gesloten(wereld), wereld.vader)
        decide(wereld, punt, regel_id=wereld.gezin_doel)
        db.session.commit()
        hidden = str(punt.id)
    page = als("sociaalteam").get(client(wereld.moeder)).get_data(as_text=True)
    assert str(wereld.gezin_doel) in page
    assert hidden not in page and "uit MDO" not in page
