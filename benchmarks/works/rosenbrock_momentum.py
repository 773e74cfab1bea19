"""Rosenbrock's valley, gradient descent with momentum (velocity form).

f(x, y) = (1 - x)^2 + 100 (y - x^2)^2;  v <- mu v - lr grad f(theta);  theta <- theta + v, v_0 = 0.
"""

import numpy as np

SURFACE = "rosenbrock"
OPTIMIZER = "momentum"
DIMENSION = 2
FLOPS_PER_STEP = 15
FLOPS = "gradient 7 + 4 a coordinate (velocity 3, position 1)"


def starts(generator, count):
    """Starting points, shape (2, count): a box around the valley in which no learning rate below diverges."""
    return np.stack([generator.uniform(-1.0, 1.0, count), generator.uniform(-0.5, 1.0, count)])


def hyperparameters(generator, count):
    """One learning rate and one momentum a lane: arrays of shape (count,)."""
    return {
        "learning_rate": 10.0 ** generator.uniform(-4.0, -3.0, count),
        "momentum": generator.uniform(0.8, 0.9, count),
    }
