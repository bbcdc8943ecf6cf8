"""A client of the HTTP service, sync and async. Needs httpx and nothing of the engine.

>>> from app.client import Winnow
>>> with Winnow("http://127.0.0.1:8000") as winnow:  # doctest: +SKIP
...     print(winnow.clean(open("page.html", "rb").read()).body)

Which failures are worth another try the service says in its answers, and the client keeps to it (``Retries``). An error
is raised when there is nothing left to try; ``app.client.errors`` draws the tree.
"""

try:
    import httpx as _httpx  # noqa: F401  # asked for here, so that who lacks it is told what to install
except ModuleNotFoundError as error:
    raise ImportError("app.client needs httpx, which is not installed: pip install winnow[client]") from error

from app.client.answers import Category, CleanResult, JudgedBlock, Section, Verdict
from app.client.asynchronous import AsyncWinnow
from app.client.documents import Document
from app.client.errors import Refused, ServiceError, ServiceFault, TooCostly, Unavailable, Unreachable
from app.client.retries import Retries
from app.client.synchronous import Winnow
from app.model import Options, Rule

__all__ = [
    "AsyncWinnow",
    "Category",
    "CleanResult",
    "Document",
    "JudgedBlock",
    "Options",
    "Refused",
    "Retries",
    "Rule",
    "Section",
    "ServiceError",
    "ServiceFault",
    "TooCostly",
    "Unavailable",
    "Unreachable",
    "Verdict",
    "Winnow",
]
