"""All SQL of communities, topics, languages and age bands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from typing import Any, TypeVar

from sqlalchemy import Date, Integer, bindparam, literal_column, or_, tuple_, union_all
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from app.kernel.types import Names, names_of
from app.platform.asked import Asked
from app.vocabularies.schemas import (
    AddCommunity,
    AddLanguage,
    AddTopic,
    AgeBandView,
    CommunityView,
    Direction,
    LanguageView,
    TopicView,
)
from app.vocabularies.tables import AgeBand, Community, Language, Topic

Word = TypeVar("Word", Community, Topic, Language)
"""A row of one of the lists."""

Ordered = TypeVar("Ordered", Community, Topic)
"""A row of a list whose order somebody chose."""


def names_of_word(row: Community | Topic | Language) -> Names:
    """The names of a row in the languages of the interface."""
    return names_of(row.name_en, row.name_fr, row.name_ar)


def find(db: Session, kind: type[Word], code: str, *, lock: bool = False) -> Word | None:
    """The word of a list with this code; `lock` holds it until the transaction ends."""
    query = select(kind).where(kind.code == code)
    return db.exec(query.with_for_update() if lock else query).first()


def known_codes(db: Session, kind: type[Word | AgeBand], codes: Iterable[str]) -> set[str]:
    """Those of the codes that are in the list."""
    wanted = set(codes)
    return {row.code for row in _codes(kind).rows(db.connection(), codes=wanted)} if wanted else set()


@cache
def _codes(kind: type[Word | AgeBand]) -> Asked:
    code = kind.__table__.c.code  # type: ignore[union-attr]
    return Asked(lambda among: select_columns(code).where(among(code, "codes")))


_LISTS: tuple[Any, ...] = (Community, Topic, Language)
_NAMES = Asked(lambda _among: union_all(*(_named(place) for place in range(len(_LISTS)))))
"""Each page of a session says words of all three lists."""


def _named(place: int) -> Any:
    of = _LISTS[place].__table__.c
    return select_columns(literal_column(str(place), Integer()), of.code, of.name_en, of.name_fr, of.name_ar)


def all_names(db: Session) -> dict[type[Any], dict[str, Names]]:
    """The names of all words by code, retired ones included, list by list. One statement."""
    found: dict[type[Any], dict[str, Names]] = {kind: {} for kind in _LISTS}
    for place, code, en, fr, ar in _NAMES.rows(db.connection()):
        found[_LISTS[place]][code] = names_of(en, fr, ar)
    return found


_DAY = bindparam("day", type_=Date)
_community: Any = Community.__table__.c  # type: ignore[attr-defined]
_VALID_COMMUNITIES = Asked.just(
    select_columns(
        _community.code,
        _community.name_en,
        _community.name_fr,
        _community.name_ar,
        _community.languages,
        _community.cohort,
        _community.never_alone,
        _community.valid_from,
        _community.valid_until,
        _community.position,
        _community.version,
    )
    .where(
        or_(_community.valid_from.is_(None), _community.valid_from <= _DAY),
        or_(_community.valid_until.is_(None), _community.valid_until >= _DAY),
    )
    .order_by(_community.position, _community.code)
)


def communities_valid_on(db: Session, day: date) -> list[CommunityView]:
    """The communities that can be chosen on a day, in their order."""
    return [
        _community_view((code, en, fr, ar, tuple(languages), *rest))
        for code, en, fr, ar, languages, *rest in _VALID_COMMUNITIES.rows(db.connection(), day=day)
    ]


def topics(db: Session) -> list[Topic]:
    """The topics in use, in their order."""
    query = select(Topic).where(col(Topic.active).is_(True))
    return list(db.exec(query.order_by(col(Topic.position), col(Topic.code))))


_language: Any = Language.__table__  # type: ignore[attr-defined]
_LANGUAGES = Asked.just(
    select_columns(_language)
    .where(_language.c.active.is_(True))
    .order_by(_language.c.name_en, _language.c.code)
)


def languages(db: Session) -> list[LanguageView]:
    """The languages in use, by English name."""
    return [language_view(row) for row in _LANGUAGES.rows(db.connection())]


_band: Any = AgeBand.__table__.c  # type: ignore[attr-defined]
_AGE_BANDS = Asked.just(
    select_columns(_band.code, _band.position, _band.lower, _band.upper).order_by(_band.position)
)


def age_bands(db: Session) -> list[AgeBandView]:
    """The age bands in their order."""
    return [_age_band_view(*row) for row in _AGE_BANDS.rows(db.connection())]


def ordered_listing(
    db: Session, kind: type[Ordered], *, after: tuple[int, str] | None, limit: int
) -> list[Ordered]:
    """A list by position and code, after a place in that order, retired words included."""
    order = (col(kind.position), col(kind.code))
    query = select(kind).order_by(*order).limit(limit)
    if after is not None:
        query = query.where(tuple_(*order) > tuple_(*after))
    return list(db.exec(query))


def language_listing(db: Session, *, after: str | None, limit: int) -> list[Language]:
    """Languages by code, after a code, retired ones included."""
    query = select(Language).order_by(Language.code).limit(limit)
    if after is not None:
        query = query.where(col(Language.code) > after)
    return list(db.exec(query))


def add_community(db: Session, command: AddCommunity) -> Community:
    """Insert a community."""
    row = Community(
        code=command.code,
        name_en=command.names.en,
        name_fr=command.names.fr,
        name_ar=command.names.ar,
        languages=list(command.languages),
        cohort=command.cohort,
        never_alone=command.never_alone,
        valid_from=command.valid_from,
        valid_until=command.valid_until,
        position=command.position,
    )
    db.add(row)
    db.flush()
    return row


def add_topic(db: Session, command: AddTopic) -> Topic:
    """Insert a topic."""
    row = Topic(
        code=command.code,
        name_en=command.names.en,
        name_fr=command.names.fr,
        name_ar=command.names.ar,
        position=command.position,
    )
    db.add(row)
    db.flush()
    return row


def add_language(db: Session, command: AddLanguage) -> Language:
    """Insert a language."""
    row = Language(
        code=command.code,
        name_en=command.names.en,
        name_fr=command.names.fr,
        name_ar=command.names.ar,
        autonym=command.autonym,
        direction=command.direction.value,
    )
    db.add(row)
    db.flush()
    return row


def community_view(row: Community) -> CommunityView:
    """The plain view of a community."""
    valid = row.valid_from, row.valid_until
    names = row.name_en, row.name_fr, row.name_ar
    told = (
        row.code,
        *names,
        tuple(row.languages),
        row.cohort,
        row.never_alone,
        *valid,
        row.position,
        row.version,
    )
    return _community_view(told)


@lru_cache(maxsize=1024)
def _community_view(told: tuple[Any, ...]) -> CommunityView:
    """Words change rarely and are chosen from on most pages: one that says the same is the same value."""
    code, en, fr, ar, languages, cohort, never_alone, valid_from, valid_until, position, version = told
    return CommunityView(
        code=code,
        names=names_of(en, fr, ar),
        languages=languages,
        cohort=cohort,
        never_alone=never_alone,
        valid_from=valid_from,
        valid_until=valid_until,
        position=position,
        version=version,
    )


def topic_view(row: Topic) -> TopicView:
    """The plain view of a topic."""
    return TopicView(
        code=row.code, names=names_of_word(row), position=row.position, active=row.active, version=row.version
    )


def language_view(row: Any) -> LanguageView:
    """The plain view of a language."""
    return LanguageView(
        code=row.code,
        names=names_of_word(row),
        autonym=row.autonym,
        direction=Direction(row.direction),
        active=row.active,
        version=row.version,
    )


@lru_cache(maxsize=256)
def _age_band_view(code: str, position: int, lower: int | None, upper: int | None) -> AgeBandView:
    return AgeBandView(code=code, position=position, lower=lower, upper=upper)
