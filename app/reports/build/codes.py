"""The codes that files for machines need beside the labels: places, organisations, sectors, indicators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.measures import public as measures
from app.organisations import public as organisations
from app.places import public as places
from app.platform.unit_of_work import ReadTx
from app.projects import public as projects
from app.reports.build.asking import Asked
from app.reports.build.spans import cumulative_since, days_of_targets
from app.reports.machine_codes import AreaCode, Following, MachineCodes, OrganisationCode, SectorShare
from app.reports.rules import whole_percents
from app.reports.schemas import SessionLine

MIGRATION = "15190"
"""DAC: facilitation of migration, which names the fight against trafficking of migrants."""

HUMAN_RIGHTS = "15160"
"""DAC: human rights, for awareness of people who are not migrants."""

VIOLENCE_AGAINST_WOMEN = "15180"
"""DAC: ending violence against women and girls, which lists their sexual exploitation."""

RELIEF = "72010"
"""DAC: material relief, for kits."""

_AMONG_COMMUNITIES = "community"
_ON_VIOLENCE = frozenset({"SEXUAL_EXPLOITATION"})


def machine_codes(
    look: ReadTx, asked: Asked, sessions: Sequence[SessionLine], governorates: Iterable[str]
) -> MachineCodes:
    """The codes of everything the report names."""
    project = asked.project
    donors = [donor.organisation_id for donor in project.donors]
    named = {code for line in sessions for code in (line.lead, *line.partners)}
    known = {
        **{one.id: one for one in organisations.by_codes(look, named).values()},
        **organisations.by_ids(look, {project.agency_id, *donors}),
    }
    return MachineCodes(
        agency=known[project.agency_id].code,
        donors=tuple(known[donor].code for donor in donors),
        organisations=tuple(
            OrganisationCode(
                code=one.code,
                name=one.names.in_language(asked.language),
                kind=one.kind.value,
                country=one.country,
            )
            for one in sorted(known.values(), key=lambda one: one.code)
        ),
        areas=_areas(look, {line.area_code for line in sessions} | set(governorates), asked.language),
        sectors=_sectors(look, asked, sum(line.kits not in {0, None} for line in sessions)),
        indicators=tuple(
            Following(
                indicator=one.code,
                measure=one.measure.value,
                adds_up=one.aggregation.value == "sum",
                percentage=_is_percentage(one.measure.value),
                falls=one.falls,
                filter={
                    dimension.value: (codes,) if isinstance(codes, str) else tuple(codes)
                    for dimension, codes in one.filter.items()
                },
                since=cumulative_since(asked, one),
                target_days=days_of_targets(asked, one),
            )
            for one in projects.indicators(look, project.id)
        ),
    )


def _is_percentage(measure: str) -> bool:
    """Shares are; kits for each hundred people are kits."""
    return measures.MEASURES[measure].kind is measures.Kind.RATIO and measure != "kits_per_person"


def _areas(look: ReadTx, codes: set[str], language: str) -> tuple[AreaCode, ...]:
    """Districts with their governorates as the list of areas has them, never guessed from the code."""
    known = places.areas_by_codes(look, codes)
    above = places.areas_by_codes(look, {one.governorate for one in known.values() if one.governorate})
    names = {code: one.names.in_language(language) for code, one in {**known, **above}.items()}
    return tuple(
        AreaCode(
            key=code,
            code=code if one.level > 1 else "",
            label=names[code] if one.level > 1 else "",
            governorate=one.governorate or "",
            governorate_label=names.get(one.governorate or "", ""),
            country=one.country,
        )
        for code, one in sorted(known.items())
    )


def _sectors(look: ReadTx, asked: Asked, with_kits: int) -> tuple[SectorShare, ...]:
    """DAC sectors by sessions held: a session that also gives kits counts once more, as relief.

    Communities are migrants' communities: 15190, or 15180 where the topic is sexual exploitation. Students,
    the public and officials: 15160.
    """
    held = _held(look, asked)
    on_violence = _held(look, asked, topics=_ON_VIOLENCE).get(_AMONG_COMMUNITIES, 0)
    among_communities = held.pop(_AMONG_COMMUNITIES, 0)
    weights = {
        MIGRATION: among_communities - on_violence,
        HUMAN_RIGHTS: sum(held.values()),
        VIOLENCE_AGAINST_WOMEN: on_violence,
        RELIEF: with_kits,
    }
    if not any(weights.values()):
        weights[MIGRATION] = 1
    return tuple(
        SectorShare(code=code, percent=percent)
        for code, percent in whole_percents(weights).items()
        if percent
    )


def _held(look: ReadTx, asked: Asked, topics: frozenset[str] = frozenset()) -> dict[str, int]:
    """Sessions held by audience."""
    cut = asked.cut().model_copy(update={"topics": topics})
    found = measures.figures(look, asked.scope, "sessions_held", by=("audience",), cut=cut)
    return {str(row.codes[0]): int(row.value or 0) for row in found.rows}
