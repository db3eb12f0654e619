"""People go, and time goes on: invitations lapse, the chair sees what is missing, the worker invites and plans ahead."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from overlegtafel.core.datums import now
from overlegtafel.core.post import Brief
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg, Reekslid
from tests.beheer.hulp import mens, team
from tests.overleggen.plannen import invited, of_reeks, plan_reeks
from tests.overleggen.tafels import make_overleg
from tests.toegang.hulp import change, events


def test_who_leaves_is_invited_no_more_and_the_chair_sees_it(app, als, wereld):
    els = als("huisarts")
    reeks = plan_reeks(app, els, wereld, keer="3", mensen=[wereld.psychiater], voorzitters=[wereld.psychiater])
    made = of_reeks(app, reeks)
    with app.app_context():
        was = make_overleg(wereld, begint_op=now() - timedelta(days=3), staat="klaar")
        db.session.commit()
    assert "een voorzitter" not in els.text("/overleggen")
    assert als("beheer").post(mens(wereld.psychiater, "/vertrek"), {"naar": f"t:{wereld.ggz_team}"}).status_code == 303
    assert set(invited(app, made[0].id)) == {wereld.huisarts} and wereld.psychiater in invited(app, was.id)
    with app.app_context():
        assert db.session.scalars(select(Reekslid.gebruiker_id)).all() == [wereld.huisarts]
    page = els.text("/overleggen")
    assert "psychiater" in page and "een voorzitter" in page
    # Who comes may take the chair.
    assert els.post(f"/overleggen/{made[0].id}/komt", {"komt": "ja"}).status_code == 303
    assert "Ik zit voor" in els.text(f"/overleggen/{made[0].id}")
    assert events(app).count("overleg.genodigde_weg") == 3


def test_who_leaves_a_team_leaves_its_meetings(app, als, wereld):
    with app.app_context():
        its = make_overleg(wereld, "instroom", organisatie_id=None, team_id=wereld.ggz_team)
        other = make_overleg(wereld)
        db.session.commit()
    assert als("beheer").post(team(wereld.ggz_team, f"/leden/{wereld.psychiater}/weg")).status_code == 303
    assert wereld.psychiater not in invited(app, its.id) and wereld.psychiater in invited(app, other.id)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_flask_overleggen(app, als, wereld):
    app.config |= {"SMTP_URL": "smtp://127.0.0.1:9", "BASE_URL": "https://tafel.test"}
    reeks = plan_reeks(app, als("huisarts"), wereld, keer="8", mensen=[wereld.wijkverpleging])
    made = of_reeks(app, reeks)
    change(app, update(Overleg).where(Overleg.id == made[-1].id).values(reeksdag=None, reeks_id=None))
    done = app.test_cli_runner().invoke(args=["overleggen"])
    # Two meetings within a fortnight, two people each; one made again.
    assert done.exit_code == 0 and done.stdout.startswith("1 gepland, 4 uitgenodigd, "), done.output
    assert app.test_cli_runner().invoke(args=["overleggen"]).stdout.startswith("0 gepland, 0 uitgenodigd")
    with app.app_context():
        texts = list(db.session.scalars(select(Brief.tekst).where(Brief.onderwerp == "Uitnodiging voor een overleg")))
        assert len(texts) == 4 and sum("Nog niet uitgenodigd, of afgezegd: psychiater" in t for t in texts) == 2
        assert db.session.scalar(select(Genodigde).where(Genodigde.uitgenodigd_op.is_not(None)).limit(1))
