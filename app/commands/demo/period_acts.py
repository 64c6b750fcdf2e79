"""Months that were reported and closed, and three women whose count arrived after the cut-off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Final

from sqlmodel import select

from app.commands.demo.plan import ZONE, PlannedSession
from app.commands.demo.present import LATE_SESSION
from app.commands.demo.session_acts import Act
from app.commands.demo.stage import Stage, an_id
from app.field.schemas.devices import ClaimDevice
from app.field.schemas.events import SendBatch
from app.field.use_cases import pairing
from app.field.use_cases.intake import take_batch
from app.field.use_cases.recognising import recognise
from app.kernel import clock
from app.periods.rules import PeriodState, code_of
from app.periods.schemas import ClosePeriod
from app.periods.tables import ReportingPeriod
from app.periods.use_cases import closing
from app.sessions.tables import AwarenessSession

CLOSING_ON: Final = 5
"""The day of the next month on which a month begins to close; everything of it was verified by then."""

CLOSED_ON: Final = 25
"""The day of the next month on which it is closed, so that only the last month may still be closing."""

LATE_WOMEN: Final = 3
TABLET: Final = "Tablet of Caritas, south"


class PeriodActs:
    """The acts of reporting periods. `now` is when the story is told."""

    def __init__(self, stage: Stage, sessions: Sequence[PlannedSession], now: datetime) -> None:
        self._stage, self._now = stage, now
        self._days = {session.day for session in sessions}
        self._late = next((session for session in sessions if session.key == LATE_SESSION), None)

    def acts(self) -> Iterator[Act]:
        """Both steps of every month from that of the first session on; a month without sessions takes one step."""
        busy = {code_of(day) for day in self._days}
        today = self._now.astimezone(clock.zone(ZONE)).date()
        month = min(self._days).replace(day=1)
        while month < today.replace(day=1):
            after = next_month(month)
            if code_of(month) in busy:
                yield Act(_morning(after, CLOSING_ON), partial(self._close, month, PeriodState.CLOSING))
            yield Act(_morning(after, CLOSED_ON), partial(self._close, month, PeriodState.CLOSED))
            month = after
        if self._late is not None:
            yield Act(self._now - timedelta(days=1), self._arrive)

    def _close(self, month: date, to: PeriodState) -> None:
        """A month that is closed goes on to nothing, whatever step a telling takes again."""
        stands = self._found(ReportingPeriod.state, ReportingPeriod.code == code_of(month))
        if stands == PeriodState.CLOSED.value:
            return
        cut_off = datetime.combine(next_month(month), time(), clock.zone(ZONE)).astimezone(UTC)
        command = ClosePeriod(to=to.value, cut_off_at=cut_off)  # type: ignore[arg-type]
        closing.close_period(self._stage.actors["Amina"], code_of(month), command, uow=self._stage.uow)

    def _arrive(self) -> None:
        """Chantal counted women of the last evening of the month on the morning after, where there was no signal."""
        assert self._late is not None  # noqa: S101 - `acts` asked
        session = an_id(f"session {self._late.key}")
        if self._found(AwarenessSession.late_count, AwarenessSession.id == session):
            return  # it came in an earlier telling: a tablet is paired once
        uow, now = self._stage.uow, clock.now()
        code = pairing.pair_from_command_line(TABLET, self._stage.actors["Chantal"].email, uow=uow)
        tablet = pairing.claim(ClaimDevice(code=code), uow=uow)
        captured = datetime.combine(next_month(self._late.day), time(6), UTC)
        entry = {
            "id": str(an_id("late count")),
            "seq": 1,
            "kind": "count",
            "session_id": str(session),
            "payload": {"community": "ET", "sex": "f", "age_band": "18-59", "delta": LATE_WOMEN},
            "payload_version": 1,
            "occurred_at_device": captured.isoformat(),
            "tz_offset": 180,
        }
        batch = SendBatch.model_validate(
            {
                "device_id": str(tablet.device_id),
                "sent_at_device": now.isoformat(),
                "app_version": "1.0",
                "events": [entry],
            }
        )
        # the key would tie hand-outs to tickets; here is neither
        take_batch(recognise(tablet.token, uow=uow), batch, key=b"the story", uow=uow)

    def _found(self, column: object, condition: object) -> object:
        with self._stage.uow.read() as look:
            return look.db.exec(select(column).where(condition)).one()  # type: ignore[call-overload]


def next_month(day: date) -> date:
    """The first day of the month after that of `day`."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _morning(first: date, day: int) -> datetime:
    return datetime.combine(first.replace(day=day), time(7), UTC)
