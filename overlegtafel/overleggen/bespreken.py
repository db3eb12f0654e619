"""All that is written and decided at one item, as one reader comes to it: what the fragments of the table and the pages show."""

from flask import url_for

from overlegtafel.overleggen.besluiten import link_lines, list_besluiten, read_lines
from overlegtafel.overleggen.besluitinvoer import MAX_NOTITIE, MAX_UITKOMST
from overlegtafel.overleggen.besluitsoorten import list_soorten
from overlegtafel.overleggen.notities import load_notitie
from overlegtafel.overleggen.vast import may_write
from overlegtafel.overleggen.vaststellen import is_vast
from overlegtafel.overleggen.zicht import Puntzicht


def load_bespreking(z: Puntzicht) -> dict:
    """The context of _notitie.html, _besluiten.html and _uitkomst.html. Whoever shows it logs the look."""
    vast = is_vast(z.punt)
    writes = may_write(z, vast=vast)
    notitie = load_notitie(z)
    besluiten = link_lines(list_besluiten(z), notitie.tekst)
    return {
        "z": z,
        "punt": z.punt,
        "notitie": notitie,
        "leesregels": [] if writes else read_lines(besluiten, notitie.tekst),
        "besluiten": besluiten,
        "besluitsoorten": list_soorten(z) if writes else [],
        "mag_schrijven": writes,
        "is_vast": vast,
        "max_notitie": MAX_NOTITIE,
        "max_uitkomst": MAX_UITKOMST,
    }


def back_url(z: Puntzicht) -> str:
    """Where a page of one item leads back to: the table while the meeting goes on, afterwards its minutes, else its agenda."""
    overleg = z.punt.overleg
    if overleg.is_bezig:
        return url_for("tafelen.tafel", overleg_id=overleg.id, punt=z.punt.id)
    if overleg.staat == "klaar" and z.punt.client_id and z.punt.staat == "besproken":
        return url_for("verslagen.verslag", punt_id=z.punt.id)
    return url_for("agenda.overleg", overleg_id=overleg.id)
