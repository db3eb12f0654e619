"""What the tests of the half page share: addresses, forms as a browser sends them, prints, and the access log."""

import html
import io
import math
import re
from html.parser import HTMLParser
from uuid import UUID

from pypdf import PdfReader
from sqlalchemy import select

from overlegtafel.extensions import db
from overlegtafel.toegang.models_inzage import Inzageregel


def client(client_id) -> str:
    return f"/clienten/{client_id}"


def nieuw(client_id, soort: str) -> str:
    return f"/clienten/{client_id}/plan/regels/nieuw/{soort}"


def regel(client_id, regel_id) -> str:
    return f"/clienten/{client_id}/plan/regels/{regel_id}"


def wijzig(client_id, regel_id) -> str:
    return regel(client_id, regel_id) + "/wijzigen"


def seat(client_id, betrokkene_id, what: str = "wijzigen") -> str:
    return f"/clienten/{client_id}/betrokkenen/{betrokkene_id}/{what}"


class _Forms(HTMLParser):
    """The forms of a page with the values a browser would send back (buttons left out)."""

    def __init__(self):
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._area = self._select = None

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "form":
            self.forms.append((a.get("action", ""), {}))
            return
        if not self.forms:
            return
        values = self.forms[-1][1]
        if tag == "input" and "name" in a and (a.get("type") not in ("checkbox", "radio") or "checked" in a):
            values[a["name"]] = a.get("value") or ""
        elif tag == "textarea":
            self._area = a["name"]
            values[self._area] = ""
        elif tag == "select":
            self._select = a["name"]
            values[self._select] = ""
        elif tag == "option" and self._select and "selected" in a:
            values[self._select] = a["value"] or ""

    def handle_data(self, data):
        if self._area:
            self.forms[-1][1][self._area] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None


def form_in(answer, action: str) -> dict[str, str]:
    """The values of the form that posts to `action`."""
    parser = _Forms()
    parser.feed(answer if isinstance(answer, str) else answer.get_data(as_text=True))
    found = [values for where, values in parser.forms if where == action]
    assert found, f"no form for {action}; there are {[where for where, _ in parser.forms]}"
    return found[-1]


def open_form(persona, url: str) -> dict[str, str]:
    """Open the page of a form, and read what it would send."""
    answer = persona.get(url)
    assert answer.status_code == 200, f"{url}: {answer.status_code}"
    return form_in(answer, url)


def made_id(answer) -> UUID:
    """The id of the line or person that was just made: where a browser without JavaScript is sent."""
    assert answer.status_code == 303, answer.status_code
    return UUID(re.search(r"#\w+-([0-9a-f-]{36})$", answer.headers["Location"])[1])


def add(persona, client_id, soort: str, tekst: str, **values) -> UUID:
    return made_id(persona.post(nieuw(client_id, soort), {"tekst": tekst} | values))


def change(persona, url: str, **values):
    """Open the form and save it with these values changed."""
    return persona.post(url, open_form(persona, url) | values)


def staat(persona, client_id, regel_id, wanted: str, **kwargs):
    """Press the button of a line on the page of the client."""
    url = regel(client_id, regel_id) + "/staat"
    return persona.post(url, form_in(persona.get(client(client_id)), url) | {"staat": wanted}, **kwargs)


def message_at(answer, field: str) -> str:
    """The message that stands at this field, tied to it for a screen reader."""
    page = answer.get_data(as_text=True)
    found = re.search(rf'<p[^>]*id="[^"]*{field}-fout"[^>]*>(.*?)</p>', page, re.S)
    assert found, f"no message at {field}"
    tied = re.search(rf'<(?:input|textarea|select)[^>]*aria-describedby="[^"]*{field}-fout[^>]*>', page)
    assert tied, f"the message is not tied to {field}"
    return html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip()


def log_lines(app, gebeurtenis: str) -> list[Inzageregel]:
    with app.app_context():
        return list(
            db.session.scalars(
                select(Inzageregel).where(Inzageregel.gebeurtenis == gebeurtenis).order_by(Inzageregel.id)
            )
        )


def whole_log(app) -> str:
    """Everything the access log holds, as text."""
    with app.app_context():
        rows = db.session.execute(select(Inzageregel.__table__)).all()
        return "\n".join(str(tuple(row)) for row in rows)


def count_in(app, model, *where) -> int:
    with app.app_context():
        return len(db.session.scalars(select(model).where(*where)).unique().all())


def pdf_text(content: bytes) -> str:
    """The text of the print; white space folded, since a line of text may break anywhere."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def check_print(content: bytes) -> None:
    """One page of exactly half an A4, nothing smaller than 9 pt, tagged, in Dutch."""
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    size = float(box.width) / 72 * 25.4, float(box.height) / 72 * 25.4
    assert math.isclose(size[0], 210, abs_tol=0.01) and math.isclose(size[1], 148.5, abs_tol=0.01)
    sizes = text_sizes(reader.pages[0])
    assert sizes and min(sizes) >= 9 - 0.001, sorted(sizes)[:3]
    root = reader.trailer["/Root"]
    assert "/StructTreeRoot" in root
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("nl")


def text_sizes(page) -> list[float]:
    """The size in points of every piece of text as it comes out on paper."""
    sizes: list[float] = []

    def note(text, cm, tm, _font, size):
        if text.strip():
            # The size asked for, times what both matrices make of a unit of height.
            b, d = tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3]
            sizes.append(size * math.hypot(b, d))

    page.extract_text(visitor_text=note)
    return sizes
