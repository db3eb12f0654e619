"""A referral from the first call to its end: who may do what with it, what is refused, and what never happens twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import update

from overlegtafel.berichten.models import Signaal
from overlegtafel.core.datums import now, show_date, today
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Toestemming
from overlegtafel.verwijzingen.models import Verwijzing
from overlegtafel.verwijzingen.seinen import tell
from tests.persona import readable
from tests.plannen.hulp import form_in, message_at
from tests.toegang.hulp import add_gebruiker, change, events, everything, log_lines
from tests.verwijzingen.stapjes import do, form, join, pagina, stappen, stored
from tests.verwijzingen.verwezen import make_team, make_verwijzing

PADEN = (
    "stap",
    "oppakken",
    "teruggeven",
    "doorgeven",
    "terugkoppeling",
    "afronden",
    "heropen",
    "ander-team",
    "partners",
)
ALLES = {
    "versie": "1", "stap": "gebeld", "tekst": "Zonder recht", "reden": "zomaar", "afloop": "inzet", "naam": "Iemand",
    "deel": "iets", "naar": str(uuid4()), "team": str(uuid4()),
}  # fmt: skip


@pytest.fixture
def verwezen(app, wereld):
    """The huisarts referred Truus to the sociaal team, today."""
    return make_verwijzing(app, wereld)


@pytest.fixture
def collega(app, wereld):
    """A second one in the sociaal team, who signs in as 'collega'."""
    add_gebruiker(app, "collega", "maatschappelijk werker", wereld.trajekt)
    return join(app, "collega", wereld.sociaal_team)


def test_from_first_call_to_the_end(app, als, wereld, verwezen):
    team, doctor = als("sociaalteam"), als("huisarts")
    page = team.text(pagina(verwezen))
    assert "Nog niemand van Sociaal team Nazareth-Limmel pakte dit op" in page and "043-350 10 10 , na tien uur" in page
    assert "Financiële problemen" in page and "de cliënt vond het goed dat het team belt" in page
    assert "Thuis blijven wonen" not in page and "03-05-1942" not in page, "a guest sees nothing of the half page"
    assert "Truus" not in team.get(pagina(verwezen)).get_data(as_text=True).split("</title>")[0]

    # Not reached is one button, and claims it.
    assert do(team, verwezen, "stap", stap="niet_bereikt").status_code == 303
    v = stored(app, verwezen)
    assert (v.staat, v.pogingen, v.behandelaar_id, v.contact_op) == ("gebeld", 1, wereld.sociaalteam, None)
    assert v.moet == "bellen" and v.moet_voor > now() and v.kijken_op == v.moet_voor
    page = doctor.text(pagina(verwezen))
    assert "1 keer gebeld, nog niet bereikt" in page and "Wim Dols heeft dit opgepakt" in page
    assert "Gebeld, niet bereikt" not in page and "Afronden" not in page, "the referrer reads only"

    said = {"tekst": "Zij schrok van een brief.", "verhelderd": "Durft de post niet open te maken."}
    assert do(team, verwezen, "stap", stap="gebeld", **said).status_code == 303
    v = stored(app, verwezen)
    assert (v.staat, v.pogingen, v.contact_op, v.moet) == ("gebeld", 2, today(), "terugkoppelen")
    assert v.terug_voor == v.moet_voor > now() and v.terug_op is None
    assert "Durft de post niet open te maken." in doctor.text(pagina(verwezen))

    answer = do(team, verwezen, "stap", stap="gesprek", terugkoppeling="Wij gaan samen de post doen.")
    assert answer.status_code == 303
    v = stored(app, verwezen)
    assert (v.staat, v.moet) == ("gesprek", "bijwerken") and v.terug_op and v.verhelderd == said["verhelderd"]
    assert do(team, verwezen, "stap", stap="loopt").status_code == 303
    assert do(team, verwezen, "afronden", afloop="inzet", tekst="De post is bij.").status_code == 303
    v = stored(app, verwezen)
    assert (v.staat, v.uitkomst, v.moet, v.kijken_op, v.moet_voor) == ("afgerond", "inzet", "", None, None)
    page = doctor.text(pagina(verwezen))
    assert "Inzet door sociaal team met partners" in page and "De post is bij." in page
    done = [s.wat for s in stappen(app, verwezen)]
    assert done == ["aangemeld", "niet_bereikt", "gebeld", "gesprek", "terugkoppeling", "loopt", "einde"]
    lines = [line for line in log_lines(app, client_id=wereld.truus) if line.gebeurtenis.startswith("verwijzing.")]
    codes = [line.gebeurtenis for line in lines if line.gebeurtenis != "verwijzing.gelezen"]
    assert codes == ["verwijzing.stap"] * 4 + ["verwijzing.afgerond"]
    assert {(line.object_soort, line.object_id, line.grond) for line in lines if line.gebeurtenis in codes} == {
        ("verwijzing", verwezen, "verwijzing")
    }


def test_who_has_no_say_changes_nothing(app, als, wereld, verwezen):
    add_gebruiker(app, "leest", "medewerker woningcorporatie", wereld.trajekt)
    join(app, "leest", wereld.sociaal_team)
    before = everything(app)
    for name, status in (
        ("huisarts", 403), ("assistent", 403), ("leest", 403), ("wijkverpleging", 403), ("huisarts2", 404),
        ("psychiater", 404), ("beheer", 404), ("fg", 404),
    ):  # fmt: skip
        page = als(name).get(pagina(verwezen))
        assert page.status_code == (200 if status == 403 else 404), name
        assert (status == 403) == ("Wil hulp bij de post" in page.get_data(as_text=True))
        for pad in PADEN:
            assert als(name).post(f"{pagina(verwezen)}/{pad}", ALLES).status_code == status, (name, pad)
    assert als("sociaalteam").post(f"{pagina(verwezen)}/terugnemen", ALLES).status_code == 403, "for the referrer"
    assert everything(app) == before
    # No consent (any more): not existing, for the team too.
    change(app, update(Toestemming).where(Toestemming.domein == "sociaal").values(ingetrokken_op=now()))
    assert als("sociaalteam").get(pagina(verwezen)).status_code == 404
    assert als("sociaalteam").post(f"{pagina(verwezen)}/stap", ALLES).status_code == 404


def test_what_cannot_be_keeps_what_was_typed(app, als, wereld):
    verwezen = make_verwijzing(app, wereld, dagen=3)
    team, before = als("sociaalteam"), everything(app)
    good = {"stap": "gesprek", "dag": show_date(today()), "tekst": "Gesproken.", "terugkoppeling": "Alles goed."}
    for wrong, name, says in (
        ({"dag": show_date(today() + timedelta(days=1))}, "dag", "moet nog komen"),
        ({"dag": show_date(today() - timedelta(days=4))}, "dag", "De verwijzing is van"),
        ({"dag": "gisteren of zo"}, "dag", "Dit is geen datum"),
        ({"tekst": "te lang " * 90}, "tekst", "plaats voor 600"),
        ({"terugkoppeling": "te lang " * 90}, "terugkoppeling", "plaats voor 600"),
        ({"verhelderd": "te lang " * 90}, "verhelderd", "plaats voor 400"),
    ):
        answer = do(team, verwezen, "stap", **good | wrong)
        assert answer.status_code == 422 and says in message_at(answer, name), wrong
        page = answer.get_data(as_text=True)
        for value in (good | wrong).values():
            assert value.strip() in page, wrong
        assert page.count('<details class="vouw" open>') == 1, "the form it was typed in stands open"
    for wrong, name in (({"afloop": ""}, "afloop"), ({"afloop": "verzonnen"}, "afloop"), ({"tekst": " "}, "tekst")):
        answer = do(team, verwezen, "afronden", **{"afloop": "inzet", "tekst": "Klaar."} | wrong)
        assert answer.status_code == 422 and f"{name}-fout" in answer.get_data(as_text=True)
        assert "Klaar." in answer.get_data(as_text=True) or name == "tekst"
    # A step that is not one of now.
    for key in ("verder", "bestaat-niet"):
        answer = do(team, verwezen, "stap", **good | {"stap": key})
        assert (
            answer.status_code == 422
            and "Deze stap kan nu niet" in readable(answer)
            and "Gesproken." in readable(answer)
        )
    assert team.post(f"{pagina(verwezen)}/stap", {"stap": "gesprek", "versie": "x"}).status_code == 400
    assert everything(app) == before


def test_a_day_in_the_past_counts_from_that_day(app, als, wereld):
    verwezen = make_verwijzing(app, wereld, dagen=30)
    earlier = today() - timedelta(days=14)
    assert (
        do(als("sociaalteam"), verwezen, "stap", stap="gesprek", dag=f"{earlier.day}-{earlier.month}").status_code
        == 303
    )
    v = stored(app, verwezen)
    assert v.contact_op == earlier and v.te_laat
    page = als("huisarts").text(pagina(verwezen))
    assert "te laat" in page and "terugkoppelen moest uiterlijk" in page and "opgeschreven vandaag" in page


def test_two_claim_at_once(app, als, wereld, verwezen, collega):
    names = ("sociaalteam", "collega")
    url = f"{pagina(verwezen)}/oppakken"
    forms = {name: form(als(name), verwezen, "oppakken") for name in names}
    gate = Barrier(2)

    def press(name):
        gate.wait(10)
        return als(name).post(url, forms[name])

    with ThreadPoolExecutor(2) as pool:
        answers = dict(zip(names, pool.map(press, names), strict=True))
    assert sorted(a.status_code for a in answers.values()) == [303, 409]
    slower = next(a for a in answers.values() if a.status_code == 409)
    assert "was u net voor" in readable(slower) and "Een collega pakte dit net op" in readable(slower)
    winner = {"sociaalteam": wereld.sociaalteam, "collega": collega}[
        next(n for n in names if answers[n].status_code == 303)
    ]
    assert stored(app, verwezen).behandelaar_id == winner
    assert [s.wat for s in stappen(app, verwezen)] == ["aangemeld", "opgepakt"]


def test_a_double_click_is_once(app, als, wereld, verwezen):
    team = als("sociaalteam")
    for pad, fields in (
        ("oppakken", {}), ("stap", {"stap": "gebeld", "tekst": "Gesproken.", "terugkoppeling": "Zij wil hulp."}),
        ("terugkoppeling", {"tekst": "Nog iets."}), ("partners", {"naam": "Buurvrouw Bea", "deel": "boodschappen"}),
        ("afronden", {"afloop": "inzet", "tekst": "Klaar."}),
    ):  # fmt: skip
        sent = form(team, verwezen, pad) | fields
        assert team.post(f"{pagina(verwezen)}/{pad}", sent).status_code == 303, pad
        count = len(stappen(app, verwezen))
        again = team.post(f"{pagina(verwezen)}/{pad}", sent)
        assert again.status_code == (303 if pad == "oppakken" else 409), pad
        if again.status_code == 409:
            assert "Dit stond er al: u legde het net vast" in readable(again), pad
        assert len(stappen(app, verwezen)) == count, pad
    assert stored(app, verwezen).pogingen == 1


def test_who_was_slower_keeps_the_text(app, als, wereld, verwezen, collega):
    team, other = als("sociaalteam"), als("collega")
    stale = form(other, verwezen, "stap") | {"stap": "gesprek", "tekst": "Ik was er ook."}
    ending = form(other, verwezen, "afronden") | {"afloop": "afgezien", "tekst": "Zij wil niet."}
    assert do(team, verwezen, "stap", stap="gebeld").status_code == 303
    answer = other.post(f"{pagina(verwezen)}/stap", stale)
    assert answer.status_code == 409 and "Iemand anders was u net voor" in readable(answer)
    assert "Ik was er ook." in answer.get_data(as_text=True)
    kept = form_in(answer, f"{pagina(verwezen)}/stap")
    assert kept["versie"] == str(stored(app, verwezen).versie), "sent once more, it is taken"
    assert do(team, verwezen, "afronden", afloop="inzet", tekst="Klaar.").status_code == 303
    # No form for it any more: then what was typed stands beside how it ended.
    for pad, sent, typed in (("stap", stale, "Ik was er ook."), ("afronden", ending, "Zij wil niet.")):
        answer = other.post(f"{pagina(verwezen)}/{pad}", sent)
        assert answer.status_code == 409 and typed in readable(answer)
    sent = stale | {"versie": str(stored(app, verwezen).versie)}
    answer = other.post(f"{pagina(verwezen)}/stap", sent)
    assert (
        answer.status_code == 422 and "intussen afgerond" in readable(answer) and "Ik was er ook." in readable(answer)
    )
    assert stored(app, verwezen).uitkomst == "inzet"


def test_give_back_and_hand_over(app, als, wereld, verwezen, collega):
    team, other = als("sociaalteam"), als("collega")
    assert do(team, verwezen, "oppakken").status_code == 303
    assert do(team, verwezen, "teruggeven").status_code == 303
    assert stored(app, verwezen).behandelaar_id is None
    assert do(team, verwezen, "doorgeven", naar="").status_code == 422
    for wrong in (wereld.huisarts, wereld.psychiater, wereld.truus):
        answer = do(team, verwezen, "doorgeven", naar=str(wrong))
        assert answer.status_code == 422 and "Kies een collega" in readable(answer)
    assert do(team, verwezen, "doorgeven", naar=str(collega)).status_code == 303
    assert stored(app, verwezen).behandelaar_id == collega
    page = other.get(pagina(verwezen))
    assert "U hebt dit opgepakt" in readable(page)
    # Taken over by a colleague who sees who has it.
    assert do(team, verwezen, "oppakken").status_code == 303
    assert stored(app, verwezen).behandelaar_id == wereld.sociaalteam
    back = form_in(page, f"{pagina(verwezen)}/teruggeven")
    assert other.post(f"{pagina(verwezen)}/teruggeven", back).status_code == 409
    assert {"verwijzing.opgepakt", "verwijzing.teruggegeven", "verwijzing.overgedragen"} <= set(events(app))


def test_to_another_team(app, als, wereld, verwezen, collega):
    with app.app_context():
        right = make_team("Sociaal team Oost", leden=(collega,)).id
        empty = make_team("Sociaal team Leeg").id
        db.session.commit()
    team = als("sociaalteam")
    assert do(team, verwezen, "stap", stap="niet_bereikt").status_code == 303
    for wrong, name in (
        ({"team": str(empty)}, "team"),
        ({"team": str(wereld.ggz_team)}, "team"),
        ({"reden": ""}, "reden"),
    ):
        answer = do(team, verwezen, "ander-team", **{"team": str(right), "reden": "Woont in Oost."} | wrong)
        assert answer.status_code == 422 and message_at(answer, name), wrong
    other = make_verwijzing(app, wereld, team=right)
    answer = do(team, verwezen, "ander-team", team=str(right), reden="Woont in Oost.")
    assert answer.status_code == 422 and "loopt al een verwijzing" in readable(answer)
    change(app, update(Verwijzing).where(Verwijzing.id == other).values(einde_op=now(), staat="afgerond"))
    answer = do(team, verwezen, "ander-team", team=str(right), reden="Woont in Oost.")
    assert answer.status_code == 303 and answer.location.endswith("/verwijzingen")
    assert team.get(pagina(verwezen)).status_code == 404, "a guest no more"
    v = stored(app, verwezen)
    assert (v.aan_team_id, v.behandelaar_id, v.staat, v.pogingen, v.moet) == (right, None, "aangemeld", 0, "bellen")
    page = als("collega").text(pagina(verwezen))
    assert "Van Sociaal team Nazareth-Limmel naar Sociaal team Oost. Woont in Oost." in page
    assert "Sociaal team Oost belt uiterlijk" in als("huisarts").text(pagina(verwezen))


def test_open_again_within_a_month(app, als, wereld):
    team = als("sociaalteam")
    ended = make_verwijzing(app, wereld, staat="afgerond", dagen=10)
    before = make_verwijzing(app, wereld, client="moeder", staat="afgerond", dagen=31)
    itself = make_verwijzing(app, wereld, client="vader", team="sociaal_team", van="huisarts2", staat="gestopt")
    assert "Zet weer open" not in team.text(pagina(before)) and "Zet weer open" not in team.text(pagina(itself))
    for closed in (before, itself):
        answer = team.post(f"{pagina(closed)}/heropen", {"versie": "1", "reden": "Toch nog."})
        assert answer.status_code == 422 and "te lang geleden" in readable(answer) and "Toch nog." in readable(answer)
    assert do(team, ended, "heropen", reden="").status_code == 422
    assert do(team, ended, "heropen", reden="Zij belde zelf weer.").status_code == 303
    v = stored(app, ended)
    assert v.is_open and v.uitkomst == "" and v.moet == "bijwerken" and v.kijken_op == v.moet_voor > now()
    assert "Zij belde zelf weer." in als("huisarts").text(pagina(ended)) and "verwijzing.heropend" in events(app)


def test_the_referrer_takes_back_what_nobody_began(app, als, wereld, verwezen):
    doctor, team = als("huisarts"), als("sociaalteam")
    assert do(team, verwezen, "stap", stap="niet_bereikt").status_code == 303
    answer = do(doctor, verwezen, "terugnemen", reden="")
    assert answer.status_code == 422 and message_at(answer, "reden")
    stale = form(doctor, verwezen, "terugnemen") | {"reden": "Toch niet nodig."}
    assert do(team, verwezen, "stap", stap="gebeld").status_code == 303
    answer = doctor.post(f"{pagina(verwezen)}/terugnemen", stale)
    assert answer.status_code == 409 and "Toch niet nodig." in readable(answer)
    answer = doctor.post(f"{pagina(verwezen)}/terugnemen", stale | {"versie": str(stored(app, verwezen).versie)})
    assert answer.status_code == 422 and "sprak de cliënt al" in readable(answer)
    other = make_verwijzing(app, wereld, client="moeder")
    assert do(doctor, other, "terugnemen", reden="Toch niet nodig.").status_code == 303
    v = stored(app, other)
    assert (v.staat, v.uitkomst, v.moet, v.kijken_op) == ("gestopt", "teruggenomen", "", None)
    assert "nam het terug" in team.text(pagina(other)) and "verwijzing.teruggenomen" in events(app)


def test_claiming_silences_the_rest_of_the_team(app, als, wereld, verwezen, collega):
    with app.app_context(), transaction():
        v = db.session.get_one(Verwijzing, verwezen)
        tell(v, "nieuw", by=None, aan=[db.session.get_one(Gebruiker, p) for p in (wereld.sociaalteam, collega)])

    def unseen() -> set:
        with app.app_context():
            return {s.gebruiker_id for s in db.session.query(Signaal) if s.gezien_op is None}

    assert unseen() == {wereld.sociaalteam, collega}
    renewed = als("collega").browser.get(pagina(verwezen), headers={"HX-Request": "true", "X-Vanzelf": "1"})
    assert renewed.status_code == 200 and unseen() == {wereld.sociaalteam, collega}, "nobody looked"
    assert do(als("sociaalteam"), verwezen, "stap", stap="niet_bereikt").status_code == 303
    assert unseen() == set(), "who called has seen it, and for the others it is done"
