"""Planning through the screens, for the tests: the form, and what came of it."""

from datetime import timedelta

from sqlalchemy import select

from overlegtafel.berichten.termijnen import feestdag
from overlegtafel.core.datums import now, show_date, today
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg, Reeks

NIEUW = "/overleggen/nieuw"


def day(ahead: int) -> str:
    return show_date(today() + timedelta(days=ahead))


def quiet_day() -> str:
    """A first day for a weekly series: for eight weeks no holiday on it or on the day after, whatever day it is today."""
    days = (today() + timedelta(days=ahead) for ahead in range(3, 17))
    weeks = [timedelta(days=7 * n + later) for n in range(8) for later in (0, 1)]
    return show_date(next(d for d in days if not any(feestdag(d + w) for w in weeks)))


def form(wereld, **fields) -> dict:
    """An MDO of Nazareth in three days, chaired by who plans it."""
    return {
        "soort": "mdo", "voor": f"o:{wereld.nazareth}", "datum": "vast", "dag": day(3), "tijd": "16:00", "duur": "90",
        "plaats": "Kamer 1", "link": "", "herhaal": "", "mensen": [], "voorzitters": [str(wereld.huisarts)],
    } | {k: [str(i) for i in v] if isinstance(v, (list, tuple)) else v for k, v in fields.items()}  # fmt: skip


def plan(app, persona, wereld, **fields) -> Overleg:
    answer = persona.post(NIEUW, form(wereld, **fields))
    assert answer.status_code == 303, answer.get_data(as_text=True)[-3000:]
    return newest(app)


def newest(app) -> Overleg:
    with app.app_context():
        return db.session.scalars(select(Overleg).order_by(Overleg.gemaakt_op.desc())).first()


def plan_reeks(app, persona, wereld, **fields) -> Reeks:
    """First shown, then planned."""
    typed = form(wereld, **({"dag": quiet_day(), "herhaal": "w1", "tot": "", "keer": ""} | fields))
    shown = persona.post(NIEUW, typed)
    assert shown.status_code == 200 and "Klopt dit?" in shown.text
    merk = shown.text.split('name="gezien" value="')[1].split('"')[0]
    assert persona.post(NIEUW, typed | {"gezien": merk}).status_code == 303
    with app.app_context():
        return db.session.scalars(select(Reeks).order_by(Reeks.gemaakt_op.desc())).first()


def stored(app, overleg_id) -> Overleg:
    with app.app_context():
        return db.session.get_one(Overleg, overleg_id)


def of_reeks(app, reeks) -> list[Overleg]:
    with app.app_context():
        return list(db.session.scalars(select(Overleg).where(Overleg.reeks_id == reeks.id).order_by(Overleg.begint_op)))


def invited(app, overleg_id) -> dict:
    """gebruiker_id -> (komt, chairs)."""
    with app.app_context():
        rows = db.session.scalars(select(Genodigde).where(Genodigde.overleg_id == overleg_id))
        return {g.gebruiker_id or g.naam: (g.komt, g.is_voorzitter) for g in rows}


def url(overleg_id, *parts) -> str:
    return "/".join([f"/overleggen/{overleg_id}", *map(str, parts)])


def soon(**kwargs):
    return now() + timedelta(**kwargs)
