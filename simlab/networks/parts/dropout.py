"""Dropout of the units of a layer after the activation, for every example by itself; in training only.

The masks of a tile are drawn before it goes forward. They depend on the step, so an optimizer that tries
several points in a step sees one function.
"""

from __future__ import annotations

from simlab.networks.architecture import Layer
from simlab.networks.place import Place
from simlab.parameters import Parameter

PARAMETERS = {
    "dropout_rate": Parameter("probability that a unit is left out", default=0.5, minimum=0.0, below=1.0),
}


def parameters(layer: Layer) -> list[str]:
    """The numbers that the dropout takes; a layer with a rate of its own takes none."""
    return list(PARAMETERS) if layer.dropout in PARAMETERS else []


def rows(place: Place) -> tuple[int, int]:
    """Rows of memory beside the outputs, for the masks, and for these, which the activation has."""
    layer = place.run.layer
    return layer.width * place.stride * bool(layer.dropout), 0


def draw(place: Place, purpose: int) -> list[str]:
    """Draw the masks of a tile; ``purpose`` is that of the random numbers of the first layer of the run."""
    layer = place.run.layer
    if not layer.dropout:
        return []
    purposes = f"{purpose}" + " + layer" * (place.run.count > 1)
    rate = layer.dropout if layer.dropout in PARAMETERS else f"memory[0] + {layer.dropout}"
    shape = f"{layer.width}, {place.stride}, examples"
    return [f"drop_masks({place.memory(place.kept)}, chance, {purposes}, first, {rate}, {shape})"]


def forward(place: Place) -> list[str]:
    """Multiply the outputs by the masks."""
    if not place.run.layer.dropout:
        return []
    return ["if training:", f"    {_scale(place.output(), place)}"]


def backward(place: Place) -> list[str]:
    """Multiply the slopes by the masks."""
    return [_scale("open_rows(memory, here)", place)] if place.run.layer.dropout else []


def _scale(rows_scaled: str, place: Place) -> str:
    shape = f"{place.run.layer.width}, {place.stride}, examples"
    return f"scale({rows_scaled}, {place.memory(place.kept)}, {shape})"
