"""What is typed about a client: taken clean, or refused with a message at each wrong field."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.clienten.invoer import GESLACHTEN, HOE, NAAMGEBRUIK, ClientInvoer, check_client
from overlegtafel.core.datums import today
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.toegang.domein import TOESTEMMINGSDOMEINEN, Domein

GOED = {"achternaam": "Berg", "geboortedatum": "3-5-1942", "hoe": "mondeling", "doel": "wondzorg"}
MAX = {
    "voornamen": 80, "roepnaam": 40, "voorvoegsel": 20, "achternaam": 60, "partner_voorvoegsel": 20,
    "partner_achternaam": 60, "straat": 60, "postcode": 7, "plaats": 40, "wijk": 40,
}  # fmt: skip


def check(form: dict, *, nieuw: bool = False, domeinen=("ggz",), eigen=Domein.GGZ) -> ClientInvoer:
    return check_client(form, domeinen=list(domeinen), nieuw=nieuw, eigen_domein=eigen)


def fouten(form: dict, **kwargs) -> dict[str, str]:
    with pytest.raises(Ongeldig) as refusal:
        check(form, **kwargs)
    return refusal.value.velden


def test_the_least_that_is_needed():
    invoer = check(GOED)
    assert (invoer.achternaam, invoer.geboortedatum, invoer.bsn) == ("Berg", date(1942, 5, 3), None)


def test_everything_is_cleaned_on_the_way_in():
    invoer = check(GOED | {"achternaam": "  van\tden \u202e Berg ", "bsn": "0774.61.848", "telefoon": "0433501234"})
    assert (invoer.achternaam, invoer.bsn, invoer.telefoon) == ("van den Berg", "077461848", "043 350 1234")


@pytest.mark.parametrize("field", MAX)
def test_a_text_has_room_up_to_its_limit_and_no_further(field):
    limit = MAX[field]
    assert getattr(check(GOED | {field: "a" * limit}), field) == "a" * limit
    assert str(limit) in fouten(GOED | {field: "a" * (limit + 1)})[field]


@pytest.mark.parametrize(
    "field, typed",
    [
        ("achternaam", ""),
        ("achternaam", " \u202e "),
        ("geboortedatum", ""),
        ("geboortedatum", "31-2-1950"),
        ("geboortedatum", "gisteren"),
        ("bsn", "123456789"),
        ("bsn", "1234"),
        ("bsn", "geen"),
        ("telefoon", "bel de buren"),
        ("geslacht", "Q"),
        ("naamgebruik", "Z"),
        ("naamgebruik", ""),
        ("praktijk", "geen-uuid"),
    ],
)
def test_a_wrong_field_gets_a_message_that_says_what_to_do(field, typed):
    found = fouten(GOED | {field: typed})
    assert set(found) == {field}
    assert len(found[field]) > 15


def test_every_wrong_field_is_told_at_once():
    assert set(fouten({"geboortedatum": "x", "bsn": "1", "telefoon": "x"})) == {
        "achternaam", "geboortedatum", "bsn", "telefoon",
    }  # fmt: skip


@given(st.integers(-50_000, 400_000))
def test_born_not_in_the_future_and_not_longer_ago_than_anybody_lives(days):
    born = today() - timedelta(days=days)
    form = GOED | {"geboortedatum": f"{born:%d-%m-%Y}"}
    if days < 0 or born.year < today().year - 125:
        assert set(fouten(form)) == {"geboortedatum"}
    else:
        assert check(form).geboortedatum == born


@given(st.lists(st.sampled_from(TOESTEMMINGSDOMEINEN), unique=True), st.sampled_from(TOESTEMMINGSDOMEINEN))
def test_a_new_client_consented_to_at_least_the_domain_of_who_writes_it_down(given_for, eigen):
    values = [d.value for d in given_for]
    if not given_for:
        assert set(fouten(GOED, nieuw=True, domeinen=values, eigen=eigen)) == {"toestemming"}
    elif eigen in given_for:
        assert check(GOED, nieuw=True, domeinen=values, eigen=eigen).domeinen == set(given_for)
    else:
        assert set(fouten(GOED, nieuw=True, domeinen=values, eigen=eigen)) == {"toestemming"}
        assert eigen.label in fouten(GOED, nieuw=True, domeinen=values, eigen=eigen)["toestemming"]


@pytest.mark.parametrize(
    "domeinen, hoe", [([], "mondeling"), (["ggz", "beheer"], "mondeling"), (["x"], "mondeling"), (["ggz"], "gok")]
)
def test_an_unknown_choice_of_consent_is_refused(domeinen, hoe):
    assert set(fouten(GOED | {"hoe": hoe}, nieuw=True, domeinen=domeinen)) == {"toestemming"}


def test_a_known_client_is_not_asked_again():
    assert check(GOED | {"hoe": ""}, domeinen=[]).domeinen == frozenset()


tekst = st.text(max_size=90)


@given(
    st.fixed_dictionaries(
        {},
        optional={field: tekst for field in MAX}
        | {
            "achternaam": tekst | st.just("Berg"),
            "geboortedatum": tekst | st.dates().map(str),
            "bsn": tekst | st.just("077461848"),
            "telefoon": tekst,
            "geslacht": tekst | st.sampled_from([*GESLACHTEN]),
            "naamgebruik": tekst | st.sampled_from([g.value for g in NAAMGEBRUIK]),
            "praktijk": tekst | st.uuids().map(str),
            "doel": st.text(max_size=150),
            "hoe": tekst | st.sampled_from([*HOE]),
        },
    ),
    st.booleans(),
)
def test_whatever_is_typed_it_is_taken_within_its_limits_or_refused_with_messages(form, nieuw):
    try:
        invoer = check(form, nieuw=nieuw)
    except Ongeldig as refusal:
        assert refusal.velden and all(refusal.velden.values())
        assert set(refusal.velden) <= {*ClientInvoer.FIELDS, "praktijk", "toestemming", "wie", "doel"}
        return
    assert all(len(getattr(invoer, field)) <= limit for field, limit in MAX.items())
    assert invoer.achternaam and invoer.geboortedatum <= today()
    assert len(invoer.telefoon) <= 20 and (invoer.bsn is None or len(invoer.bsn) == 9)
    assert invoer.praktijk_id is None or isinstance(invoer.praktijk_id, UUID)


@pytest.mark.parametrize("doel", ["", "  ", "x" * 141])
def test_who_makes_a_client_says_what_for(doel):
    assert set(fouten(GOED | {"doel": doel}, nieuw=True)) == {"doel"}
    assert check(GOED | {"doel": doel}).doel == "", "at the table already: nothing to say"


def test_a_practice_is_passed_on_as_it_was_chosen():
    praktijk = uuid4()
    assert check(GOED | {"praktijk": str(praktijk)}).praktijk_id == praktijk
    assert check(GOED | {"praktijk": ""}).praktijk_id is None
