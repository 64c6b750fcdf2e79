"""Tickets, kits, bags and reports from tablets that knew nothing of each other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.commands.ledgers import differences
from app.field.rules.words import Reason, Resolution
from app.field.schemas.exceptions import ExceptionDetail, ResolveException
from app.field.use_cases import exceptions, resolving
from app.kernel.errors import Conflict, Invalid
from app.platform.unit_of_work import UnitOfWork
from app.registration.schemas.tickets import MakeTickets, VoidTickets
from app.registration.use_cases import making_tickets, using_tickets
from tests import world
from tests.attendance.held import put_in
from tests.closing.hall import Hall
from tests.field.tablet import KEY, Tablet
from tests.kits.shelves import Shelves

AMINA = world.actor("Amina")


def tickets(uow: UnitOfWork, session: UUID, quantity: int = 2) -> list[str]:
    command = MakeTickets(quantity=quantity)
    made = making_tickets.make_tickets(world.actor("Bilal"), session, command, key="k" * 40, uow=uow).value
    return list(made.tickets)


def figures(uow: UnitOfWork, session: UUID) -> dict[str, Any]:
    with uow.read() as look:
        row = look.db.execute(
            text(
                "SELECT tickets_count, kits_count, reached_count, status FROM awareness_session WHERE id = :id"
            ),
            {"id": session.hex if uow.database.is_sqlite else session},
        ).one()
        bag = look.db.execute(
            text(
                "SELECT coalesce(sum(b.quantity), 0) FROM balance b JOIN location l ON l.id = b.location_id "
                "WHERE l.kind = 'session_bag' AND l.session_id = :id"
            ),
            {"id": session.hex if uow.database.is_sqlite else session},
        ).scalar_one()
    return {"tickets": row[0], "kits": row[1], "reached": row[2], "status": row[3], "bag": int(bag)}


def opened(uow: UnitOfWork) -> list[ExceptionDetail]:
    page = exceptions.list_exceptions(AMINA, uow=uow)
    return [exceptions.see_exception(AMINA, one.id, uow=uow) for one in page.items]


def settle(uow: UnitOfWork, exception: UUID, action: str, note: str = "") -> ExceptionDetail:
    command = ResolveException(action=Resolution(action), note=note)
    return resolving.resolve_exception(AMINA, exception, command, key=KEY, uow=uow)


def test_two_tablets_offline_give_two_kits_to_one_ticket(lone_uow: UnitOfWork) -> None:
    """One redemption, stock less two, one exception that names both tablets and both times."""
    hall = Hall(lone_uow)
    hall.load(10)
    (code, _other) = tickets(lone_uow, hall.session)
    first, second = Tablet(lone_uow, label="One"), Tablet(lone_uow, label="Two")
    cell = {"community": "ET", "sex": "f", "age_band": "18-59"}
    assert first.outcomes(first.kit(hall.session, ticket=code, **cell)) == [("applied", None)]
    late_comer = second.kit(hall.session, ticket=code.lower())
    assert second.outcomes(late_comer) == [("conflict", "already_got_kit")]
    assert second.outcomes(late_comer) == [("conflict", "already_got_kit")]
    assert figures(lone_uow, hall.session) == {
        "tickets": 0,
        "kits": 2,
        "reached": 0,
        "status": "in_progress",
        "bag": 8,
    }
    (one,) = opened(lone_uow)
    assert one.reason is Reason.ALREADY_GOT_KIT
    assert [(device.label, device.counts) for device in one.devices] == [("One", True), ("Two", False)]
    assert all(device.first_at for device in one.devices)
    with lone_uow.read() as look:
        uses = look.db.execute(text("SELECT count(*) FROM ticket_use")).scalar_one()
        raw = look.db.execute(text("SELECT payload FROM field_event")).scalars().all()
        given = look.db.execute(text("SELECT h.id FROM hand_out h JOIN field_event e ON e.id = h.id")).all()
    assert uses == 1
    assert code not in str(raw)
    assert "ET" not in str(raw)
    assert given == []
    assert settle(lone_uow, one.id, "swap", "The first one found the ticket.").resolution is Resolution.SWAP
    assert differences(lone_uow) == []


def test_a_ticket_comes_in_once_and_a_void_lets_it_in_again(lone_uow: UnitOfWork) -> None:
    hall, tablet = Hall(lone_uow), Tablet(lone_uow)
    code, unused = tickets(lone_uow, hall.session)
    entry = tablet.event("check_in", hall.session, {"ticket": code})
    assert tablet.outcomes(entry, tablet.event("check_in", hall.session, {"ticket": code})) == [
        ("applied", None),
        ("conflict", "already_checked_in"),
    ]
    with pytest.raises(Invalid):
        settle(lone_uow, opened(lone_uow)[0].id, "note")
    assert settle(lone_uow, opened(lone_uow)[0].id, "reverse").events[1].taken_back
    foreign = tickets(lone_uow, Hall(lone_uow).session)[0]
    assert tablet.outcomes(
        tablet.event("check_in", hall.session, {"ticket": foreign}),
        tablet.event("check_in", hall.session, {"ticket": unused[:-1] + ("0" if unused[-1] != "0" else "1")}),
    ) == [("conflict", "not_on_list"), ("rejected", "malformed")]
    assert figures(lone_uow, hall.session)["tickets"] == 1
    torn = VoidTickets.model_validate({"from": 2, "to": 2, "reason": "torn"})
    using_tickets.void_tickets(world.actor("Bilal"), hall.session, torn, uow=lone_uow)
    assert tablet.outcomes(tablet.event("check_in", hall.session, {"ticket": unused})) == [
        ("conflict", "ticket_void")
    ]
    assert figures(lone_uow, hall.session)["tickets"] == 1
    assert tablet.outcomes(tablet.void(entry)) == [("applied", None)]
    assert figures(lone_uow, hall.session)["tickets"] == 0
    assert tablet.outcomes(tablet.event("check_in", hall.session, {"ticket": code})) == [("applied", None)]
    assert figures(lone_uow, hall.session)["tickets"] == 1
    assert differences(lone_uow) == []


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0)])
def test_a_bag_is_told_in_any_order(lone_uow: UnitOfWork, order: tuple[int, ...]) -> None:
    """Loaded 6, given 3 (one of them taken back), 2 back, 1 damaged: the same bag whatever comes first."""
    hall, shelves = Hall(lone_uow), Shelves(lone_uow)
    shelves.receive(shelves.lot("GRN-1"), 20)
    tablet = Tablet(lone_uow)
    by_mistake = tablet.kit(hall.session, community="BD")
    batches = [
        [tablet.event("load", hall.session, {"item": "DK", "quantity": 6, "from": str(shelves.store)})],
        [tablet.kit(hall.session, community="ET"), by_mistake, tablet.kit(hall.session, community="ET")],
        [tablet.event("till", hall.session, {"item": "DK", "returned": 2, "damaged": 1})],
        [tablet.void(by_mistake)],
    ]
    for place in order:
        tablet.send(*batches[place])
    assert figures(lone_uow, hall.session) == {
        "tickets": 0,
        "kits": 2,
        "reached": 0,
        "status": "in_progress",
        "bag": 1,
    }
    assert shelves.holds(shelves.store) == 16
    assert differences(lone_uow) == []


def test_more_given_than_the_bag_held_blocks_the_closing(lone_uow: UnitOfWork) -> None:
    hall, tablet = Hall(lone_uow), Tablet(lone_uow)
    hall.load(1)
    given = [tablet.kit(hall.session, community="ET"), tablet.kit(hall.session, community="ET")]
    assert tablet.outcomes(*given) == [("applied", None), ("conflict", "stock_negative")]
    assert figures(lone_uow, hall.session)["bag"] == -1
    with pytest.raises(Conflict, match=r"till\.disputed"):
        hall.close(till=[{"item": "DK", "unexplained": -1, "reason": "?"}])
    (one,) = opened(lone_uow)
    assert settle(lone_uow, one.id, "reverse").resolution is Resolution.REVERSE
    assert figures(lone_uow, hall.session)["bag"] == 0
    with pytest.raises(Conflict, match=r"exception\.resolved"):
        settle(lone_uow, one.id, "accept")
    assert settle(lone_uow, one.id, "reverse").note == ""
    hall.close()
    assert differences(lone_uow) == []


def test_a_report_waits_until_it_adds_up(lone_uow: UnitOfWork) -> None:
    hall, tablet = Hall(lone_uow), Tablet(lone_uow)
    hall.load(3)
    close = tablet.event("close", hall.session, {"report": {"till": [{"item": "DK", "returned": 1}]}})
    assert tablet.outcomes(close) == [("conflict", "report_incomplete")]
    assert figures(lone_uow, hall.session)["status"] == "in_progress"
    other = Tablet(lone_uow)
    kits = [other.kit(hall.session, community="ET"), other.kit(hall.session, community="ET")]
    assert other.outcomes(*kits, other.count(hall.session, 2)) == [("applied", None)] * 3
    assert figures(lone_uow, hall.session)["status"] == "reported"
    assert opened(lone_uow) == []
    again = tablet.event("close", hall.session, {"report": {}})
    named = tablet.event("close", hall.session, {"report": {"note": "Call Mrs K. on 03 123 456"}})
    assert tablet.outcomes(again, named) == [("conflict", "late"), ("rejected", "malformed")]
    put_in(lone_uow, hall.session, "verified")
    assert other.outcomes(other.kit(hall.session, community="ET")) == [("conflict", "late")]
    assert figures(lone_uow, hall.session)["kits"] == 2
    assert figures(lone_uow, hall.session)["bag"] == -1
    assert differences(lone_uow) == []


def test_counts_in_question_are_taken_back_by_the_coordinator(lone_uow: UnitOfWork) -> None:
    hall, tablet = Hall(lone_uow, "reported"), Tablet(lone_uow)
    tablet.send(tablet.count(hall.session, 4), tablet.event("door", hall.session, {"delta": 4}))
    (one,) = opened(lone_uow)
    assert [event.said["delta"] for event in one.events] == [4, 4]
    assert settle(lone_uow, one.id, "note", "Who was that?").resolution is None
    settled = settle(lone_uow, one.id, "reverse")
    assert (settled.note, settled.resolved_by) == ("Who was that?", "Amina")
    assert figures(lone_uow, hall.session)["reached"] == 0
    assert differences(lone_uow) == []


def test_two_hundred_at_once_redeem_one_ticket_once(lone_uow: UnitOfWork) -> None:
    hall = Hall(lone_uow)
    (code, _other) = tickets(lone_uow, hall.session)
    crowd = [Tablet(lone_uow) for _ in range(8)]
    sent = [
        (tablet, tablet.event("check_in", hall.session, {"ticket": code}))
        for tablet in crowd
        for _ in range(25)
    ]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda pair: pair[0].outcomes(pair[1])[0], sent))
    assert sorted(set(answers)) == [("applied", None), ("conflict", "already_checked_in")]
    assert answers.count(("applied", None)) == 1
    assert figures(lone_uow, hall.session)["tickets"] == 1
    assert differences(lone_uow) == []
