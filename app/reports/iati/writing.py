"""How elements, narratives and numbers are written."""

from __future__ import annotations

import math
from datetime import date
from xml.etree.ElementTree import Element, SubElement

from app.reports.signs import without_control

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def add(parent: Element, tag: str, /, **attributes: str) -> Element:
    """A new last child. An underscore in an attribute's name stands for a hyphen."""
    written = {key.replace("_", "-"): without_control(value) for key, value in attributes.items()}
    return SubElement(parent, tag, written)


def say(parent: Element, tag: str, /, *paragraphs: str, **attributes: str) -> Element:
    """A new last child with its narratives, in the language of the activity."""
    child = add(parent, tag, **attributes)
    for text in paragraphs:
        add(child, "narrative").text = without_control(text)
    return child


def on(day: date) -> str:
    """A date as IATI has it."""
    return day.isoformat()


def number(value: float) -> str:
    """A number without grouping. Raises ValueError for what is none: the schema would let it pass."""
    if not math.isfinite(value):
        raise ValueError(value)
    return str(int(value)) if float(value).is_integer() else str(value)
