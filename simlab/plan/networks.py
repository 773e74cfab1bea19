"""The networks of a scenario: its data loaded once, a source for each shape and size of batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from simlab.engines.batch import Tables
from simlab.errors import Fault, ScenarioError, UsageError
from simlab.kernels.store import Source, import_source
from simlab.networks import least_squares
from simlab.networks.architecture import Architecture
from simlab.networks.source import network_source
from simlab.networks.start import Initial, parameters
from simlab.networks.tables import NUMBERS
from simlab.networks.work import count_pass
from simlab.plan.layers import complaints, hidden_layers, output_layer, own_starts, with_error
from simlab.plan.overrides import under
from simlab.plan.tables import DataSets, Loaded
from simlab.scenario.draft import COUNTED
from simlab.scenario.model import Scenario
from simlab.scenario.network import NetworkProblem, NetworkTable

MOST_ROWS = 2**22  # of memory for one pass: 256 MB in float64 for a thread
MOST_PARAMETERS = 200  # of a network whose normal equations are solved: the matrix lies on the stack


@dataclass(frozen=True)
class Asked:
    """What an optimizer asks of a network: residuals, or a deliberate ``error`` of a ``layer`` (0: of all).

    ``place`` is its table in the file, for messages.
    """

    place: str = ""
    residuals: bool = False
    error: str = ""
    layer: int = 0


NOTHING = Asked()


@dataclass(frozen=True, eq=False)
class Network:
    """One shape of network with its examples, and how its parameters begin.

    ``constants`` are what expressions and claims may use by name.
    """

    architecture: Architecture
    source: Source
    loaded: Loaded
    start: str
    options: Mapping[str, str]
    own_starts: Mapping[int, Initial]
    constants: Mapping[str, float]

    @property
    def tables(self) -> Tables:
        """Its examples."""
        return self.loaded.examples.tables

    def draw(self, numbers: Mapping[str, Any], replicates: range, seed: int, stream: int) -> np.ndarray:
        """Initial parameters [coordinates, replicates]."""
        initial = Initial(self.start, self.options, numbers)
        return parameters(self.architecture, initial, self.own_starts, replicates, seed, stream)


class Networks:
    """Every network that a sweep over shapes and batches asks for, each made once."""

    def __init__(self, scenario: Scenario, problem: NetworkProblem) -> None:
        self.scenario, self.table = scenario, problem.network
        self._made: dict[tuple, Network] = {}
        self._penalty = "l2" in problem.declared.parameters
        words = scenario.text + repr(scenario.claims)
        self._counts = any(name in words for name in COUNTED)
        if scenario.data is None:
            raise self._error("data", "the table is missing")
        self._sets = DataSets(scenario, scenario.data, self.table.loss)
        self._check_records(self._loaded({}))

    def _loaded(self, overrides: Mapping[str, Any]) -> Loaded:
        try:
            return self._sets.at(overrides)
        except UsageError as error:
            raise self._error("data", str(error)) from None

    def at(self, overrides: Mapping[str, Any], asked: Asked = NOTHING) -> Network:
        """The network with the sweep's ``overrides``, for an optimizer that has ``asked`` something of it."""
        size = overrides.get("batch.size", self.scenario.batch.size if self.scenario.batch else None)
        order = overrides.get("batch.order", self.scenario.batch.order if self.scenario.batch else "full")
        changes = under("problem.network", overrides)
        loaded = self._loaded(overrides)
        key = (loaded.name, asked, size, order, *sorted(changes.items()))
        if key not in self._made:
            table, batch = self.table.changed(changes), None if size is None else int(size)
            self._made[key] = self._make(loaded, table, batch, order, asked)
        return self._made[key]

    def _make(
        self, loaded: Loaded, table: NetworkTable, size: int | None, order: str, asked: Asked
    ) -> Network:
        count, inputs = loaded.data.train_count, len(loaded.examples.tables.inputs)
        if size is not None and size > count:
            raise self._error("batch", f"{size} is larger than the {count} training examples", "size")
        if order != "full" and size is None:
            raise self._error("batch", f"the order '{order}' needs a size", "size")
        hidden = hidden_layers(table, inputs)
        layers = (*hidden, output_layer(table, loaded.examples.outputs))
        for complaint in complaints(layers, inputs, size or count):
            raise self._error("problem", complaint, "network")
        if asked.error:
            layers = with_error(layers, inputs, asked.error, asked.layer)
            if not any(layer.error for layer in layers):
                where = f"layer {asked.layer}" if asked.layer else "any layer"
                raise self._error(asked.place, f"'{asked.error}' is no error that {where} can have", "error")
        network = Architecture(inputs, layers, table.loss, self._penalty)
        if asked.residuals:
            self._check_residuals(asked, network, size or count)
        joined = network.whole_batch or any(layer.standardise for layer in layers)
        if joined and self.scenario.record.get("noise_scale", "none") != "none":
            message = "noise_scale needs single gradients: no batch normalisation or weight_standardisation"
            raise self._error("record", message, "noise_scale")
        if network.whole_batch and self.scenario.landscapes:
            message = "needs the running averages of batch normalisation, which belong to no single point"
            raise self._error(f"landscape.{self.scenario.landscapes[0].name}", message)
        form = loaded.examples.target_rows, loaded.examples.labelled
        source = network_source(network, order, size or 0, *form, count, asked.residuals)
        memory = self._check_memory(source)
        return Network(
            network,
            source,
            loaded,
            self.scenario.start.kind,
            self.scenario.start.options,
            own_starts(table),
            {
                "dimension": network.parameters,
                "examples": count,
                "batch_size": size or count,
                "hidden_layers": len(hidden),
                "inputs": inputs,
                "first_units": layers[0].width,
                "pass_memory": memory,
                **self._counted(source, network, loaded, size or count),
            },
        )

    def _counted(self, source: Source, network: Architecture, loaded: Loaded, size: int) -> dict[str, float]:
        """What a pass takes, where it is asked for: counting it means to go through one in Python."""
        if not self._counts:
            return {}
        found = count_pass(import_source(source), network, loaded.examples.target_rows, size)
        return dict(zip(COUNTED, (found.operations, found.accesses), strict=True))

    def _check_residuals(self, asked: Asked, network: Architecture, size: int) -> None:
        """What works on residuals needs them, and room for their Jacobian."""
        d, rows = network.parameters, size * network.outputs * network.parameters
        complaint = least_squares.complaint(network)
        if complaint is None and d > MOST_PARAMETERS:
            complaint = f"solves for all parameters at once: {d} of them, and {MOST_PARAMETERS} are allowed"
        if complaint is None and rows > MOST_ROWS:
            complaint = f"keeps {rows:,} numbers of the Jacobian, and {MOST_ROWS:,} are allowed; take batches"
        if complaint:
            raise self._error(asked.place, complaint, "kind")

    def _check_memory(self, source: Source) -> int:
        """Numbers of a network that a pass keeps; a layer that is normalised over a batch keeps all of it."""
        rows = import_source(source).MEMORY
        if rows > MOST_ROWS:
            message = f"normalise: a whole batch takes {rows:,} numbers of each network, and {MOST_ROWS:,}"
            raise self._error("problem", f"{message} are allowed; take smaller batches or layers", "network")
        return rows

    def _check_records(self, loaded: Loaded) -> None:
        """What is recorded, or looked at in a landscape, must be measurable on these data."""
        wanted = [("record", name) for name, schedule in self.scenario.record.items() if schedule != "none"]
        wanted += [
            (f"landscape.{one.name}", name) for one in self.scenario.landscapes for name in one.quantities
        ]
        for table, name in wanted:
            if name.startswith("test_") and not len(loaded.data.test):
                message = f"{name} needs a test part; add test_fraction to [data]"
                raise self._error(table, message, name if table == "record" else "quantities")
            if name.removeprefix("test_") in ("error", "accuracy") and not loaded.examples.labelled:
                message = f"{name} counts wrong classes, and {NUMBERS}"
                raise self._error(table, message, name if table == "record" else "quantities")

    def _error(self, table: str, message: str, key: str = "") -> ScenarioError:
        line = self.scenario.line(table, key)
        return ScenarioError(str(self.scenario.path), [Fault(message, table, key, line)])
