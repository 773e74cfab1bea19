"""The observer ``gradient_error`` laid over lanes: all its differences at once, of one point.

Every point is a lane of one run: x itself, then all x + h_i e_i, then all x - h_i e_i. So a large network
costs a few passes where the observer takes two a coordinate, one after the other. Formula, width and
reference are the observer's; only the gradient is what an optimizer is given, chance and memory included: it
is read off one step of gradient descent with learning rate 1, x - x_1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from simlab.kernels.packs import width_of
from simlab.lanes.differences import difference_width
from simlab.plan.batches import build_batch
from simlab.plan.plan import Plan

MOST_COORDINATES = 1000  # of a larger problem so many are compared, evenly spaced


def gradient_error(plan: Plan, x: np.ndarray, loss: str, engine: Callable[..., Any], threads: int) -> float:
    """The relative error of the gradient at ``x`` [coordinates].

    ``plan`` has one variant: a step of gradient descent in float64 with learning rate 1 and without noise,
    which records ``loss``, the observer that is differentiated, at step 0. The start of its lanes is any.
    NaN where a loss or the gradient is not finite.
    """
    chosen = np.arange(0, len(x), -(-len(x) // MOST_COORDINATES))
    points = np.repeat(x[:, None], 1 + 2 * len(chosen), axis=1)
    width = difference_width(np.maximum(np.abs(x[chosen]), 1.0))
    above = 1 + np.arange(len(chosen))
    below = above + len(chosen)
    points[chosen, above] += width
    points[chosen, below] -= width
    values, gradient = _evaluated(plan, points, loss, engine, threads)
    slopes = (values[above] - values[below]) / (points[chosen, above] - points[chosen, below])
    greatest = max(np.max(np.abs(gradient[chosen])), np.max(np.abs(slopes)))
    if not np.isfinite(greatest):
        return float("nan")
    return float(np.max(np.abs(gradient[chosen] - slopes)) / greatest) if greatest else 0.0


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
