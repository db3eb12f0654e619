"""Asking for access: one action by who may not see something, answered by who talks with the client."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import Inzage, may_open
from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.clienten.signalen import toegang_gewijzigd
from overlegtafel.clienten.zicht import visible_ids
from overlegtafel.core.datums import now, today
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Besluit, Recht, Soort
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Toegangsverzoek
from overlegtafel.toegang.regels import Regel, allows
from overlegtafel.toegang.toestemmingen import list_active

# Not a kind of information but a person: somebody of the household who is withheld as a whole.
LID = "huisgenoot"


def ask(inzage: Inzage, soort: str) -> None:
    """Ask for what is withheld here: a kind of information, or the members of the household one may not see.

    Asking again while the question is open changes nothing. Raises Ongeldig when nothing of this kind is withheld, and
    in an emergency: that is for reading.
    """
    if inzage.is_nood:
        about = []
    elif soort == LID:
        about = inzage.list_hidden_members()
    elif soort in tuple(Soort) and not inzage.soorten[Soort(soort)]:
        about = [inzage.client.id]
    else:
        about = []
    if not about:
        raise Ongeldig({"soort": "Hier is niets afgeschermd. Ververs de pagina."})
    waiting = set(
        db.session.scalars(
            select(Toegangsverzoek.client_id).where(
                Toegangsverzoek.gebruiker_id == inzage.by.id,
                Toegangsverzoek.client_id.in_(about),
                Toegangsverzoek.soort == soort,
                Toegangsverzoek.afgehandeld_op.is_(None),
            )
        )
    )
    for client_id in about:
        if client_id in waiting:
            continue
        made = Toegangsverzoek(
            id=uuid4(), client_id=client_id, gebruiker_id=inzage.by.id, soort=soort, gevraagd_op=now()
        )
        try:
            with db.session.begin_nested():
                db.session.add(made)
        except IntegrityError:
            # Two clicks at the same moment.
            continue
        # About the page it was asked on: who was asked about is not for the one who asks.
        inzage.log("toegang.gevraagd", Actie.CREATE, "toegangsverzoek", made.id)


def list_open(inzage: Inzage) -> Sequence[Toegangsverzoek]:
    """What others ask about the opened client, oldest first."""
    query = _open().where(Toegangsverzoek.client_id == inzage.client.id, Toegangsverzoek.gebruiker_id != inzage.by.id)
    return db.session.scalars(query).unique().all()


def list_asked(inzage: Inzage) -> dict[str, Toegangsverzoek]:
    """The last the reader asked about this client, by kind: still open, or answered."""
    about = [inzage.client.id, *inzage.list_hidden_members()]
    mine = db.session.scalars(
        select(Toegangsverzoek)
        .where(Toegangsverzoek.gebruiker_id == inzage.by.id, Toegangsverzoek.client_id.in_(about))
        .order_by(Toegangsverzoek.gevraagd_op)
    )
    return {verzoek.soort: verzoek for verzoek in mine}


def list_for(by: Gebruiker, *, limit: int = 10) -> list[tuple[Toegangsverzoek, Client]]:
    """Questions for `by` to put to clients: as coördinator, or as one at the table where no other can."""
    if not by.may(Recht.TOESTEMMING):
        return []
    here = and_(Betrokkene.client_id == Client.id, Betrokkene.tot.is_(None))
    mine = or_(Betrokkene.gebruiker_id == by.id, Betrokkene.team_id.in_([team.id for team in by.teams]))
    # Not the one who asks, somebody who left, or family without an account: then the others at the table hear it.
    works = exists().where(Gebruiker.id == Betrokkene.gebruiker_id, Gebruiker.actief)
    other = and_(Betrokkene.gebruiker_id != Toegangsverzoek.gebruiker_id, works)
    coordinator = and_(here, Betrokkene.is_coordinator, or_(Betrokkene.team_id.is_not(None), other))
    seen = (
        _open()
        .add_columns(Client)
        .join(Client, Client.id == Toegangsverzoek.client_id)
        .where(
            Client.id.in_(visible_ids(by)),
            Toegangsverzoek.gebruiker_id != by.id,
            or_(
                exists().where(here, mine, Betrokkene.is_coordinator),
                and_(exists().where(here, mine), ~exists().where(coordinator)),
            ),
        )
        .limit(limit)
    )
    return [tuple(row) for row in db.session.execute(seen).unique()]


def _open():
    return (
        select(Toegangsverzoek)
        .where(Toegangsverzoek.afgehandeld_op.is_(None))
        .options(joinedload(Toegangsverzoek.gebruiker))
        .order_by(Toegangsverzoek.gevraagd_op, Toegangsverzoek.id)
    )


def refuse(inzage: Inzage, verzoek_id: UUID) -> None:
    """The client (or who speaks for them) sees no need. Raises NotFound when it was answered already."""
    found = next((v for v in list_open(inzage) if v.id == verzoek_id), None)
    if found is None:
        raise NotFound
    _answer(inzage, found, "nee")


def settle_verzoeken(inzage: Inzage, client_id: UUID | None = None) -> None:
    """After a change of consent, or of who is at the table: whoever asked and may see now, has the answer.

    client_id: of whom, when it is another member of the household than the opened one.
    """
    client_id = client_id or inzage.client.id
    db.session.flush()
    toegang_gewijzigd.send(client_ids=[client_id])
    asked = db.session.scalars(_open().where(Toegangsverzoek.client_id == client_id)).unique().all()
    if not asked:
        return
    rules = list_active([client_id])[client_id]
    for verzoek in asked:
        if _may_now(verzoek, rules):
            _answer(inzage, verzoek, "ja")
        elif any(_refuses(rule, verzoek) for rule in rules):
            _answer(inzage, verzoek, "nee")


def _refuses(rule: Regel, verzoek: Toegangsverzoek) -> bool:
    """Whether this is a no to exactly what was asked, for the organisatie of who asked it."""
    asked = (verzoek.gebruiker.organisatie_id, verzoek.soort)
    return rule.besluit == Besluit.NEE and (rule.organisatie_id, rule.soort) == asked


def _may_now(verzoek: Toegangsverzoek, rules: Sequence[Regel]) -> bool:
    who = verzoek.gebruiker
    if verzoek.soort == LID:
        return may_open(verzoek.client_id, by=who)
    return allows(rules, domein=who.domein, organisatie_id=who.organisatie_id, soort=Soort(verzoek.soort), op=today())


def _answer(inzage: Inzage, verzoek: Toegangsverzoek, uitkomst: str) -> None:
    verzoek.uitkomst, verzoek.afgehandeld_op, verzoek.afgehandeld_door_id = uitkomst, now(), inzage.by.id
    inzage.log("toegang.beantwoord", Actie.UPDATE, "toegangsverzoek", verzoek.id, client_id=verzoek.client_id)
