"""What a work on networks is made of: its data, batches, initial weights and count of operations.

Weights [outputs, inputs] row by row, then biases, then with batch normalisation gains and shifts, layer after
layer; hidden layers have tanh, the outputs nothing. Every network has an order of the examples of its own,
reshuffled every epoch; the opponents are given the places of each batch, simlab draws them as it goes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from simlab.data.batches import batch_indices
from simlab.data.table import BatchTable

SEED = 20
OPPONENTS = ("simlab_engine", "jax_networks", "torch_networks")
STEPS = {64: 200, 256: 100, 1024: 50, 16384: 5}
FLOPS = "two for each weight and example, forward and twice back, once back in the first layer; no activation"


@cache
def moons():
    """Two half circles with noise: inputs [2, 1000] and classes [1, 1000]."""
    generator = np.random.default_rng(SEED)
    turn, label = generator.uniform(0.0, np.pi, 1000), generator.integers(0, 2, 1000)
    x = np.where(label == 0, np.cos(turn), 1.0 - np.cos(turn))
    y = np.where(label == 0, np.sin(turn), 0.5 - np.sin(turn))
    return np.stack([x, y]) + 0.1 * generator.standard_normal((2, 1000)), label[None].astype(float)


@cache
def digits():
    """The table of scikit-learn: inputs [64, 1797] in 0 to 1 and classes [1, 1797]."""
    from sklearn.datasets import load_digits

    table = load_digits()
    return table.data.T / 16.0, table.target[None].astype(float)


TABLES = {"moons": moons, "digits": digits}


def table(work, dtype):
    """Inputs and classes of a work as contiguous arrays of ``dtype``."""
    return tuple(np.ascontiguousarray(array, dtype) for array in TABLES[work.DATA]())


def places(work, count, steps, lanes=None):
    """The examples of every batch: int32 [steps, networks, batch]; of the first ``count`` or of ``lanes``."""
    labels = TABLES[work.DATA]()[1][0]
    order, lanes = BatchTable(order="shuffled", size=work.BATCH), np.arange(count) if lanes is None else lanes
    return np.stack([batch_indices(order, SEED, lanes, step, labels) for step in range(steps)]).astype(
        np.int32
    )


def momentum(generator, count):
    """One learning rate and one momentum a network: arrays of shape (count,)."""
    return {
        "learning_rate": 10.0 ** generator.uniform(-2.5, -1.5, count),
        "momentum": generator.uniform(0.8, 0.9, count),
    }


def adam(generator, count):
    """One set of Adam's numbers a network: arrays of shape (count,)."""
    return {
        "learning_rate": 10.0 ** generator.uniform(-3.0, -2.0, count),
        "beta1": generator.uniform(0.85, 0.95, count),
        "beta2": generator.uniform(0.99, 0.999, count),
        "eps": np.full(count, 1e-8),
    }


@dataclass(frozen=True)
class Network:
    """One work, with the names that the modules of other works have; ``hyperparameters`` is a function."""

    WIDTHS: tuple[int, ...]
    OPTIMIZER: str
    hyperparameters: Callable
    BATCH: int = 32
    DATA: str = "moons"
    LOSS: str = "binary_cross_entropy"
    NORMALISE: bool = False
    OPPONENTS: tuple[str, ...] = OPPONENTS
    COUNTS: tuple[int, ...] = (1024,)
    DTYPES: tuple[str, ...] = ("float32",)

    SURFACE = "network"
    STEPS = STEPS
    FLOPS = FLOPS

    @property
    def DIMENSION(self):
        """Number of parameters."""
        layers = list(pairwise(self.WIDTHS))
        return sum(i * o + o for i, o in layers) + self.NORMALISE * sum(2 * o for _, o in layers[:-1])

    @property
    def FLOPS_PER_STEP(self):
        """Floating-point operations of a step, of the products alone."""
        weights = [i * o for i, o in pairwise(self.WIDTHS)]
        return 2 * self.BATCH * (3 * sum(weights) - weights[0])

    def starts(self, generator, count):
        """Initial parameters [parameters, count]: Glorot's normal numbers, biases and shifts 0, gains 1."""
        rows, layers = [], list(pairwise(self.WIDTHS))
        for number, (i, o) in enumerate(layers):
            rows.append(generator.standard_normal((i * o, count)) * np.sqrt(2.0 / (i + o)))
            rows.append(np.zeros((o, count)))
            if self.NORMALISE and number < len(layers) - 1:
                rows += [np.ones((o, count)), np.zeros((o, count))]
        return np.concatenate(rows)
