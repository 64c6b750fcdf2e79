"""The Jinja2 environment: escapes everything, refuses unknown names, speaks the current language.

A page of fifty rows says hundreds of short words and calls hundreds of small macros. Jinja2 would look at each of
these calls anew for what it might want to be handed (the context, the environment …), and would make a context of
its own for each sentence within a loop. Here a plain function is called plainly, and a sentence without values is
put together once a language.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any, cast
from urllib.parse import quote

import markupsafe
from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from app.platform import catalogues, formats

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"

_PLAIN = frozenset({FunctionType, MethodType, BuiltinFunctionType, type})


class QuickContext(Context):
    """Calls what asks for nothing besides its arguments without further ado; everything else as Jinja2 does."""

    def call(self, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a function or a macro of a template."""
        kind = type(obj)
        if kind is not Macro and (kind not in _PLAIN or hasattr(obj, "jinja_pass_arg")):
            return super().call(obj, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        if kind is not Macro:
            return obj(*args, **kwargs)
        if kwargs or len(args) != len(obj.arguments) or obj.catch_kwargs or obj.catch_varargs or obj.caller:
            return obj(self.eval_ctx, *args, **kwargs)
        return str.__new__(Markup, obj._func(*args))  # noqa: SLF001 - every value in a macro is escaped


class QuickGenerator(CodeGenerator):
    """Writes templates that put out what is escaped already as it stands, which most of a page is: sentences and macros."""

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.said(")


class QuickEnvironment(Environment):
    """An environment whose templates call quickly."""

    context_class = QuickContext
    code_generator_class = QuickGenerator

    @staticmethod
    def said(value: object) -> str:
        """A value as it is put out: escaped, if it is not. A page says a thousand, most of them plain texts."""
        kind = type(value)
        if kind is Markup:
            return cast("Markup", value)
        return _escaped(cast("str", value)) if kind is str else escape(value)


_escaped: Callable[[str], str] = markupsafe._escape_inner  # type: ignore[attr-defined] # noqa: SLF001
"""What `escape` does with a plain text, without a new Markup for each."""

_INDENT = re.compile(r"\n[ \t]+")


class Unindented(Extension):
    """One blank for the indentation of a template: a third of a long page was blanks before a line, and a reader of HTML
    sees one for any number of them. The breaks of lines stay, as faults are told by their line.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja2's
        """The source of a page as it is compiled; other texts as they stand."""
        return _INDENT.sub("\n ", source) if name and name.endswith(".html") else source


@lru_cache(maxsize=8192)
def _said(msgid: str, _language: str) -> Markup:
    return Markup(catalogues.gettext(msgid))  # noqa: S704 - our own sentences, in our own catalogues


@lru_cache(maxsize=8192)
def _bare(msgid: str, language: str) -> Markup:
    """A sentence without values: `%%` becomes `%`. Raises KeyError when it needs some."""
    return _said(msgid, language) % {}


def gettext(msgid: str, /, **values: Any) -> Markup:
    """The sentence in the language being spoken, with the values, escaped, in it."""
    language = catalogues.current()
    return _said(msgid, language) % values if values else _bare(msgid, language)


def ngettext(singular: str, plural: str, n: int, /, **values: Any) -> Markup:
    """The right plural form; `%(num)s` is the number itself unless given."""
    values.setdefault("num", n)
    return Markup(catalogues.ngettext(singular, plural, n)) % values  # noqa: S704 - our own sentences


@cache
def make_environment() -> Environment:
    """The environment, one a process."""
    environment = QuickEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", Unindented],
        auto_reload=False,
    )
    environment.policies["ext.i18n.trimmed"] = True  # as app/locale/babel.ini gathers them
    environment.newstyle_gettext = True  # type: ignore[attr-defined] # values are put in by name, escaped
    environment.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)
    environment.filters.update(
        number=formats.number,
        percent=formats.percent,
        date=formats.full_date,
        medium_date=formats.medium_date,
        day_and_year=formats.day_and_year,
        day=formats.day,
        month=formats.month,
        short_month=formats.short_month,
        time=formats.clock_time,
        datetime=formats.moment,
        listing=formats.listing,
        quoted=lambda text: quote(str(text), safe=""),
    )
    return environment
