"""What is asked of the house, and what it may cost at most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy import text

from app.access.actor import Actor
from app.access.permissions import Role
from app.accounts import public as accounts
from app.kernel import clock
from app.platform.web.deps import SIGN_IN_COOKIE
from app.reports import use_cases as reports
from app.reports.rules import FileKind
from bench.asking import Asker, Headers, StatementCounter, cpu_of, yardstick
from bench.house import BenchHouse

HTML_MS = 30.0
LIST_MS = 5.0
REPORT_MS = 2000.0
FILL_SECONDS_OF_100_000 = 180.0
PROJECT = "LBNT39"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of the benchmark. `limit` None: only told, not judged. `at_least`: the limit is the least it may be."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    statements: int | None = None
    note: str = ""
    at_least: bool = False

    @property
    def kept(self) -> bool:
        """Whether the figure is within its limit."""
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def in_a_browser(house: BenchHouse, role: Role) -> Headers:
    """The headers of a browser in which somebody of this role is signed in."""
    cookie = f"{SIGN_IN_COOKIE}={house.people[role].cookie}"
    return [(b"cookie", cookie.encode()), (b"accept", b"text/html"), (b"accept-language", b"en")]


def over_the_api(house: BenchHouse, role: Role) -> Headers:
    """The headers of a program with an API token."""
    return [
        (b"authorization", f"Bearer {house.people[role].token}".encode()),
        (b"accept", b"application/json"),
    ]


def requests(house: BenchHouse, asker: Asker, times: int) -> Iterator[Line]:
    """The pages and lists, each as a coordinator (all sessions) and as a planner (one organisation's)."""
    yield Line("yardstick: 100,000 rounds of Python", yardstick(), "ms CPU")
    bare = asker.cost("/healthz", [], times=times)
    yield Line("an empty request (/healthz)", bare.cpu_ms, "ms CPU", None, bare.statements)
    for role in (Role.COORDINATOR, Role.PLANNER):
        session = a_session(house, role)
        browser, program = in_a_browser(house, role), over_the_api(house, role)
        for name, path, headers, limit in (
            ("home", "/", browser, HTML_MS),
            ("session list", "/sessions", browser, HTML_MS),
            ("session page", f"/sessions/{session}", browser, HTML_MS),
            ("counts page", f"/sessions/{session}/count", browser, HTML_MS),
            ("JSON list of 50", "/api/v1/sessions?limit=50", program, LIST_MS),
        ):
            cost = asker.cost(path, headers, times=times)
            note = f"least {cost.least_ms:.1f} ms, {cost.size:,} bytes"
            yield Line(f"{name}, {role.value}", cost.cpu_ms, "ms CPU", limit, cost.statements, note)


def a_session(house: BenchHouse, role: Role) -> UUID:
    """The newest verified session somebody of this role sees."""
    actor = who(house, role)
    with house.uow.read() as look:
        found = look.db.connection().execute(
            text(
                "SELECT s.id FROM awareness_session AS s JOIN session_partner AS p ON p.session_id = s.id "
                "WHERE s.status = 'verified' AND p.organisation_id = :organisation ORDER BY s.starts_at DESC LIMIT 1"
            ),
            {"organisation": _bound(house, actor.memberships[0].organisation_id)},
        )
        return UUID(str(found.scalar_one()))


def _bound(house: BenchHouse, identity: UUID) -> str | UUID:
    return identity.hex if house.uow.database.is_sqlite else identity


def who(house: BenchHouse, role: Role) -> Actor:
    """The person of this role as the use cases see them."""
    actor = accounts.actor_by_token(house.uow, house.people[role].token)
    assert actor is not None
    return actor


def bare_sql(house: BenchHouse, times: int) -> Iterator[Line]:
    """What the same fifty rows cost without Karama around them."""
    statement = text("SELECT * FROM awareness_session ORDER BY starts_at DESC, id DESC LIMIT 50")

    def select_them() -> None:
        with house.uow.read() as look:
            assert look.db.connection().execute(statement).fetchall()

    cpu, _wall = cpu_of(select_them, times=times)
    yield Line("bare SQL of the same 50 rows", cpu, "ms CPU", None, 1)


def project_report(house: BenchHouse, counter: StatementCounter) -> Iterator[Line]:
    """A year of a project: the report's value, then its files."""
    actor = who(house, Role.COORDINATOR)
    year = clock.today().year - 1
    asked = reports.AskReport(
        project=PROJECT, from_date=date(year, 1, 1), to_date=date(year, 12, 31), language="en"
    )
    before = counter.seen
    report = reports.make_report(actor, asked, uow=house.uow, settings=house.settings)
    statements = counter.seen - before
    cpu, wall = cpu_of(
        lambda: reports.make_report(actor, asked, uow=house.uow, settings=house.settings), times=3
    )
    yield Line(f"report of {PROJECT}, {year}, built", wall, "ms", REPORT_MS, statements, f"{cpu:.0f} ms CPU")
    with TemporaryDirectory() as room:
        for kind in (FileKind.XLSX, FileKind.CSV, FileKind.JSON):
            path = Path(room) / f"report.{kind.value}"
            cpu, wall = cpu_of(lambda kind=kind, path=path: reports.write_file(report, kind, path), times=1)  # type: ignore[misc]
            yield Line(f"the report as {kind.value}", wall, "ms", None, 0, f"{path.stat().st_size:,} bytes")


def filling(house: BenchHouse) -> Iterator[Line]:
    """How long the sessions took to be made."""
    limit = max(5.0, FILL_SECONDS_OF_100_000 * house.summary.sessions / 100_000)
    judged = limit if house.uow.database.is_sqlite else None
    yield Line(
        f"filling in {house.summary.sessions:,} sessions",
        house.fill_seconds,
        "s",
        judged,
        note=f"{house.summary.rows:,} rows",
    )
