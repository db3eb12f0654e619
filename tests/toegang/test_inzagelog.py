"""The access log: every look and change leaves a line without names; without the line there is no look and no change."""

import re

import pytest
from sqlalchemy import select, text

from overlegtafel.extensions import db
from overlegtafel.logboek import controle
from overlegtafel.toegang.domein import FUNCTIES, Recht
from overlegtafel.toegang.inzagelog import log_sleutel
from overlegtafel.toegang.models_inzage import Inzageregel
from tests.toegang.hulp import events, everything, log_lines

pytestmark = pytest.mark.own_database

CODES = {
    "gebeurtenis": r"[a-z_]+(\.[a-z_]+)?",
    "actie": r"[CRUDE]",
    "functie": "|".join(map(re.escape, FUNCTIES)),
    "object_soort": "client|plan|sessie|logboek",
    "recht": "|".join(Recht),
    "grond": "praktijk|persoon|team|waarneming|noodtoegang|beheer|fg",
    "bron": "overlegtafel",
}


# Of Truus, whose details nobody changed yet.
PERSOON = {"achternaam": "Anders", "geboortedatum": "3-5-1942", "versie": "1"}


def test_each_thing_somebody_does_leaves_its_own_line(app, als, wereld):
    huisarts, truus = als("huisarts"), f"/clienten/{wereld.truus}"
    steps = [
        ("/clienten?zoek=Truus", None, "client.gezocht", "E", None),
        ("/clienten", None, "client.lijst", "R", None),
        (truus, None, "client.geopend", "R", "client"),
        (f"{truus}/plan.pdf", None, "plan.afgedrukt", "R", "plan"),
        (f"{truus}/gegevens", None, "client.gegevens", "R", "client"),
        (f"{truus}/geschiedenis", None, "plan.geschiedenis", "R", "client"),
        (f"{truus}/bsn", {}, "bsn.getoond", "R", "client"),
        (f"{truus}/plan/regels/nieuw/doel", {"tekst": "Weer naar de markt"}, "doel.gemaakt", "C", "plan"),
        (f"{truus}/gegevens", PERSOON, "client.gewijzigd", "U", "client"),
    ]
    writes = ("client.gegevens", "doel.gemaakt", "client.gewijzigd")
    rechten = dict.fromkeys(writes, "schrijven") | {"bsn.getoond": "bsn_tonen"}
    for address, form, event, actie, object_soort in steps:
        before = len(log_lines(app))
        answer = huisarts.get(address) if form is None else huisarts.post(address, form)
        assert answer.status_code in (200, 303), address
        (line,) = log_lines(app)[before:]
        assert (line.gebeurtenis, line.actie, line.object_soort) == (event, actie, object_soort)
        assert (line.gebruiker_id, line.functie, line.organisatie_id) == (wereld.huisarts, "huisarts", wereld.nazareth)
        if object_soort:
            assert (line.client_id, line.grond) == (wereld.truus, "praktijk")
            assert line.toestemming_id is not None
            assert line.recht == rechten.get(event, "lezen")
            assert (line.namens_id, line.noodtoegang_id) == (None, None)
            assert line.object_id == (wereld.plan if object_soort == "plan" else wereld.truus)


def test_lines_hold_ids_and_codes_and_nothing_else(app, als, wereld):
    test_each_thing_somebody_does_leaves_its_own_line(app, als, wereld)
    als("gezinsregisseur").get(f"/clienten/{wereld.truus}")
    als("fg").get("/logboek")
    als("huisarts").post("/uitloggen")
    texts = [c.name for c in Inzageregel.__table__.columns if c.type.python_type is str]
    assert set(texts) == set(CODES), "a new column for text: say here what it may hold"
    for line in log_lines(app):
        for column, pattern in CODES.items():
            value = getattr(line, column)
            assert value is None or re.fullmatch(pattern, value), (column, value)
    # Numbered without gaps, each tied to the one before.
    assert [line.id for line in log_lines(app)] == list(range(1, len(log_lines(app)) + 1))
    assert len({line.zegel for line in log_lines(app)}) == len(log_lines(app))
    with app.app_context():
        assert controle.verify(log_sleutel()).zegel == log_lines(app)[-1].zegel


def test_a_search_is_logged_with_how_many_were_found_never_with_what_was_typed(app, als):
    als("huisarts").get("/clienten?zoek=Janssen")
    (line,) = log_lines(app, gebeurtenis="client.gezocht")
    assert line.aantal == 2 and line.client_id is None


def test_a_refusal_is_logged_and_what_was_under_way_is_not_done(app, als, wereld):
    before = everything(app)
    address = f"/clienten/{wereld.truus}/plan/regels/nieuw/doel"
    assert als("gezinsregisseur").post(address, {"tekst": "Stiekem"}).status_code == 404
    assert events(app, gebruiker_id=wereld.gezinsregisseur, client_id=wereld.truus) == ["client.geweigerd"]
    assert everything(app) == before


def _break_log(app, how: str) -> None:
    with app.app_context():
        sqlite = db.engine.dialect.name == "sqlite"
        if how == "gone":
            statements = ["ALTER TABLE inzageregel RENAME TO ergens_anders"]
        elif sqlite:
            statements = ["CREATE TRIGGER vol BEFORE INSERT ON inzageregel BEGIN SELECT RAISE(ABORT, 'vol'); END"]
        else:
            statements = [
                "CREATE FUNCTION vol() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'vol'; END$$",
                "CREATE TRIGGER vol BEFORE INSERT ON inzageregel FOR EACH ROW EXECUTE FUNCTION vol()",
            ]
        for statement in statements:
            db.session.execute(text(statement))
        db.session.commit()


@pytest.mark.parametrize("how", ["gone", "refuses"])
def test_without_a_log_line_nobody_sees_anything_and_nothing_is_changed(app, als, wereld, how, caplog):
    app.config["RAISE_UNEXPECTED"] = False
    huisarts, truus = als("huisarts"), f"/clienten/{wereld.truus}"
    before = everything(app)
    _break_log(app, how)
    looks = ["", "/plan.pdf", "/gegevens", "/geschiedenis", "/geschiedenis/1", "/huishouden", "/samenvoegen",
             "/plan/evaluatie", f"/plan/regels/{wereld.doel}", f"/plan/regels/{wereld.doel}/wijzigen"]  # fmt: skip
    answers = [huisarts.get(truus + look) for look in looks]
    answers += [huisarts.get(page) for page in ("/vandaag", "/clienten", "/clienten?zoek=Berg")]
    answers += [
        huisarts.post(f"{truus}/bsn"),
        huisarts.post(f"{truus}/plan/regels/nieuw/doel", {"tekst": "Naar de markt"}),
        huisarts.post(f"{truus}/plan/regels/{wereld.doel}/staat", {"staat": "gedaan", "versie": "1"}),
        huisarts.post(f"{truus}/plan/evaluatie", {"datum": "1-1-2027"}),
        huisarts.post(f"{truus}/gegevens", PERSOON),
        als("huisarts").get(f"/clienten/{wereld.gerrit}"),
    ]
    for answer in answers:
        assert answer.status_code in (500, 503), answer.request.path
        body = answer.get_data(as_text=True)
        for secret in ("Truus", "Berg", "Niet meer vallen", "077461848", "848"):
            assert secret not in body
    assert everything(app) == before
    for secret in ("Truus", "Berg", "077461848", "Naar de markt", "Niet meer vallen"):
        assert secret not in caplog.text
    assert caplog.records, "what went wrong is told to who runs it"


def test_a_change_that_is_refused_leaves_no_line_of_a_change(app, als, wereld):
    truus = f"/clienten/{wereld.truus}"
    assert als("huisarts").post(f"{truus}/plan/regels/nieuw/doel", {"tekst": ""}).status_code == 422
    assert "doel.gemaakt" not in events(app)


def test_the_moment_of_a_line_is_kept_in_utc(app, als, wereld):
    als("huisarts").get(f"/clienten/{wereld.truus}")
    with app.app_context():
        moments = db.session.scalars(select(Inzageregel.tijdstip)).all()
    assert moments == sorted(moments)
    assert all(moment.utcoffset().total_seconds() == 0 for moment in moments)
