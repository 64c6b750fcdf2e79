from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.feedback import use_cases
from app.feedback.rules import WhyWrong
from app.feedback.schemas import CutBy, GroupView, RecordSheet, ResultView, TakeSheetBack
from app.kernel import clock
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.platform.unit_of_work import UnitOfWork
from tests import world
from tests.attendance.held import a_session
from tests.conftest import Client
from tests.distributions.market import A_TUESDAY, Market


def _sheet(point: UUID | None = None, session: UUID | None = None, **changes: Any) -> RecordSheet:
    body = {
        "id": uuid4(),
        "session": session,
        "distribution_point": point,
        "asked_on": A_TUESDAY + timedelta(days=20),
        "community": "ET",
        "sex": "f",
        "age_band": "18-59",
        "asked": 12,
        "answers": [
            {"question": "full_kit", "answer": "yes", "count": 11},
            {"question": "full_kit", "answer": "no", "count": 1},
            {"question": "favour", "answer": "no", "count": 12},
            {"question": "knew", "answer": "what", "count": 6},
        ],
        **changes,
    }
    return RecordSheet.model_validate(body)


def _result(group: GroupView, question: str) -> ResultView:
    (found,) = [one for one in group.results if one.question == question]
    return found


def _shown(group: GroupView, question: str) -> dict[str, tuple[int | str, float | None]]:
    return {one.answer: (one.count, one.percent) for one in _result(group, question).answers}


def test_tallies_add_up_with_n_and_only_those_inside_see_groups(lone_uow: UnitOfWork) -> None:
    market = Market(lone_uow)
    market.give(20)
    market.close(returned=20)
    chantal = world.actor("Chantal")
    use_cases.record_sheet(chantal, _sheet(market.id), uow=lone_uow)
    answers = [{"question": "full_kit", "answer": "yes", "count": 2}]
    second = _sheet(market.id, community="BD", asked=3, answers=answers)
    use_cases.record_sheet(chantal, second, uow=lone_uow)
    inside = use_cases.results(chantal, uow=lone_uow, point=market.id, by=CutBy.COMMUNITY)
    assert not inside.protected
    assert inside.everybody.asked == 15
    assert _result(inside.everybody, "full_kit").n == 14, "one of the women from BD did not answer"
    assert _shown(inside.everybody, "full_kit") == {"yes": (13, 0.9286), "no": (1, 0.0714)}
    assert _shown(inside.everybody, "knew")["what"] == (6, 0.4)
    assert [(one.code, one.asked) for one in inside.groups] == [("BD", 3), ("ET", 12)]
    outside = use_cases.results(world.actor("Lina"), uow=lone_uow, point=market.id, by=CutBy.COMMUNITY)
    assert outside.protected
    assert outside.groups == ()
    assert _shown(outside.everybody, "full_kit") == {"yes": ("c", None), "no": ("c", None)}
    assert _shown(outside.everybody, "favour") == {"yes": (0, 0.0), "no": (12, 1.0)}
    with pytest.raises(NotFound):
        use_cases.list_sheets(world.actor("Lina"), uow=lone_uow, point=market.id)
    with pytest.raises(NotFound):
        use_cases.results(world.actor("Esther"), uow=lone_uow, point=market.id)
    with pytest.raises(Forbidden):
        use_cases.results(world.actor("Hanna"), uow=lone_uow, point=market.id)
    with pytest.raises(Forbidden):
        use_cases.record_sheet(world.actor("Daoud"), _sheet(market.id), uow=lone_uow)


def test_a_sheet_is_taken_back_never_changed(lone_uow: UnitOfWork) -> None:
    market = Market(lone_uow)
    chantal = world.actor("Chantal")
    asked = _sheet(market.id)
    sheet = use_cases.record_sheet(chantal, asked, uow=lone_uow)
    again = use_cases.record_sheet(chantal, asked, uow=lone_uow)
    assert (sheet.fresh, again.fresh, again.value) == (True, False, sheet.value)
    with pytest.raises(Conflict):
        use_cases.record_sheet(chantal, asked.model_copy(update={"asked": 13}), uow=lone_uow)
    back = TakeSheetBack(why=WhyWrong.TYPED_TWICE)
    opposite = use_cases.take_back(chantal, sheet.value.id, back, uow=lone_uow).value
    assert (opposite.reverses, opposite.why) == (sheet.value.id, WhyWrong.TYPED_TWICE)
    for done in (sheet.value.id, opposite.id):
        with pytest.raises(Conflict):
            use_cases.take_back(chantal, done, back, uow=lone_uow)
    with pytest.raises(NotFound):
        use_cases.take_back(world.actor("Esther"), sheet.value.id, back, uow=lone_uow)
    found = use_cases.results(chantal, uow=lone_uow, point=market.id)
    assert (found.everybody.asked, found.everybody.results) == (0, ())
    listed = use_cases.list_sheets(chantal, uow=lone_uow, point=market.id, limit=1)
    rest = use_cases.list_sheets(chantal, uow=lone_uow, point=market.id, cursor=listed.next)
    assert [(one.id, one.reversed) for one in [*listed.items, *rest.items]] == [
        (opposite.id, False),
        (sheet.value.id, True),
    ]
    for attack in (
        "UPDATE feedback_sheet SET asked = 1",
        "DELETE FROM feedback_sheet",
        "UPDATE feedback_tally SET count = 1",
        "DELETE FROM feedback_tally",
    ):
        with pytest.raises(DBAPIError, match="append-only"), lone_uow.begin(housekeeping="an attack") as tx:
            tx.db.connection().execute(text(attack))


def test_what_is_wrong_is_said_at_its_place(lone_uow: UnitOfWork) -> None:
    market = Market(lone_uow)
    chantal = world.actor("Chantal")
    for changes, field in (
        ({"asked_on": clock.today() + timedelta(days=1)}, "asked_on"),
        ({"asked_on": A_TUESDAY - timedelta(days=345)}, "asked_on"),
        ({"community": "ZZ"}, "community"),
        ({"age_band": "20-30"}, "age_band"),
        ({"answers": [{"question": "full_kit", "answer": "yes", "count": 13}]}, "answers.0.count"),
        ({"answers": [{"question": "useful", "answer": "4", "count": 1, "item": "GOLD"}]}, "answers.0.item"),
        ({"distribution_point": None}, "session"),
        ({"session": uuid4()}, "session"),
    ):
        with pytest.raises(Invalid) as refused:
            use_cases.record_sheet(chantal, _sheet(market.id, **changes), uow=lone_uow)
        assert refused.value.errors[0].field == field, changes
    session = a_session(lone_uow)
    with pytest.raises(Conflict) as early:
        use_cases.record_sheet(chantal, _sheet(session=session), uow=lone_uow)
    assert early.value.code == "feedback.too_early"


def test_by_the_json_door(api: Client, uow: UnitOfWork) -> None:
    market = Market(uow)
    chantal = api("Chantal")
    questions = chantal.get("/feedback/questions").json()
    assert [one["key"] for one in questions if one["per_item"]] == ["useful", "missing"]
    body = _sheet(market.id).model_dump(mode="json")
    assert chantal.post("/feedback", json=body).status_code == 201
    assert chantal.post("/feedback", json=body).status_code == 200
    where = {"distribution_point": str(market.id)}
    found = chantal.get("/feedback/results", params={**where, "by": "sex"}).json()
    assert (found["everybody"]["asked"], found["groups"][0]["code"]) == (12, "f")
    sheets = chantal.get("/feedback", params=where).json()["items"]
    assert [one["id"] for one in sheets] == [body["id"]]
    back = chantal.post(f"/feedback/{body['id']}/reverse", json={"why": "wrong_numbers"})
    assert back.status_code == 201
    assert chantal.post(f"/feedback/{body['id']}/reverse", json={"why": "he said so"}).status_code == 422


def test_a_sheet_is_typed_in_without_javascript(browser: Client, uow: UnitOfWork) -> None:
    market = Market(uow)
    market.give(3)
    chantal = browser("Chantal")
    page = f"/points/{market.id}/feedback"
    assert "Nobody was asked yet" in chantal.get(page).text
    form = chantal.get(f"{page}/new").text
    assert 'name="q/useful/4/0"' in form
    assert "hotline" in form
    sheet = {
        "id": str(uuid4()),
        "asked_on": "2022-08-22",
        "community": "ET",
        "sex": "f",
        "asked": "٦",
        "q/favour/yes": "1",
        "q/favour/no": "5",
        "q/useful/4/0": "7",
    }
    wrong = chantal.post(f"{page}/new", data=sheet)
    assert wrong.status_code == 422
    assert 'id="q/useful/4/0-wrong"' in wrong.text
    assert 'value="٦"' in wrong.text
    assert chantal.post(f"{page}/new", data={**sheet, "q/useful/4/0": "6"}).status_code == 303
    shown = chantal.get(f"{page}?by=age_band").text
    assert "<b>83.3\u00a0%</b> (5)" in shown
    assert "focal point" in shown
    assert "age not stated" in shown
    chantal.post("/language/ar")
    assert "هل طلب أحد مالًا" in chantal.get(page).text
    (listed,) = use_cases.list_sheets(world.actor("Chantal"), uow=uow, point=market.id).items
    address = f"{page}/{listed.id}/reverse"
    assert chantal.post(address, data={}).status_code == 422
    assert chantal.post(address, data={"id": str(uuid4()), "why": "typed_twice"}).status_code == 303
    assert chantal.post(address, data={"id": str(uuid4()), "why": "typed_twice"}).status_code == 409
