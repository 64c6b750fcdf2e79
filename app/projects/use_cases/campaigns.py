"""Look at, add and change campaigns."""

from __future__ import annotations

from datetime import date

from app.access.actor import Actor
from app.access.permissions import Permission
from app.kernel.errors import Invalid, NotFound, Stale
from app.kernel.ids import new_id
from app.kernel.outcome import Outcome, changes
from app.kernel.paging import Page, from_cursor, to_cursor
from app.platform.codes import claiming, code_taken
from app.platform.once import is_first
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.projects.rules import dates_problem
from app.projects.schemas import AddCampaign, CampaignView, ChangeCampaign
from app.projects.store import campaigns as store
from app.projects.tables import Campaign


def list_campaigns(
    actor: Actor, *, uow: UnitOfWork, cursor: str | None = None, limit: int = 50
) -> Page[CampaignView]:
    """Campaigns by code."""
    actor.require(Permission.REFERENCE_SEE)
    after = from_cursor(cursor, 1)[0] if cursor else None
    with uow.read() as look:
        rows = store.listing(look.db, after=after, limit=limit + 1)
    shown = [store.view(row) for row in rows[:limit]]
    return Page(items=shown, next=to_cursor(shown[-1].code) if len(rows) > limit else None)


def get_campaign(actor: Actor, code: str, *, uow: UnitOfWork) -> CampaignView:
    """One campaign."""
    actor.require(Permission.REFERENCE_SEE)
    with uow.read() as look:
        return store.view(_found(look, code))


def add_campaign(actor: Actor, command: AddCampaign, *, uow: UnitOfWork) -> Outcome[CampaignView]:
    """Add a campaign. The same request again gives the same answer."""
    actor.require(Permission.REFERENCE_MANAGE)
    identity = command.id or new_id()
    with uow.begin() as tx:
        if not is_first(tx, "campaign", identity, command.model_dump(mode="json")):
            return Outcome(store.view(_found(tx, command.code)), fresh=False)
        if store.find_by_code(tx.db, command.code) is not None:
            raise code_taken("campaign")
        _check_dates(command.starts_on, command.ends_on)
        with claiming("campaign"):
            row = store.add(tx.db, identity, command)
        tx.record("campaign.added", actor, "campaign", row.id, data={"code": row.code})
        return Outcome(store.view(row), fresh=True)


def change_campaign(
    actor: Actor, code: str, command: ChangeCampaign, seen: int | None, *, uow: UnitOfWork
) -> CampaignView:
    """Change what `command` names, if `seen` is still the newest version."""
    actor.require(Permission.REFERENCE_MANAGE)
    with uow.begin() as tx:
        row = _found(tx, code, lock=True)
        if seen != row.version:
            raise Stale(row.version, seen)
        before = store.view(row).model_dump(mode="json")
        if command.names is not None:
            row.name_en, row.name_fr, row.name_ar = command.names.en, command.names.fr, command.names.ar
        row.starts_on = command.starts_on or row.starts_on
        if "ends_on" in command.model_fields_set:
            row.ends_on = command.ends_on
        _check_dates(row.starts_on, row.ends_on)
        row.version += 1
        tx.db.add(row)
        after = store.view(row)
        told = changes(before, after.model_dump(mode="json"))
        tx.record("campaign.changed", actor, "campaign", row.id, data=told)
        return after


def _found(look: ReadTx, code: str, *, lock: bool = False) -> Campaign:
    row = store.find_by_code(look.db, code, lock=lock)
    if row is None:
        raise NotFound
    return row


def _check_dates(starts_on: date, ends_on: date | None) -> None:
    problems = dates_problem(starts_on, ends_on)
    if problems:
        raise Invalid(problems)
