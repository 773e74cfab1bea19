"""Gradients of a surface in a plane, at grid points and where a level set passes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simlab.results.attributes import optima

_STEP = 1e-5  # of a central difference, in widths of the window
_SAMPLES = 61  # along the line on which a level is looked for


class PlaneLoss:
    """The loss of one variant in the plane of two coordinates, the others at its first minimum or at zero."""

    def __init__(self, dataset, place: int, plane: Sequence[int], surface) -> None:
        self.label, self.plane, self.surface = str(dataset["variant"].values[place]), list(plane), surface
        minima = optima(dataset)[self.label]
        self.base = np.array(minima[0] if minima else [0.0] * dataset.sizes["coordinate"], dtype=float)

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """Loss [n] at ``points`` [n, 2], NaN where it is not finite."""
        full = np.repeat(self.base[:, None], len(points), axis=1)
        full[self.plane] = points.T
        with np.errstate(all="ignore"):
            loss = np.asarray(self.surface(full, self.label), dtype=float)
        return np.where(np.isfinite(loss), loss, np.nan)

    def gradient(self, points: np.ndarray, window) -> np.ndarray:
        """(f(p + h e_i) - f(p - h e_i)) / 2h at ``points`` [n, 2], as [n, 2]."""
        steps = _STEP * np.array([window[1] - window[0], window[3] - window[2]])
        columns = []
        for move in np.diag(steps):
            columns.append((self(points + move) - self(points - move)) / (2 * move.sum()))
        return np.column_stack(columns)


def on_levels(loss: PlaneLoss, points: np.ndarray, window, levels: np.ndarray, reach: float, above: float):
    """``points`` [n, 2] moved along their gradient to the nearest level; mask [n] of those that meet one.

    A level is met at a distance of at most ``reach``; ``levels`` count from ``above``.
    """
    gradient = loss.gradient(points, window)
    with np.errstate(invalid="ignore", divide="ignore"):
        unit = gradient / np.hypot(*gradient.T)[:, None]
    # Sampled from near to far, so that the first crossing is the nearest one.
    shares = np.linspace(0.0, 1.0, _SAMPLES)
    best = np.full(len(points), np.inf)
    for sign in (1.0, -1.0):
        places = points[:, None] + sign * reach * shares[None, :, None] * unit[:, None]
        heights = loss(places.reshape(-1, 2)).reshape(len(points), _SAMPLES) - above
        for level in levels:
            beyond = heights - level
            with np.errstate(invalid="ignore", divide="ignore"):
                crossed = np.sign(beyond[:, :-1]) * np.sign(beyond[:, 1:]) <= 0
                first = np.argmax(crossed, axis=1)
                rows = np.arange(len(points))
                here, there = beyond[rows, first], beyond[rows, first + 1]
                share = shares[first] + np.where(here == there, 0.0, here / (here - there)) * shares[1]
            found = crossed.any(axis=1) & np.isfinite(share)
            nearer = found & (share < np.abs(best))
            best[nearer] = sign * share[nearer]
    met = np.isfinite(best)
    moved = points + np.where(met, best, 0.0)[:, None] * reach * np.where(met[:, None], unit, 0.0)
    return moved, met
