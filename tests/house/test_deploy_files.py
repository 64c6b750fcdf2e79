"""The container cannot be built where the tests run, so what it promises is read out of its files."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

HOUSE = Path(__file__).parents[2]
Step = tuple[str, str]


@pytest.fixture
def steps() -> list[Step]:
    """The instructions of the Dockerfile: (word, rest of the line), continued lines joined."""
    text = re.sub(r"^#.*\n", "", (HOUSE / "Dockerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line.strip()]
    return [(word, rest) for word, rest in lines]


@pytest.fixture
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((HOUSE / "compose.yaml").read_text())
    return loaded


def the(steps: list[Step], word: str) -> list[str]:
    return [rest for first, rest in steps if first == word]


def last_stage(steps: list[Step]) -> list[Step]:
    start = max(number for number, (word, _) in enumerate(steps) if word == "FROM")
    return steps[start:]


def test_it_does_not_run_as_root(steps: list[Step]) -> None:
    words = [word for word, _ in last_stage(steps)]
    assert the(last_stage(steps), "USER") == ["karama"]
    assert "RUN" not in words[words.index("USER") :]
    assert words.index("USER") < words.index("CMD")


def test_dependencies_are_installed_with_their_hashes_checked(steps: list[Step]) -> None:
    installs = [command for command in the(steps, "RUN") if "pip install" in command]
    assert installs
    assert all("--require-hashes" in command for command in installs)


def test_nothing_is_fetched_from_elsewhere(steps: list[Step]) -> None:
    assert the(steps, "ADD") == []
    assert not [
        rest for word, rest in steps if word in {"RUN", "COPY"} and re.search(r"https?://|curl|wget", rest)
    ]


def test_two_stages_on_the_same_small_python(steps: list[Step]) -> None:
    images = the(steps, "FROM")
    assert [image.split()[0] for image in images] == ["python:3.12-slim"] * 2


def test_every_copied_path_exists_and_reaches_the_builder(steps: list[Step]) -> None:
    allowed = {
        line.removeprefix("!")
        for line in (HOUSE / ".dockerignore").read_text().splitlines()
        if line[:1] == "!"
    }
    copied = [part for rest in the(steps, "COPY") if "--from" not in rest for part in shlex.split(rest)[:-1]]
    assert copied
    for path in copied:
        assert (HOUSE / path).exists(), path
        assert path.split("/")[0] in allowed, path


def test_it_says_whether_it_is_well(steps: list[Step]) -> None:
    (health,) = the(steps, "HEALTHCHECK")
    assert "/healthz" in health
    assert "curl" not in health  # not in the slim image


def test_data_lives_in_a_volume_that_the_user_owns(steps: list[Step]) -> None:
    assert the(steps, "VOLUME") == ["/data"]
    assert any("install -d -o karama" in command and "/data" in command for command in the(steps, "RUN"))
    assert any("KARAMA_DATA_DIR=/data" in settings for settings in the(steps, "ENV"))


def test_the_application_waits_for_the_schema_and_the_schema_for_the_database(
    compose: dict[str, Any],
) -> None:
    services = compose["services"]
    assert services["database"]["image"] == "postgres:17"
    assert services["database"]["healthcheck"]["test"][1] == "pg_isready"
    assert services["prepare"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert "karama migrate" in services["prepare"]["command"][-1]
    assert services["app"]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}


def test_no_secret_has_a_default(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for name, value in service["environment"].items():
            if re.search(r"PASSWORD|SECRET|DATABASE_URL", name):
                assert re.search(r"\$\{\w+:\?", str(value)), name
                assert ":-" not in str(value), name


def test_every_volume_is_declared(compose: dict[str, Any]) -> None:
    used = {
        mount.split(":")[0]
        for service in compose["services"].values()
        for mount in service.get("volumes", [])
    }
    assert used == set(compose["volumes"])


def test_only_this_machine_reaches_the_port(compose: dict[str, Any]) -> None:
    """A proxy in front speaks https; without one nothing is open to the street."""
    assert all(port.startswith("127.0.0.1:") for port in compose["services"]["app"]["ports"])
    assert "ports" not in compose["services"]["database"]
