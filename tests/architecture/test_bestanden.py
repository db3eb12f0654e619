"""What stands in the repository: files one reads in one sitting, no third-party addresses, nothing that is built."""

import json
import re
import subprocess

import pytest

from overlegtafel.config import ROOT

# A page, a style or a script may not make a browser ask anything of anybody else.
ADDRESS = re.compile(r"(?:https?|wss?)://([a-z0-9.-]+\.[a-z]{2,})", re.I)
# Names that lead nowhere: made for examples and tests, or an identifier that happens to look like an address.
NOWHERE = re.compile(
    r"(^|\.)(voorbeeld\.nl|elders\.nl|w3\.org|fhir\.nl|nuts\.nl|nictiz\.nl|hl7\.org|loinc\.org|snomed\.info|unitsofmeasure\.org"
    r"|example\.(com|org|net)|[a-z0-9-]+\.(test|example|invalid))$",
    re.I,
)
# Written apart, so that this file does not name them itself.
REGISTRIES = tuple(
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("yarnpkg", "com"))
)


def tracked() -> list[str]:
    """Every file of the repository, committed or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


FILES = tracked()


def _text(name: str) -> str:
    try:
        return (ROOT / name).read_text()
    except UnicodeDecodeError:
        return ""


def addresses(text: str) -> list[str]:
    return [host for host in ADDRESS.findall(text) if not NOWHERE.search(host)]


def registries(text: str) -> list[str]:
    return [host for host in REGISTRIES if host in text.lower()]


@pytest.mark.parametrize("name", [n for n in FILES if n.startswith(("templates/", "static/", "overlegtafel/"))])
def test_nothing_is_asked_of_third_parties(name):
    assert addresses(_text(name)) == []


def test_no_registry_is_named():
    """Where packages come from is the business of the machine, not of the repository."""
    assert {name: found for name in FILES if (found := registries(_text(name)))} == {}


def test_the_lock_of_npm_holds_versions_and_hashes_only():
    lock = json.loads(_text("package-lock.json"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert package["version"] and package["integrity"].startswith("sha512-"), name


def test_python_packages_are_pinned_with_hashes():
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-node.txt"):
        text = _text(name)
        pins = re.findall(r"^[a-z0-9][\w.\[\]-]*", text, re.M | re.I)
        assert pins, name
        assert len(re.findall(r"^[a-z0-9][\w.\[\]-]*==\S+", text, re.M | re.I)) == len(pins), name
        assert text.count("--hash=sha256:") >= len(pins), name


@pytest.mark.parametrize("name", [n for n in FILES if n.endswith(".py") and not n.startswith("migrations/versions/")])
def test_a_file_is_read_in_one_sitting(name):
    assert len(_text(name).splitlines()) < 400


@pytest.mark.parametrize("name", [n for n in FILES if n.startswith("overlegtafel/") and n.endswith(".py")])
def test_only_one_place_commits(name):
    if name not in ("overlegtafel/core/transaction.py",):
        assert not re.search(r"\.commit\(", _text(name))


def test_nothing_built_or_private_is_tracked():
    for name in FILES:
        assert not name.startswith(("static/dist/", "node_modules/", "instance/", ".venv/")), name
        assert not name.endswith((".pyc", ".db", ".sqlite", ".pem", ".env")), name


def test_each_check_can_fail():
    assert addresses('<script src="https://cdn.elders.com/htmx.js">') == ["cdn.elders.com"]
    assert addresses("http://127.0.0.1:8000 https://tafel.voorbeeld.nl http://www.w3.org/2000/svg") == []
    assert registries(f"https://files.{REGISTRIES[1]}/x.whl") == [REGISTRIES[1]]
    assert len(FILES) > 100 and "wsgi.py" in FILES
