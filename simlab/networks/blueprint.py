"""Where everything of a network lies, and which numbers it takes: what all of its text is written from.

The examples of a batch pass in tiles: a tile goes forward through all layers and back, adding to the
gradient, before the next one is read. What a pass computes lies in ``memory``: a row of zeros, two rooms for
slopes and with residual layers a third, the targets, the inputs, then each layer's memory: its standardised
weights, what its parts keep, and their outputs, those of the whole layer last.
"""

from __future__ import annotations

from collections.abc import Iterable
from inspect import signature
from types import ModuleType

from simlab import registry
from simlab.networks import penalty
from simlab.networks.architecture import Architecture, Run
from simlab.networks.parts import (
    activation,
    batch_normalisation,
    branch,
    dense,
    dropout,
    layer_normalisation,
    residual,
    standardisation,
)
from simlab.networks.place import Place

TILE = 16  # examples of a tile: so many that weights are read rarely, so few that activations stay in cache
PARTS = (branch, dense, layer_normalisation, batch_normalisation, activation, dropout, residual)


class Blueprint:
    """A network for batches of ``batch`` examples in an ``order``; see ``network_source``.

    ``tile`` is the number of examples of a tile, ``stride`` that of the rows of a unit: an odd one, so that
    units lie apart in the banks of a GPU's shared memory. ``declaring`` are the modules that declare numbers
    of a lane that the network takes, ``given`` the names of these numbers. ``slopes`` (two or three rooms),
    ``targets``, ``inputs`` and ``result`` are rows of memory, ``places`` the parts of the layers of each run,
    ``memory`` the number of rows, ``averages`` that of the units of which running averages are kept; ``size``
    is the number of examples of a step, and ``dropping`` says whether a step draws random numbers.
    """

    def __init__(
        self, network: Architecture, order: str, batch: int, target_rows: int, labelled: bool, examples: int
    ) -> None:
        self.network, self.order, self.batch = network, order, batch
        self.target_rows, self.labelled = target_rows, labelled
        self.size = batch or examples
        self.tile = self.size if network.whole_batch else min(batch or TILE, TILE)
        self.stride = self.tile | 1
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
        self.result, self.averages = self.inputs, 0
        self.places = [self._places(run) for run in self.runs]
        self.of_layers = self._asked(*(part for part in PARTS if part is not dropout))
        self.of_masks = self._asked(dropout)
        self.dropping = any(layer.dropout for layer in network.layers)
        self.of_weights = self._asked(standardisation)
        self.of_slopes = self._asked(residual)
        self.of_loss = self.arguments(signature(self.loss.gradient).parameters)

    def _declaring(self) -> list[ModuleType]:
        layers = self.network.layers
        concepts = [
            registry.load("activations", name) for name in dict.fromkeys(x.activation for x in layers)
        ]
        concepts.append(self.loss)
        parts = (standardisation, layer_normalisation, batch_normalisation, dropout, residual)
        used = [part for part in parts if any(map(part.parameters, layers))]
        return [module for module in concepts if module.PARAMETERS] + used + [penalty] * self.network.penalty

    def _places(self, run: Run) -> list[Place]:
        """The parts of the layers of ``run``: each reads where the one before it has written."""
        sizes = [part.rows(Place(run, run.theta, stride=self.stride)) for part in PARTS]
        base, kept = self.memory, self.memory + standardisation.rows(run)
        own = kept + sum(beside for beside, _ in sizes)
        step = own + sum(outputs for _, outputs in sizes) - base
        places, source = [], self.result
        for beside, outputs in sizes:
            output = own if outputs else source
            places.append(
                Place(
                    run, run.theta, source, output, step, self.stride, self.result, base, kept, self.averages
                )
            )
            kept, own, source = kept + beside, own + outputs, output
        self.memory += run.count * step
        self.result = source + (run.count - 1) * step
        self.averages += run.count * run.layer.width * (run.layer.normalise == "batch")
        return places

    def arguments(self, wanted: Iterable[str]) -> str:
        """Those of the ``wanted`` that are numbers of a lane, as further arguments."""
        names = {*wanted}
        return "".join(f", {name}" for name in self.given if name in names)

    def _asked(self, *parts: ModuleType) -> str:
        """The numbers that some parts of the layers take."""
        return self.arguments(
            name for part in parts for layer in self.network.layers for name in part.parameters(layer)
        )
