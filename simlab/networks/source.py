"""An architecture as the source of a surface: the text of its loss and gradient, over ``simlab.lanes``.

The surface's point is all parameters of one network; see ``simlab.networks.blueprint`` for its memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType

from simlab import registry
from simlab.kernels.store import Source, ingredients
from simlab.kernels.text import Lines
from simlab.networks import (
    batch_normalising,
    dropping,
    elementwise,
    layer_normalising,
    least_squares,
    orders,
    passes,
    penalty,
    reading,
    standardising,
    watched,
    watching,
)
from simlab.networks.architecture import Architecture, Layer
from simlab.networks.blueprint import Blueprint
from simlab.networks.parts import activation, batch_normalisation, standardisation
from simlab.networks.place import Place

_HEAD = """\
from simlab.lanes.flags import called, inline
from simlab.lanes.heap import open_rows, out_of_line, rows_like
from simlab.lanes.ops import sqrt
from simlab.lanes.products import bias_sum, input_product, layer_product, weight_product
from simlab.lanes.team import across, down, each, leads, together
from simlab.networks.batch_normalising import (
    batch_normalise, batch_normalise_back, batch_normalise_back_constant, follow_statistics
)
from simlab.networks.dropping import drop_masks
from simlab.networks.elementwise import TEAM_COLUMNS, add, add_scaled, clear, keep, scale, shrink
from simlab.networks.layer_normalising import (
    gain_and_shift_sums, layer_normalise, layer_normalise_back, layer_normalise_back_constant
)
from simlab.networks.penalty import add_penalty, penalty
from simlab.networks.reading import read_chosen, read_shared
from simlab.networks.standardising import standardise, standardise_back
from simlab.networks.watched import fill"""
_NUMERICS = (
    batch_normalising,
    dropping,
    elementwise,
    layer_normalising,
    orders,
    penalty,
    reading,
    standardising,
    watched,
)


def network_source(
    network: Architecture,
    order: str,
    batch: int,
    target_rows: int,
    labelled: bool,
    examples: int,
    residuals: bool = False,
) -> Source:
    """The surface of ``network``, whose gradient is that of batches of ``batch`` examples in an ``order``.

    Parameters
    ----------
    order, batch : str, int
        A function of ``simlab.networks.orders`` and a size; or "full" and 0, for all examples.
    target_rows : int
        Numbers of an example that its loss takes.
    labelled : bool
        Whether the last row of the targets is the class of the example, so that errors can be counted.
    examples : int
        Size of the training part; the text depends on it only where a layer has to see a full batch at once,
        or with ``residuals``.
    residuals : bool
        Whether an optimizer works on the residuals of a squared loss; see ``simlab.networks.least_squares``.
    """
    text = _text(Blueprint(network, order, batch, target_rows, labelled, examples), residuals)
    return Source("network", text, ingredients(*_modules(network)))


def _modules(network: Architecture) -> list[ModuleType]:
    """Every module whose code the surface contains."""
    names = dict.fromkeys(layer.activation for layer in network.layers)
    concepts = [registry.load("activations", name) for name in names]
    concepts += [registry.load("losses", name) for name in dict.fromkeys((network.loss, "zero_one"))]
    return [*concepts, *_NUMERICS]


def _text(plan: Blueprint, residuals: bool) -> str:
    """The whole module."""
    lines, title = Lines(), plan.network.title()
    lines.add(f'"""{title[0].upper()}{title[1:]}."""', "")
    _imports(lines, plan)
    _facts(lines, plan)
    for layer in _activations(plan):
        lines.add("", "", *activation.definition(layer).rstrip().split("\n"))
    passes.forward(lines, plan)
    if plan.dropping:
        passes.draw_masks(lines, plan)
    passes.backward(lines, plan)
    passes.slopes_of_loss(lines, plan)
    _value_and_gradient(lines, plan)
    _value_and_gradient(lines, plan, whole=True)
    _measure(lines, plan)
    watching.add_watching(lines, plan)
    if plan.averages:
        _follow(lines, plan)
    if plan.network.penalty:
        _penalty(lines, plan)
    if residuals:
        least_squares.residuals_and_jacobian(lines, plan)
    return lines.text()


def _activations(plan: Blueprint) -> Iterator[Layer]:
    """One layer for each activation that is not the identity."""
    found = {activation.role(layer): layer for layer in plan.network.layers}
    return (layer for layer in found.values() if layer.activation != "identity")


def _roles(plan: Blueprint) -> dict[str, Callable]:
    """Each concept function under the name that the text gives it."""
    roles: dict[str, Callable] = {}
    for layer in _activations(plan):
        roles |= {f"{activation.role(layer)}_{key}": f for key, f in activation.imported(layer).items()}
    roles |= {"loss_value": plan.loss.value, "loss_gradient": plan.loss.gradient}
    roles |= watching.roles(plan.network.layers)
    return roles | {"zero_one": registry.load("losses", "zero_one").value}


def _imports(lines: Lines, plan: Blueprint) -> None:
    roles = _roles(plan)
    modules = {f.__module__ for f in roles.values()} | {module.__name__ for module in plan.declaring}
    modules |= {orders.__name__} if plan.batch else set()
    lines.add(*(f"import {module}" for module in sorted(modules)))
    lines.add(*_HEAD.split("\n"), *watching.IMPORTS.split("\n"))
    lines.add(*["from simlab.parameters import State"] * bool(plan.averages), "")
    if plan.batch:
        lines.add(f"choose_batch = simlab.networks.orders.{plan.order}")
    lines.add(*(f"{role} = inline({f.__module__}.{f.__name__})" for role, f in roles.items()))


def _facts(lines: Lines, plan: Blueprint) -> None:
    lines.add("", f'TITLE = "{plan.network.title()}"', f"DIMENSION = {plan.network.parameters}")
    lines.add(f"TILE = {plan.tile}  # examples", f"STRIDE = {plan.stride}  # rows of a unit")
    lines.add(f"BATCH = {plan.batch}  # examples; 0: all of them")
    lines.add(f"BATCH_ROWS = {orders.FIRST + plan.batch if plan.batch else 1}")
    lines.add(f"MEMORY = {plan.memory}  # rows")
    lines.add(f"PARAMETERS = {{{', '.join(f'**{m.__name__}.PARAMETERS' for m in plan.declaring)}}}")
    if plan.averages:
        states = batch_normalisation.AVERAGES.items()
        made = (f'"{name}": State("scalar", {initial}, {plan.averages})' for name, initial in states)
        lines.add(f"STATE = {{{', '.join(made)}}}")


def _value_and_gradient(lines: Lines, plan: Blueprint, whole: bool = False) -> None:
    given = "".join(f", {name}" for name in plan.given)
    chance = ", chance" if plan.dropping else ""
    head = f"value_and_gradient(x, gradient, inputs, targets, batch, memory{chance}{given})"
    docstring = "Mean loss of the batch; its gradient is written to ``gradient``."
    if whole:
        head = f"whole_value_and_gradient(x, gradient, inputs, targets, memory{given})"
        docstring = "The same of all examples, in the order of the table, with no unit left out."
    batch = 0 if whole else plan.batch
    with passes.function(lines, head, docstring):
        lines.add(f"clear(open_rows(gradient, 0), {plan.network.parameters})", "clear(memory, 1)")
        lines.add(f"total, size = memory[0], {batch or 'inputs.shape[1]'}")
        added = any(layer.error == "sum_over_batch" for layer in plan.network.layers)
        lines.add("share = memory[0] + 1.0" if added else "share = (memory[0] + 1.0) / size")
        passes.each_weights(lines, plan, standardisation.prepare)
        if whole:
            passes.keep_all_units(lines, plan)
        with lines.indent("for first in range(0, size, TILE):"):
            passes.read(lines, plan, plan.target_rows, batch)
            if plan.dropping and not whole:
                lines.add(f"draw_masks(memory, chance, first, examples{plan.of_masks})")
            lines.add(f"forward(x, memory, examples, True{plan.of_layers})")
            lines.add(f"total = total + slopes_of_loss(memory, examples, share{plan.of_loss})")
            lines.add(f"backward(x, gradient, memory, examples{plan.of_slopes})")
        lines.add("total = total / size")
        passes.each_weights(lines, plan, standardisation.finish)
        for run in plan.runs if plan.network.penalty else ():
            place = Place(run, run.theta)
            rows = f"{place.parameter()}, {place.slopes_of_parameter()}, {run.weights}, l2"
            passes.each_layer(lines, run, [f"total = total + add_penalty({rows})"])
        lines.add("return total")


def _measure(lines: Lines, plan: Blueprint) -> None:
    names = f"{plan.of_layers}{plan.of_weights}{plan.of_loss}".split(", ")
    head = f"measure(x, inputs, targets, memory{passes.averages(plan)}{plan.arguments(names)})"
    docstring = "Mean loss of all examples of a table, and the share of wrong classes."
    with passes.function(lines, head, docstring):
        lines.add("clear(memory, 1)", "total, wrong, size = memory[0], memory[0], inputs.shape[1]")
        passes.example_rows(lines, plan)
        if plan.labelled:
            lines.add("label = rows_like(memory, 1)")
        passes.before_evaluation(lines, plan)
        with lines.indent("for first in range(0, size, TILE):"):
            passes.read(lines, plan, plan.target_rows + plan.labelled, batch=0)
            lines.add(f"forward(x, memory, examples, False{plan.of_layers})")
            with lines.indent("for e in each(examples):"):
                passes.example(lines, plan)
                lines.add(f"wanted[e] = loss_value(outputs, target{plan.of_loss})  # in place of a target")
                if plan.labelled:
                    _wrong(lines, plan)
            lines.add("together()")
            with lines.indent("for e in range(examples):"):
                lines.add("total = total + wanted[e]")
                if plan.labelled:
                    lines.add(f"wrong = wrong + wanted[{plan.target_rows} * STRIDE + e]")
            lines.add("together()")
        lines.add("return total / size, wrong / size")


def _wrong(lines: Lines, plan: Blueprint) -> None:
    """Whether the class of example e is wrong, in place of the class."""
    lines.add(f"label[0] = wanted[{plan.target_rows} * STRIDE + e]")
    if plan.network.outputs == 1 and hasattr(plan.loss, "BOUNDARY"):
        lines.add(f"outputs[0] = outputs[0] - {plan.loss.BOUNDARY}")
    lines.add(f"wanted[{plan.target_rows} * STRIDE + e] = zero_one(outputs, label)")


def _follow(lines: Lines, plan: Blueprint) -> None:
    """What every step does after the gradient: it takes the batch into the running averages."""
    names = ", ".join(batch_normalisation.AVERAGES)
    with passes.function(lines, f"follow(memory, {names}, running_rate)", "Running averages of the batches."):
        for run, place in passes.normalised(plan):
            passes.each_layer(lines, run, batch_normalisation.follow(place, plan.tile))


def _penalty(lines: Lines, plan: Blueprint) -> None:
    with passes.function(lines, "penalty_of(x, l2)", "The penalty on all weights, part of the loss."):
        lines.add("total = 0.0 * l2")
        for run in plan.runs:
            rows = Place(run, run.theta).parameter()
            passes.each_layer(lines, run, [f"total = total + penalty({rows}, {run.weights}, l2)"])
        lines.add("return total")
