"""Finding a date: propose, tick (for the family by a chair), see what suits best, choose."""

import re

from sqlalchemy import select

from overlegtafel.extensions import db
from overlegtafel.overleggen.beleggen import GEZIN
from overlegtafel.overleggen.models import Datumvoorstel, Genodigde, Overleg
from tests.overleggen.plannen import NIEUW, day, form, newest, stored, url
from tests.plannen.hulp import message_at
from tests.toegang.hulp import events, everything


def propose(app, als, wereld) -> Overleg:
    typed = form(wereld, soort="rto", voor="", mensen=[wereld.wijkverpleging, wereld.psychiater]) | {
        "client": str(wereld.truus), "datum": "zoeken", "duur": "60", "dag_1": day(7), "tijd_1": "10:00",
        "dag_2": day(8), "tijd_2": "14:00", "dag_4": day(9), "tijd_4": "9", "gezin": "1",
    }  # fmt: skip
    assert (
        als("huisarts").post(NIEUW, typed | {"dag_2": "", "tijd_2": "", "dag_4": "", "tijd_4": ""}).status_code == 422
    )
    assert als("huisarts").post(NIEUW, typed).status_code == 303
    return newest(app)


def momenten(app, overleg) -> list[Datumvoorstel]:
    with app.app_context():
        query = select(Datumvoorstel).where(Datumvoorstel.overleg_id == overleg.id).order_by(Datumvoorstel.begint_op)
        return list(db.session.scalars(query))


def ticks(found, *keuzes) -> dict:
    return {f"moment-{m.id}": k for m, k in zip(found, keuzes, strict=True)}


def test_from_proposal_to_a_date(app, als, wereld):
    made = propose(app, als, wereld)
    els, saida, there = als("huisarts"), als("wijkverpleging"), url(made.id, "prikken")
    assert made.staat == "prikken" and made.begint_op is None
    found = momenten(app, made)
    assert len(found) == 3 and "Kies wanneer u kunt" in saida.text("/overleggen")
    assert saida.post(there, ticks(found, "nee", "ja", "liever_niet")).status_code == 303
    assert als("psychiater").post(there, ticks(found, "ja", "ja", "nee")).status_code == 303
    assert "Bekijk de keuzes" in saida.text("/overleggen")
    with app.app_context():
        gezin = db.session.scalars(select(Genodigde).where(Genodigde.naam == GEZIN[0])).one().id
    # The family has no account: a chair ticks for them, and nobody else does.
    assert "U kiest voor Cliënt en naasten" in els.text(f"{there}?wie={gezin}")
    assert "Kies voor: Cliënt" not in saida.text(there)
    assert saida.post(there, ticks(found, "nee", "nee", "nee") | {"wie": str(gezin)}).status_code == 403
    assert els.post(there, ticks(found, "nee", "ja", "ja") | {"wie": str(gezin)}).status_code == 303
    page = els.get(there).text
    best = re.search(r"stand--beste.*?</form>", page, re.S)[0]
    assert "past het best" in best and str(found[1].id) in best and "<b>3</b> ja" in best
    assert "Truus" not in als("psychiater").get(there).text
    # Choosing is for a chair, of what was proposed, once.
    chosen = {"versie": str(stored(app, made.id).versie), "moment": str(found[1].id)}
    assert saida.post(f"{there}/kies", chosen).status_code == 403
    assert els.post(f"{there}/kies", chosen | {"moment": str(made.id)}).status_code == 404
    assert els.post(f"{there}/kies", chosen | {"versie": "0"}).status_code == 409
    assert els.post(f"{there}/kies", chosen).status_code == 303
    planned = stored(app, made.id)
    assert (planned.staat, planned.begint_op) == ("gepland", found[1].begint_op)
    with app.app_context():
        komt = dict(
            db.session.execute(select(Genodigde.gebruiker_id, Genodigde.komt).filter_by(overleg_id=made.id)).all()
        )
    assert (komt[wereld.wijkverpleging], komt[None]) == ("ja", "ja")
    assert saida.get(there).status_code == 303, "the date stands"
    assert saida.post(there, ticks(found, "ja", "ja", "ja")).status_code in (303, 422)
    assert {"overleg.geprikt", "overleg.datum_gekozen"} <= set(events(app))


def test_what_cannot_be_ticked_changes_nothing(app, als, wereld):
    made = propose(app, als, wereld)
    there, found = url(made.id, "prikken"), momenten(app, made)
    before = everything(app)
    saida = als("wijkverpleging")
    assert saida.post(there, {}).status_code == 422
    assert saida.post(there, ticks(found, "ja", "misschien", "ja")).status_code == 422
    assert saida.post(there, {f"moment-{made.id}": "ja"}).status_code == 422
    assert saida.post(f"{there}/momenten", {"dag": day(4), "tijd": "9"}).status_code == 403
    for name in ("huisarts2", "assistent", "beheer"):
        assert als(name).get(there).status_code == als(name).post(there, {}).status_code == 404, name
    assert everything(app) == before
    els = als("huisarts")
    assert "staat er al" in message_at(els.post(f"{there}/momenten", {"dag": day(7), "tijd": "10:00"}), "dag")
    for n in range(7):
        assert els.post(f"{there}/momenten", {"dag": day(20 + n), "tijd": "9"}).status_code == 303
    assert els.post(f"{there}/momenten", {"dag": day(30), "tijd": "9"}).status_code == 422
    assert len(momenten(app, made)) == 10 and "overleg.moment_erbij" in events(app)
