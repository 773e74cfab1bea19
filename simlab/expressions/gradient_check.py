"""A derived surface against finite differences in float64, before anything is run on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import signature
from types import ModuleType

import numpy as np

from simlab.expressions.errors import ExpressionError
from simlab.lanes.memory import ArrayRows

_STEP = 1e-4  # of a central difference, relative to a coordinate of size 1 or more
_AGREEMENT = 1e-5  # of derivative and difference, relative
_SMOOTH = 1e-3  # of two differences, relative: beyond it the point lies on or near a corner


def points_around(center: Sequence[float], count: int = 12, reach: float = 1.0) -> np.ndarray:
    """``count`` points [count, d] in a box around ``center`` [d], always the same ones.

    A Weyl sequence: the fractional parts of multiples of the square roots of primes fill a box evenly.
    """
    middle = np.asarray(center, float)
    roots = np.sqrt([n for n in range(2, 4000) if all(n % k for k in range(2, int(n**0.5) + 1))])
    steps = np.arange(1, count + 1)[:, None] * roots[None, : len(middle)]
    return middle + reach * np.maximum(1.0, np.abs(middle)) * (2.0 * (steps % 1.0) - 1.0)


def check_gradient(module: ModuleType, points: np.ndarray, parameters: Mapping[str, float]) -> int:
    """Compare ``module``'s gradient and Hessian with central differences of its value and gradient.

    A point where the difference itself depends on its step (a corner of abs, min, max, a condition, or the
    edge of the domain) is passed over.

    Parameters
    ----------
    module : module
        With ``value_and_gradient`` and ``hessian`` as every surface has.
    points : [n, d]
        Where to compare.
    parameters : mapping
        Value of every parameter.

    Returns
    -------
    int
        How many derivatives were compared.

    Raises
    ------
    ExpressionError
        If a derivative disagrees; the message names it, the point and both numbers.
    """
    value, gradient, hessian = _functions(module, parameters)
    compared = 0
    for point in np.asarray(points, float):
        slopes, curvatures = gradient(point), hessian(point)
        for i in range(len(point)):
            compared += _compare(f"df/dx{i}", slopes[i], value, point, i)
            for j in range(i + 1):
                compared += _compare(
                    f"d2f/dx{i}dx{j}", curvatures[i, j], lambda at, j=j: gradient(at)[j], point, i
                )
    return compared


def _compare(what: str, derivative: float, function: Callable, point: np.ndarray, i: int) -> bool:
    coarse, fine = (_central(function, point, i, scale) for scale in (1.0, 0.5))
    # Rounding: the function's own size over the step. Richardson's step then removes the leading error.
    size = abs(function(point))
    noise = 1e-14 * size / _STEP + _AGREEMENT * 1e-3
    best = (4.0 * fine - coarse) / 3.0
    if not np.isfinite([derivative, coarse, fine]).all():
        return False
    if abs(coarse - fine) > _SMOOTH * abs(best) + noise:
        return False
    if abs(derivative - best) > _AGREEMENT * abs(best) + 10.0 * abs(coarse - fine) + noise:
        place = ", ".join(f"{x:.6g}" for x in point)
        raise ExpressionError(
            f"the derivative {what} at ({place}) is {derivative:.9g}, a finite difference gives {best:.9g}"
        )
    return True


def _central(function: Callable, point: np.ndarray, i: int, scale: float) -> float:
    step = np.zeros(len(point))
    step[i] = scale * _STEP * max(1.0, abs(point[i]))
    return (function(point + step) - function(point - step)) / (2.0 * step[i])


def _functions(module: ModuleType, parameters: Mapping[str, float]) -> tuple[Callable, Callable, Callable]:
    """Value, gradient [d] and Hessian [d, d] at a point [d]."""

    def call(function: Callable, point: np.ndarray, count: int):
        out = ArrayRows(np.empty((count, 1)))
        known = {name: parameters[name] for name in signature(function).parameters if name in parameters}
        rows = ArrayRows(np.asarray(point, float).reshape(-1, 1))
        with np.errstate(all="ignore"):
            result = function(rows, out, **known)
        return result, out.array.ravel()

    def value(point):
        return float(np.ravel(call(module.value_and_gradient, point, len(point))[0])[0])

    def gradient(point):
        return call(module.value_and_gradient, point, len(point))[1]

    def hessian(point):
        return call(module.hessian, point, len(point) ** 2)[1].reshape(len(point), -1)

    return value, gradient, hessian
