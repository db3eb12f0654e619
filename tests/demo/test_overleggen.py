"""The meetings of the demo region: a year of them, two of today, and nothing anybody may not see."""

import re
from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from sqlalchemy import select

from overlegtafel.clienten.kijkers import list_viewers
from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import NL
from overlegtafel.demo.overleggen.gevallen import read_gevallen
from overlegtafel.demo.overleggen.tafels import read_bladen
from overlegtafel.demo.woorden import WOORDEN
from overlegtafel.extensions import db
from overlegtafel.overleggen.bladinvoer import Bladinvoer, check_blad
from overlegtafel.overleggen.disciplines import list_missing, read_eisen
from overlegtafel.overleggen.models import Datumkeuze, Datumvoorstel, Genodigde, Overleg, Reeks
from overlegtafel.overleggen.models_punt import Agendapunt, Gespreksblad, Puntbesluit, Puntgast, Puntnotitie, Verslag
from overlegtafel.overleggen.opmaken import make_inhouden
from overlegtafel.overleggen.reeksstoel import ritme_of
from overlegtafel.overleggen.ritme import list_dagen
from overlegtafel.overleggen.stoel import seat_at
from overlegtafel.overleggen.zicht import list_kijkers, list_punten
from overlegtafel.plannen.models import Plan, Regel
from overlegtafel.toegang.domein import Soort
from overlegtafel.toegang.models import Account, Gebruiker
from tests.demo.test_regio import DAG

MDO_VANDAAG = (
    "huisarts", "poh", "psychiater", "spv", "gzpsycholoog", "ervaringsdeskundige", "maatschappelijkwerk", "sociaalteam",
    "wijkverpleging",
)  # fmt: skip


def _person(name: str) -> Gebruiker:
    query = select(Gebruiker).join(Account).where(Account.email == f"{name}@demo.test")
    return db.session.scalars(query.order_by(Gebruiker.laatste_aanmelding.desc())).unique().first()


def _overleggen(sleutel: str, *staten: str) -> list[Overleg]:
    found = db.session.scalars(select(Overleg).order_by(Overleg.begint_op)).all()
    return [o for o in found if o.soort.sleutel == sleutel and (not staten or o.staat in staten)]


def _day(overleg: Overleg):
    return overleg.begint_op.astimezone(NL).date()


def _today(sleutel: str) -> Overleg:
    (found,) = [o for o in _overleggen(sleutel, "gepland") if _day(o) == DAG]
    return found


def _punten(overleg: Overleg) -> list[Agendapunt]:
    query = select(Agendapunt).where(Agendapunt.overleg_id == overleg.id).order_by(Agendapunt.volgorde)
    return list(db.session.scalars(query))


def _about_clients(*staten: str) -> list[Agendapunt]:
    query = select(Agendapunt).where(Agendapunt.client_id.is_not(None))
    return [p for p in db.session.scalars(query) if not staten or p.staat in staten]


def test_a_year_of_meetings(regio):
    practices = Counter(o.organisatie.naam for o in _overleggen("mdo", "klaar"))
    assert all(10 <= count <= 13 for count in practices.values()) and len(practices) == 2
    discussed = [
        sum(p.client_id is not None and p.staat == "besproken" for p in _punten(overleg))
        for overleg in _overleggen("mdo", "klaar")
    ]
    assert min(discussed) >= 4 and max(discussed) <= 11 and 7 <= sum(discussed) / len(discussed) <= 10
    assert 42 <= len(_overleggen("instroom", "klaar")) <= 52
    assert 84 <= len(_overleggen("voortgang", "klaar")) <= 104
    assert len(_overleggen("team", "klaar")) >= 4
    assert len(_overleggen("hoc", "klaar")) >= 5 and len(_overleggen("rto", "klaar")) >= 3
    assert all(o.staat in ("klaar", "vervallen") for o in _overleggen("mdo") if _day(o) < DAG)
    assert max(_day(o) for o in _overleggen("mdo")) > DAG + timedelta(days=85)


def test_series_meet_on_the_days_of_their_rule(regio):
    for reeks in db.session.scalars(select(Reeks)):
        meetings = db.session.scalars(select(Overleg).where(Overleg.reeks_id == reeks.id)).all()
        days = {d.regeldag: d.dag for d in list_dagen(ritme_of(reeks), tot=DAG + timedelta(days=200))}
        for overleg in meetings:
            assert overleg.reeksdag in days
            assert _day(overleg) in (days[overleg.reeksdag], DAG)
        assert reeks.leden and any(lid.is_voorzitter for lid in reeks.leden)


@pytest.mark.parametrize(
    ("sleutel", "accounts"), [("mdo", MDO_VANDAAG), ("instroom", ("psychiater", "maatschappelijkwerk"))]
)
def test_today_is_ready_to_walk_into(regio, sleutel, accounts):
    overleg = _today(sleutel)
    assert overleg.inbreng_tot < overleg.begint_op and overleg.agenda_op
    assert 8 <= sum(p.client_id is not None for p in _punten(overleg)) <= 10
    for name in accounts:
        seen = list_punten(seat_at(overleg, _person(name)))
        assert any(not z.is_besloten and z.punt.client_id for z in seen), name
    assert {g.komt for g in overleg.genodigden} >= {"ja"}


def test_today_is_not_everything_for_everybody(regio):
    overleg = _today("mdo")
    punten = [p for p in _punten(overleg) if p.client_id]
    kijkers = {punt_id: {g.id for g in people} for punt_id, people in list_kijkers(overleg.id, punten).items()}
    for name in ("psychiater", "wijkverpleging", "sociaalteam"):
        sees = [_person(name).id in people for people in kijkers.values()]
        assert any(sees) and not all(sees), name
    assert any({g.gebruiker_id for g in overleg.genodigden} <= people for people in kijkers.values())
    chairs = [g for g in _today("instroom").genodigden if g.is_voorzitter]
    assert {g.gebruiker.domein.value for g in chairs} == {"sociaal", "ggz"}


def test_today_has_reasons_a_guest_and_somebody_missing(regio):
    overleg = _today("mdo")
    assert {"terugkomen", "afspraak", "evaluatie"} <= {r.bron for p in _punten(overleg) for r in p.redenen}
    ids = [p.id for p in _punten(overleg)]
    assert db.session.scalars(select(Puntgast).where(Puntgast.agendapunt_id.in_(ids), Puntgast.naam != "")).all()
    coming = [g.discipline for g in overleg.genodigden if g.komt != "nee"]
    assert [eis.label for eis in list_missing(read_eisen(overleg.soort.vereist), coming)] == ["GZ-psycholoog"]
    assert list_missing(read_eisen(overleg.soort.vereist), [g.discipline for g in overleg.genodigden]) == []


def test_who_brings_somebody_in_may_see_them(regio):
    brought = [p for p in _about_clients() if p.ingebracht_door_id]
    assert len(brought) > 300
    people = {p.ingebracht_door for p in brought}
    viewers = list_viewers({p.client_id for p in brought}, people, Soort.OVERLEG)
    for punt in brought:
        assert punt.ingebracht_door in viewers[punt.client_id]
        assert punt.vraag and (punt.overleg.inbreng_tot is None or punt.ingebracht_op <= punt.overleg.inbreng_tot)


def test_nothing_about_one_client_stands_under_another(regio):
    """Names that the stories use for family and friends may be anybody's."""
    borrowed = {name for words in WOORDEN.values() for name in words}
    together = defaultdict(list)
    for punt in _about_clients():
        together[punt.overleg_id].append(punt)
    notes = dict(db.session.execute(select(Puntnotitie.agendapunt_id, Puntnotitie.tekst)).all())
    for punten in together.values():
        names = {p.client.roepnaam for p in punten} - borrowed
        for punt in punten:
            text = " ".join((punt.vraag, punt.uitkomst, notes.get(punt.id, "")))
            assert not {n for n in names - {punt.client.roepnaam} if re.search(rf"\b{re.escape(n)}\b", text)}
            assert "{" not in text and "[" not in text and len(punt.uitkomst) <= 300


def test_what_was_decided_stands_where_it_landed(regio):
    homes = dict(db.session.execute(select(Client.id, Client.huishouden_id)).all())
    kinds = Counter()
    for besluit, punt, overleg in db.session.execute(
        select(Puntbesluit, Agendapunt, Overleg)
        .join(Agendapunt, Agendapunt.id == Puntbesluit.agendapunt_id)
        .join(Overleg, Overleg.id == Agendapunt.overleg_id)
    ):
        kinds[besluit.soort] += 1
        assert besluit.client_id == punt.client_id and punt.staat == "besproken"
        if besluit.soort == "terugkomen":
            assert besluit.terug_op > _day(overleg)
        else:
            regel = db.session.get(Regel, besluit.regel_id)
            assert db.session.get(Plan, regel.plan_id).huishouden_id == homes[punt.client_id]
            assert regel.gemaakt_op <= punt.gesloten_op
    assert min(kinds["terugkomen"], kinds["regel"]) > 80


def test_every_way_an_item_ends_occurs(regio):
    punten = _about_clients()
    assert {p.staat for p in punten} == {"open", "besproken", "vervallen", "doorgeschoven"}
    assert {p.geen_besluit for p in punten} == {True, False}
    assert {p.soort for p in punten} == {"consultatie", "triage", "terugkoppeling", "bespreken"}
    for punt in punten:
        if punt.staat == "doorgeschoven":
            later = db.session.get(Agendapunt, punt.verder_id)
            assert later.client_id == punt.client_id and later.overleg.begint_op > punt.overleg.begint_op
        if punt.overleg.staat == "klaar":
            assert punt.staat != "open"


def test_frozen_minutes_are_what_the_app_would_make(regio):
    frozen = {v.agendapunt_id: v for v in db.session.scalars(select(Verslag))}
    discussed = [p for p in _about_clients("besproken") if p.overleg.staat == "klaar"]
    old = [p for p in discussed if _day(p.overleg) < DAG - timedelta(days=8)]
    assert {p.id for p in old} == frozen.keys() and len(old) < len(discussed)
    for punt_id, inhoud in make_inhouden(old[-60:]).items():
        made = frozen[punt_id].inhoud
        data = inhoud.as_data
        assert {key: made[key] for key in data if key != "aanwezig"} == {
            k: v for k, v in data.items() if k != "aanwezig"
        }
        assert made["aanwezig"]


def test_sheets_and_finding_a_date(regio):
    sheets = db.session.scalars(select(Gespreksblad)).all()
    assert {db.session.get(Agendapunt, s.agendapunt_id).overleg.soort.sleutel for s in sheets} == {"hoc", "rto"}
    for s in sheets:
        filled = Bladinvoer(s.voorstellen, s.dimensies, s.antwoorden, s.zorgafspraak)
        assert check_blad(filled.as_form()) == filled
        assert len(filled.dimensies) == 6 and len(filled.antwoorden) == 4
    seeking = db.session.scalars(select(Overleg).where(Overleg.staat == "prikken")).one()
    moments = db.session.scalars(select(Datumvoorstel).where(Datumvoorstel.overleg_id == seeking.id)).all()
    ticked = {k.genodigde_id for k in db.session.scalars(select(Datumkeuze))}
    assert len(moments) == 4 and 0 < len(ticked) < len(seeking.genodigden)


def test_demo_accounts_are_at_the_table(regio):
    for name in (*MDO_VANDAAG, "huisarts2", "gezinsregisseur"):
        person = _person(name)
        invited = db.session.scalars(select(Genodigde).where(Genodigde.gebruiker_id == person.id)).all()
        ahead = [g.overleg for g in invited if g.overleg.staat == "gepland"]
        seen = [z for overleg in ahead for z in list_punten(seat_at(overleg, person))]
        assert any(not z.is_besloten and z.punt.client_id for z in seen), name
    for name in ("assistent", "beheer", "fg"):
        assert not db.session.scalars(select(Genodigde).where(Genodigde.gebruiker_id == _person(name).id)).first()


def test_the_texts_can_be_told():
    gevallen = read_gevallen()
    assert {g.over for g in gevallen} == {"ouderen", "ggz", "gezinnen"}
    for geval in gevallen:
        assert geval.uitkomsten and geval.stemmen, geval.vraag.source
        for text in (
            geval.vraag,
            *geval.uitkomsten,
            *geval.open_einde,
            *(t for _, t in geval.stemmen + geval.afspraken),
        ):
            assert text.slots() <= {"o1", "doel", "buurthuis", *WOORDEN}, text.source
    assert set(read_bladen()) == {"hoc", "rto"}
