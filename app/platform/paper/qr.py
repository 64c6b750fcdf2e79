"""QR signs: as SVG for paper, as a picture for pages."""

from __future__ import annotations

import segno


def qr_svg(words: str, *, error: str = "m") -> str:
    """A QR sign as SVG source with its quiet zone; `error` is the level of correction (l, m, q, h).

    Level m survives 15 % of the sign being torn or stained (ISO/IEC 18004).
    """
    return segno.make(words, error=error, micro=False).svg_inline(border=2, scale=1, omitsize=True)


def qr_picture(words: str) -> str:
    """A QR sign as the address (`data:`) of a PNG, six dots a module with its quiet zone of four modules.

    A picture, because the oldest telephones draw one, and it stays black on white on a dark page; some 370 bytes for
    a ticket.
    """
    return segno.make(words, error="m", micro=False).png_data_uri(scale=6, border=4)
