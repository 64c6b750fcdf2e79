"""The file a tablet saves its unsent work to: a line about it, then one event a line (JSON Lines)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from app.kernel.errors import Invalid
from app.kernel.words import Words, _

MOST_EVENTS = 50_000


@dataclass(frozen=True, slots=True)
class OutboxFile:
    """What was read: the tablet it is of, and its events as they stand."""

    device_id: UUID
    label: str
    events: list[Any]


def _refused(code: str, message: Words) -> Invalid:
    return Invalid.of("file", code, message)


def read_file(content: bytes) -> OutboxFile:
    """The events of a saved outbox. Raises Invalid on `file` when it is none, or not whole."""
    strange = _refused("outbox.strange", _("This is not a file that a tablet saved."))
    head, _line_end, rest = content.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
    try:
        about = orjson.loads(head)
        if about["karama"] != "outbox":
            raise strange
        device_id, count = UUID(about["device_id"]), int(about["count"])
        checksum, label = str(about["sha256"]), str(about.get("label", ""))[:120]
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError):
        raise strange from None
    lines = [line for line in rest.replace(b"\r\n", b"\n").split(b"\n") if line.strip()]
    whole = hashlib.sha256(b"\n".join(lines)).hexdigest() == checksum.lower()
    if len(lines) != count or not whole:
        raise _refused(
            "outbox.damaged", _("This file is not whole: it was changed or cut. Save it on the tablet again.")
        )
    if count > MOST_EVENTS:
        raise _refused("outbox.too_long", _("This file holds more than Karama takes at once."))
    events: list[Any] = []
    for line in lines:
        try:
            events.append(orjson.loads(line))
        except orjson.JSONDecodeError:
            events.append(line.decode("utf-8", "replace"))
    return OutboxFile(device_id, label, events)
