"""Every landscape of a scenario: its planes laid through the trajectories, and what is seen at each point.

Each point is a lane of a program that takes no step, which the engine of the trajectories looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from simlab import registry
from simlab.engines import Engine
from simlab.kernels.build import compile_all
from simlab.kernels.packs import width_of
from simlab.landscapes.plane import Plane, Trajectory
from simlab.landscapes.sight import Sight
from simlab.plan import Plan
from simlab.plan.points import still_batch, still_program
from simlab.plan.variants import Variant
from simlab.results.dataset import words
from simlab.scenario.landscape import EXPLAINED, PATH_LOSS, PLANE_LOSS, Landscape
from simlab.settings import Reporter

POINT_BYTES = 2**26  # of the points that are made at once
PATH, POSITION = "path", "position"
_WORDS = {
    EXPLAINED: "share of the variance of the path",
    PATH_LOSS: "loss on the path",
    PLANE_LOSS: "loss on the projection of the path to the plane",
    PATH: "projection of the path to the plane",
    POSITION: "position of the points along each direction",
}


def with_landscapes(
    plan: Plan, results: xr.Dataset, engine: Engine, threads: int, reporter: Reporter
) -> xr.Dataset:
    """``results`` and every landscape of the scenario of ``plan``, looked at by ``engine``.

    A landscape NAME gives variables NAME_quantity (variant, replicate, landscape_x_NAME[, landscape_y_NAME]);
    of a part of the replicates only, along landscape_replicate_NAME. One along the path also gives
    NAME_explained and NAME_position along landscape_axis_NAME, and NAME_path, NAME_path_loss and
    NAME_plane_loss along the steps of theta.

    Raises
    ------
    Interrupted
        On Ctrl-C.
    DeviceError
        If the device fails, or has too little memory for a point.
    """
    for landscape in plan.scenario.landscapes:
        survey = Survey(plan, landscape, results, engine, threads)
        reporter.stage(f"landscape '{landscape.name}': compiling")
        survey.compile()
        reporter.stage(f"landscape '{landscape.name}'", survey.lanes, "points")
        results = results.assign(survey.variables(reporter.advance))
    return results


class Survey:
    """One landscape of every variant."""

    def __init__(
        self, plan: Plan, landscape: Landscape, results: xr.Dataset, engine: Engine, threads: int
    ) -> None:
        self.plan, self.landscape, self.results = plan, landscape, results
        self.engine, self.threads = engine, threads
        self.kind: Any = registry.load("landscapes", landscape.kind)
        low, high = landscape.range or self.kind.RANGE
        self.sides = np.linspace(low, high, landscape.points or self.kind.POINTS)
        count = results.sizes["replicate"]
        self.sight = Sight(results, plan.scenario.run.seed, min(landscape.replicates or count, count))
        self.records = results["theta"].shape[2] if landscape.has_path else 0

    @property
    def lanes(self) -> int:
        """Points of all variants together."""
        one = len(self.sides) ** self.kind.AXES + 2 * self.records
        return len(self.plan.variants) * self.sight.replicates * one

    def compile(self) -> None:
        """Have the kernels that are needed."""
        if self.engine.name == "reference":
            return
        wanted = [self.landscape.quantities, *([["loss"]] if self.landscape.has_path else [])]
        programs = [still_program(variant, of) for variant in self.plan.variants for of in wanted]
        targets = [(program, width_of(program), self.engine.name) for program in dict.fromkeys(programs)]
        compile_all(targets, self.threads)

    def variables(self, advanced: Callable[[int], None]) -> dict[str, xr.DataArray]:
        """What the results hold of it."""
        with np.errstate(all="ignore"):  # a trajectory that was lost ends at infinity or at NaN
            found = [
                self._of_variant(variant, place, advanced) for place, variant in enumerate(self.plan.variants)
            ]
        return {
            f"{self.landscape.name}_{key}": self._labelled(key, np.stack([one[key] for one in found]))
            for key in found[0]
        }

    def _of_variant(
        self, variant: Variant, place: int, advanced: Callable[[int], None]
    ) -> dict[str, np.ndarray]:
        """Arrays [replicates, ...] by what they are."""
        trajectories = list(self.sight.trajectories(variant, place))
        planes = [self.kind.plane(one, **self.landscape.options) for one in trajectories]
        shape = (len(planes), *[len(self.sides)] * self.kind.AXES)
        grids = [_Points(plane, _grid(plane.positions(self.sides))) for plane in planes]
        seen = self._look(variant, self.landscape.quantities, grids, advanced)
        found = {quantity: values.reshape(shape) for quantity, values in seen.items()}
        if self.landscape.has_path:
            found |= self._along_path(variant, trajectories, planes, advanced)
        return found

    def _along_path(
        self,
        variant: Variant,
        trajectories: Sequence[Trajectory],
        planes: Sequence[Plane],
        advanced: Callable[[int], None],
    ) -> dict[str, np.ndarray]:
        """How true the plane is to the path that it was laid through."""
        shape = (len(planes), self.records)
        true = [_Points(None, one.path.T) for one in trajectories]
        paths = [plane.projection(one.path) for plane, one in zip(planes, trajectories, strict=True)]
        flat = [_Points(plane, path) for plane, path in zip(planes, paths, strict=True)]
        losses = self._look(variant, ["loss"], [*true, *flat], advanced)["loss"].reshape(2, *shape)
        return {
            PATH_LOSS: losses[0],
            PLANE_LOSS: losses[1],
            PATH: np.stack([path.T for path in paths]),
            EXPLAINED: np.stack([plane.explained for plane in planes]),
            POSITION: np.stack([plane.positions(self.sides) for plane in planes]),
        }

    def _look(
        self,
        variant: Variant,
        quantities: Sequence[str],
        sources: Iterable[_Points],
        advanced: Callable[[int], None],
    ) -> dict[str, np.ndarray]:
        """Each quantity [points] at all points of the ``sources``, one source after another."""
        program = still_program(variant, quantities)
        found: dict[str, list[np.ndarray]] = {quantity: [] for quantity in quantities}
        for points in _portions(sources, max(1, POINT_BYTES // (8 * program.dimension))):
            batch = still_batch(variant, program, points)
            self.engine.look(batch, self.threads, advanced)
            for quantity, values in found.items():
                values.append(batch.records[quantity][0, : batch.lanes])
        return {quantity: np.concatenate(values) for quantity, values in found.items()}

    def _labelled(self, key: str, values: np.ndarray) -> xr.DataArray:
        """The variable of ``key``, its values [variant, replicate, ...] with their dimensions."""
        name, whole = self.landscape.name, self.sight.replicates == self.results.sizes["replicate"]
        replicate = "replicate" if whole else f"landscape_replicate_{name}"
        x, y, axis = (f"{dim}_{name}" for dim in ("landscape_x", "landscape_y", "landscape_axis"))
        step = str(self.results["theta"].dims[2]) if self.landscape.has_path else ""
        along = {
            EXPLAINED: [axis],
            POSITION: [axis, x],
            PATH: [step, axis],
            PATH_LOSS: [step],
            PLANE_LOSS: [step],
        }
        dims = ["variant", replicate, *along.get(key, (x, y)[: self.kind.AXES])]
        known = {x: self.sides, y: self.sides, axis: np.arange(1, 3), replicate: np.arange(values.shape[1])}
        coords = {dim: self.results[dim] if dim in self.results.coords else known[dim] for dim in dims}
        if key in _WORDS:
            meaning = words(_WORDS[key])
        else:
            module = registry.load("observers", key)
            meaning = words(module.LONG_NAME, module.UNITS)
        return xr.DataArray(values, coords, dims, attrs=meaning | {"landscape": self.landscape.kind})


@dataclass(frozen=True)
class _Points:
    """Points: ``places`` [axes, count] in a plane, or [coordinates, count] themselves."""

    plane: Plane | None
    places: np.ndarray

    def some(self, first: int, last: int) -> np.ndarray:
        """Those from ``first`` to before ``last`` [coordinates, ...]."""
        places = self.places[:, first:last]
        return self.plane.points(places) if self.plane else places


def _grid(positions: np.ndarray) -> np.ndarray:
    """Every combination of the ``positions`` [axes, points] along the axes, the last one fastest."""
    return np.stack([axis.ravel() for axis in np.meshgrid(*positions, indexing="ij")])


def _portions(sources: Iterable[_Points], most: int) -> Iterator[np.ndarray]:
    """All points [coordinates, ...], about ``most`` at a time."""
    held: list[np.ndarray] = []
    for source in sources:
        count = source.places.shape[1]
        for first in range(0, count, most):
            held.append(source.some(first, min(first + most, count)))
            if sum(part.shape[1] for part in held) >= most:
                yield np.concatenate(held, axis=1)
                held = []
    if held:
        yield np.concatenate(held, axis=1)
