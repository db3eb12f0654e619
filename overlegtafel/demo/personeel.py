"""The people who work in the two pilot practices and around them; all of them made up.

One line each: account or '-' | voornaam / voorvoegsel / achternaam | functie | organisatie | teams.
"""

NAZ, OOST = "Huisartsenpraktijk Nazareth", "Huisartsen Maastricht-Oost"
REGIO = "Regio Maastricht-Heuvelland"
FYSIO = "Fysiotherapie De Groene Loper"

# naam, ingeschreven (only for a practice)
ORGANISATIES: tuple[tuple[str, int | None], ...] = (
    (NAZ, 6320), (OOST, 3834), ("Envida", None), ("Mosae Zorggroep", None), ("Thuiszorg Groot Limburg", None),
    ("Mondriaan", None), ("MET ggz", None), ("Mens GGZ", None), ("LEVANTOgroep", None), ("Leger des Heils", None),
    ("Trajekt", None), ("Radar", None), ("Kredietbank Limburg", None), ("Gemeente Maastricht", None),
    ("Servatius", None), (FYSIO, None), (REGIO, None),
)  # fmt: skip

# key, naam, domein, organisatie
TEAMS: tuple[tuple[str, str, str, str | None], ...] = (
    ("st-nl", "Sociaal team Nazareth-Limmel", "sociaal", None),
    ("st-ww", "Sociaal team Wittevrouwenveld-Wyckerpoort", "sociaal", None),
    ("ggz", "GGZ-wijkteam", "ggz", None),
    ("env-nl", "Envida wijkteam Nazareth-Limmel", "wijkverpleging", "Envida"),
    ("env-ww", "Envida wijkteam Wittevrouwenveld", "wijkverpleging", "Envida"),
    ("mos", "Mosae wijkteam Oost", "wijkverpleging", "Mosae Zorggroep"),
    ("tgl", "Thuiszorg Groot Limburg team Oost", "wijkverpleging", "Thuiszorg Groot Limburg"),
    ("pr-naz", "Praktijkteam Nazareth", "huisartsenzorg", NAZ),
    ("pr-oost", "Praktijkteam Maastricht-Oost", "huisartsenzorg", OOST),
)

PERSONEEL = f"""
huisarts | Marleen//Habets | huisarts | {NAZ} | pr-naz
- | Joris/van/Aerdenhout | huisarts | {NAZ} | pr-naz
- | Sevda//Yıldırım | huisarts | {NAZ} | pr-naz
- | Guido//Schreurs | huisarts | {NAZ} | pr-naz
- | Lotte/van den/Eertwegh | huisarts | {NAZ} | pr-naz
poh | Annelies//Lemmens | POH ouderenzorg | {NAZ} | pr-naz
- | Peggy//Bastings | POH ouderenzorg | {NAZ} | pr-naz
- | Stefan//Krewinkel | POH GGZ | {NAZ} | pr-naz
- | Ilse/van/Hoorn | POH jeugd | {NAZ} | pr-naz
assistent | Chantal//Vroomen | praktijkassistent | {NAZ} | pr-naz
- | Demi//Rutten | praktijkassistent | {NAZ} | pr-naz
huisarts2 | Bart//Quaden | huisarts | {OOST} | pr-oost
- | Hélène//Pirson | huisarts | {OOST} | pr-oost
- | Karim//Belkacem | huisarts | {OOST} | pr-oost
- | Marianne//Soudant | POH ouderenzorg | {OOST} | pr-oost
- | Rob//Gilissen | POH GGZ | {OOST} | pr-oost
- | Floor/de/Wit | POH jeugd | {OOST} | pr-oost
- | Sandra//Hupperets | praktijkassistent | {OOST} | pr-oost
- | Naomi//Gorissen | praktijkassistent | {OOST} | pr-oost
wijkverpleging | Esther//Pluymakers | wijkverpleegkundige | Envida | env-nl
- | Monique//Dautzenberg | wijkverpleegkundige | Envida | env-nl
- | Thomas/van der/Vleuten | wijkverpleegkundige | Envida | env-nl
- | Carla//Meesters | verzorgende | Envida | env-nl
- | Fadila//Bensaïd | verzorgende | Envida | env-nl
- | Jeannine//Severens | verzorgende | Envida | env-nl
- | Marga//Ploum | trajectbegeleider dementie | Envida | env-nl env-ww
- | Wouter//Schijns | trajectbegeleider dementie | Envida | env-nl env-ww
- | Silvia//Beckers | wijkverpleegkundige | Envida | env-ww
- | Nick//Hendrix | wijkverpleegkundige | Envida | env-ww
- | Dorota//Malinowska | verzorgende | Envida | env-ww
- | Anja//Tossings | verzorgende | Envida | env-ww
- | Linda//Crolla | wijkverpleegkundige | Mosae Zorggroep | mos
- | Paul//Notermans | wijkverpleegkundige | Mosae Zorggroep | mos
- | Ria//Voncken | verzorgende | Mosae Zorggroep | mos
- | Gülay//Aksoy | verzorgende | Mosae Zorggroep | mos
- | Brigitte/van/Montfoort | trajectbegeleider dementie | Mosae Zorggroep | mos
- | Kelly//Vleugels | wijkverpleegkundige | Thuiszorg Groot Limburg | tgl
- | Rianne//Hounjet | wijkverpleegkundige | Thuiszorg Groot Limburg | tgl
- | Wendy//Dolmans | verzorgende | Thuiszorg Groot Limburg | tgl
- | Peter//Ackermans | verzorgende | Thuiszorg Groot Limburg | tgl
- | Truida//Lipsch | trajectbegeleider dementie | Thuiszorg Groot Limburg | tgl
psychiater | Frederik/van/Asseldonk | psychiater | Mondriaan | ggz
- | Judith//Steinbusch | psychiater | Mondriaan | ggz
- | Caroline//Meertens | klinisch psycholoog | Mondriaan | ggz
- | Dirk//Vaes | psychotherapeut | MET ggz | ggz
gzpsycholoog | Nienke//Bosma | GZ-psycholoog | Mens GGZ | ggz
- | Lieke//Hanssen | behandelaar | Mondriaan | ggz
- | Jeroen//Pisters | behandelaar | MET ggz | ggz
- | Sara//Tahiri | behandelaar | Mens GGZ | ggz
spv | Ron//Kleijnen | SPV | Mondriaan | ggz
- | Ellen//Wetzels | SPV | MET ggz | ggz
- | Marc/van de/Ven | SPV | LEVANTOgroep | ggz
- | Simone//Deckers | verpleegkundig specialist | Mondriaan | ggz
- | Hans//Brouns | verpleegkundig specialist | MET ggz | ggz
ervaringsdeskundige | Mirjam//Eussen | ervaringsdeskundige | Leger des Heils | ggz
- | Danny//Schröer | ervaringsdeskundige | Mondriaan | ggz
- | Petra//Snackers | ervaringsdeskundige | MET ggz | ggz
- | Yassin//Oualit | ervaringsdeskundige | LEVANTOgroep | ggz
maatschappelijkwerk | Jolanda//Keijdener | maatschappelijk werker | Trajekt | ggz
- | Tim//Raeven | IPS-trajectbegeleider | Mondriaan | ggz
- | Angela//Cortenraad | transmuraal verpleegkundige | Mondriaan | ggz
sociaalteam | Suzanne//Ummels | contactpersoon sociaal team | Trajekt | st-nl
- | Ahmet//Polat | maatschappelijk werker | Trajekt | st-nl
- | Inge//Vreuls | Wmo-consulent | Gemeente Maastricht | st-nl
- | Michel//Straetmans | participatiecoach | Gemeente Maastricht | st-nl
- | Eveline//Jongen | jeugdconsulent | Gemeente Maastricht | st-nl
- | Loes//Heiligers | contactpersoon sociaal team | Radar | st-ww
- | Ruud//Pas | maatschappelijk werker | Trajekt | st-ww
- | Nathalie//Creusen | Wmo-consulent | Gemeente Maastricht | st-ww
- | Samira//Zerouali | participatiecoach | Gemeente Maastricht | st-ww
- | Vera/ter/Horst | jeugdconsulent | Gemeente Maastricht | st-ww
- | Erik//Mommers | schuldhulpverlener | Kredietbank Limburg |
- | Noëlle//Packbier | schuldhulpverlener | Kredietbank Limburg |
- | Richard//Oostenbach | medewerker woningcorporatie | Servatius |
- | Bianca//Kurvers | medewerker woningcorporatie | Servatius |
gezinsregisseur | Hanneke//Wolters | gezinsregisseur | {REGIO} |
- | Robin//Theelen | fysiotherapeut | {FYSIO} |
- | Ineke//Vonken | fysiotherapeut | {FYSIO} |
- | Janneke//Boumans | ergotherapeut | {FYSIO} |
- | Charlotte//Delnoij | diëtist | {FYSIO} |
beheer | Koen//Mertens | functioneel beheerder | {REGIO} |
fg | Wilma/de/Rooij | functionaris gegevensbescherming | {REGIO} |
assistent | Chantal//Vroomen | beheerder | {NAZ} |
beheer.envida | Marion//Kusters | beheerder | Envida |
"""

# An extra practice of a large region: functie, how many, and the organisation (None: the practice itself).
STAF_ELDERS: tuple[tuple[str, int, str | None], ...] = (
    ("huisarts", 3, None), ("POH ouderenzorg", 1, None), ("POH GGZ", 1, None), ("POH jeugd", 1, None),
    ("praktijkassistent", 1, None), ("wijkverpleegkundige", 3, "Envida"), ("verzorgende", 2, "Envida"),
    ("trajectbegeleider dementie", 1, "Envida"), ("contactpersoon sociaal team", 1, "Trajekt"),
    ("maatschappelijk werker", 1, "Radar"), ("Wmo-consulent", 1, "Gemeente Maastricht"),
    ("participatiecoach", 1, "Gemeente Maastricht"), ("jeugdconsulent", 1, "Gemeente Maastricht"),
    ("psychiater", 1, "Mondriaan"), ("GZ-psycholoog", 1, "Mens GGZ"), ("behandelaar", 1, "MET ggz"),
    ("SPV", 1, "Mondriaan"), ("verpleegkundig specialist", 1, "MET ggz"), ("ervaringsdeskundige", 1, "LEVANTOgroep"),
    ("IPS-trajectbegeleider", 1, "Mondriaan"), ("transmuraal verpleegkundige", 1, "Mondriaan"),
)  # fmt: skip
