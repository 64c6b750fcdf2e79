"""The filters that the views of stock share, as they stand in the address."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query

from app.kernel.types import Text
from app.kits.use_cases import StockFilters

Asked = Annotated[Text, Query(max_length=64)]
Cursor = Annotated[Text | None, Query(max_length=1000)]
Day = Annotated[Text, Query(max_length=10, examples=["2022-07-30"])]


def _asked(
    organisation: Asked = "", item: Asked = "", project: Asked = "", donor: Asked = ""
) -> StockFilters:
    return StockFilters(organisation, item, project, donor)


Filters = Annotated[StockFilters, Depends(_asked)]
"""Organisation, item, project and donor."""


def address(path: str, filters: StockFilters, **more: str | None) -> str:
    """The address of a view under these filters; what is empty is left out."""
    asked = {**filters.given, **{name: value for name, value in more.items() if value}}
    return f"{path}?{urlencode(asked)}" if asked else path


def downloads(path: str, filters: StockFilters, **more: str | None) -> list[tuple[str, str]]:
    """Where the same rows can be had as files: (kind, address)."""
    return [(kind, address(f"{path}.{kind}", filters, **more)) for kind in ("xlsx", "csv", "excel.csv")]
