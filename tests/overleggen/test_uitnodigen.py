"""Whom the form suggests, who would see nothing of it, answering for a series at once, and what Vandaag asks."""

import re

from overlegtafel.extensions import db
from overlegtafel.overleggen.beleggen import GEZIN
from overlegtafel.toegang.domein import Domein
from tests.overleggen.plannen import NIEUW, day, form, invited, newest, of_reeks, plan_reeks, stored, url
from tests.overleggen.tafels import make_overleg
from tests.toegang.hulp import events
from tests.wereld import allow


def ticked(page: str) -> set[str]:
    return set(re.findall(r'name="mensen" value="([^"]+)" checked', page))


def of_client(wereld, **fields) -> dict:
    return form(wereld, soort="hoc", voor="", tijd="11:00") | {"client": str(wereld.truus)} | {
        k: [str(i) for i in v] if isinstance(v, list) else v for k, v in fields.items()
    }  # fmt: skip


def test_a_hoc_ticks_nobody_and_a_round_table_who_is_involved_in_person(app, als, wereld):
    els = als("huisarts")
    hoc = els.get(f"{NIEUW}?soort=hoc&client={wereld.truus}").text
    assert ticked(hoc) == set() and hoc.index("Voor sociaal domein") < hoc.index("Zelf betrokken")
    assert "geen toestemming voor GGZ" in hoc.partition("Ruth de Groot")[2].partition("</li>")[0]
    rto = els.get(f"{NIEUW}?soort=rto&client={wereld.truus}").text
    assert ticked(rto) == {str(wereld.wijkverpleging)}
    assert "Ook van een team of de praktijk" in rto and 'name="gezin" id="gezin" value="1" checked' in rto


def test_the_family_is_there_with_a_fixed_date_too(app, als, wereld):
    als("huisarts").post(NIEUW, of_client(wereld, gezin="1", mensen=[wereld.wijkverpleging]))
    assert GEZIN[0] in invited(app, newest(app).id)
    als("huisarts").post(NIEUW, of_client(wereld, mensen=[wereld.wijkverpleging]))
    assert GEZIN[0] not in invited(app, newest(app).id)


def test_who_will_see_nothing_is_named_to_who_sees_and_fills_no_place(app, als, wereld):
    els = als("huisarts")
    answer = els.post(NIEUW, of_client(wereld, mensen=[wereld.psychiater, wereld.wijkverpleging]))
    made = newest(app)
    page = els.text(answer.location)
    assert "zien dit punt niet: Ruth de Groot" in page
    part = els.get(url(made.id, "wie-komt"), htmx=True).text
    assert "<b>Ruth de Groot</b> (geen toestemming voor GGZ)" in part
    assert "GGZ" in part.partition("Mist nog")[2].partition("</p>")[0]
    # Who does not see the item learns nothing about the client's consent.
    assert "toestemming" not in als("psychiater").get(url(made.id, "wie-komt"), htmx=True).text
    with app.app_context():
        allow(wereld.truus, Domein.GGZ)
        db.session.commit()
    part = els.get(url(made.id, "wie-komt"), htmx=True).text
    assert "punt niet" not in part and "GGZ" not in part.partition("Mist nog")[2].partition("</p>")[0]


def test_answered_in_the_row_and_for_the_whole_series(app, als, wereld):
    els, saida = als("huisarts"), als("wijkverpleging")
    reeks = plan_reeks(app, els, wereld, mensen=[wereld.wijkverpleging])
    first, second, third, *_ = rows = of_reeks(app, reeks)
    assert saida.text("/overleggen").count("Ja, ook de volgende keren") == 1
    row = saida.post(url(second.id, "komt"), {"komt": "nee", "terug": "lijst"}, htmx=True).text
    assert row.lstrip().startswith("<li") and f'id="rij-{second.id}"' in row and row.count("<li") == 1
    assert 'value="nee" aria-pressed="true" data-focus' in row and "volgende keren" not in row
    row = saida.post(url(first.id, "komt"), {"komt": "ja", "terug": "lijst"}, htmx=True).text
    assert "Ja, ook de volgende keren" in row
    before = events(app).count("overleg.antwoord")
    whole = saida.post(url(first.id, "komt"), {"komt": "reeks", "terug": "lijst"}, htmx=True).text
    assert 'id="overleggen"' in whole and "Ja, ook de volgende keren" not in whole
    said = [invited(app, o.id)[wereld.wijkverpleging][0] for o in rows]
    assert said == ["ja", "nee"] + ["ja"] * (len(rows) - 2), "what was answered stays"
    assert events(app).count("overleg.antwoord") == before + len(rows) - 1
    assert saida.post(url(third.id, "komt"), {"komt": "reeks", "terug": "lijst"}).location == "/overleggen"
    assert als("psychiater").post(url(first.id, "komt"), {"komt": "reeks"}, htmx=True).status_code == 404


def test_finding_a_date_stands_on_vandaag_until_answered(app, als, wereld):
    typed = of_client(wereld, soort="rto", mensen=[wereld.wijkverpleging], datum="zoeken", dag_1=day(5), tijd_1="10:00",
                      dag_2=day(6), tijd_2="10:00")  # fmt: skip
    wrong = als("huisarts").post(NIEUW, typed | {"tijd_1": "kwart voor 10", "tijd_2": ""}).text
    assert wrong.count("Vul een tijd in") >= 2 and "staat er al" not in wrong
    als("huisarts").post(NIEUW, typed)
    made, saida = newest(app), als("wijkverpleging")
    there = url(made.id, "prikken")
    assert there in saida.get("/vandaag").text and there not in als("psychiater").get("/vandaag").text
    keys = re.findall(r'name="(moment-[^"]+)" value="ja"', saida.get(there).text)
    saida.post(there, dict.fromkeys(keys, "ja"))
    assert there not in saida.get("/vandaag").text


def test_bringing_in_offers_first_where_one_is_invited_and_most_may_see_the_client(app, als, wereld):
    with app.app_context():
        alone = make_overleg(wereld, mensen=("huisarts",))
        many = make_overleg(wereld, mensen=("huisarts", "wijkverpleging"), sleutel="voortgang")
        elsewhere = make_overleg(wereld, mensen=("huisarts2",), voorzitters=("huisarts2",), sleutel="mdo-jeugd")
        db.session.commit()
    page = als("huisarts").get(f"/clienten/{wereld.truus}/overleggen/inbrengen").text
    order = re.findall(r'name="overleg" id="[^"]+" value="([^"]+)"', page)
    assert order == [str(many.id), str(alone.id), str(elsewhere.id)]


def test_a_series_says_what_comes_by_itself_who_is_missing_and_its_new_rhythm(app, als, wereld):
    els = als("huisarts")
    reeks = plan_reeks(app, els, wereld, herhaal="w2", keer="20")
    coming = len(of_reeks(app, reeks))
    page = els.text(f"/overleggen/reeksen/{reeks.id}")
    assert f"De eerste {coming} van 20; de rest komt vanzelf" in page and coming < 20
    assert "SPV" in page.partition("Mist nog")[2].partition("</p>")[0]
    first = of_reeks(app, reeks)[0]
    typed = {
        "versie": str(stored(app, first.id).versie),
        "dag": day(4),
        "tijd": "9:30",
        "duur": "60",
        "welke": "volgende",
    }
    moved = els.post(url(first.id, "wijzigen"), typed)
    days = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
    weekday = days[stored(app, first.id).begint_op.weekday()]
    assert f"voortaan elke 2 weken op {weekday}, 09:30 uur" in els.text(moved.location)
