"""What stands on top of a form says which field it is about."""

from __future__ import annotations

import pytest

from app.kernel.errors import FieldError
from app.kernel.types import EMAIL_PATTERN, TWO_CAPITALS
from app.kernel.words import _
from app.platform import catalogues
from app.platform.web.forms import FormView, SubmittedForm
from app.platform.web.named_errors import with_names
from app.platform.web.validation import field_errors

FIELDS = """
<label for="label">Name of the lot</label><span class="wrong">Please fill this in.</span><input id="label"
 name="label" type="text">
<label for="cost">Unit cost <span>(optional)</span></label><input id="cost" name="cost" type="text">
<label for="much">How many?</label><input id="much" name="much">
<fieldset class="field"><legend>Sex &amp; age</legend>
<input id="sex" name="sex" type="radio"><label for="sex">women</label></fieldset>
"""


def page(field: str, said: str) -> str:
    link = f'<li>\n<a href="#{field}">{said}</a>\n</li>'
    return f'<div class="errors" id="errors" role="alert"><ul>{link}</ul></div>{FIELDS}'


@pytest.mark.parametrize(
    ("field", "said", "told"),
    [
        ("label", "Please fill this in.", "Name of the lot: Please fill this in."),
        ("cost", "Please write 0 or more.", "Unit cost: Please write 0 or more."),
        ("much", "Please fill this in.", "How many? Please fill this in."),
        ("sex", "This is not a known choice.", "Sex &amp; age: This is not a known choice."),
        ("label", "There is no lot with this name.", "There is no lot with this name."),
        ("id", "Please fill this in.", "Please fill this in."),
    ],
)
def test_a_plain_sentence_is_told_with_the_name_of_its_field(field: str, said: str, told: str) -> None:
    named = with_names(page(field, said))
    assert f'<a href="#{field}">{told}</a>' in named
    assert named.endswith(FIELDS)


def test_it_is_told_in_the_language_of_the_page() -> None:
    with catalogues.speaking("ar"):
        said = catalogues.gettext("Please fill this in.")
        assert f">Name of the lot: {said}<" in with_names(page("label", said))


def test_a_page_without_a_summary_stays_as_it_is() -> None:
    assert with_names(FIELDS) == FIELDS


@pytest.mark.parametrize(
    ("of", "said"), [("Value", "Please fill this in."), ("List", "Please send at least 1 entry.")]
)
def test_a_text_that_is_missing_is_not_told_as_a_list(of: str, said: str) -> None:
    finding = {"type": "too_short", "loc": ("label",), "ctx": {"field_type": of, "min_length": 1}}
    assert [str(one.message) for one in field_errors([finding])] == [said]


@pytest.mark.parametrize(
    ("wrong", "shown"),
    [
        ("names", "names.en"),
        ("languages.0", "languages"),
        ("age_bands.0-17.[key]", "age_bands.0.name"),
        ("cost", "cost"),
        ("gap_reason", "gap_reason"),
    ],
)
def test_what_is_wrong_is_told_at_the_field_a_person_sees(wrong: str, shown: str) -> None:
    sent = ("names.en", "names.fr", "languages", "age_bands.0.name", "age_bands.0.bands", "cost")
    form = SubmittedForm({name: [""] for name in sent})
    view = FormView.wrong(form, [FieldError(wrong, "missing", _("Please fill this in."))])
    assert [one.field for one in view.problems] == list(view.errors) == [shown]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (EMAIL_PATTERN, "Please write an e-mail address, such as name@example.org."),
        (TWO_CAPITALS, "Please write two capital letters."),
        ("^[0-9]+$", "This does not have the form we expect."),
    ],
)
def test_a_text_that_does_not_look_right_is_told_how_it_should(pattern: str, said: str) -> None:
    finding = {"type": "string_pattern_mismatch", "loc": ("cost",), "ctx": {"pattern": pattern}}
    assert [str(one.message) for one in field_errors([finding])] == [said]
    assert f">Unit cost: {said}<" in with_names(page("cost", said))
