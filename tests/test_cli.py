"""The command line, run in-process where that suffices and as a real process where pipes and terminals matter."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import select
import socket
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from app import __version__, clean
from app.entrypoints import cli as module
from app.entrypoints.cli import cli
from app.entrypoints.explain import explain, visible
from app.filters import rules

STRIP = "ABC 72.59 Increased By ▲ 3.39 (4.9%)"
PROSE = (
    "The exchange closed early on Friday because of a power failure in the northern half of the city.",
    "Brokers said that they would be compensated for the hours that were lost, and more besides.",
)
STORY = "\n\n".join((STRIP, *PROSE)) + "\n"
WINNOW = [sys.executable, "-c", "from app.entrypoints.cli import main; main()"]
ENVIRONMENT = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "COLUMNS": "120"}


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def run(*arguments: str | Path, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], input=stdin)


# ---------------------------------------------------------------------------------------------------- winnow clean


def test_text_is_the_body_and_nothing_else(story: Path) -> None:
    result = run("clean", story)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "\n\n".join(PROSE) + "\n", "")


def test_standard_input_is_read_as_bytes() -> None:
    text = "Zürich bleibt am Freitag geschlossen, weil im Norden der Stadt für Stunden der Strom ausgefallen ist."
    result = run("clean", "--charset", "windows-1252", "-", stdin=text.encode("windows-1252"))
    assert result.stdout == text + "\n"


def test_json_is_the_answer_of_the_service(story: Path) -> None:
    answer = json.loads(run("clean", "--json", "--url", "https://example.com/a", story).stdout)
    fields = "id format charset url title subtitle byline published language body removed lifted confidence warnings"
    assert list(answer) == [*fields.split(), "stats", "version"]
    assert answer["id"] == str(story)
    assert answer["url"] == "https://example.com/a"
    assert answer["body"] == "\n\n".join(PROSE)
    [section] = answer["removed"]
    assert list(section) == ["category", "rule", "reason", "confidence", "start", "end", "position", "blocks", "text"]
    assert (section["category"], section["text"]) == ("stock_ticker", STRIP)
    assert STORY[section["start"] : section["end"]] == STRIP


def test_markdown_keeps_headings() -> None:
    page = f"<html><body><article><h2>Why it closed</h2><p>{PROSE[0]}</p><p>{PROSE[1]}</p></article></body></html>"
    assert "## Why it closed\n\n" + PROSE[0] in run("clean", "--markdown", "-", stdin=page).stdout


def test_format_is_obeyed() -> None:
    answer = json.loads(run("clean", "--json", "--format", "markdown", "-", stdin=STORY).stdout)
    assert answer["format"] == "markdown"


def test_keep_switches_a_category_off(story: Path) -> None:
    assert STRIP in run("clean", "--keep", "stock_ticker", story).stdout
    assert STRIP in run("clean", "--keep", "teaser,stock-ticker", story).stdout


def test_several_files_stand_under_their_names(story: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(PROSE[1])
    body = "\n\n".join(PROSE)
    assert run("clean", story, other).stdout == f"==> {story} <==\n{body}\n\n==> {other} <==\n{PROSE[1]}\n"
    lines = run("clean", "--json", story, other).stdout.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [str(story), str(other)]


@pytest.mark.parametrize(("shape", "suffix"), [("--text", ".txt"), ("--markdown", ".md"), ("--json", ".json")])
def test_output_dir_takes_one_result_a_file(story: Path, tmp_path: Path, shape: str, suffix: str) -> None:
    result = run("clean", shape, "-o", tmp_path / "out", story)
    assert (result.exit_code, result.stdout) == (0, "")
    assert PROSE[0] in (tmp_path / "out" / f"story{suffix}").read_text(encoding="utf-8")


def test_output_dir_never_writes_over_a_source_or_a_result(story: Path, tmp_path: Path) -> None:
    assert run("clean", "-o", tmp_path, story).exit_code == 2
    assert story.read_text(encoding="utf-8") == STORY
    (tmp_path / "b").mkdir()
    twin = tmp_path / "b" / "story.txt"
    twin.write_text(STORY)
    assert run("clean", "-o", tmp_path / "out", story, twin).exit_code == 2
    assert not (tmp_path / "out").exists()


# ---------------------------------------------------------------------------------------------------- what goes wrong


def test_a_file_that_fails_does_not_stop_the_others(story: Path, tmp_path: Path) -> None:
    result = run("clean", tmp_path / "missing.txt", tmp_path, story)
    assert result.exit_code == 1
    assert PROSE[0] in result.stdout
    missing, folder = result.stderr.splitlines()
    assert missing == f"winnow: {tmp_path / 'missing.txt'}: No such file or directory."
    assert folder == f"winnow: {tmp_path}: Is a directory."


def test_a_result_that_cannot_be_written_does_not_stop_the_others(story: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(PROSE[1])
    (tmp_path / "out" / "story.txt").mkdir(parents=True)
    result = run("clean", "-o", tmp_path / "out", story, other)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"winnow: {story}: {tmp_path}/out/story.txt cannot be written: Is a directory.\n"
    assert (tmp_path / "out" / "other.txt").read_text() == PROSE[1] + "\n"
    told = run("clean", "-o", tmp_path / "out" / "other.txt" / "deeper", story)
    assert (told.exit_code, "cannot be made" in told.stderr) == (2, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", [("clean", "-"), ("clean", "--json", "-"), ("rules",)])
def test_a_full_disk_is_said_in_one_line(command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*WINNOW, *command], input=STORY.encode(), stdout=full, stderr=subprocess.PIPE, env=ENVIRONMENT
        )
    assert (done.returncode, done.stderr) == (1, b"winnow: No space left on device\n")


def test_what_is_no_text_is_said_without_the_words_of_the_service(tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    result = run("clean", picture)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"winnow: {picture}: The bytes are not text")
    assert "content" not in result.stderr


def test_a_document_over_the_limit_is_refused_with_the_mend(story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BYTES_PER_CHARACTER", 0)
    result = run("clean", story)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "larger than" in result.stderr
    assert "Split it." in result.stderr


def test_a_document_that_is_all_noise_is_no_failure_but_a_warning() -> None:
    result = run("clean", "-", stdin=STRIP)
    assert (result.exit_code, result.stdout) == (0, "\n")
    assert re.fullmatch(r"winnow: -: warning: .+\n", result.stderr)
    told = run("clean", "--json", "-", stdin=STRIP)
    assert json.loads(told.stdout)["warnings"]
    assert told.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Missing argument"),
        (("--keep", "nonsense", "-"), "nonsense"),
        (("--keep", "teaser", "--drop", "teaser", "-"), "both keep and drop"),
        (("--format", "pdf", "-"), "pdf"),
        (("--focus", "moon", "-"), "moon"),
        (("--colour", "-"), "--colour"),
    ],
)
def test_a_wrong_command_line_is_2_and_says_what(arguments: tuple[str, ...], said: str) -> None:
    result = run("clean", *arguments, stdin=STORY)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_closed_pipe_ends_the_command_in_silence(tmp_path: Path) -> None:
    long = tmp_path / "long.txt"
    long.write_text(
        "\n\n".join(f"{PROSE[0]} That was number {n}, and it will not be the last one." for n in range(3_000))
    )
    process = subprocess.Popen(
        [*WINNOW, "clean", "--json", long, long], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(1)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() != 0
    process.stderr.close()


def test_output_is_utf8_whatever_the_locale(story: Path) -> None:
    story.write_text(
        "Ελλάδα και Τουρκία συμφώνησαν την Παρασκευή να μιλήσουν ξανά για τα σύνορα στη θάλασσα.", encoding="utf-8"
    )
    environment = {**ENVIRONMENT, "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([*WINNOW, "clean", story], capture_output=True, check=True, env=environment)
    assert done.stdout.decode("utf-8") == story.read_text(encoding="utf-8") + "\n"


# ---------------------------------------------------------------------------------------------------- the terminal


def on_a_terminal(*arguments: str | Path, stdout: Path | None = None, **environment: str) -> str:
    """What the command writes to a terminal: standard error, and standard output unless that goes to a file."""
    parent, child = pty.openpty()
    command = [*WINNOW, *map(str, arguments)]
    with stdout.open("wb") if stdout else nullcontext(child) as out:
        process = subprocess.Popen(command, stdin=child, stdout=out, stderr=child, env=ENVIRONMENT | environment)
    os.close(child)
    written = b""
    while select.select([parent], [], [], 60)[0]:
        try:
            piece = os.read(parent, 65_536)
        except OSError:  # Linux says EIO when the last writer has gone
            break
        if not piece:
            break
        written += piece
    process.wait()
    os.close(parent)
    return written.decode("utf-8").replace("\r\n", "\n")


def test_explain_marks_every_line_and_gives_the_reason(story: Path) -> None:
    result = run("clean", "--explain", story)
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    lines = result.stdout.splitlines()
    [removed] = [line for line in lines if line.startswith("- ") and "■" not in line]
    assert removed.startswith(f"- {STRIP}")
    assert "stock_ticker 0.97" in removed
    [section] = clean(STORY).removed
    assert section.reason.split()[-1] in result.stdout
    assert [line for line in lines if line.startswith("  The exchange")]
    assert re.search(r"- ■ stock_ticker +1 section ", result.stdout)


def test_explain_loses_no_word_of_the_source(story: Path) -> None:
    story.write_text(STORY.replace("power", "power\t\x1b[31m\u202e電力障害" + "x" * 300), encoding="utf-8")
    out = io.StringIO()
    explain(clean(story.read_text(encoding="utf-8")), Console(file=out, width=60, highlight=False))
    told = re.sub(r"\s", "", re.sub(r"(?m)^.", "", out.getvalue()))
    for word in visible(story.read_text(encoding="utf-8")).split():
        assert word in told


def test_explain_says_so_when_nothing_was_removed() -> None:
    assert "Nothing was removed." in run("clean", "--explain", "-", stdin="\n\n".join(PROSE)).stdout


def test_colours_are_for_terminals_and_not_if_no_color_is_set(story: Path) -> None:
    assert "\x1b[" in on_a_terminal("clean", "--explain", story)
    plain = on_a_terminal("clean", "--explain", story, NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", plain)
    assert STRIP in plain


def test_a_terminal_is_never_told_what_the_document_says(story: Path) -> None:
    story.write_text(STORY.replace("power failure", "power\x1b]0;owned\x07 \x9b31m failure"), encoding="utf-8")
    for shape in ("--text", "--explain", "--json"):
        written = on_a_terminal("clean", shape, story, NO_COLOR="1")
        assert "\x1b]0;" not in written
        assert "\x9b" not in written
        assert "owned" in written
    assert "\x1b]0;owned" in run("clean", story).stdout  # a file or a pipe gets what was there
    assert "\x1b]0;" not in on_a_terminal("clean", "no\x1b]0;owned\x07", story, "no\x1b]0;owned\x07")


def test_the_progress_bar_is_for_a_terminal_that_shows_no_results(story: Path, tmp_path: Path) -> None:
    files = [tmp_path / f"{n}.txt" for n in range(3)]
    for file in files:
        file.write_text(STORY)
    assert "3/3" in on_a_terminal("clean", "-o", tmp_path / "out", *files)
    assert "3/3" not in on_a_terminal("clean", *files)
    told = on_a_terminal("clean", "--json", *files, tmp_path / "missing.txt", stdout=tmp_path / "out.ndjson")
    assert "4/4" in told
    assert "missing.txt: No such file" in told
    lines = (tmp_path / "out.ndjson").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["body"] for line in lines] == ["\n\n".join(PROSE)] * 3
    assert run("clean", "-o", tmp_path / "out", *files).stderr == ""


@pytest.mark.parametrize("text", ["a\tb\nc", "Zürich 電力", "👩‍👩‍👧 ok"])
def test_visible_leaves_text_alone(text: str) -> None:
    assert visible(text) == text


def test_visible_shows_what_a_terminal_would_obey() -> None:
    assert visible("\x00\x1b[2J\x7f\x9b\u202e\r") == "\u2400\u241b[2J\u2421\ufffd\ufffd\u240d"


# ---------------------------------------------------------------------------------------------------- the others


def test_rules_lists_every_rule() -> None:
    rows = [line.split("\t") for line in run("rules").stdout.splitlines()]
    assert [row[0] for row in rows] == list(rules())
    assert all(len(row) == 4 for row in rows)
    assert [rule["id"] for rule in json.loads(run("rules", "--json").stdout)] == list(rules())
    assert "stock-ticker" in on_a_terminal("rules")


@pytest.mark.parametrize("id", ["stock-ticker", "stock_ticker"])
def test_one_rule_is_shown_in_full(id: str) -> None:
    rule = rules()["stock-ticker"]
    shown = " ".join(run("rules", id).stdout.split())
    for part in (rule.summary, rule.removes, rule.why, rule.example, rule.keeps):
        assert " ".join(part.split()) in shown
    assert json.loads(run("rules", "--json", id).stdout)["id"] == "stock-ticker"


def test_an_unknown_rule_gets_a_proposal() -> None:
    result = run("rules", "stok-ticker")
    assert result.exit_code == 2
    assert "Did you mean stock-ticker?" in result.stderr


def test_serve_refuses_an_unknown_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINNOW_PROT", "9000")
    result = run("serve")
    assert result.exit_code == 2
    assert "WINNOW_PROT" in result.stderr
    assert "WINNOW_PORT" in result.stderr


def test_serve_hands_on_what_the_command_line_says(monkeypatch: pytest.MonkeyPatch) -> None:
    server = pytest.importorskip("app.entrypoints.http.server")
    told: list[dict[str, object]] = []
    monkeypatch.setattr(server, "serve", lambda settings, **given: told.append(given))
    assert run("serve", "--host", "::1", "--port", "0", "--workers", "3").exit_code == 0
    assert told == [{"host": "::1", "port": 0, "workers": 3}]


def test_serve_says_at_once_that_the_address_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--port", str(port))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: cannot listen on 127.0.0.1:{port}: Address already in use. Choose")


def test_version() -> None:
    assert run("--version").stdout == f"winnow, version {__version__}\n"


@pytest.mark.parametrize("command", [(), ("clean",), ("rules",), ("serve",)])
def test_help_has_examples(command: tuple[str, ...]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Examples:\n    winnow" in result.stdout


@pytest.mark.parametrize("command", [(), ("clean",)])
def test_help_says_the_exit_codes(command: tuple[str, ...]) -> None:
    assert "0 every document was cleaned; 1 at least one could not be; 2" in " ".join(
        run(*command, "--help").stdout.split()
    )


def test_help_imports_nothing_slow() -> None:
    told = "import sys; from app.entrypoints.cli import cli; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.split()
    slow = {"dateparser", "fastapi", "lightgbm", "numpy", "pycld2", "pydantic", "rich", "trafilatura", "uvicorn"}
    assert slow & set(modules) == set()
