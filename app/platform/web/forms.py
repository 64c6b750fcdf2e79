"""A submitted form becomes the same command the JSON face takes, or a sentence beside each wrong field."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile

from app.kernel.errors import AppError, FieldError
from app.kernel.words import Words, _
from app.platform.web.validation import field_errors

C = TypeVar("C", bound=BaseModel)

SENT_BEFORE = _(
    "This form was sent before, with other answers, and those are saved. "
    "Look at what is saved; for something more, open a new form."
)


@dataclass(frozen=True, slots=True)
class SentFile:
    """An uploaded file: its name as sent (never trusted) and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class SubmittedForm:
    """Plain text fields, trimmed; a name may come several times. Empty ones are kept out of `data`."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, SentFile] = field(default_factory=dict)

    @classmethod
    async def read(cls, form: FormData) -> Self:
        """Read a Starlette form to the end."""
        fields: dict[str, list[str]] = {}
        files: dict[str, SentFile] = {}
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                if value.filename:
                    files[name] = SentFile(value.filename, await value.read())
            else:
                fields.setdefault(name, []).append(value.strip())
        return cls(fields, files)

    def get(self, name: str, default: str = "") -> str:
        """The first value of a name."""
        values = self.fields.get(name)
        return values[0] if values else default

    def all(self, name: str) -> list[str]:
        """Every non-empty value of a name."""
        return [value for value in self.fields.get(name, ()) if value]

    def data(self, *, lists: Sequence[str] = ()) -> dict[str, Any]:
        """The answers given: one text a name, a list for names in `lists`; empty answers are left out."""
        answers: dict[str, Any] = {}
        for name in self.fields:
            given = self.all(name)
            if name in lists:
                answers[name] = given
            elif given:
                answers[name] = given[0]
        return answers

    def values(self) -> dict[str, str | list[str]]:
        """What was typed, to be shown again exactly as it was."""
        return {name: (list(v) if len(v) > 1 else v[0]) for name, v in self.fields.items() if v}


@dataclass(slots=True)
class FormView:
    """What a template needs to draw a form: the values to show and the error of each field."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, Words] = field(default_factory=dict)
    problems: list[FieldError] = field(default_factory=list)
    message: Words | None = None

    def value(self, name: str) -> Any:
        """The value to show in a field, empty when there is none."""
        return self.values.get(name, "")

    @classmethod
    def refused(cls, submitted: SubmittedForm, refusal: AppError, **extra: Any) -> Self:
        """The form as it was typed, with the refusal's errors beside their fields."""
        return cls.wrong(submitted, list(refusal.errors), message=refusal.message, **extra)

    @classmethod
    def wrong(
        cls,
        submitted: SubmittedForm,
        problems: list[FieldError],
        message: Words | None = None,
        **extra: Any,
    ) -> Self:
        """The form as it was typed, with these errors, each at the field of the form that is nearest to it.

        That its id was used is said in words of a form: who went back and sent it changed cannot see an id.
        """
        problems = [on_form(one, submitted.fields) for one in problems]
        errors: dict[str, Words] = {}
        for problem in problems:
            errors.setdefault(problem.field, problem.message)
        return cls({**submitted.values(), **extra}, errors, problems, message)


def on_form(problem: FieldError, fields: Collection[str]) -> FieldError:
    """The problem where a person sees it: `names` at `names.en`, `languages.0` at `languages`."""
    if problem.code == "id.reused":
        return FieldError("", problem.code, SENT_BEFORE)
    name = problem.field
    while name and name not in fields:
        within = next((one for one in fields if one.startswith(f"{name}.")), None)
        if within is not None:
            whole = name == problem.field or "." not in name  # a row that is known keeps its own fields
            name = within if whole else problem.field
            break
        name = name.rpartition(".")[0]
    return FieldError(name or problem.field, problem.code, problem.message, problem.facts)


def parse(model: type[C], data: Mapping[str, Any]) -> tuple[C | None, list[FieldError]]:
    """The command, or None and what is wrong with each field."""
    try:
        return model.model_validate(data), []
    except ValidationError as wrong:
        return None, field_errors(wrong.errors(include_url=False, include_input=False))
