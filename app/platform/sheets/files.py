"""Reads the rows of a sheet from the bytes of an XLSX or CSV file that nobody vouches for.

An XLSX file is a zip of XML. Before python-calamine sees it, each part is unpacked with a limit, read by a
strict XML parser that knows no entities and counts rows and columns, and packed anew: so a bomb, a part that
lies about its size, or one cell in the last corner of a sheet (which would be a table of 17 billion cells)
is refused with a sentence.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from xml.parsers import expat

import python_calamine

from app.kernel.errors import Invalid, TooLarge
from app.kernel.words import Words, _

Cell = str | int | float | bool | date | datetime | time | timedelta
Rows = Sequence[Sequence[Cell]]

LARGEST_FILE: Final = 5 * 1024 * 1024
"""Bytes of a file with rows to import."""

MOST_ROWS: Final = 10_000

_UNPACKED: Final = 64 * 1024 * 1024
_MOST_PARTS: Final = 400
_MOST_COLUMNS: Final = 200
_NEEDED = re.compile(
    r"^(?:\[Content_Types\]\.xml|_rels/\.rels|xl/(?:[\w-]+/)*(?:_rels/)?[\w.-]+\.(?:xml|rels))$"
)
_CELL = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")


def _wrong(code: str, sentence: Words) -> Invalid:
    return Invalid.of("file", code, sentence)


def _damaged() -> Invalid:
    return _wrong("import.damaged", _("This file is damaged, or is no XLSX or CSV file."))


def too_many_rows() -> Invalid:
    """The refusal of a file with more rows than are imported at once."""
    return _wrong(
        "import.too_many",
        _("A file has at most %(most)s rows. Divide it into several.") % {"most": MOST_ROWS},
    )


def read_rows(content: bytes) -> Rows:
    """The rows of the first sheet, the heading among them.

    Raises TooLarge above 5 MB; Invalid on `file` for anything that cannot be read as XLSX or as CSV in UTF-8.
    """
    if len(content) > LARGEST_FILE:
        raise TooLarge(
            "import.too_large",
            _("A file has at most %(size)s MB.") % {"size": LARGEST_FILE // (1024 * 1024)},
        )
    if not content.strip():
        raise _wrong("import.empty", _("There is nothing in this file."))
    rows = _from_xlsx(content) if content[:4] == b"PK\x03\x04" else _from_csv(content)
    if len(rows) > MOST_ROWS + 20:
        raise too_many_rows()
    return rows


class _Extent:
    """Counts how far the cells of a sheet reach. Raises Invalid as soon as it is too far."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self._where = (0, 0)

    def _doctype(self, *_given: object) -> None:
        raise _damaged()

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "row":
            number = attributes.get("r", "")
            self.row = int(number) if number.isascii() and number.isdigit() else self.row + 1
            self.column = 0
        elif tag == "c":
            found = _CELL.match(attributes.get("r", ""))
            if "r" in attributes and found is None:
                raise _damaged()
            if found is None:
                self.column += 1
            else:
                self.column = _number_of(found[1])
                self.row = int(found[2])
            self._where = (self.row, self.column)
        elif tag in {"v", "is", "f"}:
            row, column = self._where
            if row > MOST_ROWS + 20:
                raise too_many_rows()
            if column > _MOST_COLUMNS:
                raise _wrong("import.too_wide", _("This sheet has too many columns. Use the template."))

    def measure(self, part: bytes) -> None:
        """Read a sheet to its end."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._begin
        parser.StartDoctypeDeclHandler = self._doctype
        parser.Parse(part, True)


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _unpacked(content: bytes) -> dict[str, bytes]:
    """The parts that hold values, each read to its end within one limit for all."""
    parts: dict[str, bytes] = {}
    left = _UNPACKED
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for info in packed.infolist()[:_MOST_PARTS]:
            if info.filename in parts or not _NEEDED.match(info.filename):
                continue
            with packed.open(info) as part:
                read = part.read(left + 1)
            left -= len(read)
            if left < 0:
                raise _wrong("import.too_large", _("Unpacked, this file is far too large."))
            parts[info.filename] = read
    return parts


def _from_xlsx(content: bytes) -> Rows:
    try:
        parts = _unpacked(content)
        if "xl/workbook.xml" not in parts:
            raise _damaged()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as again:
            for name, part in parts.items():
                if name.endswith(".xml"):  # a book may call any part of it a sheet
                    _Extent().measure(part)
                again.writestr(name, part)
        packed.seek(0)
        return _first_sheet(packed)
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
        python_calamine.CalamineError,
    ):
        raise _damaged() from None


def _first_sheet(packed: io.BytesIO) -> Rows:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(packed)
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False) if book.sheet_names else []
    except BaseException as broken:
        # A fault inside the reader is a panic, which is no Exception.
        if type(broken).__name__ == "PanicException":
            raise _damaged() from None
        raise


def _from_csv(content: bytes) -> Rows:
    try:
        encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise _wrong(
            "import.encoding", _("The letters of this file cannot be read. Save it as CSV UTF-8, or as XLSX.")
        ) from None
    if "\x00" in text:
        raise _damaged()
    heading = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=heading.count)
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(list(row[:_MOST_COLUMNS]))
            if len(rows) > MOST_ROWS + 20:
                raise too_many_rows()
    except csv.Error:
        raise _damaged() from None
    return rows


def any_value(row: Sequence[Any]) -> bool:
    """Whether a row says anything at all."""
    return any(cell != "" and not (isinstance(cell, str) and not cell.strip()) for cell in row)
