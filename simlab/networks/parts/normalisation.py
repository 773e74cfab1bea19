"""Normalisation of a layer's sums, with a learned gain and shift for every unit, before the activation."""

from __future__ import annotations

from simlab.networks.architecture import Layer
from simlab.networks.place import Place
from simlab.parameters import Parameter

PARAMETERS = {
    "normalise_eps": Parameter("added to the variance of a normalised layer", default=1e-5, above=0.0),
}


def parameters(layer: Layer) -> list[str]:
    """The numbers that the normalisation takes."""
    return [] if layer.normalise == "none" else list(PARAMETERS)


def units(place: Place) -> int:
    """Rows of memory for an example: before the outputs, one for the inverse of the deviation."""
    layer = place.run.layer
    return 0 if layer.normalise == "none" else layer.width + 1


def forward(place: Place) -> list[str]:
    """Normalise the units of every example; the normalised sums take the place of the sums."""
    if place.run.layer.normalise == "none":
        return []
    rows = f"{place.input()}, {place.output()}, {_inverse(place)}, {_gain(place)}, {_shift(place)}"
    return [f"normalise({rows}, normalise_eps, {_shape(place)})"]


def backward(place: Place) -> list[str]:
    """Slopes by gains and shifts, then by the sums."""
    if place.run.layer.normalise == "none":
        return []
    gains, width = place.run.gains, place.run.layer.width
    learned = f"{place.slopes_of_parameter(gains)}, {place.slopes_of_parameter(gains + width)}"
    here = f"open_rows(memory, here), {place.input()}"
    return [
        f"gain_and_shift_sums({learned}, {here}, {_shape(place)})",
        f"normalise_back({here}, {_inverse(place)}, {_gain(place)}, {_shape(place)})",
    ]


def _gain(place: Place) -> str:
    return place.parameter(place.run.gains)


def _shift(place: Place) -> str:
    return place.parameter(place.run.gains + place.run.layer.width)


def _inverse(place: Place) -> str:
    return place.memory(place.own - place.stride)


def _shape(place: Place) -> str:
    return f"{place.run.layer.width}, {place.stride}, examples"
