"""From the arrays an engine leaves behind to the labelled data set."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from simlab import registry
from simlab.engines.batch import Batch
from simlab.kernels.program import layout
from simlab.plan import Plan
from simlab.results.dataset import Axis, Facts, Outcome, Recorded, Variant, assemble
from simlab.results.restarts import keep_best


def start_points(batch: Batch) -> np.ndarray:
    """Where the lanes start [coordinates, lanes]: to be kept before the engine moves them."""
    return batch.state[: batch.program.dimension, : batch.lanes].copy()


def collect(plan: Plan, batches: Sequence[Batch], starts: Sequence[np.ndarray]) -> xr.Dataset:
    """The results of a finished run, variants in the order of the plan."""
    outcomes = [
        _outcome(plan, batch, start, variants)
        for batch, start, variants in zip(batches, starts, plan.programs.values(), strict=True)
    ]
    scenario = plan.scenario
    if scenario.restarts:
        outcomes = [keep_best(outcome, plan.replicates, plan.restarts) for outcome in outcomes]
    facts = Facts(
        title=scenario.title,
        steps=scenario.run.steps,
        dtype=scenario.run.dtype,
        seed=scenario.run.seed,
        replicates=plan.replicates,
        random=plan.random,
        notices=[f"best of {plan.restarts:,} restarts"] if plan.restarts > 1 else [],
    )
    axes = [Axis(sweep.name, sweep.paths, sweep.numbers(scenario.run.seed)) for sweep in scenario.sweeps]
    dataset = assemble(outcomes, _recorded(plan), _coordinates(plan), axes, facts)
    for index, hit in enumerate(scenario.hits):
        thresholds = {float(variant.numbers[f"below_{index}"]) for variant in plan.variants}
        words = {"quantity": hit.quantity} | ({"below": thresholds.pop()} if len(thresholds) == 1 else {})
        dataset[f"hit_{hit.name}"].attrs.update(words)
    labels = [variant.label for variant in plan.variants]
    return dataset if list(dataset["variant"].values) == labels else dataset.sel(variant=labels)


def _outcome(plan: Plan, batch: Batch, start: np.ndarray, variants) -> Outcome:
    rows = layout(batch.program)
    dimension, lanes = batch.program.dimension, batch.lanes
    records = {}
    for name, components in rows.records.items():
        array = batch.records[name][:, :lanes]
        coordinates = getattr(registry.load("observers", name), "COORDINATES", False)
        records[name] = array.reshape(-1, components, lanes) if coordinates else array
    steps = batch.marks[1, :lanes].astype(np.int64)
    steps[batch.marks[0, :lanes] == 0] = batch.steps
    hits = {
        hit.name: batch.state[rows.state[f"hit_{index}"].first, :lanes]
        for index, hit in enumerate(plan.scenario.hits)
    }
    return Outcome(
        variants=[Variant(v.label, v.optimizer, v.axes, v.settings, v.optima) for v in variants],
        records=records,
        start=start,
        final_theta=batch.state[:dimension, :lanes],
        status=batch.marks[0, :lanes],
        status_step=steps,
        hits=hits,
    )


def _recorded(plan: Plan) -> dict[str, Recorded]:
    modules = {name: registry.load("observers", name) for name in plan.record}
    return {
        name: Recorded(plan.record[name], module.LONG_NAME, module.UNITS) for name, module in modules.items()
    }


def _coordinates(plan: Plan) -> list[str]:
    names = plan.scenario.problem.variables
    dimension = max(program.dimension for program in plan.programs)
    return list(names) if names else [f"x{i}" for i in range(dimension)]
