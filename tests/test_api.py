"""The public surface: what ``app`` gives away, and that it is all there is."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
from enum import Enum

import pytest

import app
from app import errors, model

MODULES = [found.name for found in pkgutil.walk_packages(app.__path__, "app.")]


def test_the_public_surface_is_this() -> None:
    assert app.__all__ == ["Options", "Result", "WinnowError", "__version__", "clean"]


@pytest.mark.parametrize("name", ["app", *MODULES])
def test_all_names_exist_once_and_in_order(name: str) -> None:
    module = importlib.import_module(name)
    names = list(getattr(module, "__all__", ()))
    assert [name for name in names if not hasattr(module, name)] == []
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "name",
    [
        "app.model",
        "app.errors",
        "app.pipeline",
        "app.entrypoints.cli",
        "app.entrypoints.explain",
        "app.entrypoints.terminal",
    ],
)
def test_all_is_complete(name: str) -> None:
    module = importlib.import_module(name)
    own = {
        key
        for key, value in vars(module).items()
        if not key.startswith("_")
        and (inspect.isclass(value) or inspect.isfunction(value))
        and value.__module__ == name
    }
    assert own <= set(module.__all__)


def test_every_public_name_documents_itself() -> None:
    public = [getattr(app, name) for name in app.__all__ if name != "__version__"]
    public += [getattr(errors, name) for name in errors.__all__]
    assert [thing for thing in public if not inspect.getdoc(thing)] == []


def test_the_signature_of_clean_is_this() -> None:
    parameters = inspect.signature(app.clean).parameters
    assert list(parameters) == ["content", "format", "url", "charset", "options", "limits"]
    assert [p.name for p in parameters.values() if p.kind is p.KEYWORD_ONLY] == list(parameters)[1:]


def test_nouns_never_change() -> None:
    things = [thing for name in model.__all__ if inspect.isclass(thing := getattr(model, name))]
    nouns = [thing for thing in things if dataclasses.is_dataclass(thing)]
    held_by_types = {model.Block, model.Element, model.Features, model.Mark}  # hundreds a page: see model._many
    assert held_by_types < set(nouns)
    for noun in nouns:
        assert noun.__dataclass_params__.frozen or noun in held_by_types, noun
        assert hasattr(noun, "__slots__"), noun
    assert all(issubclass(thing, (tuple, Enum)) for thing in things if thing not in nouns)


def test_every_error_stands_in_the_tree_of_the_docstring() -> None:
    kinds = [getattr(errors, name) for name in errors.__all__]
    assert all(issubclass(kind, errors.WinnowError) for kind in kinds)
    assert [kind.__name__ for kind in kinds if kind.__name__ not in (errors.__doc__ or "")] == []
