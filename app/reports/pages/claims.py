"""HTML face of the check of claims."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.kernel import clock
from app.kernel.errors import Invalid
from app.platform.web.deps import CurrentActor, CurrentSettings, Uow
from app.platform.web.forms import FormView, parse
from app.platform.web.pages import render
from app.reports.asked import ClaimsQuery
from app.reports.claim_rules import ODD_NAMES, Odd
from app.reports.pages.choosing import typed
from app.reports.use_cases import choices
from app.reports.use_cases.claims import check_claims, days_of_month
from app.sessions.public import STATUS_NAMES

router = APIRouter(prefix="/reports")

CHIPS = {Odd.ABOVE: "warn", Odd.NO_PROJECT: "stop", Odd.NO_LENS: "plain"}


@router.get("/claims")
def page(request: Request, actor: CurrentActor, uow: Uow, settings: CurrentSettings) -> Response:
    """What is odd in this month and the last, or in the days that stand in the address."""
    given = typed(request)
    first, last = days_of_month(clock.today(settings.time_zone))
    answers = {"from": first.isoformat(), "to": last.isoformat(), **given.data()}
    asked, problems = parse(ClaimsQuery, answers)
    form = FormView(answers) if asked else FormView.wrong(given, problems)
    found = None
    if asked is not None:
        try:
            found = check_claims(actor, asked, uow=uow)
        except Invalid as refusal:
            form = FormView.refused(given, refusal)
    return render(
        request,
        "reports/claims.html",
        status=200 if found else 422,
        form=form,
        claims=found,
        projects=[(one.code, one.code) for one in choices(actor, uow=uow).projects],
        odd_names=ODD_NAMES,
        chips=CHIPS,
        statuses=STATUS_NAMES,
    )
