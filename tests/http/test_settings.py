"""Settings: read once, frozen, and no misspelt name passes."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from app.entrypoints.settings import Settings, load, reference
from app.errors import InvalidOption


def test_the_environment_is_read() -> None:
    settings = load({"WINNOW_PORT": "9000", "winnow_max_body": "2MiB", "PATH": "/bin"})
    assert (settings.port, int(settings.max_body), settings.host) == (9000, 2 * 1024**2, "127.0.0.1")


def test_an_unknown_name_is_an_error_that_names_the_closest() -> None:
    with pytest.raises(InvalidOption, match="WINNOW_PROT") as caught:
        load({"WINNOW_PROT": "9000"})
    assert caught.value.mend == "Did you mean WINNOW_PORT?"
    with pytest.raises(InvalidOption) as caught:
        load({"WINNOW_ZZZZZZ": "1"})
    assert "WINNOW_MAX_BODY" in caught.value.mend


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "70000"),
        ("MAX_BODY", "0"),
        ("DOCUMENT_TIMEOUT", "inf"),
        ("LOG_LEVEL", "loud"),
        ("QUEUE", "-1"),
        ("WORKER_MEMORY", "1MiB"),  # would refuse every document
        ("HOST", ""),  # would be every address
    ],
)
def test_a_value_that_cannot_be_is_an_error_that_names_the_setting(name: str, value: str) -> None:
    with pytest.raises(InvalidOption) as caught:
        load({f"WINNOW_{name}": value})
    assert caught.value.field == f"WINNOW_{name}"


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1


def test_the_environment_does_not_leak_into_settings_that_are_made_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINNOW_PORT", "9")
    assert Settings().port == 8000
    assert load().port == 9


def test_every_setting_has_its_place_in_the_reference() -> None:
    settings = reference()
    assert [s.name for s in settings] == [f"WINNOW_{name.upper()}" for name in Settings.model_fields]
    assert all(s.type and s.default and s.description.endswith(".") for s in settings)
    assert next(s for s in settings if s.name == "WINNOW_MAX_BODY").default == "16.0MiB"
