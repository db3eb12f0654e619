"""What every change of a referral does beneath: lock it, write the step down, and count what is owed next. stappen.py and partners.py use it."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy import exists, select

from overlegtafel.core.datums import NL, now, today
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.extensions import db
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker, Team
from overlegtafel.verwijzingen.deur import Zicht, open_verwijzing
from overlegtafel.verwijzingen.models import Verwijsstap, Verwijzing
from overlegtafel.verwijzingen.regels import AANGEMELD, EINDES
from overlegtafel.verwijzingen.seinen import settle
from overlegtafel.verwijzingen.verloop import KLAAR, Moet

# Until when an end can be undone: after that it is another question.
HEROPENEN = timedelta(days=30)

AFGEROND = "Deze verwijzing is intussen afgerond. Wat u typte is niet opgeslagen; het staat er nog."
NIETS_MEER = "Deze verwijzing is intussen afgerond. Er is niets veranderd."
# What stands in a step before a question that was put in other words since.
_EERDER = "Eerder stond er als vraag: "


def note_stap(
    v: Verwijzing,
    wat: str,
    *,
    by: Gebruiker | None,
    dag: date | None = None,
    tekst: str = "",
    partner_id: UUID | None = None,
) -> Verwijsstap:
    """Write down what happened, with the state that was set just before; by None: it went by itself. Raises the version."""
    moment = now()
    v.laatste_op = moment
    v.versie += 1
    stap = Verwijsstap(
        id=uuid4(), verwijzing_id=v.id, wat=wat, staat=v.staat, op=moment, dag=dag or today(),
        door_id=by.id if by else None, tekst=tekst, partner_id=partner_id,
    )  # fmt: skip
    db.session.add(stap)
    return stap


def open_to_act(verwijzing_id: UUID, *, by: Gebruiker, versie: int) -> Zicht:
    """For a change by the team: locked, as the writer saw it, and still open."""
    z = open_verwijzing(verwijzing_id, by=by, schrijven=True, lock=True)
    check_fresh(z.verwijzing, versie)
    refuse_ended(z.verwijzing)
    return z


def refuse_ended(v: Verwijzing, zeg: str = AFGEROND) -> None:
    if not v.is_open:
        raise Ongeldig({"gesloten": zeg})


def check_fresh(v: Verwijzing, versie: int) -> None:
    if v.versie != versie:
        raise Verouderd(v)


def may_take_back(v: Verwijzing) -> bool:
    return v.is_open and v.contact_op is None


def may_reopen(v: Verwijzing) -> bool:
    return (
        v.einde_op is not None
        and v.staat != "gestopt"
        and now() - v.einde_op <= HEROPENEN
        and v.client.overleden_op is None
    )


def take(v: Verwijzing, by: Gebruiker) -> None:
    if v.behandelaar_id is None:
        v.behandelaar, v.opgepakt_op = by, now()
        settle(v)


def owe(v: Verwijzing, moet: Moet) -> None:
    """What the team owes from now on; the worker looks when it is due, and nobody was told of it yet."""
    v.moet, v.moet_voor, v.kijken_op, v.escalatie = moet.wat.value, moet.voor, moet.voor, 0


def end(v: Verwijzing, staat: str, uitkomst: str) -> None:
    v.staat, v.uitkomst, v.einde_op = staat, uitkomst, now()
    owe(v, KLAAR)


def give_feedback(v: Verwijzing, tekst: str, by: Gebruiker) -> None:
    """The first after the first contact is the one that was owed."""
    if v.terug_op is None and v.contact_op:
        v.terug_op = now()
    note_stap(v, "terugkoppeling", by=by, tekst=tekst)


def since(v: Verwijzing) -> date:
    return v.verwezen_op.astimezone(NL).date()


def state_before_end(v: Verwijzing) -> str:
    query = select(Verwijsstap.staat).where(Verwijsstap.verwijzing_id == v.id, Verwijsstap.staat.not_in(EINDES))
    return db.session.scalar(query.order_by(Verwijsstap.op.desc(), Verwijsstap.id).limit(1)) or AANGEMELD


def lock_team(team_id: UUID) -> bool:
    """Whether this team is still here. Nobody refers to it, and nothing opens again there, before the end of this transaction.

    Taken before the plan and the referral, in the order refer and beheer take them.
    """
    query = select(Team.actief).where(Team.id == team_id).with_for_update(of=Team, key_share=True)
    return bool(db.session.scalar(query))


def has_other(v: Verwijzing, team_id: UUID) -> bool:
    """Whether this client has another open one of this kind there. The caller locked the team, so that it stays so."""
    same = (Verwijzing.client_id == v.client_id, Verwijzing.soort_id == v.soort_id, Verwijzing.aan_team_id == team_id)
    return db.session.scalar(select(exists().where(*same, Verwijzing.einde_op.is_(None), Verwijzing.id != v.id)))


def log_step(z: Zicht, wat: str) -> None:
    z.inzage.log(f"verwijzing.{wat}", Actie.UPDATE, "verwijzing", z.verwijzing.id)


def keep_former(tekst: str, former: str) -> str:
    """The text of a step that puts the question in other words: how it was said before stays readable."""
    return "\n".join(part for part in (tekst, _EERDER + former) if part)


def typed_text(stap: Verwijsstap) -> str:
    """What was typed with this step."""
    return stap.tekst.rpartition(_EERDER)[0].rstrip("\n") if _EERDER in stap.tekst else stap.tekst
