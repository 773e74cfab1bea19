"""Two interleaved half circles in the plane: two classes that no straight line separates.

Formula
    class 0:  x = (cos t, sin t) + noise n;  class 1:  x = (1 - cos t, 1/2 - sin t) + noise n
Symbols
    t ~ U(0, pi); n ~ N(0, 1) in both coordinates; ``noise`` their standard deviation. Examples of the classes
    alternate, so that every even count is balanced.
Reference
    Pedregosa et al., "Scikit-learn: machine learning in Python", JMLR 12 (2011), ``make_moons``.
"""

from __future__ import annotations

import numpy as np

from simlab.data.draws import normals, uniforms
from simlab.lanes import cos, sin
from simlab.parameters import Parameter

PARAMETERS = {"noise": Parameter("standard deviation of the points", default=0.1, minimum=0.0)}
KIND = "binary"


def examples(seed: int, count: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
    """``count`` points [count, 2] and their classes [count], 0 or 1."""
    angle = np.pi * uniforms(seed, count, 1)[:, 0]
    label = np.arange(count) % 2.0
    across, up = cos(angle), sin(angle)
    moon = np.where(label == 1.0, (1.0 - across, 0.5 - up), (across, up)).T
    return moon + noise * normals(seed, count, 2, step=1), label
