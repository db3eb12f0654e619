"""Words of the neighbourhood for the slots of the stories, and its streets."""

from collections.abc import Mapping

from overlegtafel.demo.namen import VOORNAMEN

_V, _M = (tuple(r for _, r in VOORNAMEN["limburg", key]) for key in ("v_jong", "m_jong"))
_VO, _MO = (tuple(r for _, r in VOORNAMEN["limburg", key]) for key in ("v_oud", "m_oud"))


def _list(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split("/"))


WOORDEN: Mapping[str, tuple[str, ...]] = {
    "dag": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"),
    "marktdag": ("woensdag", "vrijdag"),
    "plek": _list("""het Geusseltpark / de Groene Loper / de Kanjelzone / de Griendkade / het
        Oeverpark / landgoed Vaeshartelt / de Zuid-Willemsvaart / de Geusselt / het park van Severen"""),
    "winkel": _list("""de Jumbo / de Lidl / de Aldi / de bakker / de Brusselse Poort / de Action / de Plus"""),
    "stad": _list("""het Vrijthof / de markt / Wyck / de Slevrouwe / de Boschstraat / Mosae Forum / het
        Onze Lieve Vrouweplein"""),
    "fabriek": _list("""de Sphinx / de Mosa / de ENCI / de KNP / de Radium / de Céramique / de Zinkwit /
        de bierbrouwerij / de sigarenfabriek / de post / het spoor / de gemeente / de V&D / ziekenhuis Annadal / de NedCar"""),
    "bedrijf": _list("""de Mosa / het MUMC+ / de post / een magazijn op de Beatrixhaven / de papierfabriek /
        een hotel in Wyck"""),
    "werk": _list("""winkelmeisje / naaister / stukadoor / buschauffeur / magazijnman / kapper / kok /
        lasser / conciërge / schilder / bakker / slager / elektricien / vrachtwagenchauffeur /
        huishoudster / postbode"""),
    "hobby": _list("""kaarten / kienen / puzzelen / biljarten / tuinieren / breien / lezen / vissen /
        zingen / fietsen / bakken / schilderen / dansen / muziek maken / wandelen"""),
    "club": _list("""de harmonie / het zangkoor / de schutterij / de kienclub / de biljartclub / de
        buurtvereniging / de carnavalsvereniging / de volkstuin / de KBO / de kaartclub / de wandelclub"""),
    "lekkers": _list("""vlaai / zuurvlees / een bord soep / koffie met een koekje / rijstevlaai / friet /
        pannenkoeken / nonnevotten"""),
    "dier": _list("hond / kat / parkiet / oude teckel / poes"),
    "diernaam": _list("Bobke / Sjoemel / Loekie / Pluim / Tommy / Bella / Snuf / Kwiek / Mop / Tinus"),
    "sport": _list("""zwemmen / fitness / kickboksen / hardlopen / voetbal / yoga / fietsen / badminton"""),
    "jeugdsport": _list("""voetbal / judo / dansles / zwemles / turnen / scouting / basketbal / muziekles"""),
    "opleiding": _list("""Vista / de techniekopleiding / de kappersopleiding / de zorgopleiding / de
        horeca-opleiding"""),
    "schoolvak": _list("rekenen / taal / lezen / gym / wiskunde"),
    "bedrag": _list("€ 1.800 / € 2.400 / € 3.100 / € 4.600 / € 6.500 / € 8.200 / € 11.000 / € 14.500"),
    "huurschuld": ("twee maanden", "drie maanden", "vier maanden"),
    "uur": ("8.30", "9.00", "10.00", "10.30", "11.00", "13.30", "14.00", "15.30"),
    "aantal": ("drie", "vier", "vijf", "zes"),
    "dochter": _V, "zus": _VO, "buurvrouw": _VO, "nicht": _V, "vriendin": _V, "kleindochter": _V, "schoondochter": _V,
    "vrouw": _VO, "moeder": _VO, "oma": _VO,
    "zoon": _M, "broer": _MO, "buurman": _MO, "neef": _M, "vriend": _M, "kleinzoon": _M, "man": _MO, "vader": _MO,
    "opa": _MO, "ex": _M,
}  # fmt: skip

# By-hand seats of the network: the first name is the word the story uses, the surname is drawn.
FAMILIE = frozenset(
    {
        "dochter",
        "zoon",
        "kleindochter",
        "kleinzoon",
        "zus",
        "broer",
        "nicht",
        "neef",
        "moeder",
        "vader",
        "oma",
        "opa",
    }
)

_FAMILIENAMEN = {"v_jong": ("dochter", "nicht", "kleindochter"), "m_jong": ("zoon", "neef", "kleinzoon", "ex"),
                 "v_oud": ("zus", "vrouw", "moeder", "oma"), "m_oud": ("broer", "man", "vader", "opa")}  # fmt: skip

# Relatives bear names from where the family is from; neighbours and friends come from anywhere.
WOORDEN_VAN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    origin: {
        **WOORDEN,
        **{w: tuple(r for _, r in VOORNAMEN[origin, key]) for key, words in _FAMILIENAMEN.items() for w in words},
    }
    for origin in {origin for origin, _ in VOORNAMEN}
}

STRATEN: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "Nazareth": ("6222", _list("""Miradorplein / Kasteel Mheerstraat / Kasteel Nijswillerweg / Kasteel
        Rivierenstraat / Kasteel Schaloenstraat / Kasteel Wittemstraat / Kasteel Goedenraadweg / Kasteel
        Oostweg / Nazarethplein""")),
    "Limmel": ("6222", _list("""Kanjelstraat / Populierlaan / Balijestraat / Dolmanshof / Oude Kerkweg
        Limmel / Bethlehempad / Hoeve Severenstraat / Jeruzalemhof / Beukenhof""")),
    "Wittevrouwenveld": ("6225", _list("""Edisonhof / Tulpenstraat / Koningshof / Oranjehof /
        Regentesselaan / Wilhelminahof / Emmastraatje / Prins Hendrikhof / Oude Molenpad / Frankenhof""")),
    "Wyckerpoort": ("6224", _list("""Voltahof / Schepenenhof / Ampèrehof / Professor Roerschlaan /
        Burgemeester Kesselshof / Marconihof / Celsiusstraat / Wyckerveldweg""")),
}  # fmt: skip
ANDERE_STRATEN = _list("""Dorpsstraat / Kerkstraat / Schoolhof / Veldweg / Bronstraat / Kapelaanhof /
    Molenweg / Akerhof / Lindenplein / Beatrixhof / Meidoornstraat / Merelhof / Bergerweg / Zonnehof /
    Kruisstraat""")

BUURTHUIZEN = {
    "Nazareth": ("het buurthuis in Nazareth", "de huiskamer van Nazareth"),
    "Limmel": ("het gemeenschapshuis in Limmel", "de huiskamer van Limmel"),
    "Wittevrouwenveld": ("het Trefcentrum", "Trefcentrum Wittevrouwenveld"),
    "Wyckerpoort": ("het Trefcentrum", "de buurtkamer in Wyckerpoort"),
}
ANDERE_WIJKEN = (
    "Heer", "Scharn", "Amby", "Heugem", "Randwyck", "De Heeg", "Caberg", "Malberg", "Malpertuis",
    "Oud-Caberg", "Pottenberg", "Mariaberg", "Belfort", "Daalhof", "Boschpoort", "Borgharen", "Itteren",
    "Biesland", "Jekerdal", "Sint Pieter", "Wolder", "Vroendaal", "Heerderdorp", "Ceramique", "Belvédère",
)  # fmt: skip
