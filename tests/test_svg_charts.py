"""Charts as SVG: well-formed, to scale, named for who cannot see them."""

from xml.etree import ElementTree

import pytest

from kiosk.reports import svg_charts
from kiosk.reports.svg_charts import Bar

SVG = "{http://www.w3.org/2000/svg}"


def parsed(chart):
    return ElementTree.fromstring(
        chart.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    )


def bars(chart, side):
    """The lengths of the parts of each bar."""
    groups = parsed(chart).findall(f"{SVG}g")
    return [[float(one.get(side)) for one in group.findall(f"{SVG}rect")] for group in groups]


def texts(chart):
    return [one.text for one in parsed(chart).iter(f"{SVG}text")]


def columns(*values):
    given = [Bar(str(n), f"ngày {n}", one) for n, one in enumerate(values)]
    return svg_charts.columns("a", "Theo ngày", "Nhiều nhất: ngày 1", ["Quét", "Xem"], given)


def test_columns_are_as_high_as_their_numbers():
    (first, second, third) = bars(columns((4, 0), (2, 2), (0, 0)), "height")
    assert first == [sum(second)]
    assert second[0] == second[1] == first[0] / 2
    assert third == []


def test_rows_are_as_long_as_their_numbers():
    given = [Bar("Hộ tịch", "", (30,)), Bar("Đất đai", "", (10,))]
    chart = svg_charts.rows("b", "t", "d", ["Quét"], given)
    assert bars(chart, "width") == [[312.0], [104.0]]
    assert ["30", "10"] == [one for one in texts(chart) if one.isdecimal()]


def test_a_chart_has_a_title_and_a_description():
    chart = parsed(columns((1, 0)))
    assert chart.get("role") == "img"
    named = chart.get("aria-labelledby").split()
    assert named == [chart.find(f"{SVG}title").get("id"), chart.find(f"{SVG}desc").get("id")]
    assert chart.find(f"{SVG}title").text == "Theo ngày"


def test_words_are_words_and_never_marks():
    given = [Bar("<b>&", '"<script>', (1,))]
    chart = svg_charts.rows("c", "<i>", "a & b", ["<u>"], given)
    assert {"<b>&", "<u>"} <= set(texts(chart))
    assert "<script>" not in chart


def test_a_name_too_long_is_cut_and_told_in_full():
    name = "Lĩnh vực " * 20
    chart = svg_charts.rows("d", "t", "d", ["Quét"], [Bar(name, name, (1,))])
    assert any(one.endswith("…") for one in texts(chart))
    assert parsed(chart).find(f"{SVG}g/{SVG}title").text == name


@pytest.mark.parametrize(
    ("most", "marks"),
    [
        (0, ["0", "1"]),
        (1, ["0", "1"]),
        (4, ["0", "1", "2", "3", "4"]),
        (5, ["0", "2", "4", "6"]),
        (37, ["0", "10", "20", "30", "40"]),
        (1049, ["0", "500", "1.000", "1.500"]),
        (2_500_000, ["0", "1.000.000", "2.000.000", "3.000.000"]),
    ],
)
def test_the_axis_ends_at_a_round_number(most, marks):
    chart = parsed(columns((most, 0)))
    ends = [one.text for one in chart.iter(f"{SVG}text") if one.get("text-anchor") == "end"]
    assert ends == marks


def test_cells_are_darker_the_more_there_is_and_say_their_number():
    values = {(0, 8): 100, (1, 8): 50, (0, 9): 1}
    chart = svg_charts.heat("e", "t", "d", ["T2", "T3"], {8: "08h", 9: "09h"}, values)
    shades = [one.get("fill") for one in parsed(chart).iter(f"{SVG}rect")]
    assert len(set(shades)) == 4
    assert shades[3] == "#ffffff"
    assert texts(chart) == ["T2", "T3", "08h", "100", "50", "09h", "1", "0"]


def test_nothing_is_a_chart_too():
    for chart in (columns(), svg_charts.rows("f", "t", "d", [], [])):
        assert bars(chart, "height") == []
