"""What a browser looks at: the test page at ``/`` and the API's description at ``/docs``, all of it served by us."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import FileResponse, HTMLResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

__all__ = ["install"]

PAGE = Path(__file__).parent / "page"
_DOCS = Path(__file__).parent / "docs"
_SWAGGER = Path(str(files("fastapi_offline"))) / "static"  # Swagger UI's own files, which this package carries
_POLICY = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
}
router = APIRouter(include_in_schema=False)


class _Files(StaticFiles):
    """A folder; what is in it may be kept but is asked for again, so that a new version shows at once."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update({**_POLICY, "cache-control": "no-cache"})
        return response


@router.get("/")
async def page() -> FileResponse:
    return FileResponse(PAGE / "index.html", headers={**_POLICY, "cache-control": "no-cache"})


@router.get("/docs")
async def docs() -> HTMLResponse:
    return HTMLResponse((_DOCS / "index.html").read_text(encoding="utf-8"), headers=_POLICY)


def install(app: FastAPI) -> None:
    """Serve the pages and their files."""
    app.include_router(router)
    app.mount("/static", _Files(directory=PAGE, check_dir=False), name="static")
    app.mount("/docs/static", _Files(directory=_DOCS), name="docs")
    app.mount("/docs/swagger", _Files(directory=_SWAGGER), name="swagger")
