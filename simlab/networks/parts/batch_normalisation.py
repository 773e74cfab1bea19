"""Batch normalisation of a layer's sums before the activation, with a learned gain and shift for every unit.

In training every unit has mean 0 and variance 1 over the batch; running averages of the batches' means and
variances take their place when a network is evaluated.
"""

from __future__ import annotations

from simlab.networks.architecture import Layer
from simlab.networks.parts.layer_normalisation import PARAMETERS as OF_NORMALISATION
from simlab.networks.parts.layer_normalisation import constant, ends_back, gain, learned, shape, shift
from simlab.networks.place import Place
from simlab.parameters import Parameter

PARAMETERS = {
    **OF_NORMALISATION,
    "running_rate": Parameter(
        "share of each batch in the running averages", default=0.1, above=0.0, maximum=1.0
    ),
}
AVERAGES = {"running_mean": 0.0, "running_variance": 1.0}  # what is remembered of each unit, as it begins


def parameters(layer: Layer) -> list[str]:
    """The numbers that the normalisation takes."""
    return list(OF_NORMALISATION) if layer.normalise == "batch" else []


def rows(place: Place) -> tuple[int, int]:
    """Rows of memory beside the outputs, for mean, variance and 1/deviation of every unit, and for these."""
    layer = place.run.layer
    return (3 * layer.width, layer.width * place.stride) if layer.normalise == "batch" else (0, 0)


def forward(place: Place) -> list[str]:
    """Normalise every unit; the normalised sums take the place of the sums."""
    if place.run.layer.normalise != "batch":
        return []
    ends = f"{place.input()}, {place.output()}, {_statistics(place)}, {_inverse(place)}"
    return [
        f"batch_normalise({ends}, {gain(place)}, {shift(place)}, normalise_eps, {shape(place)}, training)"
    ]


def backward(place: Place) -> list[str]:
    """Slopes by gains and shifts, then by the sums."""
    if place.run.layer.normalise != "batch":
        return []
    factors = f"{_inverse(place)}, {gain(place)}, {shape(place)}"
    return [*learned(place), f"batch_normalise_back{constant(place)}({ends_back(place)}, {factors})"]


def recall(place: Place) -> list[str]:
    """Let the running averages stand for the statistics of a batch."""
    width = place.run.layer.width
    averages = (place.average(name) for name in AVERAGES)
    ends = zip(_of_batch(place), averages, strict=True)
    return [f"keep({row}, {average}, 1, 0, {width})" for row, average in ends]


def follow(place: Place, examples: int) -> list[str]:
    """Take the statistics of a batch of so many ``examples`` into the running averages."""
    averages = ", ".join(place.average(name) for name in AVERAGES)
    share = f"running_rate, {place.run.layer.width}, {examples}"
    return [f"follow_statistics({_statistics(place)}, {averages}, {share})"]


def _of_batch(place: Place) -> list[str]:
    return [place.memory(place.kept + row * place.run.layer.width) for row in range(2)]


def _statistics(place: Place) -> str:
    return ", ".join(_of_batch(place))


def _inverse(place: Place) -> str:
    return place.memory(place.kept + 2 * place.run.layer.width)
