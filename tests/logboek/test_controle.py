"""`flask logboek controleer`: a whole log is said to be whole, and nothing that was done to it goes unseen."""

import copy
import re
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.transaction import transaction
from overlegtafel.logboek import controle
from overlegtafel.toegang.inzagelog import Actie, log, log_sleutel
from overlegtafel.toegang.models import Organisatie
from overlegtafel.toegang.models_inzage import LogboekKop
from overlegtafel.toegang.zegel import VELDEN, make_sleutel, seal
from tests.logboek.ketting import controleer, drop_triggers, put_lines, read_lines, write_lines

pytestmark = pytest.mark.own_database
AANTAL = 12


def _set(place: int, **values):
    def tamper(rows):
        rows[place - 1] |= values

    return tamper


def _swap(rows):
    rows[3], rows[6] = rows[6] | {"id": 4}, rows[3] | {"id": 7}


def _swap_with_seals_in_place(rows):
    rows[3], rows[6] = (
        rows[6] | {"id": 4, "zegel": rows[3]["zegel"]},
        rows[3] | {"id": 7, "zegel": rows[6]["zegel"]},
    )


def _close_the_gap(rows):
    del rows[4]
    for number, row in enumerate(rows, start=1):
        row["id"] = number


def _sealed_with_a_guessed_key(rows):
    rows[8]["gebruiker_id"] = UUID(int=77)
    rows[8]["zegel"] = seal(make_sleutel("geraden"), rows[7]["zegel"], [rows[8][field] for field in VELDEN])


# What was done -> the first line that is not as it was written, and a word of how it is told.
TAMPERING = {
    "a field changed": (_set(5, gebeurtenis="client.lijst"), 5, "veranderd"),
    "another person": (_set(5, gebruiker_id=UUID(int=5)), 5, "veranderd"),
    "a field emptied": (_set(12, grond=None), 12, "veranderd"),
    "a moment moved by a microsecond": (
        lambda rows: rows[0].update(tijdstip=rows[0]["tijdstip"] + timedelta(microseconds=1)), 1, "veranderd",
    ),
    "a seal changed": (_set(9, zegel=bytes(32)), 9, "veranderd"),
    "a line removed": (lambda rows: rows.pop(4), 5, "ontbreekt"),
    "the first removed": (lambda rows: rows.pop(0), 1, "ontbreekt"),
    "the last removed": (lambda rows: rows.pop(), 12, "ontbreekt"),
    "all removed": (lambda rows: rows.clear(), 1, "ontbreekt"),
    "removed and renumbered": (_close_the_gap, 5, "veranderd"),
    "two swapped": (_swap, 4, "veranderd"),
    "two swapped, seals left": (_swap_with_seals_in_place, 4, "veranderd"),
    "added at the end": (lambda rows: rows.append(rows[-1] | {"id": 13}), 13, "hoort er niet"),
    "added before the first": (lambda rows: rows.append(rows[0] | {"id": 0}), 0, "hoort er niet"),
    "sealed with another key": (_sealed_with_a_guessed_key, 9, "veranderd"),
}  # fmt: skip


def test_whatever_is_done_to_the_lines_is_found(app):
    with app.app_context():
        write_lines(AANTAL)
        code, said, _ = controleer(app)
        assert code == 0 and "klopt: 12 regels" in said
        noted = re.search(r"12:[0-9a-f]{64}", said)[0]
        assert noted == f"12:{read_lines()[-1]['zegel'].hex()}"
        assert controleer(app, "--zegel", noted)[0] == 0

        drop_triggers()
        code, said, wrong = controleer(app)
        assert (code, said) == (1, "") and "slot" in wrong and "inzageregel_" in wrong

        whole = read_lines()
        for name, (tamper, first, word) in TAMPERING.items():
            rows = copy.deepcopy(whole)
            tamper(rows)
            put_lines(rows)
            code, said, wrong = controleer(app)
            assert (code, said) == (1, ""), name
            assert f"regel {first} " in wrong and word in wrong, (name, wrong)
        put_lines(whole)

        # Rolled back to an earlier state, head and all: the chain is whole, so only the noted seal tells.
        put_lines(whole[:7])
        _head(nummer=7, zegel=whole[6]["zegel"])
        assert "slot" in controleer(app)[2]
        code, _, wrong = controleer(app, "--zegel", noted)
        assert code == 1 and "regel 8 ontbreekt" in wrong and "genoteerd" in wrong
        _head(nummer=7, zegel=whole[5]["zegel"])
        assert "regel 7 " in controleer(app)[2]
        put_lines(whole)
        _head(nummer=12, zegel=whole[11]["zegel"])
        code, _, wrong = controleer(app, "--zegel", f"5:{whole[5]['zegel'].hex()}")
        assert code == 1 and "regel 5 " in wrong and "genoteerd" in wrong
        # Putting everything back mends it, but for the triggers.
        assert "slot" in controleer(app, "--zegel", noted)[2]


def _head(**values) -> None:
    with transaction() as session:
        session.execute(update(LogboekKop).values(**values))


def test_what_the_app_could_never_have_written_is_a_broken_line_and_no_crash(app, backend):
    """Somebody with the database in hand is not bound to types: text where a moment belongs, a moment beyond time."""
    with app.app_context():
        write_lines(3)
        drop_triggers()
        values = {"sqlite": ["'gisteren'", "x'00ff'", "12.5"], "postgres": ["'infinity'", "'0044-03-15 BC'"]}[backend]
        for value in values:
            whole = read_lines()
            with transaction() as session:
                session.execute(text(f"UPDATE inzageregel SET tijdstip = {value} WHERE id = 2"))  # noqa: S608
            code, _, wrong = controleer(app)
            assert code == 1 and "regel 2 is veranderd" in wrong, value
            put_lines(whole)
        with transaction() as session:
            session.execute(text("DELETE FROM logboekkop"))
        assert "kop" in controleer(app)[2]


def test_another_key_is_told_apart_and_an_empty_log_is_whole(app):
    with app.app_context():
        assert controleer(app)[:2] == (0, "Het inzagelog is leeg.\n")
        write_lines(2)
        app.config["LOGBOEK_SLEUTEL"] = "een andere sleutel dan waarmee is verzegeld"
        code, said, wrong = controleer(app)
        assert (code, said) == (1, "") and "LOGBOEK_SLEUTEL" in wrong and "regel" not in wrong
    for wrong_usage in ("12", "x:00", "1:00", f"1:{'g' * 64}"):
        assert controleer_without_context(app, wrong_usage) == 2


def controleer_without_context(app, zegel: str) -> int:
    return app.test_cli_runner().invoke(args=["logboek", "controleer", "--zegel", zegel]).exit_code


def test_a_trigger_that_does_nothing_is_no_trigger(app, backend):
    with app.app_context():
        write_lines(1)
        for statements in WEAK_LOCKS[backend]:
            assert controleer(app)[0] == 0, statements
            with transaction() as session:
                undo = _definitions(session)
                for statement in statements:
                    session.execute(text(statement))
            code, _, wrong = controleer(app)
            assert code == 1 and "slot" in wrong, statements
            with transaction() as session:
                for statement in undo:
                    session.execute(text(statement))


def _definitions(session) -> list[str]:
    """What puts the lock back as it was made."""
    if session.get_bind().dialect.name == "sqlite":
        made = session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        return [sql for name, made_as in made for sql in (f"DROP TRIGGER {name}", made_as)]
    query = "SELECT pg_get_functiondef(tgfoid), pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'inzageregel'::regclass"
    function, trigger = session.execute(text(query)).one()
    return [function, "DROP TRIGGER inzageregel_blijft ON inzageregel", trigger]


_LITE = "CREATE TRIGGER inzageregel_geen_update BEFORE UPDATE ON inzageregel "
_PG = "CREATE OR REPLACE FUNCTION inzageregel_blijft() RETURNS trigger LANGUAGE plpgsql AS "
_PG_TRIGGER = "CREATE TRIGGER inzageregel_blijft BEFORE {} ON inzageregel {} EXECUTE FUNCTION inzageregel_blijft()"
# Each has the right name, and lets something through.
WEAK_LOCKS = {
    "sqlite": [
        ["DROP TRIGGER inzageregel_geen_update", f"{_LITE}BEGIN SELECT 1; END"],
        [
            "DROP TRIGGER inzageregel_geen_update",
            f"{_LITE}BEGIN SELECT RAISE(ABORT, 'het inzagelog wordt niet gewijzigd') WHERE 0; END",
        ],
    ],
    "postgres": [
        [f"{_PG}$$ BEGIN RETURN NEW; END $$"],
        [
            f"{_PG}$$ BEGIN RAISE EXCEPTION 'het inzagelog wordt niet gewijzigd'; EXCEPTION WHEN OTHERS THEN RETURN NEW; END $$"
        ],
        ["ALTER TABLE inzageregel DISABLE TRIGGER inzageregel_blijft"],
        ["ALTER TABLE inzageregel ENABLE REPLICA TRIGGER inzageregel_blijft"],
        [
            "DROP TRIGGER inzageregel_blijft ON inzageregel",
            _PG_TRIGGER.format("UPDATE OF zegel OR DELETE OR TRUNCATE", "FOR EACH STATEMENT"),
        ],
    ],
}


edits = st.one_of(
    st.tuples(st.just("change"), st.integers(0, 7), st.sampled_from(VELDEN[2:] + ("zegel",)), st.integers(0, 3)),
    st.tuples(st.just("remove"), st.integers(0, 7)),
    st.tuples(st.just("copy"), st.integers(0, 7), st.integers(-2, 12)),
    st.tuples(st.just("swap"), st.integers(0, 7), st.integers(0, 7)),
)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_any_set_of_edits_is_found_at_the_first_line_that_differs(app):
    with app.app_context():
        write_lines(8)
        drop_triggers()
        whole = {row["id"]: row for row in read_lines()}

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.lists(edits, min_size=1, max_size=4))
        def check(todo):
            rows = copy.deepcopy(whole)
            for what, *rest in todo:
                _edit(rows, what, *rest)
            put_lines(list(rows.values()))
            differ = [number for number in rows.keys() | whole.keys() if rows.get(number) != whole.get(number)]
            try:
                controle.verify(log_sleutel())
                raise AssertionError("passed without triggers")
            except controle.Onbewaakt:
                assert not differ
            except controle.Gebroken as broken:
                assert broken.nummer == min(differ)

        check()


def _edit(rows: dict[int, dict], what: str, place: int, *rest) -> None:
    numbers = sorted(rows)
    if not numbers:
        return
    row = rows[numbers[place % len(numbers)]]
    match what:
        case "change":
            field, value = rest
            if field == "zegel":
                row["zegel"] = bytes([value]) * 32
            elif field == "aantal":
                row["aantal"] = value
            elif field.endswith("_id"):
                row[field] = UUID(int=value) if value else None
            else:
                row[field] = "RUDE"[value]
        case "remove":
            del rows[row["id"]]
        case "copy":
            rows[rest[0]] = row | {"id": rest[0]}
        case "swap":
            other = rows[numbers[rest[0] % len(numbers)]]
            row["id"], other["id"] = other["id"], row["id"]
            rows[row["id"]], rows[other["id"]] = row, other


def test_longer_than_one_stretch(app, monkeypatch):
    monkeypatch.setattr(controle, "STUK", 4)
    with app.app_context():
        write_lines(9)
        assert controle.verify(log_sleutel()).nummer == 9
        drop_triggers()
        for gone in (4, 5, 8, 9):
            whole = read_lines()
            put_lines([row for row in whole if row["id"] != gone])
            with pytest.raises(controle.Gebroken) as broken:
                controle.verify(log_sleutel())
            assert broken.value.nummer == gone
            put_lines(whole)


def test_the_database_itself_refuses_to_change_a_line(app, backend):
    statements = ["UPDATE inzageregel SET actie = 'R'", "DELETE FROM inzageregel WHERE id = 1"]
    if backend == "postgres":
        statements += ["TRUNCATE inzageregel", "TRUNCATE inzageregel, organisatie CASCADE"]
    with app.app_context():
        write_lines(2)
        for statement in statements:
            with pytest.raises(Exception, match="inzagelog wordt niet gewijzigd"), transaction() as session:
                session.execute(text(statement))
        assert controleer(app)[0] == 0


def test_what_did_not_happen_leaves_no_line_and_no_gap(app):
    """A refused form, a fault halfway and a refused commit: their lines are gone, and do not show up in the next one."""
    with app.app_context():
        write_lines(1)
        for error in (Ongeldig({"tekst": "te lang"}), RuntimeError()):
            with pytest.raises(type(error)), transaction():
                log("doel.gemaakt", Actie.CREATE, by=None)
                raise error
        with transaction() as session:
            log("client.lijst", Actie.READ, by=None)
            session.add(Organisatie(naam="Dubbel"))
        with pytest.raises(Exception, match="(?i)unique"), transaction() as session:
            session.add(Organisatie(naam="Dubbel"))
            log("organisatie.gemaakt", Actie.CREATE, by=None)
        with transaction() as session:
            session.execute(text("SELECT 1"))
        write_lines(1)
        assert [(r["id"], r["gebeurtenis"]) for r in read_lines()] == [
            (1, "client.geopend"),
            (2, "client.lijst"),
            (3, "client.geopend"),
        ]
        assert controle.verify(log_sleutel()).nummer == 3
