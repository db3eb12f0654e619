"""The words of access: domains, functies, kinds of information. No Flask, no database."""

from enum import StrEnum


class Domein(StrEnum):
    """A domain a client can open or close to. Every functie belongs to exactly one."""

    HUISARTSENZORG = "huisartsenzorg"
    WIJKVERPLEGING = "wijkverpleging"
    PARAMEDISCH = "paramedisch"
    GGZ = "ggz"
    ERVARINGSDESKUNDIGHEID = "ervaringsdeskundigheid"
    SOCIAAL = "sociaal"
    NETWERK = "netwerk"
    BEHEER = "beheer"

    @property
    def label(self) -> str:
        return _DOMEIN_LABELS[self]


_DOMEIN_LABELS = {
    Domein.HUISARTSENZORG: "huisartsenzorg",
    Domein.WIJKVERPLEGING: "wijkverpleging",
    Domein.PARAMEDISCH: "paramedische zorg",
    Domein.GGZ: "GGZ",
    Domein.ERVARINGSDESKUNDIGHEID: "ervaringsdeskundigheid",
    Domein.SOCIAAL: "sociaal domein",
    Domein.NETWERK: "familie en netwerk",
    Domein.BEHEER: "beheer",
}

# The domains a client is asked about; beheer never sees client data, so there is nothing to consent to.
TOESTEMMINGSDOMEINEN = tuple(d for d in Domein if d is not Domein.BEHEER)


class Soort(StrEnum):
    """A kind of information; consent can differ per kind."""

    PLAN = "plan"
    THUISZORG = "thuiszorg"
    OVERLEG = "overleg"
    VERWIJZING = "verwijzing"

    @property
    def label(self) -> str:
        return _SOORT_LABELS[self]


_SOORT_LABELS = {
    Soort.PLAN: "plan",
    Soort.THUISZORG: "thuiszorgnotities",
    Soort.OVERLEG: "verslagen van overleggen",
    Soort.VERWIJZING: "verwijzingen",
}


class Besluit(StrEnum):
    """What the client decided."""

    JA = "ja"
    NEE = "nee"


class Recht(StrEnum):
    """What a functie may do; with the clients it may see, or in beheer."""

    LEZEN = "lezen"
    SCHRIJVEN = "schrijven"
    MAKEN = "maken"
    SAMENVOEGEN = "samenvoegen"
    BSN_TONEN = "bsn_tonen"
    TOESTEMMING = "toestemming"
    NOODTOEGANG = "noodtoegang"
    # Beheer: people and teams of the own organisatie; organisaties of the region; the access log.
    BEHEREN = "beheren"
    REGIO_BEHEREN = "regio_beheren"
    LOG_LEZEN = "log_lezen"


_BETROKKEN = frozenset(
    {Recht.LEZEN, Recht.SCHRIJVEN, Recht.MAKEN, Recht.SAMENVOEGEN, Recht.BSN_TONEN, Recht.TOESTEMMING}
)
# Emergency access is for those who give care; without them somebody may come to harm.
_BEHANDELAAR = _BETROKKEN | {Recht.NOODTOEGANG}
_LEZER = frozenset({Recht.LEZEN, Recht.MAKEN, Recht.BSN_TONEN, Recht.TOESTEMMING})
_ALLEEN_LEZEN = frozenset({Recht.LEZEN})

# One file to review: functie -> (domain, rights). The labels are the ones the professionals use.
FUNCTIES: dict[str, tuple[Domein, frozenset[Recht]]] = {
    "huisarts": (Domein.HUISARTSENZORG, _BEHANDELAAR),
    "POH ouderenzorg": (Domein.HUISARTSENZORG, _BEHANDELAAR),
    "POH GGZ": (Domein.HUISARTSENZORG, _BEHANDELAAR),
    "POH jeugd": (Domein.HUISARTSENZORG, _BEHANDELAAR),
    # The assistant picks up the phone: finds and reads, does not change the plan.
    "praktijkassistent": (Domein.HUISARTSENZORG, _LEZER),
    "wijkverpleegkundige": (Domein.WIJKVERPLEGING, _BEHANDELAAR),
    "verzorgende": (Domein.WIJKVERPLEGING, _BEHANDELAAR),
    "trajectbegeleider dementie": (Domein.WIJKVERPLEGING, _BEHANDELAAR),
    "fysiotherapeut": (Domein.PARAMEDISCH, _BEHANDELAAR),
    "ergotherapeut": (Domein.PARAMEDISCH, _BEHANDELAAR),
    "diëtist": (Domein.PARAMEDISCH, _BEHANDELAAR),
    "psychiater": (Domein.GGZ, _BEHANDELAAR),
    "klinisch psycholoog": (Domein.GGZ, _BEHANDELAAR),
    "psychotherapeut": (Domein.GGZ, _BEHANDELAAR),
    "GZ-psycholoog": (Domein.GGZ, _BEHANDELAAR),
    "regiebehandelaar": (Domein.GGZ, _BEHANDELAAR),
    "behandelaar": (Domein.GGZ, _BEHANDELAAR),
    "SPV": (Domein.GGZ, _BEHANDELAAR),
    "verpleegkundig specialist": (Domein.GGZ, _BEHANDELAAR),
    "IPS-trajectbegeleider": (Domein.GGZ, _BEHANDELAAR),
    "transmuraal verpleegkundige": (Domein.GGZ, _BEHANDELAAR),
    "ervaringsdeskundige": (Domein.ERVARINGSDESKUNDIGHEID, _BETROKKEN),
    "contactpersoon sociaal team": (Domein.SOCIAAL, _BETROKKEN),
    "maatschappelijk werker": (Domein.SOCIAAL, _BETROKKEN),
    "Wmo-consulent": (Domein.SOCIAAL, _BETROKKEN),
    "participatiecoach": (Domein.SOCIAAL, _BETROKKEN),
    "schuldhulpverlener": (Domein.SOCIAAL, _BETROKKEN),
    "jeugdconsulent": (Domein.SOCIAAL, _BETROKKEN),
    "medewerker woningcorporatie": (Domein.SOCIAAL, _ALLEEN_LEZEN),
    "gezinsregisseur": (Domein.SOCIAAL, _BETROKKEN),
    # Beheer sees no client data: it has none of the rights that open a client.
    "beheerder": (Domein.BEHEER, frozenset({Recht.BEHEREN})),
    "functioneel beheerder": (Domein.BEHEER, frozenset({Recht.BEHEREN, Recht.REGIO_BEHEREN})),
    "functionaris gegevensbescherming": (Domein.BEHEER, frozenset({Recht.LOG_LEZEN})),
}


def domein_of(functie: str) -> Domein:
    """The domain a functie works in. Raises KeyError for an unknown functie."""
    return FUNCTIES[functie][0]


def has_recht(functie: str, recht: Recht) -> bool:
    """Whether somebody with this functie has this right at all, apart from any client."""
    return recht in FUNCTIES[functie][1]
