"""Every route of the house, those of included routers too.

FastAPI wraps an included router in an object that is no APIRoute: a walk that looks only at `router.routes`
passes by seeing nothing. So the walk goes inside, and counts its finds against the decorators in the source.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from fastapi import APIRouter
from fastapi.routing import APIRoute

from app.main import API, API_ROUTERS, PAGE_ROUTERS, ROUTERS

APP = Path(__file__).resolve().parents[2] / "app"
VERBS = {"get", "post", "put", "patch", "delete"}


def _inside(router: APIRouter, prefix: str) -> Iterator[tuple[str, APIRoute]]:
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield prefix + route.path_format, route
        else:
            included: APIRouter = route.original_router  # type: ignore[attr-defined]
            yield from _inside(included, prefix + route.include_context.prefix)  # type: ignore[attr-defined]


def api_routes() -> list[tuple[str, APIRoute]]:
    """(address, route) of every JSON operation."""
    return [found for router in API_ROUTERS for found in _inside(router, API)]


def page_routes() -> list[tuple[str, APIRoute]]:
    """(address, route) of every page and form, and of the health addresses."""
    json_faces = {id(router) for router in API_ROUTERS}
    pages = [router for router in ROUTERS if id(router) not in json_faces]
    assert len(pages) > len(PAGE_ROUTERS)
    return [found for router in pages for found in _inside(router, "")]


def routed() -> set[tuple[str, str]]:
    """(method, address) of everything."""
    return {
        (method, path) for path, route in (*api_routes(), *page_routes()) for method in route.methods or ()
    }


def decorated() -> int:
    """How many route decorators (`@router.get(…)`, `@points_router.get(…)`) stand in the source."""
    return sum(
        isinstance(mark, ast.Call)
        and isinstance(mark.func, ast.Attribute)
        and ast.unparse(mark.func.value).endswith("router")
        and mark.func.attr in VERBS
        for path in APP.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for mark in node.decorator_list
    )
