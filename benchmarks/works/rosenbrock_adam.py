"""Rosenbrock's valley, Adam with PyTorch's eps (outside the root) and bias correction.

m <- b1 m + (1 - b1) g;  v <- b2 v + (1 - b2) g^2;  theta <- theta - lr m^ / (sqrt(v^) + eps),
m^ = m / (1 - b1^t), v^ = v / (1 - b2^t). Every opponent gets the cheapest algebra known to us: the
corrections c = 1 - b^t follow c <- b c + (1 - b) (no powers that become subnormal), and with q = sqrt(c2)
the update is theta - (lr q / c1) m / (sqrt(v) + eps q): one root and one division a lane, one of each a
coordinate.
"""

import numpy as np
from works.rosenbrock_momentum import starts as starts

SURFACE = "rosenbrock"
OPTIMIZER = "adam"
DIMENSION = 2
FLOPS_PER_STEP = 39
FLOPS = "gradient 7 + 8 a lane (corrections 4, root, rate 2, eps) + 12 a coordinate (m 3, v 4, update 5)"


def hyperparameters(generator, count):
    """Adam's four numbers a lane, each an array of shape (count,)."""
    return {
        "learning_rate": 10.0 ** generator.uniform(-4.0, -3.0, count),
        "beta1": generator.uniform(0.85, 0.95, count),
        "beta2": generator.uniform(0.995, 0.9995, count),
        "eps": np.full(count, 1e-8),
    }
