"""A report that takes long to make: the page answers at once how far it is, and a button looks again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fastapi import Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.platform import catalogues
from app.platform.slow_work import SlowWork, Underway
from app.platform.web.pages import language_of, render

T = TypeVar("T")


def made_or_underway(
    request: Request, actor: Actor, make: Callable[[], T], *, leaves: bool = False
) -> T | Response:
    """What `make` makes for this person at this address, or the page that says that it is underway (202).

    It must only read (and may remember what it found): nobody may be waiting for it any more when it is done. `leaves`: the
    report was submitted, and is looked at before it leaves; whoever looks again submits it again.
    """
    language = language_of(request)
    address = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path

    def work() -> T:
        with catalogues.speaking(language):
            return make()

    slow: SlowWork = request.app.state.slow_work
    found = slow.ask((actor.person_id, address, language), work)
    if isinstance(found, Underway):
        stay = address.removesuffix("/submit") if leaves else address  # where another language is chosen
        return render(
            request,
            "reports/underway.html",
            status=202,
            underway=found,
            again=address,
            leaves=leaves,
            stay=stay,
        )
    return found
