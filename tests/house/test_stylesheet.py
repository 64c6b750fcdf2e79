"""The one stylesheet stays small and works in both directions; templates hold no style and no script of their own."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "app" / "static"
STYLESHEET = STATIC / "app.css"
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))

PHYSICAL = re.compile(
    r"""(?<![\w-])(?:
        (?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)[\w-]*\s*:
      | (?:left|right|top|bottom)\s*:
      | (?:text-align|float|clear|caption-side)\s*:\s*(?:left|right)
      | border-(?:top|bottom)-(?:left|right)-radius\s*:
      | (?:min-|max-)?(?:width|height)\s*:
    )""",
    re.VERBOSE,
)

RARE = re.compile("[\\u2600-\\u26ff\\u2b00-\\u2bff\\uff00-\\uffef\\U0001f000-\\U0001faff]")
"""Pictures, and letters as wide as Chinese ones: a tablet without those fonts draws an empty box."""

INLINE = re.compile(
    r"""(?ix)
      <[a-z][^>]*\sstyle\s*=
    | <style\b
    | <[a-z][^>]*\son[a-z]+\s*=
    | <script\b(?![^>]*\ssrc\s*=)
    | <script\b[^>]*>\s*[^<\s]
    | javascript:
    | <[a-z][^>]*\b(?:src|href)\s*=\s*["']https?://
    """
)


def rules(css: str) -> str:
    """The sheet without comments, and without the conditions of its media queries, which are physical by nature."""
    return re.sub(r"@media[^{]*", "@media", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))


def test_the_stylesheet_fits_nine_kilobytes() -> None:
    packed = brotli.compress(STYLESHEET.read_bytes(), quality=11)
    assert len(packed) <= 9_000


def test_the_stylesheet_knows_no_left_and_right() -> None:
    assert PHYSICAL.findall(rules(STYLESHEET.read_text(encoding="utf-8"))) == []


def test_the_stylesheet_fetches_nothing() -> None:
    css = STYLESHEET.read_text(encoding="utf-8")
    assert "url(" not in css
    assert "@import" not in css
    assert "@font-face" not in css


def test_signs_are_in_the_fonts_of_a_small_tablet() -> None:
    drawn = [*TEMPLATES, *(file for file in STATIC.rglob("*.*") if file.suffix in {".css", ".js", ".svg"})]
    found = {
        f"{file.name}: {sign}" for file in drawn for sign in RARE.findall(file.read_text(encoding="utf-8"))
    }
    assert len(drawn) > len(TEMPLATES)
    assert found == set()


def test_every_token_used_is_defined() -> None:
    css = STYLESHEET.read_text(encoding="utf-8")
    used = set(re.findall(r"var\((--[\w-]+)", css))
    defined = set(re.findall(r"(--[\w-]+)\s*:", css))
    assert used == defined


@pytest.mark.parametrize(
    "wrong",
    [
        "margin-left: 1px",
        "padding-right:0",
        "left: 0",
        "text-align:left",
        "float: left",
        "border-left: 1px solid",
        "width: 3px",
        "border-top-left-radius: 1px",
    ],
)
def test_the_search_for_sides_finds_them(wrong: str) -> None:
    assert PHYSICAL.search("a { " + wrong + " }")


@pytest.mark.parametrize(
    "right", ["margin-inline-start: 1px", "inline-size: 3px", "stroke-width: 2", "inset-inline: 0"]
)
def test_the_search_for_sides_leaves_logical_words_alone(right: str) -> None:
    assert not PHYSICAL.search("a { " + right + " }")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_holds_no_style_and_no_script(template: Path) -> None:
    found = [match.group(0) for match in INLINE.finditer(template.read_text(encoding="utf-8"))]
    assert found == []


def test_templates_were_found() -> None:
    assert len(TEMPLATES) >= 10


@pytest.mark.parametrize(
    "wrong",
    [
        '<p style="color:red">',
        "<style>a{}</style>",
        '<a onclick="go()">',
        "<script>go()</script>",
        '<script type="module">go()</script>',
        '<script src="a.js">go()</script>',
        '<a href="javascript:go()">',
        '<img src="https://example.org/a.png">',
    ],
)
def test_the_search_for_inline_code_finds_it(wrong: str) -> None:
    assert INLINE.search(wrong)


def test_a_script_with_an_address_is_allowed() -> None:
    assert not INLINE.search('<script type="module" src="/static/field.js"></script>')


def luminance(colour: str) -> float:
    """Relative luminance of #rgb or #rrggbb (WCAG 2.2)."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_tokens_is_readable(scheme: str) -> None:
    css = STYLESHEET.read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, flags=re.DOTALL)
    tokens = dict(re.findall(r"--([\w-]+): (#\w+);", blocks[0]))
    if scheme == "dark":
        tokens |= dict(re.findall(r"--([\w-]+): (#\w+);", blocks[1]))
    text = [
        (ink, ground) for ink in ("ink", "ink-2", "blue", "stop") for ground in ("paper", "card", "line-2")
    ]
    text += [(kind, f"{kind}-soft") for kind in ("ok", "warn", "stop", "blue")]
    text += [
        ("blue-ink", "blue"),
        ("paper", "ink"),
        ("ink", "blue-soft"),
        ("ink", "warn-soft"),
        ("ink", "stop-soft"),
    ]
    shapes = [(shape, ground) for shape in ("edge", "focus", "blue") for ground in ("paper", "card")]
    assert [
        (pair, round(contrast(tokens[pair[0]], tokens[pair[1]]), 2))
        for pair in text
        if contrast(tokens[pair[0]], tokens[pair[1]]) < 4.5
    ] == []
    assert [pair for pair in shapes if contrast(tokens[pair[0]], tokens[pair[1]]) < 3] == []
