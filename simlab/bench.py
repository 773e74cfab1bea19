"""How fast simlab is on this machine: a few kernels beside the same loops in plain NumPy.

A quick look, not the record: ``benchmarks/`` measures against tuned opponents and says how.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from simlab.engines import cpu
from simlab.engines.batch import Batch
from simlab.errors import SimlabError
from simlab.kernels.build import load_kernel
from simlab.kernels.store import temporary_store
from simlab.naive_loops import ackley_gd, rosenbrock_adam, rosenbrock_momentum
from simlab.plan import make_plan
from simlab.scenario import loads

LANES = (256, 65_536)
STEPS = 1000  # of a call of simlab, whose call has a price of its own
NUMPY_STEPS = 100  # of a call of NumPy: a step costs the same in a short run as in a long one
TOLERANCE = {"float32": 1e-3, "float64": 1e-9}  # after NUMPY_STEPS, relative to 1 + |theta|

_SCENARIO = """\
title = "{surface} {optimizer}"
problem = {{ surface = "{surface}", dimension = 2 }}
start = {{ kind = "uniform", low = [-1.0, -0.5], high = 1.0 }}
run = {{ steps = {steps}, replicates = {lanes}, dtype = "{dtype}" }}
optimizer = [{{ kind = "{optimizer}", learning_rate = {learning_rate} }}]
record = {{ loss = "last" }}
"""


@dataclass(frozen=True)
class Kernel:
    """What is measured, and ``naive(theta, steps, learning_rate)``, the same as a loop over NumPy arrays."""

    surface: str
    optimizer: str
    dtype: str
    learning_rate: float
    naive: Callable[[np.ndarray, int, float], np.ndarray]

    @property
    def name(self) -> str:
        """For tables."""
        return f"{self.surface}, {self.optimizer}, {self.dtype}"

    def batch(self, lanes: int, steps: int) -> Batch:
        """The arrays of a run of ``lanes`` trajectories."""
        facts = {key: getattr(self, key) for key in ("surface", "optimizer", "dtype", "learning_rate")}
        text = _SCENARIO.format(lanes=lanes, steps=steps, **facts)
        return next(make_plan(loads(text, self.name)).batches())


KERNELS = (
    Kernel("rosenbrock", "momentum", "float32", 5e-4, rosenbrock_momentum),
    Kernel("rosenbrock", "momentum", "float64", 5e-4, rosenbrock_momentum),
    Kernel("rosenbrock", "adam", "float32", 0.01, rosenbrock_adam),
    Kernel("ackley", "gd", "float64", 0.01, ackley_gd),
)


@dataclass(frozen=True)
class Rate:
    """Trajectory-steps a second of one kernel, simlab's and NumPy's, and the one over the other."""

    kernel: str
    lanes: int
    simlab: float
    numpy: float

    @property
    def ratio(self) -> float:
        """How many times as fast as NumPy simlab is."""
        return self.simlab / self.numpy


def compile_seconds() -> Iterator[tuple[str, float]]:
    """Compile every kernel from cold, one after the other: its name and the wall-clock time (seconds)."""
    with temporary_store():
        for kernel in KERNELS:
            batch = kernel.batch(LANES[0], STEPS)
            began = time.perf_counter()
            load_kernel(batch.program, batch.width)
            yield kernel.name, time.perf_counter() - began


def rates(threads: int, seconds: float) -> Iterator[Rate]:
    """Measure every kernel at every number of lanes, ``seconds`` long for each side; the best call counts.

    Raises
    ------
    SimlabError
        If simlab and NumPy do not arrive at the same points: then no time means anything.
    """
    for kernel in KERNELS:
        _check(kernel, threads)
        for lanes in LANES:
            batch = kernel.batch(lanes, STEPS)
            start = _points(batch)
            fast = best(lambda batch=batch: cpu.run([batch], threads), seconds, _reset(batch))
            slow = best(lambda k=kernel, start=start: k.naive(start, NUMPY_STEPS, k.learning_rate), seconds)
            yield Rate(kernel.name, lanes, lanes * STEPS / fast, lanes * NUMPY_STEPS / slow)


def best(call: Callable, seconds: float, prepare: Callable = lambda: None) -> float:
    """Shortest time (seconds) of a call among those that fit into ``seconds``, of two at least."""
    deadline = time.perf_counter() + seconds
    times: list[float] = []
    while len(times) < 2 or time.perf_counter() < deadline:
        prepare()
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return min(times)


def _check(kernel: Kernel, threads: int) -> None:
    batch = kernel.batch(LANES[0], NUMPY_STEPS)
    expected = kernel.naive(_points(batch), NUMPY_STEPS, kernel.learning_rate)
    cpu.run([batch], threads)
    error = np.max(np.abs(_points(batch) - expected) / (1.0 + np.abs(expected)))
    if not error <= TOLERANCE[kernel.dtype]:
        raise SimlabError(f"{kernel.name}: simlab and NumPy differ by {error:.1e}; see simlab doctor")


def _points(batch: Batch) -> np.ndarray:
    """The present points [2, lanes]; the coordinates are the first rows of the state."""
    return batch.state[:2, : batch.lanes].copy()


def _reset(batch: Batch) -> Callable[[], None]:
    state, marks = batch.state.copy(), batch.marks.copy()

    def reset() -> None:
        batch.state[...], batch.marks[...], batch.position[...] = state, marks, 0

    return reset
