"""The languages a person can run a session in: chosen from a list that stands higher in the house."""

from __future__ import annotations

from fastapi import Request

from app.platform.unit_of_work import UnitOfWork
from app.platform.web.pages import language_of


def spoken_choices(request: Request, uow: UnitOfWork) -> list[tuple[str, str]]:
    """(code, name) of each language sessions are held in, in the reader's language; main hands in the list."""
    language = language_of(request)
    return [(code, names.in_language(language)) for code, names in request.app.state.spoken_languages(uow)]
