"""Random pages for the property tests: ordinary Dutch lines mixed with text that is hard to set."""

from hypothesis import strategies as st

from overlegtafel.plannen.halve_a4 import AfspraakOpBlad, BetrokkeneOpBlad, Blad, Mens

_WORDS = (
    "elke", "dag", "de", "wond", "huisarts", "dochter", "samen", "boodschappen", "medicijnen", "rollator", "keukenkastje",
    "schuldhulpverleningstraject", "’s-morgens", "koffie", "wandelen", "dagbesteding", "€25,-", "IJsselstraat", "naar",
)  # fmt: skip

AWKWARD = (
    "😀👨‍👩‍👧‍👦🏳️‍🌈",
    "مرحبا بالعالم",
    "漢字とかな",
    "x" * 400,
    "W" * 400,
    "a\u200bb\u200cc\u200dd\ufeff",
    "e\u0301\u0302\u0323" * 20,
    "#strong[geen opmaak] $x^2$ *ster* _streep_ = kop",
    "\\n \\u{0} // geen commentaar /* */ <label> @verwijzing",
    '"},{"doelen":[]',
    "- lijst\n+ nummer\t/ term",
    "ijzig – ‘kort’ „lang” … ½ ²",
    "a" * 29 + " " + "b" * 30 + " " + "c" * 31,
    ".",
)

_sentence = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=50).map(lambda words: " ".join(words)[:400].strip())
_any_text = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=400)


def texts(limit: int = 400) -> st.SearchStrategy[str]:
    """A line as somebody might type it, up to `limit` signs."""
    return st.one_of(_sentence, _sentence, st.sampled_from(AWKWARD), _any_text).map(lambda text: text[:limit])


mensen = st.builds(Mens, wie=texts(), wens=texts(), naam=st.none() | texts(80))
afspraken = st.builds(AfspraakOpBlad, tekst=texts(), eigenaar=texts(80), datum=st.just("15-01-2027"))
betrokkenen = st.builds(
    BetrokkeneOpBlad,
    naam=texts(60),
    rol=texts(100),
    telefoon=st.sampled_from(("", "043 350 1234")),
    doel=texts(140),
    coordinator=st.booleans(),
)

LINES = {"mensen": mensen, "doelen": texts(), "afspraken": afspraken, "betrokkenen": betrokkenen, "signalen": texts()}

# What may be put on a page next, one at a time.
additions = st.lists(
    st.one_of(*(st.tuples(st.just(part), lines) for part, lines in LINES.items())), min_size=1, max_size=30
)

heads = st.builds(
    Blad,
    naam=texts(200),
    geboren=st.just("geboren 03-05-1948"),
    voet=texts(80),
    stand=st.just("versie 12 · 01-12-2026"),
    evaluatie=st.sampled_from(("", "15-01-2027")),
)
