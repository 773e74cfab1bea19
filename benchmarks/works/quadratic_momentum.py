"""A bowl in 100 dimensions, condition number 1,000, gradient descent with momentum (velocity form).

f(x) = 1/2 sum_i c_i x_i^2, c_i from 0.1 to 100 in equal ratios;  df/dx_i = c_i x_i.
"""

import numpy as np

SURFACE = "quadratic"
OPTIMIZER = "momentum"
DIMENSION = 100
CURVATURES = np.geomspace(0.1, 100.0, DIMENSION)
COUNTS = (256, 4096)
FLOPS_PER_STEP = 5 * DIMENSION
FLOPS = "gradient 1 + 4 a coordinate (velocity 3, position 1)"


def starts(generator, count):
    """Starting points, shape (100, count)."""
    return generator.uniform(-1.0, 1.0, (DIMENSION, count))


def hyperparameters(generator, count):
    """One learning rate and one momentum a lane, such that no velocity becomes subnormal."""
    return {
        "learning_rate": 10.0 ** generator.uniform(-4.0, -3.0, count),
        "momentum": generator.uniform(0.88, 0.95, count),
    }
