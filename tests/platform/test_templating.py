"""What a template puts out: escaped once, whoever wrote it."""

from __future__ import annotations

from app.platform.web.templating import make_environment

TYPED = "<script>\"a\" & 'b'</script>"
ESCAPED = "&lt;script&gt;&#34;a&#34; &amp; &#39;b&#39;&lt;/script&gt;"


def said(template: str, **values: object) -> str:
    return make_environment().from_string(template).render(**values)


def test_what_somebody_typed_is_escaped_wherever_it_is_said() -> None:
    assert said("{{ typed }}", typed=TYPED) == ESCAPED
    assert (
        said("{% macro b(x) %}<b>{{ x }}</b>{% endmacro %}{{ b(typed) }}", typed=TYPED) == f"<b>{ESCAPED}</b>"
    )
    assert said("{% set x %}<b>{{ typed }}</b>{% endset %}{{ x }}", typed=TYPED) == f"<b>{ESCAPED}</b>"
    assert said("{{ _('Late: %(n)s', n=typed) }}", typed=TYPED) == f"Late: {ESCAPED}"
    assert said("{{ typed|upper }}", typed=TYPED) == ESCAPED.replace("script", "SCRIPT").replace(
        "a&#", "A&#"
    ).replace("&#39;b", "&#39;B")


def test_sentences_and_macros_are_not_escaped_again() -> None:
    assert said("{{ _('Sessions') }}") == "Sessions"
    assert said("{% macro b(x) %}<b>{{ x }}</b>{% endmacro %}{{ b(b(1)) }}") == "<b><b>1</b></b>"


def test_numbers_and_nothing_are_said_as_they_are() -> None:
    assert said("{{ 3 }} {{ 0.5 }} {{ none }} {{ ['<'] }}") == "3 0.5 None [&#39;&lt;&#39;]"
