"""The text of the functions that take one tile through a network: forward, the loss, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType

from simlab.kernels.text import Lines
from simlab.lanes.random.purposes import DROPOUT
from simlab.networks import orders
from simlab.networks.architecture import Run
from simlab.networks.blueprint import PARTS, Blueprint
from simlab.networks.parts import batch_normalisation, dropout, standardisation
from simlab.networks.place import Place

Look = Callable[[ModuleType, Place, str, str], list[str]]  # a part, its place, numbers of layer and unit


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
        layers_forward(lines, plan)


def layers_forward(lines: Lines, plan: Blueprint, look: Look | None = None) -> None:
    """All layers in their order; ``look`` writes what is to happen after a part."""
    for number, (run, places) in enumerate(zip(plan.runs, plan.places, strict=True)):
        body = []
        for part, place in zip(PARTS, places, strict=True):
            body += part.forward(place)
            body += look(part, place, *numbers(plan, number)) if look else []
        each_layer(lines, run, body)


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
        layers_backward(lines, plan)


def layers_backward(lines: Lines, plan: Blueprint, look: Look | None = None) -> None:
    """All layers back to the first; ``look`` writes what is to happen before a part."""
    lines.add(f"here, there = {plan.slopes[0]}, {plan.slopes[1]}")
    lines.add(*(f"kept = {room}" for room in plan.slopes[2:]))
    for number, (run, places) in reversed([*enumerate(zip(plan.runs, plan.places, strict=True))]):
        body = []
        for part, place in zip(reversed(PARTS), reversed(places), strict=True):
            body += look(part, place, *numbers(plan, number)) if look else []
            body += part.backward(place)
        each_layer(lines, run, body, backward=True)


def numbers(plan: Blueprint, run: int) -> tuple[str, str]:
    """As text: the number of a layer of the run, and of its first unit among those of all layers."""
    before, width = plan.runs[:run], plan.runs[run].layer.width
    layer, unit = sum(one.count for one in before), sum(one.count * one.layer.width for one in before)
    if plan.runs[run].count == 1:
        return str(layer), str(unit)
    return f"{layer} + layer", f"{unit} + layer * {width}"


def slopes_of_loss(lines: Lines, plan: Blueprint) -> None:
    """Append ``slopes_of_loss``."""
    outputs = plan.network.outputs
    head = f"slopes_of_loss(memory, examples, share{plan.of_loss})"
    docstring = "Sum of the losses of a tile; its slopes, times ``share``, to the first room for slopes."
    with function(lines, head, docstring):
        example_rows(lines, plan)
        lines.add(f"slopes, out = rows_like(memory, {outputs}), open_rows(memory, {plan.slopes[0]})")
        lines.add("total = 0.0 * memory[0]")
        with lines.indent("for e in each(examples):"):
            example(lines, plan)
            lines.add(
                f"wanted[e] = loss_gradient(outputs, target, slopes{plan.of_loss})  # in place of a target"
            )
            with lines.indent(f"for k in range({outputs}):"):
                lines.add("out[k * STRIDE + e] = slopes[k] * share")
        lines.add("together()")
        with lines.indent("for e in range(examples):"):
            lines.add("total = total + wanted[e]")
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
    lines: Lines, plan: Blueprint, target_rows: int, batch: int, examples: str = "min(TILE, size - first)"
) -> None:
    """Inputs and targets (unless ``target_rows`` is 0) of a tile: of the whole table, or those of a batch."""
    lines.add(f"examples = {examples}")
    tables = (("inputs", plan.inputs, plan.network.inputs), ("targets", plan.targets, target_rows))
    for table, row, columns in tables[: 1 + (target_rows > 0)]:
        where = f"open_rows(batch, {orders.FIRST} + first)" if batch else "first"
        name = "read_chosen" if batch else "read_shared"
        lines.add(f"{name}(open_rows(memory, {row}), {table}, {where}, {columns}, examples, STRIDE)")


def normalised(plan: Blueprint) -> Iterator[tuple[Run, Place]]:
    """The runs whose units are normalised over the batch, and the places of that."""
    part = PARTS.index(batch_normalisation)
    for run, places in zip(plan.runs, plan.places, strict=True):
        if run.layer.normalise == "batch":
            yield run, places[part]


def before_evaluation(lines: Lines, plan: Blueprint) -> None:
    """What the tiles of an evaluation need: standardised weights, running averages."""
    each_weights(lines, plan, standardisation.prepare)
    for run, place in normalised(plan):
        each_layer(lines, run, batch_normalisation.recall(place))


def averages(plan: Blueprint) -> str:
    """The running averages that an evaluation needs, as further arguments."""
    return "".join(f", {name}" for name in batch_normalisation.AVERAGES if plan.averages)


def keep_all_units(lines: Lines, plan: Blueprint) -> None:
    """Masks of ones where a step would draw which units are left out."""
    for run, places in zip(plan.runs, plan.places, strict=True):
        if run.layer.dropout:
            place = places[PARTS.index(dropout)]
            masks = f"{place.memory(place.kept)}, {dropout.rows(place)[0]}"
            each_layer(lines, run, [f"fill({masks}, 1.0)"])
