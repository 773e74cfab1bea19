"""The folder is the registry: a concept exists as soon as its file does."""

from __future__ import annotations

import ast
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from simlab.errors import UsageError, nearest

KINDS = {
    "surfaces": "problems/surfaces",
    "optimizers": "optimizers",
    "presets": "presets",
    "schedules": "schedules",
    "starts": "starts",
    "averaging": "averaging",
    "noise": "noise",
    "gradients": "gradients",
    "observers": "observers",
    "statistics": "statistics",
    "laws": "laws",
    "plots": "plots",
    "data": "data/kinds",
    "activations": "activations",
    "losses": "losses",
    "initialisers": "initialisers",
    "mutations": "mutations",
    "pitfalls": "diagnosis/pitfalls",
    "landscapes": "landscapes/kinds",
}
_ROOT = Path(__file__).parent


def folder(kind: str) -> Path:
    """The folder that holds every concept of ``kind``."""
    return _ROOT / KINDS[kind]


@cache
def names(kind: str) -> tuple[str, ...]:
    """Names of all concepts of ``kind``, sorted; files that start with ``_`` are helpers, not concepts."""
    return tuple(sorted(path.stem for path in folder(kind).glob("[!_]*.py")))


def load(kind: str, name: str) -> ModuleType:
    """The module of one concept.

    Raises
    ------
    UsageError
        If there is no such concept; the message names the nearest one.
    """
    if name not in names(kind):
        raise UsageError(f"unknown {kind} '{name}'{nearest(name, names(kind))}")
    return import_module(f"simlab.{KINDS[kind].replace('/', '.')}.{name}")


@cache
def summary(kind: str, name: str) -> str:
    """First line of the concept's docstring, read without importing it."""
    tree = ast.parse((folder(kind) / f"{name}.py").read_text(encoding="utf-8"))
    return (ast.get_docstring(tree) or "").partition("\n")[0]
