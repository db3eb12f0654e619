"""A word back to the home care, contacts to the table, and the number of one's own system."""

import pytest
from sqlalchemy import select

from overlegtafel.clienten.models import Betrokkene
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.models import Bronclient, Notitie, Notitieversie
from overlegtafel.toegang.domein import Domein
from tests.persona import field, readable
from tests.thuiszorg.hulp import write_note
from tests.toegang.hulp import add_gebruiker, events, everything
from tests.wereld import allow, seat

# Where it makes no difference which database there is.
sqlite_only = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def notes(client_id) -> str:
    return f"/clienten/{client_id}/thuiszorg"


def stored(app, **which) -> list[Notitie]:
    with app.app_context():
        return list(db.session.scalars(select(Notitie).filter_by(**which).order_by(Notitie.ontvangen_op)))


@sqlite_only
@pytest.mark.parametrize("htmx", [False, True])
def test_a_message_and_a_value_are_there_at_once_for_both_sides(app, als, wereld, htmx):
    huisarts = als("huisarts")
    answer = huisarts.post(f"{notes(wereld.truus)}/bericht", {"tekst": "Graag morgen\r\nwegen."}, htmx=htmx)
    made = stored(app)[0]
    if htmx:
        assert answer.status_code == 200 and "Graag morgen\nwegen." in answer.get_data(as_text=True)
    else:
        assert answer.status_code == 303 and answer.location.endswith(f"#notitie-{made.id}")
    assert (made.soort, made.auteur, made.functie, made.door_id) == (
        "bericht",
        "Els Peeters",
        "huisarts",
        wereld.huisarts,
    )
    huisarts.post(
        f"{notes(wereld.truus)}/bericht", {"tekst": "na rust", "maat": "bloeddruk", "waarde": "142/85"}, htmx=htmx
    )
    page = als("wijkverpleging").text(notes(wereld.truus))
    assert "Graag morgen wegen." in page and "Bloeddruk 142/85 mmHg na rust" in page
    assert "Els Peeters , huisarts, Huisartsenpraktijk Nazareth bericht" in page
    assert events(app, gebeurtenis="bericht.geschreven", client_id=wereld.truus, gebruiker_id=wereld.huisarts)
    # The nurse changes no word of the huisarts, and is not offered to.
    assert f"{made.id}/wijzigen" not in als("wijkverpleging").get(notes(wereld.truus)).get_data(as_text=True)
    url = f"{notes(wereld.truus)}/{made.id}"
    for what in ("wijzigen", "intrekken"):
        assert als("wijkverpleging").post(f"{url}/{what}", {"tekst": "x", "versie": "1"}).status_code == 403
    assert als("wijkverpleging").get(f"{url}/wijzigen").status_code == 403


@sqlite_only
def test_what_is_refused_comes_back_as_it_was_typed_and_nothing_is_stored(app, als, wereld):
    huisarts, before = als("huisarts"), everything(app)
    typed = {"tekst": "Voor <u>wie</u>?", "maat": "gewicht", "waarde": "714"}
    for htmx in (False, True):
        answer = huisarts.post(f"{notes(wereld.truus)}/bericht", typed, htmx=htmx)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422 and "kan niet kloppen" in page
        assert 'value="714"' in page and "Voor &lt;u&gt;wie&lt;/u&gt;?" in page and 'value="gewicht" selected' in page
    assert huisarts.post(f"{notes(wereld.truus)}/bericht", {"tekst": " \n "}).status_code == 422
    assert huisarts.post(f"{notes(wereld.truus)}/bericht", {"tekst": "x" * 1001}).status_code == 422
    # Who may only read is not offered the form, and gets nothing done.
    assert "/thuiszorg/bericht" not in als("assistent").get(notes(wereld.truus)).get_data(as_text=True)
    assert als("assistent").post(f"{notes(wereld.truus)}/bericht", {"tekst": "x"}).status_code == 403
    assert als("psychiater").post(f"{notes(wereld.truus)}/bericht", {"tekst": "x"}).status_code == 404
    assert everything(app) == before


def test_correcting_and_taking_back_keep_what_was_said(app, als, wereld):
    huisarts = als("huisarts")
    huisarts.post(f"{notes(wereld.truus)}/bericht", {"tekst": "Eerst", "maat": "pols", "waarde": "72"})
    note = stored(app)[0]
    url = f"{notes(wereld.truus)}/{note.id}"
    form = huisarts.get(f"{url}/wijzigen").get_data(as_text=True)
    assert ">Eerst</textarea>" in form and field(form, "waarde") == "72" and field(form, "versie") == "1"
    changed = {"tekst": "Toen", "maat": "pols", "waarde": "76", "versie": "1"}
    assert huisarts.post(f"{url}/wijzigen", changed).status_code == 303
    # From a window that was left open: both are shown, and the next save starts from there.
    stale = huisarts.post(f"{url}/wijzigen", changed | {"tekst": "Mijn andere tekst"})
    page = stale.get_data(as_text=True)
    assert stale.status_code == 409 and "Toen" in page and ">Mijn andere tekst</textarea>" in page
    assert field(page, "versie") == "2"
    assert huisarts.post(f"{url}/intrekken", {"versie": "1"}).status_code == 409
    # The same again is no change.
    assert huisarts.post(f"{url}/wijzigen", changed | {"versie": "2"}).status_code == 303
    assert "Eerst" in huisarts.text(f"{url}/eerder") and "Gecorrigeerd op" in huisarts.text(notes(wereld.truus))
    refused = huisarts.post(f"{url}/wijzigen", {"tekst": "", "versie": "2"})
    assert refused.status_code == 422 and field(refused.get_data(as_text=True), "versie") == "2"
    assert huisarts.post(f"{url}/intrekken", {"versie": "2"}).status_code == 303
    assert "Toen" not in huisarts.text(notes(wereld.truus))
    kept = stored(app)[0]
    assert kept.ingetrokken and kept.tekst == "Toen"
    with app.app_context():
        assert list(db.session.scalars(select(Notitieversie.tekst))) == ["Eerst"]
    assert huisarts.post(f"{url}/wijzigen", changed | {"versie": "3"}).status_code == 404
    assert huisarts.get(f"{url}/wijzigen").status_code == 303
    lines = [e for e in events(app, client_id=wereld.truus) if e.startswith("bericht.")]
    assert lines == ["bericht.geschreven", "bericht.gewijzigd", "bericht.ingetrokken"]


def test_a_contact_is_proposed_and_goes_to_the_table_only_when_somebody_puts_it_there(app, als, wereld):
    with app.app_context():
        daughter, neighbour = (
            write_note(
                wereld.truus, wereld.envida, soort="contact", tekst=name, opschrift=relation, telefoon="043-350 12 34"
            )
            for name, relation in (("Mia Habets", "dochter"), ("Jo Last", "buurman"))
        )
    huisarts = als("huisarts")
    page = huisarts.text(notes(wereld.truus))
    assert "Mia Habets , dochter" in page and "Jo Last , buurman" in page
    assert "Mia Habets" not in huisarts.text(f"/clienten/{wereld.truus}")
    url = f"{notes(wereld.truus)}/{daughter}/contact"
    form = {"naam": "Mia Habets", "functie": "dochter", "telefoon": "043-350 12 34", "doel": "", "wat": "tafel"}
    refused = huisarts.post(url, form)
    assert refused.status_code == 422 and "Vul in waar deze persoon mee bezig is" in readable(refused)
    assert len([n for n in stored(app) if n.afgehandeld_op]) == 0
    assert huisarts.post(url, form | {"doel": "boodschappen"}).status_code == 303
    assert "Mia Habets dochter" in huisarts.text(f"/clienten/{wereld.truus}")
    # Twice is once; and not needed is not at the table.
    assert huisarts.post(url, form | {"doel": "boodschappen"}).status_code == 404
    assert huisarts.post(f"{notes(wereld.truus)}/{neighbour}/contact", {"wat": "niet_nodig"}).status_code == 303
    aside = huisarts.text(notes(wereld.truus))
    assert "Opzij gelegd. Zet terug" in aside and "Jo Last" not in aside
    assert huisarts.post(f"{notes(wereld.truus)}/{neighbour}/contact", {"wat": "terug"}).status_code == 303
    assert "Jo Last , buurman" in huisarts.text(notes(wereld.truus))
    assert huisarts.post(f"{notes(wereld.truus)}/{neighbour}/contact", {"wat": "terug"}).status_code == 404
    assert huisarts.post(f"{notes(wereld.truus)}/{neighbour}/contact", {"wat": "niet_nodig"}).status_code == 303
    huisarts.get(notes(wereld.truus))
    with app.app_context():
        seats = db.session.scalars(select(Betrokkene.naam).where(Betrokkene.client_id == wereld.truus)).all()
    assert "Mia Habets" in seats and "Jo Last" not in seats
    assert "Jo Last" not in als("assistent").text(notes(wereld.truus))
    assert {"betrokkene.gemaakt", "thuiszorg.contact", "thuiszorg.contact_terug"} <= set(
        events(app, client_id=wereld.truus)
    )
    assert huisarts.post(f"{notes(wereld.truus)}/{stored(app)[0].id}/contact", {"wat": "niet_nodig"}).status_code == 404


def _waiting(wereld, number: str, tekst: str, organisatie: str = "envida", **person) -> None:
    who = Bronclient(organisatie_id=getattr(wereld, organisatie), sleutel=f"nummer/{number}", **person)
    db.session.add(who)
    db.session.flush()
    write_note(None, who.organisatie_id, soort="rapportage", tekst=tekst, bronclient_id=who.id, bron_id=f"csv/{number}")


def test_the_own_client_number_lets_in_what_waits_and_is_nobody_elses(app, als, wereld):
    add_gebruiker(app, "zuster", "verzorgende", wereld.envida)
    with app.app_context():
        _waiting(wereld, "4711", "Kwam met een nummer")
        _waiting(wereld, "4712", "Over een ander", bsn="999990184")
        _waiting(wereld, "4711", "Van een andere organisatie", "trajekt")
        # Envida sits at the table of Sem as well.
        allow(wereld.kind, Domein.WIJKVERPLEGING)
        seat(wereld.kind, gebruiker_id=wereld.wijkverpleging, doel="x")
        db.session.commit()
    nurse = als("wijkverpleging")
    assert "Kwam met een nummer" not in nurse.text(notes(wereld.truus))
    assert nurse.post(f"{notes(wereld.truus)}/nummer", {"nummer": " 4711 "}).status_code == 303
    page = nurse.get(notes(wereld.truus)).get_data(as_text=True)
    assert "Kwam met een nummer" in page and 'value="4711"' in page and "andere organisatie" not in page
    # Somebody else's: by hand, or because the BSN says so. Not a word of whose.
    for client, number in ((wereld.kind, "4711"), (wereld.truus, "4712")):
        before = everything(app)
        refused = nurse.post(f"{notes(client)}/nummer", {"nummer": number})
        text = readable(refused)
        assert refused.status_code == 422 and "hoort hier al bij een andere cliënt" in text
        assert ("Truus" in text) == (client == wereld.truus) and "999990184" not in text
        assert everything(app) == before
    assert nurse.post(f"{notes(wereld.truus)}/nummer", {"nummer": "<4711>"}).status_code == 422
    # Taken away: what came in under it waits again.
    assert nurse.post(f"{notes(wereld.truus)}/nummer", {"nummer": ""}).status_code == 303
    assert "Kwam met een nummer" not in nurse.text(notes(wereld.truus))
    assert nurse.post(f"{notes(wereld.kind)}/nummer", {"nummer": "4711"}).status_code == 303
    assert "Kwam met een nummer" in nurse.text(notes(wereld.kind))
    lines = events(app, client_id=wereld.truus)
    assert lines.count("thuiszorg.nummer") == 2 and "notitie.doorgelaten" in lines
    # Not for others, and not without a seat.
    assert "Cliëntnummer" not in als("huisarts").text(notes(wereld.truus))
    assert als("huisarts").post(f"{notes(wereld.truus)}/nummer", {"nummer": "1"}).status_code == 403
    assert als("zuster").post(f"{notes(wereld.truus)}/nummer", {"nummer": "1"}).status_code == 404


@sqlite_only
def test_a_message_to_a_client_of_another_opens_through_no_own_client(app, als, wereld):
    with app.app_context():
        theirs = write_note(
            wereld.gerrit,
            wereld.oost,
            tekst="Geheim van Gerrit",
            door_id=wereld.huisarts,
            auteur="Els",
            ontvangen_op=now(),
        )
    huisarts, before = als("huisarts"), everything(app)
    for what in ("", "/wijzigen", "/eerder"):
        assert huisarts.get(f"{notes(wereld.truus)}/{theirs}{what}").status_code == 303
        assert huisarts.get(f"{notes(wereld.gerrit)}/{theirs}{what}").status_code == 404
    for what in ("wijzigen", "intrekken", "contact"):
        answer = huisarts.post(
            f"{notes(wereld.truus)}/{theirs}/{what}", {"tekst": "x", "versie": "1", "wat": "niet_nodig"}
        )
        assert answer.status_code == 404
    assert everything(app) == before
