"""The service's settings: read once from the environment (``WINNOW_*``), then frozen."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from pydantic import ByteSize, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from app.errors import InvalidOption

__all__ = ["PREFIX", "Setting", "Settings", "load", "reference"]

PREFIX = "WINNOW_"
_MIB = 1024 * 1024


class Settings(BaseSettings):
    """Everything an operator may set. Sizes take bytes or a unit (``16MiB``); times are in seconds."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", allow_inf_nan=False)

    host: str = Field("127.0.0.1", min_length=1, description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    workers: int = Field(0, ge=0, le=1024, description="Processes that clean documents; 0 means one for each CPU.")
    queue: int = Field(64, ge=0, description="Requests that may wait for a free process; one more gets a 429.")
    tasks_per_worker: int = Field(10_000, ge=0, description="Documents after which a process is replaced; 0: never.")
    worker_memory: ByteSize = Field(
        ByteSize(4096 * _MIB), description="Memory that one process may take; 0 means no limit of ours."
    )
    document_timeout: float = Field(
        30.0, gt=0, description="Seconds that one document may take; then it is given up (503)."
    )
    max_body: ByteSize = Field(
        ByteSize(16 * _MIB), gt=0, description="Bytes of one document, as sent and after decompression (413)."
    )
    held_bytes: ByteSize = Field(
        ByteSize(512 * _MIB),
        gt=0,
        description="Bytes of documents that may arrive, wait and be in work at once; more get a 429.",
    )
    max_depth: int = Field(1_000, gt=0, description="Elements nested in one another.")
    max_blocks: int = Field(250_000, gt=0, description="Blocks that a document may fall into.")
    batch_documents: int = Field(10_000, gt=0, description="Documents in one batch.")
    batches: int = Field(16, gt=0, description="Batches that may run at once; one more gets a 429.")
    batch_bytes: ByteSize = Field(
        ByteSize(1024 * _MIB), gt=0, description="Bytes of one streamed batch, as sent and after decompression."
    )
    stall_timeout: float = Field(60.0, gt=0, description="Seconds to wait for a client that neither sends nor reads.")
    body_timeout: float = Field(
        120.0, gt=0, description="Seconds that the whole of one document may take to arrive (408)."
    )
    drain_delay: float = Field(
        0.0, ge=0, description="Seconds between the signal to end and the last new connection; not ready meanwhile."
    )
    shutdown_timeout: int = Field(20, ge=0, description="Seconds that running requests get to finish at the end.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least severe message that is logged."
    )

    @property
    def processes(self) -> int:
        """How many processes clean documents: ``workers``, or one for each CPU that we may run on."""
        if self.workers:
            return self.workers
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)  # the environment is read by `load`, which also finds names that nobody knows


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, for the reference."""

    name: str
    type: str
    default: str
    description: str


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment (``os.environ`` unless another is given).

    Raises:
        InvalidOption: a ``WINNOW_*`` name that does not exist, or a value that cannot be.
    """
    environment = os.environ if environment is None else environment
    given = {name: value for name, value in environment.items() if name.upper().startswith(PREFIX)}
    known = {PREFIX + name.upper(): name for name in Settings.model_fields}
    for name in sorted(given):
        if name.upper() not in known:
            near = get_close_matches(name.upper(), known, n=1, cutoff=0.6)
            raise InvalidOption(
                f"the environment sets {name}, which is no setting",
                field=name,
                mend=f"Did you mean {near[0]}?" if near else f"The settings are: {', '.join(known)}.",
            )
    try:
        return Settings.model_validate({known[name.upper()]: value for name, value in given.items()})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise InvalidOption(f"{name}: {first['msg']}", field=name, mend=_expected(str(first["loc"][0]))) from None


def reference() -> tuple[Setting, ...]:
    """Every setting with its name in the environment, type, default and meaning, in the order of their declaration."""
    return tuple(
        Setting(PREFIX + name.upper(), _type(name), _default(name), field.description or "")
        for name, field in Settings.model_fields.items()
    )


def _expected(name: str) -> str:
    return f"Give {_type(name)}: {Settings.model_fields[name].description}"


def _type(name: str) -> str:
    annotation = Settings.model_fields[name].annotation
    words = {str: "text", int: "a whole number", float: "a number", ByteSize: "a size"}
    return words.get(annotation) or " | ".join(getattr(annotation, "__args__", ()))  # type: ignore[arg-type]


def _default(name: str) -> str:
    value = Settings.model_fields[name].default
    return value.human_readable(separator="") if isinstance(value, ByteSize) else str(value)
