"""Look at feedback: the questions, the sheets, the results, and what the form offers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.feedback import store
from app.feedback.rules import QUESTIONS
from app.feedback.schemas import About, CutBy, QuestionView, ResultsView, SheetView
from app.feedback.use_cases.about import about, contents
from app.feedback.use_cases.viewing import grouped, view
from app.kernel.errors import NotFound
from app.kernel.paging import Page, cursor_unknown, from_cursor, to_cursor
from app.kernel.types import Names
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.vocabularies import public as vocabularies
from app.vocabularies.public import AgeBandView, CommunityView

_SEE = Permission.FEEDBACK_SEE


def questions(actor: Actor) -> list[QuestionView]:
    """The questions in the language being spoken, in their order."""
    actor.require(_SEE)
    return [
        QuestionView(
            key=one.key,
            part=str(one.part),
            words=str(one.words),
            answering=one.answering,
            per_item=one.per_item,
            answers={code: str(words) for code, words in one.answers},
        )
        for one in QUESTIONS
    ]


def list_sheets(
    actor: Actor,
    *,
    uow: UnitOfWork,
    session: UUID | None = None,
    point: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[SheetView]:
    """The sheets of a distribution, newest first; for those inside only, others see the results."""
    actor.require(_SEE)
    before = _moment(cursor) if cursor else None
    with uow.read() as look:
        one = about(look, actor, _SEE, session, point)
        if not one.inside:
            raise NotFound
        rows = store.listing(look.db, store.of(one.session_id, one.point_id), before=before, limit=limit + 1)
    shown = [view(sheet, is_reversed=back) for sheet, back in rows[:limit]]
    return Page(
        items=shown,
        next=to_cursor(shown[-1].recorded_at.isoformat(), shown[-1].id) if len(rows) > limit else None,
    )


def _moment(cursor: str) -> tuple[datetime, UUID]:
    at, last = from_cursor(cursor, 2)
    try:
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is not None:
            return moment, UUID(last)
    except ValueError:
        pass
    raise cursor_unknown()


def results(
    actor: Actor,
    *,
    uow: UnitOfWork,
    session: UUID | None = None,
    point: UUID | None = None,
    by: CutBy | None = None,
) -> ResultsView:
    """The results of a distribution. Who is outside sees totals only, without small numbers."""
    actor.require(_SEE)
    with uow.read() as look:
        return _results(look, about(look, actor, _SEE, session, point), by)


def _results(look: ReadTx, one: About, by: CutBy | None) -> ResultsView:
    where = store.of(one.session_id, one.point_id)
    asked, tallies = store.asked(look.db, where), store.tallies(look.db, where)
    names = contents(look, one)
    (everybody,) = grouped(asked, tallies, None, names, protected=not one.inside)
    cut = by if one.inside else None
    return ResultsView(
        session=one.session_id,
        distribution_point=one.point_id,
        by=cut,
        protected=not one.inside,
        everybody=everybody,
        groups=tuple(grouped(asked, tallies, cut, names, protected=False)) if cut else (),
    )


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """The page of a distribution's feedback; `sheets` are for those inside."""

    about: About
    results: ResultsView
    sheets: list[SheetView]
    may_record: bool
    community_names: dict[str, Names]


def page_of(
    actor: Actor, *, uow: UnitOfWork, session: UUID | None = None, point: UUID | None = None, by: CutBy | None
) -> FeedbackPage:
    """Results, and the newest sheets."""
    actor.require(_SEE)
    with uow.read() as look:
        one = about(look, actor, _SEE, session, point)
        rows = store.listing(look.db, store.of(one.session_id, one.point_id), before=None, limit=100)
        return FeedbackPage(
            about=one,
            results=_results(look, one, by),
            sheets=[view(sheet, is_reversed=back) for sheet, back in rows] if one.inside else [],
            may_record=actor.may(Permission.FEEDBACK_RECORD) and one.took_place,
            community_names=vocabularies.community_names(look),
        )


@dataclass(frozen=True, slots=True)
class SheetForm:
    """What the form of a sheet offers; `things` may be in the kit."""

    about: About
    things: dict[str, Names]
    communities: list[CommunityView]
    age_bands: list[AgeBandView]


def sheet_form(
    actor: Actor, *, uow: UnitOfWork, session: UUID | None = None, point: UUID | None = None
) -> SheetForm:
    """Groups of people and things in the kit to choose from."""
    actor.require(Permission.FEEDBACK_RECORD)
    with uow.read() as look:
        one = about(look, actor, Permission.FEEDBACK_RECORD, session, point)
        return SheetForm(
            about=one,
            things=contents(look, one),
            communities=vocabularies.communities(look),
            age_bands=vocabularies.age_bands(look),
        )
