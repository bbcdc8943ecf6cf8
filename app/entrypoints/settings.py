"""The service's settings: read once from the environment (``WINNOW_*``), then frozen."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Literal

from limits import RateLimitItem, parse_many
from pydantic import AfterValidator, BeforeValidator, ByteSize, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from app.entrypoints import keys
from app.entrypoints.keys import Key
from app.errors import InvalidOption

__all__ = ["PREFIX", "Setting", "Settings", "load", "reference"]

PREFIX = "WINNOW_"
_MIB = 1024 * 1024
_LEAST_MEMORY = ByteSize(256 * _MIB)  # what the engine takes, and a little for a document
_ORIGIN = re.compile(r"https?://[a-z0-9._-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?|\*")


def _keys(given: object) -> object:
    return keys.parse(given) if isinstance(given, str) else given


def _rate(given: object) -> object:
    """Raises ``ValueError``."""
    if not isinstance(given, str):
        return given
    try:
        [rate] = parse_many(given)
    except ValueError:
        raise ValueError("is not shaped like 600/minute") from None
    if rate.amount < 1:
        raise ValueError("would let nothing through")
    return rate


def _origins(given: object) -> object:
    """Raises ``ValueError``."""
    if not isinstance(given, str):
        return given
    origins = tuple(filter(None, map(str.strip, given.lower().split(","))))
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(f"{origin[:100]!r} is no origin: scheme, host and port, with nothing after them")
    return origins


def _enough(memory: ByteSize) -> ByteSize:
    if 0 < memory < _LEAST_MEMORY:
        raise ValueError(f"no process can work with less than {_LEAST_MEMORY.human_readable()}")
    return memory


class Settings(BaseSettings):
    """Everything an operator may set. Sizes take bytes or a unit (``16MiB``); times are in seconds."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", allow_inf_nan=False, arbitrary_types_allowed=True
    )

    host: str = Field("127.0.0.1", min_length=1, description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    workers: int = Field(0, ge=0, le=1024, description="Processes that clean documents; 0 means one for each CPU.")
    queue: int = Field(64, ge=0, description="Requests that may wait for a free process; one more gets a 429.")
    tasks_per_worker: int = Field(10_000, ge=0, description="Documents after which a process is replaced; 0: never.")
    worker_memory: Annotated[ByteSize, AfterValidator(_enough)] = Field(
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
    api_keys: Annotated[tuple[Key, ...], BeforeValidator(_keys)] = Field(
        (),
        description=(
            "Keys of which a request must carry one, each as NAME:sha256:HASH; `winnow key NAME` makes one. "
            "Without any, everybody is let in."
        ),
    )
    open_metrics: bool = Field(False, description="Whether `/metrics` needs no key where there are keys.")
    rate_limit: Annotated[RateLimitItem | None, BeforeValidator(_rate)] = Field(
        None,
        description=(
            "Documents that one key may send in a time, or one address where there are no keys, such as "
            "600/minute or 20 per 5 seconds; one more gets a 429."
        ),
    )
    cors_origins: Annotated[tuple[str, ...], BeforeValidator(_origins)] = Field(
        (), description="Origins whose pages may call the service, such as https://example.com; * is all of them."
    )
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
        said = str(first["msg"]).removeprefix("Value error, ")  # what one of ours raised
        raise InvalidOption(f"{name}: {said}", field=name, mend=_expected(str(first["loc"][0]))) from None


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
    words: dict[object, str] = {
        str: "text",
        int: "a whole number",
        float: "a number",
        bool: "true | false",
        ByteSize: "a size",
        RateLimitItem | None: "a rate",
        tuple[Key, ...]: "a list, parted by commas",
        tuple[str, ...]: "a list, parted by commas",
    }
    return words.get(annotation) or " | ".join(getattr(annotation, "__args__", ()))


def _default(name: str) -> str:
    value = Settings.model_fields[name].default
    if isinstance(value, ByteSize):
        return value.human_readable(separator="")
    return "none" if value in (None, ()) else str(value).lower() if isinstance(value, bool) else str(value)
