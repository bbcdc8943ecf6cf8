"""A document that comes as a file in ``multipart/form-data``, its options in fields beside it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from pydantic import ValidationError
from starlette.datastructures import FormData, Headers
from starlette.formparsers import MultiPartException, MultiPartParser

from app.entrypoints.http.negotiate import content_type, document_format
from app.entrypoints.http.problems import Problem, RequestProblem, from_validation
from app.entrypoints.http.schemas import KNOWN, CleanQuery, set_options

__all__ = ["Upload", "read_upload"]

_FIELDS = 600  # keep and drop may be repeated
_MEND = "Send one document, in the field `file`."
_MISSING = Problem(422, "invalid-field", "The upload has no file", "file is missing.", "file", _MEND)
_SEVERAL = Problem(
    422, "invalid-field", "The upload has several files", "file stands more than once.", "file",
    "Send one document a request, or many to /v1/clean/batch.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Upload:
    """The file, what its own media type says of it, and the options that were set."""

    content: bytes
    format: str
    charset: str | None
    options: dict[str, Any]


async def read_upload(request: Request, pieces: AsyncIterator[bytes], limit: int) -> Upload:
    """Read the form to its end.

    Args:
        pieces: the body, bounded.
        limit: bytes of one field.

    Raises:
        RequestProblem: 400 malformed, 415 the file's media type, 422 no file or a wrong option.
    """
    try:
        form = await _Parser(request.headers, pieces, limit).parse()
    except MultiPartException as error:
        detail = f"The form cannot be read: {error.message}"
        raise RequestProblem(
            Problem(400, "malformed-multipart", "The upload is malformed", detail, "body", _MEND)
        ) from None
    try:
        found = form.getlist("file")
        if len(found) != 1:
            raise RequestProblem(_SEVERAL if found else _MISSING)
        [file] = found
        if isinstance(file, str):
            return Upload(file.encode("utf-8", "replace"), "auto", "utf-8", _options(form))
        media = content_type(file.content_type)
        return Upload(await file.read(), document_format(media), media.charset, _options(form))
    finally:
        await form.close()


class _Parser(MultiPartParser):
    """Keeps the file in memory, whose size is bounded already, and takes no body that breaks off."""

    spool_max_size = 0  # never to disk

    def __init__(self, headers: Headers, pieces: AsyncIterator[bytes], limit: int) -> None:
        super().__init__(headers, self._to_the_end(pieces), max_files=_FIELDS, max_fields=_FIELDS, max_part_size=limit)
        self._ended = False

    def on_end(self) -> None:
        self._ended = True

    async def _to_the_end(self, pieces: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
        async for piece in pieces:
            yield piece
        if not self._ended:
            raise MultiPartException("it ends before its closing boundary.")


def _options(form: FormData) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, value in form.multi_items():
        if name in ("keep", "drop"):
            given.setdefault(name, []).append(value)
        elif name != "file":
            given[name] = value
    try:
        return set_options(CleanQuery.model_validate(given))
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        problem = from_validation([{**one, "loc": ("form", *one["loc"])} for one in found], KNOWN)
        raise RequestProblem(problem) from None
