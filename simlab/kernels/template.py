"""The one kernel template: a program becomes a short Python file that Numba compiles.

A few packs of lanes go through time together: while one waits for a result, the processor works on the
next. They are recorded at the listed steps; a lane that ends is frozen at that step.

A program without stopping conditions runs ``CHUNK`` steps at a time without any test (``hurry``); if a lane
has stopped being finite by then, the chunk is not kept but repeated step by step (``careful``). Parameters
that are not finite stay so under an additive update, so nothing is missed and the bits are the same.
"""

from __future__ import annotations

from dataclasses import replace

from simlab.kernels.examples import ARRAYS, open_heap
from simlab.kernels.imports import import_lines
from simlab.kernels.layout import Layout, layout
from simlab.kernels.mutants import mutated_text
from simlab.kernels.packs import is_light, packs_of
from simlab.kernels.program import Program
from simlab.kernels.recording import record, record_names
from simlab.kernels.room import asked, room
from simlab.kernels.sharing import all_rows, by_one, wait
from simlab.kernels.step import HIT_VARIABLES, add_evaluate, add_evaluate_all, look, move
from simlab.kernels.text import Lines, names_of, own_numbers, own_runs, with_names
from simlab.status import Status

CHUNK = 128
_STRIDES = {  # from a lane to the next, where those who take them are fewer
    "shared": "cuda.gridDim.x",
    "global": "cuda.gridDim.x",
    "apart": "cuda.gridDim.x * cuda.blockDim.y",
}
DEVICE_CHUNK = 512  # of a thread of a GPU, whose state lies in registers meanwhile
ENDS = {
    "loss_above": Status.DIVERGED,
    "loss_below": Status.TARGET,
    "distance_below": Status.TARGET,
    "gradient_below": Status.CONVERGED,
    "step_below": Status.CONVERGED,
}
_VARIABLES = {"gradient": HIT_VARIABLES["grad_norm"], **HIT_VARIABLES}


def kernel_text(program: Program, width: int, memory: str = "given", packs: int = 0) -> str:
    """Source of the kernel of ``program`` for packs of ``width`` lanes.

    On a GPU a pack is one lane, and ``memory`` is that of a shape of ``simlab.kernels.shapes``: "own" and
    "apart" are for a thread a lane, "shared" and "global" for a team of threads a lane. On a processor so
    many ``packs`` go together, or as many as suit this one.
    """
    on_device, team = memory != "given", memory in ("shared", "global")
    rows = replace(layout(program), team=team)
    lines = Lines()
    lines.add(f'"""{program.title()}."""', "", *import_lines(program, on_device, team), "")
    packs = 1 if on_device else packs or packs_of(program, width)
    lines.add(f"WIDTH = {width}", f"PACKS = {packs}")
    if "evaluate" in names_of(program.step_function()):
        add_evaluate(lines, program)
    if "evaluate_all" in asked(program):
        add_evaluate_all(lines, program)
    lines.add("", "", "@kernel")
    lines.add("def advance(", "    first, last, start, stop, total, seed_low, seed_high,")
    lines.add(
        "    numbers, state, streams, marks, events, slots, first_event, last_event"
        + (f",\n    {ARRAYS}" if program.is_network else "")
        + record_names(program)
    )
    with lines.indent("):"):
        lines.add('"""Take packs ``first`` to ``last`` from step ``start`` to step ``stop`` of ``total``."""')
        if team:
            lines.add("first += cuda.blockIdx.x")
        elif on_device:
            lines.add("thread = cuda.blockIdx.x * cuda.blockDim.y + cuda.threadIdx.y", "first += thread")
            lines.add(*["last = min(last, first + 1)"] * (memory == "own"))
        else:
            lines.add("align_stack()")
        _shared(lines, program, rows)
        if program.is_network:
            open_heap(lines, program, rows, memory)
        else:
            lines.add(f"gradient = new_rows(state, {program.dimension}, WIDTH)")
        with lines.indent("while first < last:"):
            _group(lines, program, rows, packs, on_device)
            lines.add(f"first += {_STRIDES.get(memory, 'packs')}")
    return mutated_text(program.mutation, "kernel", lines.text())


def _fixed_count(program: Program, rows: Layout) -> int:
    return sum(rows.numbers[name].count for name in own_numbers(rows, program.shared))


def _shared(lines: Lines, program: Program, rows: Layout) -> None:
    """Numbers that are the same in all lanes."""
    for name in program.shared:
        field = rows.numbers[name]
        if field.vector:
            lines.add(f"{name} = new_rows(numbers, {field.count}, WIDTH)")
            with lines.indent(f"for row in range({field.count}):"):
                lines.add(f"{name}[row] = broadcast(numbers, numbers[{field.first} + row, 0], WIDTH)")
        else:
            lines.add(f"{name} = broadcast(numbers, numbers[{field.first}, 0], WIDTH)")


def _group(lines: Lines, program: Program, rows: Layout, packs: int, on_device: bool) -> None:
    """The whole way of ``PACKS`` packs, or of those that are left."""
    lines.add("packs = 1" if packs == 1 else "packs = min(PACKS, last - first)")
    lines.add("event, step = first_event, start")
    if program.is_network:
        lines.add("epoch = -1")
    with lines.indent("while step <= total:"):
        with lines.indent("if event < last_event and events[event] == step:"):
            if program.observers:
                _each_pack(lines, program, rows, record(program, rows))
            lines.add("event += 1")
        if program.still:
            lines.add("break")
        else:
            _onwards(lines, program, rows, packs, on_device)


def _onwards(lines: Lines, program: Program, rows: Layout, packs: int, on_device: bool) -> None:
    """To the next event, unless the run ends here."""
    with lines.indent("if step >= stop:"):
        if program.stops or program.hits:
            with lines.indent("if step == total:"):
                _each_pack(lines, program, rows, _finish(program, rows))
        lines.add("break")
    lines.add("begin = step")
    lines.add("until = stop if event >= last_event else min(stop, events[event])")
    if not program.stops:
        lines.add(f"until = min(until, step + {DEVICE_CHUNK if on_device else CHUNK})")
        if on_device:  # a lane that has ended leaves its thread with nothing to do
            with lines.indent("if any_lane(load(marks, 0, first, WIDTH) == 0):"):
                _hurry(lines, program, rows, packs)
        else:
            _hurry(lines, program, rows, packs, light=packs > 1 and is_light(program))
    _each_pack(lines, program, rows, _careful(program, rows))
    lines.add("step = until")


def _each_pack(lines: Lines, program: Program, rows: Layout, body: Lines) -> None:
    """``body`` for one pack after another, its numbers and its state at hand."""
    with lines.indent("for pack in range(packs):"):
        lines.add("lane = (first + pack) * WIDTH")
        lines.add(f"fixed = new_rows(numbers, {_fixed_count(program, rows)}, WIDTH)")
        lines.add(f"moving = {room(program, rows, 'current', rows.rows('state'))}")
        _read(lines, program, rows, "fixed", "moving")
        lines.block(with_names(body, rows, program.shared))


def _read(lines: Lines, program: Program, rows: Layout, fixed: str, moving: str) -> None:
    """Copy what one pack has of its own from the arrays."""
    for place, first, count in own_runs(rows, program.shared):
        lines.add(f"read(part({fixed}, {place}, {count}), numbers, {first}, lane)")
    lines.add(f"{all_rows(rows, 'read')}({moving}, state, 0, lane)")
    wait(lines, rows)


def _hurry(lines: Lines, program: Program, rows: Layout, packs: int, light: bool = False) -> None:
    """All packs without a test; kept, unless a lane failed.

    If the step is ``light``, LLVM is to write all packs out and to keep what changes in registers. It can
    where their number is known, so that the last pack stands in for those that are missing: what it
    computes and writes twice is the same.
    """
    each, place = "for pack in range(packs):", "first + pack"
    if light:
        each, place = "for pack in range(PACKS):", "min(first + pack, last - 1)"
    at = f"lane = ({place}) * WIDTH"
    numbers, state = _fixed_count(program, rows), rows.rows("state")
    held, own = (
        f"held = part(constant, pack * {numbers}, {numbers})",
        f"own = part(current, pack * {state}, {state})",
    )
    lines.add(f"constant = new_rows(numbers, {numbers * packs}, WIDTH)")
    lines.add(f"current = {room(program, rows, 'current', state * packs)}")
    with lines.indent(each):
        lines.add(at, held, own)
        _read(lines, program, rows, "held", "own")
    with lines.indent("while step < until:"):
        with lines.indent(each):
            lines.add(at, held, own)
            body = Lines()
            body.block(look(program, rows))
            body.block(move(program, rows))
            lines.block(with_names(body, rows, program.shared, "held", "own"))
        lines.add("step += 1")
    lines.add("failed = False")
    with lines.indent(each):
        lines.add(at, "running = load(marks, 0, lane, WIDTH) == 0")
        lines.add(f"theta = part(current, pack * {state}, {program.dimension})")
        lines.add("failed = failed or any_lane(running & ~all_finite(theta))")
    wait(lines, rows)
    with lines.indent("if not failed:"):
        with lines.indent(each):
            lines.add(at, own)
            lines.add("running = load(marks, 0, lane, WIDTH) == 0")
            lines.add(f"before = {room(program, rows, 'before', state)}")
            lines.add(f"{all_rows(rows, 'read')}(before, state, 0, lane)")
            lines.add(f"{all_rows(rows, 'replace')}(own, ~running, before)")
            lines.add(f"{all_rows(rows, 'write')}(own, state, 0, lane)")
        lines.add("continue")


def _careful(program: Program, rows: Layout) -> Lines:
    """Steps of one pack, each of them tested; a lane that ends is frozen."""
    count, old = rows.rows("state"), f"part(before, 0, {program.dimension})"
    body = Lines()
    _read_marks(body)
    body.add(f"before = {room(program, rows, 'before', count)}", "step = begin")
    _latch_non_finite(body)
    with body.indent("while step < until and any_lane(status == 0):"):
        body.block(look(program, rows))
        _latch_stops(body, program)
        body.add(f"{all_rows(rows, 'copy')}(before, moving)")
        wait(body, rows)
        body.block(move(program, rows))
        body.add(f"{all_rows(rows, 'replace')}(moving, status != 0, before)")
        wait(body, rows)
        body.add("step += 1")
        if "step_below" in program.stops:
            body.add(f"now = (status == 0) & (separation(theta, {old}) < stop_step_below)")
            _latch(body, ENDS["step_below"])
        _latch_non_finite(body)
    _keep(body, rows)
    return body


def _finish(program: Program, rows: Layout) -> Lines:
    """Stops and hits at the last point, from which no step is taken."""
    body = Lines()
    _read_marks(body)
    body.block(look(program, rows))
    _latch_stops(body, program)
    _keep(body, rows)
    return body


def _read_marks(body: Lines) -> None:
    body.add("status = load(marks, 0, lane, WIDTH)", "status_step = load(marks, 1, lane, WIDTH)")


def _keep(body: Lines, rows: Layout) -> None:
    wait(body, rows)  # for those who still read the marks
    body.add(f"{all_rows(rows, 'write')}(moving, state, 0, lane)")
    marks = Lines()
    marks.add("store(marks, 0, lane, status)", "store(marks, 1, lane, status_step)")
    by_one(body, rows, marks)


def _latch_stops(lines: Lines, program: Program) -> None:
    for name in program.stops:
        if name == "step_below":
            continue
        what, _, side = name.rpartition("_")
        sign = ">" if side == "above" else "<"
        lines.add(f"now = (status == 0) & ({_VARIABLES.get(what, what)} {sign} stop_{name})")
        _latch(lines, ENDS[name])


def _latch(lines: Lines, status: Status) -> None:
    lines.add("status_step = where(now, broadcast(marks, step, WIDTH), status_step)")
    lines.add(f"status = where(now, broadcast(marks, {int(status)}, WIDTH), status)")


def _latch_non_finite(lines: Lines) -> None:
    lines.add("now = (status == 0) & ~all_finite(theta)")
    _latch(lines, Status.NON_FINITE)
