"""Everything that can be refused, with the status the reader's face will show.

A refusal names a code for programs and a sentence for people. `errors` lists the fields at fault.
Business refusals never look like crashes: each has its own class and HTTP status (RFC 9457 at the JSON face).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from app.kernel.words import Words, _


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field at fault: its name as sent, a code, a sentence, and facts a program may want."""

    field: str
    code: str
    message: Words
    facts: dict[str, Any] = dataclasses.field(default_factory=dict)


class AppError(Exception):
    """A refusal with a reason. Subclasses fix the HTTP status."""

    status: ClassVar[int] = 400

    def __init__(
        self,
        code: str,
        message: Words,
        errors: Sequence[FieldError] = (),
        retry_after: int | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.errors = tuple(errors)
        self.retry_after = retry_after


class Unauthorised(AppError):
    """401: nobody is signed in, or the token is not (or no longer) good."""

    status = 401

    def __init__(self, code: str = "sign_in.required", message: Words | None = None) -> None:
        super().__init__(code, message or _("Please sign in."))


class Forbidden(AppError):
    """403: a member without this right. Strangers get NotFound instead."""

    status = 403


class NotFound(AppError):
    """404: not there, or not the reader's to know about. The two cannot be told apart."""

    status = 404

    def __init__(self, code: str = "not_found", message: Words | None = None) -> None:
        super().__init__(code, message or _("We could not find that, or it is not yours to see."))


class Conflict(AppError):
    """409: what was asked contradicts what is there."""

    status = 409


class Stale(AppError):
    """412: somebody saved a newer version in the meantime; nothing was overwritten."""

    status = 412

    def __init__(self, current: int, sent: int | None) -> None:
        super().__init__(
            "version.stale",
            _("Please say in If-Match which version you saw.")
            if sent is None
            else _(
                "Someone else saved this while you were editing. Look at the newer version, then save again."
            ),
            [
                FieldError(
                    "version",
                    "version.stale",
                    _("The saved version is %(current)s.") % {"current": current}
                    if sent is None
                    else _("You had version %(sent)s; the saved one is version %(current)s.")
                    % {"sent": sent, "current": current},
                    {"current": current, "sent": sent},
                )
            ],
        )


class TooLarge(AppError):
    """413: more was sent than this door takes."""

    status = 413


class Invalid(AppError):
    """422: the payload itself is wrong; `errors` says which field and why."""

    status = 422

    def __init__(
        self, errors: Sequence[FieldError], message: Words | None = None, code: str = "invalid"
    ) -> None:
        super().__init__(code, message or _("Some answers need another look."), errors)

    @classmethod
    def of(cls, field_name: str, code: str, message: Words, **facts: Any) -> Invalid:
        """A single wrong field."""
        return cls([FieldError(field_name, code, message, facts)])


class TooMany(AppError):
    """429: too many tries; `retry_after` is in seconds."""

    status = 429

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            "too_many", _("Too many tries. Please wait a little and try again."), retry_after=retry_after
        )


class Unavailable(AppError):
    """503: the database is locked or away; nothing was half-written. `retry_after` is in seconds."""

    status = 503

    def __init__(self, retry_after: int = 2) -> None:
        super().__init__(
            "unavailable",
            _("Karama is busy or cannot reach its database. Nothing was saved. Please try again."),
            retry_after=retry_after,
        )
