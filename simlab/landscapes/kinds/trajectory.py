"""The plane in which a trajectory moves most: its two principal directions, through its end.

Points
    theta(a, b) = theta_end + p_1(a) d1 + p_2(b) d2, where 0 and 1 of the range are the least and the greatest
    projection of the path on each direction.
Directions
    The first two right singular vectors of the matrix of theta_t - theta_end over the recorded steps t. The
    share of the path's variance along each is kept as ``<name>_explained``; the loss on the path and on its
    projection, as ``<name>_path_loss`` and ``<name>_plane_loss``, tell how far the plane can be trusted.
Reference
    H. Li, Z. Xu, G. Taylor, C. Studer & T. Goldstein (2018), Visualizing the loss landscape of neural nets,
    NeurIPS, section 7.2.
"""

from __future__ import annotations

import numpy as np

from simlab.landscapes.plane import Plane, Trajectory

AXES = 2
POINTS = 25
RANGE = (-0.15, 1.15)


def plane(trajectory: Trajectory) -> Plane:
    """The plane of one trajectory; NaN if it has no finite end or never moves."""
    origin, path = trajectory.end, trajectory.path
    away = (path - origin)[np.isfinite(path).all(axis=1)]
    if not (np.isfinite(origin).all() and away.any()):
        missing = np.full(AXES, np.nan)
        return Plane(origin, np.full((AXES, len(origin)), np.nan), missing, missing, missing)
    _, sizes, directions = np.linalg.svd(away, full_matrices=False)
    directions, sizes = directions[:AXES], np.append(sizes, 0.0)
    if len(directions) < AXES:  # two recorded points lie on a line
        directions = np.vstack([directions, _across(directions[0])])
    found = Plane(origin, directions, np.zeros(AXES), np.ones(AXES), (sizes**2 / (sizes**2).sum())[:AXES])
    begins = found.projection(path[:1])[:, 0]
    directions = (
        directions * np.where(begins < 0.0, -1.0, 1.0)[:, None]
    )  # its sign is free: begin to the right
    found = Plane(origin, directions, found.low, found.high, found.explained)
    along = found.projection(path[np.isfinite(path).all(axis=1)])
    low, high = along.min(axis=1), along.max(axis=1)
    widest = (high - low).max()
    thin = high - low < 1e-3 * widest  # of a path along a line
    low, high = np.where(thin, low - widest / 2, low), np.where(thin, high + widest / 2, high)
    return Plane(origin, directions, low, high, found.explained)


def _across(direction: np.ndarray) -> np.ndarray:
    """A unit vector across a unit ``direction`` [coordinates]."""
    other = np.zeros_like(direction)
    other[np.abs(direction).argmin()] = 1.0
    other -= direction * direction @ other
    return other / np.sqrt((other**2).sum())
