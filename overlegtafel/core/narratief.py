"""Text from other systems, that may hold HTML: only the words are kept, so nothing of HTML is ever shown."""

import re
from html import unescape

from bleach.html5lib_shim import Filter
from bleach.sanitizer import Cleaner

from overlegtafel.core.tekst import clean_text

# No note has so much of it; beyond this it is not read as HTML, since that would take long.
_MAX_LENGTE = 100_000
_MAX_TAGS = 2_000
_MAX_DIEPTE = 100

_BLOKKEN = {"p", "div", "li", "ul", "ol", "tr", "table", "tbody", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}
_CELLEN = {"td", "th"}
# Of these one can stand in another; what is never closed, like a paragraph, is no depth.
_NESTEN = {"div", "ul", "ol", "table", "blockquote"}
_ONZICHTBAAR = {"script", "style", "title", "head", "template"}
# '<' opens a tag only when the rest of one follows; in "RR < 130" and "a <b and c> d" it is a sign like any other.
# What was read once is not read in another way (the + after {}): that would take for ever. So many attributes has no tag.
_TAG = re.compile(
    r"<(/?[a-z][\w:.-]{0,30}+)"
    r"(?:[\s/]++[\w:.-]{1,60}+\s?=\s?(?:\"[^\"]{0,2000}+\"|'[^']{0,2000}+'|[^\s\"'<>]{1,2000}+)){0,100}+"
    r"\s{0,3}/?>|<!--|<!doctype\b|<\?xml\b",
    re.I,
)
_DOCUMENT = re.compile(r"\s*<(?:!doctype|\?xml|html|body|div|p|ul|ol|table|h[1-6])\b", re.I)
_ENTITEIT = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.I)
# Where a block begins or ends: several in a row are one new line. A private-use sign, that no text keeps.
_BREUK = "\ue000"


class _ToText(Filter):
    """Line breaks for what stands on a line of its own, '- ' for items of a list, nothing for scripts and styles."""

    def __iter__(self):
        hidden = 0
        for token in super().__iter__():
            name, kind = token.get("name"), token["type"]
            if kind not in ("StartTag", "EndTag", "EmptyTag"):
                if not hidden:
                    yield token
            elif name in _ONZICHTBAAR:
                hidden = max(0, hidden + {"StartTag": 1, "EndTag": -1}.get(kind, 0))
            elif not hidden:
                yield {"type": "Characters", "data": _sign(name, kind)}


def _sign(name: str, kind: str) -> str:
    if name == "br":
        return "\n"
    if name in _CELLEN:
        return " "
    return f"{_BREUK}- " if name == "li" and kind == "StartTag" else _BREUK


_CLEANER = Cleaner(tags=_BLOKKEN | _CELLEN | _ONZICHTBAAR | {"br"}, attributes={}, strip=True, filters=[_ToText])


def plain_text(html: str) -> str:
    """The words of this HTML, XHTML or plain text: no tags, entities undone, lines kept or made, cleaned (core/tekst.py)."""
    if "<" not in html and "&" not in html:
        return clean_text(html)
    tags = list(_TAG.finditer(html)) if len(html) <= _MAX_LENGTE else []
    if len(tags) > _MAX_TAGS or _depth(tags) > _MAX_DIEPTE:
        tags = []
    if not tags:
        return clean_text(_undo_entities(html))
    if _DOCUMENT.match(html):
        # It is HTML from begin to end: its own line ends mean nothing.
        html = " ".join(html.split())
        tags = list(_TAG.finditer(html))
    opens = {tag.start() for tag in tags}
    marked = "".join("&lt;" if c == "<" and at not in opens else c for at, c in enumerate(html))
    text = re.sub(f"(?:{_BREUK} *)+", "\n", _undo_entities(_CLEANER.clean(marked)))
    return "\n".join(" ".join(line.split()) for line in clean_text(text).split("\n")).strip()


def _depth(tags: list[re.Match]) -> int:
    depth = deepest = 0
    for tag in tags:
        name = (tag[1] or "").casefold()
        if name.removeprefix("/") in _NESTEN:
            depth = max(0, depth - 1) if name.startswith("/") else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _undo_entities(text: str) -> str:
    # Only whole ones: 'R&D' and '&notities' are no entities.
    return _ENTITEIT.sub(lambda found: unescape(found[0]), text)
