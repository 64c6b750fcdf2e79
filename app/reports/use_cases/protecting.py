"""Look at and set the thresholds of small counts, each with a person who answers for it; open a project's public figures."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from app.access.actor import Actor
from app.access.permissions import Permission
from app.accounts import public as accounts
from app.kernel import clock
from app.kernel.errors import Invalid, NotFound, Stale
from app.kernel.words import _
from app.platform.settings import Settings
from app.platform.unit_of_work import ReadTx, UnitOfWork
from app.projects import public as projects
from app.reports.asked import PublicFiguresView, SetPublicFigures, SetThreshold, ThresholdView
from app.reports.public.thresholds import usual_threshold
from app.reports.rules import Outside
from app.reports.store import protection as store
from app.reports.tables import AudienceThreshold, PublicFigures


def list_thresholds(actor: Actor, *, uow: UnitOfWork, settings: Settings) -> list[ThresholdView]:
    """The threshold of every audience outside, whoever set it. Version 0: still the environment's."""
    actor.require(Permission.REFERENCE_MANAGE)
    with uow.read() as look:
        return _views(look, settings)


def _views(look: ReadTx, settings: Settings) -> list[ThresholdView]:
    kept = store.thresholds(look.db)
    owners = accounts.people_by_ids(look, {row.owner_id for row in kept.values()})
    found = []
    for audience in Outside:
        row = kept.get(audience.value)
        if row is None:
            usual = usual_threshold(audience, settings)
            found.append(ThresholdView(audience=audience, threshold=usual, version=0))
        else:
            owner = owners[row.owner_id]
            found.append(
                ThresholdView(
                    audience=audience,
                    threshold=row.threshold,
                    owner=owner.email,
                    owner_name=owner.name,
                    reason=row.reason,
                    changed_at=row.changed_at,
                    version=row.version,
                )
            )
    return found


def set_threshold(
    actor: Actor,
    audience: Outside,
    command: SetThreshold,
    seen: int | None,
    *,
    uow: UnitOfWork,
    settings: Settings,
) -> ThresholdView:
    """Set the threshold of an audience, if `seen` is still the newest version (0: nobody set it yet).

    Reports that were sent keep what they were made with. Raises Invalid for 1 and 2, and for an unknown owner.
    """
    actor.require(Permission.SETTINGS_MANAGE)
    with uow.begin() as tx:
        row = store.threshold(tx.db, audience.value, lock=True)
        current = row.version if row else 0
        if seen != current:
            raise Stale(current, seen)
        if command.threshold in {1, 2}:
            raise Invalid.of("threshold", "threshold.too_low", _("A threshold is 0 or at least 3."))
        owner = accounts.people_by_emails(tx, [command.owner]).get(command.owner.strip().lower())
        if owner is None:
            raise Invalid.of("owner", "person.unknown", _("There is nobody with this e-mail."))
        before = row.threshold if row else usual_threshold(audience, settings)
        if row is None:
            row = AudienceThreshold(
                audience=audience.value,
                threshold=0,
                owner_id=owner.id,
                reason="",
                changed_at=clock.now(),
                version=0,
            )
        row.threshold, row.owner_id, row.reason = command.threshold, owner.id, command.reason
        row.changed_at, row.version = clock.now(), current + 1
        try:
            tx.db.add(row)
            tx.db.flush()
        except IntegrityError as broken:
            raise Stale(current + 1, seen) from broken
        tx.record(
            "threshold.set",
            actor,
            "audience",
            audience.value,
            data={
                "threshold": [before, command.threshold],
                "owner": str(owner.id),
                "reason": command.reason,
            },
        )
        return next(one for one in _views(tx, settings) if one.audience is audience)


def list_public_figures(actor: Actor, *, uow: UnitOfWork) -> list[PublicFiguresView]:
    """Every project, and whether it shows rounded figures to everybody."""
    actor.require(Permission.REFERENCE_MANAGE)
    with uow.read() as look:
        known = projects.choices(look)
        rows = store.shown_to_everybody(look.db, [one.id for one in known])
        return [_figures(one.code, rows.get(one.id)) for one in known]


def set_public_figures(
    actor: Actor, code: str, command: SetPublicFigures, seen: int | None, *, uow: UnitOfWork
) -> PublicFiguresView:
    """Open a project's rounded figures to everybody, or close them. Raises NotFound for an unknown project."""
    actor.require(Permission.REFERENCE_MANAGE)
    with uow.begin() as tx:
        project = projects.by_codes(tx, [code]).get(code)
        if project is None:
            raise NotFound
        row = store.public_figures(tx.db, project.id, lock=True)
        current = row.version if row else 0
        if seen != current:
            raise Stale(current, seen)
        if row is None:
            row = PublicFigures(project_id=project.id, shown=False, changed_at=clock.now(), version=0)
        row.shown, row.changed_at, row.version = command.shown, clock.now(), current + 1
        try:
            tx.db.add(row)
            tx.db.flush()
        except IntegrityError as broken:
            raise Stale(current + 1, seen) from broken
        tx.record(
            "public_figures.opened" if command.shown else "public_figures.closed",
            actor,
            "project",
            project.id,
            organisation_id=project.agency_id,
            data={"project": code},
        )
        return _figures(code, row)


def _figures(code: str, row: PublicFigures | None) -> PublicFiguresView:
    return PublicFiguresView(project=code, shown=bool(row and row.shown), version=row.version if row else 0)
