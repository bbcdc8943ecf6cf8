"""What the service takes and gives, as Pydantic checks it and OpenAPI shows it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.model import CATEGORIES
from app.pipeline import rules

__all__ = [
    "ANSWERS",
    "KNOWN",
    "BatchQuery",
    "CategoryAnswer",
    "CleanAnswer",
    "CleanQuery",
    "CleanRequest",
    "ErrorLine",
    "HealthAnswer",
    "ProblemAnswer",
    "RuleAnswer",
    "UploadForm",
    "VersionAnswer",
    "set_options",
]

FormatName = Literal["auto", "html", "text", "markdown"]
Output = Literal["text", "markdown"]
Focus = Literal["auto", "article", "page"]

_KEEP = "Category or rule ids that must not remove anything."
_DROP = "Category or rule ids that remove even what is kept or lifted by default."
_OUTPUT = "What the body is written in."
_FOCUS = "Whether the document is an article, another kind of page, or to be judged."
_SOURCE = "Return the text that all positions refer to."
_BLOCKS = "Return every block with what became of it and every rule's verdict."
_FORMAT = "What the document is written in; `auto` tells by its content."
_URL = "Where the document came from; a hint for its metadata."
_ID = "The caller's own name for the document, handed back as it came."
_MAX_URL = 8192
_MAX_ID = 512


@cache
def _ids() -> tuple[str, ...]:
    """Every id that `keep` and `drop` may name."""
    return (*(id for id in CATEGORIES if id != "body"), *(id for id in rules() if id not in CATEGORIES))


def _enumerate(schema: dict[str, Any]) -> None:
    # Ids are checked by the engine, which says better what is wrong with one; the schema lists them.
    schema["items"] = {"type": "string", "enum": list(_ids())}


def _no_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


def _flag(value: Any) -> Any:
    """Only what the schema says; Pydantic by itself takes 0, off, no and more."""
    if value not in ("true", "false", True, False):
        raise ValueError("Input should be true or false")
    return value in ("true", True)


def _identifier(value: Any) -> Any:
    """Said in one sentence; Pydantic by itself complains once for each member of the union, under made-up names."""
    text = isinstance(value, str) and len(value) <= _MAX_ID
    if value is None or text or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise ValueError(f"Input should be a string of at most {_MAX_ID} characters or a whole number of 64 bits")


def _split(value: Any) -> Any:
    """``keep=a,b&keep=c`` names three ids."""
    return [part.strip() for text in value for part in str(text).split(",")] if isinstance(value, list) else value


Ids = Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=256, json_schema_extra=_enumerate)]
Flag = Annotated[bool, BeforeValidator(_flag)]
SplitIds = Annotated[Ids, BeforeValidator(_split)]
Id = Annotated[Annotated[str, Field(max_length=_MAX_ID)] | int | None, BeforeValidator(_identifier)]


class BatchQuery(BaseModel):
    """Options in the query, for every document of the request."""

    model_config = ConfigDict(extra="forbid")

    format: FormatName = Field(
        default="auto", description=f"{_FORMAT} Without it the media type says.", json_schema_extra=_no_default
    )
    keep: SplitIds = Field(default=[], description=f"{_KEEP} Repeat it or part ids by commas.")
    drop: SplitIds = Field(default=[], description=f"{_DROP} Repeat it or part ids by commas.")
    output: Output = Field(default="text", description=_OUTPUT)
    focus: Focus = Field(default="auto", description=_FOCUS)
    source_text: Flag = Field(default=False, description=_SOURCE)
    blocks: Flag = Field(default=False, description=_BLOCKS)


class CleanQuery(BatchQuery):
    """Options in the query, for one document."""

    url: str = Field(default="", max_length=_MAX_URL, description=_URL, json_schema_extra=_no_default)
    id: str = Field(default="", max_length=_MAX_ID, description=_ID, json_schema_extra=_no_default)


def set_options(query: BatchQuery) -> dict[str, Any]:
    """What the caller did set, so that it can be told from a default."""
    return {name: getattr(query, name) for name in query.model_fields_set}


class OptionsObject(BaseModel):
    """What a caller may ask for."""

    model_config = ConfigDict(extra="forbid", strict=True)

    keep: Ids = Field(default=[], description=_KEEP)
    drop: Ids = Field(default=[], description=_DROP)
    output: Output = Field(default="text", description=_OUTPUT)
    focus: Focus = Field(default="auto", description=_FOCUS)
    source_text: bool = Field(default=False, description=_SOURCE)
    blocks: bool = Field(default=False, description=_BLOCKS)


class CleanRequest(BaseModel):
    """One document with its options."""

    model_config = ConfigDict(extra="forbid", strict=True)

    content: str = Field(description="The document itself.")
    format: FormatName = Field(default="auto", description=_FORMAT)
    url: Annotated[str, Field(max_length=_MAX_URL)] | None = Field(default=None, description=_URL)
    id: Id = Field(default=None, description=_ID)
    options: OptionsObject = Field(default_factory=OptionsObject, description="What to keep, drop and return.")


class UploadForm(CleanQuery):
    """A document with its options, as ``multipart/form-data``."""

    # This model only describes: the file is taken out of the form before the rest is checked as a CleanQuery.
    file: str = Field(
        description="The document itself, as a file with its media type, or as text.",
        json_schema_extra={"contentMediaType": "text/html"},
    )


class SectionAnswer(BaseModel):
    """A run of adjacent blocks of one category that were removed or lifted together."""

    category: str
    rule: str = Field(description="The rule whose verdict was the surest.")
    reason: str = Field(description="Why, in words, with the measurement.")
    confidence: float = Field(ge=0, le=1)
    start: int = Field(ge=0, description="First code point in the source text.")
    end: int = Field(ge=0, description="Code point after the last.")
    position: Literal["before", "inside", "after"] = Field(description="Where it stood, seen from the body.")
    blocks: list[int] = Field(description="Indices of its blocks.")
    text: str = Field(description="The source text from `start` to `end`.")


class VerdictAnswer(BaseModel):
    """One rule's opinion of one block."""

    rule: str
    category: str
    action: Literal["remove", "lift", "keep"]
    confidence: float = Field(ge=0, le=1)
    reason: str


class BlockAnswer(BaseModel):
    """The smallest thing that is kept, lifted or removed."""

    index: int = Field(ge=0)
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    kind: str
    path: str | None = Field(description="Where it stood in an HTML page.")
    text: str
    action: Literal["remove", "lift", "keep"]
    category: str
    verdicts: list[VerdictAnswer]


def _optional_fields(schema: dict[str, Any]) -> None:
    """`source_text` and `blocks` are absent, not null, when nobody asked for them."""
    for name in ("source_text", "blocks"):
        schema["properties"][name] = next(s for s in schema["properties"][name]["anyOf"] if s != {"type": "null"})
        if name in schema.get("required", ()):
            schema["required"].remove(name)


class CleanAnswer(BaseModel):
    """The clean article and the ledger of what was removed."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_optional_fields)

    id: str | int | None
    format: Literal["html", "text", "markdown"]
    url: str | None
    charset: str | None = Field(description="What the bytes were decoded from; null when JSON gave us text.")
    title: str | None
    subtitle: str | None
    byline: str | None
    published: str | None = Field(description="ISO 8601: a month, a date, or date and time.")
    language: str | None = Field(description="ISO 639-1.")
    body: str
    removed: list[SectionAnswer]
    lifted: list[SectionAnswer]
    confidence: float = Field(ge=0, le=1)
    warnings: list[str]
    stats: dict[str, int]
    version: str
    source_text: str | None = Field(default=None, description=f"{_SOURCE} Only when asked for.")
    blocks: list[BlockAnswer] | None = Field(default=None, description=f"{_BLOCKS} Only when asked for.")


class ProblemAnswer(BaseModel):
    """An error, as RFC 9457 has it."""

    type: str = Field(description="A URI that names the kind of problem.")
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    instance: str = Field(description="The path that was asked for.")
    field: str | None = Field(description="The field, option, parameter or header at fault.")
    mend: str | None = Field(description="What the caller can do about it.")


class ErrorLine(BaseModel):
    """Stands in a batch's answer where a document could not be cleaned."""

    model_config = ConfigDict(extra="forbid")

    id: str | int | None
    line: int = Field(ge=1, description="Line of the NDJSON, or place in the array, counted from 1.")
    error: ProblemAnswer


class RuleAnswer(BaseModel):
    """A rule as its own documentation describes it."""

    id: str
    category: str
    tier: str = Field(description="What it looks at: block (by itself), page (the company it keeps) or content.")
    summary: str
    removes: str
    why: str
    example: str
    keeps: str


class CategoryAnswer(BaseModel):
    """One of the closed set of names for what a block is."""

    id: str
    group: Literal["body", "metadata", "removed"]
    description: str
    rules: list[str] = Field(description="Ids of the rules that serve it.")


class HealthAnswer(BaseModel):
    status: Literal["ok"]


class VersionAnswer(BaseModel):
    name: Literal["winnow"]
    version: str


ANSWERS: tuple[type[BaseModel], ...] = (
    CleanAnswer,
    ProblemAnswer,
    ErrorLine,
    RuleAnswer,
    CategoryAnswer,
    HealthAnswer,
    VersionAnswer,
)


def _names(model: type[BaseModel]) -> Iterable[str]:
    return tuple(model.model_fields)


KNOWN = {
    "": _names(CleanRequest),
    "options": _names(OptionsObject),
    "query": _names(CleanQuery),
    "form": ("file", *_names(CleanQuery)),
}
