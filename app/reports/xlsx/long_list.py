"""Hundreds of thousands of rows into a finished workbook, as text that is written and forgotten.

XlsxWriter looks at each cell with care, which is right for a page and too much for two million cells. It makes
the sheet with its header, its styles and one sample row; the rows themselves are written here, in place of the
sample, while the package is copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, BinaryIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from app.platform.charts.drawing import holds_right_to_left
from app.reports.signs import without_control

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ROWS_A_CHUNK = 500
COMPRESSION = 4
"""zlib's level: a tenth larger than its usual 6, in half the time."""

_DAY_ZERO = date(1899, 12, 30).toordinal()
"""Excel counts days from here (ECMA-376 part 1, 18.17.4.1)."""

_LOOKS_ESCAPED = re.compile("_x[0-9A-Fa-f]{4}_")
_SAMPLE = re.compile(rb'<row r="2".*?</row>', re.DOTALL)
_STYLE = re.compile(rb'<c r="[A-E]2" s="(\d+)"')
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')


class Sign(str):
    """A hidden value as it is shown; set apart from text so that it stands where the number would."""

    __slots__ = ()


SAMPLE: tuple[Any, ...] = ("نص", date(2000, 1, 1), 1, Sign("c"), "text")
"""One cell of each kind, to be put into the second row of the sheet: its styles are read from there.

Text comes twice: from right to left and from left to right, which is one style on a sheet from left to right.
"""


@dataclass(frozen=True, slots=True)
class LongList:
    """Rows to come below the header of a sheet: text, whole numbers, days, signs or None; how many and how wide."""

    rows: Iterable[Sequence[Any]]
    count: int
    width: int


def put_in(workbook: BinaryIO, lists: Mapping[str, LongList], file: str | BinaryIO) -> None:
    """Copy a finished workbook to `file`, the rows of `lists` (by the name of the sheet's part) in their place."""
    with (
        ZipFile(workbook) as package,
        ZipFile(file, "w", ZIP_DEFLATED, compresslevel=COMPRESSION) as out,
    ):
        for part in package.namelist():
            content = package.read(part)
            with out.open(part, "w") as target:
                if part in lists:
                    for chunk in _filled(content, lists[part]):
                        target.write(chunk)
                else:
                    target.write(content)


def _filled(sheet: bytes, wanted: LongList) -> Iterator[bytes]:
    sample = _SAMPLE.search(sheet)
    assert sample is not None  # noqa: S101 - whoever makes a long list puts the sample there
    styles = [int(style) for style in _STYLE.findall(sample[0])]
    corner = f"{LETTERS[wanted.width - 1]}{wanted.count + 1}"
    yield _DIMENSION.sub(f'<dimension ref="A1:{corner}"/>'.encode(), sheet[: sample.start()])
    lines = _lines(wanted.rows, styles)
    while chunk := "".join(islice(lines, ROWS_A_CHUNK)):
        yield chunk.encode()
    yield sheet[sample.end() :]


def _lines(rows: Iterable[Sequence[Any]], styles: Sequence[int]) -> Iterator[str]:
    """Each row as XML; `styles` as in SAMPLE."""
    from_right, day, number, sign, from_left = styles
    one_direction = from_right == from_left
    opened = {str: f'" s="{from_left}" t="inlineStr"><is>', Sign: f'" s="{sign}" t="inlineStr"><is>'}
    from_right_opened = f'" s="{from_right}" t="inlineStr"><is>'
    for place, row in enumerate(rows, start=2):
        cells = []
        for letter, value in zip(LETTERS, row, strict=False):
            if value is None:
                continue
            kind = type(value)
            if kind is int:
                cells.append(f'<c r="{letter}{place}" s="{number}"><v>{value}</v></c>')
            elif kind is date:
                cells.append(f'<c r="{letter}{place}" s="{day}"><v>{value.toordinal() - _DAY_ZERO}</v></c>')
            elif one_direction or value.isascii() or not _is_from_right(value):
                cells.append(f'<c r="{letter}{place}{opened[kind]}{_text(value)}</is></c>')
            else:
                cells.append(f'<c r="{letter}{place}{from_right_opened}{_text(value)}</is></c>')
        yield f'<row r="{place}">{"".join(cells)}</row>'


_is_from_right = lru_cache(maxsize=4096)(holds_right_to_left)


@lru_cache(maxsize=4096)
def _text(value: str) -> str:
    """A text as the element of an inline string. Most texts of a list are the same few."""
    plain = escape(without_control(value))
    if "_x" in plain:
        plain = _LOOKS_ESCAPED.sub(lambda found: f"_x005F{found[0]}", plain)
    return f"<t>{plain}</t>" if plain == plain.strip() else f'<t xml:space="preserve">{plain}</t>'
