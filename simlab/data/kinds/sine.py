"""A sine wave with noise: the smallest regression that needs hidden units.

Formula
    y = sin(frequency x) + noise n,  x ~ U(low, high)
Symbols
    ``frequency`` in radians a unit of x; n ~ N(0, 1); ``noise`` the standard deviation of the target;
    ``low`` and ``high`` the ends of the interval.
Reference
    Bishop, "Pattern recognition and machine learning", Springer 2006, section 1.1.
"""

from __future__ import annotations

import numpy as np

from simlab.data.draws import normals, uniforms
from simlab.errors import UsageError
from simlab.lanes import sin
from simlab.parameters import Parameter

PARAMETERS = {
    "frequency": Parameter("radians a unit of x", default=1.0),
    "noise": Parameter("standard deviation of the target", default=0.1, minimum=0.0),
    "low": Parameter("lower end of the inputs", default=-3.0),
    "high": Parameter("upper end of the inputs", default=3.0),
}
KIND = "regression"


def examples(
    seed: int, count: int, frequency: float, noise: float, low: float, high: float
) -> tuple[np.ndarray, np.ndarray]:
    """``count`` inputs [count, 1] and targets [count].

    Raises
    ------
    UsageError
        If ``low`` is not below ``high``.
    """
    if low >= high:
        raise UsageError(f"[data] low: must be below high ({high:g}), not {low:g}")
    x = low + (high - low) * uniforms(seed, count, 1)
    return x, sin(frequency * x[:, 0]) + noise * normals(seed, count, 1, step=1)[:, 0]
