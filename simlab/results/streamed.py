"""From the tallies of a streaming run to the labelled data set: statistics in place of replicates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import xarray as xr

from simlab.kernels.layout import layout
from simlab.plan import Plan
from simlab.plan.chunks import Chunk
from simlab.results.collect import coordinates, facts, in_order, labelled, recorded, sweep_axes
from simlab.results.dataset import (
    Outcome,
    Recorded,
    attributes_of,
    coordinate_arrays,
    place_arrays,
    step_dims,
    words,
)
from simlab.results.tally import Fold, Tally, hit_edges
from simlab.scenario.streaming import Stream
from simlab.status import Status

_Parts = Iterator[tuple[str, tuple[str, ...], list[np.ndarray], str, str]]


class Tallies:
    """The tally of every variant of a streaming run, by its label, and how many ``chunks`` they hold.

    Those of a ``part`` are of one chunk of the run, to be merged into those of the whole in its order.
    """

    def __init__(self, plan: Plan, chunk: Chunk | None = None) -> None:
        stream, scenario = stream_of(plan), plan.scenario
        self.chunks = 0
        self.variants: dict[str, Tally] = {}
        groups = plan.programs if chunk is None else {chunk.program: chunk.variants}
        for program, variants in groups.items():
            rows = {name: len(plan.record[name]) * count for name, count in layout(program).records.items()}
            for variant in variants:
                folds = {
                    name: Fold(rows[name], statistics, stream.bins.edges, part=chunk is not None)
                    for name, statistics in stream.quantities.items()
                }
                hits = [hit.name for hit in scenario.hits]
                self.variants[variant.label] = Tally(folds, hits, scenario.run.steps)

    def add(self, outcome: Outcome) -> None:
        """Take in the outcome of a chunk."""
        count = outcome.status.size // len(outcome.variants)
        for position, variant in enumerate(outcome.variants):
            lanes = slice(position * count, (position + 1) * count)
            records = {
                name: array.reshape(-1, array.shape[-1])[:, lanes] for name, array in outcome.records.items()
            }
            hits = {name: hit[lanes] for name, hit in outcome.hits.items()}
            self.variants[variant.label].add(records, hits, outcome.status[lanes])

    def merge(self, part: Tallies) -> None:
        """Take in the tallies of the next chunk."""
        for label, tally in part.variants.items():
            self.variants[label].merge(tally)
        self.chunks += 1

    def arrays(self) -> Iterator[tuple[str, np.ndarray]]:
        """Everything that moves, by name."""
        for index, tally in enumerate(self.variants.values()):
            yield from ((f"{index}.{name}", array) for name, array in tally.arrays())

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Go on from what ``arrays`` gave."""
        for index, tally in enumerate(self.variants.values()):
            prefix = f"{index}."
            tally.restore({key[len(prefix) :]: a for key, a in arrays.items() if key.startswith(prefix)})


def stream_of(plan: Plan) -> Stream:
    """The table ``[stream]`` of a streaming run."""
    if plan.scenario.stream is None:
        raise ValueError("the scenario has no [stream] table")
    return plan.scenario.stream


def summarise(plan: Plan, tallies: Tallies) -> xr.Dataset:
    """The results of a finished streaming run, variants in the order of the plan."""
    stream, steps = stream_of(plan), plan.scenario.run.steps
    variants = labelled(variant for group in plan.programs.values() for variant in group)
    ordered = [tallies.variants[variant.label] for variant in variants]
    coords = coordinate_arrays(variants, sweep_axes(plan), coordinates(plan))
    kept, names = recorded(plan), {name for statistics in stream.quantities.values() for name in statistics}
    dims = step_dims(kept)
    for name, dim in dims.items():
        coords.setdefault(dim, (dim, np.asarray(kept[name].steps, np.int64), words("step")))
    if "quantiles" in names:
        coords["level"] = ("level", np.asarray(stream.levels), words("share of the replicates below"))
    if "histogram" in names:
        coords |= _bins("bin", [-np.inf, *stream.bins.edges, np.inf])
    if plan.scenario.hits:
        first = hit_edges(steps)
        coords["hit_step"] = ("hit_step", first, words("first step of the bin", "steps"))
    data = _counts(plan, ordered)
    shapes = {v.label: layout(program).shapes for program, group in plan.programs.items() for v in group}
    for name, statistics in stream.quantities.items():
        folds = [tally.folds[name] for tally in ordered]
        for part, extra, arrays, meaning, units in _statistics(folds, statistics, stream.levels, kept[name]):
            own = kept[name].dims
            values = _stacked(arrays, len(kept[name].steps), [shapes[v.label][name] for v in variants])
            data[f"{name}_{part}"] = (("variant", dims[name], *own, *extra), values, words(meaning, units))
            coords |= place_arrays(own, values.shape[2 : 2 + len(own)])
    return in_order(plan, xr.Dataset(data, coords, attributes_of(variants, sweep_axes(plan), facts(plan))))


def _bins(dim: str, ends: Sequence[float]) -> dict[str, tuple]:
    edges = np.asarray(ends, np.float64)
    return {
        dim: (dim, np.arange(edges.size - 1), words("number of the bin")),
        f"{dim}_low": (dim, edges[:-1], words("lower edge of the bin, which belongs to it")),
        f"{dim}_high": (dim, edges[1:], words("upper edge of the bin, which does not")),
    }


def _counts(plan: Plan, tallies: Sequence[Tally]) -> dict[str, tuple]:
    """How many trajectories there are, and which share ended in which way and reached what."""
    status = np.array([tally.status for tally in tallies])
    count = status.sum(axis=1)
    data: dict[str, tuple] = {"count": ("variant", count, words("number of replicates"))}
    for one in Status:
        share = status[:, one] / count
        data[f"{one.label}_share"] = ("variant", share, words(f"share of trajectories: {one.sentence}"))
    for hit in plan.scenario.hits:
        found = np.array([tally.hits[hit.name] for tally in tallies])
        reached = (count - found[:, -1]) / count
        data[f"hit_{hit.name}_share"] = ("variant", reached, words(f"share that reached '{hit.name}'"))
        counts = ("variant", "hit_step"), found[:, :-1], words(f"first steps of '{hit.name}', counted")
        data[f"hit_{hit.name}_histogram"] = counts
    return data


def _statistics(
    folds: Sequence[Fold], statistics: Sequence[str], levels: Sequence[float], record: Recorded
) -> _Parts:
    """Name, further dimensions, values [rows, ...] of every variant, meaning and unit of each variable."""
    name, units = record.long_name, record.units
    square = "1" if units == "1" else f"({units})^2"
    if "mean" in statistics:
        yield "mean", (), [fold.mean() for fold in folds], f"mean of the {name}", units
        yield "mean_error", (), [fold.mean_error() for fold in folds], "standard error of the mean", units
    if "variance" in statistics:
        yield "variance", (), [fold.variance() for fold in folds], f"variance of the {name}", square
    if "quantiles" in statistics:
        values = [fold.quantiles(levels) for fold in folds]
        yield "quantile", ("level",), values, f"quantile of the {name}", units
    if "histogram" in statistics:
        counts = [fold.histogram for fold in folds if fold.histogram is not None]
        yield "histogram", ("bin",), counts, f"{name}, counted", "1"


def _stacked(arrays: Sequence[np.ndarray], steps: int, shapes: Sequence[tuple[int, ...]]) -> np.ndarray:
    """[rows, ...] of every variant -> [variant, step, ..., ...], with the ``shapes`` of one record.

    A coordinate that a variant does not have is NaN, or 0 of a count.
    """
    widest = tuple(max(sizes) for sizes in zip(*shapes, strict=True))
    rest = arrays[0].shape[1:]
    missing = 0 if arrays[0].dtype.kind == "i" else np.nan
    out = np.full((len(arrays), steps, *widest, *rest), missing, arrays[0].dtype)
    for target, array, shape in zip(out, arrays, shapes, strict=True):
        target[:, *map(slice, shape)] = array.reshape(steps, *shape, *rest)
    return out
