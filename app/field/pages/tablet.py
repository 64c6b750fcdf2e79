"""The tablet's page, its service worker and its manifest: open to everybody, because they hold no data at all."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from app import __version__
from app.kernel.types import Text
from app.kernel.words import _
from app.platform import catalogues
from app.platform.web.deps import LANGUAGE_COOKIE, settings_of
from app.platform.web.pages import language_of, make_environment
from app.platform.web.pinned import lean_lines, pinned

router = APIRouter()

PATH = "/field"
ICONS = (("icon-192.png", 192, "any"), ("icon-512.png", 512, "any"), ("icon-maskable.png", 512, "maskable"))
GROUND = "#fbfaf7"
YEAR = 365 * 24 * 3600
ASKED = Annotated[Text, Query(alias="lang", max_length=8)]


@dataclass(frozen=True, slots=True)
class TabletPage:
    """What templates/field/shell.html knows. It is the same for everybody who reads this language."""

    language: str
    direction: str
    languages: list[tuple[str, str, bool]]
    version: str

    def static(self, name: str) -> str:
        """The address of a file of the tablet, e.g. `field/start.js`."""
        return pinned().url(name)


def app_version() -> str:
    """What the page calls itself in `X-Karama-Tablet` and on the device roster: release and mark of the files."""
    return f"{__version__}+{pinned().mark}"


@cache
def shell(language: str) -> str:
    """The whole page in a language. Always the same text, so that a service worker can check what it keeps."""
    page = TabletPage(
        language=language,
        direction=catalogues.direction(language),
        languages=[(code, name, code == language) for code, name in catalogues.LANGUAGES.items()],
        version=app_version(),
    )
    with catalogues.speaking(language):
        return lean_lines(make_environment().get_template("field/shell.html").render(page=page))


def _digest(content: bytes) -> str:
    """The first half of SHA-256: enough against a spoiled file, and half the way for a list of fifty."""
    return hashlib.sha256(content).hexdigest()[:32]


@cache
def worker() -> str:
    """The service worker: one import, and the list of what to keep with the hash of each piece."""
    files = {
        pinned().url(name): _digest(content)
        for name, content in pinned().files.items()
        if not name.endswith(".png")  # icons are the launcher's, not the page's
    }
    pages = {language: _digest(shell(language).encode()) for language in catalogues.LANGUAGES}
    kept = json.dumps({"files": files, "pages": pages}, sort_keys=True)
    module = pinned().url("field/worker.js")
    version = _digest(kept.encode())[:10]
    return f'import {{ serve }} from "{module}";\nserve("{version}", {kept});\n'


def _unless_known(request: Request, answer: Response) -> Response:
    """The answer with a mark of its content; empty (304, RFC 9110 13.1.2) for a browser that shows this very mark."""
    mark = f'W/"{_digest(bytes(answer.body))[:20]}"'
    answer.headers["ETag"] = mark
    answer.headers["Cache-Control"] = "no-cache"
    if mark not in request.headers.get("if-none-match", ""):
        return answer
    kept = {name: value for name, value in answer.headers.items() if not name.startswith("content-")}
    return Response(status_code=304, headers=kept)


@router.get(PATH)
def tablet(request: Request, asked: ASKED = "") -> Response:
    """The page: a frame that knows nobody. Data comes later, to a paired tablet only."""
    language = asked if asked in catalogues.LANGUAGES else language_of(request)
    about = {"Content-Language": language, "X-Karama": request.app.state.instance}
    response = _unless_known(request, HTMLResponse(shell(language), headers=about))
    if asked == language and request.cookies.get(LANGUAGE_COOKIE) != language:
        secure = settings_of(request).secure_cookies
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR, samesite="lax", secure=secure)
    return response


@router.get("/sw.js")
def service_worker(request: Request) -> Response:
    """At the root, so that it may look after /field; asked for anew at each check."""
    headers = {"Service-Worker-Allowed": "/"}
    return _unless_known(request, Response(worker(), media_type="text/javascript", headers=headers))


@router.get(PATH + "/manifest.webmanifest")
def manifest(request: Request, asked: ASKED = "") -> Response:
    """What a telephone needs to know to keep the page as an app, in a language."""
    language = asked if asked in catalogues.LANGUAGES else language_of(request)
    with catalogues.speaking(language):
        told = {
            "id": PATH,
            "name": str(_("Karama tablet")),
            "short_name": "كرامة" if language == "ar" else "Karama",
            "description": str(_("Count people and hand out kits, with or without a network.")),
            "lang": language,
            "dir": catalogues.direction(language),
            "start_url": f"{PATH}?lang={language}",
            "scope": PATH,
            "display": "standalone",
            "background_color": GROUND,
            "theme_color": GROUND,
            "icons": [
                {
                    "src": pinned().url(f"field/icons/{name}"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": purpose,
                }
                for name, size, purpose in ICONS
            ],
        }
    return JSONResponse(
        told, media_type="application/manifest+json", headers={"Cache-Control": "public, max-age=86400"}
    )
