"""The text of what observers see inside a network: passes over all examples, with an eye on each layer.

Each function fills the rows ``seen``, of which ``SEEN`` says how many there are. Kernels contain only those
that an observer asks for by name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from types import ModuleType

from simlab import registry
from simlab.kernels.text import Lines
from simlab.networks import passes
from simlab.networks.architecture import Layer
from simlab.networks.blueprint import Blueprint
from simlab.networks.parts import (
    activation,
    batch_normalisation,
    dense,
    layer_normalisation,
    standardisation,
)
from simlab.networks.place import Place
from simlab.networks.watched import BINS

IMPORTS = """\
from simlab.lanes.ops import where
from simlab.networks.watched import add_counts, add_gain_squares, add_moments, add_outer_squares
from simlab.networks.watched import add_reach, add_squares, divide"""
_SATURATION = '''\
@called
def add_saturated_{name}(seen, layer, z, a, units, examples):
    """How many activations are saturated, to the row of the layer."""
    for unit in range(units):
        for e in range(unit * STRIDE, unit * STRIDE + examples):
            now = {name}_saturated(z[e], a[e])
            seen[layer] = where(now, seen[layer] + 1.0, seen[layer])
'''


def roles(layers: Sequence[Layer]) -> dict[str, Callable]:
    """The functions of the activations that say what is saturated, under their names in the plan."""
    found = {activation.role(layer): layer.activation for layer in layers}
    return {f"{role}_saturated": registry.load("activations", name).saturated for role, name in found.items()}


def seen_rows(plan: Blueprint) -> dict[str, int]:
    """Rows that each function fills."""
    layers = plan.network.layers
    return {
        "activation_moments": 2 * len(layers),
        "saturated_shares": len(layers),
        "bin_shares": len(layers) * BINS,
        "unit_reach": sum(layer.width for layer in layers),
        "slope_moments": 2 * len(layers) + 1,
    }


def add_watching(lines: Lines, plan: Blueprint) -> None:
    """Append where the weights of each layer lie, and one function for each thing that can be seen."""
    places = [(b.first, b.inputs, b.outputs) for b in plan.network.blocks() if b.kind == "weight"]
    lines.add("", "", f"LAYER_PLACES = {tuple(places)}  # first weight, inputs, outputs")
    lines.add(f"SEEN = {seen_rows(plan)}  # rows")
    for name in roles(plan.network.layers):
        lines.add("", "", *_SATURATION.format(name=name.removesuffix("_saturated")).rstrip().split("\n"))
    for watch in _OF_ACTIVATIONS:
        _pass_forward(lines, plan, watch)
    _pass_back(lines, plan)


@dataclass(frozen=True)
class _Watch:
    """What is kept of activations: ``look`` writes a layer's line, ``rows`` are those it is a mean of."""

    name: str
    meaning: str
    look: Callable[[Place, str, str], str]
    rows: Callable[[str], tuple[str, int]] | None


def _look(function: str, place: Place, where: str) -> str:
    shape = f"{place.run.layer.width}, STRIDE, examples"
    return f"{function}(seen, {where}, {place.output()}, {shape})"


def _look_for_saturation(place: Place, layer: str, unit: str) -> str:
    role, width = activation.role(place.run.layer), place.run.layer.width
    return f"add_saturated_{role}(seen, {layer}, {place.input()}, {place.output()}, {width}, examples)"


_OF_ACTIVATIONS = (
    _Watch(
        "activation_moments",
        "Mean and variance over the units and examples of each layer.",
        lambda place, layer, unit: _look("add_moments", place, f"{layer}, first"),
        lambda layer: (f"2 * ({layer}) + 1", 1),
    ),
    _Watch(
        "saturated_shares",
        "Share of the activations of each layer that are saturated.",
        _look_for_saturation,
        lambda layer: (layer, 1),
    ),
    _Watch(
        "bin_shares",
        "Share of the activations of each layer in each bin.",
        lambda place, layer, unit: _look("add_counts", place, layer),
        lambda layer: (f"({layer}) * {BINS}", BINS),
    ),
    _Watch(
        "unit_reach",
        "The greatest magnitude of every unit over all examples.",
        lambda place, layer, unit: _look("add_reach", place, unit),
        None,
    ),
)


def _pass_forward(lines: Lines, plan: Blueprint, watch: _Watch) -> None:
    names = f"{plan.of_layers}{plan.of_weights}".split(", ")
    head = f"{watch.name}(x, seen, inputs, memory{passes.averages(plan)}{plan.arguments(names)})"
    with passes.function(lines, head, watch.meaning):
        lines.add(f"clear(open_rows(seen, 0), {seen_rows(plan)[watch.name]})")
        lines.add("clear(memory, 1)", "size, training = inputs.shape[1], False")
        passes.before_evaluation(lines, plan)
        with lines.indent("for first in range(0, size, TILE):"):
            passes.read(lines, plan, 0, batch=0)
            passes.layers_forward(lines, plan, partial(_look_at_activations, watch))
        for number, run in enumerate(plan.runs):
            if watch.rows is None:
                break
            row, count = watch.rows(passes.numbers(plan, number)[0])
            mean = f"divide(open_rows(seen, {row}), {count}, size * {run.layer.width})"
            passes.each_layer(lines, run, [mean])


def _look_at_activations(watch: _Watch, part: ModuleType, place: Place, layer: str, unit: str) -> list[str]:
    return by_one(watch.look(place, layer, unit)) if part is activation else []


def by_one(*lines: str) -> list[str]:
    """What one member of a team does while the others wait: it is rare, and its sums have their order."""
    return ["if leads():", *(f"    {line}" for line in lines), "together()"]


def _pass_back(lines: Lines, plan: Blueprint) -> None:
    """What the slopes of single examples are, layer by layer, and the mean gradient on the way.

    Rows: for each layer the mean square of the slopes by its sums; for each the mean over the examples of the
    squared length of their gradients; the squared length of the mean gradient. The penalty has no part in it.
    No unit is left out. Units that are normalised over the batch are so over batches in the table's order,
    and single examples have no gradient of their own then.
    """
    count = len(plan.network.layers)
    head = f"slope_moments(x, seen, gradient, inputs, targets, memory{plan.arguments(plan.given)})"
    meaning = "Mean squares of slopes and of gradients of single examples; the mean gradient to ``gradient``."
    with passes.function(lines, head, meaning):
        lines.add(f"clear(open_rows(seen, 0), {2 * count + 1})", "clear(memory, 1)")
        lines.add(f"clear(open_rows(gradient, 0), {plan.network.parameters})")
        lines.add("size = inputs.shape[1]")
        passes.each_weights(lines, plan, standardisation.prepare)
        passes.keep_all_units(lines, plan)
        with lines.indent("for first in range(0, size, TILE):"):
            passes.read(lines, plan, plan.target_rows, batch=0)
            lines.add(f"forward(x, memory, examples, True{plan.of_layers})")
            lines.add(f"slopes_of_loss(memory, examples, memory[0] + 1.0{plan.of_loss})")
            passes.layers_backward(lines, plan, partial(_look_at_slopes, count))
        for number, run in enumerate(plan.runs):
            layer, _ = passes.numbers(plan, number)
            rows = f"divide(open_rows(seen, {layer}), 1, size * {run.layer.width})"
            passes.each_layer(lines, run, [rows, f"divide(open_rows(seen, {count} + {layer}), 1, size)"])
        lines.add(f"divide(open_rows(gradient, 0), {plan.network.parameters}, size)")
        passes.each_weights(lines, plan, standardisation.finish)
        rows = f"open_rows(gradient, 0), 1, 0, {plan.network.parameters}"
        lines.add(*by_one(f"add_squares(seen, {2 * count}, {rows})"))


def _look_at_slopes(count: int, part: ModuleType, place: Place, layer: str, unit: str) -> list[str]:
    """What is kept before the ``part`` of a layer works on the slopes."""
    shape, slopes = f"{place.run.layer.width}, STRIDE, examples", dense.SLOPES
    if part is dense:
        inputs = f"{place.input()}, {place.run.inputs}, {int(place.run.layer.bias)}"
        return by_one(
            f"add_squares(seen, {layer}, {slopes}, {shape})",
            f"add_outer_squares(seen, {count} + {layer}, {slopes}, {inputs}, {shape})",
        )
    normalised = part in (layer_normalisation, batch_normalisation) and part.rows(place) != (0, 0)
    if normalised:
        return by_one(f"add_gain_squares(seen, {count} + {layer}, {slopes}, {place.input()}, {shape})")
    return []
