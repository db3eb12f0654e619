"""Imports go down only: the tool that checks it is run on a copy with a mistake planted in it, and must find it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from overlegtafel.config import ROOT

LINT = Path(sys.executable).with_name("lint-imports")


@pytest.fixture
def house(tmp_path):
    """A copy of the code and its import rules."""
    shutil.copytree(ROOT / "overlegtafel", tmp_path / "overlegtafel", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(house: Path) -> subprocess.CompletedProcess:
    return subprocess.run([LINT, "--no-cache"], cwd=house, capture_output=True, text=True, timeout=300)


def plant(house: Path, module: str, line: str) -> None:
    path = house / (module.replace(".", "/") + ".py")
    path.write_text(path.read_text() + f"\n{line}\n")


def test_the_house_keeps_its_own_rules(house):
    done = lint(house)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("overlegtafel.core.datums", "import overlegtafel.plannen.models"),
        ("overlegtafel.toegang.services", "from overlegtafel.clienten.models import Client"),
        ("overlegtafel.clienten.services", "from overlegtafel.plannen import services"),
        ("overlegtafel.clienten.inzage", "import overlegtafel.tafel.routes"),
        ("overlegtafel.plannen.services", "import overlegtafel.demo.laden"),
        ("overlegtafel.plannen.halve_a4", "import flask"),
        ("overlegtafel.plannen.versies", "from sqlalchemy import select"),
        ("overlegtafel.toegang.regels", "from overlegtafel.extensions import db"),
    ],
)
def test_a_planted_import_is_found(house, module, line):
    plant(house, module, line)
    done = lint(house)
    assert done.returncode == 1, f"{line} in {module} passed"
    assert module in done.stdout
    assert "BROKEN" in done.stdout


def test_every_room_is_in_the_layers(house):
    """A new folder must be given its place, or its imports would be checked by nobody."""
    import tomllib

    contracts = tomllib.loads((house / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    # Rooms side by side share a layer: "a | b".
    layers = {room.strip().rpartition(".")[2] for layer in contracts[0]["layers"] for room in layer.split("|")}
    rooms = {path.parent.name for path in (house / "overlegtafel").glob("*/__init__.py")}
    assert rooms <= layers
