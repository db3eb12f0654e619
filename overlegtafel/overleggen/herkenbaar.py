"""What everybody at a meeting reads (where it is, why it is off) names no client on its agenda: letters and calendars hold it too."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select

from overlegtafel.clienten.inzage import filter_seen
from overlegtafel.clienten.models import Client
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.extensions import db
from overlegtafel.overleggen.beleginvoer import THUIS
from overlegtafel.overleggen.models import Overleg
from overlegtafel.overleggen.models_punt import Agendapunt
from overlegtafel.overleggen.naamvrij import Herkenbaar, names
from overlegtafel.toegang.domein import Soort
from overlegtafel.toegang.models import Gebruiker

_MELDING = {
    "plaats": "Noem geen naam of adres van een cliënt. Iedereen leest dit, ook in mail en agenda. Zet er bijvoorbeeld ‘bij "
    "de cliënt thuis’.",
    "link": "In dit adres staat een naam of adres van een cliënt. Iedereen leest dit. Maak een videogesprek met een andere "
    "naam.",
    "reden": "Noem geen naam of adres van een cliënt. Iedereen leest dit, ook in de mail. Schrijf bijvoorbeeld ‘te weinig "
    "mensen’.",
}


def refuse_named(
    velden: Mapping[str, str], *, by: Gebruiker, overleg_ids: Collection[UUID] = (), client_ids: Collection[UUID] = ()
) -> None:
    """Raises Ongeldig for each of these fields ('plaats', 'link', 'reden') that names a client of these, or of their household.

    overleg_ids: the clients on these agendas. Only whom `by` may see counts: to refuse the name of somebody else would tell
    that they stand there.
    """
    filled = {veld: text for veld, text in velden.items() if text and text != THUIS}
    if not filled:
        return
    people = _load(set(client_ids) | _on_agenda(overleg_ids), by)
    found = {veld: _MELDING[veld] for veld, text in filled.items() if names(text, people)}
    if found:
        raise Ongeldig(found)


def refuse_on(overleg: Overleg, client_id: UUID, *, by: Gebruiker) -> None:
    """Raises Ongeldig when this client cannot come on this agenda, because everybody reads their name with the meeting."""
    where = overleg.plaats if overleg.plaats != THUIS else ""
    if names(f"{where} {overleg.link}", _load({client_id}, by)):
        raise Ongeldig(
            {
                "overleg": "Bij dit overleg staat, waar iedereen het leest, een naam of adres dat bij deze cliënt past. Vraag de "
                "voorzitter om ‘Waar?’ te wijzigen, of kies een ander overleg."
            }
        )


def _on_agenda(overleg_ids: Collection[UUID]) -> set[UUID]:
    if not overleg_ids:
        return set()
    query = select(Agendapunt.client_id).where(
        Agendapunt.overleg_id.in_(overleg_ids),
        Agendapunt.client_id.is_not(None),
        Agendapunt.staat.in_(("open", "besproken")),
    )
    return set(db.session.scalars(query))


def _load(client_ids: Collection[UUID], by: Gebruiker) -> list[Herkenbaar]:
    seen = filter_seen(client_ids, by=by, soort=Soort.OVERLEG)
    if not seen:
        return []
    homes = select(Client.huishouden_id).where(Client.id.in_(seen))
    rows = db.session.scalars(
        select(Client).where(Client.huishouden_id.in_(homes), Client.samengevoegd_in_id.is_(None))
    ).all()
    known = seen | filter_seen({c.id for c in rows} - seen, by=by, soort=Soort.OVERLEG)
    return [
        Herkenbaar((c.achternaam, c.partner_achternaam), c.roepnaam or c.voornamen.partition(" ")[0], c.straat)
        for c in rows
        if c.id in known
    ]
