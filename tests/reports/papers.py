"""What people read: the page and the paper, table by table as they stand there, in the facts of `holdings`."""

from __future__ import annotations

import itertools
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lxml import html

from tests.reports.holdings import ALL, COUNTS, KIT, RESULT, SAID, Held, Reader

Row = list[str]
SEX_WORDS = {"Women, girls": "f", "Men, boys": "m", "Other": "o", "Not stated": "ns", "All": ALL}
BROKEN_DOWN = {"sex": "sex", "age band": "age_band", "community": "community", "area": "area"}
AGE_WORDS = {"All": ALL, "Any age": "any", "Not stated": "ns"}


class _Tables(Reader):
    """Rows of tables by what stands over them."""

    def __init__(self, table: Reader, communities: Mapping[str, str]) -> None:
        super().__init__()
        self.names, self.listed = table.names, table.held
        self.communities = {**communities, "All": ALL}

    def table(self, head: Row, rows: Sequence[Row]) -> None:
        """A table of the report with its headings."""
        first = head[0] if head else ""
        if first == "Community":
            self._communities(head, rows)
        elif first in {"Age", "Sex"}:
            self._ages(first, head, rows)
        elif first in {"Month", "Area", "District"}:
            for row in rows:
                code = self.code(first.lower(), row[0])
                if code:
                    self.put((first.lower(), code), row[-1])
        else:
            for row in rows:
                self._row(first, row)

    def _communities(self, head: Row, rows: Sequence[Row]) -> None:
        for row in rows:
            community = self.communities.get(row[0], "")
            if head[1] == "Sex":
                sex = SEX_WORDS.get(row[1], "")
                for age, value in zip(head[2:], row[2:], strict=False):
                    self.put(("people", community, sex, AGE_WORDS.get(age, age)), value)
            else:
                for sex, value in zip(head[1:], row[1:], strict=False):
                    self.put(("people", community, SEX_WORDS[sex], ALL), value)

    def _ages(self, first: str, head: Row, rows: Sequence[Row]) -> None:
        for row in rows:
            for across, value in zip(head[1:], row[1:], strict=False):
                age, sex = (across, row[0]) if first == "Sex" else (row[0], across)
                self.put(("people", ALL, SEX_WORDS.get(sex, ""), AGE_WORDS.get(age, age)), value)

    def _row(self, first: str, row: Row) -> None:
        if first == "Item":
            item = self.code("kit", row[0])
            if item:
                self.put_all(("kit", item.split("/")[0], row[1]), KIT, row[2:8])
        elif first == "What people said":
            said = self.code("feedback", row[0])
            if said:
                self.put_all(("said", said), SAID, row[1:4])
        elif first == "Session" and ("session", row[0], "reached") in self.listed:
            self.put_all(
                ("session", row[0]), COUNTS, [one for one in " ".join(row).split() if one != "verified"][-3:]
            )
        elif first == "Indicator" and len(row) >= 4 and row[-3] in BROKEN_DOWN:
            code, dimension = row[0].split(" ")[0], BROKEN_DOWN[row[-3]]
            part = self.code("part", f"{dimension} {row[-2]}")
            if part:
                self.put(("part", code, dimension, part), row[-1])
        elif first == "Indicator" and ("result", code := row[0].split(" ")[0], "baseline") in self.listed:
            self.put_all(("result", code), RESULT, row[1:6])
            n = re.search(r"n = ([\d,]+|c|<\d+)", row[0])
            if n:
                self.put(("result", code, "n"), n[1])


def of_page(content: str, table: Reader, communities: Mapping[str, str]) -> Held:
    """The HTML page: its tiles, and every table under its headings."""
    read = _Tables(table, communities)
    tree = html.fromstring(content)

    def words(element: html.HtmlElement) -> str:
        return re.sub(r"\s+", " ", element.text_content()).strip()

    for tile in tree.find_class("tile"):
        label, value = words(tile.find("span")), words(tile.find("b"))
        if read.code("figure", label):
            read.put(("figure", read.names["figure", label]), value)
    for drawn in tree.iter("table"):
        rows = [[words(cell) for cell in row] for row in drawn.iter("tr")]
        read.table(rows[0], rows[1:])
    return read.held


def of_paper(content: bytes, folder: Path, table: Reader, communities: Mapping[str, str]) -> Held:
    """The text of the PDF as it is laid out: cells are what at least two spaces part."""
    path = folder / "report.pdf"
    path.write_bytes(content)
    told = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True)
    read = _Tables(table, communities)
    for head, rows in _laid_out(told.stdout.splitlines()):
        read.table(head, rows)
    _tiles(read, told.stdout.splitlines())
    return read.held


HEADS = {"Community", "Sex", "Month", "Area", "District", "Item", "What people said", "Session", "Code"}


def _cells(line: str) -> Row:
    return [one for one in re.split(r"\s{2,}", line.strip()) if one]


def _laid_out(lines: Sequence[str]) -> Iterator[tuple[Row, list[Row]]]:
    """Tables in their order, headings and rows; an empty line ends the rows."""
    head: Row = []
    rows: list[Row] = []
    for line in lines:
        cells = _cells(line)
        if not cells and rows:
            yield head, rows
            head, rows = [], []
        if (cells[-2:-1] and cells[-2] in {"Month", "Area"}) or (
            head and head[0] in {"Month", "Area"} and cells and cells[0] not in HEADS
        ):  # its drawing stands beside it
            cells = cells[-2:]
        if len(cells) > 1 and cells[0] in HEADS:
            if head:
                yield head, rows
            head, rows = _indicators(cells), []
        elif head and len(cells) > 1:
            rows.append(
                [" ".join(cells[:-3] or cells[:1]), *cells[-3:]]
                if _of_parts(head)
                else _indicator(head, cells)
            )
    if head:
        yield head, rows


def _of_parts(head: Row) -> bool:
    return head[1:2] == ["Broken down by"]


def _indicator(head: Row, cells: Row) -> Row:
    return [" ".join(cells[:2]), *cells[2:]] if head[0] == "Indicator" else cells


def _indicators(cells: Row) -> Row:
    return ["Indicator", *cells[2:]] if cells[0] == "Code" else cells


def _tiles(read: _Tables, lines: Sequence[str]) -> None:
    """A row of tiles is a line of numbers over a line of labels, which may go on below."""
    for values, labels in itertools.pairwise(lines):
        numbers, words = _cells(values), _cells(labels)
        if len(numbers) != len(words):
            continue
        for value, label in zip(numbers, words, strict=True):
            fitting = {
                key for (kind, name), key in read.names.items() if kind == "figure" and name.startswith(label)
            }
            if len(fitting) == 1:
                read.put(("figure", fitting.pop()), value)
