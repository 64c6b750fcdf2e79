"""What left the house: reports through lenses, and figures that were taken as files without one."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from app.access.actor import Actor, Door
from app.kernel import clock
from app.kernel.errors import Conflict, FieldError
from app.kernel.ids import new_id
from app.kernel.words import _
from app.platform.unit_of_work import ReadTx, Tx
from app.projects import public as projects
from app.reports.disclosure.packing import packed, unpacked
from app.reports.disclosure.publication import Publication, all_given_away
from app.reports.disclosure.releases import GivenAway
from app.reports.frozen import lens_and_report
from app.reports.rules import Outside
from app.reports.scopes import frozen_scope, is_part, project_of
from app.reports.store import reports as store
from app.reports.tables import SentFigures
from app.reports.use_cases.overlapping import Overlaps
from app.reports.use_cases.published import publication_of
from app.reports.use_cases.told import sentences


def beside_all(look: ReadTx, new: Publication, *, only_people: bool = False) -> list[GivenAway]:
    """What figures would give away beside everything that left the house of sessions that they count too.

    First beside those of the same sessions, whenever they left; then also beside those of other scopes (another
    project or donor, a partner, the parts of a share) that have days in common with the new ones.
    """
    scope, first, last = new.people.scope, new.people.first, new.people.last
    known = [one for one in _left(look, scope, first, last) if one.report != new.report]
    own = [one for one in known if one.people.scope == scope]
    found = all_given_away(new, own, only_people=only_people)
    others = [one for one in known if one.people.scope != scope]
    if not others:
        return found
    everything = [new, *known]
    overlaps = Overlaps(
        look,
        min(one.people.first for one in everything),
        max(one.people.last for one in everything),
        [one.people.scope for one in everything],
    )
    touching = overlaps.with_(scope)
    near = [one for one in others if one.people.scope in touching]
    if near:
        parts = any(is_part(one.people.scope) for one in (new, *near))
        readers = partial(overlaps.readers, scope) if parts else None
        more = all_given_away(new, [*own, *near], overlaps.groups, readers=readers, only_people=only_people)
        found += [one for one in more if one not in found]
    return found


def _left(look: ReadTx, scope: str, first: date, last: date) -> list[Publication]:
    """Every submission and every file of this scope, and those of others that have a day in common."""
    return [*_reports(look, scope, first, last), *_files(look, scope, first, last)]


def _reports(look: ReadTx, scope: str, first: date, last: date) -> Iterable[Publication]:
    rows = store.submitted(look.db)
    codes = projects.by_ids(look, {row.project_id for row, _lens in rows})
    wanted = {
        row.id: row
        for row, _lens in rows
        if project_of(scope) == codes[row.project_id].code or (row.from_date <= last and first <= row.to_date)
    }
    for snapshot in store.snapshots(look.db, wanted):
        row = wanted[snapshot.report_id]
        lens, report = lens_and_report(snapshot.facts, row.language)
        counted = frozen_scope(codes[row.project_id].code, lens)
        if counted == scope or (row.from_date <= last and first <= row.to_date):
            yield publication_of(report, snapshot.report_id, counted)


def _files(look: ReadTx, scope: str, first: date, last: date) -> Iterable[Publication]:
    for row in store.sent(look.db, scope, first, last):
        facts: dict[str, Any] = json.loads(zlib.decompress(row.facts))
        yield unpacked(facts, row.id, (row.from_date, row.to_date), row.threshold, row.counted)


@dataclass(frozen=True, slots=True)
class Checked:
    """What figures would give away beside all that had `left` at one moment.

    That takes long, and nobody else may write meanwhile if it is asked while writing: so it is asked before, and
    asked again only when something left since.
    """

    new: Publication
    left: tuple[int, int]
    found: list[GivenAway]


def checked(look: ReadTx, new: Publication) -> Checked:
    """Look at new figures beside all that left, before anything is written."""
    return Checked(new, store.how_much_left(look.db), beside_all(look, new))


def given_away_now(tx: Tx, before: Checked) -> list[GivenAway]:
    """The same, of this moment. The ledger must be held."""
    if store.how_much_left(tx.db) == before.left:
        return before.found
    return beside_all(tx, before.new)


@dataclass(frozen=True, slots=True)
class Parcel:
    """Figures for readers outside that are about to leave; `checked` is None when the same left before."""

    told: Publication
    audience: Outside
    facts: bytes
    hash: str
    checked: Checked | None


def make_ready(look: ReadTx, told: Publication, audience: Outside) -> Parcel:
    """Pack the figures and look at them beside all that left."""
    text = json.dumps(packed(told), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    people = told.people
    name = f"{people.scope} {people.first} {people.last} {people.threshold} {audience.value} "
    hash_ = hashlib.sha256(name.encode() + text).hexdigest()
    before = None if store.was_sent(look.db, hash_) else checked(look, told)
    return Parcel(told, audience, zlib.compress(text, 6), hash_, before)


def send(tx: Tx, actor: Actor, parcel: Parcel) -> None:
    """Write down that these figures leave; the same figures again leave once.

    Raises Conflict `report.discloses` when beside what left before they would show a few people.
    """
    store.hold_ledger(tx.db)
    if parcel.checked is None or store.was_sent(tx.db, parcel.hash):
        return
    found = given_away_now(tx, parcel.checked)
    if found:
        raise refused(tx, found)
    people = parcel.told.people
    tx.db.add(
        SentFigures(
            id=new_id(),
            counted=people.scope,
            audience=parcel.audience.value,
            from_date=people.first,
            to_date=people.last,
            threshold=people.threshold,
            hash=parcel.hash,
            facts=parcel.facts,
            sent_at=clock.now(),
            sent_by=None if actor.door is Door.COMMAND_LINE else actor.person_id,
        )
    )
    tx.db.flush()


def refused(look: ReadTx, found: list[GivenAway]) -> Conflict:
    """The refusal that names each table, the reports that give it away and what to do."""
    return Conflict(
        "report.discloses",
        _("Beside what left before, these figures would show a few people. Choose coarser ones."),
        [
            FieldError(
                "detail",
                "report.discloses",
                sentence,
                {"table": one.table, "reports": [str(id_) for id_ in one.reports]},
            )
            for one, sentence in sentences(look, found)
        ],
    )
