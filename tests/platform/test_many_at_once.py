"""A hundred people at once neither stop the house nor are told untruths."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import anyio
import httpx2
from fastapi import FastAPI

from tests import world


def test_a_hundred_simultaneous_requests_all_get_their_answer(app: FastAPI) -> None:
    """A dependency that held a connection while the answer is validated would stand still at about sixty."""
    answers: list[int] = []

    async def everybody() -> None:
        transport = httpx2.ASGITransport(app=app)
        headers = {"Authorization": f"Bearer {world.token_of('Bilal')}"}
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://testserver", headers=headers
        ) as client:

            async def one() -> None:
                answers.append((await client.get("/api/v1/organisations")).status_code)

            with anyio.fail_after(60):
                async with anyio.create_task_group() as crowd:
                    for _person in range(100):
                        crowd.start_soon(one)

    with ThreadPoolExecutor(1) as apart:  # the browser tests keep a loop of their own in this thread
        apart.submit(anyio.run, everybody).result()
    assert answers == [200] * 100
