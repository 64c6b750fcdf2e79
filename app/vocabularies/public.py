"""What other packages may ask of communities, topics, languages and age bands."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any
from weakref import WeakKeyDictionary

from app.kernel import clock
from app.kernel.errors import FieldError, Invalid
from app.kernel.types import Names
from app.kernel.words import Words, _
from app.platform.unit_of_work import ReadTx, Tx
from app.vocabularies.schemas import AgeBandView, CommunityView, LanguageView, TopicView
from app.vocabularies.store import seeding
from app.vocabularies.store import words as store
from app.vocabularies.tables import AgeBand, Community, Language, Topic

__all__ = [
    "AgeBandView",
    "CommunityView",
    "LanguageView",
    "TopicView",
    "age_bands",
    "check_codes",
    "communities",
    "community_names",
    "language_names",
    "languages",
    "seed",
    "topic_names",
    "topics",
    "unknown_codes",
]

_NONE: frozenset[str] = frozenset()


def communities(look: ReadTx) -> list[CommunityView]:
    """The communities that can be chosen today, most common first."""
    return look.once("communities", lambda: store.communities_valid_on(look.db, clock.today()))


def topics(look: ReadTx) -> list[TopicView]:
    """The topics in use, in their order."""
    return [store.topic_view(row) for row in store.topics(look.db)]


def languages(look: ReadTx) -> list[LanguageView]:
    """The languages in use, by English name."""
    return store.languages(look.db)


def age_bands(look: ReadTx) -> list[AgeBandView]:
    """The finest age bands in use, youngest first, 'not stated' last."""
    return look.once("age bands", lambda: store.age_bands(look.db))


def _all_names(look: ReadTx) -> dict[type[Any], dict[str, Names]]:
    return look.once("names of words", lambda: store.all_names(look.db))


def community_names(look: ReadTx) -> dict[str, Names]:
    """Names of every community by code, former ones included."""
    return _all_names(look)[Community]


def topic_names(look: ReadTx) -> dict[str, Names]:
    """Names of every topic by code, retired ones included."""
    return _all_names(look)[Topic]


def language_names(look: ReadTx) -> dict[str, Names]:
    """Names of every language by code, retired ones included."""
    return _all_names(look)[Language]


def check_codes(
    look: ReadTx,
    *,
    communities: AbstractSet[str] = _NONE,
    topics: AbstractSet[str] = _NONE,
    languages: AbstractSet[str] = _NONE,
    age_bands: AbstractSet[str] = _NONE,
) -> None:
    """Pass when every code is in its list, retired or not.

    Else raises Invalid with one error a missing code: field `community`, `topics`, `language` or `age_band`,
    code `….unknown`, and the code itself as the fact `value`. One statement a list that was asked about.
    """
    asked: list[tuple[str, str, AbstractSet[str], set[str], Words]] = [
        (
            "community",
            "community.unknown",
            communities,
            store.known_codes(look.db, Community, communities),
            _("There is no community with the code %(value)s."),
        ),
        (
            "topics",
            "topic.unknown",
            topics,
            store.known_codes(look.db, Topic, topics),
            _("There is no topic with the code %(value)s."),
        ),
        (
            "language",
            "language.unknown",
            languages,
            store.known_codes(look.db, Language, languages),
            _("There is no language with the code %(value)s."),
        ),
        (
            "age_band",
            "age_band.unknown",
            age_bands,
            store.known_codes(look.db, AgeBand, age_bands),
            _("There is no age band with the code %(value)s."),
        ),
    ]
    missing = [
        FieldError(field, code, sentence % {"value": value}, {"value": value})
        for field, code, wanted, known, sentence in asked
        for value in sorted(wanted - known)
    ]
    if missing:
        raise Invalid(missing)


_ever_seen: WeakKeyDictionary[Any, dict[str, set[str]]] = WeakKeyDictionary()
"""Codes that were found once, by database. Codes are retired, never deleted, so what was there is there."""


def unknown_codes(
    look: ReadTx, communities: AbstractSet[str], age_bands: AbstractSet[str]
) -> tuple[set[str], set[str]]:
    """Which of these codes no list has. Asks the database only about codes not seen before: tablets ask all day."""
    seen = _ever_seen.setdefault(look.db.get_bind().engine, {"community": set(), "age_band": set()})
    unknown: list[set[str]] = []
    for name, table, wanted in (("community", Community, communities), ("age_band", AgeBand, age_bands)):
        new = wanted - seen[name]
        if new:
            seen[name] |= store.known_codes(look.db, table, new)
        unknown.append(set(wanted - seen[name]))
    return unknown[0], unknown[1]


def seed(tx: Tx) -> dict[str, int]:
    """Insert the languages, communities, topics and age bands that are missing from the shipped lists; how many of each."""
    return seeding.seed(tx)
