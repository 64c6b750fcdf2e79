"""Static files: with a mark of their content in the address they may be kept for ever."""

from __future__ import annotations

from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope

from app.platform.web.pinned import pinned, type_of

FOR_EVER = "public, max-age=31536000, immutable"


class MarkedStaticFiles(StaticFiles):
    """Adds Cache-Control: a year for marked addresses, ask again for bare ones."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve one file."""
        if path.startswith("=") and scope["method"] in {"GET", "HEAD"}:
            mark, _slash, name = path[1:].replace("\\", "/").partition("/")
            if name in pinned().files:
                return _pinned_file(mark, name)
        response = await super().get_response(path, scope)
        marked = b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = FOR_EVER if marked else "no-cache"
        return response


def _pinned_file(mark: str, name: str) -> Response:
    """A file under a mark. Under the mark of another version (a page that is being replaced) it is kept by nobody."""
    kept = FOR_EVER if mark == pinned().mark else "no-store"
    return Response(pinned().files[name], media_type=type_of(name), headers={"Cache-Control": kept})
