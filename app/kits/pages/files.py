"""Lists as CSV files: exactly what is shown, with headings in the reader's language."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from fastapi import Request
from fastapi.responses import Response

from app.kernel.words import Words
from app.platform import catalogues
from app.platform.web.pages import language_of

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _cell(value: object) -> object:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front."""
    if isinstance(value, int):
        return value
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def csv_file(
    request: Request, name: str, headings: Sequence[Words], rows: Iterable[Sequence[object]]
) -> Response:
    """A CSV download; begins with a byte order mark, so that Excel reads Arabic."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    with catalogues.speaking(language_of(request)):
        writer.writerow([str(heading) for heading in headings])
        writer.writerows([_cell(value) for value in row] for row in rows)
    return Response(
        "\ufeff" + out.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
