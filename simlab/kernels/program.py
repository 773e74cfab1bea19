"""What a kernel is compiled for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from simlab import registry
from simlab.kernels.mutants import mutated_concept, mutated_source
from simlab.kernels.store import Source, import_source
from simlab.observers._bins import EDGES

STOPS = ("loss_above", "loss_below", "distance_below", "gradient_below", "step_below")


@dataclass(frozen=True)
class Program:
    """Everything that selects code; every other number is data, so its value never recompiles.

    ``surface`` is a name of the registry, or a ``Source`` generated from a formula or a network. ``stops``
    are names of ``STOPS``; ``hits`` are the quantities (loss, grad_norm, distance) whose first step below a
    threshold is wanted. ``gradients`` are the modifications the gradient passes through, in their order,
    before the optimizer sees it. ``lengths`` are the lengths of vector parameters that do not have one number
    a coordinate, by their name in the kernel (``schedule_milestones``). ``shared`` names the numbers (also by
    their name in the kernel) that are the same in all lanes: one register then serves them all. ``examples``
    tells the tables of a network from others of the same sweep, for which the code is the same. ``mutation``
    names the one rule of ``simlab.mutations`` that the kernel breaks. A ``still`` program takes no step: it
    only records what there is to see at the starting points.
    """

    surface: str | Source
    dimension: int
    optimizer: str
    dtype: str
    options: tuple[tuple[str, str], ...] = ()
    surface_options: tuple[tuple[str, str], ...] = ()
    schedule: str = "constant"
    warm_up: bool = False
    averaging: str | None = None
    noise: str | None = None
    gradients: tuple[str, ...] = ()
    lengths: tuple[tuple[str, int], ...] = ()
    shared: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    hits: tuple[str, ...] = ()
    optima: int = 0
    examples: str = ""
    mutation: str = ""
    still: bool = False

    def surface_module(self) -> ModuleType:
        """The module that holds the surface's functions."""
        if isinstance(self.surface, Source):
            return import_source(mutated_source(self.mutation, self.surface))
        return registry.load("surfaces", self.surface)

    def _concept(self, kind: str, name: str) -> ModuleType:
        return mutated_concept(self.mutation, kind, name)

    @property
    def is_network(self) -> bool:
        """Whether the surface reads examples: tables that all lanes share."""
        return isinstance(self.surface, Source) and self.surface.kind == "network"

    def size(self, dim: str) -> int:
        """How many numbers a record has along one of the dimensions of observers."""
        if dim in ("coordinate", "eigenvalue"):
            return self.dimension
        return len(EDGES) + 1 if dim == "activation_bin" else len(self.surface_module().LAYER_PLACES)

    def surface_functions(self) -> tuple[Callable, Callable]:
        """``(value_and_gradient, hessian)``, by the compile-time options; a network has no Hessian."""
        module = self.surface_module()
        if self.is_network:
            return module.value_and_gradient, _no_hessian
        if hasattr(module, "select"):
            return module.select(**_chosen(module, self.surface_options))
        return module.value_and_gradient, module.hessian

    def surface_follow(self) -> Callable | None:
        """What a surface that remembers does at every step, after its gradient; most remember nothing."""
        return getattr(self.surface_module(), "follow", None)

    def step_function(self) -> Callable:
        """The optimizer's step, by its compile-time options."""
        module = self._concept("optimizers", self.optimizer)
        return module.select(**_chosen(module, self.options)) if hasattr(module, "select") else module.step

    def schedule_function(self) -> Callable:
        """The factor that multiplies the learning rate at each step."""
        return self._concept("schedules", self.schedule).factor

    def noise_function(self) -> Callable:
        """The function that perturbs the gradient."""
        return self._concept("noise", str(self.noise)).perturb

    def gradient_function(self, name: str) -> Callable:
        """The function that modifies the gradient."""
        return self._concept("gradients", name).modify

    def residuals_function(self) -> Callable:
        """The function that computes the residuals and their Jacobian, of a problem of least squares."""
        return self.surface_module().residuals_and_jacobian

    def residual_count(self) -> int:
        """How many residuals the problem has."""
        return self.surface_module().residual_count(self.dimension)

    def averaging_function(self) -> Callable:
        """The function that updates the average of the iterates."""
        return self._concept("averaging", str(self.averaging)).update

    def observer_function(self, name: str) -> Callable:
        """The function that observes one recorded quantity, of a network where it has one of its own."""
        module = self._concept("observers", name)
        return getattr(module, "observe_network", module.observe) if self.is_network else module.observe

    def work_rows(self) -> int:
        """Rows that the observers work in, one after another."""
        modules = [self._concept("observers", name) for name in self.observers]
        return max(
            (module.work_rows(self.dimension) for module in modules if hasattr(module, "work_rows")),
            default=0,
        )

    def whole_function(self) -> Callable:
        """Loss and gradient of the problem, of a network those of all training examples."""
        return (
            self.surface_module().whole_value_and_gradient if self.is_network else self.surface_functions()[0]
        )

    def follow_function(self, name: str) -> Callable | None:
        """What an observer does at every step, recorded or not; most do nothing."""
        return getattr(self._concept("observers", name), "follow", None)

    def modules(self) -> list[ModuleType]:
        """Every concept module whose code the kernel contains."""
        kinds = [("optimizers", self.optimizer), ("schedules", self.schedule)]
        kinds += [
            (kind, name) for kind, name in (("averaging", self.averaging), ("noise", self.noise)) if name
        ]
        kinds += [("gradients", name) for name in self.gradients]
        kinds += [("observers", name) for name in self.observers]
        return [self.surface_module(), *(self._concept(kind, name) for kind, name in kinds)]

    def title(self) -> str:
        """One line for people: what runs."""
        surface = "formula" if isinstance(self.surface, Source) else self.surface
        if self.is_network:
            surface = self.surface_module().TITLE
        parts = [f"{surface} ({self.dimension}-D)", self.optimizer]
        parts += [f"{value} form" for key, value in self.options if key == "form"]
        parts += ["warm-up"] if self.warm_up else []
        parts += [f"{self.schedule} schedule"] if self.schedule != "constant" else []
        parts += [name.replace("_", " ") for name in self.gradients]
        parts += [f"{name} noise" for name in (self.noise,) if name]
        parts += [f"{name} averaging" for name in (self.averaging,) if name]
        parts = [parts[0], "standing still"] if self.still else parts
        return ", ".join([*parts, self.dtype])


def _no_hessian() -> None:
    """What stands for the second derivatives of a network: no optimizer may ask for them."""


def _chosen(module: ModuleType, options: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The given choices of a concept, and the defaults of the others."""
    known = {**getattr(module, "OPTIONS", {}), **getattr(module, "SPECIALISATIONS", {})}
    return {name: option.default for name, option in known.items()} | dict(options)
