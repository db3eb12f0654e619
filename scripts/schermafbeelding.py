"""Makes docs/schermafbeelding.png: the half page as a huisarts sees it, from a fresh demo region."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS, Scherm, Server
from tests.delen import browser_path

TARGET = Path(__file__).resolve().parent.parent / "docs" / "schermafbeelding.png"


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    server = Server(folder / "demo.db")
    server.load_demo("--peildatum", "2026-11-22")
    server.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
            screen = Scherm(browser, server, width=1200).sign_in("huisarts")
            screen.open_client()
            screen.page.screenshot(path=TARGET)
            browser.close()
    finally:
        server.stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
