"""One line an event on standard error. Ids and counts of bytes; never figures of a small group, tickets or tokens."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def _behind(fault: BaseException) -> Iterator[BaseException]:
    """The fault, what it was made of and what it came from."""
    yield fault
    for part in fault.exceptions if isinstance(fault, BaseExceptionGroup) else ():
        yield from _behind(part)
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if before is not None:
        yield from _behind(before)


def trace(fault: BaseException) -> str:
    """Where in the program a fault happened and of which kind it is, without what it says.

    Its words quote whatever was at hand: the parameters of a statement, the whole row that PostgreSQL
    refused, the answer that could not be read.
    """
    return "\n".join(
        f"Traceback (most recent call last):\n{''.join(traceback.format_tb(one.__traceback__))}"
        f"{type(one).__module__}.{type(one).__qualname__}"
        for one in _behind(fault)
    )


class TextLine(logging.Formatter):
    """A line of text."""

    def format(self, record: logging.LogRecord) -> str:
        """One event; what another formatter kept of its fault is not ours to repeat."""
        record.exc_text = None
        return super().format(record)

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - the name that logging calls
        """See `trace`."""
        return trace(ei[1]) if ei[1] is not None else ""


class JsonLine(TextLine):
    """A line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """One event."""
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up(log_format: str = "text") -> None:
    """Send Karama's log lines to standard error, as text or as JSON."""
    # What no line tells is not looked up for each (the HOWTO of logging, "Optimization").
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler(sys.stderr)
    if log_format == "json":
        handler.setFormatter(JsonLine())
    else:
        handler.setFormatter(TextLine("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger("karama")
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    root.propagate = False
