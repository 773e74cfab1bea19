"""Which minimum each trajectory of a grid of starts reaches, and how long it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simlab.errors import UsageError
from simlab.results.attributes import optima
from simlab.status import Status

UNDECIDED, LOST = -1, -2  # no minimum reached; diverged or not finite
_MOST_FOUND = 24  # points looked for besides the known minima


@dataclass(frozen=True)
class Basins:
    """The map of one variant.

    ``x`` [columns] and ``y`` [rows] are the starts; ``basin`` [rows, columns] is the index of the point
    reached, or ``UNDECIDED`` or ``LOST``; ``steps`` [rows, columns] is when the trajectory ended; ``points``
    [count, 2] holds ``known`` minima first, then the other points at which converged trajectories ended.
    """

    x: np.ndarray
    y: np.ndarray
    basin: np.ndarray
    steps: np.ndarray
    points: np.ndarray
    known: int


def basin_maps(dataset, places: Sequence[int], minima, tolerance: float, name: str) -> list[Basins]:
    """The maps of the variants at ``places``, over one common list of points.

    A trajectory has arrived when its status is converged or target, or when it ends within ``tolerance`` (in
    widths of the grid of starts) of a known minimum, of the problem or of ``minima``. It belongs to the
    nearest point. Converged ends away from every known minimum are gathered, first come, into further points.

    Raises
    ------
    UsageError
        If the problem has not two coordinates or the starts are no full grid.
    """
    if dataset.sizes["coordinate"] != 2:
        raise UsageError(f"figure '{name}': a basin map needs a problem of two coordinates")
    starts = dataset["start"].values[places]
    ends = dataset["final_theta"].values[places].astype(float)
    status = dataset["status"].values[places]
    grids = [_grid(one, name) for one in starts]
    width = max(max(np.ptp(x), np.ptp(y)) for x, y, _, _ in grids)
    points = _known_minima(dataset, places, minima)
    known = len(points)
    nearest, distance = _nearest(ends, points)
    stopped = np.isin(status, (Status.CONVERGED, Status.TARGET))
    near = distance <= tolerance * width
    astray = stopped & ~near & np.isfinite(ends).all(axis=-1)
    if astray.any():
        points = np.concatenate([points, _gather(ends[astray], tolerance * width)])
        nearest, _ = _nearest(ends, points)
    basin = np.where(stopped | near, nearest, UNDECIDED)
    basin[np.isin(status, (Status.DIVERGED, Status.NON_FINITE)) | ~np.isfinite(ends).all(axis=-1)] = LOST
    steps = dataset["status_step"].values[places]
    maps = []
    for (x, y, columns, rows), one_basin, one_steps in zip(grids, basin, steps, strict=True):
        image = np.empty((2, len(y), len(x)), dtype=np.int64)
        image[0, rows, columns], image[1, rows, columns] = one_basin, one_steps
        maps.append(Basins(x, y, image[0], image[1], points, known))
    return maps


def _grid(starts: np.ndarray, name: str):
    """Distinct coordinates of ``starts`` [replicate, 2] and the column and row of each."""
    x, columns = np.unique(starts[:, 0], return_inverse=True)
    y, rows = np.unique(starts[:, 1], return_inverse=True)
    if min(len(x), len(y)) < 2 or len(x) * len(y) != len(starts):
        raise UsageError(f"figure '{name}': a basin map needs a grid of starts; set [start] kind = \"grid\"")
    return x, y, columns, rows


def _known_minima(dataset, places, minima) -> np.ndarray:
    every = optima(dataset)
    listed = [point for place in places for point in every[str(dataset["variant"].values[place])]]
    distinct = list(dict.fromkeys(tuple(map(float, point)) for point in [*listed, *minima]))
    return np.array(distinct, dtype=float).reshape(-1, 2)


def _nearest(ends: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Index of and distance to the nearest of ``points`` [count, 2] for ``ends`` [..., 2]."""
    index = np.full(ends.shape[:-1], UNDECIDED, dtype=np.int64)
    best = np.full(ends.shape[:-1], np.inf)
    with np.errstate(invalid="ignore", over="ignore"):
        for number, point in enumerate(points):
            distance = np.hypot(ends[..., 0] - point[0], ends[..., 1] - point[1])
            closer = distance < best
            index[closer], best[closer] = number, distance[closer]
    return index, best


def _gather(ends: np.ndarray, radius: float) -> np.ndarray:
    """Points [count, 2] around which ``ends`` [n, 2] lie within ``radius``."""
    found: list[np.ndarray] = []
    while len(ends) and len(found) < _MOST_FOUND:
        here = np.hypot(*(ends - ends[0]).T) <= radius
        found.append(np.median(ends[here], axis=0))
        ends = ends[~here]
    return np.array(found).reshape(-1, 2)
