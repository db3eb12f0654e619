"""A chart of measured values: everything inside the drawing, a scale one can read, gaps left open."""

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.thuiszorg.grafiek import BOVEN, LINKS, ONDER, RECHTS, Meetwaarde, choose_scale, make_grafiek
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
        assert line.lijn.startswith("M") and "nan" not in line.lijn + line.stippen
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
    assert chart.buiten == 1 and float(chart.strepen[-1].label.replace(",", ".")) < 100


def test_a_gap_is_left_open_and_close_values_are_joined():
    lines = make_grafiek(Maat.POLS, values(Maat.POLS, [(0, 70, None), (24, 72, None), (24 * 90, 75, None)])).lijnen
    assert re.sub(r"[\d. ]", "", lines[0].lijn) == "MLM" and lines[0].stippen.count("M") == 3


def test_blood_pressure_has_two_lines_that_differ_without_colour():
    chart = make_grafiek(Maat.BLOEDDRUK, values(Maat.BLOEDDRUK, [(0, 142, 85), (24, 150, 90)]))
    assert [line.soort for line in chart.lijnen] == ["boven", "onder"]
    assert "142" not in chart.strepen[0].label and "150/90 mmHg" in chart.beschrijving
