"""Diagnosing: which pitfall a run has fallen into, variant by variant, and whether the workaround helps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from simlab import engines, registry
from simlab.diagnosis.differences import gradient_error
from simlab.diagnosis.examine import Diagnosis, examine
from simlab.diagnosis.pitfalls.incorrect_gradients import is_deliberate_error
from simlab.diagnosis.symptoms import Symptoms
from simlab.errors import SimlabError
from simlab.execution import execute
from simlab.plan import Plan, make_plan
from simlab.plan.variants import Variant
from simlab.results.attributes import settings as settings_of
from simlab.results.folder import SCENARIO
from simlab.results.manifest import read_manifest
from simlab.results.store import open_results
from simlab.scenario.concepts import OptimizerTable, is_random
from simlab.scenario.loading import load_part
from simlab.scenario.model import Scenario
from simlab.scenario.network import NetworkProblem
from simlab.settings import Reporter, Settings

MOST_NUMBERS = 20_000_000  # of theta, recorded at every step
MOST_RECORDS = 2000
MOST_REPLICATES = 16
CURVATURE_DIMENSION = 32  # beyond it the eigenvalues of a Hessian cost more than the run
UNNEEDED = ("claim", "figure", "record", "hit", "stream", "restarts", "landscape")
OF_LAYERS = ("saturated_fraction", "dead_fraction", "unit_spread", "effective_rank", "slope_norm")
AWAY = 0.05  # gradients are compared so far from the start, which may be symmetric or stationary


@dataclass(frozen=True)
class Treatment:
    """A diagnosis, and that of the variant with the cure of its first finding, if it has one."""

    before: Diagnosis
    after: Diagnosis | None = None


def diagnose(
    path: Path | str, settings: Settings | None = None, reporter: Reporter | None = None, fix: bool = False
) -> list[Treatment]:
    """What went wrong in every variant of a scenario, which is run for it, or of a finished run.

    Parameters
    ----------
    path : a scenario file, or the folder of a run: of that only what it has recorded can be judged.
    settings, reporter : as of ``simlab.run``; nothing is written.
    fix : whether to run each variant again with the workaround of its first finding.

    Raises
    ------
    ScenarioError, UsageError, DeviceError
        Before anything is run.
    """
    settings, reporter = settings or Settings(), reporter or Reporter()
    path = Path(path)
    if path.is_dir():
        overrides = read_manifest(path)["options"]["overrides"]
        file, results = path / SCENARIO, open_results(path)
        scenario = load_part(file, overrides, ())
        plan = make_plan(scenario)
    else:
        file, overrides = path, dict(settings.overrides)
        plan, results = _observe(file, overrides, settings, reporter)
    found = _examined(file, overrides, plan, results, settings, reporter)
    return [
        Treatment(before, _cured(file, overrides, plan, variant, before, settings, reporter) if fix else None)
        for variant, before in found
    ]


def _observe(
    file: Path,
    overrides: Mapping[str, Any],
    settings: Settings,
    reporter: Reporter,
    frozen: Mapping[str, Any] | None = None,
) -> tuple[Plan, xr.Dataset]:
    """Run a scenario with everything recorded that tells pitfalls apart."""
    scenario = load_part(file, overrides, UNNEEDED, frozen)
    plan = make_plan(scenario)
    replicates = min(plan.replicates, MOST_REPLICATES)
    if replicates < plan.replicates and plan.replicates == scenario.run.replicates:
        scenario = replace(scenario, run=scenario.run.model_copy(update={"replicates": replicates}))
    dimension = max(variant.program.dimension for variant in plan.variants)
    numbers = len(plan.variants) * plan.replicates * scenario.run.steps * dimension
    record = dict(_record(scenario, dimension, numbers))
    plan = make_plan(replace(scenario, record=record))
    results, _ = execute(plan, settings, reporter)
    return plan, results


def _record(scenario: Scenario, dimension: int, numbers: int) -> Iterator[tuple[str, str]]:
    """What to record, and when."""
    often = f"every {max(1, scenario.run.steps // MOST_RECORDS)}"
    yield "loss", often
    yield "grad_norm", often
    if numbers <= MOST_NUMBERS:
        yield "theta", "every 1"
    known = registry.names("observers")
    if isinstance(scenario.problem, NetworkProblem):
        yield from ((name, "log 6") for name in OF_LAYERS if name in known)
    elif dimension <= CURVATURE_DIMENSION:
        yield from (("lambda_max", "log 6"), ("lambda_min", "log 6"))


def _examined(
    file: Path,
    overrides: Mapping[str, Any],
    plan: Plan,
    results: xr.Dataset,
    settings: Settings,
    reporter: Reporter,
) -> list[tuple[Variant, Diagnosis]]:
    """Every variant with its diagnosis, in the order of the plan."""
    tables = {table.name: table for table in plan.scenario.optimizers}
    probe, found = _Probe(file, overrides, plan.scenario, settings), []
    for index, variant in enumerate(plan.variants):
        reporter.stage(f"diagnosing {variant.label}")
        table, own = tables[variant.optimizer], results.isel(variant=index)
        start = own["start"].values[0][: variant.program.dimension].astype(np.float64)
        symptoms = _symptoms(plan.scenario, table, variant, own, settings_of(results)[variant.label])
        symptoms = replace(symptoms, gradient_error=probe.error(table, variant, start))
        found.append((variant, examine(symptoms)))
    return found


def _symptoms(
    scenario: Scenario, table: OptimizerTable, variant: Variant, own: xr.Dataset, numbers: Mapping[str, Any]
) -> Symptoms:
    if "loss" not in own:
        raise SimlabError(
            "the run has not recorded its loss, without which nothing can be said: diagnose the scenario"
        )
    drawn = scenario.batch is not None and scenario.batch.order != "full"
    links = [{"kind": link.kind, **link.numbers, **link.options} for link in table.gradient]
    theta = None
    if "theta" in own:
        steps = own[_steps(own, "theta")].values
        following = int(np.argmin(np.append(np.diff(steps) == 1, False)))  # leading steps without a gap
        theta = own["theta"].values[:, : following + 1, : variant.program.dimension].astype(np.float64)
    taken = ("loss", "theta", "start", "final_theta", "status", "status_step")
    return Symptoms(
        label=variant.label,
        optimizer=variant.optimizer,
        kind=table.kind,
        steps=own[_steps(own, "loss")].values.astype(np.float64),
        loss=own["loss"].values.astype(np.float64),
        status=own["status"].values,
        settings=numbers,
        noisy=scenario.noise is not None or drawn or is_random(table),
        network=variant.network is not None,
        table={"gradient": links},
        theta=theta,
        recorded={str(name): own[name].values for name in own.data_vars if name not in taken},
        inputs=variant.network.tables.inputs if variant.network else None,
    )


def _steps(own: xr.Dataset, name: str) -> str:
    return next(str(dim) for dim in own[name].dims if str(dim).startswith("step"))


class _Probe:
    """Compares gradients with finite differences, each sort of gradient once."""

    def __init__(
        self, file: Path, overrides: Mapping[str, Any], scenario: Scenario, settings: Settings
    ) -> None:
        self.file, self.overrides, self.scenario, self.settings = file, overrides, scenario, settings
        self._known: dict[str, float | None] = {}

    def error(self, table: OptimizerTable, variant: Variant, start: np.ndarray) -> float | None:
        """The relative error of the gradient that ``variant`` is given, None if dropout hides it."""
        links = [link for link in table.gradient if is_deliberate_error(link.kind)]
        kinds = {f"optimizer.{table.name}.{link.kind}" for link in links}
        frozen = {
            path: value
            for path, value in frozen_paths(self.scenario, variant).items()
            if not path.startswith("optimizer.") or path.rpartition(".")[0] in kinds
        }
        key = repr((sorted(frozen.items()), links))
        if key not in self._known:
            self._known[key] = self._measure(table, links, frozen, start)
        return self._known[key]

    def _measure(self, table, links, frozen: Mapping[str, Any], start: np.ndarray) -> float | None:
        network = isinstance(self.scenario.problem, NetworkProblem)
        loss = "batch_loss" if network else "loss"
        descent = {
            "kind": "gd",
            "learning_rate": 1.0,
            "gradient": [{"kind": link.kind, **link.numbers, **link.options} for link in links],
        }
        changed = {**self.overrides, f"optimizer.{table.name}": descent}
        changed |= {"run.steps": 1, "run.dtype": "float64", "run.replicates": 1}
        if not network:
            changed |= {"start": {"kind": "normal", "std": 1.0}}  # any: the lanes are put where they belong
        without = (*UNNEEDED, "noise", "averaging", "stop", "batch")
        scenario = load_part(self.file, changed, without, frozen)
        only = tuple(one for one in scenario.optimizers if one.name == table.name)
        plan = make_plan(replace(scenario, optimizers=only, record={loss: "every 1"}))
        engine = engines.choose(self.settings.device).run
        x = start + AWAY * (1.0 + np.abs(start)) * np.cos(1.0 + np.arange(len(start)))
        return gradient_error(plan, x, loss, engine, self.settings.threads)


def frozen_paths(scenario: Scenario, variant: Variant) -> dict[str, Any]:
    """The numbers that the sweeps give ``variant``, by path."""
    chosen = {}
    for sweep in scenario.sweeps:
        if sweep.name in variant.axes:
            value = variant.axes[sweep.name]
            named = sweep.choices[int(value)] if sweep.choices else value
            chosen.update(dict.fromkeys(sweep.paths, named))
    return chosen


def _cured(
    file: Path,
    overrides: Mapping[str, Any],
    plan: Plan,
    variant: Variant,
    before: Diagnosis,
    settings: Settings,
    reporter: Reporter,
) -> Diagnosis | None:
    """The variant alone with the cure of its first finding, diagnosed anew."""
    cure = before.findings[0].cure if before.findings else {}
    if not cure:
        return None
    swept = frozen_paths(plan.scenario, variant)
    replaced = tuple(f"{path}." for path in cure)  # a cure that replaces a table leaves no swept key in it
    frozen = {path: value for path, value in swept.items() if not f"{path}.".startswith(replaced)}
    cured_plan, results = _observe(file, {**overrides, **cure}, settings, reporter, frozen)
    found = _examined(file, {**overrides, **cure, **frozen}, cured_plan, results, settings, reporter)
    return next(diagnosis for one, diagnosis in found if one.optimizer == variant.optimizer)
