"""Initial parameters of every network: drawn layer by layer, shared by all variants as other starts are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import signature
from typing import Any

import numpy as np

from simlab import registry
from simlab.lanes.random.normal import box_muller
from simlab.lanes.random.purposes import STARTS
from simlab.lanes.random.threefry import threefry
from simlab.lanes.random.uniform import unit_float64
from simlab.networks.architecture import Architecture

AFFINE = {"gain": 1.0, "shift": 0.0}  # of a normalisation, which begins as itself
_KINDS = ("normals", "uniforms")


@dataclass(frozen=True)
class Initial:
    """How a layer begins: an initialiser, choices, and numbers, the ``bias`` of its units among them."""

    kind: str
    options: Mapping[str, str]
    numbers: Mapping[str, Any]

    def function(self) -> Callable:
        """The function that makes the weights."""
        module = registry.load("initialisers", self.kind)
        return module.select(**self.options) if hasattr(module, "select") else module.weights


def parameters(
    network: Architecture,
    initial: Initial,
    own: Mapping[int, Initial],
    replicates: range,
    seed: int,
    stream: int,
) -> np.ndarray:
    """Initial parameters [coordinates, replicates], float64; replicate r's depend on (seed, stream, r) alone.

    ``own`` are the layers, from 0, that begin in another way than ``initial``; without a bias there, that of
    ``initial`` holds.
    """
    out = np.empty((network.parameters, len(replicates)))
    for block in network.blocks():
        chosen = own.get(block.layer, initial)
        function, numbers = chosen.function(), {"bias": initial.numbers["bias"], **chosen.numbers}
        wanted = signature(function).parameters
        rows = out[block.first : block.first + block.count]
        if block.kind != "weight":
            rows[:] = {"bias": numbers["bias"], **AFFINE}[block.kind]
            continue
        known: dict[str, Any] = {**numbers, "inputs": block.inputs, "outputs": block.outputs}
        for source in _KINDS:
            if source in wanted:
                drawn = _draw(source, block.count, replicates, seed, stream, block.layer)
                known[source] = drawn.reshape(-1, block.inputs, block.outputs)
        weights = function(**{name: known[name] for name in wanted})
        shape = (len(replicates), block.inputs, block.outputs)
        rows[:] = np.broadcast_to(weights, shape).transpose(2, 1, 0).reshape(block.count, -1)
    return out


def _draw(source: str, count: int, replicates: range, seed: int, stream: int, layer: int) -> np.ndarray:
    """Independent numbers [replicates, count], those that ``simlab.lanes.random`` draws row by row."""
    slots = np.arange((count + 1) // 2, dtype=np.uint32)
    members = np.arange(replicates.start, replicates.stop, dtype=np.uint32)
    replicate, slot = (grid.ravel() for grid in np.meshgrid(members, slots, indexing="ij"))
    words = threefry((seed & 0xFFFFFFFF, seed >> 32, stream, replicate, layer, STARTS), slot)
    pair = unit_float64(words[0], words[1]), unit_float64(words[2], words[3])
    if source == "normals":
        pair = box_muller(*pair)
    return np.stack(pair, axis=-1).reshape(len(members), -1)[:, :count]
