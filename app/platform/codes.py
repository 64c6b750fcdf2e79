"""A readable code names one thing: whoever takes it first has it.

Things with an id of their own use `once.is_first` and `claiming`; things whose code is their id (areas,
communities, topics, languages) use `is_first_of_code`, so that the same request again is answered again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.exc import IntegrityError

from app.kernel.errors import Conflict, FieldError
from app.kernel.words import _
from app.platform.once import is_first
from app.platform.unit_of_work import Tx

_CODES = UUID("5f0e6a52-3c11-5c39-9d0a-6b6172616d61")
"""The space in which a kind and a code become an id of the register."""


def code_taken(kind: str) -> Conflict:
    """The refusal `<kind>.code_taken` at the field `code`."""
    sentence = _("This code is already taken.")
    return Conflict(f"{kind}.code_taken", sentence, [FieldError("code", f"{kind}.code_taken", sentence)])


@contextmanager
def claiming(kind: str) -> Iterator[None]:
    """Around an insert: the unique code that somebody else just took becomes `code_taken`."""
    try:
        yield
    except IntegrityError as broken:
        raise code_taken(kind) from broken


def is_first_of_code(
    tx: Tx, kind: str, code: str, content: Any, existing: Callable[[], Any | None], *, sent_id: UUID | None
) -> bool:
    """True when this code is free; False when the very same was asked before (write nothing).

    `content` is JSON-ready; `existing` gives the same kind of content for what already bears the code (rows
    that were seeded), or None. Raises Conflict `<kind>.code_taken` when it differs, and `id.reused` when the id
    that a client sent along, as it may with every create, was used for anything else.
    """
    if sent_id is not None:
        is_first(tx, kind, sent_id, content)
    try:
        first = is_first(tx, kind, uuid5(_CODES, f"{kind}:{code}"), content)
    except Conflict:
        raise code_taken(kind) from None
    if not first:
        return False
    before = existing()
    if before is None:
        return True
    if before != content:
        raise code_taken(kind)
    return False
