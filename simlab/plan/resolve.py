"""Numbers of one variant: values and expressions of the file, in the order in which they may use another.

Problem parameters come first, then the constants they imply (curvatures at the centre, dimension, steps),
then everything else, which may use them and its own siblings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from inspect import signature
from types import ModuleType
from typing import Any

import numpy as np

from simlab import registry
from simlab.errors import Fault, ScenarioError
from simlab.expressions.errors import ExpressionError
from simlab.expressions.evaluate import evaluate_number
from simlab.kernels.program import STOPS, Program
from simlab.kernels.store import Source, import_source
from simlab.parameters import Parameter
from simlab.plan.asking import ERROR, asked
from simlab.plan.curvature import curvatures, kernel_numbers, optima
from simlab.plan.naming import schedule_lengths, settings_of
from simlab.plan.networks import Asked, Network, Networks
from simlab.plan.overrides import under, with_overrides
from simlab.plan.warm_up import schedule_numbers, warm_up_numbers
from simlab.scenario.checks import coordinate_fault
from simlab.scenario.concepts import KindTable, OptimizerTable
from simlab.scenario.model import Scenario
from simlab.scenario.network import NetworkProblem
from simlab.scenario.order import evaluation_order


@dataclass(frozen=True)
class Resolved:
    """What one variant runs with."""

    program: Program
    numbers: dict[str, Any]
    settings: dict[str, Any]
    start: dict[str, Any]
    optima: tuple[tuple[float, ...], ...]
    network: Network | None = None


@dataclass(frozen=True)
class _Problem:
    numbers: dict[str, Any]
    constants: dict[str, float]
    optima: tuple[tuple[float, ...], ...]
    dimension: int
    specialisation: tuple[tuple[str, str], ...]
    lengths: tuple[tuple[str, int], ...]
    network: Network | None = None


class Resolver:
    """Resolves variants of one scenario; equal sections are worked out once."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._problems: dict[str, _Problem] = {}
        formula, problem = scenario.problem.source(), scenario.problem
        self.networks = Networks(scenario, problem) if isinstance(problem, NetworkProblem) else None
        surface = Source("surface", formula) if formula else str(problem.surface)
        swept = {path for sweep in scenario.sweeps for path in sweep.paths}
        self.program = Program(
            surface=self.networks.at({}).source if self.networks else surface,
            surface_options=tuple(sorted(scenario.problem.options.items())),
            dimension=1,
            optimizer="gd",
            dtype=scenario.run.dtype,
            averaging=scenario.averaging.kind if scenario.averaging else None,
            noise=scenario.noise.kind if scenario.noise else None,
            observers=tuple(name for name, spec in scenario.record.items() if spec != "none"),
            stops=tuple(name for name in STOPS if name in scenario.stop or f"stop.{name}" in swept),
            hits=tuple(hit.quantity for hit in scenario.hits),
        )
        self.surface: ModuleType = self.program.surface_module()

    def resolve(self, table: OptimizerTable, overrides: Mapping[str, Any]) -> Resolved:
        """All numbers of the variant of ``table`` with the sweep's ``overrides``."""
        problem = self._problem(overrides, self._asked(table, overrides))
        names = problem.constants
        sections: dict[str, dict[str, Any]] = {"problem": problem.numbers}
        optimizer = registry.load("optimizers", table.kind)
        path = f"optimizer.{table.name}"
        sections["optimizer"] = self._section(
            path, table.numbers, optimizer.HYPERPARAMETERS, names, overrides
        )
        schedule = table.schedule.kind if table.schedule else "constant"
        parameters = table.schedule.declared.parameters if table.schedule else {}
        siblings = {**names, **sections["optimizer"]}
        sections["schedule"] = self._section(
            f"{path}.schedule", schedule_numbers(table.schedule), parameters, siblings, overrides
        )
        rise = warm_up_numbers(schedule, sections["schedule"])
        for link in table.gradient:
            sections[f"gradient_{link.kind}"] = self._link(f"{path}.{link.kind}", link, siblings, overrides)
        for section in ("averaging", "noise", "start"):
            chosen = getattr(self.scenario, section)
            if chosen:
                parameters = chosen.declared.parameters
                sections[section] = self._section(section, chosen.numbers, parameters, siblings, overrides)
        numbers = {
            f"{section}_{name}": value
            for section, values in sections.items()
            if section != "start"
            for name, value in values.items()
        }
        numbers |= rise | self._thresholds(siblings, overrides)
        derived = self._derived_of_noise(problem.dimension, sections.get("noise", {}))
        program = replace(
            self._complete(table, schedule, problem),
            lengths=problem.lengths + schedule_lengths(schedule, sections["schedule"]),
            warm_up=bool(rise),
        )
        long = {name.removeprefix("problem_") for name, _ in problem.lengths}  # a table of data, say
        settings = settings_of(problem.constants, long, sections, table)
        start = sections.get("start", {})
        return Resolved(program, numbers | derived, settings, start, problem.optima, problem.network)

    def _link(
        self, path: str, link: KindTable, names: Mapping[str, Any], overrides: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The numbers of one modification of the gradient."""
        parameters = registry.load("gradients", link.kind).PARAMETERS
        numbers = self._section(path, link.numbers, parameters, names, overrides)
        dimension = int(names["dimension"])
        if numbers.get("coordinate", -1.0) >= dimension:
            raise self._error(path, "coordinate", coordinate_fault(dimension, numbers["coordinate"]))
        return numbers

    def _derived_of_noise(self, dimension: int, numbers: Mapping[str, Any]) -> dict[str, list[float]]:
        """What the noise works out of its numbers once, by its name in the kernel."""
        noise = self.scenario.noise
        derive = getattr(registry.load("noise", noise.kind), "derive", None) if noise else None
        if derive is None:
            return {}
        try:
            return {f"noise_{name}": values for name, values in derive(dimension, **numbers).items()}
        except ValueError as error:
            key, _, complaint = str(error).partition(": ")
            raise self._error("noise", key, complaint) from None

    def _asked(self, table: OptimizerTable, overrides: Mapping[str, Any]) -> Asked:
        try:
            return asked(table, overrides, self.networks is not None)
        except ValueError as error:
            raise self._error(f"optimizer.{table.name}.{ERROR}", "", str(error)) from None

    def _problem(self, overrides: Mapping[str, Any], wish: Asked) -> _Problem:
        given = with_overrides(self.scenario.problem.numbers, under("problem", overrides))
        network = self.networks.at(overrides, wish) if self.networks else None
        key = repr((given, network and (network.source.name, network.loaded.name)))
        if key not in self._problems:
            self._problems[key] = self._of_network(given, network) if network else self._work_out(given)
        return self._problems[key]

    def _of_network(self, given: Mapping[str, Any], network: Network) -> _Problem:
        constants = {**network.constants, "steps": self.scenario.run.steps}
        parameters = import_source(network.source).PARAMETERS
        numbers = self._section("problem", given, parameters, constants, {})
        return _Problem(
            numbers, {**constants, **numbers}, (), network.architecture.parameters, (), (), network
        )

    def _work_out(self, given: Mapping[str, Any]) -> _Problem:
        steps = self.scenario.run.steps
        dimension = self._dimension(given)
        base = {"dimension": dimension, "steps": steps}
        numbers = self._section("problem", given, self.surface.PARAMETERS, base, {})
        try:
            rows = kernel_numbers(self.surface, dimension, numbers)
        except ValueError as error:
            key, _, complaint = str(error).partition(": ")
            raise self._error("problem", key, complaint) from None
        _, hessian = self.program.surface_functions()
        points = optima(self.surface, dimension, numbers)
        constants = {**base, **curvatures(self.surface, hessian, dimension, numbers)}
        constants |= {name: value for name, value in numbers.items() if not np.ndim(value)}
        specialise = getattr(self.surface, "specialise", None)
        special = tuple(sorted(specialise(**numbers).items())) if specialise else ()
        derived = {name: len(rows[name]) for name in getattr(self.surface, "DERIVED_VECTORS", ())}
        lengths = tuple((f"problem_{name}", n) for name, n in derived.items() if n != dimension)
        return _Problem(rows, constants, tuple(map(tuple, points)), dimension, special, lengths)

    def _dimension(self, given: Mapping[str, Any]) -> int:
        least = getattr(self.surface, "LEAST_DIMENSION", None)
        fixed = self.surface.DIMENSION or self.scenario.problem.dimension or least
        if fixed:
            return fixed
        vectors = [name for name, parameter in self.surface.PARAMETERS.items() if parameter.vector]
        lengths = [len(given[name]) for name in vectors if isinstance(given.get(name), list)]
        defaults = [self.surface.PARAMETERS[name].default for name in vectors]
        lengths += [len(default) for default in defaults if isinstance(default, list)]
        if not lengths:
            raise self._error("problem", "dimension", "must be given for this surface")
        return lengths[0]

    def _section(
        self,
        path: str,
        given: Mapping[str, Any],
        parameters: Mapping[str, Parameter],
        names: Mapping[str, Any],
        overrides: Mapping[str, Any],
    ) -> dict[str, Any]:
        """Every parameter of one concept as a number or a list of numbers."""
        values = with_overrides(given, under(path, overrides))
        known = dict(names)
        resolved: dict[str, Any] = {}
        pending = {name: values.get(name, parameter.default) for name, parameter in parameters.items()}
        for name in evaluation_order(pending):
            resolved[name] = self._number(path, name, pending[name], known)
            known[name] = resolved[name]
            if parameters[name].vector:
                resolved[name] = self._vector(path, name, resolved[name], names, parameters[name].entries)
            for item in np.ravel(resolved[name]).tolist():
                if complaint := parameters[name].complaint(item):
                    raise self._error(path, name, complaint)
        return resolved

    def _number(self, path: str, name: str, value: Any, names: Mapping[str, Any]) -> Any:
        if value is None:
            raise self._error(path, name, "must be given")
        if isinstance(value, list):
            return [self._number(path, name, item, names) for item in value]
        if isinstance(value, str):
            try:
                return float(evaluate_number(value, names))
            except ExpressionError as error:
                raise self._error(path, name, f"'{value}': {error}") from None
        return float(value)

    def _vector(self, path: str, name: str, value: Any, names: Mapping[str, Any], entries: str) -> list:
        """One number a coordinate, a single one standing for all; or a list of numbers, or of points."""
        dimension = int(names["dimension"])
        if entries == "points":
            if any(np.shape(point) != (dimension,) for point in value):
                raise self._error(path, name, f"needs {dimension} numbers in every point, one a coordinate")
            return value
        given = np.ravel(value)
        if entries == "numbers":
            return given.tolist()
        if given.size not in (1, dimension):
            raise self._error(path, name, f"needs {dimension} numbers, one a coordinate, not {given.size}")
        return np.broadcast_to(given, dimension).tolist()

    def _thresholds(self, names: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
        numbers = {}
        stop = {**self.scenario.stop, **under("stop", overrides)}
        for name in self.program.stops:
            numbers[f"stop_{name}"] = self._number("stop", name, stop[name], names)
        for index, hit in enumerate(self.scenario.hits):
            below = overrides.get(f"hit.{hit.name}.below", hit.below)
            numbers[f"below_{index}"] = self._number(f"hit.{hit.name}", "below", below, names)
        return numbers

    def _complete(self, table: OptimizerTable, schedule: str, problem: _Problem) -> Program:
        watched = {*self.program.observers, *self.program.hits, *self.program.stops}
        needs_optima = bool(watched & {"distance", "distance_below"})
        if needs_optima and not problem.optima:
            raise self._error("record", "distance", "this problem states no global minimum to be near to")
        complete = replace(
            self.program,
            surface=problem.network.source if problem.network else self.program.surface,
            examples=problem.network.loaded.name if problem.network else "",
            dimension=problem.dimension,
            surface_options=self.program.surface_options + problem.specialisation,
            optimizer=table.kind,
            options=tuple(sorted(table.options.items())),
            schedule=schedule,
            gradients=tuple(link.kind for link in table.gradient),
            optima=len(problem.optima) if needs_optima else 0,
        )
        for name in complete.observers:
            most = getattr(registry.load("observers", name), "MOST_COORDINATES", complete.dimension)
            if complete.dimension > most:
                raise self._error(
                    "record",
                    name,
                    f"is known of up to {most} coordinates, and there are {complete.dimension:,}",
                )
        if problem.network and "hessian" in signature(complete.step_function()).parameters:
            message = f"{table.kind} needs second derivatives, which a network does not have"
            raise self._error(f"optimizer.{table.name}", "kind", message)
        return complete

    def _error(self, table: str, key: str, message: str) -> ScenarioError:
        return ScenarioError(
            str(self.scenario.path), [Fault(message, table, key, self.scenario.line(table, key))]
        )
