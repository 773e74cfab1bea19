"""Intertwined spirals in the plane, one a class: hard for a small network.

Formula
    x = s (cos t, sin t) + noise n,  t = 2 pi (turns s + c/classes)
Symbols
    c = 0, ..., ``classes`` - 1 the class, taken in turn; s = sqrt(u), u ~ U(0, 1), the radius, so that the
    points lie about evenly along the arm; ``turns`` how often an arm winds about the origin; n ~ N(0, 1) in
    both coordinates; ``noise`` their standard deviation.
Reference
    Lang and Witbrock, "Learning to tell two spirals apart", Connectionist Models Summer School 1988.
"""

from __future__ import annotations

import numpy as np

from simlab.data.draws import normals, uniforms
from simlab.lanes import cos, sin, sqrt
from simlab.parameters import Parameter

PARAMETERS = {
    "classes": Parameter("number of arms", default=2.0, minimum=2.0, maximum=100.0, integer=True),
    "turns": Parameter("revolutions of an arm", default=1.5, minimum=0.0, maximum=100.0),
    "noise": Parameter("standard deviation of the points", default=0.02, minimum=0.0),
}
KIND = "classes"


def examples(
    seed: int, count: int, classes: float, turns: float, noise: float
) -> tuple[np.ndarray, np.ndarray]:
    """``count`` points [count, 2] and their classes [count], int64."""
    radius = sqrt(uniforms(seed, count, 1)[:, 0])
    label = np.arange(count) % int(classes)
    angle = 2.0 * np.pi * (turns * radius + label / classes)
    arm = np.stack([radius * cos(angle), radius * sin(angle)], axis=1)
    return arm + noise * normals(seed, count, 2, step=1), label
