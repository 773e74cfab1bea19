"""Settings that are nearly as good as the best one, and how wide they lie along a swept parameter."""

from __future__ import annotations

import numpy as np

_SHARE = {"low": (0.0, 0.0, 1.0), "middle": (0.0, 0.5, 1.0), "high": (0.0, 1.0, 1.0)}


def nearly_best(q: np.ndarray, within: float) -> np.ndarray:
    """Where q <= ``within`` * min q along the last axis; infinite and NaN values of q are never good."""
    q = np.where(np.isnan(q), np.inf, q)
    return np.isfinite(q) & (q <= within * q.min(axis=-1, keepdims=True))


def decades(good: np.ndarray, at: np.ndarray, side: str = "middle") -> np.ndarray:
    """Decades of the parameter's values ``at`` (positive, rising) where ``good`` holds, [..., axis] -> [...].

    A gap between two good neighbours counts in full and one between two bad ones not at all. Of the gap
    between a good and a bad one ``side`` "low" counts nothing, "middle" half (up to the geometric mean) and
    "high" all. Nothing is counted beyond the ends of the sweep.
    """
    ends = good[..., 1:].astype(int) + good[..., :-1]
    return (np.array(_SHARE[side])[ends] * np.diff(np.log10(at))).sum(axis=-1)


def runs(good: np.ndarray, at: np.ndarray) -> list[tuple[float, float]]:
    """Intervals of the parameter that ``decades`` counts by "middle", for one row ``good`` [axis]."""
    edges = np.concatenate([at[:1], np.sqrt(at[1:] * at[:-1]), at[-1:]])
    flips = np.flatnonzero(np.diff(np.concatenate([[0], good.astype(int), [0]])))
    return [(float(edges[first]), float(edges[last])) for first, last in flips.reshape(-1, 2)]
