"""The referrals of the demo region: in every state, as the app itself would have made them, and nothing anybody may not see."""

import re
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from overlegtafel.berichten.models import Signaal
from overlegtafel.berichten.termijnen import is_werkdag
from overlegtafel.clienten.beslissers import age_on
from overlegtafel.clienten.kijkers import list_viewers
from overlegtafel.core.datums import NL
from overlegtafel.core.leefgebieden import LEEFGEBIEDEN
from overlegtafel.demo.maken import Maker
from overlegtafel.demo.verwijzingen.teksten import read_verwijzingen
from overlegtafel.demo.verwijzingen.zaak import REGELS
from overlegtafel.extensions import db
from overlegtafel.overleggen.agenda import day_of
from overlegtafel.overleggen.bronnen import list_due
from overlegtafel.overleggen.models import Overleg
from overlegtafel.toegang.domein import Recht, Soort
from overlegtafel.toegang.models import Account, Gebruiker
from overlegtafel.verwijzingen import seinen
from overlegtafel.verwijzingen.deur import consenting, members_of
from overlegtafel.verwijzingen.models import Kaartplek, Verwijspartner, Verwijsstap, Verwijzing
from overlegtafel.verwijzingen.regels import STAPWOORDEN, STATEN, VANZELF, Regels
from tests.demo.test_regio import DAG

WW, NL_TEAM = "Sociaal team Wittevrouwenveld-Wyckerpoort", "Sociaal team Nazareth-Limmel"


def _person(name: str) -> Gebruiker:
    query = select(Gebruiker).join(Account).where(Account.email == f"{name}@demo.test")
    return db.session.scalars(query.order_by(Gebruiker.laatste_aanmelding.desc())).unique().first()


def _verwijzingen() -> list[Verwijzing]:
    return list(db.session.scalars(select(Verwijzing).order_by(Verwijzing.verwezen_op)).unique())


def _steps() -> dict:
    found = defaultdict(list)
    for step in db.session.scalars(select(Verwijsstap).order_by(Verwijsstap.op)):
        found[step.verwijzing_id].append(step)
    return found


def test_the_46_of_the_pilot(regio):
    ended = [v for v in _verwijzingen() if v.aan_team.naam == WW and v.einde_op]
    assert Counter(v.uitkomst for v in ended) == {"kredietbank_al": 1, "kredietbank": 3, "inzet": 41, "afgezien": 1}
    assert {v.van_organisatie.naam for v in ended} == {"Huisartsen Maastricht-Oost"}
    days = [v.verwezen_op.astimezone(NL).date() for v in ended]
    assert min(days) >= date(2025, 7, DAG.day) and max(days) < DAG - timedelta(days=30)


@pytest.mark.parametrize(("clienten", "seed", "dag"), [(100, 4, date(2026, 12, 28)), (107, 9, date(2028, 2, 29))])
def test_they_are_46_in_every_region(clienten, seed, dag):
    maker = Maker(clienten, seed, dag)
    *_, chunk = maker.chunks(2000)
    team = next(row["id"] for row in maker.regio.teams if row["naam"] == WW)
    assert sum(v["aan_team_id"] == team and v["einde_op"] is not None for v in chunk["verwijzing"]) == 46
    *_, again = Maker(clienten, seed, dag).chunks(2000)
    assert again == chunk


def test_every_state_occurs_and_some_are_late(regio):
    found = _verwijzingen()
    per_team = defaultdict(list)
    for v in found:
        per_team[v.aan_team.naam].append(v)
    open_ones = [v for v in per_team[NL_TEAM] if v.is_open]
    assert 28 <= len(per_team[NL_TEAM]) - len(open_ones) <= 32 and 6 <= len(open_ones) <= 8
    late = [v for v in open_ones if v.moet_voor.astimezone(NL).date() < DAG]
    assert {v.moet for v in late} == {"bellen", "terugkoppelen"} and len(late) == 2
    # Everybody was told; looked at again the next day, for consent may end.
    assert all(v.escalatie == 2 and v.kijken_op for v in late)
    assert {v.staat for v in found} == set(STATEN) - {"gestopt"}
    jeugd = [v for v in found if v.soort.sleutel == "poh-jeugd"]
    assert 22 <= len(jeugd) <= 27 and all(age_on(v.client.geboortedatum, DAG) < 18 for v in jeugd)
    questions = Counter(v.hulpvraag for v in found if v.soort.sleutel == "sociaal")
    assert set(questions) == {k.sleutel for k in REGELS["sociaal"].hulpvragen}
    assert any(v.geld for v in found) and not all(v.geld for v in found)
    assert {"huisartsenzorg", "wijkverpleging"} == {v.van.domein.value for v in found}


def test_the_rows_are_as_the_app_makes_them(regio):
    steps = _steps()
    for v in _verwijzingen():
        regels, own = Regels.of(v.soort), steps[v.id]
        first, last = own[0], own[-1]
        assert (first.wat, first.op, first.door_id) == ("aangemeld", v.verwezen_op, v.van_id)
        assert (last.op, last.staat, len(own)) == (v.laatste_op, v.staat, v.versie)
        assert all(regels.find_stap(s.wat) or s.wat in STAPWOORDEN for s in own)
        moments = [s.op for s in own]
        assert moments == sorted(set(moments))
        for s in own:
            local = s.op.astimezone(NL)
            assert s.dag == local.date() and is_werkdag(s.dag) and 6 <= local.hour < 17
        if v.is_open:
            assert v.moet and v.moet_voor and not v.uitkomst
        else:
            assert not v.moet and v.kijken_op is None and v.terug_op and v.uitkomst not in VANZELF
            assert regels.find_uitkomst(v.uitkomst).einde == v.staat
            assert last.wat == "einde" and last.tekst and last.op.astimezone(NL).date() < DAG
        talked = [s for s in own if (stap := regels.find_stap(s.wat)) and stap.contact]
        assert v.contact_op == (talked[0].dag if talked else None)
        assert bool(v.terug_voor) == bool(talked) and v.leefgebied in {*LEEFGEBIEDEN, ""}
        assert v.vraag and len(v.vraag) <= 400 and v.bel_nummer


def test_only_who_may_is_in_them(regio):
    people = {p.id: p for p in db.session.scalars(select(Gebruiker)).unique()}
    steps = _steps()
    found = _verwijzingen()
    viewers = list_viewers({v.client_id for v in found}, people.values(), Soort.VERWIJZING)
    for v in found:
        assert v.van in viewers[v.client_id] and v.van.may(Recht.SCHRIJVEN)
        team = consenting(v.client_id, members_of(v.aan_team_id))
        assert team and v.behandelaar in (None, *team)
        for s in steps[v.id]:
            assert s.partner_id or people[s.door_id] in (*team, v.van)
    open_pairs = Counter((v.client_id, v.soort_id, v.aan_team_id) for v in found if v.is_open)
    assert max(open_pairs.values()) == 1
    told = db.session.execute(
        select(Signaal, Verwijzing).join(Verwijzing, Verwijzing.id == Signaal.verwijzing_id)
    ).all()
    assert {"nieuw", "terug", "stil", "laat"} <= {s.soort for s, _ in told}
    for s, v in told:
        assert people[s.gebruiker_id] in consenting(v.client_id, [people[s.gebruiker_id]])


def test_badges_say_something(regio):
    for name in ("huisarts", "sociaalteam", "huisarts2"):
        assert seinen.count_unseen(_person(name)), name
    new = select(Verwijzing).join(Signaal, Signaal.verwijzing_id == Verwijzing.id)
    huisarts = _person("huisarts")
    waits = new.where(Signaal.gebruiker_id == huisarts.id, Signaal.soort == "terug", Signaal.gezien_op.is_(None))
    assert db.session.scalars(waits).unique().all()
    assert not seinen.count_unseen(_person("psychiater"))


def test_texts(regio):
    texts = [t for t in db.session.scalars(select(Verwijsstap.tekst)) if t]
    texts += [t for v in _verwijzingen() for t in (v.vraag, v.verhelderd)]
    assert not any(re.search(r"[{}\[\]|]", t) or len(t) > 600 for t in texts)
    for soort, regels in REGELS.items():
        read = read_verwijzingen()[soort]
        assert set(read.gevallen) == {h.sleutel for h in regels.hulpvragen}
        assert set(read.einde) <= {u.sleutel for u in regels.uitkomsten}
        assert all(g.verhelderd and g.terug and g.goed for some in read.gevallen.values() for g in some)


def test_sociale_kaart(regio):
    places = db.session.scalars(select(Kaartplek)).unique().all()
    assert 22 <= len(places) <= 30 and {p.ruimte for p in places} == {"ja", "wachten", "vol"}
    names = {k.naam for k in REGELS["sociaal"].hulpvragen}
    for place in places:
        assert place.bevestigd_door.organisatie_id == place.organisatie_id and place.bevestigd_door.may(Recht.SCHRIJVEN)
        assert set(place.leefgebieden) <= set(LEEFGEBIEDEN) and place.hulpvragen and set(place.hulpvragen) <= names
        assert len(place.wat) <= 300 and len(place.bereik) <= 200
    ages = sorted((DAG - p.bevestigd_op.date()).days for p in places)
    assert ages[0] <= 7 and any(183 < age < 548 for age in ages) and ages[-1] > 548
    partners = db.session.scalars(select(Verwijspartner)).unique().all()
    assert any(p.team_id and p.terug_op for p in partners) and any(p.plek_id and not p.team_id for p in partners)


def test_the_look_back_has_somebody_to_talk_about(regio):
    coming = select(Overleg).where(Overleg.soort.has(sleutel="verwijsoverleg")).order_by(Overleg.begint_op)
    meetings = db.session.scalars(coming).all()
    first = {m.organisatie_id: m for m in reversed(meetings)}
    assert len(first) == 2 and len(meetings) >= 8
    for meeting in first.values():
        assert DAG < day_of(meeting) <= DAG + timedelta(days=7)
        assert {"huisarts", "contactpersoon sociaal team"} <= {g.gebruiker.functie for g in meeting.genodigden}
        assert len({k.client_id for k in list_due(meeting, day_of(meeting))}) >= 4
    assert db.session.scalar(select(func.count(Verwijzing.id))) < 200
