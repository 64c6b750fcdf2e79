"""Sets pages for paper with typst: A4, fonts embedded, Arabic shaped and from right to left, QR signs."""

from app.platform.paper.document import Column, FieldDocument, print_document
from app.platform.paper.qr import qr_picture, qr_svg
from app.platform.paper.setting import FONTS, set_pdf

__all__ = ["FONTS", "Column", "FieldDocument", "print_document", "qr_picture", "qr_svg", "set_pdf"]
