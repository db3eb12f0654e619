"""Text from other systems: the words stay, everything of HTML goes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overlegtafel.core.narratief import plain_text
from overlegtafel.core.tekst import clean_text


@pytest.mark.parametrize(
    ("given_text", "words"),
    [
        ("Ons -&gt; Ysis", "Ons -> Ysis"),
        ("01294 \r\n Afdeling A3 \r\nsamenvatting", "01294 \n Afdeling A3 \nsamenvatting"),
        ("a < b and c > d", "a < b and c > d"),
        ("als a <b en c> d", "als a <b en c> d"),
        ("RR <130, R&D, &notities &amp;amp;", "RR <130, R&D, &notities &amp;"),
        ("temp <38,5 en <b>let op</b> <3", "temp <38,5 en let op <3"),
        ("regel 1\nregel 2<br>regel 3", "regel 1\nregel 2\nregel 3"),
        ("<b>Let op</b>\r\nregel 2", "Let op\nregel 2"),
        (
            "<div xmlns='urn:x'>Hallo\n  wereld<br/>twee<p>drie</p><ul><li>vier</li><li>vijf &euml;</li></ul></div>",
            "Hallo wereld\ntwee\ndrie\n- vier\n- vijf ë",
        ),
        ("<table><tr><td>RR</td><td>142/85</td></tr><tr><td>Pols</td></tr></table>", "RR 142/85\nPols"),
        ("voor<script>alert(1)</script><style>p{}</style>na", "voorna"),
        ("<p>nooit <b>gesloten", "nooit gesloten"),
        ("<img src=x onerror=alert(1)>plaatje", "plaatje"),
        ("<a href='javascript:alert(1)'>klik</a><o:p></o:p><!-- weg -->", "klik"),
        ("&#x202e;omgekeerd&#8238;", "omgekeerd"),
    ],
)
def test_what_is_left(given_text, words):
    assert plain_text(given_text) == words


@given(st.text(st.characters(exclude_characters="<&")))
def test_text_without_a_tag_or_entity_is_only_cleaned(text):
    assert plain_text(text) == clean_text(text)


_PIECE = st.one_of(
    st.sampled_from(["<div>", "</div>", "<p class='x'>", "<br/>", "<script>", "</script>", "<li>", "<svg/onload=a()>", "<!--"]),
    st.text("abc <>&;/='\"#\n\x00\u202e", max_size=6),
)  # fmt: skip


@given(st.lists(_PIECE, max_size=12).map("".join))
def test_no_tag_is_ever_left(html):
    words = plain_text(html).casefold()
    assert not any(tag in words for tag in ("<div>", "<p class", "<br/>", "<script>", "<li>", "<svg/"))
    assert words == clean_text(words)


_STUK = st.sampled_from(
    ["<a", "<a ", "<div>", "<div ", "</p", "<!--", " ", "/", "/a=b", " a=b", "a='", 'a="', '"', "'", "&lt", ">"]
)


@settings(max_examples=40)
@given(st.lists(_STUK, max_size=5), st.lists(_STUK, min_size=1, max_size=4), st.lists(_STUK, max_size=3))
def test_a_hostile_shape_takes_no_more_time_when_it_is_repeated(before, repeated, after):
    """Where work doubles with each repetition, or grows with its square, this would not end."""
    html = "".join(before) + "".join(repeated) * 4_000 + "".join(after)
    assert len(plain_text(html)) <= len(html)


def test_what_nobody_writes_takes_no_time_to_speak_of():
    """Nested so deeply that reading it as HTML would take hours: it is then read as plain text."""
    assert plain_text("<p>" * 30_000 + "einde").endswith("einde")
    assert plain_text('<a b="' * 20_000 + "einde").endswith("einde")
    assert plain_text("<a" + "/a=b" * 24 + '"') == "<a" + "/a=b" * 24 + '"'
    assert plain_text("<p " + " ".join(f"a{n}=1" for n in range(11_000)) + ">einde").endswith("einde")
    assert plain_text("<div>" * 1_999 + "einde").endswith("einde")
