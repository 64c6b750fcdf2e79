"""Everything that belongs to sessions, of all kinds at once: one statement, however many sessions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import cast, literal_column, null, select, union_all
from sqlalchemy.types import Integer
from sqlmodel import Session

from app.platform.asked import Among, Asked
from app.sessions.rules import PartnerRole
from app.sessions.store.parts import Part
from app.sessions.tables import (
    SessionFacilitator,
    SessionPartner,
    SessionPlannedKit,
    SessionProject,
    SessionTopic,
)


@dataclass(frozen=True, slots=True)
class AllParts:
    """Everything that belongs to one session, each in its order."""

    joined: list[Part]
    people: list[UUID]
    projects: list[tuple[UUID, int | None]]
    topics: list[str]
    kits: list[tuple[str, int]]


def _columns(table: Any) -> Any:
    return table.__table__.c


_partner = _columns(SessionPartner)
_KINDS: dict[str, tuple[Any, Mapping[str, Any]]] = {
    "joined": (
        _partner,
        {
            "whom": _partner.organisation_id,
            "word": _partner.role,
            "accepted": _partner.accepted,
            "answered_at": _partner.accepted_at,
            "answered_by": _partner.accepted_by,
            "reason": _partner.answer_reason,
        },
    ),
    "people": (_columns(SessionFacilitator), {"whom": _columns(SessionFacilitator).person_id}),
    "projects": (
        _columns(SessionProject),
        {"whom": _columns(SessionProject).project_id, "number": _columns(SessionProject).share},
    ),
    "topics": (_columns(SessionTopic), {"word": _columns(SessionTopic).topic_code}),
    "kits": (
        _columns(SessionPlannedKit),
        {"word": _columns(SessionPlannedKit).item_code, "number": _columns(SessionPlannedKit).quantity},
    ),
}
"""Each kind of part: its table, and what of it stands in which column of the answer."""

_TYPES: dict[str, Any] = {name: column.type for name, column in _KINDS["joined"][1].items()} | {
    "number": Integer()
}


def _asked(kinds: Iterable[str]) -> Asked:
    """A question for some kinds of parts of the sessions `ids`, all in the same columns."""

    def write(among: Among) -> Any:
        return union_all(*(_part(kind, among) for kind in kinds))

    def _part(kind: str, among: Among) -> Any:
        table, filled = _KINDS[kind]
        return select(
            literal_column(f"'{kind}'").label("kind"),
            table.session_id,
            table.position,
            *(filled.get(name, cast(null(), type_)).label(name) for name, type_ in _TYPES.items()),
        ).where(among(table.session_id, "ids"))

    return Asked(write)


_EVERYTHING = _asked(_KINDS)
_WHO_AND_FOR_WHOM = _asked(("joined", "people", "projects"))


def of_many(db: Session, ids: Collection[UUID]) -> dict[UUID, AllParts]:
    """Everything that belongs to these sessions; one statement."""
    return _read(db, _EVERYTHING, ids)


def who_and_for_whom(db: Session, ids: Collection[UUID]) -> dict[UUID, AllParts]:
    """Partners, facilitators and projects of these sessions; topics and planned kits are left out. One statement."""
    return _read(db, _WHO_AND_FOR_WHOM, ids)


def all_of(db: Session, session_id: UUID) -> AllParts:
    """Everything that belongs to one session; one statement."""
    return of_many(db, [session_id])[session_id]


def _read(db: Session, asked: Asked, ids: Collection[UUID]) -> dict[UUID, AllParts]:
    found = {one: AllParts([], [], [], [], []) for one in ids}
    for row in sorted(asked.rows(db.connection(), ids=ids), key=_in_order):
        _ADD[row.kind](found[row.session_id], row)
    return found


def _in_order(row: Any) -> tuple[int, int, str]:
    """By the place it was given; of the same place by its id or its word."""
    return row.position, row.whom.int if row.whom else 0, row.word or ""


def _add_partner(parts: AllParts, row: Any) -> None:
    part = Part(
        row.whom, PartnerRole(row.word), row.accepted, row.answered_at, row.answered_by, row.reason or ""
    )
    parts.joined.insert(0 if part.role is PartnerRole.LEAD else len(parts.joined), part)


_ADD: dict[str, Callable[[AllParts, Any], None]] = {
    "joined": _add_partner,
    "people": lambda parts, row: parts.people.append(row.whom),
    "projects": lambda parts, row: parts.projects.append((row.whom, row.number)),
    "topics": lambda parts, row: parts.topics.append(row.word),
    "kits": lambda parts, row: parts.kits.append((row.word, row.number)),
}
