"""How much of a batch one launch on a GPU takes, so that none takes long.

How many numbers a lane works through in a step, and in what is recorded, is reckoned roughly; how fast a
kernel does that is learnt from each of its launches. Before the first one it is taken to be slow, so that a
weak GPU is done with it soon, too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simlab.engines.batch import Batch
from simlab.kernels.examples import OF_TEST
from simlab.kernels.program import Program
from simlab.kernels.room import heap_rows
from simlab.kernels.text import names_of

LAUNCH_SECONDS = 0.2  # how long one launch should take; displays give up after about two seconds
FIRST_LAUNCH = 50_000_000  # numbers that the first launch of a kernel works through
_EVALUATIONS = 40  # about, of a search along a line, or of an observer that looks around a point

_rates: dict[Callable, float] = {}  # numbers a second that each kernel has worked through in its last launch


def allowed(kernel: Callable) -> float:
    """How many numbers the next launch of ``kernel`` may work through."""
    return LAUNCH_SECONDS * _rates[kernel] if kernel in _rates else FIRST_LAUNCH


def learn(kernel: Callable, numbers: float, seconds: float) -> None:
    """A launch of ``kernel`` has worked through so many numbers in so many ``seconds``."""
    _rates[kernel] = numbers / max(seconds, 1e-6)


@dataclass(frozen=True, eq=False)
class Load:
    """About how many numbers a lane of a ``batch`` works through.

    Attributes
    ----------
    step : in one step.
    before : [events + 1] in the records before each event.
    """

    batch: Batch
    step: float
    before: np.ndarray

    def between(self, start: int, stop: int) -> float:
        """From one step to another, with what is recorded on the way."""
        first, last = self.batch.due(start, stop)
        return (stop - start) * self.step + float(self.before[last] - self.before[first])

    def until(self, start: int, most: float) -> int:
        """The farthest step that takes not more than ``most``, at least the next one."""
        low, high = start + 1, max(start + 1, self.batch.unchanged_until(start))
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.between(start, middle) <= most else (low, middle - 1)
        return low


def load_of(batch: Batch) -> Load:
    """What a lane of ``batch`` works through."""
    program = batch.program
    each = np.array([_record(batch, name) for name in program.observers])
    events = each @ (batch.slots >= 0) if len(each) else np.zeros(len(batch.events))
    step = program.step_function()
    often = _EVALUATIONS if "evaluate" in names_of(step) else 1
    if batch.tables is None:
        work = float(often * len(batch.state)) + _matrix(program, step)
    else:
        examples = program.surface_module().BATCH or batch.tables.inputs.shape[1]
        work = float(heap_rows(program) + often * program.dimension * examples)
    return Load(batch, work, np.concatenate([[0.0], np.cumsum(events)]))


def _record(batch: Batch, observer: str) -> float:
    """What one record of an observer takes, taken to look at every example of a network."""
    program = batch.program
    function = program.observer_function(observer)
    wanted = {*names_of(function)}
    often = _EVALUATIONS if "evaluate_all" in wanted else 1
    if batch.tables is None:
        return float(often * len(batch.state)) + _matrix(program, function)
    of = batch.tables.test_inputs if {*OF_TEST} & wanted else batch.tables.inputs
    return float(often * program.dimension * of.shape[1])


def _matrix(program: Program, function: Callable) -> float:
    """What ``function`` takes beside for a Hessian, which it takes apart."""
    return float(program.dimension**3) if "hessian" in names_of(function) else 0.0
