"""From the table of a network to its layers, and what must hold of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from simlab.networks.architecture import Layer, Options
from simlab.networks.start import Initial
from simlab.scenario.network import LayerTable, NetworkTable

_CAN_HAVE: Mapping[str, Callable[[Layer, int, int], bool]] = {  # by layer, its inputs, its number from 0
    "forgotten_slope": lambda layer, inputs, number: layer.activation != "identity",
    "missing_bias": lambda layer, inputs, number: layer.bias,
    "transposed_weights": lambda layer, inputs, number: number > 0 and layer.width == inputs,
    "wrong_sign": lambda layer, inputs, number: number > 0,
    "forgotten_skip": lambda layer, inputs, number: number > 0 and layer.residual != "none",
    "constant_statistics": lambda layer, inputs, number: layer.normalise != "none",
    "sum_over_batch": lambda layer, inputs, number: True,
}
STANDARDISED_FROM = 3  # inputs: two standardised weights are 1 and -1 whatever they were


def hidden_layers(table: NetworkTable, inputs: int) -> tuple[Layer, ...]:
    """The hidden layers, each with its own settings or else those of the network."""
    given: Sequence[int | LayerTable | None] = table.layers or ()
    if table.layers is None:
        given = [table.width] * int(table.depth or 0)
    widths = [inputs, *(one.width if isinstance(one, LayerTable) else int(one or 0) for one in given)]
    return tuple(_layer(table, one, number, widths) for number, one in enumerate(given))


def _layer(table: NetworkTable, own: int | LayerTable | None, number: int, widths: Sequence[int]) -> Layer:
    chosen, bias, normalise, residual = table.activation, table.bias, table.normalise, table.residual
    dropout = table.dropout
    standardise = table.weight_standardisation and widths[number] >= STANDARDISED_FROM
    if number == 0:
        residual = "none"
    if isinstance(own, LayerTable):
        chosen, normalise, residual = (
            own.activation or chosen,
            own.normalise or normalise,
            own.residual or residual,
        )
        bias = bias if own.bias is None else own.bias
        standardise = standardise if own.weight_standardisation is None else own.weight_standardisation
        dropout = dropout if own.dropout is None else own.dropout
    options: Options = tuple((key, value) for key, value in chosen.items() if key != "kind")
    return Layer(widths[number + 1], chosen["kind"], options, bias, normalise, residual, standardise, dropout)


def output_layer(table: NetworkTable, width: int) -> Layer:
    """The layer of the outputs."""
    own = table.output
    chosen = own.activation or {"kind": "identity"}
    options: Options = tuple((key, value) for key, value in chosen.items() if key != "kind")
    bias = table.bias if own.bias is None else own.bias
    return Layer(width, chosen["kind"], options, bias, standardise=own.weight_standardisation)


def own_starts(table: NetworkTable) -> dict[int, Initial]:
    """The layers, from 0, that have an initialiser of their own."""
    tables = [*(table.layers if table.layers is not None else [None] * int(table.depth or 0)), table.output]
    given = ((number, getattr(one, "start", None)) for number, one in enumerate(tables))
    return {number: Initial(**start) for number, start in given if start}


def complaints(layers: Sequence[Layer], inputs: int, batch: int) -> Iterator[str]:
    """What is wrong with ``layers``, the outputs last, for so many ``inputs`` and examples of a batch."""
    for number, layer in enumerate(layers, 1):
        name = f"hidden layer {number}" if number < len(layers) else "the output layer"
        if layer.residual != "none" and layer.width != inputs:
            has = f"residual: {name} has {layer.width} units, and its input {inputs}"
            yield f"{has}; they must be as many"
        if layer.normalise == "layer" and layer.width < 2:
            yield f"normalise: {name} has one unit, and needs two or more"
        if layer.normalise == "batch" and batch < 2:
            yield "normalise: over a batch of one example every unit is 0; batches need two or more"
        if layer.standardise and inputs < 2:
            yield f"weight_standardisation: {name} has one input, and needs two or more"
        inputs = layer.width


def with_error(layers: Sequence[Layer], inputs: int, error: str, chosen: int) -> tuple[Layer, ...]:
    """All ``layers``, with the deliberate ``error`` those ``chosen``: by number from 1, or 0 for all.

    Layers that cannot have the error stay right, and so may all of them.
    """
    widths = [inputs, *(layer.width for layer in layers)]
    can = [_CAN_HAVE[error](layer, widths[number], number) for number, layer in enumerate(layers)]
    wanted = [able and chosen in (0, number) for number, able in enumerate(can, 1)]
    return tuple(replace(one, error=error) if bad else one for one, bad in zip(layers, wanted, strict=True))
