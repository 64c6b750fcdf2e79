"""Doors that programs knock at all day long: they get the request as it came."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from inspect import iscoroutinefunction, signature
from typing import Any, cast

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

Answer = Callable[[Request], Coroutine[Any, Any, Response]]
"""What answers a request as it came."""


class PlainDoor(APIRoute):
    """For each request FastAPI looks for what a door wants to be handed, one thing inside another: for a list of
    sessions that took longer than to find them. A door that wants the request alone is called with it.

    Who asks it learns from `deps.actor_of`, what is asked from `queries.read`. In the description of the API and in the
    permission matrix it stands like any other.
    """

    @property
    def plain(self) -> Answer | None:
        """What answers a request, in a thread unless it is a coroutine; None for a door that wants more."""
        door: Any = self.endpoint
        if list(signature(door).parameters) != ["request"]:
            return None
        if iscoroutinefunction(door):
            return cast("Answer", door)

        async def in_a_thread(request: Request) -> Response:
            answer: Response = await run_in_threadpool(door, request)
            return answer

        return in_a_thread

    def get_route_handler(self) -> Answer:
        """What answers a request that came the ordinary way."""
        return self.plain or super().get_route_handler()
