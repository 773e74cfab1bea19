"""Finite differences: the gradient that an optimizer is given against the loss that the same kernels compute.

Formula
    d_i = (f(x + h_i e_i) - f(x - h_i e_i)) / (2 h_i),  h_i = (3 u)^(1/3) max(|x_i|, 1),
    error = |g - d| / (|g| + |d|)
Symbols
    u = 2^-53; g the gradient that reaches the optimizer, read off one step of gradient descent with learning
    rate 1: x - x_1. Every point is a lane of one run: x itself, then all x + h_i e_i, then all x - h_i e_i.
Reference
    Lecture 4, section 4.1; the width balances the error of the formula against rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from simlab.plan.batches import build_batch, width_of
from simlab.plan.plan import Plan

MOST_COORDINATES = 1000  # of a larger problem so many are compared, evenly spaced
WIDTH = (3.0 * 2.0**-53) ** (1.0 / 3.0)


def gradient_error(plan: Plan, x: np.ndarray, loss: str, engine: Callable[..., Any], threads: int) -> float:
    """The relative error of the gradient at ``x`` [coordinates].

    ``plan`` has one variant: a step of gradient descent in float64 with learning rate 1 and without noise,
    which records ``loss``, the observer that is differentiated, at step 0. The start of its lanes is any.
    NaN where a loss or the gradient is not finite.
    """
    chosen = np.arange(0, len(x), -(-len(x) // MOST_COORDINATES))
    points = np.repeat(x[:, None], 1 + 2 * len(chosen), axis=1)
    width = WIDTH * np.maximum(np.abs(x[chosen]), 1.0)
    above = 1 + np.arange(len(chosen))
    below = above + len(chosen)
    points[chosen, above] += width
    points[chosen, below] -= width
    values, gradient = _evaluated(plan, points, loss, engine, threads)
    slopes = (values[above] - values[below]) / (points[chosen, above] - points[chosen, below])
    scale = np.linalg.norm(gradient[chosen]) + np.linalg.norm(slopes)
    if not np.isfinite(scale):
        return float("nan")
    return float(np.linalg.norm(gradient[chosen] - slopes) / scale) if scale else 0.0


def _evaluated(
    plan: Plan, points: np.ndarray, loss: str, engine, threads: int
) -> tuple[np.ndarray, np.ndarray]:
    """The loss at every point, a lane each; the gradient at the first one."""
    run, (variant,) = plan.scenario.run, plan.variants
    dimension, lanes = points.shape
    kind, width = plan.scenario.start.kind, width_of(variant.program)
    batch = build_batch([variant], kind, range(lanes), 1, run.seed, plan.record, width)
    batch.state[:dimension, :lanes] = points
    engine([batch], threads)
    return batch.records[loss][0, :lanes], points[:, 0] - batch.state[:dimension, 0]
