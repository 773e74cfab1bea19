"""What may be chosen of a layer: checks of single values, and which of them a sweep may vary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simlab import registry
from simlab.parameters import Parameter
from simlab.scenario.declarations import declaration
from simlab.scenario.messages import described, suggestion
from simlab.scenario.values import Check, Choice, Context, wrong

NORMALISE = ("none", "batch", "layer")


class Activation(Check):
    """The name of an activation, or a table of its name as ``kind`` and its choices."""

    def check(self, value: Any, context: Context) -> dict[str, str]:
        """A table with every choice."""
        given = {"kind": value} if isinstance(value, str) else value
        if not isinstance(given, dict) or "kind" not in given:
            raise wrong('must be a name or a table such as {kind = "gelu", form = "tanh"}')
        kind = Choice(registry.names("activations")).check(given["kind"], context)
        options = declaration("activations", kind).options
        chosen = {"kind": kind} | {key: option.default for key, option in options.items()}
        for key, choice in given.items():
            if key != "kind":
                if key not in options:
                    raise wrong(f"{kind} has no choice '{key}'; its numbers stand in [problem]")
                chosen[key] = Choice(options[key].choices).check(choice, context)
        return chosen

    def schema(self) -> dict[str, Any]:
        """A name or a table."""
        names = {"enum": list(registry.names("activations"))}
        table = {"type": "object", "properties": {"kind": names}, "required": ["kind"]}
        return {"anyOf": [names, table]}


class Residual(Check):
    """Whether the input of a layer is added to its output, or which kind of that."""

    def check(self, value: Any, context: Context) -> str:
        """The name of the kind."""
        kinds = {True: "plain", False: "none", "scaled": "scaled"}
        if not isinstance(value, bool | str) or value not in kinds:
            raise wrong('must be true, false or "scaled"')
        return kinds[value]

    def schema(self) -> dict[str, Any]:
        """The values."""
        return {"enum": [True, False, "scaled"]}


class Dropout(Check):
    """Whether units are left out, or which share of them."""

    def check(self, value: Any, context: Context) -> str:
        """The text of the rate; none without dropout."""
        if isinstance(value, bool):
            return "dropout_rate" if value else ""
        if not isinstance(value, int | float) or not 0.0 <= value < 1.0:
            raise wrong("must be true, false or a rate from 0 to below 1")
        return repr(float(value))

    def schema(self) -> dict[str, Any]:
        """The values."""
        return {"anyOf": [{"type": "boolean"}, {"type": "number", "minimum": 0, "exclusiveMaximum": 1}]}


class Switch(Check):
    """True or false."""

    def check(self, value: Any, context: Context) -> bool:
        """``value`` itself."""
        if not isinstance(value, bool):
            raise wrong(f"must be true or false, not {described(value)}")
        return value

    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


class Start(Check):
    """The initialiser of a layer: a table of its name as ``kind``, choices, numbers and a ``bias``."""

    def check(self, value: Any, context: Context) -> dict[str, Any]:
        """``kind``, ``options`` (every choice) and ``numbers`` (every one, the bias only if it is given)."""
        if not isinstance(value, dict) or "kind" not in value:
            raise wrong('must be a table such as {kind = "he", gain = 2.0, bias = 0.1}')
        kind = Choice(registry.names("initialisers")).check(value["kind"], context)
        declared = declaration("initialisers", kind)
        options = {key: option.default for key, option in declared.options.items()}
        numbers = {key: one.default for key, one in declared.parameters.items() if key != "bias"}
        for key, given in value.items():
            if key in declared.options:
                options[key] = Choice(declared.options[key].choices).check(given, context)
            elif key in declared.parameters:
                numbers[key] = _number(key, given, declared.parameters[key])
            elif key != "kind":
                raise wrong(f"{kind} has no key '{key}'{suggestion(key, list(declared.parameters))}")
        return {"kind": kind, "options": options, "numbers": numbers}

    def schema(self) -> dict[str, Any]:
        """A table."""
        names = {"enum": list(registry.names("initialisers"))}
        return {"type": "object", "properties": {"kind": names}, "required": ["kind"]}


def _number(key: str, value: Any, parameter: Parameter) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(f"{key} must be a number here, the same for all trajectories, not {described(value)}")
    if complaint := parameter.complaint(float(value)):
        raise wrong(f"{key} {complaint}")
    return float(value)


CHOICES: Mapping[str, Check] = {  # what of all hidden layers may vary along an axis
    "activation": Activation(),
    "bias": Switch(),
    "normalise": Choice(NORMALISE),
    "residual": Residual(),
    "weight_standardisation": Switch(),
    "dropout": Dropout(),
}
