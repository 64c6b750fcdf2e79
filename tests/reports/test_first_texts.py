"""A draft begins with what the close-outs say: topics, quiz, notes; no number for a donor; all of it may be edited."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlmodel import Session, col, select

from app.closing.tables import SessionReport
from app.sessions.tables import AwarenessSession
from tests.conftest import Client
from tests.factories import filled
from tests.reports.story import story
from tests.reports.test_lenses import Q3, a_draft, a_lens

MAY = {"from": "2022-05-01", "to": "2022-05-31"}


def closed(db: Session, session: str, number: int, **said: Any) -> None:
    """One more report of a session of the story: the one that counts."""
    wanted = col(AwarenessSession.code) == session
    identity = db.exec(select(AwarenessSession.id).where(wanted)).one()
    at = datetime(2022, 8, 20, 9, tzinfo=UTC)
    counts = {"reached": 10, "door": 0, "tickets": 0}
    db.add(SessionReport(id=uuid4(), session_id=identity, number=number, at=at, **{**counts, **said}))


def close_outs(db: Session) -> None:
    """July: a quiz. May: a quiz that all but two answered, and notes that count somebody."""
    quiz = {"quiz_asked": 40, "quiz_before": 12, "quiz_after": 30}
    closed(db, "BEY-2022-07-30-01", 2, topics_covered=["KAFALA"], note="Full hall.", **quiz)
    closed(db, "TRP-2022-08-02-01", 1, topics_covered=["KAFALA", "NO-SUCH-TOPIC"], note="Rain.")
    quiz = {"quiz_asked": 20, "quiz_before": 7, "quiz_after": 18}
    closed(db, "BEY-2022-05-01-01", 1, note="With ٣ men.", **quiz)


def begun(api: Client, lens: str, days: dict[str, str]) -> str:
    report = api("Amina").get(f"/reports/{a_draft(api, lens, days)}").json()
    return str(report["narratives"].get("achievements", ""))


def test_a_draft_begins_with_topics_and_notes_and_inside_with_numbers(api: Client, database_url: str) -> None:
    filled(database_url, story, close_outs)
    amina = api("Amina")
    lens = a_lens(api, "Begun")
    topics = {one["code"]: one["names"]["en"] for one in amina.get("/topics").json()["items"]}
    assert begun(api, lens, Q3).splitlines() == [
        f"Topics covered: {topics['KAFALA']}.",
        "30 July 2022: Full hall.",
        "2 August 2022: Rain.",
    ]
    assert begun(api, lens, MAY) == ""
    inside = a_lens(api, "Begun inside", threshold=0)
    assert begun(api, inside, MAY).splitlines() == [
        "Quiz: 20 people were asked before and after; right answers before 7, after 18.",
        "1 May 2022: With ٣ men.",
    ]
    [report] = [one for one in amina.get("/reports").json()["items"] if "Full hall" in str(one["narratives"])]
    mine = {"achievements": "In our own words."}
    changed = amina.patch(f"/reports/{report['id']}", json=mine, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    assert changed.json()["narratives"]["achievements"] == "In our own words."
