"""What a project paid for goes to what it pays for; else somebody says why, and it is seen before the session is verified."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Uuid, bindparam, text
from sqlmodel.sql.sqltypes import UTCDateTime

from app.access.permissions import Permission
from app.distributions import use_cases as giving
from app.distributions.schemas import HandOutKits, LoadBag
from app.distributions.schemas.points import LoadPoint
from app.distributions.use_cases import points
from app.kernel import clock
from app.kernel.errors import Conflict
from app.kits import public as kits
from app.kits import use_cases as kit_cases
from app.kits.public.tablet_bags import load as load_from_tablet
from app.kits.public.tablets import Gift, give_many
from app.kits.rules import MovementReason
from app.kits.rules.earmarks import is_eligible, left_for
from app.kits.rules.odd import Odd
from app.kits.schemas import Move
from app.kits.use_cases.oddities import oddities
from app.platform.unit_of_work import UnitOfWork
from app.sessions import public as sessions
from tests import world
from tests.attendance.held import a_session
from tests.conftest import Client
from tests.distributions.market import Market
from tests.kits.shelves import Shelves

SWISS, DUTCH = uuid4(), uuid4()
THAT_EVENING = world.WORLD_DAY + timedelta(hours=12)
WHY = "the Swiss lorry is late; agreed by telephone with the coordinator"


def test_stock_of_nobody_goes_anywhere_and_earmarked_stock_to_its_own() -> None:
    assert is_eligible(None, frozenset())
    assert is_eligible(SWISS, frozenset({SWISS, DUTCH}))
    assert not is_eligible(SWISS, frozenset({DUTCH}))
    assert not is_eligible(SWISS, frozenset())


def test_what_is_free_for_a_plan_is_what_promises_leave_of_what_it_may_have() -> None:
    ours, theirs, nobodys = frozenset({SWISS}), frozenset({DUTCH}), frozenset[UUID]()
    stock = {SWISS: 30, DUTCH: 30, None: 10}
    assert left_for(ours, stock, []) == 40
    assert left_for(ours, stock, [(theirs, 30)]) == 40, "they have enough of their own"
    assert left_for(ours, stock, [(theirs, 35)]) == 35
    assert left_for(ours, stock, [(theirs, 99)]) == 30, "what they are short of does not come out of ours"
    assert left_for(ours, stock, [(nobodys, 99)]) == 30
    assert left_for(ours, stock, [(ours, 50)]) == 0
    assert left_for(ours, stock, [(ours | theirs, 20)]) == 40, "first what we cannot have anyway"
    for order in permutations([(theirs, 35), (ours, 20), (nobodys, 2)]):
        assert left_for(ours, stock, order) == 13


class Depot(Shelves):
    """Ten Dutch kits that expire first, five of nobody's, and a session that LBNT39 (Swiss) pays for."""

    def __init__(self, uow: UnitOfWork) -> None:
        super().__init__(uow)
        self.dutch = self.lot("NL", date(2023, 1, 31), "GLOT59")
        self.free = self.lot("Free", date(2024, 1, 31))
        self.receive(self.dutch, 10)
        self.receive(self.free, 5)
        self.session_id = a_session(uow)

    def load(self, quantity: int, why: str | None = None) -> int:
        command = LoadBag(
            session=self.session_id, item="DK", quantity=quantity, from_id=self.store, earmark_reason=why
        )
        return giving.load_bag(self.daoud, command, uow=self.uow).value

    def in_the_bag(self) -> dict[UUID, int]:
        with self.uow.read() as look:
            return {
                one.lot_id: one.quantity for one in kits.remains(look, self.session_id, world.an_id("DK"))
            }

    def told(self, quantity: int, *, late: bool) -> bool:
        """A tablet tells that so many were loaded."""
        with self.uow.begin() as tx:
            facts = sessions.hold(tx, self.daoud.scope(Permission.SESSION_SEE), self.session_id)
            return load_from_tablet(
                tx,
                self.daoud,
                facts,
                item_id=world.an_id("DK"),
                quantity=quantity,
                store_id=self.store,
                cause=uuid4(),
                at=datetime(2022, 7, 30, 6, tzinfo=UTC),
                late=late,
            )

    def told_given(self, quantity: int, *, late: bool = False) -> None:
        """A tablet tells that so many were given, of which no load was ever entered."""
        with self.uow.begin() as tx:
            facts = sessions.hold(tx, self.daoud.scope(Permission.SESSION_SEE), self.session_id)
            bag = kits.bag(tx, self.daoud, facts.id, facts.lead_organisation_id, facts.code)
            gift = Gift(
                cause=uuid4(),
                bag_id=bag,
                organisation_id=facts.lead_organisation_id,
                item_id=world.an_id("DK"),
                quantity=quantity,
                effective_at=world.WORLD_DAY,
                session_id=None if late else facts.id,
                projects=frozenset(project for project, _share in facts.projects),
                recorded_by=None,
            )
            give_many(tx, [gift])
            tx.record("kits.handed_out", self.daoud, "session", facts.id)

    def odd(self, kind: Odd = Odd.OTHER_PROJECT) -> list[tuple[str | None, int | None]]:
        with clock.at(THAT_EVENING):
            found = oddities(self.daoud, uow=self.uow)
        return [(one.lot, one.quantity) for one in found if one.kind is kind]

    def verified(self) -> None:
        """Amina verifies the session that evening."""
        with clock.at(THAT_EVENING), self.uow.begin(housekeeping="verified") as tx:
            tx.db.connection().execute(
                text(
                    "UPDATE awareness_session SET status = 'verified', verified_at = :at WHERE id = :id"
                ).bindparams(
                    bindparam("at", THAT_EVENING, UTCDateTime()), bindparam("id", self.session_id, Uuid())
                )
            )

    def audited(self, action: str = "kits.earmark_overridden") -> list[str]:
        query = text("SELECT data FROM audit_event WHERE action = :action").bindparams(action=action)
        with self.uow.read() as look:
            return [str(row[0]) for row in look.db.connection().execute(query)]


@pytest.fixture
def depot(lone_uow: UnitOfWork) -> Depot:
    return Depot(lone_uow)


def test_a_bag_is_loaded_with_its_own_first_and_with_others_only_with_a_reason(depot: Depot) -> None:
    """Five of nobody's go although the Dutch ones expire first; for the sixth Daoud says why."""
    depot.load(5)
    assert depot.in_the_bag() == {depot.free: 5}
    with pytest.raises(Conflict) as refused:
        depot.load(3)
    (error,) = refused.value.errors
    assert (refused.value.code, error.field) == ("kits.earmarked", "earmark_reason")
    assert (error.facts["available"], error.facts["kept"], error.facts["wanted"]) == (0, 10, 3)
    with pytest.raises(Conflict) as short:
        depot.load(11)
    assert short.value.code == "kits.insufficient", "a reason would not help"
    assert depot.odd() == []
    assert depot.audited() == []

    depot.load(3, WHY)
    assert depot.in_the_bag() == {depot.free: 5, depot.dutch: 3}
    assert depot.odd() == [("NL", 3)]
    (event,) = depot.audited()
    assert WHY in event
    notes = {
        one.note for one in kit_cases.list_movements(depot.daoud, uow=depot.uow, lot_id=depot.dutch).items
    }
    assert WHY in notes

    give = HandOutKits(session=depot.session_id, item="DK", quantity=8, community="ET")
    giving.hand_out(world.actor("Chantal"), give, uow=depot.uow)
    assert depot.odd() == [("NL", 3)], "handed out, it is still a question for whoever verifies"


def test_the_same_holds_by_lot_from_a_store_at_a_point_and_a_return_settles_it(depot: Depot) -> None:
    with depot.uow.begin(housekeeping="a bag") as tx:
        facts = sessions.hold(tx, depot.daoud.scope(Permission.SESSION_SEE), depot.session_id)
        bag = kits.bag(tx, depot.daoud, facts.id, facts.lead_organisation_id, facts.code)
    by_lot = Move(lot=depot.dutch, from_id=depot.store, to_id=bag, quantity=2, reason=MovementReason.LOAD)
    with pytest.raises(Conflict, match="other projects paid for"):
        kit_cases.move(depot.daoud, by_lot, uow=depot.uow)
    moved = kit_cases.move(depot.daoud, by_lot.model_copy(update={"earmark_reason": WHY}), uow=depot.uow)
    assert (moved.value.note, depot.odd()) == (WHY, [("NL", 2)])
    back = Move(lot=depot.dutch, from_id=bag, to_id=depot.store, quantity=2, reason=MovementReason.RETURN)
    kit_cases.move(depot.daoud, back, uow=depot.uow)
    assert depot.odd() == []
    from_store = HandOutKits(
        session=depot.session_id, item="DK", quantity=6, community="ET", from_id=depot.store
    )
    with pytest.raises(Conflict, match="other projects paid for"):
        giving.hand_out(world.actor("Chantal"), from_store, uow=depot.uow)


def test_whoever_verifies_sees_on_the_session_what_was_taken_from_others_and_why(
    browser: Client, uow: UnitOfWork
) -> None:
    """Two Dutch kits go to a Swiss session, one comes back. Chantal, who sees no stores, reads nothing of it."""
    depot = Depot(uow)
    page = f"/sessions/{depot.session_id}"
    depot.load(5)
    assert "paid for something else" not in browser("Amina").get(page).text
    depot.load(2, WHY)
    with uow.read() as look:
        bag = kits.remains(look, depot.session_id, world.an_id("DK"))[0].bag_id
    depot.move(depot.dutch, bag, depot.store, 1, MovementReason.RETURN)
    for seen in (page, f"{page}/kits"):
        told = in_plain_words(browser("Amina").get(seen).text)
        assert f"1 × Dignity kit · GLOT59 △ paid for something else {WHY}" in told
    in_the_hall = browser("Chantal").get(page)
    assert (in_the_hall.status_code, WHY in in_the_hall.text) == (200, False)
    depot.verified()
    assert WHY in browser("Amina").get(page).text, "it stays to be read"


def in_plain_words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_tablet_tells_what_happened_so_it_is_kept_and_becomes_a_question(depot: Depot) -> None:
    """Seven left the store: nobody refuses that. Five of nobody's, two Dutch ones, and a line on the list."""
    disputed = depot.told(7, late=False)
    assert (disputed, depot.in_the_bag()) == (False, {depot.free: 5, depot.dutch: 2})
    assert (depot.odd(), len(depot.audited())) == ([("NL", 2)], 1)


def test_what_a_tablet_tells_after_its_month_closed_is_asked_about_all_the_same(depot: Depot) -> None:
    depot.told(7, late=True)
    assert depot.odd() == [("NL", 2)]


def test_what_a_tablet_tells_after_the_session_was_verified_is_asked_about_apart(depot: Depot) -> None:
    """Two Dutch kits stood there when Amina verified: she saw them. Three more come to be known only afterwards."""
    with clock.at(THAT_EVENING - timedelta(hours=1)):
        depot.told(7, late=False)
    depot.verified()
    assert (depot.odd(), depot.odd(Odd.OTHER_PROJECT_LATE)) == ([], [])
    with clock.at(THAT_EVENING + timedelta(hours=1)):
        depot.told(3, late=True)
    assert (depot.odd(), depot.odd(Odd.OTHER_PROJECT_LATE)) == ([], [("NL", 3)])
    with clock.at(THAT_EVENING + timedelta(hours=2)):
        depot.told_given(3, late=True)
    assert depot.odd(Odd.OTHER_PROJECT_LATE) == [("NL", 3)], "loaded and given it is still one question"


def test_what_was_told_late_is_settled_with_a_note_and_more_of_it_is_asked_about_anew(
    browser: Client, api: Client, uow: UnitOfWork
) -> None:
    """Daoud asks the Dutch donor, who agrees to three; a fourth that a tablet tells afterwards is asked about again."""
    depot, late = Depot(uow), Odd.OTHER_PROJECT_LATE
    with clock.at(THAT_EVENING - timedelta(hours=1)):
        depot.told(5, late=False)
    depot.verified()
    with clock.at(THAT_EVENING + timedelta(hours=1)):
        depot.told(3, late=True)
    with clock.at(THAT_EVENING + timedelta(days=1)):
        daoud, page = browser("Daoud"), "/kits/exceptions"
        (asked,) = (line for line in oddities(depot.daoud, uow=uow) if line.kind is late)
        assert asked.may_settle
        assert "Settle it with a note" in daoud.get(page).text
        assert "Settle it with a note" not in browser("Bilal").get(page).text, "a planner looks"
        form = {"id": str(uuid4()), "location": str(asked.location_id), "lot": str(asked.lot_id)}
        silent = daoud.post(f"{page}/settle", data={**form, "quantity": "3", "note": ""})
        assert (silent.status_code, 'id="note-wrong"' in silent.text) == (422, True)
        stale = daoud.post(f"{page}/settle", data={**form, "quantity": "2", "note": WHY})
        assert (stale.status_code, "It is 3 by now, not 2" in stale.text, WHY in stale.text) == (
            409,
            True,
            True,
        )
        assert daoud.post(f"{page}/settle", data={**form, "quantity": "3", "note": WHY}).status_code == 303
        assert depot.odd(late) == []
        assert WHY in daoud.get(page).text
        (kept,) = api("Amina").get("/stock/exceptions/settled").json()["items"]
        assert (kept["quantity"], kept["note"], kept["settled_by"]) == (3, WHY, "Daoud")
        assert api("Esther").get("/stock/exceptions/settled").json()["items"] == []
        assert len(depot.audited("kits.late_earmark_settled")) == 1

        depot.told_given(3, late=True)
        assert depot.odd(late) == [], "given of what was settled it is still the same three"
        depot.told(1, late=True)
        assert depot.odd(late) == [("NL", 1)]
        again = {**form, "id": str(uuid4()), "quantity": 1, "note": "the same letter"}
        answers = [api("Amina").post("/stock/exceptions/settle", json=again).status_code for _ in range(2)]
        assert (answers, depot.odd(late)) == ([201, 200], [])
        nothing = api("Amina").post("/stock/exceptions/settle", json={**again, "id": str(uuid4())})
        assert (nothing.status_code, nothing.json()["code"]) == (409, "odd.settled")


def test_no_project_is_charged_by_guessing_and_what_is_is_asked_about(depot: Depot) -> None:
    """Three were given of which no load was entered: they count as of nobody's. Where all is Dutch, it is asked about."""
    newest = depot.lot("NL 2", date(2023, 5, 31), "GLOT59")
    depot.receive(newest, 10)
    depot.told_given(3)
    assert depot.odd() == []
    with depot.uow.begin(housekeeping="there never was anything of nobody's") as tx:
        tx.db.connection().execute(
            text("UPDATE lot SET project_id = (SELECT id FROM project WHERE code = 'GLOT59')")
        )
    assert depot.odd() == [("Free", 3)]
    depot.load(3, WHY)
    assert depot.odd() == [("NL", 3)], "loaded afterwards it is one question, of the lot that it was"


def test_a_point_is_loaded_by_the_same_rule(lone_uow: UnitOfWork) -> None:
    market = Market(lone_uow, loaded=0)
    market.shelves.receive(market.shelves.lot("NL", project="GLOT59"), 10)
    load = LoadPoint(item="DK", quantity=65, from_id=market.shelves.store)
    with pytest.raises(Conflict) as refused:
        points.load(market.daoud, market.id, load, uow=lone_uow)
    assert refused.value.errors[0].facts["kept"] == 10
    points.load(market.daoud, market.id, load.model_copy(update={"earmark_reason": WHY}), uow=lone_uow)
    assert market.line().loaded == 65
    market.agrees()


def test_whoever_approves_a_point_sees_what_was_taken_from_others_and_why(
    browser: Client, uow: UnitOfWork
) -> None:
    market = Market(uow, loaded=0)
    market.shelves.receive(market.shelves.lot("NL", project="GLOT59"), 10)
    page = f"/points/{market.id}"
    load = LoadPoint(item="DK", quantity=65, from_id=market.shelves.store, earmark_reason=WHY)
    points.load(market.daoud, market.id, load, uow=uow)
    told = in_plain_words(browser("Amina").get(page).text)
    assert f"5 × Dignity kit · GLOT59 △ paid for something else {WHY}" in told
    assert WHY not in browser("Chantal").get(page).text


def test_the_page_marks_what_is_for_others_and_asks_why(browser: Client, uow: UnitOfWork) -> None:
    """Daoud asks for six; the page says five are for this, keeps his six and asks for a reason; with one it is done."""
    depot = Depot(uow)
    daoud, page = browser("Daoud"), f"/sessions/{depot.session_id}/kits"
    depot.load(1)
    assert daoud.get(page).text.count("paid for something else") == 1
    form = {"id": str(uuid4()), "from": str(depot.store), "item": "DK", "quantity": "6"}
    assert "Why take what another project paid for?" not in daoud.get(page).text
    refused = daoud.post(f"{page}/loads", data=form)
    assert refused.status_code == 409
    assert "4 for this and 10 more that other projects paid for" in refused.text
    assert "Why take what another project paid for?" in refused.text
    assert 'value="6"' in refused.text
    done = daoud.post(f"{page}/loads", data={**form, "earmark_reason": WHY})
    assert done.status_code == 303
    assert depot.in_the_bag() == {depot.free: 5, depot.dutch: 2}
    with clock.at(THAT_EVENING):
        exceptions = daoud.get("/kits/exceptions").text
    assert "At a session that another project pays for" in exceptions
    assert page in exceptions
