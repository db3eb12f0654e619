"""Each source: who is due at a meeting and why, and who is not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import now, today
from overlegtafel.extensions import db
from overlegtafel.overleggen import agenda
from overlegtafel.overleggen.bronnen import BRONNEN, Bron, list_due
from overlegtafel.overleggen.models import Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Puntbesluit
from overlegtafel.overleggen.punten import close, find_of_client
from overlegtafel.plannen.models import Plan, Regel
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Gebruiker
from tests.berichten.draden import ask
from tests.overleggen.tafels import make_overleg, make_punt
from tests.wereld import allow


@pytest.fixture
def in_app(app, wereld):
    with app.app_context():
        yield
        db.session.rollback()


def due(overleg: Overleg) -> set:
    return {(k.client_id, k.bron) for k in list_due(overleg, agenda.day_of(overleg))}


def build(overleg: Overleg) -> int:
    came = agenda.build(overleg)
    db.session.flush()
    return came


def return_on(overleg: Overleg, client_id, day, wereld, **values) -> Puntbesluit:
    punt = make_punt(overleg, client_id, staat="besproken")
    besluit = Puntbesluit(
        id=uuid4(), agendapunt_id=punt.id, client_id=client_id, soort="terugkomen", terug_op=day, op=now(),
        door_id=wereld.huisarts, **values,
    )  # fmt: skip
    db.session.add(besluit)
    db.session.flush()
    return besluit


def test_back_on_a_date_that_was_agreed_in_this_row_of_meetings(in_app, wereld):
    ago = {"begint_op": now() - timedelta(days=30), "staat": "klaar"}
    former, elsewhere = make_overleg(wereld, **ago), make_overleg(wereld, "mdo-jeugd", **ago)
    return_on(former, wereld.moeder, today() + timedelta(days=2), wereld)
    return_on(elsewhere, wereld.kind, today(), wereld)
    return_on(make_overleg(wereld, **ago), wereld.truus, today(), wereld, vervallen_op=now())
    found = due(make_overleg(wereld, begint_op=now() + timedelta(days=2)))
    assert (wereld.moeder, "terugkomen") in found
    assert {c for c, bron in found if bron == "terugkomen"} == {wereld.moeder}
    assert "terugkomen" not in {bron for _, bron in due(make_overleg(wereld))}, "the day is not there yet"


def test_agreements_and_looking_back_of_a_household_are_of_one_member(in_app, wereld):
    overleg = make_overleg(wereld)
    assert {k for k in due(overleg) if k[1] == "afspraak"} == {(wereld.truus, "afspraak")}
    # Owned by the team at the mother's table, so the mother is the one it concerns.
    late = today() - timedelta(days=1)
    db.session.execute(update(Regel).where(Regel.id == wereld.team_afspraak).values(datum=late))
    db.session.execute(update(Plan).where(Plan.id == wereld.gezin_plan).values(evaluatie_op=late))
    found = due(overleg)
    assert (wereld.moeder, "afspraak") in found
    assert len([k for k in found if k[1] == "evaluatie"]) == 1
    # The father is a patient of another practice.
    assert all(client_id != wereld.vader for client_id, _ in found)


def test_frail_elderly_with_a_nurse_half_a_year_after_the_last_time(in_app, wereld):
    overleg = make_overleg(wereld)
    assert {c for c, bron in due(overleg) if bron == "kwetsbaar"} == {wereld.truus}
    make_punt(
        make_overleg(wereld, begint_op=now() - timedelta(days=170), staat="klaar"), wereld.truus, staat="besproken"
    )
    assert "kwetsbaar" not in {bron for _, bron in due(overleg)}
    db.session.execute(update(Overleg).where(Overleg.staat == "klaar").values(begint_op=now() - timedelta(days=190)))
    assert (wereld.truus, "kwetsbaar") in due(overleg)


def test_a_question_that_waits_too_long(app, wereld):
    ask(app, wereld.wijkverpleging, wereld.truus, f"o:{wereld.nazareth}", "Mag de pleister eraf?", laat=True)
    with app.app_context():
        assert (wereld.truus, "vraag") in due(make_overleg(wereld))


def test_the_meeting_of_a_team_is_about_its_clients(in_app, wereld):
    overleg = make_overleg(wereld, "knooppunt", organisatie_id=None, team_id=wereld.sociaal_team)
    db.session.execute(update(Regel).values(datum=today() - timedelta(days=1)).where(Regel.soort == "afspraak"))
    overleg.soort.bronnen = ["afspraak"]
    assert due(overleg) == {(wereld.moeder, "afspraak")}
    overleg.team_id = None
    assert due(overleg) == set(), "of nobody, so nobody is due"


def test_who_died_was_merged_away_or_is_seen_by_one_only_is_not_due(in_app, wereld):
    overleg = make_overleg(wereld, mensen=("huisarts", "sociaalteam"))
    assert build(overleg) == 0, "of who is invited only the huisarts may see Truus"
    overleg = make_overleg(wereld)
    db.session.execute(update(Client).where(Client.id == wereld.truus).values(overleden_op=today()))
    assert build(overleg) == 0
    db.session.execute(
        update(Client).where(Client.id == wereld.truus).values(overleden_op=None, samengevoegd_in_id=wereld.gerrit)
    )
    assert build(overleg) == 0


def test_dropped_stays_dropped_until_there_is_a_new_day(in_app, wereld):
    by = db.session.get(Gebruiker, wereld.huisarts)
    first = make_overleg(wereld)
    assert build(first) == 1
    punt = find_of_client(first.id, wereld.truus)
    close([punt], "vervallen", by=by)
    assert build(first) == 0
    later = make_overleg(wereld, begint_op=now() + timedelta(days=7))
    assert build(later) == 0
    db.session.execute(update(Regel).where(Regel.id == wereld.afspraak).values(datum=today() - timedelta(days=1)))
    assert build(later) == 1


def test_on_one_agenda_only_and_back_when_that_meeting_is_cancelled(in_app, wereld):
    first = make_overleg(wereld)
    later = make_overleg(wereld, begint_op=now() + timedelta(days=7))
    assert build(first) == 1
    agenda_later = {(k.client_id, k.bron) for ks in agenda._list_new(later)[0].values() for k in ks}
    assert (wereld.truus, "afspraak") not in agenda_later
    first.staat = "vervallen"
    assert build(later) == 1


def test_no_more_than_fits_most_urgent_first(in_app, wereld):
    allow(wereld.moeder, Domein.WIJKVERPLEGING)
    former = make_overleg(wereld, begint_op=now() - timedelta(days=30), staat="klaar")
    return_on(former, wereld.moeder, today() - timedelta(days=1), wereld)
    overleg = make_overleg(wereld)
    overleg.duur = 8
    assert build(overleg) == 1
    assert find_of_client(overleg.id, wereld.moeder) and not find_of_client(overleg.id, wereld.truus)


def test_a_new_source_is_a_row(in_app, wereld, monkeypatch):
    from sqlalchemy import literal, select

    def everybody(_overleg, dag):
        return select(Client.id, Client.id, literal(None)).where(Client.roepnaam == "Nadia")

    monkeypatch.setitem(BRONNEN, "verwijzing", Bron("open verwijzingen", everybody))
    overleg = make_overleg(wereld)
    overleg.soort.bronnen = ["verwijzing"]
    assert due(overleg) == {(wereld.moeder, "verwijzing")}
    assert build(overleg) == 1
    assert db.session.query(Agendapunt).filter_by(client_id=wereld.moeder).one().redenen[0].bron == "verwijzing"
