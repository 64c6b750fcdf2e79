"""Rounded figures of a project for everybody, without sign-in: a page and the same as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse, Response

from app.attendance.public import SEX_NAMES
from app.kernel.types import Code, Sex, Text
from app.kernel.words import _
from app.platform.web.deps import CurrentSettings, Uow
from app.platform.web.pages import language_of, render
from app.reports.schemas import ALL
from app.reports.use_cases import public_figures as figures
from app.vocabularies import public as vocabularies

router = APIRouter(prefix="/figures")

ProjectCode = Annotated[Code, Path(examples=["LBNT39"])]
Quarter = Annotated[Text | None, Query(max_length=7, examples=["2022-Q3"])]


@router.get("/{code}.json")
def as_json(
    request: Request, code: ProjectCode, uow: Uow, settings: CurrentSettings, quarter: Quarter = None
) -> Response:
    """The same as on the page, for programs."""
    found = figures.public_figures(code, quarter, language_of(request), uow=uow, settings=settings)
    return JSONResponse(found.model_dump(mode="json"))


@router.get("/{code}")
def page(
    request: Request, code: ProjectCode, uow: Uow, settings: CurrentSettings, quarter: Quarter = None
) -> Response:
    """People reached in a quarter by community, sex and age, rounded."""
    language = language_of(request)
    found = figures.public_figures(code, quarter, language, uow=uow, settings=settings)
    cells = {(one.community, one.sex, one.age_band): one.value for one in found.cells}
    with uow.read() as look:
        names = {
            one: label.in_language(language) for one, label in vocabularies.community_names(look).items()
        }
    communities = list(dict.fromkeys(place[0] for place in cells if place[0] != ALL))
    sexes = list(dict.fromkeys(place[1] for place in cells if place[1] != ALL))
    ages = sorted(dict.fromkeys(place[2] for place in cells if place[2] != ALL))
    return render(
        request,
        "reports/public_figures.html",
        found=found,
        chosen=figures.quarter_name(found.from_date),
        total=cells.get((ALL, ALL, ALL)),
        sexes=[SEX_NAMES[Sex(sex)] for sex in sexes],
        by_community=[
            (
                names.get(one, _("Other")),
                [cells[one, sex, ALL] for sex in sexes],
                cells[one, ALL, ALL],
            )
            for one in communities
        ],
        by_age=[
            (
                {"ns": _("Not stated"), "any": _("Any age")}.get(one, one),
                [cells[ALL, sex, one] for sex in sexes],
                cells[ALL, ALL, one],
            )
            for one in ages
        ],
        of_sex=[cells[ALL, sex, ALL] for sex in sexes],
    )
