"""Tablets are always believed: what comes after the closing waits in the late box until a coordinator decides."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.commands.ledgers import differences
from app.kernel import clock
from app.kernel.ids import new_id
from app.platform.unit_of_work import UnitOfWork
from tests.conftest import Client
from tests.field.tablet import Tablet
from tests.periods.july import FIRST_OF_AUGUST, JULY, close, close_out, count, held, refused, taken
from tests.sessions.asked import step

LATER = FIRST_OF_AUGUST + timedelta(days=3)


def test_what_was_captured_before_the_cut_off_is_in_and_the_rest_is_late(
    api: Client, uow: UnitOfWork
) -> None:
    amina = api("Amina")
    with clock.at(FIRST_OF_AUGUST):
        session = held(api, to="in_progress")
        tablet = Tablet(uow)
        before, while_closing = tablet.count(UUID(session), 5), tablet.count(UUID(session), 2)
        closing = {"to": "closing", "cut_off_at": FIRST_OF_AUGUST.isoformat()}
        taken(amina.post(f"{JULY}/close", json=closing))
        while_closing["occurred_at_device"] = (FIRST_OF_AUGUST + timedelta(hours=1)).isoformat()
    with clock.at(LATER):
        assert tablet.outcomes(before, while_closing) == [("applied", None), ("conflict", "late")]
        counts = taken(amina.get(f"/sessions/{session}/counts"))
        assert (counts["total"], counts["door"]) == (17, 12)
        (waits,) = taken(amina.get(f"{JULY}/late-box"))["items"]
        assert (waits["session"], waits["people"], waits["unverified"]) == (session, 2, True)
        taken(amina.post(f"{JULY}/close", json={}))
        # Once closed, even what was captured before the cut-off waits.
        after = tablet.count(UUID(session), 4)
        after["occurred_at_device"] = FIRST_OF_AUGUST.isoformat()
        assert tablet.outcomes(after) == [("conflict", "late")]
        (waits,) = taken(amina.get(f"{JULY}/late-box"))["items"]
        assert (waits["people"], waits["last_arrived_at"]) == (6, LATER.isoformat().replace("+00:00", "Z"))
    assert differences(uow) == []


def test_what_is_accepted_counts_and_is_told_in_the_next_month(api: Client, uow: UnitOfWork) -> None:
    amina = api("Amina")
    with clock.at(FIRST_OF_AUGUST):
        session, tablet = held(api), Tablet(uow)
        quiet = held(api, hour=12)
        close(amina)
    with clock.at(LATER):
        tablet.send(tablet.count(UUID(session), 5), tablet.event("door", UUID(session), {"delta": 4}))
        assert taken(amina.get(JULY))["figures_now"]["people_reached"] == 24
        accept = {"id": str(new_id()), "session": session, "reason": "tablet_offline"}
        done = taken(amina.post(f"{JULY}/late-box", json=accept))
        assert (done["people"], done["door"], done["period"], done["into"]) == (5, 4, "2022-07", "2022-08")
        again = amina.post(f"{JULY}/late-box", json=accept)
        assert (again.status_code, again.json()) == (200, done)
        refused(amina.post(f"{JULY}/late-box", json={**accept, "reason": "other"}), "invalid", 422)
        refused(amina.post(f"{JULY}/late-box", json={**accept, "reason": "paper_found"}), "id.reused")
        nothing = {"session": quiet, "reason": "paper_found"}
        refused(amina.post(f"{JULY}/late-box", json=nothing), "late.nothing")
        assert (
            amina.post("/periods/2022-08/late-box", json={**nothing, "session": session}).status_code == 404
        )
        personal = {**nothing, "session": session, "note": "call 03 123 456"}
        refused(amina.post(f"{JULY}/late-box", json=personal), "invalid", 422)
        july = taken(amina.get(JULY))
        assert (july["figures"]["people_reached"], july["figures_now"]["people_reached"]) == (24, 29)
        counts = taken(amina.get(f"/sessions/{session}/counts"))
        assert (counts["total"], counts["door"]) == (17, 16)
        assert taken(amina.get(f"{JULY}/late-box"))["items"] == []
    assert differences(uow) == []


def test_a_late_correction_never_takes_away_more_than_was_counted(api: Client, uow: UnitOfWork) -> None:
    amina = api("Amina")
    with clock.at(FIRST_OF_AUGUST):
        session, tablet = held(api), Tablet(uow)
        close(amina)
    with clock.at(LATER):
        tablet.send(tablet.count(UUID(session), -13))
        ask = {"session": session, "reason": "data_entry_error"}
        refused(amina.post(f"{JULY}/late-box", json=ask), "counts.negative")
        tablet.send(tablet.count(UUID(session), 8))
        done = taken(amina.post(f"{JULY}/late-box", json=ask))
        assert done["people"] == -5
        assert taken(amina.get(JULY))["figures_now"]["people_reached"] == 7
    assert differences(uow) == []


def test_a_session_left_behind_is_accepted_and_then_finished(api: Client, uow: UnitOfWork) -> None:
    amina, chantal = api("Amina"), api("Chantal")
    with clock.at(FIRST_OF_AUGUST):
        session = held(api, to="in_progress")
        close(amina)
        refused(close_out(chantal, session), "period.closed")
        ask = {"session": session, "reason": "report_late"}
        assert chantal.post(f"{JULY}/late-box", json=ask).status_code == 403
        done = taken(amina.post(f"{JULY}/late-box", json=ask))
        assert (done["people"], done["into"]) == (0, "2022-08")
        taken(count(chantal, session, 1))
        taken(chantal.post(f"/sessions/{session}/door", json={"id": str(new_id()), "delta": 1}))
        taken(close_out(chantal, session))
        step(amina, {"id": session}, "verified")
        assert taken(amina.get(JULY))["figures_now"]["sessions_held"] == 1


def test_a_tablets_report_of_a_closed_month_is_believed_and_waits_to_be_verified(
    api: Client, uow: UnitOfWork
) -> None:
    amina = api("Amina")
    with clock.at(FIRST_OF_AUGUST):
        session, tablet = held(api, to="in_progress"), Tablet(uow)
        written = tablet.event("close", UUID(session), {"report": {"topics_covered": ["KAFALA"], "till": []}})
        close(amina)
    with clock.at(FIRST_OF_AUGUST + timedelta(days=20)):
        tablet.send(written)
        assert taken(amina.get(f"/sessions/{session}"))["status"] == "reported"
        (line,) = taken(amina.get(JULY))["organisations"]
        complete = line["completeness"]
        assert (complete["reported"], complete["captured_on_time"], complete["arrived_on_time"]) == (1, 1, 0)
        assert (complete["late"], complete["percent_captured"], complete["percent_verified"]) == (1, 100, 0)


def test_each_reader_sees_how_complete_her_own_sessions_are(api: Client) -> None:
    with clock.at(FIRST_OF_AUGUST):
        held(api), held(api, hour=9, to="reported"), held(api, hour=12, to="confirmed")
        cancelled = held(api, hour=15, to="proposed")
        step(api("Bilal"), {"id": cancelled}, "cancelled", "the hall was flooded")
    with clock.at(FIRST_OF_AUGUST + timedelta(days=9)):
        for name in ("Amina", "Bilal", "Lina"):
            seen = taken(api(name).get(JULY))
            complete = seen["completeness"]
            assert [complete[key] for key in ("expected", "reported", "verified", "late", "cancelled")] == [
                3,
                2,
                1,
                1,
                1,
            ], name
            assert [line["organisation"] for line in seen["organisations"]] == ["CARITAS"]
            assert bool(seen["figures_now"]) == (name == "Amina")
        assert taken(api("Esther").get(JULY))["completeness"]["expected"] == 0
