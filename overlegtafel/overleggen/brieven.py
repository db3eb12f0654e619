"""Letters about meetings: when and where, never about whom. One letter per person per change, and none to who did it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from overlegtafel.core.datums import NL, now, show_date
from overlegtafel.core.post import write_letter
from overlegtafel.core.transaction import reading, transaction
from overlegtafel.extensions import db
from overlegtafel.overleggen.mensen import list_genodigden, list_missing_now
from overlegtafel.overleggen.models import Genodigde, Overleg, Reeks
from overlegtafel.overleggen.reeksstoel import naam_of, ritme_of
from overlegtafel.overleggen.ritme import DAGEN, say_klok, say_ritme
from overlegtafel.toegang.models import Account, Gebruiker

# A meeting of a series is announced so long before; one by itself at once.
VOORAF = timedelta(days=14)
_SLOT = """
In deze mail staat nooit over wie het gaat.

Met vriendelijke groet,
De Overlegtafel

U hoeft op deze brief niet te antwoorden.
"""


def say_when(moment: datetime, duur: int) -> str:
    """'dinsdag 01-12-2026, 16:00 tot 17:30 uur', on the Dutch clock."""
    begin = moment.astimezone(NL)
    return f"{DAGEN[begin.weekday()]} {show_date(begin)}, {say_klok(moment)} tot {say_klok(moment, duur)} uur"


def invite(overleg: Overleg, genodigden: Iterable[Genodigde], *, by: Gebruiker | None) -> int:
    """Ask these people to come (or to say when they can); how many letters. Who invites knows already."""
    asked = [g for g in genodigden if g.gebruiker]
    for g in asked:
        g.uitgenodigd_op = now()
    if overleg.staat == "prikken":
        onderwerp, wat = "Wanneer kunt u?", "Voor dit overleg wordt een datum gezocht. Geef aan wanneer u kunt:"
    else:
        onderwerp, wat = "Uitnodiging voor een overleg", "Laat hier weten of u komt:"
    return _write_to(overleg, asked, onderwerp, "U bent uitgenodigd voor een overleg.", wat, by=by, missing=True)


def tell_change(overleg: Overleg, onderwerp: str, wat: str, *, by: Gebruiker, vraag: str = "Bekijk het hier:") -> int:
    """Everybody who was invited that it moved, was put off, or got its date."""
    people = [g for g in list_genodigden(overleg.id) if g.gebruiker]
    for g in people:
        g.uitgenodigd_op = now()
    return _write_to(overleg, people, onderwerp, wat, vraag, by=by)


def tell_reeks(reeks: Reeks, people: Iterable[Gebruiker], onderwerp: str, wat: str, *, by: Gebruiker | None) -> int:
    """Members of a series: that it began for them, moved or stopped."""
    often = say_ritme(ritme_of(reeks))
    lines = [wat, "", naam_of(reeks), f"Wanneer: {often}, {reeks.begintijd:%H:%M} uur"]
    lines += _where(reeks) + ["", "Bekijk de reeks hier:", _absolute(f"/overleggen/reeksen/{reeks.id}")]
    return _write({g.account_id for g in people}, onderwerp, {None: "\n".join(lines)}, by=by)


def send_due() -> int:
    """Announce the meetings of series that come near; how many letters. Each meeting in a transaction of its own."""
    count = 0
    with reading():
        moment = now()
        due = list(
            db.session.scalars(
                select(Overleg.id)
                .distinct()
                .join(Genodigde, Genodigde.overleg_id == Overleg.id)
                .where(
                    Overleg.staat == "gepland",
                    Overleg.begint_op > moment,
                    Overleg.begint_op <= moment + VOORAF,
                    Genodigde.gebruiker_id.is_not(None),
                    Genodigde.uitgenodigd_op.is_(None),
                )
            )
        )
    for overleg_id in due:
        with transaction():
            query = select(Overleg).where(Overleg.id == overleg_id).options(joinedload(Overleg.soort))
            overleg = db.session.scalars(query.with_for_update(of=Overleg)).one()
            waiting = [g for g in list_genodigden(overleg.id) if g.gebruiker and g.uitgenodigd_op is None]
            count += invite(overleg, waiting, by=None)
            overleg.uitgenodigd_op = now()
    return count


def _write_to(
    overleg: Overleg, genodigden: list[Genodigde], onderwerp: str, wat: str, vraag: str, *, by, missing: bool = False
) -> int:
    lines = [wat, "", overleg.naam]
    if overleg.begint_op:
        lines.append(f"Wanneer: {say_when(overleg.begint_op, overleg.duur)}")
    lines += _where(overleg)
    if overleg.reden:
        lines += ["", f"Reden: {overleg.reden}"]
    ask = ["", vraag, _absolute(f"/overleggen/{overleg.id}")]
    texts = {None: "\n".join(lines + ask)}
    chairs = {g.gebruiker.account_id for g in genodigden if g.is_voorzitter}
    if missing and chairs and (gaps := [eis.label for eis in list_missing_now(overleg)]):
        warning = ["", f"Nog niet uitgenodigd, of afgezegd: {', '.join(gaps)}."]
        texts |= dict.fromkeys(chairs, "\n".join(lines + warning + ask))
    return _write({g.gebruiker.account_id for g in genodigden if g.gebruiker.actief}, onderwerp, texts, by=by)


def _where(thing: Overleg | Reeks) -> list[str]:
    found = [f"Waar: {thing.plaats}"] if thing.plaats else []
    return found + ([f"Videogesprek: {thing.link}"] if thing.link else [])


def _write(account_ids: set[UUID], onderwerp: str, texts: dict[UUID | None, str], *, by: Gebruiker | None) -> int:
    """texts: per account, and for the others under None. Without a mail server nothing is written."""
    if not current_app.config["SMTP_URL"]:
        return 0
    account_ids = account_ids - ({by.account_id} if by else set())
    rows = db.session.execute(select(Account.id, Account.email).where(Account.id.in_(account_ids))).all()
    for account_id, email in rows:
        text = texts.get(account_id, texts[None])
        write_letter(email, onderwerp, f"Goedendag,\n\n{text}\n{_SLOT}")
    return len(rows)


def _absolute(path: str) -> str:
    return current_app.config["BASE_URL"].rstrip("/") + path
