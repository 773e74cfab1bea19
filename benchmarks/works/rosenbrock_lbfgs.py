"""Rosenbrock's valley to its bottom by L-BFGS: every method its own line search, the same end.

A trajectory ends where the gradient's norm is below 1e-6, or after so many iterations as the case has steps.
Rates are trajectories a second times that number: a bound of the iterations, the same for all.
"""

import numpy as np
from works.rosenbrock_momentum import SURFACE as SURFACE

OPTIMIZER = "lbfgs"
DIMENSION = 2
GRADIENT = 1e-6
MEMORY = 10
OPPONENTS = ("simlab_engine", "scipy_minimize", "optax_lbfgs")
DTYPES = ("float64",)
COUNTS = (256, 4096)
STEPS = 200
FLOPS_PER_STEP = 0
FLOPS = "not counted: the methods take different numbers of evaluations"


def starts(generator, count):
    """Starting points, shape (2, count): a box around the valley."""
    return np.stack([generator.uniform(-2.0, 2.0, count), generator.uniform(-1.0, 3.0, count)])


def hyperparameters(generator, count):
    """None that all methods share."""
    return {}


def answer(count):
    """The end of every trajectory, shape (2, count), and how close to it an answer has to be."""
    return np.ones((DIMENSION, count)), 1e-4
