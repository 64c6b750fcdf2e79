"""A new package of the house cannot come in without its door and its furniture."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

HOUSE = Path(__file__).parents[2]
OPEN_TO_ALL = {"kernel", "access", "platform"}
FACES = {"commands"}
"""The command line stands above all packages; nobody imports it."""


@pytest.fixture
def contracts() -> dict[str, dict[str, Any]]:
    settings = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["importlinter"]
    return {contract["id"]: contract for contract in settings["contracts"]}


def packages() -> set[str]:
    return {folder.parent.name for folder in (HOUSE / "app").glob("*/__init__.py")} - OPEN_TO_ALL - FACES


def test_every_package_has_a_protected_door(contracts: dict[str, dict[str, Any]]) -> None:
    assert packages()
    for package in packages():
        door = contracts[f"door-{package}"]
        assert door["protected_modules"] == [f"app.{package}.*"]
        assert set(door["allowed_importers"]) == {
            f"app.{package}",
            "app.main",
            "app.commands",
            "app.all_tables",
        }
        assert {line.split(" -> ")[1] for line in door["ignore_imports"]} == {
            f"app.{package}.public",
            f"app.{package}.public.**",
        }


def test_every_package_has_its_furniture_in_order(contracts: dict[str, dict[str, Any]]) -> None:
    layered = {
        container.removeprefix("app.")
        for contract in contracts.values()
        if contract["type"] == "layers" and contract["containers"] != ["app"]
        for container in contract["containers"]
    }
    assert packages() - layered == set()


def test_no_list_of_packages_or_furniture_is_open_ended(contracts: dict[str, dict[str, Any]]) -> None:
    layers = [contract for contract in contracts.values() if contract["type"] == "layers"]
    assert layers
    assert all(contract["exhaustive"] for contract in layers)
    assert not [contract["id"] for contract in layers if contract.get("exhaustive_ignores")]
