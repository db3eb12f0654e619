"""Reading the notes: what is new for whom, searching, corrections, values, and who may."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import now, today
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.models import Bezoek, Notitie, Notitieversie
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Gebruiker, Organisatie
from overlegtafel.toegang.models_inzage import Noodtoegang, Toestemming
from tests.persona import readable
from tests.thuiszorg.hulp import Systeem, bundle_of, make_key, observation, write_note
from tests.toegang.hulp import add_gebruiker, change, log_lines
from tests.wereld import allow, seat

# Where it makes no difference which database there is.
sqlite_only = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def client(client_id) -> str:
    return f"/clienten/{client_id}"


def notes(client_id) -> str:
    return f"/clienten/{client_id}/thuiszorg"


@pytest.fixture
def truus(app, wereld):
    """Twelve nursing reports of Envida about Truus, one a day, and what stands beside them."""
    with app.app_context():
        for day in range(12):
            bron(wereld, f"Dag {day}: wond rustig.", dag=day)
        bron(wereld, "Schort en handschoenen.", soort="letop", dag=90, opschrift="MRSA-drager", tot=today())
        bron(wereld, "Hond", soort="letop", dag=90, opschrift="Oud", tot=today() - timedelta(days=1))
        bron(wereld, "Nooit gezegd", dag=0, ingetrokken=True)
        bron(wereld, "Ans van den Berg", soort="contact", dag=90, opschrift="dochter", telefoon="043 350 1234")
    return wereld


def bron(wereld, tekst, *, soort="rapportage", dag=0, **values):
    """A note as it came from Envida; received a while ago, at the latest six hours."""
    values.setdefault("ontvangen_op", now() - timedelta(days=dag, hours=6))
    values = {"auteur": "J. Frissen", "functie": "verzorgende IG"} | values
    return write_note(wereld.truus, wereld.envida, soort=soort, dag=dag, tekst=tekst, **values)


def come_back_later(app, days: float) -> None:
    """As if every visit until now was so many days ago."""
    with app.app_context():
        for visit in db.session.query(Bezoek):
            visit.laatst_op -= timedelta(days=days)
            visit.vorig_op = visit.vorig_op and visit.vorig_op - timedelta(days=days)
        db.session.commit()


def test_the_ten_newest_with_flags_on_the_page_of_the_client(app, als, truus):
    page = als("huisarts").text(client(truus.truus))
    days = re.findall(r"Dag (\d+): wond", page)
    assert days == [str(n) for n in range(10)]
    assert "Let op: MRSA-drager" in page and page.index("MRSA") < page.index("Wie ben ik")
    for hidden in ("Oud", "Hond", "Nooit gezegd", "Dag 10"):
        assert hidden not in page
    assert "J. Frissen , verzorgende IG, Envida" in page or "J. Frissen, verzorgende IG, Envida" in page
    # Whom to call now, with the number.
    assert re.search(r"Bellen met de thuiszorg: Saïda El Amrani, wijkverpleegkundige 043-350 99 10", page)
    lines = log_lines(app, client_id=truus.truus, gebruiker_id=truus.huisarts)
    assert [line.gebeurtenis for line in lines] == ["client.geopend", "thuiszorg.gelezen"]
    assert {line.grond for line in lines} == {"praktijk"} and all(line.toestemming_id for line in lines)


def test_new_is_what_came_in_since_the_last_visit_for_each_reader_apart(app, als, truus):
    huisarts, assistent = als("huisarts"), als("assistent")
    assert "voor het eerst" in huisarts.text(notes(truus.truus))
    come_back_later(app, 3)
    with app.app_context():
        # Written long ago, within sight only now; and one of the reader's own, which is no news.
        bron(truus, "Kwam later binnen", dag=200, ontvangen_op=now() - timedelta(hours=5))
        write_note(truus.truus, truus.nazareth, door_id=truus.huisarts, tekst="Van mij", auteur="Els Peeters")
    page = huisarts.text(notes(truus.truus))
    # Days 0 to 2 and the late one.
    assert "4 nieuwe notities sinds uw vorige bezoek" in page and page.count("nieuw J. Frissen") == 3
    # The same visit: the marks stay, on the page of the client too, and the others have their own.
    again = huisarts.text(client(truus.truus))
    assert "4 nieuwe notities van de thuiszorg sinds uw vorige bezoek" in again
    assert "voor het eerst" in assistent.text(notes(truus.truus))
    only_new = readable(huisarts.post(notes(truus.truus), {"nieuw": "1"}))
    assert "Kwam later binnen" in only_new and "4 notities passen" in only_new and "Van mij" not in only_new
    come_back_later(app, 0.1)
    assert "Niets nieuws sinds uw vorige bezoek" in huisarts.text(notes(truus.truus))


def test_older_ones_on_request_with_and_without_javascript(als, truus):
    huisarts = als("huisarts")
    page = huisarts.get(notes(truus.truus)).get_data(as_text=True)
    place = re.search(r'name="na" value="([^"]+)"', page)[1]
    plain = readable(huisarts.post(notes(truus.truus), {"na": place}))
    assert re.findall(r"Dag (\d+):", plain) == ["10", "11"] and "Terug naar de nieuwste" in plain
    # Flags stay on top whatever part of the list is shown.
    assert "Let op: MRSA-drager" in plain
    assert "Dit zijn ze allemaal." in plain
    more = huisarts.post(notes(truus.truus), {"na": place}, htmx=True, target="li#ouder")
    assert "<html" not in more.get_data(as_text=True) and re.findall(r"Dag (\d+):", readable(more)) == ["10", "11"]
    # A place that somebody made up is no place.
    for wrong in ("x", "2026-01-01|", f"2026-01-01T10:00|{truus.truus}"):
        assert "Dag 0" in readable(huisarts.post(notes(truus.truus), {"na": wrong}))


def test_searching_marks_the_words_safely_and_says_what_was_found(app, als, truus):
    with app.app_context():
        bron(truus, "Mw. <b>Böcker</b> & dochter: wond is ROOD, café bezocht.", dag=1)
        write_note(truus.truus, truus.nazareth, tekst="Rode wond gezien", dag=2, auteur="Els Peeters")
    huisarts = als("huisarts")
    found = huisarts.post(notes(truus.truus), {"woorden": "rood Café"}).get_data(as_text=True)
    assert "1 notitie past" in found and "<mark>ROOD</mark>" in found and "<mark>café</mark>" in found
    assert "&lt;b&gt;" in found and "<b>Böcker" not in found
    # What was looked for stands in no address.
    assert "woorden=" not in found
    none = readable(huisarts.post(notes(truus.truus), {"woorden": "bestaatniet"}))
    assert "Geen notitie past" in none and "Toon alles" in none
    assert "11 notities" not in readable(huisarts.post(notes(truus.truus), {"woorden": "wond rustig"}))
    by_practice = readable(huisarts.post(notes(truus.truus), {"organisatie": str(truus.nazareth)}))
    assert "Rode wond gezien" in by_practice and "Dag 0" not in by_practice
    day = (today() - timedelta(days=5)).strftime("%d-%m-%Y")
    assert re.findall(r"Dag (\d+)", readable(huisarts.post(notes(truus.truus), {"van": day, "tot": day}))) == ["5"]
    refused = huisarts.post(notes(truus.truus), {"van": "gisteren", "woorden": "wond", "soort": "contact"})
    assert refused.status_code == 422
    assert "Dit is geen datum" in readable(refused) and "MRSA" in readable(refused)
    assert 'value="gisteren"' in refused.get_data(as_text=True)


@sqlite_only
def test_a_search_through_more_than_a_stretch_goes_on_where_it_stopped(app, als, truus, monkeypatch):
    from overlegtafel.thuiszorg import zoeken

    monkeypatch.setattr(zoeken, "_PER_STUK", 4)
    monkeypatch.setattr(zoeken, "MAX_DOORZOCHT", 6)
    huisarts = als("huisarts")
    first = huisarts.post(notes(truus.truus), {"woorden": "dag 11"}).get_data(as_text=True)
    assert "Zoek verder terug" in first and "<mark>" not in first
    place = re.search(r'name="na" value="([^"]+)"', first)[1]
    assert "<mark>11</mark>" in huisarts.post(notes(truus.truus), {"woorden": "dag 11", "na": place}).get_data(
        as_text=True
    )


def test_a_correction_shows_as_one_and_what_it_said_is_a_click_away_and_logged(app, als, truus):
    with app.app_context():
        note_id = bron(truus, "Wond is rood.", versie=2, gewijzigd_op=now())
        former = {"opschrift": "", "maat": None, "waarde": None, "waarde2": None, "ingetrokken": False}
        db.session.add(
            Notitieversie(
                notitie_id=note_id, versie=1, moment=now(), tekst="Wond is rustig.", auteur="J. Frissen",
                vervangen_op=now(), **former,
            )
        )  # fmt: skip
        db.session.commit()
        gone = bron(truus, "Verkeerde cliënt", ingetrokken=True)
    huisarts = als("huisarts")
    page = huisarts.text(notes(truus.truus))
    assert "Gecorrigeerd op" in page and "Wond is rustig." not in page
    assert "Wond is rustig." in huisarts.text(f"{notes(truus.truus)}/{note_id}/eerder")
    assert log_lines(app, gebeurtenis="thuiszorg.eerder")[0].object_id == note_id
    # Withdrawn, or of another client: back to the notes, and nothing of it.
    assert huisarts.get(f"{notes(truus.truus)}/{gone}/eerder").status_code == 303
    assert huisarts.get(f"{notes(truus.moeder)}/{note_id}/eerder").status_code == 303


@sqlite_only
def test_measured_values_as_charts_with_their_table(app, als, truus):
    with app.app_context():
        for day, (high, low) in enumerate([(150, 90), (142, 85), (131, 80)]):
            bron(truus, "", soort="meting", dag=day, maat="bloeddruk", waarde=high, waarde2=low)
        bron(truus, "", soort="meting", dag=1, maat="gewicht", waarde=71.4)
    page = als("huisarts").get(notes(truus.truus)).get_data(as_text=True)
    assert page.count('role="img"') == 2
    assert re.search(
        r'aria-label="Bloeddruk: 3 waarden van [^"]* bovendruk tussen 131 mmHg en 150 mmHg; laatste 150/90', page
    )
    assert "71,4 kg" in page and "<td>131/80 mmHg</td>" in page and "meting__lijn--onder" in page


def test_the_home_care_sees_who_of_the_practice_was_here_and_what_came_after(app, als, truus):
    nurse = als("wijkverpleging")
    before = nurse.text(notes(truus.truus))
    assert "Nog niemand van de huisartsenpraktijk" in before and "Nog niet gezien door de praktijk." not in before
    als("huisarts").get(notes(truus.truus))
    with app.app_context():
        bron(truus, "Na het lezen binnengekomen", ontvangen_op=now())
    after = nurse.text(notes(truus.truus))
    assert re.search(r"Els Peeters, huisarts, opende de notities \d\d-\d\d-\d{4} \d\d:\d\d", after)
    assert after.count("Nog niet gezien door de praktijk.") == 1
    assert "opende de notities" not in als("huisarts").text(notes(truus.truus))


def test_without_consent_for_this_kind_nothing_of_it_is_there(app, als, truus):
    """And with it but without the plan, the notes alone."""
    with app.app_context():
        allow(truus.truus, Domein.HUISARTSENZORG, besluit="nee", soort="thuiszorg")
        db.session.commit()
    huisarts = als("huisarts")
    page = huisarts.text(client(truus.truus))
    for hidden in ("Dag 0", "MRSA", "Thuiszorg", "nieuwe notities"):
        assert hidden not in page
    assert huisarts.get(notes(truus.truus)).status_code == 404
    assert huisarts.post(notes(truus.truus), {"woorden": "wond"}).status_code == 404
    assert "/thuiszorg" not in huisarts.get("/clienten").get_data(as_text=True)
    assert "Nieuw van de thuiszorg" not in huisarts.text("/vandaag")
    assert "thuiszorg.gelezen" not in [line.gebeurtenis for line in log_lines(app, client_id=truus.truus)]
    change(app, update(Toestemming).where(Toestemming.besluit == "nee").values(soort="plan"))
    alone = huisarts.get(notes(truus.truus))
    assert "Dag 0" in readable(alone) and "Saïda" not in readable(alone)
    assert f'href="{client(truus.truus)}"' not in alone.get_data(as_text=True)
    assert huisarts.get(client(truus.truus)).status_code == 404


def test_emergency_access_reads_and_writes_nothing(app, als, truus):
    add_gebruiker(app, "spv", "SPV", truus.mondriaan)
    with app.app_context():
        them = db.session.scalars(select(Gebruiker).where(Gebruiker.account.has(email="spv@demo.test"))).one()
        until = now() + timedelta(hours=1)
        db.session.add(
            Noodtoegang(client_id=truus.truus, gebruiker_id=them.id, reden="x", begonnen_op=now(), tot=until)
        )
        db.session.commit()
    spv = als("spv")
    page = spv.get(notes(truus.truus)).get_data(as_text=True)
    assert "Dag 0" in page and "/thuiszorg/bericht" not in page and "Dag 0" in spv.text(client(truus.truus))
    assert spv.post(f"{notes(truus.truus)}/bericht", {"tekst": "x"}).status_code == 403
    assert {line.grond for line in log_lines(app, gebeurtenis="thuiszorg.gelezen")} == {"noodtoegang"}


@sqlite_only
def test_notes_of_the_opened_client_only_and_of_the_dead_too(app, als, truus):
    with app.app_context():
        write_note(truus.kind, truus.envida, soort="rapportage", tekst="Over Sem", auteur="A")
        db.session.execute(update(Client).where(Client.id == truus.kind).values(overleden_op=today()))
        db.session.commit()
    assert "Over Sem" not in als("huisarts").text(client(truus.moeder))
    assert "Over Sem" in als("huisarts").text(client(truus.kind))
    assert "Over Sem" in als("huisarts").text(notes(truus.kind))


def test_vandaag_and_the_list_lead_straight_to_what_is_new(app, als, truus):
    huisarts = als("huisarts")
    today_page = huisarts.get("/vandaag").get_data(as_text=True)
    assert f'href="{notes(truus.truus)}">Truus van den Berg</a>12 nieuwe notities' in today_page
    listed = huisarts.get("/clienten").get_data(as_text=True)
    assert (
        f'href="{notes(truus.truus)}"' in listed and "12 nieuw" in listed and f'"{notes(truus.moeder)}"' not in listed
    )
    huisarts.get(notes(truus.truus))
    assert "Nieuw van de thuiszorg" not in huisarts.text("/vandaag")
    assert "12 nieuw" not in huisarts.text("/clienten")
    # Long ago is no news, read or not.
    with app.app_context():
        db.session.execute(update(Notitie).values(ontvangen_op=now() - timedelta(days=15)))
        db.session.query(Bezoek).delete()
        db.session.commit()
    assert "Nieuw van de thuiszorg" not in huisarts.text("/vandaag")
    assert "Nieuw van de thuiszorg" not in als("sociaalteam").text("/vandaag")


@sqlite_only
def test_long_notes_are_folded_and_lines_kept(app, als, truus):
    with app.app_context():
        bron(truus, "\n".join(f"Regel {n} van het verslag" for n in range(30)))
        seat(truus.truus, team_id=truus.sociaal_team, doel="x")
    page = als("huisarts").get(notes(truus.truus)).get_data(as_text=True)
    shown, _, folded = page.partition("<summary>lees verder</summary>")
    assert "Regel 7 van" in shown and "Regel 8 van" not in shown and "Regel 8 van het verslag\nRegel 9" in folded


@sqlite_only
def test_a_correction_is_new_again_to_who_read_it_also_within_a_first_visit(app, als, truus):
    """By a source or by somebody here; not to who corrected it, nor to their own organisatie."""
    nurse, huisarts = als("wijkverpleging"), als("huisarts")
    system = Systeem(app, make_key(als("beheerder"), truus.envida))
    assert system.push(bundle_of(observation("ins", valueString="Insuline 20 EH"))).status_code == 200
    nurse.post(f"{notes(truus.truus)}/bericht", {"tekst": "Graag 20 EH nakijken"})
    first = huisarts.text(notes(truus.truus))
    assert "voor het eerst" in first and "de laatste twee weken binnenkwam: 14 nieuwe notities" in first
    system.push(bundle_of(observation("ins", valueString="Insuline 2 EH")))
    for _ in range(2):
        page = huisarts.text(notes(truus.truus))
        assert page.count("nieuw: gecorrigeerd") == 1 and page.index("nieuw: gecorrigeerd") < page.index(
            "Insuline 2 EH"
        )
    with app.app_context():
        mine = db.session.scalars(select(Notitie).where(Notitie.door_id == truus.wijkverpleging)).one()
    form = {"tekst": "Graag 2 EH nakijken", "versie": "1"}
    assert nurse.post(f"{notes(truus.truus)}/{mine.id}/wijzigen", form).status_code == 303
    assert "1 bericht van de thuiszorg" in huisarts.text("/vandaag")
    page = huisarts.text(notes(truus.truus))
    assert "nieuw: gecorrigeerd Saïda El Amrani" in page and "Graag 2 EH nakijken" in page
    assert "gecorrigeerd Saïda" not in nurse.text(notes(truus.truus))


@sqlite_only
def test_opening_the_plan_is_no_visit_to_the_notes_until_they_come_into_view(app, als, truus):
    huisarts, nurse = als("huisarts"), als("wijkverpleging")
    for _ in range(2):
        assert "12 nieuwe notities van de thuiszorg" in huisarts.text(client(truus.truus))
    assert "Nog niemand van de huisartsenpraktijk" in nurse.text(notes(truus.truus))
    assert log_lines(app, gebeurtenis="thuiszorg.gelezen", gebruiker_id=truus.huisarts)
    assert huisarts.post(f"{notes(truus.truus)}/gezien", {}).status_code == 200
    assert "Els Peeters, huisarts, opende de notities" in nurse.text(notes(truus.truus))
    assert "Nieuw van de thuiszorg" not in huisarts.text("/vandaag")
    assert als("psychiater").post(f"{notes(truus.truus)}/gezien", {}).status_code == 404


@sqlite_only
def test_both_sides_see_whether_their_message_was_seen_and_whom_to_call(app, als, truus):
    nurse, huisarts = als("wijkverpleging"), als("huisarts")
    system = Systeem(app, make_key(als("beheerder"), truus.envida))
    change(app, update(Organisatie).where(Organisatie.id == truus.nazareth).values(telefoon="043-362 11 11"))
    huisarts.post(f"{notes(truus.truus)}/bericht", {"tekst": "Graag wegen"})
    nurse.post(f"{notes(truus.truus)}/bericht", {"tekst": "Gewogen", "maat": "gewicht", "waarde": "71,4"})
    assert "Gewogen Gezien door Els Peeters." not in nurse.text(notes(truus.truus))
    page = huisarts.text(notes(truus.truus))
    assert "Graag wegen Gezien door Saïda El Amrani. Wijzig" in page and "bericht met meting" in page
    assert system.search("077461848").status_code == 200
    huisarts.post(f"{notes(truus.truus)}/bericht", {"tekst": "En de pols?"})
    page = huisarts.text(notes(truus.truus))
    assert "En de pols? Nog niet gezien door de thuiszorg. Wijzig" in page
    assert "Gezien door Saïda El Amrani; opgehaald door het systeem van Envida." in page
    # The home care calls the practice, and never itself.
    for url in (client(truus.truus), notes(truus.truus)):
        page = nurse.text(url)
        assert "Bellen met de praktijk: Huisartsenpraktijk Nazareth 043-362 11 11" in page
        assert "Bericht of meetwaarde voor de praktijk" in page and "Bellen met de thuiszorg" not in page
    assert "Gewogen Gezien door Els Peeters." in nurse.text(notes(truus.truus))
    assert "De praktijk leest het hier" in nurse.text(f"{notes(truus.truus)}/bericht")
    for kind in ("bericht", "meting"):
        assert "Gewogen" in readable(huisarts.post(notes(truus.truus), {"soort": kind})), kind
    assert "Graag wegen" not in readable(huisarts.post(notes(truus.truus), {"soort": "meting"}))


@sqlite_only
def test_searching_by_measure_kind_or_functie_and_values_of_one_round_under_one_head(app, als, truus):
    nobody_there = als("huisarts").text(notes(truus.moeder))
    assert "nog geen notities van de thuiszorg" in nobody_there
    for useless in ("Zoek in de notities", "Print", "Bericht of meetwaarde"):
        assert useless not in nobody_there
    with app.app_context():
        for minute, (maat, value, low) in enumerate(
            [("bloeddruk", 20, 1), ("pols", 72, None), ("saturatie", 96, None)]
        ):
            moment = now() - timedelta(hours=1, minutes=4 * minute)
            bron(truus, "", soort="meting", moment=moment, maat=maat, waarde=value, waarde2=low)
        bron(truus, "", soort="meting", moment=now() - timedelta(hours=1, minutes=40), maat="pols", waarde=74)
    huisarts = als("huisarts")
    page = huisarts.get(notes(truus.truus)).get_data(as_text=True)
    assert page.count('id="notitie-') == 10 and page.count("notitie--onder") == 2
    assert page.count("Kijk na: onwaarschijnlijke waarde") == 1
    assert "20/1 mmHg op" in page and "past niet in de tekening" in page
    for typed, count in (("bloeddruk", 1), ("Saturatie", 1), ("pols", 2), ("meting", 4), ("verzorgende pols", 2)):
        assert f"{count} notitie" in readable(huisarts.post(notes(truus.truus), {"woorden": typed})), typed
    assert "De nieuwste 10 die passen" in readable(huisarts.post(notes(truus.truus), {"woorden": "rapportage"}))
    assert "Kortere of minder woorden" in readable(huisarts.post(notes(truus.truus), {"woorden": "bestaatniet"}))
