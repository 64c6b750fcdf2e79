"""What the figures of a year over every session in the house cost."""

from __future__ import annotations

from collections.abc import Iterator

from app.access.permissions import Permission, Role
from app.measures import public as measures
from bench.asking import StatementCounter, cpu_of
from bench.house import BenchHouse
from bench.questions import Line, who

FIGURES_MS = 1000.0

PEOPLE = ("community", "sex", "age_band")
ASKED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("people_reached", PEOPLE),
    ("people_reached", ()),
    ("people_reached", ("month",)),
    ("people_reached", ("governorate",)),
    ("sessions_held", ()),
    ("partner_organisations", ()),
    ("door_count", ()),
    ("tickets_attended", ()),
    ("officials_trained", ()),
    ("kits_given", ()),
    ("people_given", ()),
    ("referrals", ()),
    ("outcome", ()),
    ("kits_per_person", ()),
)
"""Every figure a report names, and its tables by community, sex and age, by month and by place."""


def year_figures(house: BenchHouse, counter: StatementCounter) -> Iterator[Line]:
    """All of them over all sessions, in one look as a report takes it; then the largest table alone."""
    actor = who(house, Role.COORDINATOR)
    scope = actor.scope(Permission.FIGURES_SEE)

    def ask(questions: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
        with house.uow.read() as look:
            for measure, by in questions:
                assert measures.figures(look, scope, measure, by=by) is not None

    before = counter.seen
    ask(ASKED)
    statements = counter.seen - before
    cpu, wall = cpu_of(lambda: ask(ASKED), times=3)
    name = f"figures of {house.summary.sessions:,} sessions, all a report names"
    yield Line(name, wall, "ms", FIGURES_MS, statements, f"{cpu:.0f} ms CPU")
    cpu, _wall = cpu_of(lambda: ask(ASKED[:1]), times=5)
    yield Line("people by community, sex and age of all of them", cpu, "ms CPU", None, 1)
