"""Rastrigin's egg box, gradient descent with momentum (velocity form).

f(x) = sum_i x_i^2 + 10 (1 - cos(2 pi x_i));  df/dx_i = 2 x_i + 20 pi sin(2 pi x_i).
"""

import numpy as np

SURFACE = "rastrigin"
OPTIMIZER = "momentum"
DIMENSION = 2
FLOPS_PER_STEP = 18
FLOPS = "gradient 5 a coordinate (a sine counts once) + 4 a coordinate (velocity 3, position 1)"


def starts(generator, count):
    """Starting points, shape (2, count): in the four cells next to the middle one, diagonally.

    In the middle cell the coordinates themselves would go to zero and become subnormal.
    """
    return np.sign(generator.uniform(-1.0, 1.0, (2, count))) * generator.uniform(0.6, 1.4, (2, count))


def hyperparameters(generator, count):
    """One learning rate and one momentum a lane, so slow that no velocity becomes subnormal."""
    return {
        "learning_rate": 10.0 ** generator.uniform(-5.5, -4.8, count),
        "momentum": generator.uniform(0.8, 0.9, count),
    }
