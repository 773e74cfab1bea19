"""The run that the benchmarks of reliability and of scaling stop, cut and hand out."""

from __future__ import annotations

STREAM = """
[stream]
loss = ["mean", "variance", "quantiles"]
"""


def noisy_run(steps: int, replicates: int, streamed: bool = False, seed: int = 7) -> str:
    """The text of a scenario: momentum on Rosenbrock's function with noisy gradients, in single precision.

    Trajectories are kept, or of the loss only statistics.
    """
    return f"""\
title = "Momentum with noise"

[problem]
surface = "rosenbrock"

[run]
steps = {steps}
replicates = {replicates}
dtype = "float32"
seed = {seed}

[start]
kind = "uniform"
low = -1.5
high = 1.5

[noise]
kind = "gaussian"
sigma = 0.01

[[optimizer]]
kind = "momentum"
learning_rate = 1e-4

[record]
loss = "log 20"
{STREAM if streamed else 'theta = "last"'}
"""
