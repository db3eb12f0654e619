"""What stands on the list of referrals, on Vandaag and on the page of the client: for whom, in which order, and logged."""

import re
from datetime import datetime, time, timedelta
from uuid import uuid4

from sqlalchemy import event, select, text, update
from sqlalchemy.engine import Engine

from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import NL, now, today
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein, Soort
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Toestemming
from overlegtafel.verwijzingen.lijst import STAP, Bak, list_verwijzingen
from overlegtafel.verwijzingen.models import Verwijspartner, Verwijsstap, Verwijzing
from tests.persona import readable
from tests.toegang.hulp import change, events, log_lines
from tests.verwijzingen.verwezen import get_soort, let_see, make_team, make_verwijzing
from tests.wereld import allow, make_client

LIJST = "/verwijzingen"


def rows(persona, bak: str, **query) -> list[str]:
    """The names in a tray, in order, over all its pages."""
    more = "".join(f"&{name}={value}" for name, value in query.items())
    url, names = f"{LIJST}?bak={bak}{more}", []
    while url:
        page = persona.get(url).get_data(as_text=True)
        names += re.findall(r'class="werk__wie"[^>]*>([^<]+)<', page)
        found = re.search(r'href="([^"]+)">Volgende', page)
        url = found[1].replace("&amp;", "&") if found else ""
    return names


def later(**delta):
    return now() + timedelta(**delta)


def fed_back(app, verwijzing_id, tekst: str) -> None:
    with app.app_context():
        row = db.session.get_one(Verwijzing, verwijzing_id)
        step = {"wat": "terugkoppeling", "staat": row.staat, "op": now(), "dag": today()}
        db.session.add(Verwijsstap(id=uuid4(), verwijzing_id=row.id, tekst=tekst, **step))
        db.session.commit()


def test_what_is_to_do_what_we_sent_and_what_is_done(app, als, wereld):
    late = make_verwijzing(app, wereld, moet_voor=later(days=-2), vraag="Post stapelt zich op.\nEn meer.")
    make_verwijzing(app, wereld, client="moeder", staat="gebeld", contact_op=None, pogingen=2, moet_voor=later(days=2))
    make_verwijzing(app, wereld, client="vader", van="huisarts2", staat="afgezien", einde_op=later(hours=-1))
    wim, els, koen = als("sociaalteam"), als("huisarts"), als("huisarts2")
    assert rows(wim, "te-doen") == ["Truus van den Berg", "Nadia Janssen"], "due first on top"
    page = wim.text(LIJST)
    assert "Te doen 2" in page and "te laat bellen moest uiterlijk" in page and "2 keer gebeld niet bereikt" in page
    assert "Post stapelt zich op." in page and "En meer" not in page and "Els Peeters" in page
    assert rows(wim, "klaar") == ["Piet Janssen"] == rows(koen, "klaar")
    assert "afgezien van hulp" in koen.text(f"{LIJST}?bak=klaar")
    assert rows(els, "van-ons") == ["Truus van den Berg", "Nadia Janssen"] and rows(koen, "van-ons") == []
    assert "te laat" in els.text(f"{LIJST}?bak=van-ons") and "043-350 99 01" in els.text(f"{LIJST}?bak=van-ons")
    # A colleague of the practice sees what the practice sent; who is in no team has nothing to do.
    assert rows(als("assistent"), "van-ons") == ["Truus van den Berg", "Nadia Janssen"]
    assert "Te doen" not in els.text(LIJST)
    assert rows(als("psychiater"), "te-doen") == rows(als("wijkverpleging"), "van-ons") == []
    # A look at each client of the page: the team without a seat saw Truus as who was asked.
    lines = log_lines(app, gebeurtenis="verwijzing.lijst", gebruiker_id=wereld.sociaalteam, client_id=wereld.truus)
    assert lines and {line.grond for line in lines} == {"verwijzing"}
    assert late


def test_without_consent_it_is_in_no_list(app, als, wereld):
    made = make_verwijzing(app, wereld, moet_voor=later(days=-2))
    wim = als("sociaalteam")
    assert rows(wim, "te-doen") and "Verwijzingen te laat (1)" in wim.text("/vandaag")
    only = (Toestemming.client_id == wereld.truus, Toestemming.domein == Domein.SOCIAAL.value)
    change(app, update(Toestemming).where(*only).values(geldig_tot=today() - timedelta(days=1)))
    assert rows(wim, "te-doen") == [] == rows(wim, "klaar")
    assert "Truus" not in wim.text("/vandaag") and wim.get(f"{LIJST}/{made}").status_code == 404
    # Open for referrals is not open for the plan, and the other way around.
    with app.app_context():
        allow(wereld.truus, Domein.SOCIAAL, soort="plan")
        db.session.commit()
    assert rows(wim, "te-doen") == []
    # Nor for the practice that sent it, once the client closed them to it.
    with app.app_context():
        allow(wereld.truus, Domein.HUISARTSENZORG, besluit="nee", soort="verwijzing")
        db.session.commit()
    els = als("huisarts")
    assert rows(els, "van-ons") == [] and "Verwijzingen Sociaal" not in els.text(f"/clienten/{wereld.truus}")
    assert els.get(f"{LIJST}/van/{wereld.truus}").status_code == 404


def test_a_partner_sees_its_part_marked(app, als, wereld):
    with app.app_context():
        kredietbank = make_team("Kredietbank Limburg", leden=(wereld.gezinsregisseur,)).id
        db.session.commit()
    made = make_verwijzing(app, wereld, staat="loopt", moet_voor=later(days=3))
    assert rows(als("gezinsregisseur"), "te-doen") == []
    with app.app_context():
        db.session.add(
            Verwijspartner(
                id=uuid4(), verwijzing_id=made, team_id=kredietbank, naam="Kredietbank Limburg", deel="Schulden op een rij",
                sinds=now(), door_id=wereld.sociaalteam,
            )
        )  # fmt: skip
        db.session.commit()
    assert rows(als("gezinsregisseur"), "te-doen") == ["Truus van den Berg"]
    assert "uw team is erbij gehaald" in als("gezinsregisseur").text(LIJST)
    assert "uw team is erbij gehaald" not in als("sociaalteam").text(LIJST)


def _fill(app, wereld) -> None:
    """Sixty open, many due at the same moment, three of them by no moment; and thirty done."""
    with app.app_context():
        kind, practice = get_soort(), db.session.get(Gebruiker, wereld.huisarts).organisatie_id
        for n in range(90):
            client = make_client(f"C{n:03}", "", "Cliënt", today(), praktijk=practice)
            let_see(client.id, Domein.SOCIAAL)
            let_see(client.id, Domein.HUISARTSENZORG)
            done = later(hours=-n // 4) if n >= 60 else None
            db.session.add(
                Verwijzing(
                    id=uuid4(), soort_id=kind.id, client_id=client.id, van_id=wereld.huisarts, van_organisatie_id=practice,
                    terug_aan_id=wereld.huisarts, aan_team_id=wereld.sociaal_team, vraag=f"V{n}", hulpvraag="wonen",
                    akkoord_wie="client", akkoord_op=today(), spoed="week", verwezen_op=now(), laatste_op=later(seconds=-n),
                    staat="afgerond" if done else "aangemeld", moet="" if done else "bellen", einde_op=done,
                    uitkomst="inzet" if done else "", moet_voor=None if done or n >= 57 else later(days=n // 20),
                )
            )  # fmt: skip
        db.session.commit()


def test_page_by_page(app, als, wereld):
    _fill(app, wereld)
    wim, els = als("sociaalteam"), als("huisarts")
    names = [f"C{n:03} Cliënt" for n in range(90)]
    for persona, bak in ((wim, "te-doen"), (els, "van-ons")):
        found = rows(persona, bak)
        assert sorted(found) == names[:60], "each once"
        assert found[57:] == names[57:60] and set(found[:20]) == set(names[:20])
        assert f"{Bak(bak).label} 60" in persona.text(f"{LIJST}?bak={bak}")
    assert sorted(rows(wim, "klaar")) == names[60:] == sorted(rows(els, "klaar"))
    assert readable(wim.get(LIJST)).count("V") >= STAP
    assert wim.get(f"{LIJST}?bak=te-doen&vanaf=1.x.y").status_code == 200, (
        "an address that says nothing is the first page"
    )


def test_narrowed_to_a_kind_or_a_team(app, als, wereld):
    with app.app_context():
        other = make_team("Sociaal team Wyck", leden=(wereld.sociaalteam,)).id
        kind = str(get_soort("poh-jeugd").id)
        db.session.commit()
    make_verwijzing(app, wereld)
    make_verwijzing(app, wereld, client="moeder", team=other)
    wim = als("sociaalteam")
    assert len(rows(wim, "te-doen")) == 2 and "Sociaal team Wyck" in wim.text(LIJST)
    assert rows(wim, "te-doen", team=other) == ["Nadia Janssen"]
    assert rows(wim, "te-doen", soort=kind) == [] and "uw keuze" in wim.text(f"{LIJST}?soort={kind}")
    assert rows(wim, "te-doen", team=wereld.ggz_team) == []


def test_the_practice_of_the_client_now_has_what_goes_back_to_nobody(app, als, wereld):
    make_verwijzing(app, wereld, terug_aan_id=None)
    make_verwijzing(app, wereld, client="moeder")
    change(app, update(Client).where(Client.id.in_([wereld.truus, wereld.moeder])).values(praktijk_id=wereld.oost))
    assert rows(als("huisarts2"), "van-ons") == ["Truus van den Berg"]
    assert "Van ons 1" in als("huisarts2").text(LIJST)
    assert rows(als("psychiater"), "van-ons") == []


def test_vandaag_says_what_is_late_on_both_sides_and_what_came_back(app, als, wereld):
    make_verwijzing(app, wereld, moet_voor=later(days=-1))
    make_verwijzing(app, wereld, client="moeder", moet_voor=later(seconds=30))
    # Nobody took it: that is for today. What somebody has, and is not due yet, is not.
    make_verwijzing(app, wereld, client="vader", van="huisarts2", moet_voor=later(days=9))
    due = {"moet_voor": later(days=9), "behandelaar_id": wereld.sociaalteam}
    make_verwijzing(app, wereld, client="gerrit", van="huisarts2", **due)
    wim, els = als("sociaalteam"), als("huisarts")
    team, mine = wim.text("/vandaag"), els.text("/vandaag")
    assert "Verwijzingen te laat (1)" in team and "U verwees, nog niets gehoord (1)" in mine
    assert "Bel Sociaal team Nazareth-Limmel" in mine and "Piet Janssen" in team and "Gerrit" not in team
    assert "vandaag.verwijzing" in events(app, client_id=wereld.truus, gebruiker_id=wereld.huisarts)
    assert "nog niets gehoord" not in als("wijkverpleging").text("/vandaag")
    assert "Verwijzing" not in als("psychiater").text("/vandaag").replace("Verwijzingen Overleggen", "")


def test_what_a_colleague_took_is_theirs_until_it_is_late(app, als, wereld):
    evening = datetime.combine(today(), time(23, 59, 59), NL)
    make_verwijzing(app, wereld, moet_voor=evening)
    assert "Verwijzingen voor vandaag (1)" in als("sociaalteam").text("/vandaag")
    change(app, update(Verwijzing).values(behandelaar_id=wereld.gezinsregisseur))
    assert "Verwijzingen voor vandaag" not in als("sociaalteam").text("/vandaag")
    change(app, update(Verwijzing).values(moet_voor=later(hours=-1)))
    assert "Verwijzingen te laat (1)" in als("sociaalteam").text("/vandaag")


def test_the_page_of_the_client_says_what_became_of_it(app, als, wereld):
    running = make_verwijzing(app, wereld, staat="loopt", moet_voor=later(days=-1))
    make_verwijzing(app, wereld, staat="afgezien", dagen=30, vraag="Eerder gevraagd")
    make_verwijzing(app, wereld, staat="afgerond", dagen=500, vraag="Lang geleden")
    fed_back(app, running, "Er is een betalingsregeling.")
    page = als("huisarts").text(f"/clienten/{wereld.truus}")
    assert "Verwijzingen Sociaal team" in page and "Terug: Er is een betalingsregeling." in page and "te laat" in page
    assert "Eerder gevraagd" in page and "Afgezien van hulp" in page and "Lang geleden" not in page
    assert "verwijzing.lijst" in events(app, client_id=wereld.truus, gebruiker_id=wereld.huisarts)
    part = als("wijkverpleging").get(f"{LIJST}/van/{wereld.truus}", htmx=True)
    assert "betalingsregeling" in part.text and "<html" not in part.text
    assert als("sociaalteam").get(f"{LIJST}/van/{wereld.truus}").status_code == 404, "a guest has no page of the client"
    assert als("huisarts2").get(f"{LIJST}/van/{wereld.truus}").status_code == 404
    # Nothing of it is in the source of the page for who may not see referrals.
    with app.app_context():
        allow(wereld.truus, Domein.WIJKVERPLEGING, besluit="nee", soort=Soort.VERWIJZING.value)
        db.session.commit()
    assert "betalingsregeling" not in als("wijkverpleging").get(f"/clienten/{wereld.truus}").text


def test_each_way_has_its_index(app, wereld):
    """However many there are: no list reads all referrals."""
    sent: list[tuple] = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        if "FROM verwijzing" in statement:
            sent.append((statement, parameters))

    make_verwijzing(app, wereld)
    with app.app_context():
        person = db.session.scalars(select(Gebruiker).where(Gebruiker.id == wereld.sociaalteam)).unique().one()
        event.listen(Engine, "before_cursor_execute", note)
        for bak in Bak:
            list_verwijzingen(person, bak)
        event.remove(Engine, "before_cursor_execute", note)
        if db.engine.dialect.name != "sqlite":
            # With one row every plan is a scan there.
            db.session.execute(text("SET LOCAL enable_seqscan = off"))
        explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
        plans = []
        for statement, parameters in sent:
            rows = db.session.connection().exec_driver_sql(explain + statement, parameters).all()
            plans.append("\n".join(str(row[-1]) for row in rows))
    assert len(plans) >= 3
    for plan in plans:
        assert "ix_verwijzing_open_" in plan or "ix_verwijzing_klaar_" in plan, plan
        assert "SCAN verwijzing\n" not in plan and "Seq Scan on verwijzing\n" not in plan, plan
