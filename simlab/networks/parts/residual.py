"""The input of a layer is added to its output; a scaled branch first multiplies what the layer makes of it.

Formula
    y = x + f(x),  y = x + s f(x)
Symbols
    f the layer, from its sums to its activation; s ``residual_scale``.
Reference
    He, Zhang, Ren and Sun, Deep residual learning for image recognition, CVPR 2016; for the scale, De and
    Smith, Batch normalization biases residual blocks towards the identity function, NeurIPS 2020.
"""

from __future__ import annotations

from simlab.networks.architecture import Layer
from simlab.networks.place import Place
from simlab.parameters import Parameter

PARAMETERS = {
    "residual_scale": Parameter("s of residual layers x + s f(x)", default="1/sqrt(hidden_layers)"),
}
KEPT = "open_rows(memory, kept)"


def parameters(layer: Layer) -> list[str]:
    """The numbers that the connection takes."""
    return list(PARAMETERS) if layer.residual == "scaled" else []


def rows(place: Place) -> tuple[int, int]:
    """Rows of memory beside the outputs, and for these: none, the sum takes the place of the output."""
    return 0, 0


def forward(place: Place) -> list[str]:
    """Add the input of the layer."""
    layer = place.run.layer
    if layer.residual == "none":
        return []
    function = "add_scaled" if layer.residual == "scaled" else "add"
    arguments = [place.output(), place.memory(place.entry), *parameters(layer), _shape(place)]
    return [f"{function}({', '.join(arguments)})"]


def backward(place: Place) -> list[str]:
    """Keep the slopes for the input, which the layer's own beginning adds to; those of f are scaled."""
    layer = place.run.layer
    here, lines = "open_rows(memory, here)", []
    if layer.residual != "none" and place.run.theta > 0:
        lines.append(f"keep({KEPT}, {here}, {_shape(place)})")
    if layer.residual == "scaled":
        lines.append(f"shrink({here}, residual_scale, {_shape(place)})")
    return lines


def _shape(place: Place) -> str:
    return f"{place.run.layer.width}, {place.stride}, examples"
