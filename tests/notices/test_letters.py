"""Letters leave through a real SMTP server, once, in the reader's language, and wait while it is away."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from app.kernel import clock
from app.notices.rules import LEASE, TRIES
from app.notices.use_cases import send_waiting
from app.platform.mail import Mailer
from app.platform.unit_of_work import UnitOfWork
from tests.conftest import Client
from tests.sessions.asked import on_day, propose
from tests.world import email_of

BASE = "https://karama.example"


class PostOffice:
    """Keeps what is handed in; refuses whom it is told to refuse."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refuses: dict[str, str] = {}
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer to a recipient."""
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a letter."""
        parsed = email.message_from_bytes(cast("bytes", envelope.content), policy=email.policy.default)
        self.letters.append(parsed)
        return "250 OK"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    office = PostOffice()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        office.port = free.getsockname()[1]
    counter = Controller(office, hostname="127.0.0.1", port=office.port)
    counter.start()
    yield office
    counter.stop()


def _mailer(office: PostOffice) -> Mailer:
    return Mailer(f"smtp://127.0.0.1:{office.port}", "karama@karama.example")


def test_one_letter_to_each_with_all_that_waits(api: Client, uow: UnitOfWork, office: PostOffice) -> None:
    first, second = (propose(api("Bilal"), on_day(day)) for day in (15, 16))
    assert api("Amina").put("/notices/letters", json={"by_mail": False}).json() == {"by_mail": False}
    assert send_waiting(uow, _mailer(office), BASE) >= 1
    to_lina = [letter for letter in office.letters if letter["To"] == email_of("Lina")]
    assert len(to_lina) == 1
    text = to_lina[0].get_content()
    for session in (first, second):
        assert session["code"] in text
        assert f"{BASE}/sessions/{session['id']}" in text
    assert f"{BASE}/notices" in text
    assert email_of("Amina") not in [letter["To"] for letter in office.letters]
    assert send_waiting(uow, _mailer(office), BASE) == 0, "nothing leaves twice"


def test_away_waits_refused_is_given_up_too_old_stays_in_the_inbox(
    api: Client, uow: UnitOfWork, office: PostOffice
) -> None:
    started = datetime(2022, 7, 1, 8, tzinfo=UTC)
    away = Mailer("smtp://127.0.0.1:1", "karama@karama.example")
    with clock.at(started):
        propose(api("Bilal"), on_day(17))
        assert send_waiting(uow, away, BASE) == 0
        assert send_waiting(uow, _mailer(office), BASE) == 0, "the next try is not yet due"
    office.refuses = {email_of("Lina"): "550 no such mailbox"}
    with clock.at(started + timedelta(minutes=15)):
        assert send_waiting(uow, _mailer(office), BASE) >= 1
    office.refuses = {}
    with clock.at(started + timedelta(days=1)):
        assert send_waiting(uow, _mailer(office), BASE) == 0, "a refused address is not tried again"

    with clock.at(started + timedelta(days=1)):
        propose(api("Bilal"), on_day(18))
    with clock.at(started + timedelta(days=4)):
        assert send_waiting(uow, _mailer(office), BASE) == 0
        kinds = [one["kind"] for one in api("Lina").get("/notices").json()["items"]]
    assert kinds == ["invited", "invited"]


def test_a_server_that_stays_away_is_left_in_peace(api: Client, uow: UnitOfWork, office: PostOffice) -> None:
    now = datetime(2022, 7, 1, 8, tzinfo=UTC)
    away = Mailer("smtp://127.0.0.1:1", "karama@karama.example")
    with clock.at(now):
        propose(api("Bilal"), on_day(19))
    for _round in range(TRIES):
        with clock.at(now):
            send_waiting(uow, away, BASE)
        now += timedelta(hours=4, minutes=1)
    with clock.at(now):
        assert send_waiting(uow, _mailer(office), BASE) == 0


def test_a_server_that_says_not_now_gets_it_later_and_a_dead_postman_is_replaced(
    api: Client, uow: UnitOfWork, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2022, 7, 1, 8, tzinfo=UTC)
    office.refuses = {email_of("Lina"): "451 greylisted, come back later"}
    with clock.at(now):
        propose(api("Bilal"), on_day(21))
        send_waiting(uow, _mailer(office), BASE)
    office.refuses = {}

    class Killed(BaseException):
        """The process is gone in the middle of a letter."""

    def die(*_anything: object) -> None:
        raise Killed

    with clock.at(now + timedelta(minutes=2)), monkeypatch.context() as dying:
        dying.setattr(Mailer, "send", die)
        with pytest.raises(Killed):
            send_waiting(uow, _mailer(office), BASE)
    for later, letters in ((timedelta(minutes=3), 0), (timedelta(minutes=2) + LEASE, 1), (LEASE * 3, 1)):
        with clock.at(now + later):
            send_waiting(uow, _mailer(office), BASE)
        to_lina = [letter for letter in office.letters if letter["To"] == email_of("Lina")]
        assert len(to_lina) == letters, later


@pytest.mark.parametrize("server", ["http://mail.example", "mail.example", "smtp://"])
def test_a_wrong_address_of_the_server_is_said_at_the_start(server: str) -> None:
    with pytest.raises(ValueError, match="KARAMA_MAIL_SERVER"):
        Mailer(server, "karama@karama.example")
