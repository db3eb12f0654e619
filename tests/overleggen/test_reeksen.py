"""Series: made ahead, extended, joined and left, moved from one on, stopped."""

from datetime import timedelta

from sqlalchemy import select, update

from overlegtafel.core.datums import NL, now
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.overleggen import reeksen
from overlegtafel.overleggen.models import Genodigde, Overleg, Reeks
from overlegtafel.toegang.models import Gebruiker
from tests.overleggen.plannen import NIEUW, day, form, invited, of_reeks, plan, plan_reeks, stored, url
from tests.overleggen.tafels import make_punt
from tests.plannen.hulp import message_at
from tests.toegang.hulp import change, events, everything


def test_shown_first_and_then_made_half_a_year_ahead(app, als, wereld):
    els, before = als("huisarts"), everything(app)
    shown = els.post(NIEUW, form(wereld, herhaal="m1"))
    assert shown.status_code == 200 and "Klopt dit? Elke maand op de" in shown.text and everything(app) == before
    reeks = plan_reeks(app, els, wereld, mensen=[wereld.wijkverpleging])
    made = of_reeks(app, reeks)
    assert 20 <= len(made) <= 27 and made[-1].begint_op <= now() + timedelta(days=190)
    assert {f"{o.begint_op.astimezone(NL):%H:%M %w}" for o in made} == {f"16:00 {made[0].begint_op:%w}"}
    assert invited(app, made[-1].id) == {wereld.huisarts: ("", True), wereld.wijkverpleging: ("", False)}
    assert events(app).count("overlegreeks.gemaakt") == 1 and "overleg.gepland" not in events(app)
    # Time passes: the worker makes what is missing, once.
    change(app, update(Overleg).where(Overleg.id == made[-1].id).values(reeksdag=None, reeks_id=None))
    with app.app_context():
        assert (reeksen.extend_due(), reeksen.extend_due()) == (1, 0)


def test_of_a_number_of_times(app, als, wereld):
    els = als("huisarts")
    assert len(of_reeks(app, plan_reeks(app, els, wereld, keer="5"))) == 5
    for wrong, veld in (({"keer": "1000"}, "keer"), ({"keer": "0"}, "keer"), ({"tot": day(1)}, "tot"),
                        ({"tot": day(1500)}, "tot"), ({"tot": day(50), "keer": "3"}, "keer"), ({"herhaal": "z"}, "herhaal")):  # fmt: skip
        refused = els.post(NIEUW, form(wereld, herhaal="w1") | wrong)
        assert refused.status_code == 422 and message_at(refused, veld), wrong
    assert "104" in message_at(els.post(NIEUW, form(wereld, herhaal="w1", keer="1000")), "keer")


def test_next_of(app, als, wereld):
    els = als("huisarts")
    reeks = plan_reeks(app, els, wereld, keer="30")
    alone, other = plan(app, els, wereld, dag=day(4)), plan(app, els, wereld, dag=day(9), soort="mdo-jeugd")
    with app.app_context(), transaction():
        made = list(db.session.scalars(select(Overleg).where(Overleg.reeks_id == reeks.id).order_by(Overleg.begint_op)))
        by = db.session.get_one(Gebruiker, wereld.huisarts)
        made[1].staat = "vervallen"
        assert reeksen.next_of(made[0], by=by) is made[2]
        beyond = reeksen.next_of(made[-1], by=by)
        assert beyond.reeksdag > made[-1].reeksdag and beyond.begint_op > now() + timedelta(days=150)
        assert db.session.scalars(select(Genodigde.gebruiker_id).where(Genodigde.overleg_id == beyond.id)).all()
        found = reeksen.next_of(db.session.get_one(Overleg, alone.id), by=by)
        assert (found.soort.sleutel, found.organisatie_id) == ("mdo", wereld.nazareth)
        assert reeksen.next_of(db.session.get_one(Overleg, other.id), by=by) is None
        db.session.get_one(Reeks, reeks.id).gestopt_op = now()
        assert reeksen.next_of(beyond, by=by) is None


def test_this_one_and_all_that_follow(app, als, wereld):
    els = als("huisarts")
    reeks = plan_reeks(app, els, wereld, keer="6", mensen=[wereld.wijkverpleging])
    made = of_reeks(app, reeks)
    change(app, update(Overleg).where(Overleg.id == made[4].id).values(staat="vervallen"))
    to = made[2].begint_op.astimezone(NL).date() + timedelta(days=1)
    typed = {"versie": "1", "dag": to.isoformat(), "tijd": "10:00", "duur": "60", "plaats": "Zaal", "welke": "volgende"}
    assert als("wijkverpleging").post(url(made[2].id, "wijzigen"), typed).status_code == 403
    assert els.post(url(made[2].id, "wijzigen"), typed).status_code == 303
    after = {o.id: o for o in of_reeks(app, reeks)}
    assert [after[o.id].begint_op for o in made[:2]] == [o.begint_op for o in made[:2]]
    for o in (made[2], made[3], made[5]):
        local = after[o.id].begint_op.astimezone(NL)
        assert (local.weekday(), local.hour, after[o.id].plaats) == (to.weekday(), 10, "Zaal")
    assert after[made[4].id].staat == "vervallen" and after[made[4].id].begint_op == made[4].begint_op
    days = [o.reeksdag for o in after.values() if o.reeksdag]
    assert len(days) == len(set(days))
    with app.app_context():
        assert reeksen.extend_due() == 0, "nothing comes back by itself"
    # Not before the one that goes before it, and stale is told.
    versie = stored(app, made[2].id).versie
    back = typed | {"versie": str(versie), "dag": made[0].begint_op.astimezone(NL).date().isoformat()}
    refused = els.post(url(made[2].id, "wijzigen"), back)
    assert refused.status_code == 422 and "Daarvóór staat nog een overleg" in message_at(refused, "dag")
    assert els.post(url(made[2].id, "wijzigen"), typed).status_code == 409
    assert events(app).count("overlegreeks.gewijzigd") == 1


def test_members_come_and_go_from_now_on(app, als, wereld):
    els = als("huisarts")
    reeks = plan_reeks(app, els, wereld, keer="4")
    made = of_reeks(app, reeks)
    past = made[0].id
    change(app, update(Overleg).where(Overleg.id == past).values(begint_op=now() - timedelta(days=1), staat="klaar"))
    there = f"/overleggen/reeksen/{reeks.id}"
    assert als("wijkverpleging").get(there).status_code == als("beheer").get(there).status_code == 404
    assert "Saïda" in els.post(f"{there}/leden", {"doe": "zoek", "zoek": "amrani"}).text
    assert els.post(f"{there}/leden", {"wie": str(wereld.wijkverpleging)}).status_code == 303
    assert wereld.wijkverpleging in invited(app, made[1].id) and wereld.wijkverpleging not in invited(app, past)
    saida = als("wijkverpleging")
    assert "Elke week op" in saida.text(there)
    assert saida.post(f"{there}/leden", {"wie": str(wereld.psychiater)}).status_code == 403
    assert saida.post(f"{there}/leden/{wereld.huisarts}/weg").status_code == 403
    assert saida.get(f"{there}/stoppen").status_code == 403
    # The last chair stays; a second takes over.
    assert els.post(f"{there}/leden/{wereld.huisarts}/voorzitter").status_code == 422
    assert els.post(f"{there}/leden/{wereld.wijkverpleging}/voorzitter", {"zit": "voor"}).status_code == 303
    assert invited(app, made[1].id)[wereld.wijkverpleging] == ("", True)
    assert els.post(f"{there}/leden/{wereld.huisarts}/weg").location == "/overleggen"
    assert wereld.huisarts not in invited(app, made[2].id) and wereld.huisarts in invited(app, past)
    assert els.get(there).status_code == 404
    assert {"overlegreeks.lid_erbij", "overlegreeks.lid_weg", "overlegreeks.voorzitter"} <= set(events(app))


def test_stopped_what_people_brought_in_is_named_first(app, als, wereld):
    els = als("huisarts")
    reeks = plan_reeks(app, els, wereld, keer="3")
    made = of_reeks(app, reeks)
    with app.app_context():
        make_punt(db.session.get_one(Overleg, made[1].id), wereld.truus, ingebracht_door_id=wereld.huisarts)
        db.session.commit()
    there = f"/overleggen/reeksen/{reeks.id}/stoppen"
    page = els.text(there)
    assert "3 overleggen gaan dan niet door" in page and ": 1 punt" in page and "Truus" not in page
    assert els.post(there, {"versie": "1", "reden": ""}).status_code == 422
    assert els.post(there, {"versie": "7", "reden": "Samengevoegd"}).status_code == 409
    assert els.post(there, {"versie": "1", "reden": "Samengevoegd"}).status_code == 303
    assert {o.staat for o in of_reeks(app, reeks)} == {"vervallen"}
    with app.app_context():
        assert reeksen.extend_due() == 0
    assert events(app).count("overleg.afgezegd") == 3 and "overlegreeks.gestopt" in events(app)
    assert els.post(there, {"versie": "2", "reden": "Nog eens"}).status_code == 422
