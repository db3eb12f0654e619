"""What goes on with meetings when nobody is looking."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select, update

from overlegtafel.core.datums import now
from overlegtafel.core.rechtenstand import BEWAARD, Rechtwijziging, get_nummer, note_change
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.overleggen.werk import do_due


def test_changes_of_rights_that_everybody_has_read_are_forgotten(app, wereld):
    old, young = uuid4(), uuid4()
    with app.app_context():
        for sleutel in (old, young):
            with transaction():
                note_change(sleutel)
        with transaction():
            at = now() - BEWAARD
            for sleutel, op in ((old, at - timedelta(minutes=1)), (young, at + timedelta(minutes=10))):
                db.session.execute(update(Rechtwijziging).where(Rechtwijziging.sleutel == sleutel).values(op=op))
        reached = get_nummer()
        assert dict(do_due())["vergeten"] == 1
        db.session.rollback()
        left = set(db.session.scalars(select(Rechtwijziging.sleutel)))
        assert young in left and old not in left
        assert get_nummer() == reached, "no number is given twice"
        assert dict(do_due())["vergeten"] == 0
