"""The benchmark measures what it says, in a small house. Whether limits hold is judged by `make bench`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.__main__ import main, measure
from bench.questions import Line
from bench.telling import table


@pytest.mark.timeout(240)
def test_a_small_house_is_measured_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.hiding.SHAPE", (4, 2, 3))
    told = tmp_path / "bench.json"
    small = ["--sessions", "30", "--requests", "1", "--tablets", "3", "--seconds", "0.02", "--rows", "300"]
    small += ["--movements", "1000"]
    main([*small, "--database", "sqlite", "--json", str(told)])
    kinds = json.loads(told.read_text())["databases"]
    assert {figure["name"]: figure["limit"] for figure in kinds["files"]} == {
        "workbook of 300 rows × 12 columns": 20,
        "workbook of 300 rows × 12 columns: memory": 200,
        "PDF of 30 pages": 5,
    }
    assert all(figure["value"] > 0 for figure in kinds["files"])
    figures = kinds["sqlite"]
    names = [figure["name"] for figure in figures]
    for page in ("home", "session list", "session page", "counts page", "JSON list of 50"):
        for role in ("coordinator", "planner"):
            figure = next(figure for figure in figures if figure["name"] == f"{page}, {role}")
            assert figure["value"] > 0
            assert figure["limit"] == (5 if page.startswith("JSON") else 30)
            assert figure["statements"] > 0
    assert any(name.startswith("report of LBNT39") for name in names)
    assert any(name == "the report as xlsx" for name in names)
    year = figures[names.index("figures of 30 sessions, all a report names")]
    assert year["limit"] == 1000
    assert year["statements"] < 40
    judged = {figure["name"]: figure for figure in figures if figure["name"].startswith("tablet: ")}
    assert judged["tablet: a batch of 1 count"]["statements"] >= 10
    assert (
        judged["tablet: a batch of 100 counts"]["statements"]
        == judged["tablet: a batch of 1 count"]["statements"]
    )
    limits = {
        name: (figure["limit"], figure["at_least"]) for name, figure in judged.items() if figure["limit"]
    }
    assert limits == {
        "tablet: 100 counts / 1 count": (5, False),
        "tablet: one check-in": (5, False),
        "tablet: counts a second": (5_000, True),
        "tablet: whole grids a second": (300, True),
        "tablet: whole grids a second, three at once": (300, True),
    }
    assert figures[names.index("3 tablets come home: events that are safe")]["kept"]
    assert figures[names.index("faults they saw")]["kept"]
    assert "sqlite, 30 sessions" in capsys.readouterr().out


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
    enough = Line("enough", 6.0, "a second", 5.0, at_least=True)
    short = Line("short", 4.0, "a second", 5.0, at_least=True)
    assert enough.kept
    assert not short.kept
    assert table("here", [enough, short]).count("SHORT") == 1
