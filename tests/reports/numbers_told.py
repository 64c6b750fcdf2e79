"""Every number that stands in a text, in whatever digits: so that none is told that no reader of facts has read."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

from lxml import html

WESTERN = {ord(digit): str(at % 10) for at, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
NUMBER = re.compile(r"(?<![\w.#])\d+(?:\.\d+)?(?![\w.]*[A-Za-z])")

CODE = re.compile(r"\b[A-Z]{2,}-[\w-]+")
"""Codes of sessions and lots."""


def numbers(text: str) -> list[str]:
    """The numbers of a text in their order, in western digits with a decimal point; grouping signs are left out."""
    plain = CODE.sub(" ", text).translate(WESTERN).replace("٫", ".")
    plain = re.sub(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]", "", plain)
    plain = re.sub(r"(?<=\d)[,٬\u202f\xa0](?=\d{3}(?!\d))", "", plain)
    plain = re.sub(r"(?<=\d),(?=\d)", ".", plain)
    return NUMBER.findall(plain)


def leaves(value: Any, path: str = "") -> list[tuple[str, Any]]:
    """(path, value) of everything in a JSON value; places in lists are left out of the path."""
    if isinstance(value, dict):
        return [
            found for key, one in value.items() for found in leaves(one, f"{path}.{key}" if path else key)
        ]
    if isinstance(value, list):
        return [found for one in value for found in leaves(one, path)]
    return [(path, value)]


def of_html(content: str) -> html.HtmlElement:
    """The page without what is no text."""
    tree = html.fromstring(content)
    for element in [*tree.iter("script", "style", "head")]:
        element.drop_tree()
    return tree


def cells(content: str) -> list[list[list[str]]]:
    """Table by table, row by row: the numbers of each row."""
    return [
        [numbers(" | ".join(cell.text_content() for cell in row)) for row in table.iter("tr")]
        for table in of_html(content).iter("table")
    ]


def drawn(content: str) -> list[Counter[str]]:
    """Of each drawing the numbers that stand in it, in its title and in its description."""
    return [Counter(numbers(" | ".join(svg.itertext()))) for svg in of_html(content).iter("svg")]


def on_paper(content: bytes, folder: Path) -> Counter[str]:
    """The numbers of a PDF."""
    path = folder / "told.pdf"
    path.write_bytes(content)
    told = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True)
    return Counter(numbers(told.stdout))


def in_text(content: str) -> list[str]:
    """All numbers of a page but those of its menus: where the report or the screen itself stands."""
    tree = of_html(content)
    whole = tree.find(".//main")
    return numbers(" | ".join((tree if whole is None else whole).itertext()))
