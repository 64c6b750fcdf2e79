from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.commands import app as karama
from tests.factories import after
from tests.reports.story import story

DAYS = ["--from", "2022-07-01", "--to", "2022-09-30"]


pytestmark = after(story)


@pytest.fixture
def at_the_machine(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KARAMA_DATABASE_URL", database_url)
    monkeypatch.setenv("KARAMA_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("json", b"{"),
        ("pdf", b"%PDF"),
        ("xlsx", b"PK"),
        ("csv", b"section"),
        ("hxl", b"Section"),
        ("5w", b"Reporting"),
        ("iati", b"<?xml"),
    ],
)
def test_the_report_is_written_to_a_file(at_the_machine: Path, kind: str, start: bytes) -> None:
    file = at_the_machine / f"report.{kind}"
    done = CliRunner().invoke(
        karama, ["report", "--project", "LBNT39", *DAYS, "--format", kind, "-o", str(file)]
    )
    assert done.exit_code == 0, done.output
    assert file.read_bytes().startswith(start)


def test_inside_figures_are_asked_for_by_name(at_the_machine: Path) -> None:
    file = at_the_machine / "report.json"
    asked = [
        "report",
        "--project",
        "LBNT39",
        *DAYS,
        "--format",
        "json",
        "--audience",
        "inside",
        "-o",
        str(file),
    ]
    assert CliRunner().invoke(karama, asked).exit_code == 0
    assert json.loads(file.read_bytes())["figures"]["people_reached"] == 89


@pytest.mark.parametrize("wrong", [["--project", "NOPE"], ["--lang", "xx"], ["--to", "2022-01-01"]])
def test_a_refusal_is_a_sentence(at_the_machine: Path, wrong: list[str]) -> None:
    asked = [
        "report",
        "--project",
        "LBNT39",
        *DAYS,
        "--format",
        "json",
        "-o",
        str(at_the_machine / "no"),
        *wrong,
    ]
    done = CliRunner().invoke(karama, asked)
    assert done.exit_code == 1
    assert "karama: " in done.output
    assert not (at_the_machine / "no").exists()
