"""What is owed and by when: never in the past of what it follows from, and always at the end of Dutch working time."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.berichten.termijnen import Spoed, is_werkdag
from overlegtafel.core.datums import NL
from overlegtafel.verwijzingen.regels import EINDES, STATEN, Regels
from overlegtafel.verwijzingen.standaard import SOORTEN
from overlegtafel.verwijzingen.verloop import Plicht, after_contact, after_refer, after_try, feedback_due, werkdagen_na


class _Soort:
    def __init__(self, row: dict):
        self.__dict__.update(row)


REGELS = [Regels.of(_Soort(row)) for row in SOORTEN]
MOMENTEN = st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))
REGEL = st.sampled_from(REGELS)


def _at_the_end(moment: datetime, *, also: tuple[time, ...] = ()) -> bool:
    local = moment.astimezone(NL)
    return is_werkdag(local.date()) and local.time() in (time(17), *also)


def _werkdagen(start: date, end: date) -> int:
    """Working days after the first, up to the last."""
    return sum(is_werkdag(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


@given(MOMENTEN, st.integers(0, 30))
def test_so_many_working_days_after(moment, dagen):
    due = werkdagen_na(moment, dagen)
    assert due >= moment and _at_the_end(due)
    local = moment.astimezone(NL)
    counted = _werkdagen(local.date(), due.astimezone(NL).date())
    # After hours, or on a day off, counts as the next working day.
    late = not is_werkdag(local.date()) or local.time() >= time(17)
    assert counted == dagen + late
    assert werkdagen_na(moment, dagen + 1) > due


@given(MOMENTEN, st.sampled_from(Spoed), REGEL)
def test_a_new_referral_is_called_about_in_working_time(op, spoed, regels):
    moet = after_refer(op, spoed, regels)
    assert moet.wat is Plicht.BELLEN and moet.voor > op
    assert _at_the_end(moet.voor, also=(time(12),))
    assert after_refer(op, Spoed.GEEN, regels).voor >= after_refer(op, Spoed.WEEK, regels).voor


@given(MOMENTEN, REGEL)
def test_who_was_not_reached_is_called_again(op, regels):
    moet = after_try(op, regels)
    assert moet.wat is Plicht.BELLEN and moet.voor > op and _at_the_end(moet.voor)


@given(MOMENTEN, REGEL, st.booleans())
def test_after_contact_feedback_is_owed_until_it_is_given(op, regels, gegeven):
    contact = op.astimezone(NL).date()
    due = feedback_due(contact, regels)
    assert _at_the_end(due) and due.astimezone(NL).date() > contact
    moet = after_contact(op, due, op if gegeven else None, regels)
    assert moet.wat is (Plicht.BIJWERKEN if gegeven else Plicht.TERUGKOPPELEN)
    assert moet.voor == due if not gegeven else moet.voor > op and _at_the_end(moet.voor)


@given(REGEL)
def test_from_every_open_state_something_can_be_done(regels):
    """No kind leads anywhere a team cannot go on from, and none ends by a step: that takes an outcome and feedback."""
    reachable, todo = set(), ["aangemeld"]
    while todo:
        staat = todo.pop()
        if staat not in reachable:
            reachable.add(staat)
            todo += [s.naar for s in regels.stappen_in(staat)]
    assert reachable <= set(STATEN) - set(EINDES)
    assert all(regels.stappen_in(staat) for staat in reachable)
    assert any(s.contact for s in regels.stappen_in("aangemeld"))
