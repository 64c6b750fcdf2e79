"""The rows of kits in generated sessions: from the supplier to a store, a bag, and the hands of people."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from random import Random

from app.commands.demo.bulk import BulkWriter, stored
from app.commands.demo.ground import Host, KitItem
from app.commands.demo.minted import SeededIds, milliseconds
from app.commands.demo.scale_days import Slot
from app.distributions.tables import HandOut
from app.kits.rules import LocationKind, MovementReason
from app.kits.tables import Balance, Location, Lot, Movement
from app.sessions.tables import SessionPlannedKit

ONE_WITH_KITS_IN = 4
"""One held session in so many hands out kits."""


class KitRows:
    """Puts the kits of sessions into a bulk writer and keeps what each store loaded and gave.

    Each store has one lot for all; what it loads is received on the first day, so no balance is ever below zero.
    """

    def __init__(self, kit: KitItem | None, writer: BulkWriter, ids: SeededIds, chance: Random) -> None:
        self._kit, self._rows, self._ids, self._chance = kit, writer.rows, ids, chance
        self._lots: dict[Host, str] = {}
        self._loaded: Counter[Host] = Counter()
        self._given: Counter[Host] = Counter()

    @property
    def given(self) -> int:
        """Kits handed out in all."""
        return self._given.total()

    def add(self, session: str, code: str, slot: Slot, community: str) -> tuple[int, int]:
        """Load a bag, hand out to women of a community, bring the rest back; (loaded, given), (0, 0) for most."""
        if self._kit is None or self._chance.random() * ONE_WITH_KITS_IN >= 1:
            return 0, 0
        host, rows, ids, instant = slot.host, self._rows, self._ids, milliseconds(slot.starts)
        loaded = 10 + int(self._chance.random() * 20)
        given = loaded - int(self._chance.random() * 4)
        lot = self._lot(host, instant)
        bag, hand_out = ids.digits(instant), ids.digits(instant)
        by, starts, ends = slot.facilitators[0], stored(slot.starts), stored(slot.ends)
        rows[SessionPlannedKit].append((session, self._kit.code, loaded))
        rows[Location].append((bag, host.id, code, LocationKind.SESSION_BAG.value, session))
        rows[HandOut].append(
            (hand_out, session, bag, self._kit.item_id, given, community, "f", None, by, ends, ends)
        )
        moves = [
            (host.store, bag, loaded, MovementReason.LOAD, starts, None),
            (bag, host.beneficiaries, given, MovementReason.HAND_OUT, ends, hand_out),
        ]
        if loaded > given:
            moves.append((bag, host.store, loaded - given, MovementReason.RETURN, ends, None))
        rows[Movement].extend(
            (ids.digits(instant), lot, from_, to, quantity, reason.value, at, at, by, session, cause)
            for from_, to, quantity, reason, at, cause in moves
        )
        rows[Balance].append((bag, lot, 0))
        self._loaded[host] += loaded
        self._given[host] += given
        return loaded, given

    def receive(self, first: datetime) -> None:
        """What the stores got from their suppliers at an aware instant before all sessions, and what is left."""
        at, instant = stored(first), milliseconds(first)
        for host, lot in self._lots.items():
            loaded, given = self._loaded[host], self._given[host]
            self._rows[Movement].append(
                (
                    self._ids.digits(instant),
                    lot,
                    host.supplier,
                    host.store,
                    loaded,
                    MovementReason.RECEIPT.value,
                    at,
                    at,
                    host.planner,
                    None,
                    None,
                )
            )
            self._rows[Balance].extend(
                (
                    (host.supplier, lot, -loaded),
                    (host.store, lot, loaded - given),
                    (host.beneficiaries, lot, given),
                )
            )

    def _lot(self, host: Host, instant: int) -> str:
        if host not in self._lots:
            assert self._kit is not None  # noqa: S101 - only asked for when there is a kit
            self._lots[host] = self._ids.digits(instant)
            self._rows[Lot].append((self._lots[host], self._kit.item_id, self._kit.version_id, "Load test"))
        return self._lots[host]
