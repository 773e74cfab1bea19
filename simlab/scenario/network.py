"""A problem given by a network: its layers in the table, its parameters are what is optimized."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Field, Tag, create_model, model_validator

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
from simlab.scenario.layer_choices import CHOICES, NORMALISE, Activation, Dropout, Residual, Start
from simlab.scenario.numbers import Numeric
from simlab.scenario.values import Choice, Context, Table, Whole, wrong

MOST_LAYERS, MOST_UNITS = 200, 256
PENALTY = Parameter("strength of the penalty l2/2 sum w^2 on all weights", default=0.0, minimum=0.0)
WIDTH = Parameter("units of every hidden layer", minimum=1, maximum=MOST_UNITS, integer=True)
DEPTH = Parameter("number of hidden layers", minimum=0, maximum=MOST_LAYERS, integer=True)
_PARTS = {  # the numbers that come with a choice
    ("residual", "scaled"): residual.PARAMETERS,
    ("normalise", "layer"): layer_normalisation.PARAMETERS,
    ("normalise", "batch"): batch_normalisation.PARAMETERS,
    ("weight_standardisation", True): standardisation.PARAMETERS,
    ("dropout", True): dropout.PARAMETERS,
}
_METRICS = ("zero_one",)  # losses that have no slope


class LayerTable(Table):
    """One hidden layer that differs from the others."""

    width: Annotated[int, Whole(1, MOST_UNITS)] = Field(description="number of units")
    activation: Annotated[Any, Activation()] = Field(default=None, description="of its units")
    bias: bool | None = Field(default=None, description="whether its units have one")
    normalise: Annotated[Any, Choice(NORMALISE)] = Field(default=None, description="its sums")
    residual: Annotated[Any, Residual()] = Field(default=None, description="whether its input is added")
    weight_standardisation: bool | None = Field(default=None, description="of the weights of its units")
    dropout: Annotated[Any, Dropout()] = Field(default=None, description="of its units, in training")
    start: Annotated[Any, Start()] = Field(default=None, description="an initialiser of its own")


_AnyLayer = Annotated[
    Annotated[int, Whole(1, MOST_UNITS), Tag("units")] | Annotated[LayerTable, Tag("table")],
    Discriminator(lambda value: "table" if isinstance(value, dict | LayerTable) else "units"),
]


class OutputTable(Table):
    """What the layer of the outputs has beside its units, which follow from the data."""

    activation: Annotated[Any, Activation()] = Field(default=None, description="of the outputs")
    bias: bool | None = Field(default=None, description="whether they have one")
    weight_standardisation: bool = Field(default=False, description="of their weights")
    start: Annotated[Any, Start()] = Field(default=None, description="an initialiser of their own")


class NetworkTable(Table):
    """Hidden layers and loss; the inputs and outputs follow from the data."""

    layers: list[_AnyLayer] | None = Field(
        default=None, max_length=MOST_LAYERS, description="units of each hidden layer; [] for none"
    )
    depth: Annotated[int, Whole(0, MOST_LAYERS)] | None = Field(
        default=None, description="in place of layers: number of hidden layers of equal width"
    )
    width: Annotated[int, Whole(1, MOST_UNITS)] | None = Field(default=None, description="their units")
    activation: Annotated[Any, Activation()] = Field(
        default_factory=lambda: {"kind": "tanh"}, description="of every hidden layer"
    )
    loss: str = Field(description="of an example")
    bias: bool = Field(default=True, description="whether units have one")
    normalise: Annotated[str, Choice(NORMALISE)] = Field(
        default="none", description="the sums of every hidden layer"
    )
    residual: Annotated[Any, Residual()] = Field(
        default="none", description="whether the input of every hidden layer but the first is added to it"
    )
    weight_standardisation: bool = Field(
        default=False, description="of the weights of every hidden layer of three inputs or more"
    )
    dropout: Annotated[Any, Dropout()] = Field(
        default="", description="whether units of every hidden layer are left out in training, or which share"
    )

    output: OutputTable = Field(default_factory=OutputTable, description="the layer of the outputs")

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
    tables = [network, network.get("output"), *(layers if isinstance(layers, list) else ())]
    tables = [table for table in tables if isinstance(table, dict)]
    given = [network.get("activation", "tanh"), *(table.get("activation") for table in tables)]
    kinds = {str(one.get("kind") if isinstance(one, dict) else one) for one in given}
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
