"""Paths of iterates: markers at recorded points, arrows along the way, a dark edge at the end."""

from __future__ import annotations

import math

import numpy as np

from simlab.plots._palette import INK, line_look, marker_look

_DOTS = 24  # markers on a path
_REACH = 1e3  # a path is followed so far outside the window, in widths: files have no room for 1e300
_LEAST = 0.06  # a path shorter than this share of the window has no arrows


def draw_paths(axes, paths, window, colour: int, dashed: bool, label: str, lost: bool, arrows: int) -> None:
    """Draw ``paths`` (a list of points [records, 2]) in one look; one that is ``lost`` has no end to mark."""
    line = line_look(colour) | ({} if dashed else {"linestyle": "-"})
    marks = marker_look(colour) | {"markersize": 5.5, "markeredgewidth": 0.7}
    low, spans = np.array([window[0], window[2]]), np.array([window[1] - window[0], window[3] - window[2]])
    for number, path in enumerate(paths):
        points = path[np.isfinite(path).all(axis=1)]
        points = np.clip(points, low - _REACH * spans, low + _REACH * spans)
        every = max(1, math.ceil(len(points) / _DOTS))
        name = {"label": label} if number == 0 else {}
        axes.plot(points[:, 0], points[:, 1], markevery=every, gid="path", **line, **marks, **name)
        _arrows(axes, points, low, spans, line["color"], arrows)
        if not lost:
            end = marks | {"color": line["color"], "markersize": 9, "markeredgecolor": INK, "gid": "end"}
            axes.plot(points[-1:, 0], points[-1:, 1], linestyle="", **end)


def _arrows(axes, points: np.ndarray, low: np.ndarray, spans: np.ndarray, colour, count: int) -> None:
    """Arrow heads at equal distances along the part of the path inside the window."""
    inside = ((points >= low) & (points <= low + spans)).all(axis=1)
    starts, moves = points[:-1], np.diff(points, axis=0)
    lengths = np.hypot(*(moves / spans).T) * (inside[:-1] & inside[1:])
    total = np.concatenate([[0.0], np.cumsum(lengths)])
    if total[-1] <= _LEAST:
        return
    for target in total[-1] * (np.arange(count) + 0.6) / count:
        segment = min(int(np.searchsorted(total, target, "right")) - 1, len(lengths) - 1)
        share = (target - total[segment]) / lengths[segment]
        tip = starts[segment] + share * moves[segment]
        tail = tip - 1e-3 * moves[segment] / lengths[segment]
        arrow = {"arrowstyle": "-|>", "color": colour, "mutation_scale": 17, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", tip, tail, arrowprops=arrow, zorder=5)
