"""Which generated session happens when, where and with whom: no hall and no facilitator twice at one time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from app.commands.demo.ground import Ground, Hall, Host
from app.kernel import clock

ZONE = "Asia/Beirut"
PAST_DAYS = 3 * 365
AHEAD_DAYS = 21
DAYS = PAST_DAYS + AHEAD_DAYS
STARTS = (time(9, 0), time(11, 30), time(14, 30), time(17, 0))
LENGTH = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place on the calendar. `starts` and `ends` are aware instants in UTC, `day` is the day in Beirut."""

    day: date
    starts: datetime
    ends: datetime
    hall: Hall
    host: Host
    facilitators: tuple[str, ...]


def slots(ground: Ground, sessions: int, today: date, chance: Random) -> Iterator[Slot]:
    """`sessions` slots in order of their start, spread evenly over three years up to three weeks ahead."""
    first = today - timedelta(days=PAST_DAYS)
    zone = clock.zone(ZONE)
    done = 0
    for number in range(DAYS):
        wanted = sessions * (number + 1) // DAYS - done
        if not wanted:
            continue
        done += wanted
        day = first + timedelta(days=number)
        starts = [datetime.combine(day, at, zone).astimezone(UTC) for at in STARTS]
        places = sorted(
            ((place % len(STARTS), place // len(STARTS)) for place in _sample(chance, ground, wanted)),
        )
        next_person = dict.fromkeys(ground.hosts, 0)
        slot_before = -1
        for slot, hall in places:
            if slot != slot_before:
                next_person = dict.fromkeys(ground.hosts, 0)
                slot_before = slot
            host = _host(ground, chance, next_person)
            taken = next_person[host]
            team = host.facilitators[taken : taken + (2 if chance.random() < 0.4 else 1)]
            next_person[host] = taken + len(team)
            yield Slot(day, starts[slot], starts[slot] + LENGTH, ground.halls[hall], host, team)


def _sample(chance: Random, ground: Ground, wanted: int) -> list[int]:
    return chance.sample(range(len(ground.halls) * len(STARTS)), wanted)


def _host(ground: Ground, chance: Random, busy: dict[Host, int]) -> Host:
    """Somebody who still has people free at this time."""
    free = [host for host in ground.hosts if busy[host] < len(host.facilitators)]
    return free[int(chance.random() * len(free))]
