"""The text of the functions that take one tile through a network: forward, the loss, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from simlab.kernels.text import Lines
from simlab.lanes.random.purposes import DROPOUT
from simlab.networks import orders
from simlab.networks.architecture import Run
from simlab.networks.blueprint import PARTS, Blueprint
from simlab.networks.parts import dropout
from simlab.networks.place import Place


@contextmanager
def function(lines: Lines, head: str, docstring: str) -> Iterator[None]:
    """A function of the text, whose body follows."""
    lines.add("", "", "@called")
    with lines.indent(f"def {head}:"):
        lines.add(f'"""{docstring}"""', "out_of_line()")
        yield


def each_layer(lines: Lines, run: Run, body: list[str], backward: bool = False) -> None:
    """``body`` for every layer of the run."""
    if not body:
        return
    if run.count == 1:
        lines.add(*body)
        return
    order = f"range({run.count - 1}, -1, -1)" if backward else f"range({run.count})"
    with lines.indent(f"for layer in {order}:"):
        lines.add(*body)


def forward(lines: Lines, plan: Blueprint) -> None:
    """Append ``forward``."""
    head = f"forward(x, memory, examples, training{plan.of_layers})"
    with function(lines, head, "From the inputs of a tile to the outputs of the network."):
        for run, places in zip(plan.runs, plan.places, strict=True):
            parts = zip(PARTS, places, strict=True)
            each_layer(lines, run, [line for part, place in parts for line in part.forward(place)])


def draw_masks(lines: Lines, plan: Blueprint) -> None:
    """Append ``draw_masks``."""
    head = f"draw_masks(memory, chance, first, examples{plan.of_masks})"
    with function(lines, head, "Which units are left out for each example of a tile."):
        number = 0
        for run, places in zip(plan.runs, plan.places, strict=True):
            each_layer(lines, run, dropout.draw(places[PARTS.index(dropout)], DROPOUT + number))
            number += run.count


def backward(lines: Lines, plan: Blueprint) -> None:
    """Append ``backward``."""
    docstring = "From the slopes of the outputs to those of the parameters, which are added."
    with function(lines, f"backward(x, gradient, memory, examples{plan.of_slopes})", docstring):
        lines.add(f"here, there = {plan.slopes[0]}, {plan.slopes[1]}")
        lines.add(*(f"kept = {room}" for room in plan.slopes[2:]))
        for run, places in zip(reversed(plan.runs), reversed(plan.places), strict=True):
            parts = zip(reversed(PARTS), reversed(places), strict=True)
            body = [line for part, place in parts for line in part.backward(place)]
            each_layer(lines, run, body, backward=True)


def slopes_of_loss(lines: Lines, plan: Blueprint) -> None:
    """Append ``slopes_of_loss``."""
    outputs = plan.network.outputs
    head = f"slopes_of_loss(memory, examples, share{plan.of_loss})"
    docstring = "Sum of the losses of a tile; its slopes, times ``share``, to the first room for slopes."
    with function(lines, head, docstring):
        example_rows(lines, plan)
        lines.add(f"slopes, out = rows_like(memory, {outputs}), open_rows(memory, {plan.slopes[0]})")
        lines.add("total = 0.0 * memory[0]")
        with lines.indent("for e in range(examples):"):
            example(lines, plan)
            lines.add(f"total = total + loss_gradient(outputs, target, slopes{plan.of_loss})")
            with lines.indent(f"for k in range({outputs}):"):
                lines.add("out[k * STRIDE + e] = slopes[k] * share")
        lines.add("return total")


def example_rows(lines: Lines, plan: Blueprint) -> None:
    """Name the rows of the outputs and of the targets, of a tile and of one example."""
    lines.add(f"outputs = rows_like(memory, {plan.network.outputs})")
    lines.add(f"target = rows_like(memory, {plan.target_rows})")
    lines.add(f"result, wanted = open_rows(memory, {plan.result}), open_rows(memory, {plan.targets})")


def example(lines: Lines, plan: Blueprint) -> None:
    """Outputs and target of example e."""
    with lines.indent(f"for k in range({plan.network.outputs}):"):
        lines.add("outputs[k] = result[k * STRIDE + e]")
    with lines.indent(f"for k in range({plan.target_rows}):"):
        lines.add("target[k] = wanted[k * STRIDE + e]")


def each_weights(lines: Lines, plan: Blueprint, write: Callable[[Place], list[str]]) -> None:
    """What is done with the weights of every layer that standardises them, before or after the tiles."""
    for run, places in zip(plan.runs, plan.places, strict=True):
        each_layer(lines, run, write(places[0]))


def read(
    lines: Lines, plan: Blueprint, target_rows: int, batch: int, examples: str = "min(STRIDE, size - first)"
) -> None:
    """Inputs and targets of a tile: of the whole table, or those of a batch."""
    lines.add(f"examples = {examples}")
    tables = (("inputs", plan.inputs, plan.network.inputs), ("targets", plan.targets, target_rows))
    for table, row, columns in tables:
        where = f"open_rows(batch, {orders.FIRST} + first)" if batch else "first"
        name = "read_chosen" if batch else "read_shared"
        lines.add(f"{name}(open_rows(memory, {row}), {table}, {where}, {columns}, examples, STRIDE)")
