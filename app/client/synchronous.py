"""``Winnow``: the client for threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from threading import Event
from time import sleep
from typing import Self, TypeVar

import httpx

from app.client import answers
from app.client.answers import Category, CleanResult
from app.client.connection import LOST, Headers, Intake, base, headers_of, limits, lost, patience
from app.client.documents import Document, OptionsLike, Packer, Window
from app.client.errors import Unavailable, Unreachable
from app.client.plans import Answered, Call, Outcome, Plan, Plans, Reply
from app.client.retries import Retries
from app.model import Rule

__all__ = ["Winnow"]

T = TypeVar("T")


class Winnow:
    """A service, for any number of threads. Close it, or use it in a ``with``.

    Args:
        base_url: where the service listens; by default the environment's CLEANER_URL, or http://127.0.0.1:8000.
        api_key: sent as ``Authorization: Bearer``; by default the environment's CLEANER_API_KEY.
        headers: more headers for every request, or a function that gives them when a call begins, in the thread that
            makes it: ``lambda: {"traceparent": …}``.
        timeout: seconds without a byte from the service until a try is given up.
        retries: how often and how long to try.
        compress: send documents with gzip. Pays over a network, not within a machine.
        connections: requests at a time; others wait for their turn.
        transport: of httpx, for certificates, Unix sockets and tests.

    Raises:
        InvalidOption: a ``base_url`` or ``api_key`` that cannot be.
    """

    def __init__(
        self,
        base_url: str | None = None,
        *,
        api_key: str | None = None,
        headers: Headers | None = None,
        timeout: float = 60.0,
        retries: Retries = Retries(),
        compress: bool = False,
        connections: int = 32,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._plans = Plans(retries, headers_of(api_key, headers), compress)
        self._http = httpx.Client(base_url=base(base_url), limits=limits(connections), transport=transport)
        self._timeout = timeout

    def clean(
        self,
        content: bytes | str,
        *,
        format: str = "auto",
        url: str | None = None,
        id: str | int | None = None,
        charset: str | None = None,
        options: OptionsLike | None = None,
    ) -> CleanResult:
        """Clean one document.

        Args:
            content: the document. Bytes are decoded by the service.
            format: ``html``, ``text``, ``markdown``, or ``auto`` to tell by the content.
            url: where it came from; a hint for the metadata.
            id: your own name for it, handed back.
            charset: what the sender of the bytes declared; a wrong one is overruled.
            options: ``Options``, or a mapping as in ``POST /v1/clean`` for options that a newer service knows.

        Raises:
            ServiceError: it was refused, or is too costly, or every try failed (``app.client.errors``).
        """
        return self._run(self._plans.clean(Document(content, format, url, id, charset, options)))

    def clean_many(
        self, documents: Iterable[Document | bytes | str], *, window: int = 32, parallel: int = 3
    ) -> Iterator[Outcome]:
        """Clean any number of documents in streams, with bounded memory.

        Texts go in batch requests of up to ``window`` documents or 128 KiB, bytes one by one; ``parallel`` of these are
        on their way at a time, in threads, and no more documents are taken than fit into them. Where a stream breaks
        off it goes on with the first document that is not answered.

        Yields:
            For each document, in order, its result, or the ``ServiceError`` that is its own fault, with its ``id``.

        Raises:
            ServiceError: it cannot go on; all that was answered has been yielded before.
        """
        stopped = Event()
        pending: deque[Future[Answered]] = deque()
        with ThreadPoolExecutor(parallel, "winnow-client") as threads:
            try:
                for packed in _windows(documents, Packer(window)):
                    while len(pending) >= parallel or (pending and pending[0].done()):
                        yield from pending.popleft().result().each()
                    # The plan is begun here, since the caller's hook for headers belongs into the caller's thread.
                    pending.append(threads.submit(self._run, self._plans.clean_window(packed), stopped))
                while pending:
                    yield from pending.popleft().result().each()
            finally:
                stopped.set()
                for future in pending:
                    future.cancel()

    def rules(self) -> tuple[Rule, ...]:
        """Every rule, as its own docstring describes it."""
        return self._run(self._plans.fetch("/v1/rules", answers.rules))

    def categories(self) -> tuple[Category, ...]:
        """Every name for what a block is."""
        return self._run(self._plans.fetch("/v1/categories", answers.categories))

    def version(self) -> str:
        """The version of the service's rules and weights."""
        return self._run(self._plans.fetch("/version", lambda data: str(data["version"])))

    def ready(self) -> bool:
        """Whether the service takes documents just now; asks once."""
        try:
            return self._run(self._plans.ready())
        except (Unavailable, Unreachable):
            return False

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self, plan: Plan[T], stopped: Event | None = None) -> T:
        reply: Reply | None = None
        try:
            while True:
                step = plan.send(reply)
                if isinstance(step, Call):
                    reply = self._make(step)
                else:
                    reply = None
                    stopped.wait(step) if stopped else sleep(step)
                if stopped and stopped.is_set():
                    raise CancelledError
        except StopIteration as end:
            value: T = end.value
            return value
        finally:
            plan.close()

    def _make(self, call: Call) -> Reply:
        intake = Intake(call)
        try:
            with self._http.stream(
                call.method,
                call.path,
                params=call.query,
                headers=call.headers,
                content=call.body,
                timeout=patience(call, self._timeout),
            ) as answer:
                for piece in answer.iter_bytes():
                    intake.take(piece, answer.status_code)
                return intake.reply(answer.status_code, answer.headers)
        except LOST as error:
            return lost(error)


def _windows(documents: Iterable[Document | bytes | str], packer: Packer) -> Iterator[Window]:
    for document in documents:
        yield from packer.add(document)
    yield from packer.rest()
