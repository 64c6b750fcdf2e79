"""Calendar feeds: made once, read without signing in, judged by two parsers, gone with the right to see."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
from httpx2 import Response
from sqlalchemy import text

from app.kernel import clock
from app.kernel.ids import fingerprint, new_id
from app.platform.unit_of_work import UnitOfWork
from tests import second_reader
from tests.conftest import Client
from tests.sessions.asked import SAFE_HOUSE, a_session, on_day, propose, step

NOW = datetime(2022, 7, 25, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _summer() -> Iterator[None]:
    with clock.at(NOW):
        yield


def _made(api: Client, who: str, **asked: str) -> str:
    answer = api(who).post("/calendar/feeds", json={"name": "Phone", **asked})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["address"]).removeprefix("http://testserver/api/v1")


def _read(api: Client, address: str, **headers: str) -> Response:
    return api("").get(address, headers=headers)


def _events(api: Client, address: str) -> dict[str, icalendar.Event]:
    """What both readers find; they agree on ids, times and states."""
    answer = _read(api, address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    theirs = {str(one["uid"]): one for one in icalendar.Calendar.from_ical(answer.content).events}
    others = {one.uid.value: one for one in getattr(second_reader.read(answer.text), "vevent_list", [])}
    assert set(theirs) == set(others)
    for uid, one in theirs.items():
        assert others[uid].status.value == str(one["status"])
        if isinstance(one.start, datetime):
            assert others[uid].dtstart.value.astimezone(UTC) == one.start.astimezone(UTC)
    return theirs


def _uid(session: dict[str, Any]) -> str:
    return f"{session['id']}@sessions.karama"


def test_an_address_is_shown_once_and_kept_as_a_hash(api: Client, uow: UnitOfWork) -> None:
    bilal, asked = api("Bilal"), {"id": str(new_id()), "name": "Office", "organisation": "CARITAS"}
    first = bilal.post("/calendar/feeds", json=asked)
    again = bilal.post("/calendar/feeds", json=asked)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "address": None}
    secret = first.json()["address"].removeprefix("http://testserver/api/v1/calendar/").removesuffix(".ics")
    with uow.read() as look:
        [kept] = look.db.connection().execute(text("SELECT token_hash FROM calendar_feed")).scalars()
    assert kept == fingerprint(secret)
    [listed] = bilal.get("/calendar/feeds").json()["items"]
    assert "address" not in listed
    assert secret not in str(listed)
    other = bilal.post("/calendar/feeds", json={"name": "Theirs", "organisation": "KAFA"})
    assert (other.status_code, other.json()["errors"][0]["code"]) == (422, "feed.organisation")


def test_a_feed_follows_sessions_with_their_states_and_reasons(api: Client) -> None:
    bilal = api("Bilal")
    held = propose(bilal, a_session(title="حقوق العمل، ونظام الكفالة"))
    off, moved = propose(bilal, on_day(2)), propose(bilal, on_day(3))
    address = _made(api, "Bilal", organisation="CARITAS")
    found = _events(api, address)
    event = found[_uid(held)]
    assert (str(event["status"]), int(str(event["sequence"]))) == ("TENTATIVE", held["version"])
    assert str(event["summary"]) == "حقوق العمل، ونظام الكفالة"
    assert event.start.isoformat() == "2022-07-30T09:30:00+03:00"
    assert str(event["dtstart"].params["TZID"]) == "Asia/Beirut"
    assert "St Joseph hall" in str(event["location"])

    step(api("Amina"), held, "confirmed")
    step(bilal, off, "cancelled", "The hall burnt down.")
    answer = bilal.post(
        f"/sessions/{moved['id']}/transitions",
        json={
            "to": "postponed",
            "reason": "A strike.",
            "postponed": {"starts_at": "2022-08-20T06:30:00Z", "ends_at": "2022-08-20T08:30:00Z"},
        },
    )
    assert answer.status_code == 200, answer.text
    after = _events(api, address)
    assert len(after) == len(found) + 1  # the new date is a session of its own
    assert (str(after[_uid(held)]["status"]), int(str(after[_uid(held)]["sequence"]))) == ("CONFIRMED", 2)
    for session, reason in ((off, "The hall burnt down."), (moved, "A strike.")):
        event = after[_uid(session)]
        assert str(event["status"]) == "CANCELLED"
        assert reason in str(event["description"])
        assert int(str(event["sequence"])) > session["version"]
    for event in after.values():  # no seats, no counts, no facilitator
        words = f"{event['summary']} {event['description']} {event['location']}"
        assert "60" not in words
        assert "Chantal" not in words


def test_nothing_changed_costs_nothing(api: Client) -> None:
    propose(api("Bilal"), a_session())
    address = _made(api, "Bilal", organisation="CARITAS")
    first = _read(api, address)
    assert first.headers["cache-control"].startswith("private")
    tag = first.headers["etag"]
    again = _read(api, address, **{"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    propose(api("Bilal"), on_day(5))
    changed = _read(api, address, **{"If-None-Match": tag})
    assert (changed.status_code, changed.headers["etag"] != tag) == (200, True)
    statuses = [_read(api, address).status_code for _try in range(40)]
    assert statuses[-1] == 429


def test_a_persons_feed_holds_what_she_is_assigned_to(api: Client) -> None:
    mine, other = propose(api("Bilal"), a_session()), propose(api("Bilal"), on_day(4, facilitators=[]))
    old = propose(api("Bilal"), a_session(starts_at="2022-03-01T06:30:00Z", ends_at="2022-03-01T08:30:00Z"))
    found = _events(api, _made(api, "Chantal"))
    assert _uid(mine) in found
    assert _uid(other) not in found
    assert _uid(old) not in found  # more than three months back


def test_a_protected_place_stays_hidden_and_its_hour_among_its_organisations(api: Client) -> None:
    session = propose(
        api("Esther"),
        a_session(venue=SAFE_HOUSE, lead_organisation="KAFA", partners=[], facilitators=[], capacity=10),
    )
    own = _events(api, _made(api, "Esther", organisation="KAFA"))[_uid(session)]
    assert own.start.isoformat() == "2022-07-30T09:30:00+03:00"
    assert str(own["location"]) == "Protected place"
    theirs = _events(api, _made(api, "Amina", organisation="KAFA"))[_uid(session)]
    assert (theirs.start.isoformat(), theirs.end.isoformat()) == ("2022-07-30", "2022-07-31")
    for event in (own, theirs):
        assert "Safe house" not in event.to_ical().decode()
    assert session["title"] not in theirs.to_ical().decode()


def test_an_address_goes_with_its_revocation_and_with_the_right_to_see(
    api: Client, uow: UnitOfWork, caplog: pytest.LogCaptureFixture
) -> None:
    propose(api("Bilal"), a_session())
    revoked, kept = _made(api, "Bilal", organisation="CARITAS"), _made(api, "Chantal")
    [feed] = api("Bilal").get("/calendar/feeds").json()["items"]
    logging.getLogger("karama").propagate = True
    with caplog.at_level(logging.INFO, logger="karama"):
        assert _read(api, revoked).status_code == 200
    assert revoked.split("/")[-1].removesuffix(".ics") not in caplog.text
    assert "/api/v1/calendar/…" in caplog.text
    renamed = api("Bilal").patch(f"/calendar/feeds/{feed['id']}", json={"name": "Lost phone"})
    assert renamed.json()["name"] == "Lost phone"
    assert _read(api, revoked).text.count("Lost phone") == 1
    assert api("Lina").delete(f"/calendar/feeds/{feed['id']}").status_code == 404
    assert api("Bilal").delete(f"/calendar/feeds/{feed['id']}").status_code == 204
    assert api("Bilal").delete(f"/calendar/feeds/{feed['id']}").status_code == 204
    assert _read(api, revoked).status_code == 404
    assert _read(api, "/calendar/guessed.ics").status_code == 404
    with uow.begin(housekeeping="a role ends") as tx:
        tx.db.connection().execute(
            text("DELETE FROM membership WHERE person_id = (SELECT id FROM person WHERE name = 'Chantal')")
        )
    assert _read(api, kept).status_code == 404


def test_local_times_stay_right_over_every_change_of_the_clocks(api: Client) -> None:
    """Nine in the morning the day before, on and after each change, in three countries."""
    spring = {"Asia/Beirut": "2023-03-26", "Africa/Cairo": "2023-04-28", "Africa/Casablanca": "2023-03-19"}
    wanted = {}
    for number, (time_zone, day) in enumerate(spring.items()):
        for step_of_days in (-1, 0, 1):
            at = datetime.fromisoformat(f"{day}T{9 + number:02d}:00:00").replace(tzinfo=clock.zone(time_zone))
            at += timedelta(days=step_of_days)
            body = a_session(
                starts_at=at.astimezone(UTC).isoformat(),
                ends_at=(at.astimezone(UTC) + timedelta(hours=1)).isoformat(),
                time_zone=time_zone,
            )
            wanted[_uid(propose(api("Bilal"), body))] = at
    found = _events(api, _made(api, "Bilal", organisation="CARITAS"))
    starts = {uid: datetime.fromisoformat(found[uid].start.isoformat()) for uid in wanted}
    assert {uid: at.replace(tzinfo=None) for uid, at in starts.items()} == {
        uid: at.replace(tzinfo=None) for uid, at in wanted.items()
    }
    assert len({(at.tzinfo, at.utcoffset()) for at in wanted.values()}) == 6
