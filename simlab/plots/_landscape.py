"""Contours of a surface and what is marked on them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simlab.plots._palette import INK, LAND_MAP
from simlab.plots._ticks import round_steps
from simlab.results.attributes import optima

_POINTS = 320  # grid points a side
_DECADES = 6.0  # contours reach at most this far below the highest one
_MARGIN = 0.08  # free room around the paths, in widths
_REACH = 0.6  # a path that runs away is followed so far outside, in widths of what else is shown
_RUNS_AWAY = 8.0  # in widths of the box of starts and minima
_THINNEST = 0.25  # that box counts as at least so wide, in its longer side
_FLATTEST = 0.7  # least ratio of the sides of a window whose axes share one scale


@dataclass(frozen=True)
class Terrain:
    """A surface over a window: ``height`` [y, x], NaN where it is undefined."""

    x: np.ndarray
    y: np.ndarray
    height: np.ndarray


def view(paths: Sequence[np.ndarray], minima: np.ndarray, equal: bool) -> tuple[float, ...]:
    """Window (x from, x to, y from, y to) of all ``paths`` [records, 2] and ``minima`` [count, 2].

    A path that runs away is followed for a while only, so that the others stay visible.
    """
    anchors = np.concatenate([*(path[:1] for path in paths), minima])
    low, high = _box(anchors)
    if len(minima):
        limit = _RUNS_AWAY * np.maximum(high - low, _THINNEST * max((high - low).max(), 1e-300))
        tame = [path for path in paths if _within(path, low - limit, high + limit)]
    else:
        tame = list(paths)
    low, high = _box(np.concatenate([anchors, *tame]))
    size = np.where(high > low, high - low, (high - low).max() or 1.0)
    everything = np.concatenate([anchors, *paths])
    everything = everything[np.isfinite(everything).all(axis=1)]
    low, high = _box(np.clip(everything, low - _REACH * size, high + _REACH * size))
    size = np.where(high > low, high - low, (high - low).max() or 1.0)
    if equal:
        size = np.maximum(size, _FLATTEST * size.max())
    middle, half = (low + high) / 2, size * (0.5 + _MARGIN)
    (x_from, y_from), (x_to, y_to) = middle - half, middle + half
    return float(x_from), float(x_to), float(y_from), float(y_to)


def _box(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    points = points[np.isfinite(points).all(axis=1)]
    return points.min(axis=0), points.max(axis=0)


def _within(path: np.ndarray, low: np.ndarray, high: np.ndarray) -> bool:
    return bool(np.isfinite(path).all() and (path >= low).all() and (path <= high).all())


def terrain(dataset, place: int, plane: Sequence[int], window, surface, log: bool) -> Terrain:
    """Sample the surface of one variant over a window of two coordinates.

    The other coordinates stay at the variant's first minimum, at zero when it has none. With ``log`` heights
    are counted from the lowest known minimum, or from the lowest sample without one.
    """
    label = str(dataset["variant"].values[place])
    minima = np.array(optima(dataset)[label], dtype=float).reshape(-1, dataset.sizes["coordinate"])
    base = minima[0] if len(minima) else np.zeros(dataset.sizes["coordinate"])
    x = np.linspace(window[0], window[1], _POINTS)
    y = np.linspace(window[2], window[3], _POINTS)
    points = np.repeat(base[:, None], _POINTS * _POINTS, axis=1)
    points[plane[0]], points[plane[1]] = (axis.ravel() for axis in np.meshgrid(x, y))
    with np.errstate(all="ignore"):  # a surface may be infinite or undefined in parts of the window
        loss = np.asarray(surface(points, label), dtype=float).reshape(_POINTS, _POINTS)
        known = np.asarray(surface(minima.T, label), dtype=float) if len(minima) else np.empty(0)
    height = np.where(np.isfinite(loss), loss, np.nan)
    if log:
        height -= np.min(known) if len(known) and np.isfinite(known).all() else np.nanmin(height)
    return Terrain(x, y, height)


def contour_levels(terrains: Sequence[Terrain], count: int, log: bool) -> np.ndarray:
    """About ``count`` heights for all ``terrains``, at equal fractions of a decade or at equal steps."""
    heights = np.concatenate([one.height[np.isfinite(one.height)] for one in terrains])
    positive = heights[heights > 0]
    if log and len(positive):
        top = math.log10(positive.max())
        bottom = min(math.log10(np.quantile(one.height[one.height > 0], 0.002)) for one in terrains)
        bottom = max(bottom, top - _DECADES)
        steps = max(1, round(count / max(top - bottom, 1e-3)))
        levels = 10.0 ** (np.arange(math.ceil(bottom * steps), math.floor(top * steps) + 1) / steps)
    else:
        levels = round_steps(float(heights.min()), float(heights.max()), count)
    return levels if len(levels) > 1 else np.array([heights.min() - 1.0, heights.max() + 1.0])


def paint(axes, land: Terrain, levels: np.ndarray, log: bool):
    """Pale contours, so that paths stand out; returns what a colour bar reads."""
    lowest = levels[0] * 1e-3 if log else None
    height = np.ma.masked_invalid(np.clip(land.height, lowest, None))
    scale = {"norm": "log" if log else "linear", "vmin": levels[0], "vmax": levels[-1], "extend": "both"}
    filled = axes.contourf(land.x, land.y, height, levels, cmap=LAND_MAP, **scale)
    lines = {"colors": "#A3AFBB", "linewidths": 0.7, "negative_linestyles": "solid"}
    axes.contour(land.x, land.y, height, levels, **lines)
    return filled


def mark_minima(axes, minima: np.ndarray, window) -> None:
    """A star at every one of ``minima`` [count, 2] inside the window."""
    low, high = np.array([window[0], window[2]]), np.array([window[1], window[3]])
    points = minima[((minima >= low) & (minima <= high)).all(axis=1)]
    if len(points):
        look = {"marker": "*", "markersize": 18, "markerfacecolor": "white", "markeredgecolor": INK}
        axes.plot(*points.T, linestyle="", markeredgewidth=1.4, zorder=7, label="minimum", **look)
