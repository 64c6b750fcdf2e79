"""Every refusal becomes problem+json (RFC 9457) at the JSON face and a page at the HTML face. Never a stack trace."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from app.kernel.errors import AppError, Conflict, Invalid, NotFound, TooLarge, Unauthorised, Unavailable
from app.kernel.words import Words, _
from app.platform import catalogues
from app.platform.web.pages import language_of, render
from app.platform.web.validation import field_errors

log = logging.getLogger("karama.errors")

TITLES: dict[int, Words] = {
    400: _("That request could not be understood"),
    401: _("Please sign in"),
    403: _("Not with your role"),
    404: _("Not found"),
    405: _("That cannot be done here"),
    409: _("That contradicts what is there"),
    412: _("Someone saved a newer version"),
    413: _("That is too large"),
    415: _("That kind of content is not taken here"),
    422: _("Some answers need another look"),
    429: _("Too many tries"),
    500: _("Something went wrong on our side"),
    503: _("Karama is busy"),
}


class ProblemField(BaseModel):
    """One field at fault."""

    field: str
    code: str
    message: str


class Problem(BaseModel):
    """The body of every refusal at the JSON face (application/problem+json)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:karama:problem:invalid",
                    "title": "Some answers need another look",
                    "status": 422,
                    "code": "invalid",
                    "detail": "Some answers need another look.",
                    "errors": [{"field": "title", "code": "missing", "message": "Please fill this in."}],
                }
            ]
        }
    )

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[ProblemField] = []


@dataclass(frozen=True, slots=True)
class ErrorView:
    """What an error page shows."""

    title: Words
    message: Words
    action_href: str
    action_label: Words
    request_id: str


def is_json_face(request: Request) -> bool:
    """The JSON face lives below /api/ (and at the health addresses)."""
    return request.url.path.startswith(("/api/", "/healthz", "/readyz", "/metrics"))


def problem(request: Request, refusal: AppError) -> Response:
    """The refusal as problem+json in the reader's language."""
    with catalogues.speaking(language_of(request)):
        body: dict[str, Any] = {
            "type": f"urn:karama:problem:{refusal.code}",
            "title": str(TITLES.get(refusal.status, TITLES[400])),
            "status": refusal.status,
            "code": refusal.code,
            "detail": str(refusal.message),
            "errors": [
                {**error.facts, "field": error.field, "code": error.code, "message": str(error.message)}
                for error in refusal.errors
            ],
        }
    headers = {"Content-Language": language_of(request)}
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    if refusal.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(
        orjson.dumps(body, default=str),
        status_code=refusal.status,
        media_type="application/problem+json",
        headers=headers,
    )


_PAGES = frozenset({401, 403, 404, 409, 422, 429, 500, 503})


def error_page(request: Request, refusal: AppError) -> Response:
    """The refusal as a page that says what to do next."""
    status = refusal.status
    template = f"errors/{status if status in _PAGES else 500 if status >= 500 else 409}.html"
    view = ErrorView(
        title=TITLES.get(status, TITLES[400]),
        message=refusal.message,
        action_href="/",
        action_label=_("Go to the start page"),
        request_id=getattr(request.state, "request_id", ""),
    )
    response = render(request, template, status=status, error=view, problems=list(refusal.errors))
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def answer(request: Request, refusal: AppError) -> Response:
    """The refusal at the face the request came to."""
    if is_json_face(request):
        return problem(request, refusal)
    if isinstance(refusal, Unauthorised):
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        target = here if request.method == "GET" else "/"
        return RedirectResponse(f"/sign-in?next={quote(target, safe='')}", status_code=303)
    return error_page(request, refusal)


def _of_http(error: HTTPException) -> AppError:
    if error.status_code == 404:
        return NotFound()
    if error.status_code == 413:
        return TooLarge("too_large", _("That is larger than Karama takes."))
    refusal = AppError(f"http.{error.status_code}", TITLES.get(error.status_code, TITLES[400]))
    refusal.status = error.status_code  # type: ignore[misc]
    return refusal


class Broken(AppError):
    """500: a fault in Karama. Says nothing of its insides."""

    status = 500

    def __init__(self) -> None:
        super().__init__("broken", _("It is our fault, not yours, and it was noted. Please try again."))


def of_database(error: DBAPIError) -> AppError:
    """A database that is locked, full or away: 503, nothing half-written. A broken constraint: 409."""
    if isinstance(error, IntegrityError):
        return Conflict("conflict", _("This contradicts something that was saved before."))
    return Unavailable()


def install(app: FastAPI) -> None:
    """Hang the handlers on the app."""

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, AppError)  # noqa: S101 - registered for exactly this class
        return answer(request, error)

    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        found = error.errors()
        if not is_json_face(request) and any(one["loc"][0] == "path" for one in found):
            # An address without a page: there is nothing to correct in a form.
            return answer(request, NotFound())
        return answer(request, Invalid(field_errors(found)))

    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        response = answer(request, _of_http(error))
        for name, value in (error.headers or {}).items():
            response.headers[name] = value
        return response

    def database(request: Request, error: Exception) -> Response:
        assert isinstance(error, DBAPIError)  # noqa: S101
        kind = type(error.orig).__name__ if error.orig else type(error).__name__
        ordinary = isinstance(error, IntegrityError | OperationalError)
        log.warning("database refused: %s", kind, exc_info=None if ordinary else error)
        return answer(request, of_database(error))

    def pool(request: Request, _error: Exception) -> Response:
        return answer(request, Unavailable())

    app.add_exception_handler(AppError, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(DBAPIError, database)
    app.add_exception_handler(PoolTimeout, pool)


PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": str(TITLES[status]),
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status in (400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 429, 503)
}
"""For `APIRouter(responses=PROBLEM_RESPONSES)`: the refusals every operation may give."""
