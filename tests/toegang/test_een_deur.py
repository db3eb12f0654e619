"""The SQL behind lists, opening and households says exactly what the rules say.

For any set of rules and seats, of stand-ins, and of emergency access that runs, ended or expired.
"""

from collections.abc import Collection
from datetime import date, timedelta
from itertools import product
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from overlegtafel.clienten.inzage import Grond, open_client
from overlegtafel.clienten.models import Huishouden
from overlegtafel.clienten.zicht import count_visible, visible_to
from overlegtafel.core.datums import now, today
from overlegtafel.core.fouten import Geweigerd
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Besluit, Domein, Soort
from overlegtafel.toegang.models import Gebruiker, Waarneming
from overlegtafel.toegang.models_inzage import Noodtoegang, Toestemming
from overlegtafel.toegang.regels import Regel, allows
from tests.wereld import allow, make_client, seat

many_examples = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

# Who looks, and of whom the rules and seats speak: of their own domain, organisatie and team, or of another's.
LEZERS = {
    "huisarts": {"organisatie": "nazareth", "team": None, "praktijk": "nazareth"},
    "assistent": {"organisatie": "nazareth", "team": None, "praktijk": "nazareth"},
    "psychiater": {"organisatie": "mondriaan", "team": "ggz_team", "praktijk": None},
    "sociaalteam": {"organisatie": "trajekt", "team": "sociaal_team", "praktijk": None},
    "beheer": {"organisatie": "gemeente", "team": None, "praktijk": None},
}
lezers = st.sampled_from([*LEZERS, "huisarts", "psychiater", "psychiater", "sociaalteam"])
soorten = st.sampled_from([Soort.PLAN, Soort.PLAN, Soort.THUISZORG])
regels = st.fixed_dictionaries(
    {
        "besluit": st.sampled_from(Besluit),
        "voor": st.sampled_from(
            ["mijn domein", "mijn domein", "mijn organisatie", "ander domein", "andere organisatie"]
        ),
        "soort": st.sampled_from([None, None, Soort.PLAN, Soort.THUISZORG]),
        "dagen": st.sampled_from([None, None, None, 0, 0, 1, -1]),
        "ingetrokken": st.sampled_from([False, False, False, False, True]),
    }
)
zetels = st.tuples(st.sampled_from(["ik", "mijn team", "een ander"]), st.booleans())
leden = st.fixed_dictionaries(
    {
        "praktijk": st.sampled_from(["nazareth", "nazareth", "oost", None]),
        "zetels": st.lists(zetels, min_size=1, max_size=3),
        "regels": st.lists(regels, min_size=1, max_size=4),
        "nood": st.none()
        | st.fixed_dictionaries(
            {
                "wie": st.sampled_from(["ik", "ik", "ik", "een ander"]),
                "uren": st.sampled_from([4, 4, -1]),
                "beeindigd": st.sampled_from([False, False, True]),
            }
        ),
    }
)
# For whom the reader stands in: a nurse who may sit at a table, or the huisarts of the other practice.
waarnemingen = st.lists(
    st.fixed_dictionaries(
        {
            "voor": st.sampled_from(["wijkverpleging", "huisarts2"]),
            "van": st.sampled_from([-3, 0, 0, 1]),
            "tot": st.sampled_from([-1, 0, 0, 5]),
            "beeindigd": st.sampled_from([False, False, False, True]),
        }
    ),
    max_size=2,
)


def _whom(wereld, regel: dict, name: str, by: Gebruiker) -> dict:
    """The domain or organisatie this rule speaks of."""
    match regel["voor"]:
        case "mijn domein":
            return {"domein": by.domein}
        case "ander domein":
            return {"domein": Domein.PARAMEDISCH}
        case "mijn organisatie":
            return {"organisatie_id": getattr(wereld, LEZERS[name]["organisatie"])}
        case _:
            return {"organisatie_id": wereld.envida}


def _last_day(regel: dict) -> date | None:
    return None if regel["dagen"] is None else today() + timedelta(days=regel["dagen"])


def _store(wereld, gezin: list[dict], name: str, by: Gebruiker) -> list:
    home = Huishouden(id=uuid4())
    db.session.add(home)
    db.session.flush()
    clients = []
    for number, lid in enumerate(gezin):
        praktijk = getattr(wereld, lid["praktijk"]) if lid["praktijk"] else None
        client = make_client(
            "Lid", "", f"Nummer{number}", date(1980, 1, 1) + timedelta(days=number), praktijk=praktijk, home=home
        )
        clients.append(client)
        for who, has_left in lid["zetels"]:
            if who == "mijn team" and not LEZERS[name]["team"]:
                continue
            holder = {
                "ik": {"gebruiker_id": by.id},
                "mijn team": {"team_id": wereld.ids.get(LEZERS[name]["team"])},
                "een ander": {"gebruiker_id": wereld.wijkverpleging},
            }[who]
            seat(client.id, **holder, tot=today() if has_left else None)
        for regel in lid["regels"]:
            stored = allow(client.id, besluit=regel["besluit"].value, **_whom(wereld, regel, name, by))
            stored.soort = regel["soort"].value if regel["soort"] else None
            stored.geldig_tot = _last_day(regel)
            stored.ingetrokken_op = now() if regel["ingetrokken"] else None
        if nood := lid.get("nood"):
            moment = now()
            stored = Noodtoegang(
                id=uuid4(),
                client_id=client.id,
                gebruiker_id=by.id if nood["wie"] == "ik" else wereld.wijkverpleging,
                reden="toets",
                begonnen_op=moment,
                tot=moment + timedelta(hours=nood["uren"]),
                beeindigd_op=moment if nood["beeindigd"] else None,
            )
            db.session.add(stored)
    db.session.flush()
    return clients


def _stand_in(wereld, by: Gebruiker, waarnemingen: list[dict]) -> set[str]:
    """Store for whom the reader stands in; returns for whom that counts today."""
    for one in waarnemingen:
        stored = Waarneming(
            id=uuid4(),
            voor_id=getattr(wereld, one["voor"]),
            door_id=by.id,
            van=today() + timedelta(days=one["van"]),
            tot=today() + timedelta(days=one["tot"]),
            gemaakt_op=now(),
            gemaakt_door_id=wereld.beheerder,
            beeindigd_op=now() if one["beeindigd"] else None,
        )
        db.session.add(stored)
    db.session.flush()
    db.session.expire(by, ["waarnemingen"])
    return {w["voor"] for w in waarnemingen if w["van"] <= 0 <= w["tot"] and not w["beeindigd"]}


def _relation(lid: dict, name: str, namens: Collection[str] = ()) -> tuple[str, str | None] | None:
    """What the right to look would rest on, the strongest first, and for whom the reader stands in."""
    here = {who for who, has_left in lid["zetels"] if not has_left}
    if LEZERS[name]["praktijk"] and LEZERS[name]["praktijk"] == lid["praktijk"]:
        return "praktijk", None
    if "ik" in here:
        return "persoon", None
    if LEZERS[name]["team"] and "mijn team" in here:
        return "team", None
    if "wijkverpleging" in namens and "een ander" in here:
        return "waarneming", "wijkverpleging"
    if "huisarts2" in namens and lid["praktijk"] == "oost":
        return "waarneming", "huisarts2"
    return None


def _may(wereld, lid: dict, name: str, by: Gebruiker, soort: Soort, namens: Collection[str] = ()) -> bool:
    rules = [
        Regel(r["besluit"], **_whom(wereld, r, name, by), soort=r["soort"], geldig_tot=_last_day(r),
              ingetrokken=r["ingetrokken"])
        for r in lid["regels"]
    ]  # fmt: skip
    consent = allows(rules, domein=by.domein, organisatie_id=by.organisatie_id, soort=soort, op=today())
    return name != "beheer" and _relation(lid, name, namens) is not None and consent


def _emergency_runs(lid: dict, name: str) -> bool:
    nood = lid.get("nood")
    return bool(nood and nood["wie"] == "ik" and nood["uren"] > 0 and not nood["beeindigd"] and name != "beheer")


@pytest.fixture
def lezer(app, wereld):
    """lezer('huisarts'): the person as the services know them; everything a test does here is rolled back."""
    with app.app_context():
        yield lambda name: db.session.get_one(Gebruiker, getattr(wereld, name))
        db.session.rollback()


@many_examples
@given(gezin=st.lists(leden, min_size=1, max_size=3), name=lezers, soort=soorten, waar=waarnemingen)
def test_lists_doors_and_households_all_say_what_the_rules_say(wereld, lezer, gezin, name, soort, waar):
    db.session.rollback()
    by = lezer(name)
    namens = _stand_in(wereld, by, waar)
    before = count_visible(by)
    clients = _store(wereld, gezin, name, by)
    pairs = list(zip(clients, gezin, strict=True))
    expected = {c.id for c, lid in pairs if _may(wereld, lid, name, by, soort, namens)}
    with_plan = {c.id for c, lid in pairs if _may(wereld, lid, name, by, Soort.PLAN, namens)}

    ours = {c.id for c in clients}
    # An emergency opens one client; it puts nobody in a list.
    assert {c.id for c in db.session.scalars(visible_to(by, soort))} & ours == expected
    assert count_visible(by) - before == len(with_plan)
    for client, lid in pairs:
        if client.id not in expected and not _emergency_runs(lid, name):
            with pytest.raises(Geweigerd) as refusal:
                open_client(client.id, by=by, soort=soort)
            assert refusal.value.inzageregel["client_id"] == client.id
            continue
        inzage = open_client(client.id, by=by, soort=soort)
        if client.id not in expected:
            nood = db.session.scalars(db.select(Noodtoegang).where(Noodtoegang.client_id == client.id)).one()
            assert inzage.grond == Grond("noodtoegang", noodtoegang_id=nood.id)
            assert (inzage.gezin.ids, inzage.gezin.afgeschermd) == ({client.id}, len(clients) - 1)
            continue
        relatie, voor = _relation(lid, name, namens)
        assert (inzage.grond.relatie, inzage.grond.noodtoegang_id) == (relatie, None)
        assert inzage.grond.namens_id == (getattr(wereld, voor) if voor else None)
        rule = db.session.get_one(Toestemming, inzage.grond.toestemming_id)
        assert (rule.client_id, rule.besluit, rule.ingetrokken_op) == (client.id, "ja", None)
        assert inzage.gezin.ids == with_plan
        assert inzage.gezin.afgeschermd == len(clients) - len(with_plan)
    db.session.rollback()


def test_every_pair_of_rules_is_weighed_the_same_in_sql(wereld, lezer):
    """What chance may leave out: each kind of rule against each other kind, once."""
    by = lezer("psychiater")
    kinds = [
        {"besluit": besluit, "voor": voor, "soort": soort, "dagen": None, "ingetrokken": False}
        for besluit in Besluit
        for voor in ("mijn domein", "mijn organisatie")
        for soort in (None, Soort.PLAN)
    ]
    leden = [{"praktijk": None, "zetels": [("ik", False)], "regels": list(pair)} for pair in product(kinds, kinds)]
    clients = _store(wereld, leden, "psychiater", by)
    expected = {c.id for c, lid in zip(clients, leden, strict=True) if _may(wereld, lid, "psychiater", by, Soort.PLAN)}
    assert 0 < len(expected) < len(clients)
    assert {c.id for c in db.session.scalars(visible_to(by))} == expected
    for client in clients:
        if client.id in expected:
            assert open_client(client.id, by=by).gezin.ids == expected
        else:
            with pytest.raises(Geweigerd):
                open_client(client.id, by=by)


@many_examples
@given(lid=leden, name=st.sampled_from(["huisarts", "psychiater"]))
def test_a_merged_double_opens_as_the_client_it_became_under_that_ones_rules(wereld, lezer, lid, name):
    db.session.rollback()
    by = lezer(name)
    welcome = {"besluit": Besluit.JA, "voor": "mijn domein", "soort": None, "dagen": None, "ingetrokken": False}
    open_to_me = {"praktijk": "nazareth", "zetels": [("ik", False)], "regels": [welcome]}
    kept, double = _store(wereld, [lid, open_to_me], name, by)
    double.samengevoegd_in_id = kept.id
    db.session.flush()
    if _may(wereld, lid, name, by, Soort.PLAN) or _emergency_runs(lid, name):
        assert open_client(double.id, by=by).client.id == kept.id
    else:
        with pytest.raises(Geweigerd):
            open_client(double.id, by=by)
    assert double.id not in {c.id for c in db.session.scalars(visible_to(by))}
    db.session.rollback()
