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
_SHIFTS = np.array([1.0, -1.0, 0.5, -0.5])  # in steps
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
    points = np.asarray(points, float)
    d = points.shape[1]
    steps = _STEP * np.maximum(1.0, np.abs(points))[:, :, None]  # of a shift along each coordinate
    at = points[:, None, None] + np.einsum("ni,c,ij->nicj", steps[:, :, 0], _SHIFTS, np.eye(d))
    shifted = np.moveaxis(_functions(module, parameters, at), 2, 0)  # ahead, behind, half ahead, half behind
    here = _functions(module, parameters, points)[:, None]  # [n, 1, 1 + d]: value and gradient
    exact = np.concatenate([here[:, 0, 1:, None], _hessian(module, parameters, points)], axis=2)

    with np.errstate(all="ignore"):
        coarse, fine = (shifted[0] - shifted[1]) / (2.0 * steps), (shifted[2] - shifted[3]) / steps
        # Rounding: the function's own size over the step. Richardson's step then removes the leading error.
        noise = 1e-14 * np.abs(here) / _STEP + _AGREEMENT * 1e-3
        best, spread = (4.0 * fine - coarse) / 3.0, np.abs(coarse - fine)
        smooth = np.isfinite(exact + coarse + fine) & (spread <= _SMOOTH * np.abs(best) + noise)
        deviation = np.abs(exact - best)
        deviates = deviation > _AGREEMENT * np.abs(best) + 10.0 * spread + noise
        # On a corner all central differences agree on the mean of two slopes. The slopes ahead and behind
        # meet as the step shrinks where the function is smooth; at a corner they keep their distance.
        jump, half_jump = (np.abs(shifted[k] + shifted[k + 1] - 2.0 * here) / steps for k in (0, 2))
        half_jump = 2.0 * half_jump
        corner = (half_jump > 0.75 * jump) & (half_jump >= deviation)
    lower = np.arange(1 + d) <= np.arange(1, d + 1)[:, None]  # the value, and the gradient up to x_i
    compared = smooth & lower & ~(deviates & corner)
    for k, i, j in np.argwhere(compared & deviates)[:1]:
        what = f"d2f/dx{i}dx{j - 1}" if j else f"df/dx{i}"
        place = ", ".join(f"{x:.6g}" for x in points[k])
        found = f"{exact[k, i, j]:.9g}, a finite difference gives {best[k, i, j]:.9g}"
        raise ExpressionError(f"the derivative {what} at ({place}) is {found}")
    return int(compared.sum())


def _functions(module: ModuleType, parameters: Mapping[str, float], at: np.ndarray) -> np.ndarray:
    """Value and gradient [..., 1 + d] at points [..., d], one a lane."""
    lanes = at.reshape(-1, at.shape[-1]).T
    gradient = np.empty(lanes.shape)
    loss = _call(module.value_and_gradient, lanes, gradient, parameters)
    both = np.vstack([np.broadcast_to(loss, lanes.shape[1]), gradient])
    return both.T.reshape(*at.shape[:-1], -1)


def _hessian(module: ModuleType, parameters: Mapping[str, float], points: np.ndarray) -> np.ndarray:
    """[n, d, d] at points [n, d]."""
    n, d = points.shape
    out = np.empty((d * d, n))
    _call(module.hessian, points.T, out, parameters)
    return out.T.reshape(n, d, d)


def _call(function: Callable, lanes: np.ndarray, out: np.ndarray, parameters: Mapping[str, float]):
    known = {name: parameters[name] for name in signature(function).parameters if name in parameters}
    with np.errstate(all="ignore"):
        return function(ArrayRows(lanes), ArrayRows(out), **known)
