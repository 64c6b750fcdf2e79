"""The files of the tablet: what was vendored is what was looked at, what is served is what was written, and it is light."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import brotli
import pytest

from app.field.pages.tablet import shell, worker
from app.platform import catalogues
from app.platform.web.pinned import ROOT, lean_script, lean_style, pinned
from tests.javascript import FOLDER, node

VENDOR = ROOT / "vendor"
PACKAGES: dict[str, Any] = json.loads((FOLDER / "package.json").read_text())["devDependencies"]
LOCK: dict[str, Any] = json.loads((FOLDER / "package-lock.json").read_text())["packages"]
MANIFEST: list[dict[str, Any]] = json.loads((VENDOR / "manifest.json").read_text())


def test_every_vendored_file_is_the_one_in_the_manifest() -> None:
    for one in MANIFEST:
        content = (VENDOR / one["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == one["sha256"], one["file"]
        assert one["version"] == PACKAGES[one["name"]]
        assert one["package_integrity"] == LOCK[f"node_modules/{one['name']}"]["integrity"]
        assert f"{one['name']} {one['version']} {one['licence']}" in content[:100].decode()
        assert (VENDOR / one["notice"]).stat().st_size > 500
    named = {one["file"] for one in MANIFEST}
    assert {file.name for file in VENDOR.glob("*.js")} == named == {"idb.js", "jsqr.js"}
    assert {one["name"]: one["licence"] for one in MANIFEST} == {"idb": "ISC", "jsqr": "Apache-2.0"}


def test_the_lock_of_the_packages_holds_hashes_and_no_address() -> None:
    assert all("integrity" in package for name, package in LOCK.items() if name)
    assert not any("resolved" in package for package in LOCK.values())


@pytest.mark.parametrize(
    ("written", "served"),
    [
        ("// a\nconst a = 1; // b\n", "const a = 1; // b\n"),
        ("/** x\n * y */\nlet b;\n", "let b;\n"),
        ("/** x */ let b;\n", "/** x */ let b;\n"),
        ("/**\n * x\n */\nlet c = /** @type {any} */ (d);\n", "let c = (d);\n"),
        ("  /** @type {A<{b: c}>} */ (d).e();\n", "(d).e();\n"),
        ("const t = 'http://x';\n", "const t = 'http://x';\n"),
    ],
)
def test_comments_stay_at_home(written: str, served: str) -> None:
    assert lean_script(written) == served


def test_what_is_served_is_the_program_that_was_written() -> None:
    program = node()
    if program is None:
        pytest.skip("no node with its packages on this machine")
    modules = list((ROOT / "field").rglob("*.js"))
    pairs = {file.name: (text := file.read_text(encoding="utf-8"), lean_script(text)) for file in modules}
    done = subprocess.run(
        [program, FOLDER / "same.js"], input=json.dumps(pairs), capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []
    assert len(pairs) > 15


def test_a_style_sheet_loses_its_comments_only() -> None:
    assert lean_style("a{b:c}/* d\n e */\nf{g:h}") == "a{b:c}f{g:h}\n"


def weight(content: bytes) -> int:
    """Bytes on the way, with brotli."""
    return len(brotli.compress(content, quality=11))


def cold(language: str) -> dict[str, int]:
    """What a first visit costs, in bytes: the page, every file of it with the decoder, the worker's list."""
    sizes = {name: weight(content) for name, content in pinned().files.items() if not name.endswith(".png")}
    return {"page": weight(shell(language).encode()), "worker": weight(worker().encode()), **sizes}


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_page_weighs_at_most_60_kilobytes_cold_with_the_decoder(language: str) -> None:
    sizes = cold(language)
    assert sum(sizes.values()) <= 60_000, sizes


def test_every_file_of_the_page_is_named_by_the_worker_with_its_hash() -> None:
    told = json.loads(re.search(r"serve\(\"\w{10}\", (.*)\);", worker())[1])  # type: ignore[index]
    expected = {
        pinned().url(name): hashlib.sha256(content).hexdigest()[:32]
        for name, content in pinned().files.items()
        if not name.endswith(".png")
    }
    assert told["files"] == expected
    for language in catalogues.LANGUAGES:
        assert told["pages"][language] == hashlib.sha256(shell(language).encode()).hexdigest()[:32]
        for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', shell(language)):
            assert address in expected


def test_modules_import_what_is_there() -> None:
    for name, content in pinned().files.items():
        if name.startswith("field/") and name.endswith(".js"):
            for wanted in re.findall(r"(?:from |import\()['\"](\.[^'\"]+)['\"]", content.decode()):
                target = (ROOT / Path(name).parent / wanted).resolve().relative_to(ROOT.resolve())
                assert target.as_posix() in pinned().files, f"{name} imports {wanted}"
