"""Finds the door of a request by its address, without knocking at the three hundred before it.

A router asks its routes one after another whether they know the address, and FastAPI a router inside another one
twice: 3 to 6 ms of a page went into that. Here each route is a door of its own, and doors are found by the steps
of their address ("sessions", anything, "counts"). What no door wants as a whole (nothing there, another method, an
address with a slash too much) goes the router's ordinary way, which knows what to answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

from app.platform.web.doors import Answer, PlainDoor

ANYTHING = "{}"
"""The step of an address where a parameter stands."""


@dataclass(slots=True)
class _Corner:
    """A place on the way: where it goes on by which step, and the doors that stand here, in the order of the house."""

    further: dict[str, _Corner] = field(default_factory=dict)
    doors: list[tuple[int, BaseRoute]] = field(default_factory=list)


class Street:
    """All doors of the house side by side; `router` holds them, in their order."""

    def __init__(self) -> None:
        self.router = APIRouter()
        self._start = _Corner()
        self._plain: dict[tuple[str, str], tuple[APIRoute, Answer]] = {}

    def build(self, router: APIRouter, *, prefix: str = "", **about: Any) -> None:
        """Put the doors of a flat router below `prefix`; `about` is what `include_router` may be told of each.

        Raises TypeError for a router that holds other routers: its doors would stand under a wrong address.
        """
        for route in router.routes:
            if not isinstance(route, Route):
                message = f"{route} is no route: a package hands out its routers side by side"
                raise TypeError(message)
            alone = APIRouter()
            alone.routes.append(route)
            self.router.include_router(alone, prefix=prefix, **about)
            if isinstance(route, PlainDoor) and (plain := route.plain) and "{" not in route.path:
                self._plain |= {
                    (method, prefix + route.path): (route, plain) for method in route.methods or ()
                }
            self._corner(prefix + route.path).doors.append((len(self.router.routes), self.router.routes[-1]))

    def _corner(self, address: str) -> _Corner:
        corner = self._start
        for step in _steps(address):
            corner = corner.further.setdefault(ANYTHING if "{" in step else step, _Corner())
        return corner

    def candidates(self, path: str) -> Iterable[BaseRoute]:
        """The doors whose address has these steps, the first of the house first."""
        found = sorted(_reached(self._start, _steps(path), 0), key=_order)
        return [door for _place, door in found]

    def lead(self, app: FastAPI) -> None:
        """Open the doors of an application, with the straight way before the ordinary one of its router."""
        app.router.routes.extend(self.router.routes)
        ordinary = app.router.middleware_stack

        async def straight(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and not scope.get("root_path"):
                scope.setdefault("router", app.router)
                if known := self._plain.get((scope["method"], scope["path"])):
                    scope["route"], answer = known
                    response = await answer(Request(scope, receive, send))
                    await response(scope, receive, send)
                    return
                for door in self.candidates(scope["path"]):
                    match, more = door.matches(scope)
                    if match is Match.FULL:
                        scope.update(more)
                        await door.handle(scope, receive, send)
                        return
            await ordinary(scope, receive, send)

        app.router.middleware_stack = straight


def _steps(address: str) -> list[str]:
    return address.split("/")


def _order(found: tuple[int, BaseRoute]) -> int:
    return found[0]


def _reached(corner: _Corner, steps: list[str], walked: int) -> Iterator[tuple[int, BaseRoute]]:
    if walked == len(steps):
        yield from corner.doors
        return
    for step in (steps[walked], ANYTHING):
        if (further := corner.further.get(step)) is not None:
            yield from _reached(further, steps, walked + 1)
