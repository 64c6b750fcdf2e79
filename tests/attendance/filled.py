"""Fills in a form as a browser without scripts would."""

from __future__ import annotations

from html.parser import HTMLParser


class _Form(HTMLParser):
    """The fields of the page's main form: the one that posts to its own address."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._inside = False
        self._select = ""
        self._text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self._inside = given.get("action") is None and given.get("method") == "post"
        if not self._inside:
            return
        if tag == "input" and name and (given.get("type") not in {"checkbox", "radio"} or "checked" in given):
            self._add(name, given.get("value") or "")
        if tag == "select":
            self._select = name
        if tag == "option" and "selected" in given:
            self._add(self._select, given.get("value") or "")
        if tag == "textarea":
            self._text = name
            self._add(name, "")

    def handle_data(self, data: str) -> None:
        if self._text:
            self.fields[self._text][-1] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "textarea":
            self._text = ""

    def _add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


def fields_of(html: str) -> dict[str, list[str]]:
    """Every field with the values it would send."""
    return _Form(html).fields
