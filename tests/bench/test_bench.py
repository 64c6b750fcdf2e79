"""The benchmark measures what it says, in a small house. Whether limits hold is judged by `make bench`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.__main__ import main, measure
from bench.questions import Line
from bench.telling import table


@pytest.mark.timeout(240)
def test_a_small_house_is_measured_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = tmp_path / "bench.json"
    main(["--sessions", "60", "--requests", "1", "--database", "sqlite", "--json", str(told)])
    figures = json.loads(told.read_text())["databases"]["sqlite"]
    names = [figure["name"] for figure in figures]
    for page in ("home", "session list", "session page", "counts page", "JSON list of 50"):
        for role in ("coordinator", "planner"):
            figure = next(figure for figure in figures if figure["name"] == f"{page}, {role}")
            assert figure["value"] > 0
            assert figure["limit"] == (5 if page.startswith("JSON") else 30)
            assert figure["statements"] > 0
    assert any(name.startswith("report of LBNT39") for name in names)
    assert any(name == "the report as xlsx" for name in names)
    assert "sqlite, 60 sessions" in capsys.readouterr().out


def test_a_machine_without_postgresql_measures_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.postgres_programs import NoPostgresError

    def nothing(_folder: Path) -> None:
        raise NoPostgresError("none here")

    monkeypatch.setattr("bench.house.PostgresServer.start", nothing)
    assert measure("postgresql", 10, 1) is None


def test_a_passed_limit_is_told() -> None:
    kept, passed = Line("quick", 4.0, "ms", 5.0), Line("slow", 6.0, "ms", 5.0)
    assert kept.kept
    assert not passed.kept
    assert Line("only told", 99.0, "ms").kept
    assert table("here", [kept, passed]).count("OVER") == 1
