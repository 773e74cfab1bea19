"""What a kernel is compiled for, and where each number of a lane lies in its arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from inspect import signature
from types import ModuleType

from simlab import registry
from simlab.kernels.store import Source, import_source

STOPS = ("loss_above", "loss_below", "distance_below", "gradient_below", "step_below")


@dataclass(frozen=True)
class Program:
    """Everything that selects code; every other number is per-lane data, so a sweep never recompiles.

    ``surface`` is a name of the registry, or a ``Source`` generated from a formula. ``stops`` are names of
    ``STOPS``; ``hits`` are the quantities (loss, grad_norm, distance) whose first step below a threshold is
    wanted.
    """

    surface: str | Source
    dimension: int
    optimizer: str
    dtype: str
    options: tuple[tuple[str, str], ...] = ()
    surface_options: tuple[tuple[str, str], ...] = ()
    schedule: str = "constant"
    averaging: str | None = None
    noise: str | None = None
    observers: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    hits: tuple[str, ...] = ()
    optima: int = 0

    def surface_module(self) -> ModuleType:
        """The module that holds the surface's functions."""
        if isinstance(self.surface, Source):
            return import_source(self.surface)
        return registry.load("surfaces", self.surface)

    def surface_functions(self) -> tuple[Callable, Callable]:
        """``(value_and_gradient, hessian)``, by the compile-time options."""
        module = self.surface_module()
        if hasattr(module, "select"):
            return module.select(**_chosen(module, self.surface_options))
        return module.value_and_gradient, module.hessian

    def step_function(self) -> Callable:
        """The optimizer's step, by its compile-time options."""
        module = registry.load("optimizers", self.optimizer)
        return module.select(**_chosen(module, self.options)) if hasattr(module, "select") else module.step

    def schedule_function(self) -> Callable:
        """The factor that multiplies the learning rate at each step."""
        return registry.load("schedules", self.schedule).factor

    def noise_function(self) -> Callable:
        """The function that perturbs the gradient."""
        return registry.load("noise", str(self.noise)).perturb

    def averaging_function(self) -> Callable:
        """The function that updates the average of the iterates."""
        return registry.load("averaging", str(self.averaging)).update

    def observer_function(self, name: str) -> Callable:
        """The function that observes one recorded quantity."""
        return registry.load("observers", name).observe

    def modules(self) -> list[ModuleType]:
        """Every concept module whose code the kernel contains."""
        kinds = [("optimizers", self.optimizer), ("schedules", self.schedule)]
        kinds += [
            (kind, name) for kind, name in (("averaging", self.averaging), ("noise", self.noise)) if name
        ]
        kinds += [("observers", name) for name in self.observers]
        return [self.surface_module(), *(registry.load(kind, name) for kind, name in kinds)]

    def title(self) -> str:
        """One line for people: what runs."""
        surface = "formula" if isinstance(self.surface, Source) else self.surface
        parts = [f"{surface} ({self.dimension}-D)", self.optimizer]
        parts += [f"{value} form" for key, value in self.options if key == "form"]
        parts += [f"{self.schedule} schedule"] if self.schedule != "constant" else []
        parts += [f"{name} noise" for name in (self.noise,) if name]
        parts += [f"{name} averaging" for name in (self.averaging,) if name]
        return ", ".join([*parts, self.dtype])


def _chosen(module: ModuleType, options: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The given choices of a concept, and the defaults of the others."""
    known = {**getattr(module, "OPTIONS", {}), **getattr(module, "SPECIALISATIONS", {})}
    return {name: option.default for name, option in known.items()} | dict(options)


@dataclass(frozen=True)
class Field:
    """``count`` consecutive rows of an array, under the name the kernel uses."""

    name: str
    first: int
    count: int
    vector: bool
    initial: float = 0.0


@dataclass(frozen=True)
class Layout:
    """Rows of the arrays a kernel works on; each is ``[rows, lanes]``.

    ``numbers`` are constant through the run (parameters, thresholds, optima); ``state`` is what a run
    carries from step to step, the coordinates first; ``records`` maps an observer to its components.
    """

    numbers: dict[str, Field] = field(default_factory=dict)
    state: dict[str, Field] = field(default_factory=dict)
    records: dict[str, int] = field(default_factory=dict)

    def rows(self, name: str) -> int:
        """Number of rows of ``numbers`` or ``state``."""
        return sum(entry.count for entry in getattr(self, name).values())


def layout(program: Program) -> Layout:
    """Where everything of ``program`` lies."""
    result = Layout()
    dimension = program.dimension
    for section, names in _parameter_sections(program):
        for name, vector in names.items():
            _add(result.numbers, f"{section}_{name}", dimension if vector else 1, vector)
    for name in program.stops:
        _add(result.numbers, f"stop_{name}", 1, False)
    for index in range(len(program.hits)):
        _add(result.numbers, f"below_{index}", 1, False)
    if program.optima:
        _add(result.numbers, "optima", program.optima * dimension, True)
    _add(result.state, "theta", dimension, True)
    states = registry.load("optimizers", program.optimizer).STATE
    for name in signature(program.step_function()).parameters:
        if name in states:
            state = states[name]
            _add(result.state, name, dimension if state.kind == "vector" else 1, True, state.initial)
    if program.averaging:
        _add(result.state, "average", dimension, True)
    for index in range(len(program.hits)):
        _add(result.state, f"hit_{index}", 1, True, float("inf"))
    for name in program.observers:
        module = registry.load("observers", name)
        result.records[name] = dimension if getattr(module, "COORDINATES", False) else 1
    return result


def _add(fields: dict[str, Field], name: str, count: int, vector: bool, initial: float = 0.0) -> None:
    first = sum(entry.count for entry in fields.values())
    fields[name] = Field(name, first, count, vector, initial)


def _parameter_sections(program: Program) -> Iterable[tuple[str, dict[str, bool]]]:
    """``(section, {parameter: is it a vector})`` for every function the kernel calls with numbers."""
    surface = program.surface_module()
    known = {name: parameter.vector for name, parameter in surface.PARAMETERS.items()}
    value, hessian = program.surface_functions()
    taken = dict.fromkeys([*signature(value).parameters, *signature(hessian).parameters])
    vectors = getattr(surface, "DERIVED_VECTORS", ())
    given = ("x", "gradient", "hessian")
    yield "problem", {name: known.get(name, name in vectors) for name in taken if name not in given}
    optimizer = registry.load("optimizers", program.optimizer)
    wanted = signature(program.step_function()).parameters
    yield "optimizer", {name: False for name in optimizer.HYPERPARAMETERS if name in wanted}
    for section, kind, name in (
        ("schedule", "schedules", program.schedule),
        ("averaging", "averaging", program.averaging),
        ("noise", "noise", program.noise),
    ):
        if name:
            parameters = registry.load(kind, name).PARAMETERS
            yield section, {key: parameter.vector for key, parameter in parameters.items()}
