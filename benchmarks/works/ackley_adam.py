"""Ackley's funnel, Adam as in ``rosenbrock_adam``.

f(x) = 20 (1 - e^(-r / 5)) + e - e^m,  r = sqrt(mean x_i^2),  m = mean cos(2 pi x_i);
df/dx_i = (4 e^(-r / 5) / (2 r)) x_i + pi e^m sin(2 pi x_i) in two dimensions. At r = 0 the first part is 0.
"""

import numpy as np
from works.rosenbrock_adam import hyperparameters as hyperparameters

SURFACE = "ackley"
OPTIMIZER = "adam"
DIMENSION = 2
FLOPS_PER_STEP = 60
FLOPS = "gradient 12 + 6 a coordinate (root, division, exp, sin, cos count once) + Adam 35"


def starts(generator, count):
    """Starting points, shape (2, count): off the centres of the ripples, far from the cone's tip."""
    return np.sign(generator.uniform(-1.0, 1.0, (2, count))) * generator.uniform(3.1, 4.4, (2, count))
