"""Whose note is it, and which text counts: matching, corrections, and what waits, on both databases."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from overlegtafel.clienten.bronnen import filter_open
from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.core.datums import now
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.aanvoer import Aanvoer, Patient, Weigering
from overlegtafel.thuiszorg.models import Bronclient, Notitie, Notitieversie
from overlegtafel.thuiszorg.opruimen import clean_up
from overlegtafel.thuiszorg.rondes import begin_ronde, finish, take_into
from overlegtafel.thuiszorg.soorten import Notitiesoort
from overlegtafel.thuiszorg.wachtrij import BEWAAR, list_waiting, remove_old, settle
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Gebruiker, Team
from overlegtafel.toegang.models_inzage import Inzageregel, Toestemming
from tests.wereld import allow, seat

TRUUS = Patient("Client.truus", "077461848")
ONBEKEND = Patient("Client.ander", "999990184")


def note(bron_id: str, tekst: str, patient: Patient = TRUUS, **more) -> Aanvoer:
    more.setdefault("moment", datetime(2026, 11, 2, 9, 30, tzinfo=UTC))
    return Aanvoer(
        nr=1, soort=Notitiesoort.RAPPORTAGE, patient=patient, bron_id=f"Observation/{bron_id}", tekst=tekst, **more
    )


def deliver(organisatie_id, *items) -> list[str]:
    with transaction():
        ronde = begin_ronde(organisatie_id, "push")
        outcomes = take_into(ronde, items)
        finish(ronde)
    assert ronde.gelezen == len(items)
    return [o.staat for o in outcomes]


def texts(client_id) -> list[str]:
    """What a reader could be shown of this client."""
    shown = select(Notitie.tekst).where(Notitie.client_id == client_id, Notitie.ingetrokken.is_(False))
    return sorted(db.session.scalars(shown))


def log_lines() -> list[tuple]:
    rows = db.session.execute(select(Inzageregel).order_by(Inzageregel.id)).scalars()
    return [(r.gebeurtenis, r.client_id, r.aantal) for r in rows if r.gebeurtenis.startswith("notitie.")]


def test_the_same_note_again_changes_nothing_and_a_correction_keeps_what_it_said(app, wereld):
    with app.app_context():
        first = (
            note("1", "Wond is rustig"),
            note("2", "RR 140/80"),
            Weigering(3, "Device/9", "kent de Overlegtafel niet"),
        )
        assert deliver(wereld.envida, *first) == ["nieuw", "nieuw", "geweigerd"]
        assert deliver(wereld.envida, *first) == ["ongewijzigd", "ongewijzigd", "geweigerd"]
        assert deliver(wereld.envida, note("1", "Wond is rood"), note("1", "Wond is rood en warm")) == ["gewijzigd"] * 2
        assert texts(wereld.truus) == ["RR 140/80", "Wond is rood en warm"]
        versions = select(Notitieversie.tekst).order_by(Notitieversie.versie)
        assert list(db.session.scalars(versions)) == ["Wond is rustig", "Wond is rood"]
        assert log_lines() == [("notitie.ontvangen", wereld.truus, 2), ("notitie.ontvangen", wereld.truus, 2)]


def test_twice_in_one_delivery_is_once(app, wereld):
    with app.app_context():
        assert deliver(wereld.envida, note("1", "Zelfde"), note("1", "Zelfde"), note("1", "Anders")) == [
            "nieuw", "ongewijzigd", "gewijzigd",
        ]  # fmt: skip
        assert texts(wereld.truus) == ["Anders"]


def test_an_older_version_that_comes_late_does_not_win(app, wereld):
    new, old = now(), now() - timedelta(days=1)
    with app.app_context():
        deliver(wereld.envida, note("1", "Tweede", bijgewerkt=new), note("2", "Versie tien", bronversie="10"))
        late = note("1", "Eerste", bijgewerkt=old), note("2", "Versie negen", bronversie="9")
        assert deliver(wereld.envida, *late) == ["ongewijzigd", "ongewijzigd"]
        assert texts(wereld.truus) == ["Tweede", "Versie tien"]


def test_a_mistake_of_the_source_goes_out_of_sight_but_not_off_the_record(app, wereld):
    with app.app_context():
        deliver(wereld.envida, note("1", "Hoort bij een ander"))
        assert deliver(wereld.envida, note("1", "", ingetrokken=True)) == ["gewijzigd"]
        assert texts(wereld.truus) == []
        assert db.session.scalars(select(Notitieversie.tekst)).one() == "Hoort bij een ander"


def test_a_note_that_the_source_moves_to_somebody_else_leaves_the_first(app, wereld):
    with app.app_context():
        deliver(wereld.envida, note("1", "Over de buurman"))
        assert deliver(wereld.envida, note("1", "Over de buurman", ONBEKEND)) == ["wacht"]
        assert texts(wereld.truus) == []
        kept = db.session.scalars(select(Notitie).where(Notitie.client_id == wereld.truus)).one()
        assert kept.ingetrokken and kept.tekst == "Over de buurman"
        # And back again: now it is hers after all.
        assert deliver(wereld.envida, note("1", "Toch over Truus")) == ["nieuw"]
        assert texts(wereld.truus) == ["Toch over Truus"]


def test_each_organisatie_has_its_own_numbers_and_only_its_own_clients(app, wereld):
    with app.app_context():
        deliver(wereld.envida, note("1", "Van Envida"))
        # Trajekt does not sit at this table: what it says of her waits, and touches nothing of Envida's.
        assert deliver(wereld.trajekt, note("1", "Van Trajekt")) == ["wacht"]
        assert texts(wereld.truus) == ["Van Envida"]
        assert [w.aantal for w in list_waiting(wereld.trajekt)] == [1] and not list_waiting(wereld.envida)
        # One who knows her by another key only is not guessed at either.
        assert deliver(wereld.envida, note("2", "Wie is dit", Patient("nummer/12"))) == ["wacht"]
        assert texts(wereld.truus) == ["Van Envida"]


def test_a_bsn_told_once_is_enough(app, wereld):
    with app.app_context():
        deliver(wereld.envida, note("1", "Met BSN"))
        assert deliver(wereld.envida, note("2", "Alleen de sleutel", Patient("Client.truus"))) == ["nieuw"]
        assert deliver(wereld.envida, note("3", "Alleen het BSN", Patient(bsn="077461848"))) == ["nieuw"]
        # The same note under another name for the same person is the same note.
        assert deliver(wereld.envida, note("3", "Alleen het BSN")) == ["ongewijzigd"]
        # The source had the number wrong: all that came in under its key is about somebody else.
        corrected = Patient("Client.truus", "999990184")
        assert deliver(wereld.envida, note("4", "Verkeerde mevrouw", corrected)) == ["wacht"]
        assert texts(wereld.truus) == ["Alleen het BSN"]


def test_what_waits_comes_through_when_seat_and_consent_are_there(app, wereld):
    with app.app_context():
        with transaction():
            db.session.get_one(Client, wereld.gerrit).bsn = "999990184"
        deliver(wereld.envida, note("1", "Wacht op u", ONBEKEND))
        assert texts(wereld.gerrit) == []
        with transaction():
            allow(wereld.gerrit, Domein.WIJKVERPLEGING)
            settle(None, client_ids=[wereld.gerrit])
        assert texts(wereld.gerrit) == [], "consent alone is no relation"
        before = now()
        with transaction():
            place = seat(wereld.gerrit, gebruiker_id=wereld.wijkverpleging, doel="wondzorg").id
            settle(None, client_ids=[wereld.gerrit])
        assert texts(wereld.gerrit) == ["Wacht op u"]
        came = db.session.scalars(select(Notitie)).one()
        assert came.ontvangen_op >= before, "new to who reads it, however long it waited"
        assert log_lines()[-1] == ("notitie.doorgelaten", wereld.gerrit, 1)
        # Consent withdrawn: what comes now waits again, what was there stays.
        with transaction():
            rule = select(Toestemming).where(
                Toestemming.client_id == wereld.gerrit, Toestemming.domein == "wijkverpleging"
            )
            db.session.scalars(rule).one().ingetrokken_op = now()
        assert deliver(wereld.envida, note("2", "Te laat", ONBEKEND)) == ["wacht"]
        assert texts(wereld.gerrit) == ["Wacht op u"]
        db.session.get_one(Betrokkene, place)


def test_a_number_corrected_at_the_table_takes_its_notes_along(app, wereld):
    with app.app_context():
        deliver(wereld.envida, note("1", "Onder het oude nummer"))
        with transaction():
            db.session.get_one(Client, wereld.truus).bsn = "999990184"
            settle(None, client_ids=[wereld.truus])
        assert texts(wereld.truus) == []
        assert [w.aantal for w in list_waiting(wereld.envida)] == [1]


def test_what_waited_too_long_is_removed_for_good(app, wereld):
    with app.app_context():
        deliver(wereld.envida, note("1", "Van niemand", ONBEKEND), note("2", "Van Truus"))
        with transaction():
            for kept in db.session.scalars(select(Notitie)):
                kept.ontvangen_op = now() - BEWAAR - timedelta(hours=1)
        with transaction():
            assert remove_old() == 1
        assert [n.tekst for n in db.session.scalars(select(Notitie))] == ["Van Truus"]
        assert len(db.session.scalars(select(Bronclient)).all()) == 1, "nor is it kept who it was about"


def test_a_seat_of_another_line_of_work_is_no_seat_for_notes(app, wereld):
    """A psychiater at the table, and GGZ said no: the system of Mondriaan neither delivers nor fetches as if it were home care."""
    with app.app_context():
        with transaction():
            seat(wereld.truus, gebruiker_id=wereld.psychiater, doel="behandeling")
        assert deliver(wereld.mondriaan, note("1", "Van de GGZ")) == ["wacht"]
        assert filter_open(wereld.mondriaan, [wereld.truus]) == set()
        assert filter_open(wereld.envida, [wereld.truus]) == {wereld.truus}


def test_a_team_of_the_region_brings_in_who_works_in_it(app, wereld):
    with app.app_context():
        with transaction():
            team = Team(id=uuid4(), naam="Nachtzorg Maastricht", domein="wijkverpleging")
            db.session.add(team)
            db.session.flush()
            allow(wereld.gerrit, Domein.WIJKVERPLEGING)
            db.session.get_one(Client, wereld.gerrit).bsn = ONBEKEND.bsn
            seat(wereld.gerrit, team_id=team.id, doel="nachtronde")
        assert deliver(wereld.envida, note("1", "Rustige nacht", ONBEKEND)) == ["wacht"]
        with transaction():
            nurse = db.session.get_one(Gebruiker, wereld.wijkverpleging)
            nurse.teams.append(db.session.get_one(Team, team.id))
        assert texts(wereld.gerrit) == []
        clean_up()
        assert texts(wereld.gerrit) == ["Rustige nacht"]


def test_when_a_number_was_of_another_the_notes_go_to_who_they_are_about(app, wereld):
    """Truus had Gerrit's number by mistake. While two have it, nobody gets notes by it; then each gets their own."""
    with app.app_context():
        with transaction():
            allow(wereld.gerrit, Domein.WIJKVERPLEGING)
            seat(wereld.gerrit, gebruiker_id=wereld.wijkverpleging, doel="wondzorg")
        deliver(wereld.envida, note("1", "Over Gerrit"))
        assert texts(wereld.truus) == ["Over Gerrit"]
        with transaction():
            db.session.get_one(Client, wereld.gerrit).bsn = TRUUS.bsn
            settle(None, client_ids=[wereld.gerrit])
        assert deliver(wereld.envida, note("2", "Ook over Gerrit")) == ["wacht"]
        with transaction():
            db.session.get_one(Client, wereld.truus).bsn = ONBEKEND.bsn
            settle(None, client_ids=[wereld.truus])
        assert (texts(wereld.truus), texts(wereld.gerrit)) == ([], ["Ook over Gerrit", "Over Gerrit"])
        assert ("notitie.teruggezet", wereld.truus, 1) in log_lines(), "she can read that something was taken away"


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)  # SQLite has one writer: there is no such moment
def test_yes_said_at_the_moment_a_note_comes_in_is_heard(app, wereld):
    """The delivery holds the client until it is stored, so a yes waits for it and then finds the note."""
    with app.app_context():
        with transaction():
            db.session.get_one(Client, wereld.gerrit).bsn = ONBEKEND.bsn
            seat(wereld.gerrit, gebruiker_id=wereld.wijkverpleging, doel="wondzorg")
        begun, said = threading.Event(), threading.Event()

        def say_yes():
            with app.app_context():
                begun.wait()
                with transaction():
                    held = select(Client).where(Client.id == wereld.gerrit)
                    assert db.session.scalars(held.with_for_update(skip_locked=True)).first() is None, "not held"
                    said.set()
                    db.session.scalars(held.with_for_update()).one()
                    allow(wereld.gerrit, Domein.WIJKVERPLEGING)
                    settle(None, client_ids=[wereld.gerrit])

        thread = threading.Thread(target=say_yes)
        thread.start()
        with transaction():
            ronde = begin_ronde(wereld.envida, "push")
            take_into(ronde, [note("1", "Op hetzelfde moment", ONBEKEND)])
            begun.set()
            assert said.wait(10)
        thread.join()
        assert texts(wereld.gerrit) == ["Op hetzelfde moment"]
