"""A summary of errors says which field each plain sentence is about, as in "Name of the lot: Please fill this in".

Beside its field such a sentence needs no name; on top of a long form six of them would all read alike. The summary
stands before the fields are drawn, so the names are put in once the page is there, from the labels it has.
"""

from __future__ import annotations

import re
from functools import lru_cache

from app.kernel.words import _
from app.platform import catalogues
from app.platform.web.validation import PLAIN_SENTENCES

_SUMMARY = re.compile(r'<div class="errors" id="errors".*?</div>', re.DOTALL)
_LINK = re.compile(r'(<a href="#([^"]+)">)\s*([^<]+?)\s*(</a>)')
_PLACEHOLDER = re.compile(r"%\\\(\w+\\\)s|%\(\w+\)s")
_TAG = re.compile(r"<[^>]*>")
_ASKS = "?؟"
"""A label that is a question is answered without a colon."""
_LABELLED = _("%(label)s: %(value)s")


def with_names(html: str) -> str:
    """The page with the names of the fields in its summary of errors; a page without one comes back as it is.

    To be called while the language of the page is spoken.
    """
    found = _SUMMARY.search(html)
    if found is None:
        return html
    plain = _plain(catalogues.current())

    def named(link: re.Match[str]) -> str:
        begin, field, said, end = link.groups()
        label = _label_of(field, html) if plain.fullmatch(said) else None
        if label is None:
            return link[0]
        told = f"{label} {said}" if label[-1] in _ASKS else _LABELLED % {"label": label, "value": said}
        return f"{begin}{told}{end}"

    return html[: found.start()] + _LINK.sub(named, found[0]) + html[found.end() :]


@lru_cache(maxsize=16)
def _plain(language: str) -> re.Pattern[str]:
    """The sentences that name nothing, as they read in a language, whatever their numbers are."""
    with catalogues.speaking(language):
        told = {catalogues.gettext(one) for one in PLAIN_SENTENCES}
    return re.compile("|".join(_PLACEHOLDER.sub(".+?", re.escape(one)) for one in sorted(told)))


def _label_of(field: str, html: str) -> str | None:
    """The label of an input, or the legend of the choices it is the first of; None when the page has none."""
    name = re.escape(field)
    of_choices = re.search(rf'<input id="{name}"[^>]*type="(?:radio|checkbox)"', html)
    if of_choices:
        begin = html.rfind("<legend>", 0, of_choices.start())
        if begin < 0 or "</fieldset>" in html[begin : of_choices.start()]:
            return None
        return _text(html[begin : html.index("</legend>", begin)])
    label = re.search(rf'<label [^>]*for="{name}"[^>]*>(.*?)</label>', html, re.DOTALL)
    return _text(label[1]) if label else None


def _text(label: str) -> str | None:
    """The words of a label, without what is added to them ("optional")."""
    return " ".join(_TAG.sub("", label.split("<span>", 1)[0]).split()) or None
