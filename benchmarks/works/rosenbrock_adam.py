"""Rosenbrock's valley, Adam with PyTorch's eps (outside the root) and bias correction.

m <- b1 m + (1 - b1) g;  v <- b2 v + (1 - b2) g^2;  theta <- theta - lr m^ / (sqrt(v^) + eps),
m^ = m / c1, v^ = v / c2, c = 1 - b^t. Every opponent gets the cheapest algebra known to us: the corrections
follow c <- b c + (1 - b), so that no power becomes subnormal, and the update is
theta - lr c2 m / (c1 sqrt(c2 v) + c1 c2 eps): one root and one division a coordinate, none a lane.
"""

import numpy as np
from works.rosenbrock_momentum import starts as starts

SURFACE = "rosenbrock"
OPTIMIZER = "adam"
DIMENSION = 2
FLOPS_PER_STEP = 42
FLOPS = "gradient 7 + 7 a lane (corrections 4, rate 1, eps 2) + 14 a coordinate (m 3, v 4, update 7)"


def hyperparameters(generator, count):
    """Adam's four numbers a lane, each an array of shape (count,)."""
    return {
        "learning_rate": 10.0 ** generator.uniform(-4.0, -3.0, count),
        "beta1": generator.uniform(0.85, 0.95, count),
        "beta2": generator.uniform(0.995, 0.9995, count),
        "eps": np.full(count, 1e-8),
    }
