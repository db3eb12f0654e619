"""What every template keeps to: nothing inline, nothing unescaped, a token in every form, no name in a title."""

import re
from html.parser import HTMLParser

import pytest

from overlegtafel.config import ROOT

TEMPLATES = {
    path.relative_to(ROOT / "templates").as_posix(): path.read_text() for path in ROOT.glob("templates/**/*.html")
}
FORM_STARTS = re.compile(r'<form\b[^>]*method="post"', re.I)


class Tags(HTMLParser):
    """Every tag with its attributes, as far as Jinja between them allows."""

    def __init__(self, source: str):
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(re.sub(r"\{#.*?#\}", "", source, flags=re.S))

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def inline_code(source: str) -> list[str]:
    """What a strict Content-Security-Policy would refuse, or evaluate as script."""
    found = []
    for tag, attrs in Tags(source).found:
        if tag == "style" or (tag == "script" and "src" not in attrs):
            found.append(f"<{tag}>")
        for name, value in attrs.items():
            if name == "style" or re.match(r"on[a-z]+$|hx-on|data-hx-on", name):
                found.append(name)
            if name.startswith(("hx-", "data-hx-")) and re.match(r"\s*(js|javascript):", value):
                found.append(f"{name}={value}")
            if name.endswith("hx-trigger") and "[" in value:
                found.append(f"{name}={value}")
            if name in ("href", "src", "action", "formaction") and re.match(
                r"\s*(javascript|data|https?):|\s*//", value
            ):
                found.append(f"{name}={value}")
    return found


def unescaped(source: str) -> list[str]:
    return re.findall(r"\|\s*safe\b|\bautoescape\s+false\b|\bMarkup\(|\|\s*tojson\b", source)


def forms_without_token(source: str) -> int:
    """How many forms that post hold no CSRF token before they end."""
    return sum("csrf" not in source[match.start() :].partition("</form>")[0] for match in FORM_STARTS.finditer(source))


def title_of(source: str) -> str:
    found = re.search(r"\{%\s*block titel\s*%\}(.*?)\{%\s*endblock", source, re.S)
    return found[1] if found else ""


# Expressions a title may hold: nothing about a client.
IN_TITLE = {"title", "label", "versie.nummer"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_inline_and_nothing_unescaped(name):
    assert inline_code(TEMPLATES[name]) == []
    assert unescaped(TEMPLATES[name]) == []


@pytest.mark.parametrize("name", [name for name, source in TEMPLATES.items() if FORM_STARTS.search(source)])
def test_every_form_that_posts_has_a_token(name):
    assert forms_without_token(TEMPLATES[name]) == 0


@pytest.mark.parametrize("name", [name for name, source in TEMPLATES.items() if "{% extends" in source])
def test_every_page_has_a_title_without_a_client_in_it(name):
    title = title_of(TEMPLATES[name])
    if name == "kaal.html":
        assert not title
        return
    assert title.strip(), "a page without a title"
    assert set(re.findall(r"\{\{\s*(.*?)\s*\}\}", title)) <= IN_TITLE


@pytest.mark.parametrize("name", TEMPLATES)
def test_access_is_not_asked_in_a_template(name):
    """One door: a template is told what may be shown, and asks for nothing."""
    assert not re.search(r"\.may\(|visible_to|open_client|\.domein\b.*==|has_recht", TEMPLATES[name])


def test_there_are_templates_and_forms_to_check():
    assert len(TEMPLATES) > 30
    assert sum(len(FORM_STARTS.findall(source)) for source in TEMPLATES.values()) > 10


@pytest.mark.parametrize(
    "mistake",
    [
        '<p style="color: red">x</p>',
        "<style>p { color: red }</style>",
        "<script>alert(1)</script>",
        '<a onclick="x()">x</a>',
        '<div hx-on:click="x()"></div>',
        "<div hx-vals='js:{a: 1}'></div>",
        '<input hx-trigger="keyup[ctrlKey]">',
        '<a href="javascript:x()">x</a>',
        '<img src="//elders.nl/x.png">',
        '<a href="https://elders.nl">x</a>',
    ],
)
def test_each_mistake_would_be_seen(mistake):
    assert inline_code(mistake)


def test_the_other_mistakes_would_be_seen():
    assert unescaped("{{ regel.tekst|safe }}") and unescaped("{% autoescape false %}")
    assert forms_without_token('<form method="post" action="/x"><button></button></form> {{ csrf() }}') == 1
    assert forms_without_token('<form method="post" action="/x">{{ csrf() }}</form>') == 0
    assert title_of("{% block titel %}{{ client.naam }}{% endblock %}") == "{{ client.naam }}"
