"""The second judge of calendar files: vobject, made to forget the time zones of files it read before.

It keeps the first VTIMEZONE it meets of each name for ever, and a later file with other years is read with that.
"""

from __future__ import annotations

from typing import Any

import vobject  # type: ignore[import-untyped]


def read(written: bytes | str) -> Any:
    """The calendar in a file, its times worked out from the file's own time zones."""
    vars(vobject.icalendar)["__tzidMap"].clear()
    vobject.icalendar.registerTzid("UTC", vobject.icalendar.utc)
    return vobject.readOne(written if isinstance(written, str) else written.decode())
