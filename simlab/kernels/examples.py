"""The text of what only networks have: choosing the batch of a step, and measuring whole tables."""

from __future__ import annotations

from collections.abc import Iterable

from simlab.kernels.layout import Layout
from simlab.kernels.program import Program
from simlab.kernels.room import heap_rows, room, seen
from simlab.kernels.text import Lines, call, names_in, names_of

ARRAYS = "inputs, targets, test_inputs, test_targets, table, scratch, words"
_HOLDERS = {"global": "cuda.blockIdx.x", "apart": "thread"}  # of a stretch of the arrays each
OF_TRAINING, OF_TEST = ("loss", "error"), ("test_loss", "test_error")


def open_heap(lines: Lines, program: Program, rows: Layout, memory: str) -> None:
    """Name the rows to work in: of the caller's arrays ("given"), or of a thread or a team of a GPU.

    A GPU's own memory of a thread is better than such an array, and what a multiprocessor shares is better
    than both; see ``simlab.kernels.shapes``. Of a team the places of the batch follow the other rows.
    """
    count, places = argument_sizes(program)
    if memory == "own":
        lines.add(f"heap, batch = new_rows(scratch, {count}, WIDTH), new_rows(words, {places}, WIDTH)")
    elif memory == "shared":
        words = count * (1 if program.dtype == "float32" else 2)
        lines.add(
            "heap = shared_rows(scratch, WIDTH)", f"batch = open_rows(shared_rows(words, WIDTH), {words})"
        )
    else:
        lines.add("heap, batch = heap_rows(scratch, WIDTH), heap_rows(words, WIDTH)")
    if memory in _HOLDERS:
        lines.add(f"heap = open_rows(heap, {_HOLDERS[memory]} * {count})")
        lines.add(f"batch = open_rows(batch, {_HOLDERS[memory]} * {places})")
    lines.add("memory = open_rows(heap, 0)")
    lines.add(f"gradient = {room(program, rows, 'gradient', program.dimension)}")


def choose_batch(program: Program) -> Lines:
    """The places of the batch of this step, unless it is all examples, and what dropout draws from."""
    body, module = Lines(), program.surface_module()
    drops = "chance" in names_of(module.value_and_gradient)
    if module.BATCH or drops:
        body.add("source = (")
        body.add("    broadcast(streams, seed_low, WIDTH), broadcast(streams, seed_high, WIDTH),")
        body.add("    load(streams, 1, lane, WIDTH), load(streams, 0, lane, WIDTH),", ")")
    if module.BATCH:
        size = f"{module.BATCH}, table, inputs.shape[1]"
        body.add(f"epoch = choose_batch(batch, epoch, source, step, {size})")
    if drops:
        body.add("chance = (source[0], source[1], source[2], source[3], broadcast(streams, step, WIDTH))")
    return body


def measure(program: Program, rows: Layout, wanted: Iterable[str]) -> Lines:
    """What observers want of the whole training part and of the test part, at the events they are due."""
    body, module, names = Lines(), program.surface_module(), names_in(rows, "problem")
    penalty = getattr(module, "penalty_of", None)
    tables = ((OF_TRAINING, ""), (OF_TEST, "test_"), (("loss_of_average", "error_of_average"), ""))
    for quantities, prefix in tables:
        if not {*quantities} & {*wanted}:
            continue
        at = "average" if quantities[0] == "loss_of_average" else "theta"
        known = {**names, "x": at, "inputs": f"{prefix}inputs", "targets": f"{prefix}targets"}
        body.add(*(f"{name} = broadcast(state, 0.0, WIDTH)" for name in quantities))
        with body.indent(f"if {_due(program, quantities)}:"):
            body.add(f"{', '.join(quantities)} = {call('measure', module.measure, known)}")
            if penalty and not prefix:
                body.add(f"{quantities[0]} = {quantities[0]} + {call('penalty_of', penalty, known)}")
    return body


def watch(program: Program, rows: Layout, wanted: Iterable[str]) -> Lines:
    """What observers want to see inside the network, over the whole training part, when they are due."""
    body, module, names = Lines(), program.surface_module(), names_in(rows, "problem")
    for name, count in seen(program, wanted).items():
        body.add(f"{name} = {room(program, rows, name, count)}")
    if "slope_moments" in seen(program, wanted):
        body.add(f"mean_gradient = {room(program, rows, 'mean_gradient', program.dimension)}")
    for name in seen(program, wanted):
        known = {**names, "seen": name, "gradient": "mean_gradient"}
        with body.indent(f"if {_due(program, (name,))}:"):
            body.add(call(f"see_{name}", getattr(module, name), known))
    return body


def _due(program: Program, quantities: Iterable[str]) -> str:
    """Whether an observer that asks for one of the quantities records at this event."""
    asking = [
        index
        for index, name in enumerate(program.observers)
        if {*quantities} & {*names_of(program.observer_function(name))}
    ]
    return " or ".join(f"slots[{index}, event] >= 0" for index in asking)


def argument_sizes(program: Program) -> tuple[int, int]:
    """Rows of ``scratch`` and of ``words``."""
    return heap_rows(program), program.surface_module().BATCH_ROWS
