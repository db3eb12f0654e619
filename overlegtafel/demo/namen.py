"""Names as one hears them in the east of Maastricht. Every combination is made up."""

import random
from dataclasses import dataclass

# Per origin: first names as 'voornamen=roepnaam' (or one for both), of women and men, old and young.
_VOORNAMEN = {
    "limburg": {
        "v_oud": """Maria Catharina=Tiny, Geertruida Maria=Truus, Maria Hubertina=Mia, Elisabeth=Lies,
            Hubertina=Tien, Josephina=Fien, Petronella=Nella, Antoinetta=Netta, Anna Maria=Annie, Johanna
            Maria=Jeanne, Gerarda=Gerda, Theresia=Trees, Cornelia=Corrie, Helena=Leny, Maria
            Josepha=Marie-José, Johanna=Jeanny, Catharina=Toos, Wilhelmina=Wies, Paulina=Paula, Maria
            Margaretha=Margriet, Agnes=Agnes, Hendrika=Rika, Bernardina=Dina, Philomena=Mena,
            Gertrudis=Trui, Maria Barbara=Bertje, Hélène=Hélène, Germaine=Germaine, Yvonne=Yvonne,
            Leonie=Leonie, Elisabeth Maria=Betsie, Ida=Ida, Rosalie=Rosalie, Clementine=Tineke,
            Mechtildis=Til""",
        "m_oud": """Johannes=Sjeng, Josephus=Sjef, Michaël=Giel, Franciscus=Frans, Leonardus=Lei,
            Nicolaas=Nic, Lambertus=Bèr, Petrus=Pierre, Mathias=Thei, Hubertus=Hub, Wilhelmus=Wiel,
            Jacobus=Jacq, Henricus=Harie, Servatius=Vaas, Gerardus=Sjra, Antonius=Toon, Johannes
            Hubertus=Jean, Petrus Josephus=Pie, René=René, Martinus=Tinus, Christiaan=Sjang,
            Theodorus=Theo, Cornelis=Cor, Arnoldus=Nol, Ludovicus=Louis, Alphons=Fons, Maria Joseph=Jo,
            Gerlachus=Lach, Laurentius=Lau, Mathieu=Mathieu, Victor=Victor, Guillaume=Guill""",
        "v_jong": """Sanne, Kim, Lisanne, Daphne, Chantal, Noëlle, Zoë, Romy, Demi, Britt, Fleur, Anouk,
            Esmée, Lotte, Manon, Chayenne, Joëlle, Renée, Nathalie, Angelique, Wendy, Patricia, Bianca,
            Sabine, Marieke, Désirée, Jessie, Senna, Guusje, Puck, Maud, Inez, Claudia, Miranda, Petra,
            Saskia, Kirsten, Danique, Loes, Ilse""",
        "m_jong": """Jordy, Rick, Roy, Björn, Kevin, Dennis, Luuk, Sem, Daan, Stan, Jules, Xavier, Guus,
            Tygo, Finn, Mika, Ramon, Pascal, Raymond, Ruud, Maurice, Roger, Marcel, Eric, Danny, Timo,
            Bram, Noud, Pepijn, Thijs, Joey, Mitchell, Patrick, Ivo, Ralf, Sjoerd, Niek, Job, Koen, Vince,
            Ruben, Jasper""",
    },
    "duits": {
        "v_oud": "Renate, Ulrike, Heike, Ingrid, Gisela, Helga, Monika, Bärbel",
        "m_oud": "Jürgen, Uwe, Günther, Jörg, Karl-Heinz, Dieter, Wolfgang, Horst",
        "v_jong": "Anke, Katja, Lena, Franziska, Jana, Mia",
        "m_jong": "Sven, Lars, Florian, Matthias, Jonas, Finn",
    },
    "belgisch": {
        "v_oud": "Godelieve=Lieve, Hilde, Marleen, Lutgarde=Lut, Rita, Christiane, Josiane, Mariette",
        "m_oud": "Luc, Wim, Guido, Jos, Roger, Marc, Étienne, Gaston",
        "v_jong": "Lien, Katrien, Elke, Tine, Noor, Amélie",
        "m_jong": "Bart, Pieter, Jeroen, Wout, Robbe, Loïc",
    },
    "turks": {
        "v_oud": "Fatma, Emine, Hatice, Ayşe, Zeliha, Sultan, Gülsüm",
        "m_oud": "Mustafa, Ömer, İbrahim, Hüseyin, Osman, Halil",
        "v_jong": "Elif, Zeynep, Kübra, Aylin, Defne, Büşra, Gül",
        "m_jong": "Emre, Yusuf, Burak, Kerem, Deniz, Umut, Çağan",
    },
    "marokkaans": {
        "v_oud": "Fatima, Khadija, Aïcha, Zohra, Malika, Rahma",
        "m_oud": "Mohamed, Hassan, Abdelkader, Ahmed, Lahcen, Brahim",
        "v_jong": "Samira, Naïma, Imane, Yasmina, Nadia, Hafsa, Salma",
        "m_jong": "Youssef, Rachid, Ilyas, Bilal, Soufiane, Ayoub",
    },
    "pools": {
        "v_oud": "Krystyna, Bożena, Halina, Jadwiga, Teresa",
        "m_oud": "Zbigniew, Stanisław, Andrzej, Kazimierz, Józef",
        "v_jong": "Agnieszka=Aga, Małgorzata=Gosia, Katarzyna=Kasia, Zuzanna, Maja, Magdalena=Magda",
        "m_jong": "Łukasz, Paweł, Krzysztof=Krzysiek, Tomasz=Tomek, Jakub=Kuba, Mateusz",
    },
    "syrisch": {
        "v_oud": "Samira, Huda, Amal, Ghada, Nawal",
        "m_oud": "Mahmoud, Khaled, George, Elias, Nabil",
        "v_jong": "Rania, Nour, Layla, Hala, Rasha, Maya",
        "m_jong": "Ahmad, Omar, Samer, Bassel, Kinan, Yaman",
    },
}  # fmt: skip

# Surnames as 'voorvoegsel+achternaam'; Polish ones as 'hers/his'.
_ACHTERNAMEN = {
    "limburg": """Janssen, Bastiaens, Bessems, Geelen, Hermans, Frissen, Crutzen, Coenen, Dassen, Daemen,
        Duijsens, Franssen, Gielen, Habets, Hendriks, Heijnen, Huijnen, Jaspars, Kerckhoffs, Kusters,
        Lemmens, Limpens, Lousberg, Meijers, Moonen, Nelissen, Nijsten, Offermans, Paulissen, Pinckaers,
        Prevoo, Quaedvlieg, Ramaekers, Reijnders, Roebroeks, Schoenmaeckers, Senden, Smeets, Spronken,
        Starren, Stassen, Theunissen, Thewissen, Vaessen, Vliegen, Vrancken, Weijenberg, Willems, Wolfs,
        Thönissen, Crombé, Brüll, Gerards, Houben, Keulen, Goessens, Hameleers, Bollen, Borghans, Caelen,
        Debije, Erkens, Florax, Grouls, Gubbels, Haesen, Hochstenbach, Kengen, Last, Loijens, Maessen,
        Mevis, Narinx, Odekerken, Pluijmen, Purnot, Rouschop, Schrijnemakers, Souren, Tilmans, Urlings,
        Vroemen, Walpot, Xhonneux, Zwakenberg, van den+Berg, van de+Weerdt, van+Loo, van+Eijsden,
        van+Wunnik, van+Hees, van den+Bosch, van der+Linden, in 't+Veld, op den+Camp, van 't+Hooft,
        de+Vries, de+Jong, de+Groot, le+Blanc, d'+Hondt, van der+Broeck, van+Aken, van der+Heijde, aan
        de+Stegge, de+Bruijn, van+Kan, van den+Boorn""",
    "duits": "Müller, Schröder, Weiß, Krämer, Böhm, Schäfer, Köhler, von+Hagen, Lürken, Königs",
    "belgisch": """Peeters, Vandenberghe, Claes, Wouters, De Smet, Vanderstraeten, Lenaerts, Vandersanden,
        Hubrechts, Noël""",
    "turks": "Yılmaz, Kaya, Demir, Şahin, Çelik, Öztürk, Aydın, Doğan, Kılıç, Arslan, Özdemir, Güneş",
    "marokkaans": "El+Amrani, Bouzid, Ouali, El+Haddad, Benali, Azzouzi, Ait+Lahcen, Chaoui, El+Idrissi, Mansouri",
    "pools": """Wiśniewska/Wiśniewski, Kowalczyk, Nowak, Zielińska/Zieliński, Wójcik, Kamińska/Kamiński,
        Dąbrowska/Dąbrowski""",
    "syrisch": "Al+Hassan, Haddad, Khalil, Darwish, Al+Masri, Kassem, Sabbagh, Khoury, Al+Ahmad",
}  # fmt: skip

_AFKOMST = (
    ("limburg", 78),
    ("duits", 4),
    ("belgisch", 4),
    ("turks", 4),
    ("marokkaans", 4),
    ("pools", 3),
    ("syrisch", 3),
)
_AFKOMST_DRAW = tuple(name for name, weight in _AFKOMST for _ in range(weight))


def _split(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split(","))


VOORNAMEN = {
    (origin, key): tuple((v, r or v) for v, _, r in (n.partition("=") for n in _split(text)))
    for origin, lists in _VOORNAMEN.items()
    for key, text in lists.items()
}
ACHTERNAMEN = {origin: tuple(_split(text)) for origin, text in _ACHTERNAMEN.items()}


@dataclass(frozen=True, slots=True)
class Familienaam:
    """A surname in its parts, with the form a woman and a man bear."""

    voorvoegsel: str
    vrouw: str
    man: str

    def of(self, geslacht: str) -> str:
        return self.vrouw if geslacht == "V" else self.man


def pick_afkomst(rng: random.Random, *, nl: bool = False) -> str:
    """Where the names of a household come from."""
    return "limburg" if nl else rng.choice(_AFKOMST_DRAW)


def pick_familienaam(rng: random.Random, origin: str) -> Familienaam:
    """A surname."""
    prefix, _, name = rng.choice(ACHTERNAMEN[origin]).rpartition("+")
    vrouw, _, man = name.partition("/")
    return Familienaam(prefix, vrouw, man or vrouw)


def pick_voornaam(rng: random.Random, origin: str, geslacht: str, *, oud: bool) -> tuple[str, str]:
    """Voornamen and roepnaam; the old have the names of their time."""
    key = f"{'v' if geslacht == 'V' else 'm'}_{'oud' if oud else 'jong'}"
    voornamen, roepnaam = rng.choice(VOORNAMEN[origin, key])
    if not oud and origin == "limburg" and rng.random() < 0.3:
        voornamen += " Maria" if geslacht == "V" else " Hubertus"
    return voornamen, roepnaam


def pick_naamgebruik(rng: random.Random) -> str:
    """How a married woman of this generation is mostly called: partner's name first (zib code list)."""
    return rng.choice("VVVVPPNNE")
