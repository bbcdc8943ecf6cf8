"""Why a task gave nothing: what ``Pool.run`` raises."""

from __future__ import annotations

__all__ = ["Busy", "Stopped", "TookTooLong", "TookTooMuch", "Unfinished", "WorkerLost"]


class Unfinished(Exception):
    """A task gave nothing; the subclass says why."""


class Busy(Unfinished):
    """As many tasks as may wait are waiting."""


class TookTooLong(Unfinished):
    """The task ran into the time limit; its process was ended."""


class TookTooMuch(Unfinished):
    """The task ran into the memory limit; its process was ended."""


class WorkerLost(Unfinished):
    """The process ended under the task, or none can be started."""


class Stopped(Unfinished):
    """The pool has stopped; the task is not at fault."""
