"""A backup is one file; what cannot be written is said in a sentence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.commands import main
from app.platform import schema
from app.platform.db import Database


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """The exit code of the command line."""
    monkeypatch.setattr(sys, "argv", ["karama", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of an office with its database, in use."""
    folder = tmp_path / "office"
    folder.mkdir()
    monkeypatch.setenv("KARAMA_DATA_DIR", str(folder))
    monkeypatch.delenv("KARAMA_DATABASE_URL", raising=False)
    database = Database(f"sqlite:///{folder / 'karama.db'}")
    schema.migrate(database)
    database.close()
    return folder


def names_in(folder: Path) -> set[str]:
    """What lies there, hidden files too."""
    return {file.name for file in folder.iterdir()}


def test_a_backup_is_one_file_and_restoring_it_leaves_only_what_was_there_before(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = tmp_path / "copies"
    assert run(monkeypatch, "backup", str(copies / "monday.db")) == 0
    assert names_in(copies) == {"monday.db"}
    assert run(monkeypatch, "restore", str(copies / "monday.db")) == 0
    assert names_in(copies) == {"monday.db"}
    assert names_in(office) == {"karama.db", "karama.db.before-restore"}
    restored = Database(f"sqlite:///{office / 'karama.db'}")
    assert schema.is_current(restored)
    restored.close()


@pytest.mark.parametrize("target", ["copies", "office/karama.db/monday.db"])
def test_a_backup_that_cannot_be_written_says_so(
    office: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    target: str,
) -> None:
    (tmp_path / "copies").mkdir()
    assert run(monkeypatch, "backup", str(tmp_path / target)) == 1
    said = capsys.readouterr().err
    assert said.startswith("karama: ")
    assert said.count("\n") == 1
    assert names_in(tmp_path) == {"copies", "office"}


@pytest.mark.parametrize("words", [("serve", "--port", "99999"), ("serve", "--workers", "0")])
def test_an_answer_that_cannot_be_is_refused_under_the_name_of_the_command(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert run(monkeypatch, *words) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"Usage: karama {words[0]}")
    assert words[-2] in said
