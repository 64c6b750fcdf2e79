"""What files for machines say beside the labels of a report."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from app.kernel.types import View


class AreaCode(View):
    """A district (or something wider) of the annex: P-code, name, its governorate, ISO 3166-1 alpha-3 country.

    `code` and `label` are empty for sessions placed in a whole governorate or country.
    """

    key: str
    code: str = ""
    label: str = ""
    governorate: str = ""
    governorate_label: str = ""
    country: str = ""


class OrganisationCode(View):
    """An organisation of the report: its code, name, what it is, and its country (ISO 3166-1 alpha-2)."""

    code: str
    name: str
    kind: str
    country: str | None = None


class SectorShare(View):
    """A DAC purpose code and its part of the work in whole percent, by number of sessions."""

    code: str
    percent: int


class Following(View):
    """Which measure an indicator follows, whether its periods add up, whether it is a percentage, and whether less
    is better.

    `filter` is what it is narrowed by, `since` the first day of its cumulative value, `target_days` the days whose value
    the percentage is of: None where these are several, and in reports frozen before it was told.
    """

    indicator: str
    measure: str
    adds_up: bool
    percentage: bool = False
    falls: bool = False
    filter: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    since: date | None = None
    target_days: tuple[date, date] | None = None


class MachineCodes(View):
    """What files for machines say beside the labels: codes of places, organisations, sectors and indicators.

    `agency` and `donors` are codes of `organisations`, the donors in the order of the project's.
    """

    agency: str = ""
    donors: tuple[str, ...] = ()
    organisations: tuple[OrganisationCode, ...] = ()
    areas: tuple[AreaCode, ...] = ()
    sectors: tuple[SectorShare, ...] = ()
    indicators: tuple[Following, ...] = ()
