"""What is wrong around the command line is said in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands import main

ASK_FOR_A_TOKEN = ["karama", "token", "new", "amina@demo.example"]


def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Exit code and standard error of asking for a token."""
    monkeypatch.setattr("sys.argv", ASK_FOR_A_TOKEN)
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int)
    return ended.value.code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("setting", "value", "code", "sentence"),
    [
        ("KARAMA_DATABASE_URL", "sqlite:///{folder}/new.db", 1, "run `karama migrate` first"),
        ("KARAMA_DATABASE_URL", "sqlite:///{folder}", 1, "does not answer"),
        (
            "KARAMA_DATABASE_URL",
            "postgresql+psycopg://karama@127.0.0.1:1/karama?connect_timeout=2",
            1,
            "does not answer",
        ),
        ("KARAMA_DATABASE_URL", "the usual one", 2, "KARAMA_DATABASE_URL is no address"),
        ("KARAMA_SIGN_IN_DAYS", "many", 2, "KARAMA_SIGN_IN_DAYS: Input should be a valid integer"),
    ],
)
def test_a_sentence_and_an_exit_code(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    setting: str,
    value: str,
    code: int,
    sentence: str,
) -> None:
    monkeypatch.setenv("KARAMA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv(setting, value.format(folder=tmp_path))
    ended, told = said(capsys, monkeypatch)
    assert ended == code
    assert sentence in told
    assert "Traceback" not in told
