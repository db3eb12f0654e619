import shutil
from datetime import date

import pytest

from overlegtafel import create_app
from overlegtafel.config import load_config
from overlegtafel.demo.laden import load_region
from overlegtafel.extensions import db

DAG = date(2026, 11, 22)


@pytest.fixture(scope="session")
def loaded(bestanden, tmp_path_factory):
    """A region of the default size that all tests of this folder read and none changes."""
    path = tmp_path_factory.mktemp("regio") / "regio.db"
    shutil.copy(bestanden.leeg, path)
    app = create_app(load_config({"OVERLEGTAFEL_DEMO": "1", "DATABASE_URL": f"sqlite:///{path}", "SECRET_KEY": "demo"}))
    with app.app_context():
        load_region(peildatum=DAG)
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def regio(loaded):
    with loaded.app_context():
        yield
