"""The one kernel template: a program becomes a short Python file that Numba compiles.

Per block of lanes: load, then step through time with everything in registers, record at the listed
steps, store. A lane that ends is frozen at that step.

A program without stopping conditions runs ``CHUNK`` steps at a time without any test; if a lane has
stopped being finite by then, the chunk is taken back and repeated step by step. Parameters that are not
finite stay so under an additive update, so nothing is missed and the bits are the same.
"""

from __future__ import annotations

from simlab.kernels.program import Layout, Program, layout
from simlab.kernels.text import Lines, call, import_lines, names_of
from simlab.status import Status

CHUNK = 64
NOISE_PURPOSE = 1
ENDS = {
    "loss_above": Status.DIVERGED,
    "loss_below": Status.TARGET,
    "distance_below": Status.TARGET,
    "gradient_below": Status.CONVERGED,
    "step_below": Status.CONVERGED,
}


def kernel_text(program: Program, width: int) -> str:
    """Source of the kernel of ``program`` for packs of ``width`` lanes."""
    rows = layout(program)
    lines = Lines()
    lines.add(f'"""{program.title()}."""', "")
    lines.add(*import_lines(program), "", f"WIDTH = {width}", "", "")
    records = "".join(f", record_{name}" for name in program.observers)
    lines.add("@kernel")
    lines.add("def advance(", "    first, last, start, stop, total, seed_low, seed_high,")
    lines.add("    numbers, state, streams, marks, events, slots, first_event, last_event" + records)
    lines.add("):")
    lines.add(
        '    """Take blocks ``first`` to ``last`` from step ``start`` to step ``stop`` of ``total``."""'
    )
    with lines.indent("    for block in range(first, last):"):
        _load(lines, program, rows)
        _time_loop(lines, program, rows)
        _store(lines, rows)
    return lines.text()


def _load(lines: Lines, program: Program, rows: Layout) -> None:
    lines.add("lane = block * WIDTH")
    for field in rows.numbers.values():
        if field.vector:
            lines.add(f"{field.name} = new_rows(numbers, {field.count}, WIDTH)")
            with lines.indent(f"for row in range({field.count}):"):
                lines.add(f"{field.name}[row] = load(numbers, {field.first} + row, lane, WIDTH)")
        else:
            lines.add(f"{field.name} = load(numbers, {field.first}, lane, WIDTH)")
    count = rows.rows("state")
    lines.add(f"moving = new_rows(state, {count}, WIDTH)", f"before = new_rows(state, {count}, WIDTH)")
    with lines.indent(f"for row in range({count}):"):
        lines.add("moving[row] = load(state, row, lane, WIDTH)")
    for field in rows.state.values():
        lines.add(f"{field.name} = part(moving, {field.first}, {field.count})")
    lines.add(f"gradient = new_rows(state, {program.dimension}, WIDTH)")
    if "hessian" in names_of(program.step_function()):
        lines.add(f"hessian = new_rows(state, {program.dimension**2}, WIDTH)")
    if program.noise:
        lines.add(f"draws = new_rows(state, {program.dimension}, WIDTH)")
        lines.add("key_low = broadcast(streams, seed_low, WIDTH)")
        lines.add("key_high = broadcast(streams, seed_high, WIDTH)")
        lines.add(f"purpose = broadcast(streams, {NOISE_PURPOSE}, WIDTH)")
        lines.add("replicate = load(streams, 0, lane, WIDTH)", "stream = load(streams, 1, lane, WIDTH)")
    if any("out" in names_of(program.observer_function(name)) for name in program.observers):
        lines.add(f"out = new_rows(state, {program.dimension}, WIDTH)")
    lines.add("status = load(marks, 0, lane, WIDTH)", "status_step = load(marks, 1, lane, WIDTH)")


def _store(lines: Lines, rows: Layout) -> None:
    with lines.indent(f"for row in range({rows.rows('state')}):"):
        lines.add("store(state, row, lane, moving[row])")
    lines.add("store(marks, 0, lane, status)", "store(marks, 1, lane, status_step)")


def _time_loop(lines: Lines, program: Program, rows: Layout) -> None:
    lines.add("event = first_event", "step = start")
    _latch_non_finite(lines)
    with lines.indent("while step <= total:"):
        with lines.indent("if event < last_event and events[event] == step:"):
            _evaluate(lines, program)
            _record(lines, program, rows)
            lines.add("event += 1")
        with lines.indent("if step >= stop:"):
            if program.stops or program.hits:
                with lines.indent("if step == total:"):
                    _evaluate(lines, program)
                    _examine(lines, program)
            lines.add("break")
        lines.add("until = stop")
        with lines.indent("if event < last_event:"):
            lines.add("until = min(until, events[event])")
        with lines.indent("if not any_lane(status == 0):"):
            lines.add("step = until", "continue")
        if not program.stops:
            _hurry(lines, program, rows)
        with lines.indent("while step < until and any_lane(status == 0):"):
            _evaluate(lines, program)
            _examine(lines, program)
            _copy(lines, rows, "before", "moving")
            _update(lines, program)
            with lines.indent(f"for row in range({rows.rows('state')}):"):
                lines.add("moving[row] = where(status == 0, moving[row], before[row])")
            lines.add("step += 1")
            if "step_below" in program.stops:
                old = f"part(before, 0, {program.dimension})"
                lines.add(f"now = (status == 0) & (separation(theta, {old}) < stop_step_below)")
                _latch(lines, ENDS["step_below"])
            _latch_non_finite(lines)


def _hurry(lines: Lines, program: Program, rows: Layout) -> None:
    """Chunks without a test inside; taken back when a lane turns out to have failed."""
    lines.add(f"until = min(until, step + {CHUNK})")
    _copy(lines, rows, "before", "moving")
    lines.add("chunk = step")
    with lines.indent("while step < until:"):
        _evaluate(lines, program)
        _examine(lines, program)
        _update(lines, program)
        lines.add("step += 1")
    lines.add("failed = ~all_finite(theta) & (status == 0)")
    with lines.indent("if not any_lane(failed):"):
        with (
            lines.indent("if any_lane(status != 0):"),
            lines.indent(f"for row in range({rows.rows('state')}):"),
        ):
            lines.add("moving[row] = where(status == 0, moving[row], before[row])")
        lines.add("continue")
    _copy(lines, rows, "moving", "before")
    lines.add("step = chunk")


def _copy(lines: Lines, rows: Layout, target: str, source: str) -> None:
    with lines.indent(f"for row in range({rows.rows('state')}):"):
        lines.add(f"{target}[row] = {source}[row]")


def _evaluate(lines: Lines, program: Program) -> None:
    value, hessian = program.surface_functions()
    lines.add(f"loss = {call('value_and_gradient', value, _names(program, 'problem'))}")
    if "hessian" in names_of(program.step_function()):
        lines.add(call("compute_hessian", hessian, _names(program, "problem")))


def _examine(lines: Lines, program: Program) -> None:
    """First hits and stopping conditions, at the point before the step."""
    needed = {*program.hits, *(name.rpartition("_")[0] for name in program.stops)}
    if needed & {"grad_norm", "gradient"}:
        lines.add("gradient_norm = norm(gradient)")
    if "distance" in needed:
        lines.add("distance = nearest(theta, optima)")
    variable = {"grad_norm": "gradient_norm", "gradient": "gradient_norm"}
    for index, name in enumerate(program.hits):
        lines.add(f"now = ({variable.get(name, name)} < below_{index}) & ~is_finite(hit_{index}[0])")
        lines.add(f"hit_{index}[0] = where(now, broadcast(numbers, step, WIDTH), hit_{index}[0])")
    for name in program.stops:
        if name == "step_below":
            continue
        what, _, side = name.rpartition("_")
        sign = ">" if side == "above" else "<"
        lines.add(f"now = (status == 0) & ({variable.get(what, what)} {sign} stop_{name})")
        _latch(lines, ENDS[name])


def _update(lines: Lines, program: Program) -> None:
    lines.add("time = broadcast(numbers, step, WIDTH)")
    if program.noise:
        lines.add("draw = (key_low, key_high, stream, replicate, broadcast(streams, step, WIDTH), purpose)")
        kind = "normals" if "normals" in names_of(program.noise_function()) else "uniforms"
        lines.add(f"fill_{kind}(draws, draw)")
        names = {**_names(program, "noise"), "normals": "draws", "uniforms": "draws"}
        lines.add(call("perturb", program.noise_function(), names))
    factor = call("factor", program.schedule_function(), _names(program, "schedule"))
    lines.add(f"learning_rate = optimizer_learning_rate * {factor}")
    names = {**_names(program, "optimizer"), "learning_rate": "learning_rate"}
    lines.add(call("take_step", program.step_function(), names))
    if program.averaging:
        lines.add(call("update_average", program.averaging_function(), _names(program, "averaging")))


def _record(lines: Lines, program: Program, rows: Layout) -> None:
    names = _names(program, "observer")
    if any("loss_of_average" in names_of(program.observer_function(name)) for name in program.observers):
        value, _ = program.surface_functions()
        at_average = {**_names(program, "problem"), "x": "average", "gradient": "gradient_of_average"}
        lines.add(f"gradient_of_average = new_rows(state, {program.dimension}, WIDTH)")
        lines.add(f"loss_of_average = {call('value_and_gradient', value, at_average)}")
    for index, (name, components) in enumerate(rows.records.items()):
        text = call(f"observe_{name}", program.observer_function(name), names)
        lines.add(f"slot = slots[{index}, event]")
        with lines.indent("if slot >= 0:"):
            if "out" not in names_of(program.observer_function(name)):
                lines.add(f"store(record_{name}, slot, lane, {text})")
                continue
            lines.add(text)
            with lines.indent(f"for row in range({components}):"):
                lines.add(f"store(record_{name}, slot * {components} + row, lane, out[row])")


def _latch(lines: Lines, status: Status) -> None:
    lines.add("status_step = where(now, broadcast(marks, step, WIDTH), status_step)")
    lines.add(f"status = where(now, broadcast(marks, {int(status)}, WIDTH), status)")


def _latch_non_finite(lines: Lines) -> None:
    lines.add("now = (status == 0) & ~all_finite(theta)")
    _latch(lines, Status.NON_FINITE)


def _names(program: Program, section: str) -> dict[str, str]:
    """What a concept's parameter is called inside the kernel."""
    common = {"x": "theta", "t": "time"}
    own = {
        name[len(section) + 1 :]: name for name in layout(program).numbers if name.startswith(f"{section}_")
    }
    return {**common, **own}
