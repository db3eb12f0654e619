"""The inbox: what lies in which tray and in which order, page by page, for one address or all, and logged."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import select

from overlegtafel.berichten.models import Bericht, Draad
from overlegtafel.berichten.postvak import STAP
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Inzageregel
from tests.berichten.draden import ask
from tests.persona import readable
from tests.plannen.hulp import form_in
from tests.tafel.test_queries import MOST, queries
from tests.wereld import allow, make_client, seat


def _fill(wereld) -> None:
    """Sixty questions of the wijkverpleging to the practice, many due at the same moment; ten to know; and sixty done."""
    moment = datetime(2026, 11, 20, 16, tzinfo=UTC)
    for n in range(130):
        client = make_client(f"C{n:03}", "", "Cliënt", moment.date(), praktijk=wereld.nazareth)
        allow(client.id, Domein.HUISARTSENZORG)
        due = None if 60 <= n < 70 else moment + timedelta(days=n // 25)
        done = moment + timedelta(minutes=n // 7) if n >= 70 else None
        thread = Draad(
            id=uuid4(), client_id=client.id, soort="vraag" if due else "weten", van_id=wereld.wijkverpleging, spoed="week",
            aan_organisatie_id=wereld.nazareth, gesteld_op=moment + timedelta(seconds=n), laatste_op=moment,
            antwoord_voor=due, gesloten_op=done, sluiting="antwoord" if done else "", sluitreden="", escalatie=0,
        )  # fmt: skip
        db.session.add(thread)
        db.session.flush()
        db.session.add(
            Bericht(draad_id=thread.id, door_id=wereld.wijkverpleging, soort="vraag", tekst=f"V{n}", op=moment)
        )
    # Not for the huisarts: no consent, whatever it was asked of.
    closed = make_client("Dicht", "", "Gesloten", moment.date(), praktijk=wereld.nazareth)
    db.session.add(
        Draad(
            id=uuid4(),
            client_id=closed.id,
            soort="vraag",
            van_id=wereld.wijkverpleging,
            spoed="week",
            escalatie=0,
            aan_organisatie_id=wereld.nazareth,
            gesteld_op=moment,
            laatste_op=moment,
            antwoord_voor=moment,
            sluitreden="",
        )  # fmt: skip
    )
    db.session.commit()


def _walk(persona, bak: str) -> list[list[str]]:
    """The names on each page, following 'Volgende'."""
    url, pages = f"/berichten?bak={bak}", []
    while url:
        page = persona.get(url).get_data(as_text=True)
        pages.append(re.findall(r'class="werk__wie"[^>]*>(C\d+|[\w ]+) Cliënt', page))
        more = re.search(r'href="([^"]+)">Volgende', page)
        url = more[1].replace("&amp;", "&") if more else ""
    return pages


def test_page_by_page_most_urgent_first(app, als, wereld):
    with app.app_context():
        _fill(wereld)
    els = als("huisarts")
    with queries() as sent:
        first = els.get("/berichten")
    assert len(sent) <= MOST, "\n".join(sent)
    assert "Nieuw 70" in readable(first) and "Dicht" not in readable(first)
    assert readable(first).count("te laat sinds") == STAP, "too late on top"
    with app.app_context():
        lines = db.session.scalars(select(Inzageregel).where(Inzageregel.gebeurtenis == "bericht.lijst")).all()
        assert len({line.client_id for line in lines}) == len(lines) == STAP, "who was shown, and nobody else"
        expected = {
            "nieuw": select(Draad.id).where(Draad.gesloten_op.is_(None)).order_by(Draad.antwoord_voor.is_(None)),
            "klaar": select(Draad.id).where(Draad.gesloten_op.is_not(None)),
        }
        order = {"nieuw": (Draad.antwoord_voor, Draad.id), "klaar": (Draad.gesloten_op.desc(), Draad.id.desc())}
        for bak, query in expected.items():
            pages = _walk(els, bak)
            assert [len(p) for p in pages] == ([25, 25, 20] if bak == "nieuw" else [25, 25, 10])
            shown = [name for page in pages for name in page]
            assert len(set(shown)) == len(shown), "none twice"
            names = dict(db.session.execute(select(Draad.id, Bericht.tekst).join(Bericht)).all())
            ids = db.session.scalars(query.order_by(*order[bak])).all()
            right = [f"C{int(names[i][1:]):03}" for i in ids if i in names]
            # What asks for no answer comes last, newest first.
            if bak == "nieuw":
                right = right[:60] + sorted(right[60:], reverse=True)
            assert shown == right


def test_each_tray_holds_what_it_says(app, als, wereld):
    nurse, doctor, reader = als("wijkverpleging"), als("huisarts"), als("assistent")
    fresh = ask(app, wereld.wijkverpleging, wereld.truus, f"o:{wereld.nazareth}", "Nieuw voor de praktijk\nen meer")
    own = ask(app, wereld.wijkverpleging, wereld.truus, f"o:{wereld.nazareth}", "Door Els gepakt")
    late = ask(
        app, wereld.huisarts, wereld.truus, f"g:{wereld.wijkverpleging}", "Zelf gevraagd", laat=True, escalatie=2
    )

    def trays(persona) -> dict[str, str]:
        return {bak: persona.text(f"/berichten?bak={bak}") for bak in ("nieuw", "mijn", "wacht", "klaar")}

    seen = doctor.get("/berichten")
    claim = form_in(seen, f"/berichten/{own}/oppakken")
    assert doctor.post(f"/berichten/{own}/oppakken", claim).location == f"/berichten/{own}", "on to the answer"
    found = trays(doctor)
    assert "Nieuw voor de praktijk …" in found["nieuw"] and "Door Els" not in found["nieuw"]
    assert "Door Els gepakt" in found["mijn"] and "u pakte dit op" in found["mijn"]
    assert "te laat sinds" in found["wacht"] and "Nog steeds geen antwoord. Bel Saïda El Amrani" in found["wacht"]
    found = trays(nurse)
    assert "Zelf gevraagd" in found["nieuw"] and "Zelf gevraagd" in found["mijn"], "asked of her in person"
    assert "Els Peeters pakte dit op" in found["wacht"]
    # A colleague of the practice sees who has it, and may look but not take.
    found = trays(reader)
    assert "Nieuw voor de praktijk" in found["nieuw"] and "oppakken" not in reader.get("/berichten").get_data(
        as_text=True
    )
    assert "Els Peeters pakte dit op" in found["wacht"]
    # One address at a time; somebody else's, or no address at all, holds nothing.
    assert "Nieuw voor" in doctor.text(f"/berichten?adres=o:{wereld.nazareth}")
    for other in (f"g:{wereld.huisarts}", f"o:{wereld.oost}", f"g:{wereld.wijkverpleging}", "t:x", "'"):
        assert "Nieuw voor" not in doctor.text(f"/berichten?adres={other}"), other
    for nonsense in ("x", "0.1", "9.9.9", f"0.99999999999999999999.{uuid4().hex}", f"-1.0.{uuid4().hex}"):
        assert doctor.get(f"/berichten?bak=nieuw&vanaf={nonsense}").status_code == 200, nonsense
    for outsider in ("psychiater", "beheer"):
        assert "Truus" not in "".join(trays(als(outsider)).values()), outsider
    with app.app_context():
        for thread in (fresh, own, late):
            db.session.get_one(Draad, thread).gesloten_op = now()
        db.session.commit()
    for persona in (doctor, nurse):
        found = trays(persona)
        assert all(text in found["klaar"] for text in ("Nieuw voor", "Door Els", "Zelf gevraagd"))
        assert "Truus" not in found["nieuw"] + found["mijn"] + found["wacht"]


def test_several_teams_lie_in_one_inbox(app, als, wereld):
    with app.app_context():
        ruth = db.session.get_one(Gebruiker, wereld.psychiater)
        dols = db.session.get_one(Gebruiker, wereld.sociaalteam)
        ruth.teams.append(dols.teams[0])
        allow(wereld.truus, Domein.GGZ)
        allow(wereld.truus, Domein.SOCIAAL)
        seat(wereld.truus, team_id=wereld.sociaal_team, doel="geld")
        db.session.commit()
    ask(app, wereld.huisarts, wereld.truus, f"t:{wereld.ggz_team}", "Aan de GGZ")
    ask(app, wereld.huisarts, wereld.truus, f"t:{wereld.sociaal_team}", "Aan het sociaal team")
    both = als("psychiater").text("/berichten")
    assert "Aan de GGZ" in both and "Aan het sociaal team" in both
    assert "Aan het sociaal" not in als("psychiater").text(f"/berichten?adres=t:{wereld.ggz_team}")
    assert "Aan de GGZ" not in als("sociaalteam").text("/berichten")
