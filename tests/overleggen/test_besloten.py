"""Who has no right to an item receives nothing of it: on every page and fragment of this room, before, during and after.

The table of routes names the pages, so a new one is walked as soon as it stands there. What is secret is made of words that
stand nowhere else.
"""

import re
from uuid import uuid4

import pytest
from sqlalchemy import update

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Gespreksblad, Puntgast, Puntnotitie, Puntversie, Tafelstand
from overlegtafel.overleggen.punten import give_reden
from overlegtafel.toegang.domein import Domein
from tests.overleggen.tafels import make_overleg, make_punt
from tests.toegang.tabel import rules
from tests.wereld import allow

# Everybody at the meeting but huisarts2 and the psychiater, who may see Gerrit; the huisarts chairs it.
ZONDER = ("huisarts", "wijkverpleging", "sociaalteam")
MET = ("huisarts2", "psychiater")
WOORDEN = ("Gerrit", "Böçker", "Zeegroen", "Paardebloem", "Kwikstaart", "Vuurtoren", "Hagelslag", "Stroopwafel")


@pytest.fixture
def geheim(app, wereld) -> dict:
    """A meeting with an item about Gerrit that has everything an item can have, and one that everybody else sees."""
    with app.app_context():
        overleg = make_overleg(wereld, mensen=(*ZONDER, *MET), voorzitters=("huisarts",))
        punt = make_punt(
            overleg, wereld.gerrit, vraag="Zeegroen", uitkomst="Paardebloem", ingebracht_door_id=wereld.huisarts2
        )
        make_punt(overleg, wereld.moeder, vraag="Gewoon")
        allow(wereld.gerrit, Domein.GGZ)
        stamp = {"agendapunt_id": punt.id, "op": now(), "door_id": wereld.huisarts2}
        # By consent, and asked along: without a seat at his table.
        people = [
            Puntgast(
                id=uuid4(), agendapunt_id=punt.id, gebruiker_id=wereld.psychiater, door_id=wereld.huisarts2, op=now()
            ),
            Puntgast(
                id=uuid4(), agendapunt_id=punt.id, naam="Hagelslag", rol="buurman", door_id=wereld.huisarts2, op=now()
            ),
        ]
        db.session.add_all(people)
        db.session.add(Puntnotitie(tekst="Kwikstaart", **stamp))
        db.session.add(Puntversie(id=uuid4(), nummer=1, tekst="Kwikstaart", **stamp))
        db.session.add(Gespreksblad(voorstellen="Vuurtoren", dimensies={}, antwoorden={}, **stamp))
        give_reden(punt, "inbreng", "x:1", now().date(), tekst="Stroopwafel", door_id=wereld.huisarts2)
        db.session.commit()
        return {"overleg": overleg.id, "punt": punt.id, "client": wereld.gerrit}


def set_staat(app, geheim, staat: str) -> None:
    """The meeting is there: being held, with the table at the secret item, or closed with it discussed."""
    with app.app_context():
        begun = {"begonnen_op": now()} if staat != "gepland" else {}
        done = {"gesloten_op": now()} if staat == "klaar" else {}
        db.session.execute(update(Overleg).where(Overleg.id == geheim["overleg"]).values(staat=staat, **begun, **done))
        if staat != "gepland":
            db.session.add(Tafelstand(overleg_id=geheim["overleg"], punt_id=geheim["punt"], sinds=now(), versie=1))
            db.session.execute(update(Genodigde).values(binnen_op=now()))
        db.session.commit()


def pages(geheim) -> list[str]:
    """Every address of the room that one can open, for this meeting and this item; and the lists that name meetings."""
    found = {"/vandaag", "/clienten"}
    for rule in rules("GET"):
        if "/overleggen" not in rule:
            continue
        for part in ("overleg", "punt", "client"):
            rule = rule.replace(f"<uuid:{part}_id>", str(geheim[part]))
        rule = re.sub(r"<int:\w+>", "1", re.sub(r"<uuid:\w+>", str(uuid4()), rule))
        found.add(rule)
        if rule.endswith("/tafel"):
            found.add(f"{rule}?punt={geheim['punt']}")
    return sorted(found)


def leaks(answer, geheim, url: str) -> list[str]:
    """What of the secret stands in this answer, headers too. What the reader typed in the address is no leak."""
    body = answer.get_data().decode("utf-8", "replace") + str(answer.headers)
    hidden = [*WOORDEN, *(str(geheim[part]) for part in ("punt", "client") if str(geheim[part]) not in url)]
    return [word for word in hidden if word in body]


# Each state is the same queries: on the other database the one in which most is shown.
@pytest.mark.parametrize(
    ("backend", "staat"),
    [("sqlite", "gepland"), ("sqlite", "bezig"), ("sqlite", "klaar"), ("postgres", "bezig")],
    indirect=["backend"],
)
def test_no_page_gives_anything_of_it_away(app, als, geheim, staat):
    set_staat(app, geheim, staat)
    walked = pages(geheim)
    assert len(walked) > 15
    found = [
        (name, url, htmx, leaked)
        for name in ZONDER
        for url in walked
        for htmx in (False, True)
        if (leaked := leaks(als(name).get(url, htmx=htmx), geheim, url))
    ]
    assert not found
    # The same words do reach who may see him: they are there to be found.
    for name in MET:
        told = {word for url in walked for word in leaks(als(name).get(url), geheim, url)}
        assert {"Gerrit", "Zeegroen", str(geheim["punt"])} <= told, (name, told)


def test_what_is_done_to_it_blindly_tells_nothing_either(als, app, geheim):
    """The chair moves and drops it by its place; somebody else asks for what only its id opens."""
    chair, where = als("huisarts"), f"/overleggen/{geheim['overleg']}"
    page = chair.get(where).text
    shut = re.search(r'agendapunt--besloten"[^>]*data-plek="([^"]+)"', page)[1]
    for wat in ("omlaag", "omhoog", "minuten", "uitstel", "weg", "terug"):
        form = {"versie": re.search(r'name="versie" value="(\d+)"', chair.get(where).text)[1], "minuten": "9"}
        answer = chair.post(f"{where}/agenda/{shut}/{wat}", form, htmx=True)
        assert answer.status_code in (200, 422) and not leaks(answer, geheim, ""), wat
    for rule in rules("POST"):
        if "<uuid:punt_id>" in rule:
            url = re.sub(r"<\w+:\w+>", str(uuid4()), rule.replace("<uuid:punt_id>", str(geheim["punt"])))
            url = re.sub(r"<\w+>", "afspraak", url.replace("<uuid:client_id>", str(geheim["client"])))
            answer = als("wijkverpleging").post(
                url, {"tekst": "x", "versie": "1", "naam": "x", "reden": "x"}, htmx=True
            )
            assert answer.status_code == 404 and not leaks(answer, geheim, url), url
