"""A problem given by a network: its layers in the table, its parameters are what is optimized."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar

from pydantic import Field, create_model, model_validator

from simlab import registry
from simlab.networks.parts import (
    batch_normalisation,
    dropout,
    layer_normalisation,
    residual,
    standardisation,
)
from simlab.parameters import Parameter
from simlab.scenario.concepts import ConceptTable
from simlab.scenario.declarations import Declaration, declaration
from simlab.scenario.messages import described
from simlab.scenario.numbers import Numeric
from simlab.scenario.values import Check, Choice, Context, Table, Whole, wrong

MOST_LAYERS, MOST_UNITS = 200, 256
PENALTY = Parameter("strength of the penalty l2/2 sum w^2 on all weights", default=0.0, minimum=0.0)
WIDTH = Parameter("units of every hidden layer", minimum=1, maximum=MOST_UNITS, integer=True)
DEPTH = Parameter("number of hidden layers", minimum=0, maximum=MOST_LAYERS, integer=True)
NORMALISE = ("none", "batch", "layer")
_PARTS = {  # the numbers that come with a choice
    ("residual", "scaled"): residual.PARAMETERS,
    ("normalise", "layer"): layer_normalisation.PARAMETERS,
    ("normalise", "batch"): batch_normalisation.PARAMETERS,
    ("weight_standardisation", True): standardisation.PARAMETERS,
    ("dropout", True): dropout.PARAMETERS,
}
_METRICS = ("zero_one",)  # losses that have no slope


class _Activation(Check):
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


class _Residual(Check):
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


class _Dropout(Check):
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


class _Switch(Check):
    """True or false."""

    def check(self, value: Any, context: Context) -> bool:
        """``value`` itself."""
        if not isinstance(value, bool):
            raise wrong(f"must be true or false, not {described(value)}")
        return value

    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


CHOICES: Mapping[str, Check] = {  # what of all hidden layers may vary along an axis
    "activation": _Activation(),
    "bias": _Switch(),
    "normalise": Choice(NORMALISE),
    "residual": _Residual(),
    "weight_standardisation": _Switch(),
    "dropout": _Dropout(),
}


class LayerTable(Table):
    """One hidden layer that differs from the others."""

    width: Annotated[int, Whole(1, MOST_UNITS)] = Field(description="number of units")
    activation: Annotated[Any, _Activation()] = Field(default=None, description="of its units")
    bias: bool | None = Field(default=None, description="whether its units have one")
    normalise: Annotated[Any, Choice(NORMALISE)] = Field(default=None, description="its sums")
    residual: Annotated[Any, _Residual()] = Field(default=None, description="whether its input is added")
    weight_standardisation: bool | None = Field(default=None, description="of the weights of its units")
    dropout: Annotated[Any, _Dropout()] = Field(default=None, description="of its units, in training")


class NetworkTable(Table):
    """Hidden layers and loss; the inputs and outputs follow from the data."""

    layers: list[Annotated[int, Whole(1, MOST_UNITS)] | LayerTable] | None = Field(
        default=None, max_length=MOST_LAYERS, description="units of each hidden layer; [] for none"
    )
    depth: Annotated[int, Whole(0, MOST_LAYERS)] | None = Field(
        default=None, description="in place of layers: number of hidden layers of equal width"
    )
    width: Annotated[int, Whole(1, MOST_UNITS)] | None = Field(default=None, description="their units")
    activation: Annotated[Any, _Activation()] = Field(
        default_factory=lambda: {"kind": "tanh"}, description="of every hidden layer"
    )
    loss: str = Field(description="of an example")
    bias: bool = Field(default=True, description="whether units have one")
    normalise: Annotated[str, Choice(NORMALISE)] = Field(
        default="none", description="the sums of every hidden layer"
    )
    residual: Annotated[Any, _Residual()] = Field(
        default="none", description="whether the input of every hidden layer but the first is added to it"
    )
    weight_standardisation: bool = Field(
        default=False, description="of the weights of every hidden layer of three inputs or more"
    )
    dropout: Annotated[Any, _Dropout()] = Field(
        default="", description="whether units of every hidden layer are left out in training, or which share"
    )

    @model_validator(mode="after")
    def _consistent(self) -> NetworkTable:
        if self.loss not in (known := losses()):
            Choice(known).check(self.loss, Context())
        if (self.layers is None) == (self.depth is None):
            raise wrong("needs layers, or depth and width")
        if (self.depth is None) != (self.width is None) and self.depth != 0:
            raise wrong("depth and width go together")
        return self

    def changed(self, settings: Mapping[str, Any]) -> NetworkTable:
        """The table with the ``settings`` of one place of the sweep."""
        checked = {
            key: CHOICES[key].check(value, Context()) if key in CHOICES else int(value)
            for key, value in settings.items()
        }
        return self.model_copy(update=checked)

    def activations(self) -> Iterator[str]:
        """The kinds of the hidden layers."""
        yield self.activation["kind"]
        for layer in self.layers or ():
            if isinstance(layer, LayerTable) and layer.activation:
                yield layer.activation["kind"]


class NetworkProblem(ConceptTable):
    """A problem whose point is all parameters of one network; ``network_model`` adds the numbers it takes."""

    network: NetworkTable = Field(description="layers and loss")

    surface: ClassVar[None] = None
    expression: ClassVar[None] = None
    residuals: ClassVar[None] = None
    dimension: ClassVar[None] = None
    variables: ClassVar[tuple[str, ...]] = ()
    optimum: ClassVar[tuple[tuple[float | str, ...], ...]] = ()

    def source(self) -> None:
        """The source follows from the data too."""


def losses() -> tuple[str, ...]:
    """Names of the losses that can be minimised."""
    return tuple(name for name in registry.names("losses") if name not in _METRICS)


def network_declaration(problem: Mapping[str, Any]) -> Declaration:
    """The numbers that the network of a table ``[problem]`` takes; of what cannot be read, none."""
    network = problem.get("network")
    network = network if isinstance(network, dict) else {}
    layers = network.get("layers")
    tables = [network, *(layer for layer in (layers if isinstance(layers, list) else ()))]
    tables = [table for table in tables if isinstance(table, dict)]
    given = [table.get("activation") for table in tables]
    kinds = {str(one.get("kind") if isinstance(one, dict) else one or "tanh") for one in given}
    known = tuple(sorted(kinds.intersection(registry.names("activations"))))
    used = tuple(choice for choice in _PARTS if any(table.get(choice[0]) == choice[1] for table in tables))
    return _declaration(known, str(network.get("loss")), "l2" in problem, used)


@cache
def _declaration(
    activations: tuple[str, ...], loss: str, penalty: bool, parts: tuple[tuple[str, Any], ...]
) -> Declaration:
    parameters: dict[str, Parameter] = {"l2": PENALTY} if penalty else {}
    for choice in parts:
        parameters |= _PARTS[choice]
    for name in activations:
        parameters |= declaration("activations", name).parameters
    if loss in registry.names("losses"):
        parameters |= declaration("losses", loss).parameters
    nothing: Mapping[str, Any] = MappingProxyType({})
    summary = "A network of dense layers"
    return Declaration(summary, MappingProxyType(parameters), nothing, None, None, None, nothing)


def network_model(problem: Mapping[str, Any]) -> type[NetworkProblem]:
    """The model of a table ``[problem]`` with a ``network``."""
    declared = network_declaration(problem)
    fields: dict[str, Any] = {
        key: (
            Annotated[Any, Numeric(parameter, declared.scalars - {key})],
            Field(default=parameter.default, description=parameter.description),
        )
        for key, parameter in declared.parameters.items()
    }
    model = create_model("network_problem", __base__=NetworkProblem, **fields)
    model.declared = declared
    return model
