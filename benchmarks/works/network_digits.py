"""64-32-10 tanh networks on the table of digits, batches of 64, gradient descent with momentum."""

import sys

from works import _networks
from works._networks import FLOPS as FLOPS
from works._networks import STEPS as STEPS

SURFACE = "network"
OPTIMIZER = "momentum"
WIDTHS = (64, 32, 10)
BATCH = 64
DATA, LOSS = "digits", "softmax_cross_entropy"
NORMALISE = False
OPPONENTS = tuple(name for name in _networks.OPPONENTS if name != "cpp_networks")
COUNTS = (256,)
DTYPES = ("float32",)
DIMENSION = _networks.dimension(WIDTHS, NORMALISE)
FLOPS_PER_STEP = _networks.flops(WIDTHS, BATCH)


def starts(generator, count):
    """Initial parameters, shape (DIMENSION, count)."""
    return _networks.starts(sys.modules[__name__], generator, count)


def hyperparameters(generator, count):
    """One set of numbers a network: arrays of shape (count,)."""
    return _networks.momentum(generator, count)
