"""On what it was measured."""

import os
import platform
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path

import psycopg

from overlegtafel.config import ROOT
from tests.bench.databanken import POSTGRES


def facts(with_postgres: bool) -> list[tuple[str, str]]:
    packages = ("flask", "sqlalchemy", "jinja2", "gunicorn", "psycopg", "typst")
    found = [
        ("machine", f"{_cpu()}, {os.cpu_count()} kernen, {_memory()}, {platform.system()} {platform.release()}"),
        ("belasting bij het begin", " ".join(f"{load:.2f}" for load in os.getloadavg())),
        ("versie", _commit()),
        ("Python", platform.python_version()),
        ("pakketten", ", ".join(f"{name} {version(name)}" for name in packages)),
        ("SQLite", sqlite3.sqlite_version),
    ]
    if with_postgres:
        with psycopg.connect(POSTGRES) as connection:
            found.append(("PostgreSQL", connection.info.parameter_status("server_version") or "?"))
    return found


def _cpu() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"


def _commit() -> str:
    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True).stdout.strip()

    changed = " met wijzigingen" if git("status", "--porcelain") else ""
    return (git("rev-parse", "--short", "HEAD") or "onbekend") + changed
