"""JSON face of a look at a plan before it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from fastapi import APIRouter, Request

from app.kernel.types import View
from app.platform import catalogues
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.pages import language_of
from app.sessions import use_cases
from app.sessions.schemas import ProposeSession
from app.sessions.schemas.findings import FindingView, finding_view
from app.sessions.use_cases import PlanCheck

router = APIRouter(prefix="/sessions", tags=["sessions"])


class CheckView(View):
    """What was found, the heaviest first. `blocked`: proposing it now is refused, unless one may override."""

    findings: list[FindingView]
    blocked: bool
    may_override: bool


def plan_checks(request: Request) -> Sequence[PlanCheck]:
    """What other packages have to say about a plan; main hands them to the app."""
    return cast("Sequence[PlanCheck]", request.app.state.plan_checks)


@router.post("/check", summary="Look at a plan before proposing it")
def check(command: ProposeSession, request: Request, actor: CurrentActor, uow: Uow) -> CheckView:
    """Clashes, seats, opening hours, public holidays, languages and kits; nothing is saved.

    With the `id` of a session that exists, that session is not in its own way.
    """
    with catalogues.speaking(language_of(request)):
        checked = use_cases.check_new(actor, command, more=plan_checks(request), uow=uow)
        return CheckView(
            findings=[finding_view(one) for one in checked.findings],
            blocked=checked.blocked,
            may_override=checked.may_override,
        )
