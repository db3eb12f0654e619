"""What comes on top of a story, so that two people with the same story still differ.

Everything here must be true of anybody of that kind.
"""

import random

from overlegtafel.demo.sjabloon import Sjabloon
from overlegtafel.demo.verhalen import Stoel, Verhaal, Zin

# kind -> (role, needs this role at the table, goal)
_STOELEN = {
    "ouderen": (
        ("poh", "", "houdt de kwetsbaarheid bij, elk half jaar"),
        ("poh", "", "[griepprik, bloedprikken en vragen|suiker, bloeddruk en gewicht]"),
        ("wvk", "thuiszorg", "stelt de zorg bij en houdt overzicht"),
        ("wvk", "vz", "indicatie en lastige vragen"),
        ("wvk", "thuiszorg", "[medicijnrol en overleg met de praktijk|huid, gewicht en overleg met de praktijk]"),
        ("praktijk", "", "[herhaalrecepten en vervoer|vragen aan de balie en spoed]"),
        ("@buurvrouw", "", "[heeft de sleutel|zet de kliko buiten|brengt soep op {dag}]"),
        ("@apotheker/Apotheek Oost", "", "[medicijnrol op {dag}|bezorgt en telt mee]"),
        ("@kapper", "", "komt eens in de zes weken aan huis, hoort veel"),
        ("@kleindochter", "", "belt [op zondag|elke avond], doet de telefoon en de tablet"),
        ("@buurman", "", "[vuilnis, lampen en praatjes|rijdt naar het ziekenhuis]"),
        ("@pedicure", "", "voeten, eens in de acht weken"),
    ),
    "ggz": (
        ("psychiater", "", "denkt mee over medicatie"),
        ("psychiater", "", "[halfjaarlijkse controle|kijkt mee, twee keer per jaar]"),
        ("spv", "", "vast nummer als het minder gaat"),
        ("gz", "", "[kijkt mee in het MDO|regie over de behandeling]"),
        ("ed", "", "[wandelen op {dag}|meedenken over herstel]"),
        ("mw", "", "[post en papieren|geld en papieren, eens per maand]"),
        ("ggzteam", "", "kent het plan bij nood"),
        ("praktijk", "", "herhaalrecepten, rustig te woord staan"),
        ("@vriend", "", "[gaat mee als het spannend is|eet op {dag} mee]"),
    ),
    "gezinnen": (),
}  # fmt: skip

# role -> what this role often still has to do, and has often done
_TE_DOEN = {
    "ha": ("Loopt bij de volgende controle de medicijnlijst na.", "Zet dit plan klaar voor de huisartsenpost.",
           "Brengt {ik} in bij het volgende MDO.", "Vraagt bij het volgende consult hoe het met slapen gaat.",
           "Bekijkt over drie maanden of dit plan nog klopt.", "Maakt een dubbele afspraak voor het volgende gesprek."),
    "poh": ("Vraagt bij het volgende bezoek wat er in dit plan anders moet.", "Plant de griepprik aan huis.",
            "Bespreekt {ik} in het eerstvolgende ouderenoverleg."),
    "thuiszorg": ("Geeft wisselingen in de route een dag eerder door.",
                  "Zet de telefoonnummers groot op de koelkast."),
    "wvk": ("Bekijkt of de uren nog kloppen met wat nodig is.",
            "Werkt het zorgplan bij en stuurt het naar de praktijk."),
    "spv": ("Oefent het signaleringsplan met wie erbij hoort.", "Overlegt met de praktijk over het volgende recept."),
    "pohggz": ("Koppelt na elk gesprek kort terug aan de huisarts.", "Bespreekt {ik} in het volgende MDO."),
    "st": ("Koppelt deze maand terug aan de huisarts.", "Kijkt of alle toeslagen zijn aangevraagd."),
    "psychiater": ("Bespreekt bijwerkingen bij de volgende controle.",),
}  # fmt: skip
_GEDAAN = {
    "ha": ("Verwijsbrief gestuurd en besproken.", "Bloed geprikt, uitslag besproken.", "Huisbezoek gedaan.",
           "Medicijnlijst nagekeken met de apotheek."),
    "poh": ("Huisbezoek gedaan, kwetsbaarheid in kaart.", "Familie gesproken aan de keukentafel."),
    "thuiszorg": ("Sleutelkastje geplaatst.", "Vaste tijden afgesproken en op de koelkast gehangen."),
    "wvk": ("Indicatie gesteld.", "Hulpmiddelen besteld en geleverd.", "Zorgmap doorgenomen met de familie."),
    "dem": ("Familie uitleg gegeven over de ziekte.",),
    "fysio": ("Eerste beweegtest gedaan.", "Oefeningen op papier gezet, met plaatjes."),
    "ergo": ("Huisbezoek gedaan en advies geschreven.",),
    "spv": ("Kennismaking thuis gedaan.", "Signaleringsplan gemaakt en gedeeld."),
    "pohggz": ("Vragenlijst doorgenomen.", "HOC aangevraagd bij het GGZ-wijkteam."),
    "gz": ("HOC gedaan, zorgafspraak gemaakt.",),
    "vs": ("HOC gedaan, samen met de ervaringsdeskundige.",),
    "ed": ("Kennisgemaakt bij de koffie.",),
    "beh": ("Eerste gesprek gehad, plan gemaakt.",),
    "mw": ("Uitkering en toeslagen nagekeken.", "Post op volgorde gelegd, samen."),
    "st": ("Binnen drie dagen gebeld na het seintje van de huisarts.", "Kwijtschelding aangevraagd.",
           "Huisbezoek gedaan, spinnenweb ingevuld."),
    "shv": ("Eerste gesprek bij de Kredietbank gehad.",),
    "jeugd": ("Kennisgemaakt met alle gezinsleden.",),
    "pohjeugd": ("Kennisgemaakt op school.",),
    "regie": ("Toestemming geregeld met alle gezinsleden.", "In kaart gebracht wie er allemaal komt."),
    "wmo": ("Keukentafelgesprek gehad.",),
    "part": ("Cv gemaakt.",),
}  # fmt: skip


def _compiled(stock: dict[str, tuple[str, ...]], *, gedaan: bool) -> dict[str, tuple[Zin, ...]]:
    return {
        rol: tuple(Zin("afspraak", Sjabloon(text), eigenaar=rol, gedaan=gedaan) for text in texts)
        for rol, texts in stock.items()
    }


_SEATS = {
    soort: tuple((needs, Stoel(rol, Sjabloon(doel))) for rol, needs, doel in seats) for soort, seats in _STOELEN.items()
}
_OPEN, _DONE = _compiled(_TE_DOEN, gedaan=False), _compiled(_GEDAAN, gedaan=True)


def extra_stoelen(soort: str, verhaal: Verhaal, rng: random.Random) -> list[Stoel]:
    """One or two more seats for some households, never a role that sits there already."""
    roles = {s.rol.split("/")[0] for s in verhaal.stoelen}
    found: list[Stoel] = []
    for chance in (0.7, 0.25):
        free = [s for needs, s in _SEATS[soort] if (not needs or needs in roles) and s.rol.split("/")[0] not in roles]
        if free and len(roles) < 6 and rng.random() < chance:
            found.append(rng.choice(free))
            roles.add(found[-1].rol.split("/")[0])
    return found


def extra_zinnen(verhaal: Verhaal, roles: set[str], rng: random.Random) -> list[Zin]:
    """An agreement more, open or done, for some households."""
    found: list[Zin] = []
    agreed = [z for z in verhaal.zinnen if z.soort == "afspraak"]
    for stock, chance, most in ((_OPEN, 0.4, 3), (_DONE, 0.55, 1), (_DONE, 0.2, 1)):
        done = stock is _DONE
        able = sorted(roles & stock.keys())
        if able and rng.random() < chance and sum(1 for z in agreed if z.gedaan == done) <= most:
            zin = rng.choice(stock[rng.choice(able)])
            if zin not in found:
                found.append(zin)
    return found
