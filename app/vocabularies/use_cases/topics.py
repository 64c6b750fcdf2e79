"""Look at, add and change topics."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import NotFound, Stale
from app.kernel.outcome import Outcome, changes
from app.kernel.paging import Page, cursor_unknown, from_cursor, to_cursor
from app.platform.codes import claiming, is_first_of_code
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.vocabularies.schemas import AddTopic, ChangeTopic, TopicView
from app.vocabularies.store import words as store
from app.vocabularies.tables import Topic


def list_topics(
    actor: Actor, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> Page[TopicView]:
    """Topics in their order, retired ones included."""
    actor.require(Permission.REFERENCE_SEE)
    after = _place(cursor) if cursor else None
    with uow.read() as look:
        rows = store.ordered_listing(look.db, Topic, after=after, limit=limit + 1)
    shown = [store.topic_view(row) for row in rows[:limit]]
    further = to_cursor(shown[-1].position, shown[-1].code) if len(rows) > limit else None
    return Page(items=shown, next=further)


def get_topic(actor: Actor, code: str, *, uow: UnitOfWork) -> TopicView:
    """One topic."""
    actor.require(Permission.REFERENCE_SEE)
    with uow.read() as look:
        return store.topic_view(_found(look, code))


def add_topic(actor: Actor, command: AddTopic, *, uow: UnitOfWork) -> Outcome[TopicView]:
    """Add a topic. The same request again gives the same answer."""
    actor.require(Permission.REFERENCE_MANAGE)
    with uow.begin() as tx:

        def existing() -> object | None:
            row = store.find(tx.db, Topic, command.code)
            return None if row is None else _said(store.topic_view(row))

        asked = command.model_dump(mode="json", exclude={"id"})
        if not is_first_of_code(tx, "topic", command.code, asked, existing, sent_id=command.id):
            return Outcome(store.topic_view(_found(tx, command.code)), fresh=False)
        with claiming("topic"):
            row = store.add_topic(tx.db, command)
        tx.record("topic.added", actor, "topic", row.code)
        return Outcome(store.topic_view(row), fresh=True)


def change_topic(
    actor: Actor, code: str, command: ChangeTopic, seen: int | None, *, uow: UnitOfWork
) -> TopicView:
    """Change what `command` names, if `seen` is still the newest version."""
    actor.require(Permission.REFERENCE_MANAGE)
    with uow.begin() as tx:
        row = _found(tx, code, lock=True)
        if seen != row.version:
            raise Stale(row.version, seen)
        before = store.topic_view(row).model_dump(mode="json")
        if command.names is not None:
            row.name_en, row.name_fr, row.name_ar = command.names.en, command.names.fr, command.names.ar
        for name, value in command.model_dump(include={"position", "active"}, exclude_none=True).items():
            setattr(row, name, value)
        row.version += 1
        tx.db.add(row)
        after = store.topic_view(row)
        told = changes(before, after.model_dump(mode="json"))
        tx.record("topic.changed", actor, "topic", code, data=told)
        return after


def _found(look: ReadTx, code: str, *, lock: bool = False) -> Topic:
    row = store.find(look.db, Topic, code, lock=lock)
    if row is None:
        raise NotFound
    return row


def _said(topic: TopicView) -> object:
    """What would have to be sent to add this very topic."""
    said = AddTopic.model_validate(topic.model_dump(include=set(AddTopic.model_fields)))
    return said.model_dump(mode="json", exclude={"id"})


def _place(cursor: str) -> tuple[int, str]:
    position, code = from_cursor(cursor, 2)
    if not (position.isascii() and position.isdigit() and len(position) <= 9):
        raise cursor_unknown()
    return int(position), code
