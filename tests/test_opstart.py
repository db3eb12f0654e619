"""Starting: a wrong setting stops it with one clear line; /gezond tells the truth; commands say what they refused."""

import os
import shutil
import socket
import subprocess
import sys

import pytest

from overlegtafel import create_app
from overlegtafel.config import ROOT, ConfigError, load_config
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Organisatie
from tests.databases import make_config
from tests.delen import REDIS_URL, has_redis

pytestmark = pytest.mark.own_database

KEY = "een geheim van meer dan tweeendertig tekens"
GOOD = {
    "SECRET_KEY": KEY,
    "DATABASE_URL": "sqlite:////tmp/bestaat-niet-en-hoeft-niet.db",
    "SMTP_URL": "smtp://localhost",
}


def run(*command: str, **env: str) -> subprocess.CompletedProcess:
    """A process of its own with these settings and no others."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=kept | env, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize(
    ("setting", "value", "names"),
    [
        ("SECRET_KEY", "", "SECRET_KEY ontbreekt"),
        ("SECRET_KEY", "kort", "SECRET_KEY is te kort"),
        ("OVERLEGTAFEL_DEMO", "ja", "OVERLEGTAFEL_DEMO is 0 of 1"),
        ("BASE_URL", "tafel", "BASE_URL"),
        ("BASE_URL", "ftp://tafel.voorbeeld.nl", "BASE_URL"),
        ("BASE_URL", "http://[", "BASE_URL"),
        ("SMTP_URL", "", "SMTP_URL ontbreekt"),
        ("SMTP_URL", "http://localhost", "SMTP_URL"),
        ("SMTP_URL", "smtp://[", "SMTP_URL"),
        ("VERGRENDEL_NA", "kwartier", "VERGRENDEL_NA is een getal"),
        ("VERGRENDEL_NA", "0", "VERGRENDEL_NA is een aantal minuten"),
        ("REDIS_URL", "http://127.0.0.1", "REDIS_URL"),
        ("REDIS_URL", "redis://[", "REDIS_URL"),
        ("DATABASE_URL", "rommel", "DATABASE_URL"),
        ("DATABASE_URL", "mysql://iemand@host/tafel", "DATABASE_URL"),
        ("DATABASE_URL", "postgresql://iemand@host:poort/tafel", "DATABASE_URL"),
        ("DATABASE_URL", "sqlite+bestaatniet:///tafel.db", "DATABASE_URL"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_line(setting, value, names):
    with pytest.raises(ConfigError) as stopped:
        load_config(GOOD | {setting: value})
    (line,) = str(stopped.value).splitlines()
    assert names in line and KEY not in line


@pytest.mark.parametrize("setting", ["SECRET_KEY", "DATABASE_URL"])
def test_what_is_wrong_is_one_line_without_a_traceback_or_a_secret(setting):
    """A process of its own, as a server starts it: of the kinds above the first, and the one that holds a password."""
    value = {"SECRET_KEY": "zeergeheim", "DATABASE_URL": "mysql://iemand:zeergeheim@host/tafel"}[setting]
    done = run("-c", "import wsgi", **(GOOD | {setting: value}))
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    assert setting in line and value not in line and "zeergeheim" not in line
    assert done.stdout == "" and "Traceback" not in done.stderr
    assert KEY not in done.stderr


def test_good_settings_start():
    done = run("-c", "import wsgi; print(wsgi.app.name)", **GOOD)
    assert (done.returncode, done.stdout, done.stderr) == (0, "overlegtafel\n", "")


def test_gezond_reads_and_writes(app):
    answers = [app.test_client().get("/gezond") for _ in range(2)]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.json["status"] == "ok" and answer.json["database"] == "ok"
        assert answer.json["redis"] == "niet ingesteld"
        assert set(answer.json) == {"status", "versie", "database", "redis"}
    with app.app_context():
        assert db.session.execute(db.text("SELECT slag FROM hartslag")).scalar() == 2


def test_gezond_with_a_database_without_tables(tmp_path):
    app = create_app(make_config(f"sqlite:///{tmp_path / 'leeg.db'}"))
    answer = app.test_client().get("/gezond")
    assert answer.status_code == 503
    assert (answer.json["status"], answer.json["database"]) == ("storing", "storing")
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def with_redis(database_url):
    """The app as it is with this address of Redis."""
    made = []

    def make(address: str):
        app = create_app(make_config(database_url) | {"REDIS_URL": address, "RATELIMIT_STORAGE_URI": address})
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()
    # There is one limiter in a process: what it was told here must not stay for the apps of the other tests.
    create_app(make_config(database_url))


@pytest.mark.skipif(not has_redis(), reason="geen Redis op TEST_REDIS_URL")
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_gezond_with_redis(with_redis):
    answer = with_redis(REDIS_URL).test_client().get("/gezond")
    assert answer.status_code == 200 and answer.json["redis"] == "ok"


@pytest.fixture
def nobody_listens():
    """An address of which we are sure that nobody listens there: the port is taken, and not listened on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"redis://127.0.0.1:{taken.getsockname()[1]}/0"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_gezond_without_the_redis_it_needs(with_redis, nobody_listens):
    answer = with_redis(nobody_listens).test_client().get("/gezond")
    assert answer.status_code == 503
    assert (answer.json["status"], answer.json["database"], answer.json["redis"]) == ("storing", "ok", "storing")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_signing_in_goes_on_without_redis(wereld, database_url, nobody_listens):
    """Redis counts the attempts; without it each process counts for itself, and care goes on."""
    sign_in = "from wsgi import app; from tests.persona import Persona; print(Persona(app, 'huisarts@demo.test').email)"
    env = {"OVERLEGTAFEL_DEMO": "1", "SECRET_KEY": KEY, "DATABASE_URL": database_url, "REDIS_URL": nobody_listens}
    done = run("-c", sign_in, **env)
    assert (done.returncode, done.stdout) == (0, "huisarts@demo.test\n"), done.stderr


def _flask(*arguments: str, **env: str) -> subprocess.CompletedProcess:
    return run("-m", "flask", "--app", "wsgi", *arguments, **env)


def _invoke(config: dict, *arguments: str):
    """The same command without a process of its own, where what a process does is proven by another test."""
    app = create_app(config)
    done = app.test_cli_runner().invoke(args=arguments)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return done


def test_wrong_usage_is_exit_2(tmp_path):
    url = f"sqlite:///{tmp_path / 'x.db'}"
    done = _flask("onbekend", OVERLEGTAFEL_DEMO="1", SECRET_KEY=KEY, DATABASE_URL=url)
    assert done.returncode == 2 and "Error" in done.stderr and "Traceback" not in done.stderr
    for arguments in (["demo", "--clienten", "5"], ["demo", "--clienten", "veel"], ["demo", "erbij"]):
        done = _invoke(make_config(url), *arguments)
        assert done.exit_code == 2 and "Error" in done.stderr, arguments


def test_the_demo_loads_once(database_url):
    env = {"OVERLEGTAFEL_DEMO": "1", "SECRET_KEY": KEY, "DATABASE_URL": database_url}
    first = _flask("demo", "--clienten", "100", **env)
    assert first.returncode == 0, first.stderr
    assert "De demoregio staat klaar." in first.stdout
    app = create_app(make_config(database_url))
    with app.app_context():
        before = db.session.query(Organisatie).count()
        assert before > 3
    again = _invoke(make_config(database_url), "demo", "--clienten", "100")
    assert again.exit_code == 1
    assert "bevat al een regio; er is niets veranderd" in again.stderr
    assert again.stdout == ""
    with app.app_context():
        assert db.session.query(Organisatie).count() == before
        db.session.remove()
        db.engine.dispose()


def test_the_demo_needs_tables(tmp_path):
    done = _invoke(make_config(f"sqlite:///{tmp_path / 'leeg.db'}"), "demo", "--clienten", "100")
    assert done.exit_code == 1
    assert "db upgrade" in done.stderr, "says what to do"


def test_a_command_with_a_wrong_setting_says_so_as_well(tmp_path):
    done = _flask("demo", OVERLEGTAFEL_DEMO="ja", SECRET_KEY=KEY)
    assert done.returncode != 0
    assert "OVERLEGTAFEL_DEMO is 0 of 1" in done.stderr


def test_the_demo_keeps_its_key(tmp_path):
    """Without SECRET_KEY the demo makes one, readable by its owner only, and keeps it: a restart signs nobody out."""
    house = tmp_path / "huis"
    shutil.copytree(ROOT / "overlegtafel", house / "overlegtafel", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "templates", house / "templates")
    shutil.copy(ROOT / "wsgi.py", house)
    env = {"OVERLEGTAFEL_DEMO": "1", "PATH": os.environ["PATH"]}
    keys = {
        subprocess.run(
            [sys.executable, "-c", "import wsgi; print(wsgi.app.config['SECRET_KEY'])"],
            cwd=house, env=env, capture_output=True, text=True, check=True,
        ).stdout
        for _ in range(2)
    }  # fmt: skip
    assert len(keys) == 1 and len(keys.pop().strip()) == 64
    assert (house / "instance" / "demo-sleutel").stat().st_mode & 0o077 == 0


def test_make_run_sets_up_once_and_starts_again(tmp_path):
    """What `make run` does before serving: from nothing to a region, and a second time changes nothing."""
    env = {"OVERLEGTAFEL_DEMO": "1", "SECRET_KEY": KEY, "DATABASE_URL": f"sqlite:///{tmp_path / 'nieuw.db'}"}
    first = _flask("klaarzetten", **env)
    assert first.returncode == 0 and "De demoregio staat klaar." in first.stdout, first.stderr
    second = _flask("klaarzetten", **env)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")


def test_the_demo_is_only_for_the_demo(database_url):
    done = _invoke(load_config(GOOD | {"DATABASE_URL": database_url}), "demo")
    assert done.exit_code == 1 and "OVERLEGTAFEL_DEMO=1" in done.stderr


def test_links_name_the_port_it_listens_on():
    assert load_config(GOOD)["BASE_URL"] == "http://127.0.0.1:8000"
    assert load_config(GOOD | {"PORT": "8122"})["BASE_URL"] == "http://127.0.0.1:8122"
    assert load_config(GOOD | {"PORT": "8122", "BASE_URL": "https://tafel.test"})["BASE_URL"] == "https://tafel.test"
