"""What Karama writes to its logs of a booking: that somebody called, and nothing of what was said, faults included."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.platform import logs
from app.platform.unit_of_work import UnitOfWork
from app.registration.schemas.bookings import Book
from app.registration.use_cases import bookings
from tests.conftest import Client
from tests.registration.seats import a_link, a_session_to_come

REFERENCE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]")
HER_ADDRESS = "203.0.113.77"
HER_TELEPHONE = "Nokia 216 of a guest"
HER_COMMUNITY, HER_SEATS = "ET", 7
LINE = re.compile(
    r"(GET|POST) (/book/…|/api/v1/bookings(/…)?) \d{3} \d+ms id=[0-9a-f]{12} person=-"
    r"|unhandled RuntimeError id=[0-9a-f]{12}"
    r"|database refused: [A-Za-z]+"
)


@pytest.fixture(params=[logs.TextLine(), logs.JsonLine()], ids=["text", "json"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What stands on standard error of a served Karama, and of the libraries below it."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(request.param)
    karama, root = logging.getLogger("karama"), logging.getLogger()
    before = karama.level
    karama.setLevel(logging.INFO)
    root.addHandler(handler)
    yield lines
    root.removeHandler(handler)
    karama.setLevel(before)


@pytest.fixture
def messages() -> Iterator[list[str]]:
    """The message of every line, of whatever logger."""
    kept: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not record.name.startswith(("httpx", "asyncio")):  # the test's own telephone
                kept.append(record.getMessage())

    keeper = Keeper()
    logging.getLogger().addHandler(keeper)
    yield kept
    logging.getLogger().removeHandler(keeper)


def _refused_by_the_database(command: Book, *, uow: UnitOfWork, secret: str) -> None:
    """As when a migration was forgotten: the statement and its values are in what the database says."""
    with uow.begin("a fault") as tx:
        tx.db.execute(
            text("UPDATE booking SET no_such_column = :said"), {"said": f"{command.lines} {secret}"}
        )


def _broken(command: Book, *, uow: UnitOfWork, secret: str) -> None:
    """As when the program has a fault: the fault says what it choked on, and so does what it came from."""
    try:
        int(f"{command}")
    except ValueError as fault:
        problem = f"{command} {secret} {uow}"
        raise RuntimeError(problem) from fault


def test_no_line_says_who_came_from_where_or_holds_a_key(
    app: FastAPI,
    browser: Client,
    api: Client,
    uow: UnitOfWork,
    written: io.StringIO,
    messages: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = str(app.state.signing_key)
    token = a_link(uow, a_session_to_come(uow), secret=secret).token
    guest, program = browser(""), api("")
    for client in (guest, program):
        client.headers.update({"X-Forwarded-For": HER_ADDRESS, "User-Agent": HER_TELEPHONE})
    form = {"id": str(uuid4()), "community": HER_COMMUNITY, "seats": str(HER_SEATS)}
    guest.get(f"/book/{token}")
    booked = guest.post(f"/book/{token}", data=form)
    (reference,) = REFERENCE.findall(booked.text)
    manage = f"/book/{token}/manage"
    for step in ("find", "change", "cancel"):
        done = guest.post(manage, data={**form, "reference": reference, "step": step})
        assert done.status_code == 200, step
    wrong = guest.post(f"/book/{token}", data={**form, "seats": "many"})
    second_id, lines = str(uuid4()), [{"community": HER_COMMUNITY, "seats": HER_SEATS}]
    body = {"token": token, "id": second_id, "lines": lines}
    second = program.post("/bookings", json=body).json()["reference"]
    program.post(f"/bookings/{second}/cancel")
    monkeypatch.setattr(bookings, "book", _broken)
    assert (wrong.status_code, guest.post(f"/book/{token}", data=form).status_code) == (422, 500)
    monkeypatch.setattr(bookings, "book", _refused_by_the_database)
    assert guest.post(f"/book/{token}", data=form).status_code == 503

    assert [one for one in messages if not LINE.fullmatch(one)] == []
    assert len(messages) == 1 + 1 + 3 + 1 + 2 + 2 + 2
    said = written.getvalue()
    assert "test_nothing_in_logs.py" in said, "where it happened is told"
    assert "builtins.ValueError" in said
    keys = (token, reference, second, reference.replace("-", ""), form["id"], second_id, secret)
    for word in (*keys, HER_ADDRESS, HER_TELEPHONE, f"'{HER_COMMUNITY}'", "BookLine(", "seats="):
        assert word not in said
