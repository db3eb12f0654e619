"""The demo region: always the same, complete, and as real as the contract asks."""

from collections import Counter, defaultdict
from datetime import date
from itertools import combinations

import pytest
from sqlalchemy import func, select
from stdnum.nl import bsn as elfproef

from overlegtafel.clienten.models import Betrokkene, Client, Huishouden
from overlegtafel.core.namen import normalise
from overlegtafel.demo.laden import RegioBestaatAl, load_region
from overlegtafel.demo.maken import BSN_BOCKER, PER_PRAKTIJK, PILOT, Maker, split_clienten
from overlegtafel.demo.rollen import ROLLEN
from overlegtafel.demo.verhalen import SOORTEN, read_verhalen
from overlegtafel.demo.woorden import WOORDEN
from overlegtafel.extensions import db
from overlegtafel.plannen.blad import load_whole, make_blad
from overlegtafel.plannen.halve_a4 import measure
from overlegtafel.plannen.models import Plan, PlanVersie, Regel
from overlegtafel.toegang.domein import FUNCTIES
from overlegtafel.toegang.models import Account, Gebruiker, Organisatie, Team
from overlegtafel.toegang.models_inzage import Toestemming
from overlegtafel.toegang.sessies import list_werkplekken

DAG = date(2026, 11, 22)
ACCOUNTS = {
    "huisarts": ("huisarts", "Huisartsenpraktijk Nazareth"),
    "huisarts2": ("huisarts", "Huisartsen Maastricht-Oost"),
    "poh": ("POH ouderenzorg", "Huisartsenpraktijk Nazareth"),
    "assistent": ("praktijkassistent", "Huisartsenpraktijk Nazareth"),
    "wijkverpleging": ("wijkverpleegkundige", "Envida"),
    "sociaalteam": ("contactpersoon sociaal team", "Trajekt"),
    "psychiater": ("psychiater", "Mondriaan"),
    "spv": ("SPV", "Mondriaan"),
    "gzpsycholoog": ("GZ-psycholoog", "Mens GGZ"),
    "ervaringsdeskundige": ("ervaringsdeskundige", "Leger des Heils"),
    "maatschappelijkwerk": ("maatschappelijk werker", "Trajekt"),
    "gezinsregisseur": ("gezinsregisseur", "Regio Maastricht-Heuvelland"),
    "beheer": ("functioneel beheerder", "Regio Maastricht-Heuvelland"),
    "fg": ("functionaris gegevensbescherming", "Regio Maastricht-Heuvelland"),
}


def _rows(clienten: int, seed: int, day: date = DAG) -> list:
    maker = Maker(clienten, seed, day)
    chunks = [(name, chunk[name]) for chunk in maker.chunks(150) for name in sorted(chunk)]
    return [maker.regio.organisaties, maker.regio.teams, maker.regio.gebruikers, maker.regio.teamleden, chunks]


def _open(client_id=None):
    query = select(Betrokkene).where(Betrokkene.tot.is_(None))
    return db.session.scalars(query if client_id is None else query.where(Betrokkene.client_id == client_id)).all()


def _at_table(account: str) -> set:
    gebruiker = (
        db.session.scalars(select(Gebruiker).where(Gebruiker.account.has(email=f"{account}@demo.test"))).unique().one()
    )
    teams = {team.id for team in gebruiker.teams}
    return {b.client_id for b in _open() if b.gebruiker_id == gebruiker.id or b.team_id in teams}


def _says_yes(domein: str) -> set:
    return set(
        db.session.scalars(
            select(Toestemming.client_id).where(
                Toestemming.domein == domein,
                Toestemming.besluit == "ja",
                Toestemming.ingetrokken_op.is_(None),
                Toestemming.soort.is_(None),
            )
        )
    )


def test_same_arguments_same_region():
    assert _rows(300, 1) == _rows(300, 1)


def test_another_seed_or_day_is_another_region():
    one = _rows(100, 1)
    assert one != _rows(100, 2)
    assert one != _rows(100, 1, date(2026, 11, 23))


@pytest.mark.parametrize("day", [date(2028, 2, 29), date(2027, 1, 1), date(2027, 3, 31)])
def test_loads_on_any_day(day):
    for _, rows in _rows(100, 3, day)[-1]:
        assert rows


def test_loading_twice_is_refused(regio):
    with pytest.raises(RegioBestaatAl):
        load_region(peildatum=DAG)


@pytest.mark.parametrize("clienten", [0, 99, 250_001])
def test_size_has_limits(clienten):
    with pytest.raises(ValueError):
        load_region(clienten=clienten)


@pytest.mark.parametrize("clienten", [100, 137])
def test_exactly_as_many_clients_as_asked(app, clienten):
    seen = []
    with app.app_context():
        load_region(clienten=clienten, peildatum=DAG, voortgang=lambda done, total: seen.append((done, total)))
        db.session.commit()
        assert db.session.scalar(select(func.count(Client.id))) == clienten
        assert db.session.scalar(select(func.count(Plan.id))) == db.session.scalar(select(func.count(Huishouden.id)))
    assert seen[-1] == (clienten, clienten)


@pytest.mark.parametrize("clienten", [100, 300, 999, 1_001, 20_000, 250_000])
def test_no_practice_drowns(clienten):
    nazareth, oost, *rest = split_clienten(clienten)
    assert nazareth + oost + sum(rest) == clienten
    assert nazareth <= PILOT[0] and oost <= PILOT[1]
    assert all(0 < number <= PER_PRAKTIJK for number in rest)


def test_accounts_of_the_contract(regio):
    for name, (functie, organisatie) in ACCOUNTS.items():
        account = db.session.scalars(select(Account).where(Account.email == f"{name}@demo.test")).one()
        # Signing in is as the functie used last.
        gebruiker = list_werkplekken(account.id)[0]
        assert (gebruiker.functie, gebruiker.organisatie.naam) == (functie, organisatie)
        assert gebruiker.vorige_aanmelding < gebruiker.laatste_aanmelding
    everyone = db.session.scalars(select(Gebruiker)).unique().all()
    assert 60 <= len(everyone) <= 90
    assert all(g.functie in FUNCTIES and g.telefoon for g in everyone)


def test_password_is_the_one_of_the_contract(regio):
    from argon2 import PasswordHasher

    stored = db.session.scalars(select(Account.wachtwoord_hash).distinct()).one()
    assert PasswordHasher().verify(stored, "overlegtafel-demo")
    assert not PasswordHasher().check_needs_rehash(stored)


def test_ggz_wijkteam_is_the_team_of_the_report(regio):
    team = db.session.scalars(select(Team).where(Team.naam == "GGZ-wijkteam")).one()
    members = [g for g in db.session.scalars(select(Gebruiker)).unique() if team in g.teams]
    assert team.organisatie_id is None
    assert Counter(g.functie for g in members) == {
        "psychiater": 2, "klinisch psycholoog": 1, "psychotherapeut": 1, "GZ-psycholoog": 1, "behandelaar": 3,
        "SPV": 3, "verpleegkundig specialist": 2, "ervaringsdeskundige": 4, "maatschappelijk werker": 1,
        "IPS-trajectbegeleider": 1, "transmuraal verpleegkundige": 1,
    }  # fmt: skip


def test_practices_have_their_registered_patients(regio):
    practices = db.session.scalars(select(Organisatie).where(Organisatie.is_praktijk)).all()
    assert {p.naam: p.ingeschreven for p in practices} == {
        "Huisartsenpraktijk Nazareth": 6320,
        "Huisartsen Maastricht-Oost": 3834,
    }


def test_every_bsn_passes_the_elfproef(regio):
    numbers = db.session.scalars(select(Client.bsn)).all()
    assert all(elfproef.is_valid(number) and len(number) == 9 for number in numbers)
    assert len(set(numbers)) == len(numbers)
    assert any(number.startswith("0") for number in numbers)
    assert any(number.startswith("999") for number in numbers)


def test_derived_names_match(regio):
    for client in db.session.scalars(select(Client)):
        n = client.naamdelen
        parts = (n.voornaam, n.roepnaam, n.voorvoegsel, n.achternaam, n.partner_voorvoegsel, n.partner_achternaam)
        assert client.zoeknaam == f" {normalise(' '.join(parts))} "
        assert client.sorteernaam == n.sorteersleutel


def test_all_kinds_of_consent_occur(regio):
    rules = db.session.scalars(select(Toestemming)).all()
    assert any(r.besluit == "nee" and r.organisatie_id for r in rules)
    assert any(r.besluit == "nee" and r.soort for r in rules)
    assert any(r.besluit == "nee" and r.domein and not r.soort for r in rules)
    assert any(r.besluit == "ja" and r.ingetrokken_op for r in rules)
    assert any(r.geldig_tot for r in rules)
    assert {r.client_id for r in rules if r.besluit == "ja"} == set(db.session.scalars(select(Client.id)))


def test_every_afspraak_has_an_owner_at_the_table(regio):
    household = dict(db.session.execute(select(Client.id, Client.huishouden_id)).all())
    seats = {b.id: b for b in _open()}
    for regel, huishouden_id in db.session.execute(
        select(Regel, Plan.huishouden_id).join(Plan, Plan.id == Regel.plan_id).where(Regel.soort == "afspraak")
    ):
        if regel.eigenaar_id:
            assert household[seats[regel.eigenaar_id].client_id] == huishouden_id
        else:
            assert household[regel.eigenaar_client_id] == huishouden_id
        assert regel.datum.weekday() < 5


def test_no_two_plans_read_the_same(regio):
    found = defaultdict(set)
    for plan_id, tekst in db.session.execute(select(Regel.plan_id, Regel.tekst).where(Regel.staat == "open")):
        found[plan_id].add(tekst)
    plans = list(found.values())
    for one, other in combinations(plans, 2):
        assert len(one & other) < 0.6 * min(len(one), len(other))


def test_every_plan_is_short_enough(regio):
    home = dict(db.session.execute(select(Client.id, Client.huishouden_id)).all())
    length, people, open_lines = Counter(), defaultdict(set), Counter()
    for huishouden_id, soort, tekst in db.session.execute(
        select(Plan.huishouden_id, Regel.soort, Regel.tekst)
        .join(Plan, Plan.id == Regel.plan_id)
        .where(Regel.staat == "open")
    ):
        assert len(tekst) <= 140
        length[huishouden_id] += len(tekst)
        open_lines[huishouden_id, soort] += 1
    for b in _open():
        length[home[b.client_id]] += len(b.doel)
        people[home[b.client_id]].add(b.gebruiker_id or b.team_id or b.naam)
    assert max(length.values()) <= 1_100
    assert all(2 <= len(p) <= 6 for p in people.values())
    for huishouden_id in people:
        assert 1 <= open_lines[huishouden_id, "doel"] <= 3
        assert 2 <= open_lines[huishouden_id, "afspraak"] <= 4
        assert 1 <= open_lines[huishouden_id, "signaal"] <= 2


def test_members_of_a_household_share_one_plan(regio):
    plans = Counter(db.session.scalars(select(Plan.huishouden_id)))
    members = Counter(db.session.scalars(select(Client.huishouden_id)))
    assert plans.keys() == members.keys()
    assert set(plans.values()) == {1}
    assert max(members.values()) > 3


def test_one_coordinator_per_household(regio):
    home = dict(db.session.execute(select(Client.id, Client.huishouden_id)).all())
    found = Counter(home[b.client_id] for b in _open() if b.is_coordinator)
    assert found == Counter(dict.fromkeys(set(home.values()), 1))


def test_last_version_is_the_present_page(regio):
    for plan in db.session.scalars(select(Plan)):
        versions = db.session.scalars(
            select(PlanVersie).where(PlanVersie.plan_id == plan.id).order_by(PlanVersie.nummer)
        ).all()
        assert [v.nummer for v in versions] == list(range(1, plan.nummer + 1))
        assert [v.op for v in versions] == sorted(v.op for v in versions)
        now = versions[-1].inhoud
        lines = db.session.scalars(select(Regel).where(Regel.plan_id == plan.id, Regel.staat == "open"))
        assert {line["id"]: line["tekst"] for line in now["regels"]} == {str(r.id): r.tekst for r in lines}
        for before, after in zip(versions, versions[1:], strict=False):
            assert before.inhoud != after.inhoud


def test_every_page_fits_half_an_a4(regio):
    for plan in db.session.scalars(select(Plan)):
        inhoud = load_whole(plan)
        assert measure(make_blad(inhoud, inhoud.leden[0])).past


def test_demo_accounts_share_clients(regio):
    huisarts = _at_table("huisarts")
    both = huisarts & _at_table("wijkverpleging") & _says_yes("huisartsenzorg") & _says_yes("wijkverpleging")
    assert len(both) >= 15
    team = {
        g.id for g in db.session.scalars(select(Gebruiker)).unique() if any(t.naam == "GGZ-wijkteam" for t in g.teams)
    }
    assert len(huisarts & {b.client_id for b in _open() if b.gebruiker_id in team}) >= 15
    for name in ACCOUNTS.keys() - {"beheer", "fg", "assistent"}:
        assert 10 <= len(_at_table(name)) <= 90


def test_gezinsregisseur_is_at_few_tables(regio):
    families = select(Client.huishouden_id).where(Client.id.in_(_at_table("gezinsregisseur"))).distinct()
    assert 3 <= len(db.session.scalars(families).all()) <= 6


def test_mevrouw_bocker_is_there_with_envida(regio):
    client = db.session.scalars(select(Client).where(Client.bsn == BSN_BOCKER)).one()
    assert (client.achternaam, client.roepnaam, client.praktijk.naam) == (
        "Böçker",
        "Jopie",
        "Huisartsenpraktijk Nazareth",
    )
    seats = _open(client.id)
    assert "wijkverpleging@demo.test" in {b.gebruiker.account.email for b in seats if b.gebruiker}
    assert "Envida wijkteam Nazareth-Limmel" in {b.team.naam for b in seats if b.team}
    assert client.id in _says_yes("huisartsenzorg") & _says_yes("wijkverpleging")


@pytest.mark.parametrize("soort", SOORTEN)
def test_stories_can_be_told(soort):
    """Every owner has a seat, every slot a word, every story one coordinator and somebody with an account."""
    always = {"ik", "jr", "wijk", "straat", "buurthuis"}
    for verhaal in read_verhalen(soort):
        seats = {s.rol.split("/")[0] for s in verhaal.stoelen}
        members = {"o1"} | ({"o2"} if verhaal.tweede else set())
        members |= {f"k{i}" for i in range(1, verhaal.kinderen[0] + 1)}
        assert sum(s.coordinator for s in verhaal.stoelen) == 1, verhaal.naam
        assert all(key in ROLLEN for key in seats if not key.startswith("@")), verhaal.naam
        assert any(not key.startswith("@") for key in seats) and len(seats) <= 6, verhaal.naam
        for zin in verhaal.zinnen:
            assert zin.soort != "afspraak" or zin.eigenaar in seats | members, (verhaal.naam, zin.eigenaar)
            assert not zin.over or zin.over in members, (verhaal.naam, zin.over)
        known = always | WOORDEN.keys() | members | {f"jr_{m}" for m in members}
        for text in [z.tekst for z in verhaal.zinnen] + [s.doel for s in verhaal.stoelen]:
            assert all(slot in known or slot.rstrip("0123456789") in known for slot in text.slots()), verhaal.naam
