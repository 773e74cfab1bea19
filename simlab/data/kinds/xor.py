"""Exclusive or: the corners of a square, opposite ones in the same class.

Formula
    x = corner + noise n,  y = 1 if the signs of the corner's coordinates differ, else 0
Symbols
    The corners (-1, -1), (-1, 1), (1, -1), (1, 1) in turn: four examples without noise are the truth table;
    n ~ N(0, 1) in both coordinates; ``noise`` their standard deviation.
Reference
    Minsky and Papert, "Perceptrons", MIT Press 1969.
"""

from __future__ import annotations

import numpy as np

from simlab.data.draws import normals
from simlab.parameters import Parameter

PARAMETERS = {"noise": Parameter("standard deviation of the points", default=0.0, minimum=0.0)}
KIND = "binary"


def examples(seed: int, count: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
    """``count`` points [count, 2] and their classes [count], 0 or 1."""
    corner = np.arange(count) % 4
    bits = np.stack([corner // 2, corner % 2], axis=1)
    return 2.0 * bits - 1.0 + noise * normals(seed, count, 2), (bits[:, 0] ^ bits[:, 1]).astype(float)
