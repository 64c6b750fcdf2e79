"""From the codes people write to a cut: every code is looked up, an unknown one is refused by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from app.items import public as items
from app.kernel.errors import Invalid
from app.kernel.types import Sex
from app.kernel.words import _
from app.measures.schemas import Cut
from app.organisations import public as organisations
from app.places import public as places
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.sessions.public import ActivityType, Audience
from app.vocabularies import public as vocabularies

Codes = frozenset[str]
E = TypeVar("E", bound=StrEnum)


def _unknown(field: str, code: str) -> Invalid:
    return Invalid.of(
        field, f"{field}.unknown", _("There is nothing with the code %(code)s here.") % {"code": code[:64]}
    )


def _ids(field: str, codes: Codes, known: Mapping[str, Any]) -> frozenset[UUID]:
    """The ids of these codes. Raises Invalid on `field` for the first that is not known."""
    for code in sorted(codes):
        if code not in known:
            raise _unknown(field, code)
    return frozenset(known[code].id for code in codes)


def _of_enumeration(field: str, codes: Codes, enumeration: type[E]) -> frozenset[E]:
    try:
        return frozenset(enumeration(code) for code in codes)
    except ValueError:
        wrong = min(codes - {one.value for one in enumeration})
        raise _unknown(field, wrong) from None


def _projects(look: ReadTx, codes: Codes) -> dict[str, Any]:
    return {"projects": _ids("project", codes, projects.by_codes(look, codes))}


def _donors(look: ReadTx, codes: Codes) -> dict[str, Any]:
    ids = _ids("donor", codes, organisations.by_codes(look, codes))
    return {"donor_projects": frozenset(projects.projects_of_donor(look, ids))}


def _organisations(look: ReadTx, codes: Codes) -> dict[str, Any]:
    return {"organisations": _ids("organisation", codes, organisations.by_codes(look, codes))}


def _areas(look: ReadTx, codes: Codes) -> dict[str, Any]:
    below: set[str] = set()
    for code in sorted(codes):
        found = places.codes_below(look, code)
        if not found:
            raise _unknown("area", code)
        below |= found
    return {"areas": frozenset(below)}


def _venues(look: ReadTx, codes: Codes) -> dict[str, Any]:
    try:
        ids = frozenset(UUID(code) for code in codes)
    except ValueError:
        raise _unknown("venue", min(codes)) from None
    for missing in sorted(ids - places.venues_by_ids(look, ids).keys()):
        raise _unknown("venue", str(missing))
    return {"venues": ids}


def _campaigns(look: ReadTx, codes: Codes) -> dict[str, Any]:
    return {
        "campaigns": frozenset(projects.campaign_by_code(look, code, "campaign").id for code in sorted(codes))
    }


def _communities(look: ReadTx, codes: Codes) -> dict[str, Any]:
    vocabularies.check_codes(look, communities=codes)
    return {"communities": codes}


def _cohorts(look: ReadTx, codes: Codes) -> dict[str, Any]:
    members = {one.code for one in vocabularies.communities(look) if (one.cohort or one.code) in codes}
    if not members:
        raise _unknown("cohort", min(codes))
    return {"communities": frozenset(members)}


def _age_bands(look: ReadTx, codes: Codes) -> dict[str, Any]:
    vocabularies.check_codes(look, age_bands=codes)
    return {"age_bands": codes}


def _topics(look: ReadTx, codes: Codes) -> dict[str, Any]:
    vocabularies.check_codes(look, topics=codes)
    return {"topics": codes}


def _languages(look: ReadTx, codes: Codes) -> dict[str, Any]:
    vocabularies.check_codes(look, languages=codes)
    return {"languages": codes}


def _items(look: ReadTx, codes: Codes) -> dict[str, Any]:
    return {"items": _ids("item", codes, items.by_codes(look, codes))}


FILTERS: dict[str, Callable[[ReadTx, Codes], dict[str, Any]]] = {
    "project": _projects,
    "donor": _donors,
    "organisation": _organisations,
    "area": _areas,
    "venue": _venues,
    "campaign": _campaigns,
    "activity_type": lambda _look, codes: {
        "activity_types": _of_enumeration("activity_type", codes, ActivityType)
    },
    "audience": lambda _look, codes: {"audiences": _of_enumeration("audience", codes, Audience)},
    "topic": _topics,
    "language": _languages,
    "community": _communities,
    "cohort": _cohorts,
    "sex": lambda _look, codes: {"sexes": _of_enumeration("sex", codes, Sex)},
    "age_band": _age_bands,
    "item": _items,
}
"""What a figure can be narrowed by. Several codes of one kind: any of them."""


def cut_of(
    look: ReadTx,
    filters: Mapping[str, str | Sequence[str]],
    *,
    from_date: date | None = None,
    to_date: date | None = None,
) -> Cut:
    """The cut these codes describe; `community` and `cohort` together mean communities in both.

    Raises Invalid for an unknown filter, an unknown code, or days in the wrong order.
    """
    if from_date and to_date and to_date < from_date:
        raise Invalid.of("to", "dates.order", _("The last day is before the first."))
    limits: dict[str, Any] = {}
    for name, given in filters.items():
        codes = frozenset(_listed(given))
        if not codes:
            continue
        if name not in FILTERS:
            raise _unknown("filter", name)
        for field, wanted in FILTERS[name](look, codes).items():
            limits[field] = limits[field] & wanted if field in limits else wanted
    if "communities" in limits and not limits["communities"]:
        raise _unknown("cohort", "")
    return Cut(from_date=from_date, to_date=to_date, **limits)


def _listed(given: str | Sequence[str]) -> Iterable[str]:
    return [given] if isinstance(given, str) else given
