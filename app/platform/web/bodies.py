"""A request's body as it came, for doors that parse it themselves."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request


async def _as_it_came(request: Request) -> bytes:
    return await request.body()


RawBody = Annotated[bytes, Depends(_as_it_came)]
