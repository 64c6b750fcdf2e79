"""JSON face of a look at a plan before it is saved."""

from __future__ import annotations

from typing import Any, cast

from fastapi import APIRouter, Request

from app.kernel.types import View
from app.platform import catalogues
from app.platform.web.deps import CurrentActor, Uow
from app.platform.web.pages import language_of
from app.sessions import use_cases
from app.sessions.rules.findings import Weight
from app.sessions.schemas import ProposeSession
from app.sessions.use_cases import PlanCheck

router = APIRouter(prefix="/sessions", tags=["sessions"])


class FindingView(View):
    """One finding: how much it weighs, the field it is about, a code, a sentence, and facts."""

    weight: Weight
    field: str
    code: str
    message: str
    facts: dict[str, Any]


class CheckView(View):
    """What was found, the heaviest first. `blocked`: proposing it now is refused, unless one may override."""

    findings: list[FindingView]
    blocked: bool
    may_override: bool


@router.post("/check", summary="Look at a plan before proposing it")
def check(command: ProposeSession, request: Request, actor: CurrentActor, uow: Uow) -> CheckView:
    """Clashes, seats, opening hours, public holidays, languages and kits; nothing is saved.

    With the `id` of a session that exists, that session is not in its own way.
    """
    more = cast("tuple[PlanCheck, ...]", request.app.state.plan_checks)
    with catalogues.speaking(language_of(request)):
        checked = use_cases.check_new(actor, command, more=more, uow=uow)
        return CheckView(
            findings=[
                FindingView(
                    weight=one.weight,
                    field=one.field,
                    code=one.code,
                    message=str(one.message),
                    facts=dict(one.facts),
                )
                for one in checked.findings
            ],
            blocked=checked.blocked,
            may_override=checked.may_override,
        )
