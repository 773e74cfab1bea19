"""Central differences of a loss, one problem a lane."""

from __future__ import annotations

from simlab.lanes.dispatch import by_precision
from simlab.lanes.flags import inline
from simlab.lanes.memory import vector_like
from simlab.lanes.ops import absolute, maximum, where


def _width_float32(size):
    return 4.9e-3 * size


def _width_float64(size):
    return 6.1e-6 * size


difference_width = by_precision(
    "difference_width", _width_float32, _width_float64, doc="h for points of a size."
)


@inline
def gradient_difference(evaluate, problem, theta, gradient):
    """Largest difference of ``gradient`` [d rows] from central differences, relative to the largest slope.

    ``evaluate(x, gradient, problem)`` gives the loss at ``x`` [d rows]; 0 if all slopes are 0.
    """
    point, unused = vector_like(theta), vector_like(theta)
    error = theta[0] - theta[0]
    greatest = error
    for i in range(len(theta)):
        point[i] = theta[i]
    for i in range(len(theta)):
        width = difference_width(maximum(absolute(theta[i]), theta[i] - theta[i] + 1.0))
        point[i] = theta[i] + width
        ahead = point[i]
        above = evaluate(point, unused, problem)
        point[i] = theta[i] - width
        behind = point[i]
        below = evaluate(point, unused, problem)
        point[i] = theta[i]
        slope = (above - below) / (ahead - behind)
        error = maximum(error, absolute(gradient[i] - slope))
        greatest = maximum(greatest, maximum(absolute(gradient[i]), absolute(slope)))
    return where(greatest == 0.0, greatest, error / where(greatest == 0.0, 1.0, greatest))
