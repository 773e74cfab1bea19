"""What a network is made of, as plain data: its layers, its loss, and where its parameters lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Layer:
    """One dense layer, and what follows it before the next.

    ``activation`` and ``options`` are a name and the compile-time choices of the registry. Numbers are no
    part of it: they differ from lane to lane. ``normalise`` is "batch", "layer" or "none"; ``residual`` is
    "none", "plain" for x + f(x), or "scaled" for x + s f(x), where f is the whole layer; ``standardise`` says
    whether its sums take standardised weights. ``dropout`` is empty, or the text of its rate: a number or the
    name of one that differs from lane to lane. ``error`` is a deliberate error of the backward pass, one of
    ``simlab.gradients.backprop_error``.
    """

    width: int
    activation: str = "identity"
    options: Options = ()
    bias: bool = True
    normalise: str = "none"
    residual: str = "none"
    standardise: bool = False
    dropout: str = ""
    error: str = ""


@dataclass(frozen=True)
class Architecture:
    """A network of ``layers``, the outputs last, from ``inputs`` numbers to its loss.

    ``penalty`` says whether the loss has the term l2/2 sum w^2 over all weights.
    """

    inputs: int
    layers: tuple[Layer, ...]
    loss: str
    penalty: bool = False

    @property
    def outputs(self) -> int:
        """Width of the last layer."""
        return self.layers[-1].width

    def runs(self) -> list[Run]:
        """Equal layers of equal shape one after another; the first layer always stands alone."""
        widths = [self.inputs, *(layer.width for layer in self.layers)]
        keys = [(number == 0, widths[number], layer) for number, layer in enumerate(self.layers)]
        runs, theta = [], 0
        for (_, inputs, layer), equal in groupby(keys):
            runs.append(Run(layer, inputs, len(list(equal)), theta))
            theta += runs[-1].count * runs[-1].parameters
        return runs

    @property
    def whole_batch(self) -> bool:
        """Whether a layer has to see all examples of a batch at once."""
        return any(layer.normalise == "batch" for layer in self.layers)

    @property
    def parameters(self) -> int:
        """Number of coordinates of the surface."""
        return sum(run.count * run.parameters for run in self.runs())

    def blocks(self) -> Iterator[Block]:
        """Every weight matrix and bias vector, in the order of the coordinates."""
        number = 0
        for run in self.runs():
            for index in range(run.count):
                first = run.theta + index * run.parameters
                yield Block(number, "weight", first, run.inputs, run.layer.width)
                kinds = ["bias"] * run.layer.bias + ["gain", "shift"] * (run.layer.normalise != "none")
                for index_of_vector, kind in enumerate(kinds):
                    vector = first + run.weights + index_of_vector * run.layer.width
                    yield Block(number, kind, vector, 1, run.layer.width)
                number += 1

    def title(self) -> str:
        """One line for people: widths, activations, loss."""
        widths = "-".join(str(width) for width in (self.inputs, *(layer.width for layer in self.layers)))
        if len(self.layers) > 6:
            widths = f"{self.inputs}-...-{self.outputs} ({len(self.layers)} layers)"
        hidden = dict.fromkeys(layer.activation for layer in self.layers[:-1])
        for kind in dict.fromkeys(layer.normalise for layer in self.layers if layer.normalise != "none"):
            hidden[f"{kind} normalisation"] = None
        if any(layer.standardise for layer in self.layers):
            hidden["weight standardisation"] = None
        if any(layer.dropout for layer in self.layers):
            hidden["dropout"] = None
        if any(layer.residual != "none" for layer in self.layers):
            hidden["residual"] = None
        errors = dict.fromkeys(layer.error.replace("_", " ") for layer in self.layers if layer.error)
        return ", ".join([f"network {widths}", *hidden, self.loss, *errors])


@dataclass(frozen=True)
class Run:
    """``count`` equal layers with ``inputs`` inputs each; their parameters begin at ``theta``."""

    layer: Layer
    inputs: int
    count: int
    theta: int

    @property
    def weights(self) -> int:
        """Number of weights of one of the layers."""
        return self.layer.width * self.inputs

    @property
    def parameters(self) -> int:
        """Coordinates of one of the layers: weights [outputs, inputs] row by row, biases, gains, shifts."""
        return self.gains + 2 * self.layer.width * (self.layer.normalise != "none")

    @property
    def gains(self) -> int:
        """Coordinates before the gains of one of the layers."""
        return self.weights + self.layer.width * self.layer.bias


@dataclass(frozen=True)
class Block:
    """``outputs`` x ``inputs`` coordinates from ``first`` on: weights or, with one input, a vector."""

    layer: int
    kind: str
    first: int
    inputs: int
    outputs: int

    @property
    def count(self) -> int:
        """Number of coordinates."""
        return self.inputs * self.outputs
