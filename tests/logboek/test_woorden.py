"""Every code the app writes in the log has words, and every line can be read by a client."""

import ast
import re
from datetime import date

import pytest

from overlegtafel.config import ROOT
from overlegtafel.logboek.woorden import SOORTEN, WOORDEN, codes_of, waarom, wat, wie

CODE = re.compile(r"[a-z_]+(\.[a-z_]+)?")
# Calls that take a code, and as which argument.
CALLS = {"log": 0, "_log": 0, "make_line": 0, "log_household": 0, "change_plan": 1}
NAMES = {"gebeurtenis", "wat"}
# What else looks like one: a text with one dot, given to any other call than these, is taken for a code too.
DOTTED = re.compile(r"[a-z_]+\.[a-z_]+")
OTHER = {"url_for", "_path", "items", "get", "ForeignKey", "getLogger", "clean_link", "startswith", "endswith"}


def codes_in(source: str) -> set[str]:
    """The codes for the log that this file writes down."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if len(node.args) > CALLS.get(name, 99):
                found |= _texts(node.args[CALLS[name]])
            if name not in OTHER:
                found |= {text for arg in node.args for text in _texts(arg) if DOTTED.fullmatch(text)}
            for keyword in node.keywords:
                if keyword.arg == "gebeurtenis" or (keyword.arg == "wat" and name in CALLS):
                    found |= _texts(keyword.value)
        elif isinstance(node, ast.FunctionDef):
            pairs = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            found |= {t for arg, default in pairs if arg.arg in NAMES and default for t in _texts(default)}
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if getattr(target, "attr", "") == "wat" or getattr(target, "id", "") == "gebeurtenis":
                    found |= _texts(node.value)
    return {code for code in found if CODE.fullmatch(code)}


def _texts(node: ast.expr) -> set[str]:
    """A text, or either side of 'a if x else b'. What is put together from parts is listed below."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return _texts(node.body) | _texts(node.orelse)
    return set()


def all_codes() -> set[str]:
    found = {f"{soort}.{wat}" for soort in ("wie", "veranderwens", "doel", "afspraak", "signaal")
             for wat in ("gemaakt", "gewijzigd", "gedaan", "vervallen", "heropend")}  # fmt: skip
    for path in (ROOT / "overlegtafel").glob("**/*.py"):
        if "demo" not in path.parts:
            found |= codes_in(path.read_text())
    return found


def test_every_code_in_the_source_has_words():
    codes = all_codes()
    assert len(codes) > 60 and {"client.geopend", "client.geweigerd", "afgemeld", "logboek.gelezen"} <= codes
    assert codes - set(WOORDEN) == set(), "say in logboek/woorden.py what a client reads"
    assert max(len(code) for code in codes) <= 40


def test_the_search_for_codes_finds_each_way_of_writing_one():
    source = """
def end(x, *, gebeurtenis="a.standaard"): ...
log("a.log", 1)
inzage.log("a.methode")
open_client(1, gebeurtenis="a.opent")
make_line("a.regel")
log("a.ja" if x else "a.nee", 1)
change.wat = "a.werk"
with change_plan(i, "a.plan"): ...
_note_change("a.eigen", by)
url_for("niet.dit")
"""
    assert codes_in(source) == {"a.standaard", "a.log", "a.methode", "a.opent", "a.regel", "a.ja", "a.nee", "a.werk",
                                "a.plan", "a.eigen"}  # fmt: skip


def test_every_kind_has_codes_and_no_code_has_two_kinds():
    assert sum(len(codes_of(soort)) for soort in SOORTEN) == len(WOORDEN)
    assert wat("iets.nieuws") == "deed iets met de gegevens"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("huisarts", "Nazareth", False), "een huisarts van Nazareth"),
        (("huisarts", "Nazareth", True), "een waarnemend huisarts van Nazareth"),
        ((None, None, False), "iemand die niet was ingelogd"),
    ],
    ids=["own", "standing-in", "nobody"],
)
def test_who(given, expected):
    functie, organisatie, waarnemend = given
    assert wie(functie, organisatie, waarnemend=waarnemend) == expected


def test_why():
    day = date(2026, 5, 3)
    assert waarom("client.geopend", "praktijk", gegeven_op=day, hoe="mondeling") == (
        "omdat u bij deze praktijk bent ingeschreven, en u toestemming gaf op 03-05-2026 (mondeling)"
    )
    assert "uw vertegenwoordiger toestemming gaf" in waarom(
        "client.geopend", "team", gegeven_op=day, gegeven_door="vertegenwoordiger"
    )
    assert waarom("client.geopend", "noodtoegang") == "omdat het niet kon wachten"
    assert "geen toestemming" in waarom("client.geweigerd", None)
    assert waarom("client.gemaakt", None) == ""
