"""Where a residual layer branches off: nothing happens forward; back, the slopes of both ways add."""

from __future__ import annotations

from simlab.networks.architecture import Layer
from simlab.networks.parts.residual import KEPT
from simlab.networks.place import Place


def parameters(layer: Layer) -> list[str]:
    """A branch takes no numbers."""
    return []


def rows(place: Place) -> tuple[int, int]:
    """Rows of memory beside the outputs, and for these."""
    return 0, 0


def forward(place: Place) -> list[str]:
    """The layer reads its input where it lies."""
    return []


def backward(place: Place) -> list[str]:
    """Add the slopes that came past the layer, unless its inputs are the examples."""
    run = place.run
    if run.layer.residual == "none" or run.theta == 0 or run.layer.error == "forgotten_skip":
        return []
    return [f"add(open_rows(memory, here), {KEPT}, {run.layer.width}, {place.stride}, examples)"]
