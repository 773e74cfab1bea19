"""Two concentric circles in the plane: two classes that no straight line separates.

Formula
    x = r (cos t, sin t) + noise n,  r = 1 in class 0 and ``ratio`` in class 1
Symbols
    t ~ U(0, 2 pi); n ~ N(0, 1) in both coordinates; ``noise`` their standard deviation; ``ratio`` the radius
    of the inner circle. Examples of the classes alternate, so that every even count is balanced.
Reference
    Pedregosa et al., "Scikit-learn: machine learning in Python", JMLR 12 (2011), ``make_circles``.
"""

from __future__ import annotations

import numpy as np

from simlab.data.draws import normals, uniforms
from simlab.lanes import cos, sin
from simlab.parameters import Parameter

PARAMETERS = {
    "noise": Parameter("standard deviation of the points", default=0.1, minimum=0.0),
    "ratio": Parameter("radius of the inner circle; the outer one is 1", default=0.5, minimum=0.0, below=1.0),
}
KIND = "binary"


def examples(seed: int, count: int, noise: float, ratio: float) -> tuple[np.ndarray, np.ndarray]:
    """``count`` points [count, 2] and their classes [count], 0 outside and 1 inside."""
    angle = 2.0 * np.pi * uniforms(seed, count, 1)[:, 0]
    label = np.arange(count) % 2.0
    radius = np.where(label == 1.0, ratio, 1.0)
    circle = np.stack([radius * cos(angle), radius * sin(angle)], axis=1)
    return circle + noise * normals(seed, count, 2, step=1), label
