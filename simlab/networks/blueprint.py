"""Where everything of a network lies, and which numbers it takes: what all of its text is written from.

The examples of a batch pass in tiles: a tile goes forward through all layers and back, adding to the
gradient, before the next one is read. What a pass computes lies in ``memory``: a row of zeros, two rooms for
slopes and with residual layers a third, the targets, the inputs, then each layer's outputs.
"""

from __future__ import annotations

from collections.abc import Iterable
from inspect import signature
from types import ModuleType

from simlab import registry
from simlab.networks import penalty
from simlab.networks.architecture import Architecture, Run
from simlab.networks.parts import activation, branch, dense, normalisation, residual
from simlab.networks.place import Place

TILE = 16  # examples of a tile: so many that weights are read rarely, so few that activations stay in cache
PARTS = (branch, dense, normalisation, activation, residual)


class Blueprint:
    """A network for batches of ``batch`` examples in an ``order``; see ``network_source``.

    ``declaring`` are the modules that declare numbers of a lane that the network takes,
    ``given`` the names of these numbers. ``slopes`` (two or three rooms), ``targets`` and ``inputs`` are rows
    of memory, ``places`` the parts of the layers of each run, ``memory`` the number of rows.
    """

    def __init__(
        self, network: Architecture, order: str, batch: int, target_rows: int, labelled: bool
    ) -> None:
        self.network, self.order, self.batch = network, order, batch
        self.target_rows, self.labelled = target_rows, labelled
        self.stride = min(batch, TILE) if batch else TILE
        self.runs = network.runs()
        self.loss = registry.load("losses", network.loss)
        self.declaring = self._declaring()
        self.given = list(dict.fromkeys(name for module in self.declaring for name in module.PARAMETERS))
        widest = max(layer.width for layer in network.layers)
        rooms = 3 if any(layer.residual != "none" for layer in network.layers) else 2
        self.slopes = tuple(1 + room * widest * self.stride for room in range(rooms))
        self.targets = 1 + rooms * widest * self.stride
        self.inputs = self.targets + (target_rows + labelled) * self.stride
        self.memory = self.inputs + network.inputs * self.stride
        self.places = [self._places(run) for run in self.runs]
        self.of_layers = self.arguments(
            name for part in PARTS for layer in network.layers for name in part.parameters(layer)
        )
        self.of_slopes = self.arguments(
            name for layer in network.layers for name in residual.parameters(layer)
        )
        self.of_loss = self.arguments(signature(self.loss.gradient).parameters)

    def _declaring(self) -> list[ModuleType]:
        layers = self.network.layers
        concepts = [
            registry.load("activations", name) for name in dict.fromkeys(x.activation for x in layers)
        ]
        concepts.append(self.loss)
        used = [part for part in (normalisation, residual) if any(map(part.parameters, layers))]
        return [module for module in concepts if module.PARAMETERS] + used + [penalty] * self.network.penalty

    def _places(self, run: Run) -> list[Place]:
        """The parts of the layers of ``run``: each reads where the one before it has written."""
        blank = Place(run, run.theta, 0, 0, 0, self.stride)
        step = sum(part.units(blank) for part in PARTS) * self.stride
        source, own = self.memory - run.inputs * self.stride, self.memory
        places, entry = [], source
        for part in PARTS:
            rows, output = part.units(blank) * self.stride, source
            if rows:
                own += rows
                output = own - run.layer.width * self.stride  # what else a part keeps lies before its outputs
            places.append(Place(run, run.theta, source, output, step, self.stride, entry))
            source = output
        self.memory += run.count * step
        return places

    @property
    def result(self) -> int:
        """The row of memory where the outputs of the network begin."""
        return self.memory - self.network.outputs * self.stride

    def arguments(self, wanted: Iterable[str]) -> str:
        """Those of the ``wanted`` that are numbers of a lane, as further arguments."""
        names = {*wanted}
        return "".join(f", {name}" for name in self.given if name in names)
