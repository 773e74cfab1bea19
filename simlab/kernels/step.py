"""The text of one step of one pack: ``look`` at the point, then ``move`` from it."""

from __future__ import annotations

from collections.abc import Callable

from simlab.kernels.examples import choose_batch
from simlab.kernels.imports import draw_rows, random_functions
from simlab.kernels.layout import EXAMPLES, Layout, needs_residuals, problem_names
from simlab.kernels.program import Program
from simlab.kernels.room import room
from simlab.kernels.sharing import all_rows, by_one, share, wait
from simlab.kernels.text import Lines, call, names_in, names_of
from simlab.lanes.random.purposes import GRADIENTS, NOISE

HIT_VARIABLES = {"grad_norm": "norm(gradient)", "distance": "nearest(theta, optima)"}


def evaluation(program: Program, rows: Layout) -> str:
    """The call that evaluates the surface at theta."""
    return call("value_and_gradient", program.surface_functions()[0], names_in(rows, "problem"))


def add_evaluate(lines: Lines, program: Program) -> None:
    """Append the surface as a function, for an optimizer that searches along a line."""
    function = program.surface_functions()[0]
    _add_function(lines, "evaluate", "value_and_gradient", function, _ingredients(program))


def add_evaluate_all(lines: Lines, program: Program) -> None:
    """Append the surface, of a network that of all training examples, as a function for observers."""
    function = program.whole_function()
    role = "whole_value_and_gradient"
    _add_function(lines, "evaluate_all", role, function, ingredients_of_all(program))


def _add_function(lines: Lines, name: str, role: str, function: Callable, names: list[str]) -> None:
    lines.add("", "", "@inline")
    with lines.indent(f"def {name}(x, gradient, problem):"):
        lines.add('"""Loss and gradient at ``x``; ``problem`` is what the surface is made of."""')
        if names:
            lines.add(f"{', '.join(names)}, = problem")
        lines.add(f"return {call(role, function, {})}")


def ingredients_of_all(program: Program) -> list[str]:
    """What ``evaluate_all`` takes beside the point."""
    return [name for name in names_of(program.whole_function()) if name not in ("x", "gradient")]


def _ingredients(program: Program) -> list[str]:
    """What the surface is made of, beside the point."""
    asked = names_of(program.surface_functions()[0])
    return [*(name for name in EXAMPLES if name in asked and program.is_network), *problem_names(program)]


def look(program: Program, rows: Layout) -> Lines:
    """Loss and gradient at theta, of a network those of the batch; first hits, and what observers follow."""
    body = Lines()
    if program.is_network:
        body.block(choose_batch(program))
    body.add(f"loss = {evaluation(program, rows)}")
    watching = Lines()
    for index, name in enumerate(program.hits):
        watching.add(f"now = ({HIT_VARIABLES.get(name, name)} < below_{index}) & ~is_finite(hit_{index}[0])")
        watching.add(f"hit_{index}[0] = where(now, broadcast(gradient, step, WIDTH), hit_{index}[0])")
    for name in program.observers:
        follow = program.follow_function(name)
        if follow:
            watching.add(call(f"follow_{name}", follow, names_in(rows, name)))
    by_one(body, rows, watching)
    return body


def move(program: Program, rows: Layout) -> Lines:
    """The update of theta and of all that goes with it."""
    body = Lines()
    dimension, step = program.dimension, program.step_function()
    body.add("time = broadcast(gradient, step, WIDTH)")
    follow = program.surface_follow()
    if follow:  # before anything else is evaluated
        body.add(call("follow_problem", follow, names_in(rows, "problem")))
    if "previous" in rows.state:
        body.add(f"{all_rows(rows, 'copy')}(previous, theta)")
        wait(body, rows)
    _learning_rate(body, program, rows)
    _gradient(body, program, rows)
    if "hessian" in names_of(step):
        body.add(f"hessian = new_rows(gradient, {dimension**2}, WIDTH)")
        body.add(call("compute_hessian", program.surface_functions()[1], names_in(rows, "problem")))
    if needs_residuals(program):
        count = program.residual_count()
        body.add(f"residuals = {room(program, rows, 'residuals', count)}")
        body.add(f"jacobian = {room(program, rows, 'jacobian', count * dimension)}")
        body.add(call("compute_residuals", program.residuals_function(), names_in(rows, "problem")))
    if "evaluate" in names_of(step):
        names = names_in(rows, "problem")
        problem = [names.get(name, name) for name in _ingredients(program)]
        body.add(f"problem = ({', '.join(problem)},)" if problem else "problem = ()")
    names = {**names_in(rows, "optimizer"), "learning_rate": "learning_rate"}
    share(body, rows, "take_step", step, names)
    if program.averaging:
        update = program.averaging_function()
        share(body, rows, "update_average", update, names_in(rows, "averaging"))
    return body


def _learning_rate(body: Lines, program: Program, rows: Layout) -> None:
    """The learning rate of this step; a schedule begins when the warm-up ends."""
    names = names_in(rows, "schedule")
    if program.warm_up:
        body.add("after = maximum(time - warm_up_steps, 0.0)")
        names["t"] = "after"
    body.add(f"multiplier = {call('factor', program.schedule_function(), names)}")
    if program.warm_up:
        body.add("rising = warm_up_start + (1.0 - warm_up_start) * (time / warm_up_steps)")
        body.add("multiplier = where(time < warm_up_steps, rising, multiplier)")
    body.add("learning_rate = optimizer_learning_rate * multiplier")


def _gradient(body: Lines, program: Program, rows: Layout) -> None:
    """Noise, then each modification of the gradient in its order."""
    functions = random_functions(program).values()
    if functions:
        rows_drawn = max(draw_rows(program, function) for function in functions)
        body.add("key_low = broadcast(streams, seed_low, WIDTH)")
        body.add("key_high = broadcast(streams, seed_high, WIDTH)")
        body.add("replicate = load(streams, 0, lane, WIDTH)", "stream = load(streams, 1, lane, WIDTH)")
        body.add("moment = broadcast(streams, step, WIDTH)")
        body.add(f"draws = {room(program, rows, 'spare', rows_drawn)}")
    chain = Lines()
    if program.noise:
        _draw(chain, program, "perturb", NOISE)
        names = {**names_in(rows, "noise"), "normals": "draws", "uniforms": "draws"}
        chain.add(call("perturb", program.noise_function(), names))
    for index, name in enumerate(program.gradients):
        _draw(chain, program, f"modify_{name}", GRADIENTS + index)
        names = {**names_in(rows, f"gradient_{name}"), "normals": "draws", "uniforms": "draws"}
        chain.add(call(f"modify_{name}", program.gradient_function(name), names))
    by_one(body, rows, chain)


def _draw(body: Lines, program: Program, role: str, purpose: int) -> None:
    function = random_functions(program).get(role)
    if function:
        kind = "normals" if "normals" in names_of(function) else "uniforms"
        key = f"(key_low, key_high, stream, replicate, moment, broadcast(streams, {purpose}, WIDTH))"
        body.add(f"fill_{kind}(part(draws, 0, {draw_rows(program, function)}), {key})")
