"""What eight tablets saw, drawn by lot with a seed: every event, and what the sessions must show in the end."""

from __future__ import annotations

from collections import Counter
from random import Random
from uuid import UUID

from app.platform.unit_of_work import UnitOfWork
from app.registration.public import ticket_hash
from app.registration.schemas.tickets import MakeTickets
from app.registration.use_cases import making_tickets
from tests import world
from tests.attendance.held import a_session
from tests.field.tablet import Event, Tablet
from tests.kits.shelves import Shelves

LOADED = 300
ROOMY = 90_000
SMALL = 60
"""One hall is far too small: what does not fit is flagged, and counted all the same."""


class Truth:
    """What the sessions must show in the end, whatever the network did. Keys begin with the session."""

    def __init__(self) -> None:
        self.cells: Counter[tuple[UUID, str, str]] = Counter()
        self.door: Counter[UUID] = Counter()
        self.kits: Counter[UUID] = Counter()
        self.loaded: Counter[UUID] = Counter()
        self.entered: set[tuple[UUID, str]] = set()
        self.got_kit: set[tuple[UUID, str]] = set()

    def add(self, event: Event, sign: int = 1) -> None:
        """An event happened, or (-1) was taken back."""
        session, said = UUID(event["session_id"]), event["payload"]
        match event["kind"]:
            case "count":
                self.cells[session, said["community"], said["sex"]] += sign * said["delta"]
            case "door":
                self.door[session] += sign * said["delta"]
            case "load":
                self.loaded[session] += sign * said["quantity"]
            case "check_in":
                _into(self.entered, (session, said["ticket"]), sign)
            case "kit":
                self.kits[session] += sign * said["quantity"]
                if "ticket" in said:
                    _into(self.got_kit, (session, said["ticket"]), sign)

    def sums(self, session: UUID) -> dict[str, int]:
        """The figures of one session."""
        return {
            "reached": sum(number for (where, *_cell), number in self.cells.items() if where == session),
            "door": self.door[session],
            "entries": sum(where == session for where, _ticket in self.entered),
            "kit_tickets": sum(where == session for where, _ticket in self.got_kit),
            "kits": self.kits[session],
            "bag": self.loaded[session] - self.kits[session],
        }


def _into(tickets: set[tuple[UUID, str]], one: tuple[UUID, str], sign: int) -> None:
    if sign > 0:
        tickets.add(one)
    else:
        tickets.remove(one)


class Story:
    """Sessions with tickets and bags, tablets for them, and all that the tablets will tell.

    Half of a session's tickets are seen by one tablet only, and may be taken back. The other half turn up
    anywhere, again and again: of each, one use counts and the others are flagged.
    """

    def __init__(self, uow: UnitOfWork, *, tablets: int, sessions: int, tickets: int, seed: int) -> None:
        self.lot, self.truth = Random(seed), Truth()
        shelves = Shelves(uow)
        shelves.receive(shelves.lot("GRN-1"), 1_000_000)
        self.store = shelves.store
        self.sessions = [a_session(uow, capacity=ROOMY if place else SMALL) for place in range(sessions)]
        made = {session: _tickets(uow, session, tickets) for session in self.sessions}
        self._anywhere = {session: hashes[::2] for session, hashes in made.items()}
        self._unseen = {
            kind: {session: hashes[1::2] for session, hashes in made.items()} for kind in ("check_in", "kit")
        }
        self.tablets = [Tablet(uow, label=f"Tablet {number}") for number in range(tablets)]
        self.told: dict[UUID, list[Event]] = {tablet.id: [] for tablet in self.tablets}
        self._can_be_taken_back: dict[UUID, list[Event]] = {tablet.id: [] for tablet in self.tablets}

    def tell(self, many: int) -> None:
        """Something happens so many times; each tablet in turn sees it."""
        for number in range(many):
            tablet = self.tablets[number % len(self.tablets)]
            self.told[tablet.id].append(self._something(tablet))

    def _something(self, tablet: Tablet) -> Event:
        lot, session = self.lot, self.lot.choice(self.sessions)
        draw, regretted = lot.random(), self._can_be_taken_back[tablet.id]
        if draw < 0.05 and regretted:
            mistake = regretted.pop(lot.randrange(len(regretted)))
            self.truth.add(mistake, -1)
            return tablet.void(mistake)
        if draw < 0.13:
            event = self._with_a_ticket(tablet, session, "check_in", {})
        elif draw < 0.17:
            event = self._with_a_ticket(tablet, session, "kit", {"item": "DK", "quantity": 1})
        elif draw < 0.22:
            event = tablet.kit(session, community=lot.choice(("ET", "BD")), quantity=lot.randint(1, 3))
        elif draw < 0.222:
            event = tablet.event("load", session, {"item": "DK", "quantity": LOADED, "from": str(self.store)})
        elif draw < 0.35:
            event = tablet.event("door", session, {"delta": lot.randint(1, 4)})
        else:
            delta = lot.choice((1, 1, 1, 2, 5, -1))
            event = tablet.count(session, delta, lot.choice(("ET", "BD")), lot.choice("fm"))
        self.truth.add(event)
        if event["payload"].get("ticket") not in self._anywhere[session]:
            regretted.append(event)
        return event

    def _with_a_ticket(self, tablet: Tablet, session: UUID, kind: str, said: dict[str, object]) -> Event:
        own = self._unseen[kind][session]
        ticket = own.pop() if own and self.lot.random() < 0.8 else self.lot.choice(self._anywhere[session])
        return tablet.event(kind, session, {**said, "ticket": ticket})


def _tickets(uow: UnitOfWork, session: UUID, quantity: int) -> list[str]:
    command = MakeTickets(quantity=quantity)
    made = making_tickets.make_tickets(world.actor("Bilal"), session, command, key="k" * 40, uow=uow).value
    return [found for code in made.tickets if (found := ticket_hash(session, code))]
