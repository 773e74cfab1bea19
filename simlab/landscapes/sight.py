"""What a run has left of its trajectories, as the kinds of landscapes see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import xarray as xr

from simlab.landscapes.plane import Trajectory
from simlab.lanes.random.normal import box_muller
from simlab.lanes.random.purposes import LANDSCAPES
from simlab.lanes.random.threefry import threefry
from simlab.lanes.random.uniform import unit_float64
from simlab.plan.variants import Variant


@dataclass(frozen=True)
class Sight:
    """The results of a run, its seed, and how many of its replicates are looked at."""

    results: xr.Dataset
    seed: int
    replicates: int

    def trajectories(self, variant: Variant, place: int) -> Iterator[Trajectory]:
        """Those of a variant, which stands at ``place`` in the results."""
        d, count = variant.program.dimension, self.results.sizes["replicate"]
        start, end = (
            self.results[name].values[place, :, :d].astype(float) for name in ("start", "final_theta")
        )
        recorded = self.results["theta"].values[place] if "theta" in self.results else np.empty((count, 0, d))
        blocks = list(variant.network.architecture.blocks()) if variant.network else []
        for replicate in range(self.replicates):
            yield Trajectory(
                start=start[replicate],
                end=end[replicate],
                next_end=end[(replicate + 1) % count],
                path=recorded[replicate, :, :d].astype(float),
                blocks=blocks,
                normals=partial(_normals, self.seed, variant.stream, replicate),
            )


def _normals(seed: int, stream: int, replicate: int, count: int, number: int) -> np.ndarray:
    """Standard normal numbers [count] of a direction's ``number``."""
    slots = np.arange((count + 1) // 2, dtype=np.uint32)
    key = [np.full(len(slots), word, np.uint32) for word in (replicate, number)]
    words = threefry((seed & 0xFFFFFFFF, seed >> 32, stream, *key, LANDSCAPES), slots)
    pair = box_muller(unit_float64(words[0], words[1]), unit_float64(words[2], words[3]))
    return np.stack(pair, axis=-1).reshape(-1)[:count]
