"""The rows of one generated session, in every ledger, totals equal to the sums."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

from app.attendance.rules import Source
from app.attendance.tables import CountEntry, DoorEntry, SessionTotal
from app.closing.tables import SessionReport, TillLine
from app.commands.demo.bulk import BulkWriter, stored
from app.commands.demo.ground import Ground
from app.commands.demo.minted import SeededIds, milliseconds
from app.commands.demo.scale_days import ZONE, Slot
from app.commands.demo.scale_kits import KitRows
from app.sessions.rules import ActivityType, Audience, PartnerRole, SessionStatus
from app.sessions.tables import (
    AwarenessSession,
    SessionFacilitator,
    SessionPartner,
    SessionProject,
    SessionStep,
    SessionTopic,
)

CELLS = (("f", "18-59"), ("f", "12-17"), ("f", "60+"), ("m", "18-59"), ("f", "5-11"))
"""The cells counted of each of a session's two communities; most are women of working age."""

MOST_OF_CELL = (24, 5, 3, 6, 2)
"""How many people a cell holds at most, in the order of CELLS."""

LIFE_LINE = (
    SessionStatus.PROPOSED,
    SessionStatus.CONFIRMED,
    SessionStatus.IN_PROGRESS,
    SessionStatus.REPORTED,
    SessionStatus.VERIFIED,
)
STEP_AFTER_START = {
    SessionStatus.PROPOSED: timedelta(days=-21),
    SessionStatus.CONFIRMED: timedelta(days=-14),
    SessionStatus.CANCELLED: timedelta(days=-2),
    SessionStatus.IN_PROGRESS: timedelta(),
    SessionStatus.REPORTED: timedelta(hours=3),
    SessionStatus.VERIFIED: timedelta(days=2),
}
TITLES = (
    "Know your rights at work",
    "Safe migration and its risks",
    "Recognising trafficking",
    "Where to find help",
    "The kafala system explained",
)


class SessionRows:
    """Puts generated sessions into a bulk writer and keeps the sums that go over all of them."""

    def __init__(
        self,
        ground: Ground,
        writer: BulkWriter,
        ids: SeededIds,
        chance: Random,
        numbers: dict[tuple[str, date], int],
    ) -> None:
        self._ground, self._rows, self._ids, self._chance = ground, writer.rows, ids, chance
        self.numbers = numbers
        self.kits = KitRows(ground.kit, writer, ids, chance)
        self.reached = 0

    def add(self, slot: Slot, now: datetime) -> None:
        """One session with everything that belongs to it."""
        chance, ground = self._chance, self._ground
        status = _status(slot, now, chance.random())
        known = self._ids.digits(milliseconds(slot.starts))
        starts = stored(slot.starts)
        code = self._code(slot)
        held = status in {SessionStatus.REPORTED, SessionStatus.VERIFIED}
        community, reached = self._people(known, slot, starts) if held else ("", 0)
        door = self._door(known, slot, starts, reached) if held else 0
        kits = self.kits.add(known, code, slot, community) if held else (0, 0)
        topic = self._link(known, slot, starts, planned=status is SessionStatus.PROPOSED)
        steps = self._steps(known, slot, status)
        if held:
            self._report(known, slot, (reached, door), topic, kits)
        self._rows[AwarenessSession].append(
            (
                known,
                code,
                TITLES[int(chance.random() * len(TITLES))],
                (ActivityType.AWARENESS_SESSION if chance.random() < 0.8 else ActivityType.OUTREACH).value,
                Audience.COMMUNITY.value,
                status.value,
                "The hall is not free." if status is SessionStatus.CANCELLED else "",
                starts,
                stored(slot.ends),
                ZONE,
                slot.day.isoformat(),
                slot.hall.id,
                slot.hall.area,
                ground.languages[int(chance.random() * len(ground.languages))],
                slot.host.id,
                slot.hall.capacity,
                slot.host.planner,
                slot.facilitators[0] if held else None,
                ground.verifier if status is SessionStatus.VERIFIED else None,
                steps.get(SessionStatus.REPORTED),
                steps.get(SessionStatus.VERIFIED),
                reached,
                door,
                kits[1],
                len(steps),
                steps[SessionStatus.PROPOSED],
                list(steps.values())[-1],
            )
        )
        self.reached += reached

    def _code(self, slot: Slot) -> str:
        number = self.numbers[slot.hall.prefix, slot.day] = (
            self.numbers.get((slot.hall.prefix, slot.day), 0) + 1
        )
        return f"{slot.hall.prefix}-{slot.day.isoformat()}-{number:02d}"

    def _people(self, known: str, slot: Slot, starts: str) -> tuple[str, int]:
        """Ten cells of two communities; one of the two, and how many people in all."""
        chance, instant = self._chance, milliseconds(slot.starts)
        received = stored(slot.ends)
        communities = self._ground.communities
        first = int(chance.random() ** 2 * len(communities))
        second = (first + 1 + int(chance.random() * (len(communities) - 1))) % len(communities)
        reached = 0
        for community in sorted((communities[first], communities[second])):
            for (sex, band), most in zip(CELLS, MOST_OF_CELL, strict=True):
                count = 1 + int(chance.random() * most)
                reached += count
                self._rows[SessionTotal].append((known, community, sex, band, count))
                self._rows[CountEntry].append(
                    (
                        self._ids.digits(instant),
                        known,
                        community,
                        sex,
                        band,
                        count,
                        Source.GRID.value,
                        slot.facilitators[0],
                        starts,
                        received,
                    )
                )
        return communities[first], reached

    def _door(self, known: str, slot: Slot, starts: str, reached: int) -> int:
        door = reached + int(self._chance.random() * 3)
        self._rows[DoorEntry].append(
            (
                self._ids.digits(milliseconds(slot.starts)),
                known,
                door,
                slot.facilitators[0],
                starts,
                stored(slot.ends),
            )
        )
        return door

    def _link(self, known: str, slot: Slot, starts: str, *, planned: bool) -> str:
        """Organisations, people, projects and topics of a session; its first topic."""
        chance, ground, rows = self._chance, self._ground, self._rows
        accepted_at = stored(slot.starts + STEP_AFTER_START[SessionStatus.CONFIRMED])
        rows[SessionPartner].append((known, slot.host.id, PartnerRole.LEAD.value, True, accepted_at, starts))
        others = [host for host in ground.hosts if host is not slot.host]
        for host, role in zip(
            chance.sample(others, min(len(others), int(chance.random() * 3))),
            (PartnerRole.HOST, PartnerRole.MOBILISER),
            strict=False,
        ):
            answer = (None, None) if planned else (True, accepted_at)
            rows[SessionPartner].append((known, host.id, role.value, *answer, starts))
        rows[SessionFacilitator].extend((known, person, starts) for person in slot.facilitators)
        paying = [g for g in ground.grants if g.starts_on <= slot.day <= g.ends_on] or list(ground.grants)
        chosen = chance.sample(paying, min(len(paying), 1 + int(chance.random() * 2)))
        shares = (60, 40) if len(chosen) == 2 and chance.random() < 0.5 else (None, None)
        rows[SessionProject].extend(
            (known, grant.id, share, starts) for grant, share in zip(chosen, shares, strict=False)
        )
        topics = chance.sample(ground.topics, min(len(ground.topics), 2))
        rows[SessionTopic].extend((known, topic) for topic in topics)
        return topics[0]

    def _steps(self, known: str, slot: Slot, status: SessionStatus) -> dict[SessionStatus, str]:
        """The way to `status`, each step with its instant as stored."""
        way = [*LIFE_LINE[:2], status] if status is SessionStatus.CANCELLED else _until(status)
        times = {step: slot.starts + STEP_AFTER_START[step] for step in way}
        by = {
            SessionStatus.CONFIRMED: self._ground.verifier,
            SessionStatus.IN_PROGRESS: slot.facilitators[0],
            SessionStatus.REPORTED: slot.facilitators[0],
            SessionStatus.VERIFIED: self._ground.verifier,
        }
        for before, step in pairwise((None, *way)):
            assert step is not None  # noqa: S101 - only the first `before` is none
            self._rows[SessionStep].append(
                (
                    self._ids.digits(milliseconds(times[step])),
                    known,
                    before.value if before else None,
                    step.value,
                    by.get(step, slot.host.planner),
                    stored(times[step]),
                    "The hall is not free." if step is SessionStatus.CANCELLED else "",
                )
            )
        return {step: stored(at) for step, at in times.items()}

    def _report(
        self, known: str, slot: Slot, people: tuple[int, int], topic: str, kits: tuple[int, int]
    ) -> None:
        report = self._ids.digits(milliseconds(slot.ends))
        at = stored(slot.starts + STEP_AFTER_START[SessionStatus.REPORTED])
        self._rows[SessionReport].append(
            (report, known, 1, f'["{topic}"]', *people, 0, slot.facilitators[0], at, "[]")
        )
        loaded, given = kits
        if self._ground.kit is not None and loaded:
            self._rows[TillLine].append(
                (report, self._ground.kit.item_id, loaded, given, loaded - given, 0, 0)
            )


def _until(status: SessionStatus) -> tuple[SessionStatus, ...]:
    return LIFE_LINE[: LIFE_LINE.index(status) + 1]


def _status(slot: Slot, now: datetime, dice: float) -> SessionStatus:
    """Old sessions are verified, those of the last ten days wait, those ahead are plans; a few were cancelled."""
    if slot.ends > now:
        soon = slot.starts - now < timedelta(days=7)
        return SessionStatus.CONFIRMED if soon or dice < 0.4 else SessionStatus.PROPOSED
    if dice < 0.03:
        return SessionStatus.CANCELLED
    waits = 0.6 if now - slot.ends < timedelta(days=10) else 0.04
    return SessionStatus.REPORTED if dice < waits else SessionStatus.VERIFIED
