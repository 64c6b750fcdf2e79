"""A table for machines with HXL hashtags: a row of headings, the row of tags, then data."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from app.reports.schemas import PRIMARY
from app.reports.signs import not_a_formula, without_control

PROTECTED: Final = "#meta+protected"
"""The tag of the column that says which empty cells of a row are hidden, and by which sign."""

_ROWS_A_CHUNK = 500

Value = str | int | float | None


class Column(NamedTuple):
    """The heading for people and the hashtag for programs."""

    heading: str
    tag: str


ONLY: Final = Column("What is counted", "#description+scope")
"""The column that says in every row what of the project is counted, where that is not everything."""


def tagged_csv(
    columns: Sequence[Column], rows: Iterable[dict[str, Value]], threshold: int
) -> Iterator[bytes]:
    """UTF-8 in chunks. Rows are values by tag; every tag of a row is one of the columns'.

    A hidden value under a tag of numbers leaves its cell empty, because programs add up what stands under
    `#reached`; the column `#meta+protected` says `<5` or `c` for it.
    """
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    all_columns = [*columns, Column("Protected values", PROTECTED)]
    writer.writerow([not_a_formula(one.heading) for one in all_columns])
    writer.writerow([one.tag for one in all_columns])
    for number, row in enumerate(rows, start=1):
        hidden = {tag: sign for tag, sign in row.items() if is_count(tag) and isinstance(sign, str)}
        told = "; ".join(f"{tag[1:]} {written(sign, threshold)}" for tag, sign in hidden.items())
        shown = {**row, **dict.fromkeys(hidden), PROTECTED: told}
        writer.writerow([_cell(shown.get(one.tag)) for one in all_columns])
        if number % _ROWS_A_CHUNK == 0:
            yield sheet.getvalue().encode()
            sheet.seek(0)
            sheet.truncate()
    yield sheet.getvalue().encode()


def is_count(tag: str) -> bool:
    """Whether only numbers stand under the tag."""
    return tag.startswith(("#reached", "#targeted")) or "+num" in tag


def written(sign: str, threshold: int) -> str:
    """The sign as readers know it: `<5` instead of `<k`."""
    return f"<{threshold}" if sign == PRIMARY else sign


def attribute(code: str) -> str:
    """A code as an HXL attribute: 12-17 becomes 12_17, 60+ becomes 60plus."""
    plain = code.lower().replace("+", "plus")
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "none"


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return not_a_formula(without_control(value))
    return str(int(value)) if float(value).is_integer() else str(value)
