"""Targets made by a network of known size: what the student can learn at best is known.

Formula
    y = sum_k v_k tanh(w_k . x) / sqrt(hidden) + noise n,  x ~ N(0, I)
Symbols
    The teacher has ``hidden`` units with w_k ~ N(0, I/dimension) and v_k ~ N(0, 1), drawn once from the seed;
    ``dimension`` the number of inputs; n ~ N(0, 1); ``noise`` the standard deviation of the target.
Reference
    Seung, Sompolinsky and Tishby, "Statistical mechanics of learning from examples", Phys. Rev. A 45 (1992);
    Saad and Solla, "On-line learning in soft committee machines", Phys. Rev. E 52 (1995).
"""

from __future__ import annotations

import numpy as np

from simlab.data.draws import normals
from simlab.data.kinds._gaussian import weighted_sum
from simlab.lanes import sqrt, tanh
from simlab.lanes.random.purposes import CONSTANTS
from simlab.parameters import Parameter

PARAMETERS = {
    "dimension": Parameter("number of inputs", default=2.0, minimum=1.0, maximum=1000.0, integer=True),
    "hidden": Parameter("units of the teacher", default=4.0, minimum=1.0, maximum=1000.0, integer=True),
    "noise": Parameter("standard deviation of the target", default=0.0, minimum=0.0),
}
KIND = "regression"


def examples(
    seed: int, count: int, dimension: float, hidden: float, noise: float
) -> tuple[np.ndarray, np.ndarray]:
    """``count`` inputs [count, dimension] and targets [count]."""
    draws = normals(seed, count, int(dimension) + 1)
    inputs = np.ascontiguousarray(draws[:, :-1])
    teacher = normals(seed, int(hidden), int(dimension) + 1, CONSTANTS)
    total = np.zeros(count)
    for unit in teacher:
        total += unit[-1] * tanh(weighted_sum(inputs, unit[:-1] / sqrt(dimension)))
    return inputs, total / sqrt(hidden) + noise * draws[:, -1]
