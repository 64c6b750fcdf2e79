"""The furniture of the templates: labels, hints and errors belong to their input, and nothing said can become markup."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import html

from app.platform.web.templating import Unindented

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.fixture(scope="module")
def furniture() -> Any:
    """The macros, as a page imports them."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: text, lambda one, many, number: one if number == 1 else many, newstyle=True
    )
    environment.filters["number"] = str
    return environment.get_template("macros.html").module


def form(values: dict[str, Any] | None = None, errors: dict[str, str] | None = None) -> SimpleNamespace:
    return SimpleNamespace(values=values or {}, errors=errors or {})


def parsed(markup: str) -> html.HtmlElement:
    return html.fragment_fromstring(str(markup), create_parent="div")


def test_an_input_is_labelled_and_described_by_hint_and_error(furniture: Any) -> None:
    page = parsed(
        furniture.field(form({"seats": "12"}, {"seats": "Too many."}), "seats", "Seats", hint="At most 10")
    )
    box = page.xpath("//input")[0]
    assert (box.get("id"), box.get("name"), box.get("value")) == ("seats", "seats", "12")
    assert page.xpath("//label[@for='seats']")[0].text_content() == "Seats"
    assert box.get("aria-describedby") == "seats-hint seats-wrong"
    assert box.get("aria-invalid") == "true"
    assert "Too many." in page.xpath("//*[@id='seats-wrong']")[0].text_content()
    assert "bad" in page.xpath("//div[contains(@class, 'field')]")[0].get("class").split()


def test_a_quiet_input_carries_no_description(furniture: Any) -> None:
    box = parsed(furniture.field(form(), "title", "Title")).xpath("//input")[0]
    assert box.get("aria-describedby") is None
    assert box.get("aria-invalid") is None
    assert box.get("value") == ""


def test_optional_is_said(furniture: Any) -> None:
    assert "(optional)" in parsed(furniture.textarea(form(), "note", "Note", optional=True)).text_content()
    assert "(optional)" not in parsed(furniture.textarea(form(), "note", "Note")).text_content()


def test_values_are_kept_and_never_become_markup(furniture: Any) -> None:
    nasty = "a \"<b>&amp;' </textarea>"
    held = form({"note": nasty, "pick": nasty})
    assert parsed(furniture.field(held, "note", "Note")).xpath("//input")[0].get("value") == nasty
    assert parsed(furniture.textarea(held, "note", "Note")).xpath("//textarea")[0].text.strip("\n") == nasty
    chosen = parsed(furniture.select(held, "pick", "Pick", [("x", "X"), (nasty, nasty)]))
    assert [option.get("value") for option in chosen.xpath("//option[@selected]")] == [nasty]


def test_what_was_sent_wins_over_the_value_given_even_when_blank(furniture: Any) -> None:
    assert parsed(furniture.field(form(), "q", "Q", value="new")).xpath("//input")[0].get("value") == "new"
    blank = parsed(furniture.field(form({"q": ""}), "q", "Q", value="new"))
    assert blank.xpath("//input")[0].get("value") == ""


def test_attributes_pass_through(furniture: Any) -> None:
    box = parsed(
        furniture.field(form(), "q", "Q", id="other", maxlength=9, aria_label="x", readonly=True, list=None)
    ).xpath("//input")[0]
    assert (box.get("id"), box.get("maxlength"), box.get("aria-label")) == ("other", "9", "x")
    assert "readonly" in box.attrib
    assert "list" not in box.attrib


def test_choices_are_grouped_and_the_first_answers_to_the_summary(furniture: Any) -> None:
    held = form({"topics": ["b"]}, {"topics": "Choose one."})
    page = parsed(furniture.checkboxes(held, "topics", "Topics", [("a", "A"), ("b", "B", "a note")]))
    assert page.xpath("//fieldset/legend")[0].text_content() == "Topics"
    assert page.xpath("//fieldset")[0].get("aria-describedby") == "topics-wrong"
    assert [box.get("id") for box in page.xpath("//input")] == ["topics", "topics-2"]
    assert [box.get("value") for box in page.xpath("//input[@checked]")] == ["b"]
    assert {label.get("for") for label in page.xpath("//label")} == {"topics", "topics-2"}
    one = parsed(furniture.radios(form({"sex": "f"}), "sex", "Sex", [("f", "F"), ("m", "M")]))
    assert [box.get("value") for box in one.xpath("//input[@checked]")] == ["f"]


def test_long_choices_can_be_searched(furniture: Any) -> None:
    page = parsed(furniture.datalist_field(form(), "venue", "Venue", [("LB11", "Beirut")]))
    assert page.xpath("//input")[0].get("list") == page.xpath("//datalist")[0].get("id")
    assert page.xpath("//option")[0].get("value") == "LB11"


def test_numbers_take_the_digits_of_our_scripts(furniture: Any) -> None:
    box = parsed(furniture.number_field(form({"n": "٣٠"}), "n", "N")).xpath("//input")[0]
    assert (box.get("inputmode"), box.get("type"), box.get("value")) == ("numeric", "text", "٣٠")
    assert "٠-٩" in box.get("pattern")


def test_the_summary_takes_the_focus_and_leads_to_each_field(furniture: Any) -> None:
    errors = [
        SimpleNamespace(field="seats", message="Too many."),
        SimpleNamespace(field=None, message="Closed."),
    ]
    page = parsed(furniture.error_summary(errors))
    summary = page.xpath("//*[@role='alert']")[0]
    assert summary.get("tabindex") == "-1"
    assert "autofocus" in summary.attrib
    assert [(link.get("href"), link.text) for link in page.xpath("//a")] == [("#seats", "Too many.")]
    assert "Closed." in page.text_content()
    assert str(furniture.error_summary([])).strip() == ""


@pytest.mark.parametrize(
    ("kind", "sign"), [("ok", "✓"), ("warn", "△"), ("stop", "✕"), ("blue", "●"), ("plain", "○")]
)
def test_a_state_is_sign_and_word(furniture: Any, kind: str, sign: str) -> None:
    chip = parsed(furniture.chip(kind, "verified"))
    assert chip.text_content() == sign + "verified"


def test_the_life_line_says_each_state_in_words(furniture: Any) -> None:
    steps = [
        SimpleNamespace(label="Held", state="done", detail="30 July"),
        SimpleNamespace(label="Reported", state="now", detail=None),
        SimpleNamespace(label="Verified", state="todo", detail=None),
    ]
    page = parsed(furniture.life_line(steps))
    assert len(page.xpath("//ol/li")) == 3
    assert "Reported" in page.xpath("//li[@aria-current='step']")[0].text_content()
    assert "(done)" in page.text_content()
    assert "(to come)" in page.text_content()


def test_codes_are_never_turned_around(furniture: Any) -> None:
    assert str(furniture.code("60+")) == '<bdi dir="ltr" class="code">60+</bdi>'


def test_sorted_columns_say_so(furniture: Any) -> None:
    columns = [
        SimpleNamespace(label="Code", href="?sort=-code", sorted="ascending"),
        SimpleNamespace(label="Reached", numeric=True),
    ]
    page = html.fragment_fromstring(f"<table>{furniture.table_head(columns)}</table>")
    assert [cell.get("aria-sort") for cell in page.xpath(".//th")] == ["ascending", None]
    assert [cell.get("class") for cell in page.xpath(".//th")] == [None, "n"]
    assert page.xpath(".//th[1]/a")[0].get("href") == "?sort=-code"


def test_the_pager_shows_only_the_ways_there_are(furniture: Any) -> None:
    page = parsed(furniture.pager(SimpleNamespace(previous_href=None, next_href="?cursor=x", summary="1–20")))
    assert [link.get("rel") for link in page.xpath("//a")] == ["next"]
    nothing = furniture.pager(SimpleNamespace(previous_href=None, next_href=None, summary=None))
    assert str(nothing).strip() == ""


def test_a_tile_links_to_its_rows(furniture: Any) -> None:
    assert parsed(furniture.tile("Reached", "1,284", href="/r")).xpath("//a[@href='/r']/b")[0].text == "1,284"
    assert not parsed(furniture.tile("Reached", "1,284")).xpath("//a")


def test_a_page_is_sent_with_one_blank_for_the_indentation_of_its_template_and_other_texts_as_they_stand() -> (
    None
):
    without = Unindented(Environment(autoescape=True))
    told = "<tr>\n      <td>1</td>\n\t<td>two  blanks</td>\n</tr>"
    assert without.preprocess(told, "kits/place.html") == "<tr>\n <td>1</td>\n <td>two  blanks</td>\n</tr>"
    assert without.preprocess(told, "letter.txt") == told
