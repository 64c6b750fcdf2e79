"""Laws of the house that can be read off the source itself."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from app.platform.settings import Settings
from tests.house.routes import api_routes

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "app").rglob("*.py"))
LONGEST = 350
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}


def _named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def _trees() -> list[tuple[Path, ast.Module]]:
    """Read once for all laws: the source does not change while they look at it."""
    return [(path, ast.parse(path.read_text())) for path in SOURCES]


def test_only_the_unit_of_work_commits() -> None:
    allowed = {"app/platform/unit_of_work.py", "app/platform/schema.py"}
    found = {
        _named(path)
        for path, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "rollback"}
    }
    assert found <= allowed


def test_async_stays_at_the_street() -> None:
    # The door of batches waits for its line without a thread (app/decisions/0034); it asks no database itself.
    allowed = re.compile(r"^app/(platform/web/.*|main|field/api/tablet)\.py$")
    found = {
        _named(path)
        for path, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef | ast.Await)
    }
    assert [name for name in found if not allowed.match(name)] == []


ASKED_ELSEWHERE = {
    "datetime.now": "app/kernel/clock.py",
    "datetime.utcnow": "app/kernel/clock.py",
    "date.today": "app/kernel/clock.py",
    "uuid.uuid4": "app/kernel/ids.py",
    "uuid.uuid1": "app/kernel/ids.py",
}


def test_time_comes_from_the_clock_and_ids_from_ids() -> None:
    last_words = {name.rpartition(".")[2] for name in ASKED_ELSEWHERE}
    wrong = [
        f"{_named(path)}:{node.lineno} {ast.unparse(node)}"
        for path, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in last_words  # writing a node out costs more than walking all
        and ASKED_ELSEWHERE.get(ast.unparse(node), _named(path)) != _named(path)
    ]
    assert wrong == []


def test_nothing_is_called_by_a_name_that_says_nothing() -> None:
    assert [_named(path) for path in SOURCES if FORBIDDEN_NAMES & set(path.with_suffix("").parts)] == []


def test_files_stay_small() -> None:
    long = {_named(path): len(path.read_text().splitlines()) for path in SOURCES}
    assert {name: lines for name, lines in long.items() if lines > LONGEST} == {}


def test_every_package_says_what_it_is() -> None:
    for folder in sorted((ROOT / "app").iterdir()):
        init = folder / "__init__.py"
        if init.exists():
            assert ast.get_docstring(ast.parse(init.read_text())), _named(init)


def test_no_test_sleeps() -> None:
    waits_for_a_process = {"test_postgres_server.py"}  # it asks the system until a killed server is gone
    naps = {"time.sleep", "sleep", "asyncio.sleep", "anyio.sleep"}
    sleepers = [
        f"{path.name}:{node.lineno}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if path.name not in waits_for_a_process
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in naps
    ]
    assert sleepers == []


def test_no_answer_is_a_table() -> None:
    assert api_routes()
    for _path, route in api_routes():
        model = getattr(route, "response_model", None)
        for part in [model, *getattr(model, "__args__", ())]:
            if isinstance(part, type):
                assert not issubclass(part, SQLModel), route


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert f"`KARAMA_{name.upper()}`" in (ROOT / "README.md").read_text()


def test_only_stores_speak_sql() -> None:
    """Statements are built in store.py (or a store folder), tables.py, public selectables and the platform."""
    allowed = re.compile(
        r"^app/(platform/|audit/|all_tables|commands/demo/|[a-z]+/(store|tables|public)(/|\.py))"
    )
    wrong = []
    for path, tree in _trees():
        name = _named(path)
        if allowed.match(name):
            continue
        wrong += [
            f"{name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module in {"sqlmodel", "sqlalchemy"}
        ]
    assert wrong == []
