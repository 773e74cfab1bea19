"""Runs of small networks built from scenario texts, and what the naive twin needs to follow them."""

from __future__ import annotations

import numpy as np

from simlab import registry
from simlab.data.batches import batch_indices
from simlab.data.table import BatchTable
from simlab.engines import cpu, reference
from simlab.engines.batch import Batch
from simlab.plan import make_plan
from simlab.scenario import loads

SCENARIO = """\
title = "A small network"

[problem]
network = {{ layers = {layers}, activation = "{activation}", loss = "{loss}" }}
{numbers}
[data]
kind = "{data}"
count = {count}
test_fraction = 0.25
{faults}
[batch]
{batch}

[start]
kind = "xavier"
gain = {gain}
bias = 0.1

[run]
steps = {steps}
replicates = {replicates}
dtype = "{dtype}"
seed = 11

[[optimizer]]
kind = "{optimizer}"
learning_rate = {learning_rate}

[record]
{record}
{more}
"""
DEFAULTS = {
    "layers": [5, 5, 5],
    "activation": "tanh",
    "loss": "mse",
    "numbers": "",
    "data": "sine",
    "count": 40,
    "faults": "",
    "batch": 'size = 7\norder = "shuffled"',
    "gain": 1.0,
    "steps": 20,
    "replicates": 5,
    "dtype": "float64",
    "optimizer": "momentum",
    "learning_rate": 0.05,
    "record": 'loss = "every 5"',
    "more": "",
}


def _recorded(*observers: str) -> str:
    return "\n".join(f'{name} = "last"' for name in observers)


_HAVING = {"constant_statistics": 'normalise = "layer"'}  # what the layers need to have the error

# What a network may have beside plain layers, each in a small one.
FEATURES: dict[str, dict] = {
    "plain": {},
    "relu": {"dtype": "float32", "activation": "relu", "batch": 'order = "full"'},
    "layers": {
        "data": "blobs",
        "loss": "softmax_cross_entropy",
        "record": _recorded(
            *("activation_mean", "activation_variance", "activation_histogram", "dead_fraction"),
            *("saturated_fraction", "effective_rank", "layer_grad_norm", "layer_update_norm", "slope_norm"),
            *("layer_weight_norm", "unit_spread", "update_ratio", "noise_scale", "accuracy", "test_error"),
            *("test_loss", "batch_loss", "grad_norm", "update_size"),
        ),
    },
    "curvature": {
        "layers": [2],
        "dtype": "float32",
        "record": _recorded("lambda_max", "lambda_min", "convexity", "gradient_error"),
    },
    "batch normalisation": {
        "layers": '[2, 2], normalise = "batch", weight_standardisation = true',
        "dtype": "float32",
        "record": _recorded("loss", "activation_variance"),
    },
    "layer normalisation": {"layers": '[2, 2], normalise = "layer", residual = true', "dtype": "float32"},
    "dropout": {
        "layers": "[2, 2], dropout = true",
        "numbers": "dropout_rate = 0.4\nl2 = 0.01\n",
        "optimizer": "adam",
        "dtype": "float32",
    },
    "gauss_newton": {"layers": [2], "optimizer": "gauss_newton", "batch": 'order = "full"'},
    "levenberg_marquardt": {"layers": [2], "optimizer": "levenberg_marquardt", "batch": 'order = "full"'},
    "lbfgs": {"layers": [2], "optimizer": "lbfgs", "batch": 'order = "full"'},
    **{
        f"error {name}": {
            "layers": "[2, 2], " + _HAVING.get(name, "residual = true"),
            "learning_rate": f'0.05\ngradient = [{{ kind = "backprop_error", error = "{name}" }}]',
        }
        for name in registry.load("gradients", "backprop_error").OPTIONS["error"].choices
    },
}


def text(**changes) -> str:
    """The scenario with some of its words changed."""
    return SCENARIO.format(**{**DEFAULTS, **changes})


def plan(**changes):
    """The plan of that scenario."""
    return make_plan(loads(text(**changes)))


def batch(width: int = 8, **changes) -> Batch:
    """The lanes of its first program."""
    of = plan(**changes)
    return next(of.batches([width] * len(of.programs)))


def advanced(of: Batch, compiled: bool = True, threads: int = 1) -> Batch:
    """The same batch, at its last step."""
    (cpu.run([of], threads) if compiled else reference.run([of]))
    return of


def differences(function, theta: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Central differences of ``function`` at ``theta`` [d, 1], of all coordinates at once: one a lane."""
    shifts = h * np.eye(len(theta))
    ahead, behind = np.split(function(np.concatenate([theta + shifts, theta - shifts], axis=1)), 2)
    return (ahead - behind) / (2 * h)


def places(of: Batch, size: int, order: str, replicate: int) -> list[np.ndarray]:
    """The examples of every batch that one replicate sees."""
    labels = of.tables.targets[-1]
    table = BatchTable(order=order, size=size or None)
    return [batch_indices(table, of.seed, np.array([replicate]), step, labels)[0] for step in range(of.steps)]


def same_bits(one: Batch, other: Batch) -> bool:
    """Whether two batches ended alike, NaN equal to NaN."""
    arrays = (("state", one.state, other.state), *((n, a, other.records[n]) for n, a in one.records.items()))
    return all(np.array_equal(a[:, : one.lanes], b[:, : one.lanes], equal_nan=True) for _, a, b in arrays)
