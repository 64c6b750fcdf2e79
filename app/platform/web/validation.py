"""Pydantic's findings as sentences a person can act on, the same for forms and for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.kernel.errors import FieldError
from app.kernel.types import CODE_PATTERN, EMAIL_PATTERN, THREE_CAPITALS, TWO_CAPITALS
from app.kernel.words import Words, _

_SENTENCES: dict[str, Words] = {
    "missing": _("Please fill this in."),
    "extra_forbidden": _("This field is not known."),
    "string_too_short": _("Please fill this in."),
    "string_too_long": _("Please use at most %(max_length)s characters."),
    "string_pattern_mismatch": _("This does not have the form we expect."),
    "string_type": _("Please write text."),
    "int_parsing": _("Please write a whole number."),
    "int_type": _("Please write a whole number."),
    "int_from_float": _("Please write a whole number."),
    "int_parsing_size": _("This number is too large."),
    "float_parsing": _("Please write a number."),
    "float_type": _("Please write a number."),
    "decimal_parsing": _("Please write a number."),
    "decimal_type": _("Please write a number."),
    "finite_number": _("Please write a number."),
    "decimal_max_places": _("Please write at most %(decimal_places)s digits after the point."),
    "decimal_max_digits": _("This number is too large."),
    "decimal_whole_digits": _("This number is too large."),
    "greater_than_equal": _("Please write %(ge)s or more."),
    "greater_than": _("Please write more than %(gt)s."),
    "less_than_equal": _("Please write %(le)s or less."),
    "less_than": _("Please write less than %(lt)s."),
    "uuid_parsing": _("This is not a known choice."),
    "uuid_type": _("This is not a known choice."),
    "enum": _("This is not a known choice."),
    "literal_error": _("This is not a known choice."),
    "date_from_datetime_parsing": _("Please write a date."),
    "date_from_datetime_inexact": _("Please write a date."),
    "date_parsing": _("Please write a date."),
    "date_type": _("Please write a date."),
    "time_parsing": _("Please write a time."),
    "time_type": _("Please write a time."),
    "datetime_parsing": _("Please write a date and time."),
    "datetime_from_date_parsing": _("Please write a date and time."),
    "datetime_type": _("Please write a date and time."),
    "timezone_aware": _("Please add the time zone."),
    "bool_parsing": _("Please say yes or no."),
    "bool_type": _("Please say yes or no."),
    "list_type": _("Please send a list."),
    "too_long": _("Please send at most %(max_length)s entries."),
    "too_short": _("Please send at least %(min_length)s entry."),
    "json_invalid": _("This is not valid JSON."),
    "dict_type": _("Please send an object."),
    "model_type": _("Please send an object."),
    "model_attributes_type": _("Please send an object."),
}

_OF_PATTERN: dict[str, Words] = {
    CODE_PATTERN: _("Please use only Latin letters, digits, hyphens and underscores, without spaces."),
    EMAIL_PATTERN: _("Please write an e-mail address, such as name@example.org."),
    TWO_CAPITALS: _("Please write two capital letters."),
    THREE_CAPITALS: _("Please write three capital letters."),
}
"""What is said of a text that does not look as it must, where more can be said."""

_FALLBACK = _("This cannot be right. Please check it.")
PLAIN_SENTENCES: frozenset[str] = frozenset(
    one.msgid for one in (*_SENTENCES.values(), *_OF_PATTERN.values(), _FALLBACK)
)
"""The messages (as message ids) that do not say what they are about."""

_IN_REQUEST = ("body", "query", "path", "header", "cookie")


def name_of(location: Sequence[int | str]) -> str:
    """`("body", "partners", 0, "role")` → `partners.0.role`; the place in the request is left out."""
    parts = list(location)
    if len(parts) > 1 and parts[0] in _IN_REQUEST:
        parts = parts[1:]
    return ".".join(str(part) for part in parts)


def _as_text(kind: str, context: Mapping[str, str]) -> str:
    """Of a text that is trimmed first Pydantic only says that a "Value" is too short or long: not so many entries."""
    is_text = context.get("field_type") == "Value" and kind in {"too_short", "too_long"}
    return f"string_{kind}" if is_text else kind


def field_errors(findings: Iterable[Mapping[str, Any]]) -> list[FieldError]:
    """One FieldError a finding, in the order found."""
    errors = []
    for finding in findings:
        kind = str(finding.get("type", ""))
        context = {key: str(value) for key, value in (finding.get("ctx") or {}).items()}
        sentence = _OF_PATTERN.get(context.get("pattern", "")) or _SENTENCES.get(
            _as_text(kind, context), _FALLBACK
        )
        if "%(" in sentence.msgid:
            sentence = sentence % context
        errors.append(FieldError(name_of(finding.get("loc", ())), kind or "invalid", sentence))
    return errors
