"""The command line: it carries documents to ``clean`` and results to the terminal, and does nothing else.

Heavy libraries are imported where they are used, so that ``winnow --help`` is there at once.
"""

from __future__ import annotations

import difflib
import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

import click

from app.entrypoints.answer import answer
from app.entrypoints.terminal import progress, safe, show_explained, show_rules
from app.errors import TooLarge, WinnowError
from app.model import Limits, Options, Result, Rule
from app.pipeline import check
from app.pipeline import clean as clean_document
from app.pipeline import rules as all_rules
from app.version import __version__

__all__ = ["cli", "main"]

FAILED = 1  # exit code: at least one document could not be cleaned
BYTES_PER_CHARACTER = 4  # the most that any charset takes: a file over this many times the limit need not be read

EXIT_CODES = "Exit codes: 0 every document was cleaned; 1 at least one could not be; 2 the command line is wrong."


def main() -> None:
    """The ``winnow`` command."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `winnow clean - | head` ends as quietly as any other filter
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        if sys.stdout is None:
            raise OSError("standard output is closed")
        try:
            cli(prog_name="winnow")
        finally:
            sys.stdout.flush()
    except OSError as error:  # such as a full disk; files that cannot be read are dealt with one by one
        sys.stdout = None  # or Python would try again to write what is left when it ends
        raise SystemExit(f"winnow: {error.strerror or error}") from None


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, epilog=EXIT_CODES)
@click.version_option(__version__, prog_name="winnow")
def cli() -> None:
    """The clean article body of a scraped document, and a ledger of everything that was removed.

    \b
    Examples:
      winnow clean page.html                    the article's text
      curl -s https://example.com/a | winnow clean --json -
      winnow clean --explain page.html          what went, and why
      winnow clean -o clean/ pages/*.html       many files, one result each
      winnow serve                              the HTTP service and its test page
      winnow rules stock-ticker                 what one rule does
    """


# ---------------------------------------------------------------------------------------------------- winnow clean


@cli.command(epilog=EXIT_CODES)
@click.argument("files", nargs=-1, required=True, metavar="FILE...|-")
@click.option("--text", "shape", flag_value="text", default="text", help="Print the body as plain text (default).")
@click.option("--markdown", "shape", flag_value="markdown", help="Print the body as Markdown.")
@click.option("--json", "shape", flag_value="json", help="Print the whole answer as JSON, one object a line.")
@click.option("--explain", "shape", flag_value="explain", help="Print the source with what was removed and why.")
@click.option(
    "--format",
    type=click.Choice(["auto", "html", "text", "markdown"]),
    default="auto",
    show_default=True,
    help="What the documents are written in; auto tells by their content.",
)
@click.option("--url", help="Where the document came from.")
@click.option("--charset", help="Charset of the documents, if they do not say it themselves.")
@click.option(
    "--keep", multiple=True, metavar="ID", help="Category or rule ids, parted by commas, that must not remove anything."
)
@click.option(
    "--drop",
    multiple=True,
    metavar="ID",
    help="Category or rule ids, parted by commas, to remove even if kept by default.",
)
@click.option(
    "--focus",
    type=click.Choice(["auto", "article", "page"]),
    default="auto",
    show_default=True,
    help="Whether the documents are articles, other pages, or to be judged one by one.",
)
@click.option(
    "-o",
    "--output-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write each result into this folder, named after its file, instead of printing it.",
)
def clean(
    files: tuple[str, ...],
    shape: str,
    format: str,
    url: str | None,
    charset: str | None,
    keep: tuple[str, ...],
    drop: tuple[str, ...],
    focus: str,
    output_dir: Path | None,
) -> None:
    """Clean documents: files, or - for standard input.

    Prints the article's text. Several files are printed one after the other, each under a header with its name; with
    --json each is one line, and its id is the file's name.

    \b
    Examples:
      winnow clean story.txt
      winnow clean --markdown --keep image_caption page.html
      winnow clean --json pages/*.html > pages.ndjson
      winnow clean --explain page.html | less -R       (with FORCE_COLOR=1 in colour)

    With --explain colours are used on a terminal only, and never if NO_COLOR is set.
    """
    options = _options(shape, keep, drop, focus)
    targets = _targets(files, output_dir, shape)
    failed = False
    with progress(files, quiet=output_dir is None and sys.stdout.isatty()) as advance:
        for number, file in enumerate(files):
            try:
                result = clean_document(_read(file), format=format, url=url, charset=charset, options=options)
            except WinnowError as error:
                failed = True
                _complain(file, _words(error))
            else:
                if targets:
                    failed |= not _store(result, targets[number], shape, options, file)
                else:
                    if len(files) > 1 and shape != "json":
                        click.echo(("\n" if number else "") + f"==> {safe(file, sys.stdout)} <==")
                    _write(result, sys.stdout, shape, options, file)
                if shape in ("text", "markdown"):  # the other two show the warnings themselves
                    for warning in result.warnings:
                        _complain(file, f"warning: {warning}")
            advance()
    if failed:
        raise SystemExit(FAILED)


def _options(shape: str, keep: tuple[str, ...], drop: tuple[str, ...], focus: str) -> Options:
    options = Options(
        keep=_ids(keep),
        drop=_ids(drop),
        output="markdown" if shape == "markdown" else "text",
        focus=focus,  # type: ignore[arg-type]  # click.Choice has made sure
    )
    try:
        check(options)
    except WinnowError as error:
        name = (error.field or "").removeprefix("options.")
        raise click.BadParameter(f"{error}. {error.mend}", param_hint=f"--{name}") from None
    return options


def _ids(given: tuple[str, ...]) -> frozenset[str]:
    return frozenset(id.strip() for text in given for id in text.split(","))


def _targets(files: tuple[str, ...], folder: Path | None, shape: str) -> list[Path]:
    """The file that each result is written to; none without a folder."""
    if folder is None:
        return []
    suffix = {"json": ".json", "markdown": ".md"}.get(shape, ".txt")
    targets = [folder / ((Path(file).stem if file != "-" else "stdin") + suffix) for file in files]
    taken = {Path(file).resolve() for file in files if file != "-"}
    for target in targets:
        if target.resolve() in taken:
            raise click.UsageError(
                f"{target} would be written over, or twice. Choose another folder with --output-dir."
            )
        taken.add(target.resolve())
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.UsageError(f"{folder} cannot be made: {error.strerror}.") from None
    return targets


def _read(file: str) -> bytes:
    most = Limits().chars * BYTES_PER_CHARACTER
    try:
        with click.open_file(file, "rb") as stream:
            content: bytes = stream.read(most + 1)
    except OSError as error:
        raise WinnowError(error.strerror or str(error)) from None
    if len(content) > most:
        raise TooLarge(f"The document is larger than {most} bytes", mend="Split it.")
    return content


def _store(result: Result, target: Path, shape: str, options: Options, file: str) -> bool:
    try:
        with target.open("w", encoding="utf-8", errors="backslashreplace") as out:
            _write(result, out, shape, options, file)
    except OSError as error:
        _complain(file, f"{target} cannot be written: {error.strerror}.")
        return False
    return True


def _write(result: Result, out: TextIO, shape: str, options: Options, file: str) -> None:
    if shape == "json":
        print(safe(json.dumps(answer(result, options, id=file), ensure_ascii=False), out), file=out)
    elif shape == "explain":
        show_explained(result, out)
    else:
        print(safe(result.body, out), file=out)


def _words(error: WinnowError) -> str:
    """What is wrong with a document and how to mend it; the field at fault is always its content."""
    said = str(error).rstrip(".")
    return f"{said[:1].upper()}{said[1:]}. {error.mend}".rstrip()


def _complain(file: str, what: str) -> None:
    click.echo(safe(f"winnow: {file}: {what}", sys.stderr), err=True)


# ---------------------------------------------------------------------------------------------------- winnow rules


@cli.command(epilog=EXIT_CODES)
@click.argument("id", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def rules(id: str | None, as_json: bool) -> None:
    """List the rules, or show everything that one of them says of itself.

    \b
    Examples:
      winnow rules
      winnow rules stock-ticker
      winnow rules --json | jq -r '.[].id'
    """
    chosen = _rule(id) if id else None
    if as_json:
        shown = asdict(chosen) if chosen else [asdict(rule) for rule in all_rules().values()]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    elif chosen:
        _show(chosen)
    elif sys.stdout.isatty():
        show_rules(all_rules().values())
    else:
        for rule in all_rules().values():
            click.echo(f"{rule.id}\t{rule.category}\t{rule.tier}\t{rule.summary}")


def _rule(id: str) -> Rule:
    found = all_rules().get(id) or all_rules().get(id.replace("_", "-"))
    if found is None:
        near = difflib.get_close_matches(id, all_rules(), n=3)
        hint = f"Did you mean {' or '.join(near)}?" if near else "`winnow rules` lists them."
        raise click.BadParameter(f"there is no rule {id!r}. {hint}", param_hint="ID")
    return found


def _show(rule: Rule) -> None:
    click.echo(f"{rule.id}: {rule.summary}\n\nCategory: {rule.category}. Judges: {rule.tier}.")
    for heading, text in (("What it removes", rule.removes), ("Why", rule.why), ("What it must keep", rule.keeps)):
        click.echo("\n" + click.wrap_text(f"{heading}: {text}", 100))
    click.echo("\nExample:\n" + "\n".join(f"  {line}" for line in rule.example.splitlines()))


# ---------------------------------------------------------------------------------------------------- winnow key


@cli.command(epilog="The service stores the hash only: nobody can show the key again, but you can make another.")
@click.argument("name")
def key(name: str) -> None:
    """Make a key for the HTTP service.

    NAME is whom it is for; it stands in the log. Give the key to them, and add the entry to the setting
    WINNOW_API_KEYS; entries are parted by commas, and several may bear one name.

    \b
    Examples:
      winnow key crawler
      winnow key crawler | sed -n 's/^entry *//p' >> keys
    """
    from app.entrypoints import keys

    try:
        secret, entry = keys.fresh(name)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="NAME") from None
    click.echo(f"key    {secret}\nentry  {entry}")


# ---------------------------------------------------------------------------------------------------- winnow serve


@cli.command(epilog="Every setting has an environment variable as well: see docs/settings.md.")
@click.option("--host", help="Address to listen on; otherwise the setting WINNOW_HOST.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; otherwise the setting WINNOW_PORT.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes that clean; otherwise WINNOW_WORKERS.")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Run the HTTP service and its test page.

    \b
    Examples:
      winnow serve
      winnow serve --host 0.0.0.0 --port 9000 --workers 4
    """
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # a client that hangs up must not end the service
    from app.entrypoints.settings import load

    try:
        settings = load()
    except WinnowError as error:
        raise click.UsageError(f"{error}. {error.mend}") from None
    from app.entrypoints.http.server import serve as run

    try:
        run(settings, host=host, port=port, workers=workers)
    except WinnowError as error:
        raise click.UsageError(f"{error}. {error.mend}") from None
    except OSError as error:
        where = f"{settings.host if host is None else host}:{settings.port if port is None else port}"
        mend = "Choose another address with --host and --port."
        raise click.ClickException(f"cannot listen on {where}: {error.strerror}. {mend}") from None
