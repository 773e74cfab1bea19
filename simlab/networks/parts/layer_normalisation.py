"""Layer normalisation of a layer's sums before the activation, and what every normalisation of units has.

Each unit has a learned gain and shift.
"""

from __future__ import annotations

from simlab.networks.architecture import Layer
from simlab.networks.place import Place
from simlab.parameters import Parameter

PARAMETERS = {
    "normalise_eps": Parameter("added to the variance of a normalised layer", default=1e-5, above=0.0),
}


def parameters(layer: Layer) -> list[str]:
    """The numbers that the normalisation takes."""
    return list(PARAMETERS) if layer.normalise == "layer" else []


def rows(place: Place) -> tuple[int, int]:
    """Rows of memory beside the outputs, which are for the inverse of the deviation, and for these."""
    layer = place.run.layer
    return (place.stride, layer.width * place.stride) if layer.normalise == "layer" else (0, 0)


def forward(place: Place) -> list[str]:
    """Normalise the units of every example; the normalised sums take the place of the sums."""
    if place.run.layer.normalise != "layer":
        return []
    ends = f"{place.input()}, {place.output()}, {place.memory(place.kept)}, {gain(place)}, {shift(place)}"
    return [f"layer_normalise({ends}, normalise_eps, {shape(place)})"]


def backward(place: Place) -> list[str]:
    """Slopes by gains and shifts, then by the sums."""
    if place.run.layer.normalise != "layer":
        return []
    factors = f"{place.memory(place.kept)}, {gain(place)}, {shape(place)}"
    return [*learned(place), f"layer_normalise_back{constant(place)}({ends_back(place)}, {factors})"]


def learned(place: Place) -> list[str]:
    """Slopes by gains and shifts."""
    gains, width = place.run.gains, place.run.layer.width
    slopes = f"{place.slopes_of_parameter(gains)}, {place.slopes_of_parameter(gains + width)}"
    return [f"gain_and_shift_sums({slopes}, {ends_back(place)}, {shape(place)})"]


def constant(place: Place) -> str:
    """The end of the name of the function that takes the statistics for constants, if that is the error."""
    return "_constant" if place.run.layer.error == "constant_statistics" else ""


def ends_back(place: Place) -> str:
    """The slopes, and the normalised sums."""
    return f"open_rows(memory, here), {place.input()}"


def gain(place: Place) -> str:
    """The gains of the units."""
    return place.parameter(place.run.gains)


def shift(place: Place) -> str:
    """The shifts of the units."""
    return place.parameter(place.run.gains + place.run.layer.width)


def shape(place: Place) -> str:
    """Units, rows of a unit, examples."""
    return f"{place.run.layer.width}, {place.stride}, examples"
