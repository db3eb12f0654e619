"""The questions of the demo region: in every state, and as the app itself would have made them."""

from collections import Counter
from datetime import date

from sqlalchemy import func, select

from overlegtafel.berichten.gebruiksbeeld import monday_of
from overlegtafel.berichten.kring import belongs_to, filter_allowed, people_of, visible_threads
from overlegtafel.berichten.models import Bereik, Bericht, Draad, Gebruiksweek, Signaal
from overlegtafel.berichten.seinen import count_unseen
from overlegtafel.berichten.services import termijnen_of
from overlegtafel.berichten.termijnen import Spoed, answer_due, is_werkdag
from overlegtafel.core.datums import NL
from overlegtafel.demo.berichten.teksten import read_vragen
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Account, Gebruiker, Organisatie, Team
from tests.demo.test_regio import DAG


def test_every_state_occurs(regio):
    threads = db.session.scalars(select(Draad)).all()
    states = Counter(
        (t.sluiting or ("opgepakt" if t.behandelaar_id else "nieuw"), t.escalatie)
        for t in threads
        if t.soort == "vraag"
    )
    for state in (("nieuw", 0), ("nieuw", 1), ("nieuw", 2), ("opgepakt", 0), ("antwoord", 0), ("reden", 0)):
        assert states[state] >= 3, state
    assert 60 < len(threads) < 160
    for thread in threads:
        asked = thread.gesteld_op.astimezone(NL)
        assert is_werkdag(asked.date()) and asked.date() < DAG
        if thread.soort == "vraag":
            assert thread.antwoord_voor == answer_due(thread.gesteld_op, Spoed(thread.spoed), termijnen_of(thread))
        assert (thread.kijken_op is None) == bool(
            thread.gesloten_op or thread.escalatie == 2 or thread.soort == "weten"
        )


def test_only_who_may_is_in_a_thread(regio):
    people = {p.id: p for p in db.session.scalars(select(Gebruiker)).unique()}
    told = Counter()
    threads = {t.id: t for t in db.session.scalars(select(Draad))}
    for signal in db.session.scalars(select(Signaal).where(Signaal.draad_id.is_not(None))):
        told[signal.draad_id, people[signal.gebruiker_id]] += signal.soort == "vraag"
    for (draad_id, person), times in told.items():
        assert times <= 1 and belongs_to(threads[draad_id], person)
    for thread in threads.values():
        heard = [person for draad_id, person in told if draad_id == thread.id]
        assert thread.van not in people_of(thread) or not told[thread.id, thread.van]
        assert set(filter_allowed(thread.client_id, [*heard, thread.van])) == {*heard, thread.van}


def test_demo_accounts_have_something_to_do(regio):
    for name in ("huisarts", "huisarts2", "poh", "wijkverpleging", "sociaalteam", "psychiater", "spv"):
        query = select(Gebruiker).join(Account).where(Account.email == f"{name}@demo.test")
        person = db.session.scalars(query).unique().first()
        threads = db.session.scalars(visible_threads(person)).all()
        assert len(threads) >= 5 and count_unseen(person), name


def test_texts(regio):
    """Each question about as often as any other, and within what fits."""
    texts = list(db.session.scalars(select(Bericht.tekst)))
    assert not any("{" in text or "[" in text or len(text) > 400 for text in texts)
    asked = Counter(db.session.scalars(select(Bericht.tekst).where(Bericht.soort == "vraag")))
    assert max(asked.values()) == 1
    domains = set(db.session.scalars(select(Team.domein)))
    assert {t.van for t in read_vragen()} | {t.aan for t in read_vragen()} <= domains


def test_coordinators_and_use(regio):
    bereik = db.session.scalars(select(Bereik)).all()
    teams, practices = select(func.count()).select_from(Team), select(func.count()).where(Organisatie.is_praktijk)
    assert len(bereik) == db.session.scalar(teams) + db.session.scalar(practices)
    for row in bereik:
        member = row.coordinator.organisatie_id == row.organisatie_id or row.team_id in {
            t.id for t in row.coordinator.teams
        }
        assert member and 1 <= row.week <= row.geen
    weeks = set(db.session.scalars(select(Gebruiksweek.week)))
    assert len(weeks) == 25 and max(weeks) < monday_of(DAG) and all(week.weekday() == 0 for week in weeks)
    assert isinstance(min(weeks), date)
    for row in db.session.scalars(select(Gebruiksweek)):
        assert row.actief >= max(row.ingelogd, row.lezers, row.vragers, row.antwoorders)
