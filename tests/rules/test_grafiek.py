"""A chart of measured values: everything inside the drawing, a scale one can read, gaps left open."""

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.core.tekening import BOVEN, LINKS, ONDER, RECHTS
from overlegtafel.thuiszorg.grafiek import Meetwaarde, choose_scale, make_grafiek
from overlegtafel.thuiszorg.soorten import Maat

BEGIN = datetime(2026, 1, 5, 8, tzinfo=UTC)
numbers = st.floats(0, 1e9, allow_nan=False) | st.floats(30, 200, allow_nan=False)
rows = st.lists(st.tuples(st.integers(0, 400 * 24), numbers, st.none() | numbers), min_size=1, max_size=40)


def values(maat, rows):
    return [Meetwaarde(BEGIN + timedelta(hours=h), maat, v, w) for h, v, w in sorted(rows, key=lambda row: row[0])]


@given(st.sampled_from(Maat), rows)
def test_whatever_was_measured_stays_inside_the_drawing(maat, rows):
    chart = make_grafiek(maat, values(maat, rows))
    for line in chart.lijnen:
        points = [tuple(map(float, p)) for p in re.findall(r"[ML]([\d.-]+) ([\d.-]+)", line.lijn)]
        assert all(LINKS <= x <= RECHTS and BOVEN - 0.1 <= y <= ONDER + 0.1 for x, y in points)
        assert line.lijn.startswith("M" if line.stippen else "") and "nan" not in line.lijn + line.stippen
        crosses = [tuple(map(float, p)) for p in re.findall(r"M([\d.-]+) ([\d.-]+)l", line.kruisen)]
        assert all(LINKS <= x <= RECHTS and y + 3 in (BOVEN, ONDER) for x, y in crosses)
    assert 2 <= len(chart.strepen) <= 9
    labels = [streep.label for streep in chart.strepen]
    # Room for so many digits left of the axis; and no two lines with the same one.
    assert all(len(label) <= 5 for label in labels) and len(set(labels)) == len(labels)
    assert chart.beschrijving.count(" ") > 3 and chart.nieuwste is chart.waarden[-1]


@given(st.sampled_from(Maat), st.lists(numbers, min_size=1, max_size=30))
def test_the_scale_has_height_and_few_steps(maat, numbers):
    low, high, step = choose_scale(maat, numbers)
    assert high > low and step > 0 and round((high - low) / step) <= 8


def test_one_absurd_value_does_not_flatten_the_rest():
    weights = values(Maat.GEWICHT, [(24 * n, 70 + n / 10, None) for n in range(10)] + [(240, 340, None)])
    chart = make_grafiek(Maat.GEWICHT, weights)
    assert chart.buiten == [weights[-1]] and float(chart.strepen[-1].label.replace(",", ".")) < 100


def test_a_slip_breaks_the_line_and_is_named_with_another_sign_at_the_edge():
    weights = values(Maat.GEWICHT, [(0, 61, None), (24, 615, None), (48, 61.5, None)])
    (line,) = (chart := make_grafiek(Maat.GEWICHT, weights)).lijnen
    assert line.lijn.count("M") == 2 and line.stippen.count("M") == 2 and line.kruisen.count("M") == 1
    assert chart.buiten_tekst == "615,0 kg op 06-01 past niet in de tekening (kruisje)."
    assert "tussen 61,0 kg en 61,5 kg" in chart.beschrijving
    slip = make_grafiek(Maat.BLOEDDRUK, values(Maat.BLOEDDRUK, [(0, 142, 85), (24, 20, 1), (48, 138, 80)]))
    assert [line.lijn.count("M") for line in slip.lijnen] == [2, 2] and float(slip.strepen[0].label) >= 40
    assert slip.buiten_tekst.startswith("20/1 mmHg op 06-01 past niet")


def test_a_gap_is_left_open_and_close_values_are_joined():
    lines = make_grafiek(Maat.POLS, values(Maat.POLS, [(0, 70, None), (24, 72, None), (24 * 90, 75, None)])).lijnen
    assert re.sub(r"[\d. ]", "", lines[0].lijn) == "MLM" and lines[0].stippen.count("M") == 3


def test_blood_pressure_has_two_lines_that_differ_without_colour():
    chart = make_grafiek(Maat.BLOEDDRUK, values(Maat.BLOEDDRUK, [(0, 142, 85), (24, 150, 90)]))
    assert [line.soort for line in chart.lijnen] == ["boven", "onder"]
    assert "142" not in chart.strepen[0].label and "150/90 mmHg" in chart.beschrijving
