"""Where each number of a lane lies in the arrays of its kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from inspect import signature
from math import prod
from types import ModuleType

import numpy as np

from simlab import registry
from simlab.kernels.program import Program
from simlab.parameters import State

EXAMPLES = ("inputs", "targets", "batch", "memory", "chance")  # what a network asks for beside numbers


@dataclass(frozen=True)
class Field:
    """``count`` consecutive rows of an array, under the name the kernel uses.

    ``initial`` is what a row of the state begins with; ``None`` is the starting point of the lane.
    """

    name: str
    first: int
    count: int
    vector: bool
    initial: float | None = 0.0


@dataclass(frozen=True)
class Layout:
    """Rows of the arrays a kernel works on; each is ``[rows, lanes]``.

    ``numbers`` are constant through the run (parameters, thresholds, optima); ``state`` is what a run
    carries from step to step, the coordinates first; ``shapes`` maps an observer to how many numbers one of
    its records has along each of its dimensions. ``team`` says whether several threads of a GPU share a lane.
    """

    numbers: dict[str, Field] = field(default_factory=dict)
    state: dict[str, Field] = field(default_factory=dict)
    shapes: dict[str, tuple[int, ...]] = field(default_factory=dict)
    team: bool = False

    @property
    def records(self) -> dict[str, int]:
        """Rows of one record of each observer."""
        return {name: prod(shape) for name, shape in self.shapes.items()}

    def rows(self, name: str) -> int:
        """Number of rows of ``numbers`` or ``state``."""
        return sum(entry.count for entry in getattr(self, name).values())

    def begin(self, state: np.ndarray) -> None:
        """Fill ``state`` [rows, lanes], whose first rows hold the starting points, as a run begins."""
        dimension = self.state["theta"].count
        for entry in list(self.state.values())[1:]:
            rows = state[entry.first : entry.first + entry.count]
            rows[:] = state[:dimension] if entry.initial is None else entry.initial


def layout(program: Program) -> Layout:
    """Where everything of ``program`` lies."""
    result = Layout()
    dimension = program.dimension
    lengths = _matrices(program) | dict(program.lengths)
    for section, names in _parameter_sections(program):
        for name, vector in names.items():
            full = f"{section}_{name}"
            _add(result.numbers, full, lengths.get(full, dimension) if vector else 1, vector)
    for name in program.stops:
        _add(result.numbers, f"stop_{name}", 1, False)
    for index in range(len(program.hits)):
        _add(result.numbers, f"below_{index}", 1, False)
    if program.optima:
        _add(result.numbers, "optima", program.optima * dimension, True)
    for name, count, initial in _states(program):
        _add(result.state, name, count, True, initial)
    for name in program.observers:
        result.shapes[name] = tuple(program.size(dim) for dim in dimensions(name))
    return result


def dimensions(observer: str) -> tuple[str, ...]:
    """The dimensions of one record of an observer: none of a number, "coordinate" of a vector, ..."""
    return getattr(registry.load("observers", observer), "DIMENSIONS", ())


def _add(fields: dict[str, Field], name: str, count: int, vector: bool, initial: float | None = 0.0) -> None:
    first = sum(entry.count for entry in fields.values())
    fields[name] = Field(name, first, count, vector, initial)


def _states(program: Program) -> Iterable[tuple[str, int, float | None]]:
    """``(name, rows, initial value)`` of everything that is carried from step to step."""
    dimension = program.dimension
    yield "theta", dimension, None
    follow = program.surface_follow()
    if follow:
        yield from _own_states("problem_", program.surface_module(), follow, dimension)
    yield from _own_states(
        "", registry.load("optimizers", program.optimizer), program.step_function(), dimension
    )
    yield from _own_states(
        "schedule_", registry.load("schedules", program.schedule), program.schedule_function(), dimension
    )
    for name in program.gradients:
        yield from _own_states(
            f"gradient_{name}_", registry.load("gradients", name), program.gradient_function(name), dimension
        )
    if any("previous" in signature(program.observer_function(name)).parameters for name in program.observers):
        yield "previous", dimension, None
    for name in program.observers:
        follow = program.follow_function(name)
        if follow:
            yield from _own_states(f"{name}_", registry.load("observers", name), follow, dimension)
    if program.averaging:
        yield "average", dimension, None
    for index in range(len(program.hits)):
        yield f"hit_{index}", 1, float("inf")


def _own_states(
    prefix: str, module: ModuleType, function: Callable, dimension: int
) -> Iterable[tuple[str, int, float | None]]:
    """The states of a concept that the chosen one of its functions asks for."""
    states: Mapping[str, State] = getattr(module, "STATE", {})
    for name in signature(function).parameters:
        if name in states:
            yield prefix + name, states[name].rows(dimension), states[name].initial


def _matrices(program: Program) -> dict[str, int]:
    """Rows of the matrices that the noise works out of its parameters once."""
    module = registry.load("noise", program.noise) if program.noise else None
    return {f"noise_{name}": program.dimension**2 for name in getattr(module, "DERIVED_MATRICES", ())}


def _parameter_sections(program: Program) -> Iterable[tuple[str, dict[str, bool]]]:
    """``(section, {parameter: is it a vector})`` for every function the kernel calls with numbers."""
    surface = program.surface_module()
    known = {name: parameter.vector for name, parameter in surface.PARAMETERS.items()}
    vectors = getattr(surface, "DERIVED_VECTORS", ())
    yield "problem", {name: known.get(name, name in vectors) for name in problem_names(program)}
    optimizer = registry.load("optimizers", program.optimizer)
    wanted = signature(program.step_function()).parameters
    yield "optimizer", {name: False for name in optimizer.HYPERPARAMETERS if name in wanted}
    for section, kind, name in (
        ("schedule", "schedules", program.schedule),
        ("averaging", "averaging", program.averaging),
        ("noise", "noise", program.noise),
        *((f"gradient_{name}", "gradients", name) for name in program.gradients),
    ):
        if name:
            module = registry.load(kind, name)
            given = {key: one.vector for key, one in module.PARAMETERS.items() if one.entries != "points"}
            yield section, given | dict.fromkeys(getattr(module, "DERIVED_MATRICES", ()), True)
    if program.warm_up:
        yield "warm_up", {"steps": False, "start": False}


def problem_names(program: Program) -> list[str]:
    """The parameters and derived numbers that any function of the surface asks for."""
    functions, follow = [*program.surface_functions()], program.surface_follow()
    if needs_residuals(program):
        functions.append(program.residuals_function())
    if follow:
        functions.append(follow)
    states = getattr(program.surface_module(), "STATE", ())
    given = ("x", "gradient", "hessian", "residuals", "jacobian", *EXAMPLES, *states)
    taken = dict.fromkeys(name for function in functions for name in signature(function).parameters)
    return [name for name in taken if name not in given]


def needs_residuals(program: Program) -> bool:
    """Whether the optimizer works on the residuals of a problem of least squares."""
    return "jacobian" in signature(program.step_function()).parameters
