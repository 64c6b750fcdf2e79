"""A pytest plugin: what did not run is said loudly at the end, and fails the run where skips are forbidden.

A skipped test looks green. On a reader's machine that is right, as long as it is said which tests had no browser
or no database; in CI (`KARAMA_FORBID_SKIPS=1`) it would be a gap that nobody sees. A test expected to fail counts
as skipped.

PYTEST_DONT_REWRITE: nothing is asserted here, and conftest may import it before pytest does.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

FORBIDDEN = "KARAMA_FORBID_SKIPS"


def skips_forbidden() -> bool:
    """Whether this run promises to leave nothing out."""
    return os.environ.get(FORBIDDEN, "") not in {"", "0"}


def _reports(config: pytest.Config) -> list[Any]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return (
        [] if reporter is None else [*reporter.stats.get("skipped", []), *reporter.stats.get("xfailed", [])]
    )


def reasons(reports: Iterable[Any]) -> Counter[str]:
    """Reason -> number of tests left out for it."""
    counted: Counter[str] = Counter()
    for report in reports:
        place = report.longrepr
        text = place[2] if isinstance(place, tuple) else getattr(report, "wasxfail", None) or str(place)
        counted[text.removeprefix("Skipped: ") or "no reason given"] += 1
    return counted


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn a run that left something out into a failed one, where that was forbidden."""
    of_a_worker = hasattr(session.config, "workerinput")
    if not of_a_worker and skips_forbidden() and _reports(session.config) and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what was left out, and why."""
    left_out = reasons(_reports(config))
    if not left_out:
        return
    forbidden = skips_forbidden()
    terminalreporter.write_sep("!", "NOT RUN HERE", red=forbidden, yellow=not forbidden, bold=True)
    for reason, number in left_out.most_common():
        terminalreporter.write_line(f"{number:>5}  {reason}")
    if forbidden:
        terminalreporter.write_line(f"{FORBIDDEN} is set: what was left out fails this run.", red=True)
