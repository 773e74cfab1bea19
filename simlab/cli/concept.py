"""Everything a user must know to write a concept's name and keys into a scenario."""

from __future__ import annotations

import ast
import math
from typing import Any

from simlab import registry
from simlab.cli.table import fields
from simlab.parameters import Parameter
from simlab.scenario.declarations import declaration

_TABLES = {
    "surfaces": '[problem]\nsurface = "{}"',
    "optimizers": '[[optimizer]]\nkind = "{}"',
    "presets": '[[optimizer]]\nkind = "adam"\npreset = "{}"',
    "schedules": '[optimizer.schedule]\nkind = "{}"',
    "starts": '[start]\nkind = "{}"',
    "averaging": '[averaging]\nkind = "{}"',
    "noise": '[noise]\nkind = "{}"',
    "gradients": '[[optimizer]]\ngradient = [{{ kind = "{}" }}]',
    "observers": '[record]\n{} = "every 10"',
    "plots": '[[figure]]\nplot = "{}"',
    "data": '[data]\nkind = "{}"',
    "activations": '[network]\nactivation = "{}"',
    "losses": '[network]\nloss = "{}"',
    "initialisers": '[network]\ninitialiser = "{}"',
    "landscapes": '[[landscape]]\nname = "around"\nkind = "{}"',
    "pitfalls": "No table: `simlab diagnose SCENARIO` looks for every pitfall, {} too",
    "mutations": "No table: `simlab check SCENARIO... --mutate` breaks every rule in turn, {} too",
}
_ENTRIES = {
    "coordinates": "one number a coordinate, or one for all",
    "numbers": "a list of numbers",
    "points": "a list of points, each of one number a coordinate",
}


def details(kind: str, name: str) -> dict[str, Any]:
    """One concept as plain data: its words, how it is written, what it takes."""
    tree = ast.parse((registry.folder(kind) / f"{name}.py").read_text(encoding="utf-8"))
    return {
        "kind": kind,
        "name": name,
        "text": ast.get_docstring(tree) or "",
        "usage": _TABLES[kind].format(name) if kind in _TABLES else _call(kind, name, tree),
        "parameters": fields(registry.load("plots", name).Options, ("plot",))
        if kind == "plots"
        else _parameters(kind, name),
    }


def as_text(concept: dict[str, Any]) -> str:
    """The same for a reader."""
    head = f"{concept['kind']}: {concept['name']}\n\n{concept['text']}\n\nIn a scenario\n"
    usage = "\n".join(f"    {line}".rstrip() for line in concept["usage"].splitlines())
    parameters = concept["parameters"]
    width = max((len(parameter["name"]) for parameter in parameters), default=0)
    rows = [f"    {row['name']:<{width}}  {row['description']} ({row['values']})" for row in parameters]
    return head + "\n".join([usage, *(["", "Keys", *rows] if rows else [])])


def _call(kind: str, name: str, tree: ast.Module) -> str:
    """How a statistic or a law is called, and what its function says of itself."""
    function = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    for argument in function.args.args:
        argument.annotation = None
    prefix = "law." if kind == "laws" else ""
    return f"{prefix}{name}({ast.unparse(function.args)})\n\n{ast.get_docstring(function) or ''}"


def _filled(preset: str) -> list[dict[str, Any]]:
    """What a preset fills in, a row for each optimizer."""
    rows = []
    for kind, given in sorted(registry.load("presets", preset).OPTIMIZERS.items()):
        open_keys = [key for key, value in given.items() if value is None]
        text = ", ".join(f"{key} = {value}" for key, value in given.items() if value is not None)
        needs = f"{', '.join(open_keys)} required" if open_keys else "nothing required"
        rows.append({"name": kind, "description": text or "no number", "default": None, "values": needs})
    return rows


def _parameters(kind: str, name: str) -> list[dict[str, Any]]:
    if kind == "presets":
        return _filled(name)
    declared = declaration(kind, name)
    rows = [
        {"name": key, "description": one.description, "default": one.default, "values": _values(one)}
        for key, one in declared.parameters.items()
    ]
    rows += [
        {
            "name": key,
            "description": option.description,
            "default": option.default,
            "values": f"one of {', '.join(option.choices)}; default {option.default}",
        }
        for key, option in declared.options.items()
    ]
    return rows


def _values(parameter: Parameter) -> str:
    """Which values are allowed, in words."""
    bounds = (
        ("at least", parameter.minimum),
        ("at most", parameter.maximum),
        ("above", parameter.above),
        ("below", parameter.below),
    )
    words = ["whole number"] if parameter.integer else []
    words += [_ENTRIES[parameter.entries]] if parameter.vector else []
    words += [f"{side} {bound:g}" for side, bound in bounds if math.isfinite(bound)]
    words.append("required" if parameter.default is None else f"default {parameter.default}")
    words += [f"also called {' or '.join(parameter.aliases)}"] if parameter.aliases else []
    return "; ".join(words)
