"""From the arrays an engine leaves behind to the labelled data set."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import xarray as xr

from simlab import registry
from simlab.engines.batch import Batch
from simlab.kernels.layout import dimensions, layout
from simlab.plan import Plan
from simlab.plan.chunks import Chunk
from simlab.plan.variants import Variant as Planned
from simlab.results.attributes import Axis
from simlab.results.dataset import Facts, Outcome, Recorded, Variant
from simlab.results.restarts import keep_best


def start_points(batch: Batch) -> np.ndarray:
    """Where the lanes start [coordinates, lanes]: to be kept before the engine moves them."""
    return batch.state[: batch.program.dimension, : batch.lanes].copy()


def name_hits(plan: Plan, dataset: xr.Dataset) -> xr.Dataset:
    """``dataset`` with words that say what each first hit is a hit of."""
    for index, hit in enumerate(plan.scenario.hits):
        if f"hit_{hit.name}" in dataset:
            thresholds = {float(variant.numbers[f"below_{index}"]) for variant in plan.variants}
            words = {"quantity": hit.quantity} | ({"below": thresholds.pop()} if len(thresholds) == 1 else {})
            dataset[f"hit_{hit.name}"].attrs.update(words)
    return dataset


def in_order(plan: Plan, dataset: xr.Dataset) -> xr.Dataset:
    """``dataset`` with its variants in the order of the plan."""
    labels = [variant.label for variant in plan.variants]
    return dataset if list(dataset["variant"].values) == labels else dataset.sel(variant=labels)


def facts(plan: Plan) -> Facts:
    """What holds for the whole run."""
    scenario = plan.scenario
    return Facts(
        title=scenario.title,
        steps=scenario.run.steps,
        dtype=scenario.run.dtype,
        seed=scenario.run.seed,
        replicates=plan.replicates,
        random=plan.random,
        notices=[f"best of {plan.restarts:,} restarts"] if plan.restarts > 1 else [],
    )


def sweep_axes(plan: Plan) -> list[Axis]:
    """The axes of the sweep."""
    sweeps, seed = plan.scenario.sweeps, plan.scenario.run.seed
    return [
        Axis(
            sweep.name,
            sweep.paths,
            sweep.numbers(seed),
            [str(name).lower() for name in sweep.choices],
            sweep.label,
            sweep.labels,
        )
        for sweep in sweeps
    ]


def labelled(variants: Iterable[Planned]) -> list[Variant]:
    """The variants of the plan as the data set describes them."""
    return [Variant(v.label, v.optimizer, v.axes, v.settings, v.optima) for v in variants]


def outcome_of(plan: Plan, batch: Batch, start: np.ndarray, chunk: Chunk) -> Outcome:
    """What the ``batch`` of a chunk has come to, of several restarts the best."""
    rows = layout(batch.program)
    dimension, lanes = batch.program.dimension, batch.lanes
    records = {}
    for name, shape in rows.shapes.items():
        records[name] = batch.records[name][:, :lanes].reshape(-1, *shape, lanes)
    steps = batch.marks[1, :lanes].astype(np.int64)
    steps[batch.marks[0, :lanes] == 0] = batch.steps
    hits = {
        hit.name: batch.state[rows.state[f"hit_{index}"].first, :lanes]
        for index, hit in enumerate(plan.scenario.hits)
    }
    outcome = Outcome(
        variants=labelled(chunk.variants),
        records=records,
        start=start,
        final_theta=batch.state[:dimension, :lanes],
        status=batch.marks[0, :lanes],
        status_step=steps,
        hits=hits,
        replicates=chunk.replicates,
    )
    return keep_best(outcome, plan.restarts) if plan.scenario.restarts else outcome


def recorded(plan: Plan) -> dict[str, Recorded]:
    """When each quantity was recorded, and what it is called."""
    modules = {name: registry.load("observers", name) for name in plan.record}
    shapes = [layout(program).shapes for program in plan.programs]
    widest = {
        name: [max(sizes) for sizes in zip(*(one[name] for one in shapes), strict=True)] for name in modules
    }
    return {
        name: Recorded(plan.record[name], module.LONG_NAME, module.UNITS, dimensions(name), widest[name])
        for name, module in modules.items()
    }


def coordinates(plan: Plan) -> list[str]:
    """The names of the coordinates."""
    names = plan.scenario.problem.variables
    dimension = max(program.dimension for program in plan.programs)
    return list(names) if names else [f"x{i}" for i in range(dimension)]
