"""A cumulative value never falls without a recorded correction, whatever happens in whatever order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kernel import clock
from app.platform.unit_of_work import UnitOfWork
from tests.conftest import Client
from tests.factories import a_verified_session, filled
from tests.field.tablet import Tablet
from tests.periods.july import FIRST_OF_AUGUST, JULY, close, held, taken

LATER = FIRST_OF_AUGUST + timedelta(days=40)
YEAR = {"from": "2022-01-01", "to": "2022-12-31"}
PAID = [{"project": "LBNT39", "share": None}]


class Act(NamedTuple):
    """What happens: a tablet brings something late of a session, a coordinator accepts it, a new session is verified."""

    what: str
    session: int
    people: int


ACTS = st.lists(
    st.builds(Act, st.sampled_from(["late", "late", "accept", "new"]), st.integers(0, 1), st.integers(-6, 6)),
    min_size=3,
    max_size=7,
)


class Programme:
    """Two sessions of a closed July, and what the project's indicator says of the year."""

    def __init__(self, api: Client, uow: UnitOfWork, database_url: str) -> None:
        self.api, self.url, self.amina = api, database_url, api("Amina")
        with clock.at(FIRST_OF_AUGUST):
            self.sessions = [held(api, hour, people=60, projects=PAID) for hour in (6, 12)]
            self.tablet = Tablet(uow)
            title = {"en": "People"}
            line = {"project": "LBNT39", "code": "9", "title": title, "measure": "people_reached"}
            taken(self.amina.post("/indicators", json=line))
            close(self.amina)
        self.counted, self.waiting = [60, 60], [0, 0]

    def cumulative(self) -> int:
        found = taken(self.amina.get("/projects/LBNT39/results", params=YEAR))
        return int(next(line["cumulative"] for line in found["items"] if line["code"] == "9"))

    def corrections(self) -> list[dict[str, Any]]:
        """What the trail says of corrections, the newest first."""
        found = taken(self.amina.get("/audit", params={"subject_kind": "session", "limit": 200}))
        return [one for one in found["items"] if one["action"] == "period.late_accepted"]

    def do(self, act: Act) -> int:
        """The act, and by how much the value should move."""
        place = act.session
        if act.what == "new":
            people = abs(act.people)
            cells = {("PH", "f", "18-59"): people}
            filled(self.url, lambda db: a_verified_session(db, day=date(2022, 8, 20), cells=cells))
            return people
        if act.what == "late":
            if act.people and self.counted[place] + self.waiting[place] + act.people > 0:
                self.tablet.send(self.tablet.count(UUID(self.sessions[place]), act.people))
                self.waiting[place] += act.people
            return 0
        body = {"session": self.sessions[place], "reason": "data_entry_error"}
        answer = self.amina.post(f"{JULY}/late-box", json=body)
        if answer.status_code >= 400:
            assert answer.status_code == 409, answer.text
            return 0
        moved, self.waiting[place] = self.waiting[place], 0
        self.counted[place] += moved
        return moved


def test_whatever_happens_it_falls_only_by_what_somebody_accepted_for_a_reason(
    api: Client, uow: UnitOfWork, database_url: str
) -> None:
    programme = Programme(api, uow, database_url)

    @settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(ACTS)
    def live(history: list[Act]) -> None:
        with clock.at(LATER):
            before, recorded = programme.cumulative(), len(programme.corrections())
            for act in history:
                moved = programme.do(act)
                now, after = programme.cumulative(), len(programme.corrections())
                assert now == before + moved, act
                if now < before:
                    assert after == recorded + 1, "nothing was written down"
                    assert programme.corrections()[0]["data"]["reason"] == "data_entry_error"
                before, recorded = now, after

    live()
    with clock.at(LATER):  # so that the test has seen a fall and can fail
        for act in (Act("late", 0, 6), Act("accept", 0, 0)):
            programme.do(act)
        start = programme.cumulative()
        programme.do(Act("late", 0, -1))
        assert programme.cumulative() == start, "what waits changes nothing"
        assert programme.do(Act("accept", 0, 0)) == -1
        assert programme.cumulative() == start - 1
