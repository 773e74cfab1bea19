"""What a concept declares, read from its file without importing it.

Importing an optimizer imports the compiler behind ``simlab.lanes``. Checking a scenario needs only the
numbers that a concept takes, and those stand in its file as literals; a file where they do not is imported.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from simlab import registry
from simlab.parameters import Option, Parameter

# Any schedule may begin with a straight rise to its first factor, unless it has a warm_up of its own.
WARM_UP = {
    "warm_up": Parameter("steps of a straight rise before the schedule", default=0.0, minimum=0.0),
    "warm_up_start": Parameter(
        "share of the learning rate at the first step of that rise", default=0.0, minimum=0.0, maximum=1.0
    ),
}
BIAS = {"bias": Parameter("initial bias of every unit", default=0.0)}  # beside the weights' own numbers
_MAKERS = {"Parameter": Parameter, "Option": Option}
_WANTED = ("PARAMETERS", "HYPERPARAMETERS", "OPTIONS", "DIMENSION", "LEAST_DIMENSION", "START")


@dataclass(frozen=True)
class Signature:
    """Arguments of a function: names in order, how many must be given, whether any name is taken."""

    names: tuple[str, ...]
    required: int
    any_name: bool


@dataclass(frozen=True)
class Declaration:
    """The declared part of one concept; a ``least_dimension`` is also the one that goes without saying."""

    summary: str
    parameters: Mapping[str, Parameter]
    options: Mapping[str, Option]
    dimension: int | None
    least_dimension: int | None
    start: float | list[float] | None
    functions: Mapping[str, Signature]

    @property
    def scalars(self) -> frozenset[str]:
        """Names of the parameters that are one number, so that an expression may use them."""
        return frozenset(name for name, parameter in self.parameters.items() if not parameter.vector)


@cache
def declaration(kind: str, name: str) -> Declaration:
    """The declaration of concept ``name`` of ``kind`` (a key of ``registry.KINDS``)."""
    tree = ast.parse((registry.folder(kind) / f"{name}.py").read_text(encoding="utf-8"))
    try:
        found = {target: _literal(value) for target, value in _assignments(tree)}
    except ValueError:
        module = registry.load(kind, name)
        found = {key: getattr(module, key) for key in _WANTED if hasattr(module, key)}
    parameters = found.get("HYPERPARAMETERS", found.get("PARAMETERS", {}))
    if kind == "initialisers":
        parameters = parameters | BIAS
    if kind == "schedules" and "warm_up" not in parameters:
        parameters = parameters | WARM_UP
    return Declaration(
        summary=(ast.get_docstring(tree) or "").partition("\n")[0],
        parameters=MappingProxyType(parameters),
        options=MappingProxyType(found.get("OPTIONS", {})),
        dimension=found.get("DIMENSION"),
        least_dimension=found.get("LEAST_DIMENSION"),
        start=found.get("START"),
        functions=MappingProxyType(
            {node.name: _signature(node.args) for node in tree.body if isinstance(node, ast.FunctionDef)}
        ),
    )


def _assignments(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name) and target.id in _WANTED:
                yield target.id, node.value


def _literal(node: ast.expr) -> Any:
    """The value of a literal that may hold ``Parameter(...)`` and ``Option(...)``; else ``ValueError``."""
    if isinstance(node, ast.Dict):
        pairs = [(k, v) for k, v in zip(node.keys, node.values, strict=True) if k is not None]
        if len(pairs) < len(node.keys):
            raise ValueError("a dictionary is unpacked")
        return {_literal(key): _literal(value) for key, value in pairs}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MAKERS:
        named = {keyword.arg: _literal(keyword.value) for keyword in node.keywords if keyword.arg}
        return _MAKERS[node.func.id](*map(_literal, node.args), **named)
    return ast.literal_eval(node)


def _signature(arguments: ast.arguments) -> Signature:
    names = tuple(argument.arg for argument in [*arguments.posonlyargs, *arguments.args])
    return Signature(names, len(names) - len(arguments.defaults), arguments.kwarg is not None)
