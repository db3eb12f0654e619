"""Home-care notes of the demo region: told about everybody who has home care, believable, and nowhere twice."""

import re
from collections import Counter, defaultdict
from datetime import datetime, time, timedelta
from functools import cache
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from overlegtafel.clienten.bronnen import find_by_bsn, open_to
from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import NL
from overlegtafel.demo.maken import BSN_BOCKER, Maker
from overlegtafel.demo.thuiszorg import FASEN, draden_of, read_draden
from overlegtafel.demo.verhalen import SOORTEN, read_verhalen
from overlegtafel.demo.woorden import WOORDEN
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.invoer import PLAUSIBEL
from overlegtafel.thuiszorg.models import Bezoek, Bronclient, Notitie, Notitieversie, Ronde
from overlegtafel.thuiszorg.soorten import MATEN, Maat, show_waarde
from overlegtafel.toegang.models import Gebruiker, Organisatie
from tests.demo.conftest import DAG

_THUISZORG = {"wvk", "vz", "dem", "thuiszorg"}
# Slots of notes beside the words of a plan and the names of measures.
_SLOTS = {
    "m",
    "M",
    "mz",
    "Mz",
    "hij",
    "Hij",
    "zijn",
    "hem",
    "links",
    "Links",
    "plek_wond",
    "collega",
    "wond",
    "kuurdag",
    "buurthuis",
}


@cache
def _all() -> tuple[list[dict], dict]:
    notes, clients = [], {}
    for chunk in Maker(300, 1, DAG).chunks(2_000):
        notes += chunk.get("notitie", ())
        clients |= {row["id"]: row for row in chunk.get("client", ())}
    return notes, clients


def _of(soort: str) -> list[dict]:
    return [note for note in _all()[0] if note["soort"] == soort]


@cache
def _files() -> dict:
    """client -> what can be read of them, oldest first."""
    found = defaultdict(list)
    for note in sorted(_all()[0], key=lambda n: n["moment"]):
        if note["client_id"]:
            found[note["client_id"]].append(note)
    return found


def test_no_two_notes_are_alike():
    """Not even when only the figures differ; and no sentence is on everybody's lips."""
    texts = [note["tekst"] for note in _of("rapportage")]
    assert len(texts) > 3_500
    assert len({re.sub(r"[\d,]", "", text) for text in texts}) == len(texts)
    messages = [note["tekst"] for note in _of("bericht")]
    assert len(set(messages)) == len(messages) > 60
    sentences = Counter(part for text in texts for part in re.split(r"(?<=\w{5}\.)\s", text))
    assert sentences.most_common(1)[0][1] < 0.01 * len(texts)


def test_notes_read_as_notes():
    notes, clients = _all()
    lengths = [len(note["tekst"]) for note in _of("rapportage")]
    assert min(lengths) > 8 and max(lengths) > 300 and any("\n" in n["tekst"] for n in _of("rapportage"))
    for note in notes:
        text = note["tekst"]
        assert not re.search(r"[{}\[\]|]|\.\.|  |None", text), text
        assert text == text.strip() and (text or note["maat"])
        assert not re.search(r"\b[a-z]", text[:1]) or note["soort"] == "meting", text
        client = clients.get(note["client_id"])
        if client and note["soort"] != "contact":
            assert client["bsn"] not in text and client["achternaam"] not in text.split()


def test_every_client_with_home_care_has_months_of_notes():
    files = _files()
    assert len(files) > 60
    for client_id, notes in files.items():
        assert 30 <= len(notes) <= 125
        assert notes[-1]["moment"] - notes[0]["moment"] > timedelta(days=80), client_id
    assert not any(_all()[1][c]["bsn"] == BSN_BOCKER for c in files)
    some = {soort: sum(any(n["soort"] == soort for n in notes) for notes in files.values()) / len(files)
            for soort in ("letop", "contact", "doel", "meting", "bericht")}  # fmt: skip
    assert 0.2 < some["letop"] < 0.9 and 0.1 < some["contact"] < 0.6
    assert some["doel"] == 1 and some["meting"] > 0.5 and some["bericht"] > 0.4


def test_the_round_goes_by_the_clock():
    end = datetime.combine(DAG, time(), NL)
    parts = Counter()
    for note in _all()[0]:
        moment = note["moment"].astimezone(NL)
        assert note["moment"] <= note["ontvangen_op"] < end, note["id"]
        assert 6 <= moment.hour <= 22
        if not note["door_id"]:
            parts["avond" if moment.hour > 15 else "ochtend", moment.weekday() > 4] += 1
            assert note["functie"] in ("wijkverpleegkundige", "verzorgende")
        if note["soort"] in ("rapportage", "meting") and moment.hour > 16:
            assert not re.search("nuchter|ontbijt gezien|Gedoucht", note["tekst"])
    assert min(parts.values()) > 100 and len(parts) == 4


def test_values_are_those_of_the_text():
    """What was measured at a visit is what the nurse wrote about it, and no value is impossible."""
    checked = 0
    for notes in _files().values():
        for value, note in pairwise(n for n in notes if n["soort"] in ("meting", "rapportage")):
            if value["soort"] != "meting":
                continue
            maat = Maat(value["maat"])
            low, high = PLAUSIBEL[maat]
            assert low <= value["waarde"] <= high
            shown = show_waarde(maat, value["waarde"], value["waarde2"])
            named = re.search(rf"{_NAAM[maat]} (\d[\d,/]*)", note["tekst"]) if maat in _NAAM else None
            if named and note["soort"] == "rapportage" and note["moment"] - value["moment"] < timedelta(minutes=7):
                assert shown.startswith(named[1].rstrip(",")), (shown, note["tekst"])
                checked += 1
    assert checked > 100


_NAAM = {Maat.GEWICHT: "[Gg]ewicht", Maat.SATURATIE: "[Ss]at.", Maat.TEMPERATUUR: r"\bT", Maat.BLOEDDRUK: "RR"}


def test_threads_develop():
    """Weight goes up before the plaspil does; the nurses call, the huisarts answers, and somebody does what it says."""
    answered = heavier = 0
    for notes in _files().values():
        for message in (n for n in notes if n["soort"] == "bericht"):
            assert message["door_id"] and message["functie"] == "huisarts" and message["moment"].weekday() < 5
            near = [n for n in notes if n["soort"] == "rapportage"
                    and abs(n["moment"] - message["moment"]) < timedelta(days=6)]  # fmt: skip
            called = [
                n for n in near if n["moment"] < message["moment"] and n["moment"].date() == message["moment"].date()
            ]
            assert re.search(r"HA|huisarts|[Pp]raktijk|[Dd]ialyse|[Oo]ncologie|MUMC|Oogpoli", called[-1]["tekst"])
            after = [n for n in near if n["moment"] > message["moment"]]
            answered += bool(after)
            assert after or message["moment"].date() >= DAG - timedelta(days=7)
            if re.search("Furosemide|Bumetanide", message["tekst"]):
                weights = [n["waarde"] for n in notes if n["maat"] == "gewicht" and n["moment"] < message["moment"]]
                heavier += weights[-1] - min(weights[-8:]) > 1.2
    assert answered > 50 and heavier > 1


def test_notes_suit_the_client_and_the_day():
    """No story of a child about an adult, no school in the holidays, no blouse for a man, no early dark in summer."""
    schools = 0
    for client_id, notes in _files().items():
        client = _all()[1][client_id]
        grown = client["geboortedatum"].year <= DAG.year - 19
        for note in (n for n in notes if n["soort"] == "rapportage"):
            text, moment = note["tekst"], note["moment"].astimezone(NL)
            if re.search(r"[Oo]p school|de klas|Juf |juf |tijdens gym|[Tt]as van school|spreekbeurt", text):
                schools += 1
                assert not grown or "vroeger" in text or "over school" in text, text
                assert grown or moment.month not in (7, 8) and moment.weekday() < 5, (moment, text)
            if client["geslacht"] == "M":
                assert not re.search("blouse|gevlochten|Kapster|in de krul|Kettinkje", text), text
            assert "feestdag" not in text and ("vroeg donker" not in text or moment.month in (11, 12, 1)), (
                moment,
                text,
            )
    assert schools > 3


def test_a_hypo_is_a_low_value():
    """By the figures: low when it is one, not much higher right after, and nobody calls a high value low."""
    hypos = 0
    for note in _of("rapportage"):
        found = re.search(r"[Gg]lucose (\d+,\d)", note["tekst"])
        value = float(found[1].replace(",", ".")) if found else None
        if value and re.search("Hypo: |trillerig wakker|zat zwetend", note["tekst"]):
            hypos += 1
            assert 2.4 <= value <= 3.7
        elif value and "lager dan gewend" in note["tekst"]:
            assert value < 5.5
        elif value and "Bericht HA" in note["tekst"]:
            assert 3.6 <= value <= 4.8
    assert hypos > 5


def test_a_call_holds_nothing_else():
    """What is said beside bad news is short and about it; and a cure lasts as long as was prescribed."""
    ends = {z.tekst.source for z in read_draden()["dag"].zinnen["altijd"] if not re.search(r"[{[]", z.tekst.source)}
    for notes in _files().values():
        start = None
        for note in notes:
            if note["soort"] == "bericht":
                start = note["moment"].date()
            if re.search(r"HA (gebeld|geïnformeerd)|\nP: ", note["tekst"]):
                assert not any(end in note["tekst"] for end in ends), note["tekst"]
            if found := re.search(r"Dag (\w+) van de (?:stoot)?kuur", note["tekst"]):
                assert _TELWOORDEN.index(found[1]) == (note["moment"].date() - start).days, note["tekst"]


_TELWOORDEN = ["één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht"]


def test_something_goes_on_now():
    late = [n for n in _of("bericht") if n["moment"].date() > DAG - timedelta(days=14)]
    assert 15 < len(late) < len(_of("bericht")) * 0.7


@pytest.mark.parametrize("soort", SOORTEN)
def test_every_story_with_home_care_has_its_draad(soort):
    for verhaal in read_verhalen(soort):
        for seat in (s for s in verhaal.stoelen if s.rol in _THUISZORG):
            assert draden_of(verhaal.naam, seat.over or "o1"), (verhaal.naam, seat.over)


def test_draden_can_be_told():
    stories = {v.naam for soort in SOORTEN for v in read_verhalen(soort)}
    kinds = set()
    for draad in read_draden().values():
        assert {naam for naam, _ in draad.verhalen} <= stories, draad.naam
        if draad.verhalen:
            assert draad.zinnen["loop"] and draad.zinnen["begin"], draad.naam
            assert bool(draad.zinnen["alarm"]) == bool(draad.zinnen["bericht"]) == bool(draad.zinnen["daarna"]), (
                draad.naam
            )
            assert draad.zinnen.keys() <= {*FASEN, "doel", "letop", "dag"}, draad.naam
        measured = {meet.maat for meet in draad.meten}
        kinds |= measured
        for zin in (z for stock in draad.zinnen.values() for z in stock):
            for slot in zin.slots - _SLOTS - measured:
                assert slot in WOORDEN, (draad.naam, zin.tekst.source)
            assert not (zin.slots & MATEN.keys()) - measured, (draad.naam, zin.tekst.source)
    assert {Maat(kind) for kind in kinds - {"wond"}} == set(Maat) - {Maat.LENGTE}


def test_only_who_may_see_them_has_notes_in_view(regio):
    """By the same rule as a delivery: in view where the organisatie may deliver, else in the queue, and not for ever."""
    for organisatie in db.session.scalars(select(Organisatie)):
        allowed = {row.id for row in db.session.execute(open_to(organisatie.id))}
        theirs = select(Notitie.client_id).where(Notitie.organisatie_id == organisatie.id, Notitie.bron_id.is_not(None))
        shown = set(db.session.scalars(theirs.distinct()))
        assert shown - {None} <= allowed
        queue = db.session.scalars(
            select(Bronclient).where(
                Bronclient.id.in_(select(Notitie.bronclient_id).where(Notitie.client_id.is_(None))),
                Bronclient.organisatie_id == organisatie.id,
            )
        ).all()
        assert not find_by_bsn(organisatie.id, {person.bsn for person in queue})
        if organisatie.naam == "Envida":
            known = set(db.session.scalars(select(Client.bsn)))
            assert (
                sum(person.bsn in known for person in queue) >= 3
                and sum(person.bsn not in known for person in queue) == 3
            )
    oldest = db.session.scalar(select(func.min(Notitie.ontvangen_op)).where(Notitie.client_id.is_(None)))
    assert oldest > datetime.combine(DAG - timedelta(days=62), time(), NL)


def test_visits_leave_something_new(regio):
    for account, least in (("huisarts", 12), ("poh", 3)):
        by = (
            db.session.scalars(select(Gebruiker).where(Gebruiker.account.has(email=f"{account}@demo.test")))
            .unique()
            .one()
        )
        visits = db.session.scalars(select(Bezoek).where(Bezoek.gebruiker_id == by.id)).all()
        fresh = 0
        for visit in visits:
            assert visit.vorig_op is None or visit.vorig_op < visit.laatst_op
            received = db.session.scalars(
                select(Notitie.ontvangen_op).where(Notitie.client_id == visit.client_id)
            ).all()
            assert not received or min(received) < visit.laatst_op
            fresh += any(moment > visit.laatst_op for moment in received)
        assert fresh >= least
        bocker = db.session.scalars(select(Client.id).where(Client.bsn == BSN_BOCKER)).one()
        assert account == "poh" or bocker in {visit.client_id for visit in visits}


def test_corrections_keep_what_was_said(regio):
    versions = db.session.execute(
        select(Notitieversie, Notitie).join(Notitie, Notitie.id == Notitieversie.notitie_id)
    ).all()
    assert len(versions) > 20
    for version, note in versions:
        assert (note.versie, version.versie) == (
            2,
            1,
        ) and note.gewijzigd_op == version.vervangen_op == note.ontvangen_op
        assert note.tekst != version.tekst or note.ingetrokken
        assert not version.ingetrokken
    assert any(note.ingetrokken for _, note in versions)


def test_deliveries_add_up(regio):
    """What beheer reads of a delivery is what came in with it."""
    rows = db.session.execute(select(Notitie.organisatie_id, Notitie.ontvangen_op).where(Notitie.bron_id.is_not(None)))
    came = Counter((organisatie_id, moment) for organisatie_id, moment in rows)
    rondes = db.session.scalars(select(Ronde)).all()
    assert {ronde.weg for ronde in rondes} == {"push", "bestand"}
    assert any(ronde.fout for ronde in rondes) and any(ronde.geweigerd for ronde in rondes)
    for ronde in rondes:
        assert ronde.gelezen == ronde.nieuw + ronde.gewijzigd + ronde.wacht + ronde.geweigerd
        assert ronde.fout or ronde.klaar_op > ronde.begonnen_op
        if not ronde.fout:
            # What was corrected later carries the moment of the correction.
            assert came[ronde.organisatie_id, ronde.begonnen_op] <= ronde.gelezen - ronde.geweigerd


def test_a_large_region_has_few():
    chunk = next(Maker(3_000, 1, DAG).chunks(200))
    notes = Counter(note["bronclient_id"] for note in chunk["notitie"])
    assert notes and max(notes.values()) <= 4 and not chunk["notitieversie"]
