"""The text that records one pack at one of the listed steps."""

from __future__ import annotations

from simlab.kernels.examples import choose_batch, measure, watch
from simlab.kernels.layout import Layout
from simlab.kernels.program import Program
from simlab.kernels.room import asked, room
from simlab.kernels.sharing import by_one
from simlab.kernels.step import evaluation, ingredients_of_all
from simlab.kernels.text import Lines, call, names_in, names_of

# A modification that asks for one of these needs chance or memory: it is no part of the checked gradient.
_UNCHECKED = {"normals", "uniforms", "learning_rate", "t", "loss"}


def record(program: Program, rows: Layout) -> Lines:
    """Store what is due at ``event``."""
    body = Lines()
    functions = {name: program.observer_function(name) for name in program.observers}
    wanted = asked(program)
    if program.is_network:
        body.block(_of_examples(program, rows, wanted))
    else:
        body.add(f"loss = {evaluation(program, rows)}")
    value, hessian = program.surface_functions()
    names = names_in(rows, "problem")
    if "hessian" in wanted:
        body.add(f"hessian = new_rows(gradient, {program.dimension**2}, WIDTH)")
        body.add(call("compute_hessian", hessian, names))
    if "loss_of_average" in wanted and not program.is_network:
        body.add(f"gradient_of_average = new_rows(gradient, {program.dimension}, WIDTH)")
        at_average = {**names, "x": "average", "gradient": "gradient_of_average"}
        body.add(f"loss_of_average = {call('value_and_gradient', value, at_average)}")
    body.block(_whole(program, rows, wanted))
    observing = Lines()
    for index, (name, function) in enumerate(functions.items()):
        known = {**names_in(rows, name), "learning_rate": "optimizer_learning_rate"}
        text = call(f"observe_{name}", function, known)
        observing.add(f"slot = slots[{index}, event]")
        with observing.indent("if slot >= 0:"):
            if "out" not in names_of(function):
                observing.add(f"store(record_{name}, slot, lane, {text})")
                continue
            observing.add(f"out = {room(program, rows, 'spare', rows.records[name])}", text)
            observing.add(f"write(out, record_{name}, slot * {rows.records[name]}, lane)")
    by_one(body, rows, observing)
    return body


def _of_examples(program: Program, rows: Layout, wanted: set[str]) -> Lines:
    """Loss and gradient of the batch of this step, if they are wanted, and measures of whole tables."""
    body = Lines()
    if {"batch_loss", "gradient"} & wanted:
        body.block(choose_batch(program))
        body.add(f"batch_loss = {evaluation(program, rows)}")
    body.block(measure(program, rows, wanted))
    body.block(watch(program, rows, wanted))
    return body


def _whole(program: Program, rows: Layout, wanted: set[str]) -> Lines:
    """What observers that evaluate the problem at other points want, and the gradient that is checked."""
    body, names = Lines(), names_in(rows, "problem")
    if "evaluate_all" not in wanted:
        return body
    problem = [names.get(name, name) for name in ingredients_of_all(program)]
    body.add(f"problem_of_all = ({', '.join(problem)},)" if problem else "problem_of_all = ()")
    if "work" in wanted:
        body.add(f"work = {room(program, rows, 'work', program.work_rows())}")
    if "checked" in wanted:
        body.add(f"checked = {room(program, rows, 'checked', program.dimension)}")
        asks = {name: names_of(program.observer_function(name)) for name in program.observers}
        due = [f"slots[{index}, event] >= 0" for index, one in enumerate(asks.values()) if "checked" in one]
        with body.indent(f"if {' or '.join(due)}:"):
            body.add("evaluate_all(theta, checked, problem_of_all)")
            for name in program.gradients:
                function = program.gradient_function(name)
                known = names_in(rows, f"gradient_{name}") | {"gradient": "checked"}
                if not _UNCHECKED & {*names_of(function)}:
                    body.add(call(f"modify_{name}", function, known))
    return body


def record_names(program: Program) -> str:
    """The arrays of records, as further parameters."""
    return "".join(f", record_{name}" for name in program.observers)
