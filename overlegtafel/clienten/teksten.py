"""What the client has before them when deciding, in B1 Dutch. Pure. Stored word for word with every decision."""

from datetime import date

from overlegtafel.core.datums import show_date
from overlegtafel.toegang.domein import Domein, Soort

UITLEG = (
    "De mensen die u helpen, werken samen met één plan van een halve bladzijde. "
    "Daarin staat wie u bent, wat u wilt en wat er is afgesproken.",
    "Soms zijn er ook notities van de thuiszorg, verslagen van gesprekken over u, en verwijzingen.",
    "U kiest wie dit mag zien. U mag nee zeggen. Dat heeft geen gevolgen voor uw zorg.",
    "U kunt elke dag iets anders kiezen. U kunt altijd zien wie heeft gekeken.",
)

_WIE = {
    Domein.HUISARTSENZORG: "uw huisarts en de mensen van de praktijk",
    Domein.WIJKVERPLEGING: "de wijkverpleging en de thuiszorg",
    Domein.PARAMEDISCH: "uw fysiotherapeut, ergotherapeut of diëtist",
    Domein.GGZ: "de hulpverleners van de GGZ, zoals een psycholoog of psychiater",
    Domein.ERVARINGSDESKUNDIGHEID: "de ervaringsdeskundige",
    Domein.SOCIAAL: "het sociaal team en de gemeente, zoals een maatschappelijk werker",
    Domein.NETWERK: "uw familie of andere mensen die u helpen",
}
_WAT = {
    None: "dit zien",
    Soort.PLAN: "uw plan zien",
    Soort.THUISZORG: "de notities van de thuiszorg zien",
    Soort.OVERLEG: "de verslagen van gesprekken over u zien",
    Soort.VERWIJZING: "uw verwijzingen zien",
}


def make_vraag(*, domein: Domein | None, organisatie: str = "", soort: Soort | None = None) -> str:
    """The question for one domain, or one organisatie: 'Mag de wijkverpleging en de thuiszorg dit zien?'."""
    who = f"de mensen van {organisatie}" if domein is None else _WIE[domein]
    verb = "Mogen" if domein is None or domein is not Domein.ERVARINGSDESKUNDIGHEID else "Mag"
    return f"{verb} {who} {_WAT[soort]}?"


def make_tekst(vraag: str, tot: date | None) -> str:
    """The whole text, as it is stored."""
    until = f"Dit geldt tot en met {show_date(tot)}." if tot else "Dit geldt tot u iets anders kiest."
    return "\n".join([*UITLEG, vraag, until])
