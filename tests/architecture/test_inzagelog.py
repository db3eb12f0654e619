"""No way in the code to change or remove a line of the access log: it is written in one place, and read."""

import ast
import re

import pytest

from overlegtafel.config import ROOT

FILES = sorted((ROOT / "overlegtafel").glob("**/*.py"))
# The names under which the table goes.
TABLE = {"Inzageregel", "REGEL", "_REGEL", "inzageregel"}
SQL = re.compile(r"\b(UPDATE|DELETE\s+FROM|TRUNCATE|DROP\s+\w+|ALTER\s+TABLE)\s+(TABLE\s+)?[\"`]?inzageregel\b", re.I)


def changes_the_log(source: str) -> list[int]:
    """The lines of this source that would change or remove a line of the log."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value):
            found.append(node.lineno)
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        subjects = [*node.args, *([node.func.value] if isinstance(node.func, ast.Attribute) else [])]
        if name in ("update", "delete", "merge") and any(_names(subject) & TABLE for subject in subjects):
            found.append(node.lineno)
    return found


def _names(node: ast.AST) -> set[str]:
    return {getattr(n, "id", getattr(n, "attr", "")) for n in ast.walk(node)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_changes_a_line_of_the_log(path):
    assert changes_the_log(path.read_text()) == []


def test_it_is_written_in_one_place():
    writers = [p.name for p in FILES if re.search(r"insert\(Inzageregel|Inzageregel\(\s*\w+=", p.read_text())]
    assert writers == ["inzagelog.py"]


@pytest.mark.parametrize(
    "mistake",
    [
        "update(Inzageregel).values(actie='R')",
        "delete(Inzageregel.__table__)",
        "db.session.query(Inzageregel).delete()",
        "Inzageregel.query.filter_by(id=1).update({})",
        "REGEL.delete()",
        "session.execute(text('delete from inzageregel where id = 1'))",
        "session.execute(text('ALTER TABLE inzageregel DISABLE TRIGGER ALL'))",
    ],
)
def test_each_mistake_would_be_seen(mistake):
    assert changes_the_log(mistake)


def test_reading_and_the_head_are_no_mistake():
    assert not changes_the_log("select(Inzageregel).where(x)\nupdate(LogboekKop).values(nummer=1)\nvalues.update(x)")
