"""What every route of one app shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from fastapi import Request

from app.entrypoints.http.intake import Intake
from app.entrypoints.http.metrics import Metrics
from app.entrypoints.pool import Pool
from app.entrypoints.settings import Settings

__all__ = ["Service", "state"]


@dataclass(frozen=True, slots=True)
class Service:
    settings: Settings
    pool: Pool
    intake: Intake
    metrics: Metrics


def state(request: Request) -> Service:
    return cast(Service, request.app.state.service)
