"""Who takes part in an item and has no seat at this client's table yet: may get one by taking on an agreement."""

from overlegtafel.clienten.invoer import MAX_DOEL
from overlegtafel.clienten.inzage import Inzage
from overlegtafel.clienten.kijkers import list_consented
from overlegtafel.clienten.models import Betrokkene
from overlegtafel.core.datums import now, show_date
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.overleggen.aanwezig import list_gasten, list_round
from overlegtafel.overleggen.zicht import Puntzicht
from overlegtafel.plannen.betrokkenen import Invoer, create_betrokkene
from overlegtafel.plannen.blad import list_betrokkenen
from overlegtafel.toegang.domein import Soort
from overlegtafel.toegang.models import Gebruiker


def list_erbij(z: Puntzicht, inzage: Inzage) -> list[Gebruiker]:
    """Who is in, sees this item, has no seat with this household, and may see this client's plan by consent; by name.

    inzage: of the writer, who may change the plan.
    """
    guests = [g.gebruiker for g in list_gasten(z.punt) if g.is_er]
    here = {p.id: p for p in [*(g.gebruiker for g in list_round(z)), *guests] if p and p.actief}
    seated = {b.gebruiker_id for b in list_betrokkenen(inzage.gezin.ids) if not b.is_weg}
    allowed = list_consented([inzage.client.id], here.values(), Soort.PLAN)[inzage.client.id]
    return sorted((p for p in here.values() if p.id in allowed - seated), key=lambda p: p.naam)


def seat_present(z: Puntzicht, inzage: Inzage, sleutel: str) -> Betrokkene:
    """Give one of list_erbij() ('g:<uuid>') a seat at this client's table. Raises Ongeldig."""
    if sleutel not in {f"g:{p.id}" for p in list_erbij(z, inzage)}:
        raise Ongeldig({"eigenaar": "Deze persoon kan nu niet aan tafel bij deze cliënt. Kies iemand anders."})
    overleg = z.punt.overleg
    since = f"erbij sinds {overleg.soort.naam} {show_date(overleg.begint_op or now())}"
    try:
        return create_betrokkene(inzage, Invoer(doel=since[:MAX_DOEL], wie=sleutel))
    except Ongeldig as error:
        # What is said of the seat is said at the agreement: there is no other field.
        raise Ongeldig(
            {"tekst" if "doel" in error.velden else "eigenaar": next(iter(error.velden.values()))}
        ) from error
