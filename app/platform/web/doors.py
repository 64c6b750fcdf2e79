"""A door that programs knock at all day long: it gets the request as it came."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from inspect import signature
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool


class PlainDoor(APIRoute):
    """For each request FastAPI looks for what a door wants to be handed, one thing inside another: for a list of
    sessions that took longer than to find them. A door that wants the request alone is called with it, in a thread.

    Who asks it learns from `deps.actor_of`, what is asked from `queries.read`. In the description of the API and in the
    permission matrix it stands like any other.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What answers a request."""
        door: Callable[[Request], Response] = self.endpoint
        if list(signature(door).parameters) != ["request"]:
            return super().get_route_handler()

        async def answer(request: Request) -> Response:
            return await run_in_threadpool(door, request)

        return answer
