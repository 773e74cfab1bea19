"""The weighted sums of a dense layer.

Formula
    z_o = sum_i w_oi a_i + b_o
"""

from __future__ import annotations

from simlab.networks.architecture import Layer
from simlab.networks.parts import standardisation
from simlab.networks.place import Place

SLOPES = "open_rows(memory, here)"


def parameters(layer: Layer) -> list[str]:
    """Sums take no numbers of their own."""
    return []


def rows(place: Place) -> tuple[int, int]:
    """Rows of memory beside the outputs, and for these."""
    return 0, place.run.layer.width * place.stride


def forward(place: Place) -> list[str]:
    """The layer's sums."""
    run = place.run
    weights = run.inputs * run.layer.width
    bias = f"{place.parameter(weights)}, 1" if run.layer.bias else "open_rows(memory, 0), 0"
    shape = f"{run.inputs}, {run.layer.width}, {place.stride}, examples"
    factors = standardisation.weights(place)
    return [f"layer_product({factors}, {bias}, {place.input()}, {place.output()}, {shape})"]


def backward(place: Place) -> list[str]:
    """Slopes by weights and biases, then by the inputs, unless those are the examples."""
    run = place.run
    weights = run.inputs * run.layer.width
    shape = f"{run.inputs}, {run.layer.width}, {place.stride}, examples"
    lines = [f"weight_product({place.slopes_of_parameter()}, {SLOPES}, {place.input()}, {shape})"]
    if run.layer.bias and run.layer.error != "missing_bias":
        outputs = f"{run.layer.width}, {place.stride}, examples"
        lines.append(f"bias_sum({place.slopes_of_parameter(weights)}, {SLOPES}, {outputs})")
    if run.theta > 0:
        rooms = f"open_rows(memory, 0), {SLOPES}, open_rows(memory, there)"
        product = f"input_product({standardisation.weights(place)}, {rooms}, {shape})"
        if run.layer.error == "transposed_weights":
            nothing = "open_rows(memory, 0), 0"
            rooms = f"{nothing}, {SLOPES}, open_rows(memory, there)"
            product = f"layer_product({standardisation.weights(place)}, {rooms}, {shape})"
        lines.append(product)
        if run.layer.error == "wrong_sign":
            lines.append(f"shrink(open_rows(memory, there), -1.0, {run.inputs}, {place.stride}, examples)")
        lines.append("here, there = there, here")
    return lines
