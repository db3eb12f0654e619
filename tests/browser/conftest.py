"""A real server (gunicorn, as `make run` starts it) with the demo region, and a real Chromium."""

import fcntl
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.delen import browser_path

ROOT = Path(__file__).resolve().parents[2]
WACHTWOORD = "overlegtafel-demo"
# For each window Chromium gets pages ready for its address bar, which nobody sees here: two thirds of what a new screen costs.
# The rest is what Playwright switches off; of this flag only the last one counts.
_OFF = (
    "WebUIOmniboxAimPopup,WebUIOmniboxPopup,WebUIOmniboxFullPopup,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch"
)
FLAGS = [
    f"--disable-features={_OFF}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


class Server:
    """The app in a process of its own, which a test may stop and start again."""

    def __init__(self, database: Path):
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = os.environ | {
            "OVERLEGTAFEL_DEMO": "1",
            "DATABASE_URL": f"sqlite:///{database}",
            "SECRET_KEY": "alleen voor de browsertests",
            "PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
        }
        self.process: subprocess.Popen | None = None

    def load_demo(self, *arguments: str) -> None:
        for command in (("db", "upgrade"), ("demo", *arguments)):
            subprocess.run(
                [sys.executable, "-m", "flask", "--app", "wsgi", *command],
                env=self.env, cwd=ROOT, check=True, capture_output=True, text=True,
            )  # fmt: skip

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "scripts/gunicorn.conf.py", "wsgi:app"],
            env=self.env, cwd=ROOT,
        )  # fmt: skip
        # With many tests at a time, loading the app alone can take a minute.
        until = time.monotonic() + 120
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/gezond", timeout=5) as answer:
                    assert answer.status == 200
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise AssertionError("the server did not start")

    def stop(self, *, hard: bool = False) -> None:
        """hard: kill -9 of the whole group, as a power cut would."""
        if self.process:
            if hard:
                subprocess.run(["pkill", "-9", "-P", str(self.process.pid)], check=False)
                self.process.kill()
            else:
                self.process.terminate()
            self.process.wait(timeout=20)
            self.process = None


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def _demo_database(run: Path) -> Path:
    """Loading the region takes as long as ten tests: of the processes of one run the first does it, the others copy the file."""
    loaded = run / "demo.db"
    with (run / "demo.slot").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not loaded.exists():
            begun = run / "demo-begonnen.db"
            Server(begun).load_demo()
            # A file alone: what still lies beside it goes in.
            with closing(sqlite3.connect(begun)) as file:
                file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            begun.rename(loaded)
    return loaded


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    if not browser_path():
        pytest.skip("geen Chromium")
    own = tmp_path_factory.mktemp("browser")
    # With several processes the folder of the run is the one above the folder of this process.
    several = "PYTEST_XDIST_WORKER" in os.environ
    run = tmp_path_factory.getbasetemp().parent if several else own
    server = Server(shutil.copy(_demo_database(run), own / "browser.db"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium():
    if not browser_path():
        pytest.skip("geen Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        yield browser
        browser.close()


class Scherm:
    """One person at one screen; keeps what the browser complained of and asked for."""

    def __init__(self, browser: Browser, server: Server, *, width: int, javascript: bool = True):
        self.server = server
        self.context = browser.new_context(
            base_url=server.url,
            viewport={"width": width, "height": 850},
            java_script_enabled=javascript,
            locale="nl-NL",
        )
        self.context.set_default_timeout(10_000)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.requested: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        self.page.on("request", lambda r: self.requested.append(r.url))

    def sign_in_once(self, who: str, kept: dict) -> "Scherm":
        """Like sign_in, but with the session of an earlier test where there is one; ends on Vandaag."""
        if who in kept:
            self.context.add_cookies(kept[who])
            self.page.goto("/vandaag")
        # Signing out in one test ends that session for all.
        if who not in kept or "/inloggen" in self.page.url:
            self.sign_in(who)
            kept[who] = self.context.cookies()
        return self

    def sign_in(self, who: str) -> "Scherm":
        self.page.goto("/inloggen")
        self.page.get_by_label("E-mailadres").fill(f"{who}@demo.test")
        self.page.get_by_label("Wachtwoord").fill(WACHTWOORD)
        self.page.get_by_role("button", name="Inloggen").click()
        self.page.wait_for_url("**/vandaag")
        return self

    def open_client(self, zoek: str = "077461848") -> str:
        """Find a client and open it; answers the address."""
        self.page.goto(f"/clienten?zoek={zoek}")
        self.page.locator("#lijst tbody a").first.click()
        self.page.wait_for_url("**/clienten/*-*")
        return self.page.url


@pytest.fixture(scope="session")
def sessions() -> dict:
    return {}


@pytest.fixture
def scherm(chromium, server, sessions):
    """scherm('huisarts', width=390): a screen with that person signed in."""
    made: list[Scherm] = []

    def make(who: str | None = "huisarts", *, width: int = 1200, javascript: bool = True) -> Scherm:
        screen = Scherm(chromium, server, width=width, javascript=javascript)
        made.append(screen)
        return screen.sign_in_once(who, sessions) if who else screen

    yield make
    for screen in made:
        screen.context.close()
