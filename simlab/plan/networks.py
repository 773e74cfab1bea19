"""The networks of a scenario: its data loaded once, a source for each shape and size of batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simlab.data.loading import load
from simlab.engines.batch import Tables
from simlab.errors import Fault, ScenarioError, UsageError
from simlab.kernels.store import Source
from simlab.networks.architecture import Architecture, Layer, Options
from simlab.networks.source import network_source
from simlab.networks.start import parameters
from simlab.networks.tables import examples
from simlab.scenario.model import Scenario
from simlab.scenario.network import NetworkProblem, NetworkTable


@dataclass(frozen=True, eq=False)
class Network:
    """One shape of network with its examples, and how its parameters begin.

    ``constants`` are what expressions and claims may use by name.
    """

    architecture: Architecture
    source: Source
    tables: Tables
    start: str
    options: Mapping[str, str]
    constants: Mapping[str, float]

    def draw(self, numbers: Mapping[str, Any], replicates: range, seed: int, stream: int) -> np.ndarray:
        """Initial parameters [coordinates, replicates]."""
        return parameters(self.architecture, self.start, self.options, numbers, replicates, seed, stream)


class Networks:
    """Every network that a sweep over shapes and batches asks for, each made once."""

    def __init__(self, scenario: Scenario, problem: NetworkProblem) -> None:
        self.scenario, self.table = scenario, problem.network
        self._made: dict[tuple, Network] = {}
        self._penalty = "l2" in problem.declared.parameters
        if scenario.data is None:
            raise self._error("data", "the table is missing")
        try:
            self._data = load(scenario.data, scenario.run.seed, scenario.path.parent)
            self._examples = examples(self._data, self.table.loss, scenario.run.dtype)
        except UsageError as error:
            raise self._error("data", str(error)) from None
        self._check_records()

    def at(self, overrides: Mapping[str, Any]) -> Network:
        """The network with the sweep's ``overrides``."""
        size = overrides.get("batch.size", self.scenario.batch.size if self.scenario.batch else None)
        depth = overrides.get("problem.network.depth", self.table.depth)
        width = overrides.get("problem.network.width", self.table.width)
        key = (size, depth, width)
        if key not in self._made:
            self._made[key] = self._make(*(None if one is None else int(one) for one in key))
        return self._made[key]

    def _make(self, size: int | None, depth: int | None, width: int | None) -> Network:
        count = self._data.train_count
        if size is not None and size > count:
            raise self._error("batch", f"{size} is larger than the {count} training examples", "size")
        order = self.scenario.batch.order if self.scenario.batch else "full"
        hidden = tuple(_layers(self.table, depth, width))
        self._check_layers(hidden)
        outputs = Layer(self._examples.outputs, bias=self.table.bias)
        network = Architecture(
            len(self._examples.tables.inputs), (*hidden, outputs), self.table.loss, self._penalty
        )
        return Network(
            network,
            network_source(network, order, size or 0, self._examples.target_rows, self._examples.labelled),
            self._examples.tables,
            self.scenario.start.kind,
            self.scenario.start.options,
            {
                "dimension": network.parameters,
                "examples": count,
                "batch_size": size or count,
                "hidden_layers": len(hidden),
            },
        )

    def _check_layers(self, hidden: Sequence[Layer]) -> None:
        """A residual layer must be as wide as its input; a normalised one must have something to compare."""
        inputs = len(self._examples.tables.inputs)
        for number, layer in enumerate(hidden, 1):
            if layer.residual != "none" and layer.width != inputs:
                message = f"residual: hidden layer {number} has {layer.width} units, and its input {inputs}"
                raise self._error("problem", f"{message}; they must be as many", "network")
            if layer.normalise != "none" and layer.width < 2:
                message = f"normalise: hidden layer {number} has one unit, and needs two or more"
                raise self._error("problem", message, "network")
            inputs = layer.width

    def _check_records(self) -> None:
        """What is recorded must be measurable on these data."""
        for name, schedule in self.scenario.record.items():
            if schedule == "none":
                continue
            if name.startswith("test_") and not len(self._data.test):
                message = f"{name} needs a test part; add test_fraction to [data]"
                raise self._error("record", message, name)
            if name.endswith(("error", "accuracy")) and not self._examples.labelled:
                raise self._error("record", f"{name} counts wrong classes, and the targets are numbers", name)

    def _error(self, table: str, message: str, key: str = "") -> ScenarioError:
        line = self.scenario.line(table, key)
        return ScenarioError(str(self.scenario.path), [Fault(message, table, key, line)])


def _layers(table: NetworkTable, depth: int | None, width: int | None):
    """The hidden layers, each with its own settings or else those of the network."""
    if table.layers is None:
        given: list = [width] * int(depth or 0)
    else:
        given = table.layers
    for number, layer in enumerate(given):
        own = None if isinstance(layer, int) else layer
        chosen = (own and own.activation) or table.activation
        bias = table.bias if own is None or own.bias is None else own.bias
        options: Options = tuple((key, value) for key, value in chosen.items() if key != "kind")
        normalise = (own and own.normalise) or table.normalise
        residual = (own and own.residual) or (table.residual if number else "none")
        width = layer if own is None else own.width
        yield Layer(width, chosen["kind"], options, bias, normalise, residual)
