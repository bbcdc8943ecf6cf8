"""The log: every line of it is one JSON object, and none holds a word of a document."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

import orjson

__all__ = ["configure", "failure", "log"]


class _Json(logging.Formatter):
    """One object a line. The message of an exception is left out: it may quote the document."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")[:-6] + "Z",
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.exc_info and record.exc_info[1]:
            # What follows the first line is the library's own rendering of the exception, message and all.
            entry |= {"message": message.partition("\n")[0], **failure(record.exc_info[1])}
        else:
            entry["message"] = message
        entry |= getattr(record, "fields", {})
        try:
            return orjson.dumps(entry, default=str).decode()
        except TypeError:  # half a surrogate pair, which is no UTF-8
            return json.dumps(entry, default=str)


def configure(level: str) -> None:
    """Send every line that this process logs to standard error.

    Args:
        level: the least severe message of ours and of the server's; of other libraries only warnings are logged.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # nobody reads them, each costs time
    for name in ("winnow", "uvicorn"):
        logging.getLogger(name).setLevel(level.upper())
    logging.getLogger("python_multipart").setLevel(logging.ERROR)  # its warnings are our answers to malformed forms


def failure(error: BaseException) -> dict[str, str]:
    """The fields for an exception: what kind, and where, but not its message. Of a group, the first that is none."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return {"error": type(error).__name__, "where": "".join(traceback.format_tb(error.__traceback__))}


def log(logger: logging.Logger, level: int, message: str, **fields: Any) -> None:
    """Log a line with fields beside its message."""
    logger.log(level, message, extra={"fields": fields})
