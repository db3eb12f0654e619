"""Who must hear of what happens with a referral: a row per person, an event after the commit, an e-mail when nobody looked."""

from collections.abc import Collection

from flask import g
from sqlalchemy import ColumnElement, select, update

from overlegtafel.berichten.kring import stand_ins_of
from overlegtafel.berichten.models import Signaal
from overlegtafel.berichten.seinen import MEER_POST, add_signals
from overlegtafel.core.datums import now
from overlegtafel.core.live import tell_after_commit
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.sessies import list_open_sessies
from overlegtafel.verwijzingen.deur import (
    consenting,
    referrers_of,
    team_who_sees,
)
from overlegtafel.verwijzingen.manieren import count_unseen
from overlegtafel.verwijzingen.models import Verwijzing


def tell(v: Verwijzing, soort: str, *, by: Gebruiker | None, aan: Collection[Gebruiker]) -> None:
    """Let these hear of it, and who stands in for the referrer; except who did it. Only who may see it hears anything at all.

    soort: 'nieuw', 'terug' (feedback), 'stap', 'doorgegeven', 'stil' (nobody called) or 'laat' (the referrer hears it is late).
    """
    db.session.flush()
    # Who stands in for somebody of a team is not of that team, and sees nothing of what was sent to it.
    sent_by = [p.id for p in aan if p.id in (v.van_id, v.terug_aan_id)]
    everybody = {p.id: p for p in (*aan, *stand_ins_of(sent_by)) if by is None or p.id != by.id}
    people = consenting(v.client_id, everybody.values())
    add_signals(people, soort, verwijzing_id=v.id)
    kind = f"verwijzing.{soort}" if soort in ("nieuw", "terug") else "verwijzing"
    tell_after_commit(list_open_sessies([p.id for p in people]), kind, v.id)
    show_changed(v, but={p.id for p in people})


def show_changed(v: Verwijzing, *, but: Collection = ()) -> None:
    """Whoever has its page or a list open sees it, without a signal of their own."""
    circle = {p.id for p in (*team_who_sees(v), *referrers_of(v))} - set(but)
    tell_after_commit(list_open_sessies(circle), "verwijzing", v.id)


def mark_seen(v: Verwijzing, by: Gebruiker) -> None:
    """Who opened it has seen what there was; no letter follows."""
    seen = update(Signaal).where(
        Signaal.verwijzing_id == v.id, Signaal.gebruiker_id == by.id, Signaal.gezien_op.is_(None)
    )
    if db.session.execute(seen.values(gezien_op=now(), mailen_op=None)).rowcount:
        if g.get("ongezien_verwezen"):
            # Counted for the menu of this very page, before it was opened.
            g.ongezien_verwezen -= 1
        tell_after_commit(list_open_sessies([by.id]), "gezien", v.id)


def settle(v: Verwijzing) -> None:
    """Claimed, or done: the others of the team need not look any more, and get no letter."""
    db.session.flush()
    others = [p.id for p in team_who_sees(v) if p.id != v.behandelaar_id]
    done = update(Signaal).where(
        Signaal.verwijzing_id == v.id, Signaal.gezien_op.is_(None), Signaal.gebruiker_id.in_(others)
    )
    done = done.values(gezien_op=now(), mailen_op=None).returning(Signaal.gebruiker_id)
    if people := set(db.session.scalars(done)):
        tell_after_commit(list_open_sessies(people), "gezien", v.id)


def is_unseen(by: Gebruiker) -> ColumnElement[bool]:
    """SQL for the referral of the surrounding query: whether something happened with it that `by` has not seen."""
    mine = select(Signaal.verwijzing_id).where(
        Signaal.gebruiker_id == by.id, Signaal.gezien_op.is_(None), Signaal.verwijzing_id.is_not(None)
    )
    return Verwijzing.id.in_(mine)


@MEER_POST.append
def waits_for_letter(by: Gebruiker) -> bool:
    """Whether `by` waits for a letter about a referral they have not seen, and may see."""
    return count_unseen(by, Signaal.mailen_op.is_not(None)) > 0
