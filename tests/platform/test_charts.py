"""Charts are well-formed SVG that says every figure, mirrors for Arabic, and needs no colour and no stylesheet on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from lxml import etree
from markupsafe import Markup

from app.places.public import outlines
from app.platform.charts import (
    Band,
    Bar,
    Group,
    area_map,
    bar_chart,
    progress_bar,
    pyramid,
    stacked_bars,
)
from app.platform.charts.areas import steps
from app.platform.charts.drawing import isolated

SVG = "{http://www.w3.org/2000/svg}"
MONTHS = [Bar("May", 142), Bar("Jun", 120), Bar("Jul", 160, provisional=True)]
COMMUNITIES = [Group("Ethiopian", (25, 2, None)), Group("Sudanese", (0, 3, 1))]
SEXES = ["Women, girls", "Men, boys", "Not stated"]
BANDS = [Band("0–17", 4, 3), Band("18–59", 40, 11), Band("60+", 2, None)]

Draw = Callable[..., Markup]


def months(**given: Any) -> Markup:
    return bar_chart(
        MONTHS, title="By month", description="Three months", target=130, target_label="target 130", **given
    )


def codes(**given: Any) -> Markup:
    bars = [Bar(code, 10.0 * place) for place, code in enumerate(("BEY-2022-07-30-01", "TRP-2022-08-02-01"))]
    return bar_chart(bars, title="Codes", description="Two", target=5, target_label="target 5", **given)


def ends(**given: Any) -> Markup:
    return stacked_bars(COMMUNITIES, SEXES, title="End to end", description="Two", **given)


def way(**given: Any) -> Markup:
    return progress_bar(1284, 1500, title="Way", description="So far", label="1,284 of 1,500", **given)


def ages(**given: Any) -> Markup:
    return pyramid(BANDS, ("Women", "Men"), title="Ages", description="Three bands", **given)


REACHED = {
    "LB1": Bar("Beirut", 1016),
    "LB3": Bar("Mount Lebanon", 305),
    "LB5": Bar("North", 318),
    "LB6": Bar("South", 30),
    "LB7": Bar("Akkar", 0),
    "LB8": Bar("Baalbek-El Hermel", None, "<5"),
}


def land(**given: Any) -> Markup:
    return area_map(outlines(REACHED), REACHED, title="Land", description="By area", **given)


ALL: list[Draw] = [months, codes, ends, way, ages, land]


def parsed(svg: Markup) -> etree._Element:
    return etree.fromstring(str(svg).encode())


def texts(svg: Markup) -> list[str]:
    return [node.text or "" for node in parsed(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("draw", ALL)
@pytest.mark.parametrize("right_to_left", [False, True])
@pytest.mark.parametrize("for_document", [False, True])
def test_every_drawing_is_named_and_free_of_style(
    draw: Draw, *, right_to_left: bool, for_document: bool
) -> None:
    svg = draw(right_to_left=right_to_left, for_document=for_document)
    root = parsed(svg)
    title, desc = root[0], root[1]
    assert (title.tag, desc.tag) == (f"{SVG}title", f"{SVG}desc")
    assert title.text
    assert desc.text
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert root.get("role") == "img"
    assert root.get("direction") == "ltr"
    assert "style" not in str(svg)
    ids = re.findall(r'\bid="([^"]+)"', str(svg))
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", str(svg))) <= set(ids)


@pytest.mark.parametrize("draw", ALL)
def test_a_document_drawing_brings_its_own_colours(draw: Draw) -> None:
    svg = draw(for_document=True)
    assert "class=" not in str(svg)
    for node in parsed(svg).iter(f"{SVG}rect", f"{SVG}text", f"{SVG}line"):
        assert node.get("fill") or node.get("stroke")
    assert "Noto Sans" in (parsed(svg).get("font-family") or "")


@pytest.mark.parametrize("draw", ALL)
def test_a_page_drawing_leaves_colour_to_the_stylesheet(draw: Draw) -> None:
    for node in parsed(draw()).iter(f"{SVG}rect"):
        assert node.get("class") or (node.get("fill") or "").startswith("url(#")


@pytest.mark.parametrize("draw", ALL)
def test_arabic_mirrors_every_bar(draw: Draw) -> None:
    def starts(svg: Markup, *, mirrored: bool) -> list[float]:
        width = float(parsed(svg).get("width") or 0)
        return [
            width - float(rect.get("x") or 0) - float(rect.get("width") or 0)
            if mirrored
            else float(rect.get("x") or 0)
            for rect in parsed(svg).iter(f"{SVG}rect")
        ]

    assert starts(draw(right_to_left=True), mirrored=True) == pytest.approx(
        starts(draw(), mirrored=False), abs=0.2
    )


@pytest.mark.parametrize("draw", ALL)
@pytest.mark.parametrize("right_to_left", [False, True])
def test_no_mark_leaves_the_sheet(draw: Draw, *, right_to_left: bool) -> None:
    root = parsed(draw(right_to_left=right_to_left))
    width, height = float(root.get("width") or 0), float(root.get("height") or 0)
    for rect in root.findall(f"{SVG}rect"):
        x, y = float(rect.get("x") or 0), float(rect.get("y") or 0)
        assert -0.1 <= x <= x + float(rect.get("width") or 0) <= width + 0.1
        assert -0.1 <= y <= y + float(rect.get("height") or 0) <= height + 0.1


def test_every_figure_is_written() -> None:
    assert {"142", "120", "160", "May", "Jun", "Jul", "target 130"} <= set(texts(months()))
    assert {"25 + 2 + –", "0 + 3 + 1", "4", *SEXES, "Ethiopian", "Sudanese"} <= set(texts(ends()))
    assert {"4", "3", "40", "11", "2", "–", "60+", "Women", "Men"} <= set(texts(ages()))
    assert "1,284 of 1,500" in texts(way())


def test_stacked_parts_follow_the_reader() -> None:
    assert "1 + 3 + 0" in texts(ends(right_to_left=True))


def test_an_unknown_part_gives_no_total_to_subtract_from() -> None:
    assert "27" not in texts(ends())
    protected = stacked_bars(
        [Group("Ethiopian", (25, None), ("25", "<5"))],
        SEXES[:2],
        title="t",
        description="d",
        totals=["25–29"],
    )
    assert {"25 + <5", "25–29"} <= set(texts(protected))


def test_the_target_line_crosses_no_figure() -> None:
    for target in range(0, 170, 3):
        svg = parsed(
            bar_chart(MONTHS, title="t", description="d", target=target, target_label=f"target {target}")
        )
        line = next(node for node in svg.iter(f"{SVG}line") if node.get("class") == "target")
        y = float(line.get("y1") or 0)
        for node in svg.iter(f"{SVG}text"):
            inside = node.get("class") == "on"
            base = float(node.get("y") or 0)
            if (node.text or "") in {"142", "120", "160"} and not inside:
                assert not base - 10 < y < base + 2, (target, node.text)


def test_codes_stay_whole_and_lie_down() -> None:
    assert {"BEY-2022-07-30-01", "TRP-2022-08-02-01"} <= set(texts(codes()))
    root = parsed(codes())
    assert len({rect.get("x") for rect in root.iter(f"{SVG}rect")}) == 1


def test_a_given_number_writer_is_used() -> None:
    svg = bar_chart(
        [Bar("Jul", 1284)],
        title="t",
        description="d",
        number=lambda value: f"{int(value):,}".replace(",", " "),
    )
    assert "1 284" in texts(svg)


def test_age_bands_keep_their_order_among_arabic_words() -> None:
    assert isolated("60+") == "60+"
    assert isolated("إثيوبية 60+") == "\u2068إثيوبية \u206660+\u2069\u2069"
    assert isolated("عمر 18–59") == "\u2068عمر \u206618–59\u2069\u2069"


def test_words_from_outside_cannot_break_the_drawing() -> None:
    bars = [Bar('<script>alert("1")</script>\x00\x1f & co', 3)]
    svg = bar_chart(bars, title="<b>\n&", description="'\"", for_document=True)
    assert not list(parsed(svg).iter(f"{SVG}script"))
    assert "<script" not in str(svg)


@pytest.mark.parametrize("number_of_bars", [0, 1, 12, 40])
def test_zero_and_empty_draw(number_of_bars: int) -> None:
    bars = [Bar(f"m{place}", 0) for place in range(number_of_bars)]
    assert len(texts(bar_chart(bars, title="t", description="d"))) == 2 * number_of_bars
    parsed(stacked_bars([Group("a", (0, None))] * number_of_bars, SEXES[:2], title="t", description="d"))
    parsed(pyramid([Band("a", 0, None)] * number_of_bars, ("f", "m"), title="t", description="d"))


def test_missing_is_not_zero() -> None:
    svg = bar_chart([Bar("a", None), Bar("b", None, "<5"), Bar("c", 0)], title="t", description="d")
    assert {"–", "<5", "0"} <= set(texts(svg))
    assert not list(parsed(svg).iter(f"{SVG}rect"))


def test_more_than_the_target_is_shown_as_more() -> None:
    root = parsed(progress_bar(1800, 1500, title="t", description="d", label="120 %"))
    line = next(root.iter(f"{SVG}line"))
    assert float(line.get("x1") or 0) == pytest.approx(400 * 1500 / 1800, abs=0.1)


def test_no_target_draws_no_mark() -> None:
    assert not list(parsed(progress_bar(0, None, title="t", description="d", label="0")).iter(f"{SVG}line"))


def test_series_and_values_must_agree() -> None:
    with pytest.raises(ValueError, match="needs one value"):
        stacked_bars([Group("a", (1,))], SEXES, title="t", description="d")
    with pytest.raises(ValueError, match="at most 4"):
        stacked_bars([], ["a"] * 5, title="t", description="d")


def test_the_map_names_every_area_and_tells_its_filling_in_a_key() -> None:
    svg = land()
    assert {"Beirut", "1016", "Mount", "Lebanon", "305", "North", "318", "30", "Akkar", "<5"} <= set(
        texts(svg)
    )
    assert {"Baalbek-", "El Hermel", "305–318", "0"} <= set(texts(svg))
    filled = {
        (title.text or "").split(":")[0]: shape.get("class")
        for shape in parsed(svg).iter(f"{SVG}polygon")
        for title in shape.iter(f"{SVG}title")
    }
    assert filled["Beirut"] == "f1 axis"
    assert filled["North"] == filled["Mount Lebanon"] == "f2 axis"
    assert filled["South"] == "f3 axis"
    assert filled["Akkar"] == "ground axis"
    assert filled["Baalbek-El Hermel"] == "f4 axis"


def test_the_map_is_never_mirrored_and_stays_on_its_sheet() -> None:
    shapes = {
        way: [one.get("points") for one in parsed(land(right_to_left=way)).iter(f"{SVG}polygon")]
        for way in (False, True)
    }
    assert shapes[False][:8] == shapes[True][:8]
    for way in (False, True):
        root = parsed(land(right_to_left=way))
        width, height = float(root.get("width") or 0), float(root.get("height") or 0)
        for shape in root.iter(f"{SVG}polygon"):
            for point in (shape.get("points") or "").split():
                x, y = (float(number) for number in point.split(","))
                assert 0 <= x <= width
                assert 0 <= y <= height
    assert len(str(land())) < 9_000


def test_names_on_the_map_do_not_touch() -> None:
    every = {one.code: Bar("A rather long name", 100) for one in outlines(["LB1"])}
    root = parsed(area_map(outlines(every), every, title="t", description="d"))
    for anchor in ("start", "end"):
        lines = sorted(
            float(one.get("y") or 0) for one in root.iter(f"{SVG}text") if one.get("text-anchor") == anchor
        )
        assert all(below - above >= 14 for above, below in pairwise(lines))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([], []),
        ([7], [("f1", 7, 7)]),
        ([7, 7, 9], [("f2", 7, 7), ("f1", 9, 9)]),
        ([30, 305, 318, 1016], [("f3", 30, 30), ("f2", 305, 318), ("f1", 1016, 1016)]),
        ([1, 2, 3, 50, 51, 90], [("f3", 1, 3), ("f2", 50, 51), ("f1", 90, 90)]),
    ],
)
def test_classes_are_cut_where_the_gaps_are(
    values: list[float], told: list[tuple[str, float, float]]
) -> None:
    assert steps(values) == told


def test_outlines_share_their_borders_and_hold_the_governorates_of_the_list() -> None:
    shapes = {one.code: set(one.ring) for one in outlines(["LB3"])}
    assert sorted(shapes) == [f"LB{number}" for number in range(1, 9)]
    assert len(shapes["LB3"] & shapes["LB8"]) > 3
    assert outlines(["SY1"]) == ()
