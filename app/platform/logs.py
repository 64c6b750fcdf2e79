"""One line an event on standard error. Ids and counts of bytes; never figures of a small group, tickets or tokens."""

from __future__ import annotations

import json
import logging
import sys


class _JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
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
    handler = logging.StreamHandler(sys.stderr)
    if log_format == "json":
        handler.setFormatter(_JsonLine())
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger("karama")
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    root.propagate = False
