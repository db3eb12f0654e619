"""Every version is kept: who, when, what differs; and an earlier one can be put back."""

import re
from datetime import timedelta

import pytest

from overlegtafel.core.datums import show_date, today
from overlegtafel.extensions import db
from overlegtafel.plannen.models import PlanVersie
from tests.persona import readable
from tests.plannen.hulp import (
    add,
    change,
    client,
    count_in,
    form_in,
    log_lines,
    seat,
    staat,
    whole_log,
    wijzig,
)


def history(client_id) -> str:
    return f"{client(client_id)}/geschiedenis"


def back(client_id, nummer: int) -> str:
    return f"{history(client_id)}/{nummer}/terug"


def restore(persona, client_id, nummer: int):
    """Open a version and press the button."""
    url = back(client_id, nummer)
    return persona.post(url, form_in(persona.get(f"{history(client_id)}/{nummer}"), url))


def numbers(app, plan_id) -> list[int]:
    with app.app_context():
        query = db.select(PlanVersie.nummer).where(PlanVersie.plan_id == plan_id).order_by(PlanVersie.nummer)
        return list(db.session.scalars(query))


def test_every_change_is_a_version_with_who_when_and_what(app, als, wereld):
    huisarts, wijkverpleging = als("huisarts"), als("wijkverpleging")
    made = add(huisarts, wereld.truus, "doel", "Weer naar de markt")
    change(wijkverpleging, wijzig(wereld.truus, made), tekst="Elke week naar de markt")
    staat(huisarts, wereld.truus, made, "gedaan")
    day = show_date(today() + timedelta(days=30))
    huisarts.post(f"{client(wereld.truus)}/plan/evaluatie", {"datum": day})
    change(wijkverpleging, seat(wereld.truus, wereld.truus_dochter), doel="post en bank")
    assert numbers(app, wereld.plan) == [1, 2, 3, 4, 5, 6]
    text = huisarts.text(history(wereld.truus))
    today_ = show_date(today())
    for who, what, differs in (
        ("Els Peeters", "zette er een doel bij", "Doel, erbij: Weer naar de markt"),
        ("Saïda El Amrani", "wijzigde een doel", "Doel: Weer naar de markt Elke week naar de markt"),
        ("Els Peeters", "noteerde een doel als bereikt", "Doel, eraf: Elke week naar de markt"),
        ("Els Peeters", "wijzigde de dag van terugkijken", f"Samen terugkijken: geen datum {day}"),
        ("Saïda El Amrani", "wijzigde een betrokkene", "Ans van den Berg, dochter: boodschappen"),
    ):
        assert f"{who} {what} {today_}" in text
        assert differs in text
    assert text.index("wijzigde een betrokkene") < text.index("zette er een doel bij"), "newest first"
    page = huisarts.get(history(wereld.truus)).get_data(as_text=True)
    assert "<del>Weer naar de markt</del>" in page and "<ins>Elke week naar de markt</ins>" in page


def test_a_new_owner_or_day_is_a_difference(als, wereld):
    huisarts = als("huisarts")
    day = show_date(today() + timedelta(days=9))
    change(huisarts, wijzig(wereld.truus, wereld.afspraak), eigenaar=f"b:{wereld.truus_dochter}", datum=day)
    old = show_date(today() - timedelta(days=3))
    expected = f"Rollator nakijken (Saïda El Amrani, {old}) Rollator nakijken (Ans van den Berg, {day})"
    assert expected in als("wijkverpleging").text(history(wereld.truus))


def test_an_old_version_reads_as_it_was_then(als, wereld):
    huisarts = als("huisarts")
    change(huisarts, wijzig(wereld.truus, wereld.doel), tekst="Nieuw doel")
    staat(huisarts, wereld.truus, wereld.afspraak, "gedaan")
    text = als("wijkverpleging").text(f"{history(wereld.truus)}/1")
    for part in ("Niet meer vallen", "Rollator nakijken", "Saïda El Amrani", "coördinator", "Ik ben Truus"):
        assert part in text
    assert "Nieuw doel" not in text


def test_restoring_brings_back_lines_owners_days_and_looking_back(app, als, wereld):
    huisarts, wijkverpleging = als("huisarts"), als("wijkverpleging")
    change(huisarts, wijzig(wereld.truus, wereld.doel), tekst="Per ongeluk")
    change(huisarts, wijzig(wereld.truus, wereld.wie), tekst="")
    change(huisarts, wijzig(wereld.truus, wereld.afspraak), eigenaar=f"b:{wereld.truus_dochter}")
    staat(huisarts, wereld.truus, wereld.afspraak, "gedaan")
    extra = add(huisarts, wereld.truus, "signaal", "Staat er straks niet meer")
    huisarts.post(f"{client(wereld.truus)}/plan/evaluatie", {"datum": show_date(today() + timedelta(days=5))})
    assert restore(wijkverpleging, wereld.truus, 1).status_code == 303
    text = huisarts.text(client(wereld.truus))
    for part in ("Niet meer vallen", "Ik ben Truus en ik kaart graag", "Rollator nakijken", "Nog geen dag gekozen"):
        assert part in text
    late = show_date(today() - timedelta(days=3))
    assert f"Saïda El Amrani · {late} te laat" in text
    assert "Afgerond (1) vervallen Staat er straks niet meer" in text
    assert "Per ongeluk" not in text
    assert f"{show_date(today())} door Saïda El Amrani" in text
    # Nothing is lost: the restore is a version like any other, and can be undone by restoring what stood there.
    assert "Saïda El Amrani zette een eerdere versie terug" in huisarts.text(history(wereld.truus))
    assert restore(huisarts, wereld.truus, numbers(app, wereld.plan)[-2]).status_code == 303
    text = huisarts.text(client(wereld.truus))
    assert "Per ongeluk" in text and str(extra) in huisarts.get(client(wereld.truus)).get_data(as_text=True)
    lines = log_lines(app, "plan.teruggezet")
    assert [line.gebruiker_id for line in lines] == [wereld.wijkverpleging, wereld.huisarts]
    assert "Per ongeluk" not in whole_log(app)


def test_restoring_leaves_alone_what_is_already_so(app, als, wereld):
    huisarts = als("huisarts")
    change(huisarts, wijzig(wereld.truus, wereld.doel), tekst="Per ongeluk")
    form = form_in(huisarts.get(wijzig(wereld.truus, wereld.wie)), wijzig(wereld.truus, wereld.wie))
    restore(huisarts, wereld.truus, 1)
    # Somebody who was typing in a line that did not change is not in conflict.
    assert huisarts.post(wijzig(wereld.truus, wereld.wie), form | {"tekst": "Ik ben Truus."}).status_code == 303


def test_people_do_not_come_or_go_by_restoring(als, wereld):
    huisarts = als("huisarts")
    huisarts.post(seat(wereld.truus, wereld.truus_wv, "weg"), {"versie": "1"})
    change(huisarts, wijzig(wereld.truus, wereld.afspraak), eigenaar=f"b:{wereld.truus_dochter}")
    assert restore(huisarts, wereld.truus, 1).status_code == 303
    text = huisarts.text(client(wereld.truus))
    assert "Niet meer aan tafel (1)" in text
    assert "Saïda El Amrani niet meer aan tafel" in text, "the agreement is hers again, and says she left"
    assert als("wijkverpleging").get(client(wereld.truus)).status_code == 404


def test_a_stale_restore_is_a_conflict(app, als, wereld):
    huisarts, wijkverpleging = als("huisarts"), als("wijkverpleging")
    change(huisarts, wijzig(wereld.truus, wereld.doel), tekst="Tweede")
    stale = form_in(wijkverpleging.get(f"{history(wereld.truus)}/1"), back(wereld.truus, 1))
    change(huisarts, wijzig(wereld.truus, wereld.doel), tekst="Derde")
    answer = wijkverpleging.post(back(wereld.truus, 1), stale)
    assert answer.status_code == 409
    assert "intussen gewijzigd" in readable(answer)
    assert "Derde" in huisarts.text(client(wereld.truus))
    assert numbers(app, wereld.plan) == [1, 2, 3]
    # The page that says so starts from how it stands now.
    assert wijkverpleging.post(back(wereld.truus, 1), form_in(answer, back(wereld.truus, 1))).status_code == 303


def test_a_version_that_no_longer_fits_is_refused(app, als, wereld):
    huisarts = als("huisarts")
    long = ("Samen met de buurt de boodschappen doen en daarna koffie drinken in de buurtkamer. " * 4).strip()
    made = []
    for _ in range(40):
        answer = huisarts.post(f"{client(wereld.truus)}/plan/regels/nieuw/doel", {"tekst": long})
        if answer.status_code == 422:
            break
        made.append(answer.headers["Location"].rpartition("#regel-")[2])
    full = numbers(app, wereld.plan)[-1]
    for regel_id in made[:2]:
        staat(huisarts, wereld.truus, regel_id, "gedaan")
    # The place of the two goals is taken by people, who do not go by restoring.
    for _ in range(20):
        form = {"naam": "Iemand", "doel": long[:140]}
        if huisarts.post(f"{client(wereld.truus)}/betrokkenen/nieuw", form).status_code == 422:
            break
    before = numbers(app, wereld.plan)
    answer = restore(huisarts, wereld.truus, full)
    assert answer.status_code == 422
    assert "past niet meer" in readable(answer)
    assert numbers(app, wereld.plan) == before


@pytest.mark.parametrize("nummer", ["0", "99", "99999999999", "9" * 30])
def test_an_unknown_version_is_not_found(als, wereld, nummer):
    huisarts = als("huisarts")
    assert huisarts.get(f"{history(wereld.truus)}/{nummer}").status_code == 404
    assert huisarts.post(back(wereld.truus, nummer), {"versie": "1"}).status_code == 404


def test_odd_pages_of_the_history_do_not_break(als, wereld):
    huisarts = als("huisarts")
    for odd in ("x", "-1", "²", "9" * 30, "9" * 5000, ""):
        assert huisarts.get(history(wereld.truus), query_string={"voor": odd, "vanaf": odd}).status_code == 200, odd


def test_all_versions_can_be_reached_page_by_page(app, als, wereld):
    huisarts, url = als("huisarts"), f"{client(wereld.truus)}/plan/evaluatie"
    was = ""
    for n in range(1, 66):
        chosen = show_date(today() + timedelta(days=n))
        huisarts.post(url, {"datum": chosen, "was": was})
        was = chosen
    seen, page = [], history(wereld.truus)
    while page:
        body = huisarts.get(page).get_data(as_text=True)
        seen += [int(n) for n in re.findall(r"Bekijk versie (\d+)<", body)]
        more = re.search(r'<a href="([^"]+)">Oudere versies', body)
        page = more[1].replace("&amp;", "&") if more else None
        assert len(seen) <= 66
    assert seen == list(range(66, 0, -1))


def test_history_and_restore_need_the_right(app, als, wereld):
    change(als("huisarts"), wijzig(wereld.truus, wereld.doel), tekst="Tweede")
    before = count_in(app, PlanVersie)
    for name, read, write in (("assistent", 200, 403), ("gezinsregisseur", 404, 404), ("psychiater", 404, 404)):
        assert als(name).get(history(wereld.truus)).status_code == read
        assert als(name).get(f"{history(wereld.truus)}/1").status_code == read
        assert als(name).post(back(wereld.truus, 1), {"versie": "2"}).status_code == write
    assert "Zet deze versie terug" not in als("assistent").text(f"{history(wereld.truus)}/1")
    assert als("huisarts").post(back(wereld.truus, 1), {"versie": "twee"}).status_code == 400
    assert count_in(app, PlanVersie) == before
    assert len(log_lines(app, "plan.geschiedenis")) == 1
    assert {line.client_id for line in log_lines(app, "plan.versie")} == {wereld.truus}
