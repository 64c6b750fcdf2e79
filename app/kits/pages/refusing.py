"""A refusal on a form of this package."""

from __future__ import annotations

from collections.abc import Iterable

from app.kernel.errors import AppError, FieldError, Invalid
from app.kits.pages.when import at_the_day
from app.platform.web.forms import FormView, SubmittedForm


def wrong(form: SubmittedForm, problems: Iterable[FieldError]) -> FormView:
    """The form as it was typed, with what is wrong in it at its fields."""
    return FormView.wrong(form, at_the_day(problems))


def refused(form: SubmittedForm, refusal: AppError) -> FormView:
    """The form as it was typed, with the refusal at its fields, or on top when it names none.

    A refusal of right or of knowing passes on to its own page.
    """
    if refusal.status in {403, 404}:
        raise refusal
    whole = [FieldError("", refusal.code, refusal.message)]
    return FormView.wrong(form, at_the_day(refusal.errors) or whole, refusal.message)


def filters_refused(asked: dict[str, str], refusal: Invalid) -> FormView:
    """The filters of a list as they were asked for, with what is wrong beside each."""
    form = FormView(dict(asked))
    form.problems, form.message = list(refusal.errors), refusal.message
    form.errors = {error.field: error.message for error in refusal.errors}
    return form
