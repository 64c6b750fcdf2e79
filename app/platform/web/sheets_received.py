"""The page on which a sheet is sent in: its template to take, a field for the file, and one's last imports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.kernel.errors import AppError, FieldError
from app.kernel.ids import new_id
from app.kernel.words import Words, _
from app.platform.sheets.files import LARGEST_FILE
from app.platform.web.forms import FormView, SentFile, SubmittedForm
from app.platform.web.pages import render

T = TypeVar("T")

NewestImports = Sequence[tuple[UUID, str, Any, int, datetime]]
"""One's last imports: (id, file name, state, rows, when)."""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A sheet that was not taken in: the form with the reason beside its field, and the status of the answer."""

    form: FormView
    status: int


@dataclass(frozen=True, slots=True)
class SheetPage:
    """The page of one kind of sheet. `template` extends `send_a_sheet.html`; each state has a name and a chip."""

    template: str
    states: Mapping[Any, Words]
    chips: Mapping[str, str]
    most_rows: int

    def show(self, request: Request, newest: NewestImports, refused: NotTaken | None = None) -> Response:
        """The page, for a new file or with what was wrong with the last one."""
        return render(
            request,
            self.template,
            status=refused.status if refused else 200,
            form=refused.form if refused else FormView({"id": str(new_id())}),
            newest=newest,
            states=self.states,
            chips=self.chips,
            largest=LARGEST_FILE // (1024 * 1024),
            most_rows=self.most_rows,
        )


def take_in(form: SubmittedForm, begin: Callable[[UUID, SentFile], T]) -> T | NotTaken:
    """What `begin` made of the file under the form's own id; what it refuses is told beside the field.

    Raises what is no matter of the file: Forbidden, NotFound.
    """
    sent = form.files.get("file")
    try:
        identity = UUID(form.get("id"))
    except ValueError:
        identity = new_id()
    if sent is None:
        return _not_taken([FieldError("file", "missing", _("Choose a file first."))], identity, 422)
    try:
        return begin(identity, sent)
    except AppError as refusal:
        if refusal.status not in {409, 413, 422}:
            raise
        problems = list(refusal.errors) or [FieldError("file", refusal.code, refusal.message)]
        # The refused file may stand under its id already: the next one gets an id of its own.
        return _not_taken(problems, new_id(), refusal.status)


def _not_taken(problems: list[FieldError], identity: UUID, status: int) -> NotTaken:
    errors = {one.field: one.message for one in problems}
    return NotTaken(FormView({"id": str(identity)}, errors, problems), status)
