"""Weight standardisation: a layer takes weights of mean 0 and variance 1 over the inputs of each unit.

They are made before the tiles of a batch and lie where the memory of the layer begins; the slopes by them,
summed over the tiles, become those by the weights after the last tile.
"""

from __future__ import annotations

from simlab.networks.architecture import Layer, Run
from simlab.networks.place import Place
from simlab.parameters import Parameter

PARAMETERS = {
    "standardise_eps": Parameter("added to the variance of standardised weights", default=1e-5, above=0.0),
}


def parameters(layer: Layer) -> list[str]:
    """The numbers that the standardisation takes."""
    return list(PARAMETERS) if layer.standardise else []


def rows(run: Run) -> int:
    """Rows of memory: the weights of one layer, and 1/deviation of every unit."""
    return run.weights + run.layer.width if run.layer.standardise else 0


def weights(place: Place) -> str:
    """The weights that the sums of the layer take."""
    return place.memory(place.base) if place.run.layer.standardise else place.parameter()


def prepare(place: Place) -> list[str]:
    """Standardise the weights."""
    if not place.run.layer.standardise:
        return []
    return [f"standardise({place.parameter()}, {_ends(place)}, standardise_eps, {_shape(place)})"]


def finish(place: Place) -> list[str]:
    """From slopes by standardised weights to slopes by the weights."""
    if not place.run.layer.standardise:
        return []
    return [f"standardise_back({place.slopes_of_parameter()}, {_ends(place)}, {_shape(place)})"]


def _ends(place: Place) -> str:
    return f"{place.memory(place.base)}, {place.memory(place.base + place.run.weights)}"


def _shape(place: Place) -> str:
    return f"{place.run.layer.width}, {place.run.inputs}"
