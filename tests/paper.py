"""Looks at what is set for paper: the words of a PDF, and the QR signs a camera would see on its pages."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import typst
import zxingcpp
from pypdf import PdfReader

from app.platform.paper import FONTS


def words_of(pdf: bytes) -> str:
    """The text of all pages."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def pages_of(pdf: bytes) -> int:
    """How many pages."""
    return len(PdfReader(io.BytesIO(pdf)).pages)


def qr_signs(template: Path, data: dict[str, Any], *, ppi: int, top: float) -> list[str]:
    """What the QR signs say in the upper part (`top`, a share) of each page that a template draws."""
    pages = grey_pages(template, data, ppi=ppi, top=top)
    return [sign.text for page in pages for sign in zxingcpp.read_barcodes(page)]


def grey_pages(template: Path, data: dict[str, Any], *, ppi: int, top: float) -> list[np.ndarray[Any, Any]]:
    """The upper part (`top`, a share) of each page that a template draws, as grey pixels."""
    made: Any = typst.compile(
        template,
        format="png",
        ppi=ppi,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": orjson.dumps(data).decode()},
    )
    pages = made if isinstance(made, list) else [made]
    return [_grey(page, top) for page in pages if page]


def _grey(png: bytes, top: float) -> np.ndarray[Any, Any]:
    """The pixels of an 8-bit RGB or RGBA PNG without interlacing, as one grey channel (PNG specification, 9.2)."""
    packed, at, width, height, channels = b"", 8, 0, 0, 4
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, _depth, colour = struct.unpack(">IIBB", body[:10])
            channels = {2: 3, 6: 4}[colour]
        if kind == b"IDAT":
            packed += body
        at += length + 12
    lines = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, width * channels + 1)
    above = np.zeros(width, np.uint8)
    rows = []
    for line in lines[: int(height * top)]:
        green = line[1:].reshape(-1, channels)[:, 1]  # no filter looks from one channel at another
        above = _unfiltered(int(line[0]), green, above)
        rows.append(above)
    return np.array(rows)


def _unfiltered(kind: int, line: Any, above: Any) -> Any:
    if kind == 0:
        return line
    if kind == 2:
        return line + above
    if kind == 1:
        return np.cumsum(line, dtype=np.uint8)
    row, up = bytearray(line.tobytes()), above.tobytes()
    left = corner = 0
    for at in range(len(row)):
        if kind == 3:
            guess = (left + up[at]) // 2
        else:
            way = left + up[at] - corner
            guess = min((left, up[at], corner), key=lambda near: abs(way - near))
        left, corner = (row[at] + guess) & 255, up[at]
        row[at] = left
    return np.frombuffer(bytes(row), np.uint8)
