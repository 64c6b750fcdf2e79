"""What figures would give away together, in words; the small count itself is not said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from app.attendance.public import SEX_NAMES
from app.kernel.types import Sex
from app.kernel.words import Words, _
from app.measures import public as measures
from app.places import public as places
from app.platform import catalogues, formats
from app.platform.unit_of_work import ReadTx
from app.reports.asked import Disclosure
from app.reports.build import Spoken
from app.reports.disclosure.annexes import SESSIONS
from app.reports.disclosure.lots import LOTS
from app.reports.disclosure.publication import AREAS, DISTRICTS, FEEDBACK, METHOD, PEOPLE, RESTATED, RESULTS
from app.reports.disclosure.releases import GivenAway
from app.reports.schemas import ALL
from app.reports.store import reports as store
from app.reports.tables import SentFigures
from app.reports.texts import listed
from app.vocabularies import public as vocabularies

MOST_TOLD = 20
"""So many findings are told; the rest are of the same kind."""


def told(look: ReadTx, found: list[GivenAway], new: UUID | None = None) -> tuple[Disclosure, ...]:
    """The findings in the language spoken, with what gives them away: reports by id (but `new`), files in words."""
    files = {
        row.id: str(_file(row)) for row in store.files(look.db, {id_ for one in found for id_ in one.reports})
    }
    return tuple(
        Disclosure(
            reports=tuple(id_ for id_ in one.reports if id_ not in files and id_ != new),
            files=tuple(files[id_] for id_ in one.reports if id_ in files),
            table=one.table,
            sentence=str(sentence),
        )
        for one, sentence in sentences(look, found)
    )


def _file(row: SentFigures) -> Words:
    named = {"counted": row.counted, "first": _day(row.from_date), "last": _day(row.to_date)}
    return _("a file of %(counted)s, %(first)s to %(last)s, taken on %(day)s") % {
        **named,
        "day": _day(row.sent_at.date()),
    }


def sentences(look: ReadTx, found: list[GivenAway]) -> list[tuple[GivenAway, Words]]:
    """What to say of each finding; the same words of several (other sessions of the same days) once."""
    language = catalogues.current()
    some = found[:MOST_TOLD]
    names = {code: one.in_language(language) for code, one in vocabularies.community_names(look).items()}
    codes = {one.place[0] for one in some if one.table in {AREAS, DISTRICTS}}
    names |= {
        code: area.names.in_language(language) for code, area in places.areas_by_codes(look, codes).items()
    }
    sentence = _("%(who)s, %(first)s to %(last)s: fewer than may be shown could be worked out.")
    mixed = _(
        "%(first)s to %(last)s: rounded and exact figures of the same people would say more together than either."
    )
    days = [{"first": _day(one.first), "last": _day(one.last)} for one in some]
    said: dict[str, tuple[GivenAway, Words]] = {}
    for one, told in zip(some, days, strict=True):
        words = mixed % told if one.table == METHOD else sentence % {"who": who(one, names), **told}
        said.setdefault(f"{one.table} {words}", (one, words))
    return list(said.values())


def who(one: GivenAway, names: Mapping[str, str]) -> str:
    """Whom a finding is about, in the language spoken; `names` of communities and areas by code."""
    if one.table.split(" ")[0] == FEEDBACK:
        return str(_("Feedback after distributions"))
    if one.table.split(" ")[0] in {RESULTS, RESTATED}:
        return str(measures.MEASURES[one.table.split(" ")[1]].title)
    if one.table in {PEOPLE, AREAS, DISTRICTS}:
        return _people(one, names)
    if one.table == LOTS:
        lot = " ".join(part for part in one.place[:2] if part)
        return str(_("Kits handed out of %(lot)s") % {"lot": lot})
    if one.table == SESSIONS:
        return str(_("Session %(code)s") % {"code": one.place[0]})
    return str(measures.MEASURES[one.table.split(" ")[0]].title)


def _people(one: GivenAway, names: Mapping[str, str]) -> str:
    community, sex, age = one.place
    parts = [
        names.get(community, community) if community != ALL else "",
        str(SEX_NAMES[Sex(sex)]) if sex != ALL else "",
        age if age != ALL else "",
    ]
    return listed([part for part in parts if part], Spoken(catalogues.current())) or str(_("Everybody"))


def _day(day: date) -> str:
    return formats.full_date(day)
