"""What an engine takes and gives back: the lanes of one program as arrays ``[rows, lanes]``."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simlab.kernels.examples import argument_sizes
from simlab.kernels.program import Program
from simlab.lanes.heap import heap_size


@dataclass(frozen=True, eq=False)
class Tables:
    """Examples that all lanes of a network share, in the arithmetic of the run.

    Attributes
    ----------
    inputs, test_inputs : [features, examples]
    targets, test_targets : [numbers of an example, examples] for the loss; of classes, the last is the class.
    by_class : uint32 [3, examples] see ``simlab.networks.orders``.
    """

    inputs: np.ndarray
    targets: np.ndarray
    test_inputs: np.ndarray
    test_targets: np.ndarray
    by_class: np.ndarray


@dataclass
class Batch:
    """All lanes of one program, padded to whole packs; an engine changes ``state``, ``marks``, ``records``.

    Attributes
    ----------
    numbers : [rows, lanes] parameters, thresholds, optima.
    state : [rows, lanes] coordinates, optimizer state, average, first hits.
    streams : uint32 [2, lanes] replicate and random stream of each lane.
    marks : uint32 [2, lanes] status and the step at which it was latched.
    events : int64 [events] steps at which something is recorded, ascending.
    slots : int64 [observers, events] row of each record, -1 where the observer is not recorded.
    records : observer -> [rows * components, lanes].
    position : int64 [blocks] step each block has reached.
    tables : the examples of a network.
    later : (step, what the examples are from that step on), ascending.
    """

    program: Program
    width: int
    lanes: int
    steps: int
    seed: int
    numbers: np.ndarray
    state: np.ndarray
    streams: np.ndarray
    marks: np.ndarray
    events: np.ndarray
    slots: np.ndarray
    records: dict[str, np.ndarray] = field(default_factory=dict)
    position: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    tables: Tables | None = None
    later: tuple[tuple[int, Tables], ...] = ()

    def examples_from(self, step: int) -> int:
        """How many of the changes of the examples have come by ``step``."""
        return sum(begin <= step for begin, _ in self.later)

    def unchanged_until(self, step: int) -> int:
        """The step from which the examples are no longer those of ``step``, or the last one."""
        return min([self.steps, *(begin for begin, _ in self.later if begin > step)])

    @property
    def blocks(self) -> int:
        """Number of packs."""
        return self.state.shape[1] // self.width

    @property
    def remaining(self) -> int:
        """Steps that all lanes together have still to take; padding does not count."""
        padding = self.state.shape[1] - self.lanes  # of the last pack
        whole = self.width * (self.blocks * self.steps - int(self.position.sum()))
        return whole - padding * (self.steps - int(self.position[-1]))

    @property
    def bytes_per_lane(self) -> int:
        """Memory of one lane."""
        arrays = self.numbers, self.state, self.streams, self.marks, *self.records.values()
        return sum(len(array) * array.itemsize for array in arrays)

    def arguments(self, first: int, last: int, start: int, stop: int) -> tuple:
        """Arguments of the kernel for blocks ``[first, last)`` and steps ``[start, stop)``.

        The examples do not change between them: see `unchanged_until`.
        """
        arrays = self.numbers, self.state, self.streams, self.marks, self.events, self.slots
        return (
            *(first, last, *self.moments(start, stop)),
            *arrays,
            *self.due(start, stop),
            *self._examples(start),
            *self.records.values(),
        )

    def moments(self, start: int, stop: int) -> tuple[int, int, int, int, int]:
        """Steps and seed, as the kernel takes them."""
        return start, stop, self.steps, self.seed & 0xFFFFFFFF, self.seed >> 32

    def due(self, start: int, stop: int) -> tuple[int, int]:
        """The events of steps ``[start, stop)``; the last point's belong to the call that reaches it."""
        first = int(np.searchsorted(self.events, start))
        last = len(self.events) if stop == self.steps else int(np.searchsorted(self.events, stop))
        return first, last

    def _examples(self, step: int) -> tuple:
        """The tables of a network at ``step``, and arrays for one kernel call to work in."""
        if self.tables is None:
            return ()
        rows, words = argument_sizes(self.program)
        scratch = np.empty(heap_size(rows, self.width, self.state.itemsize), self.state.dtype)
        places = np.empty(heap_size(words, self.width, 4), np.uint32)
        of = [self.tables, *(tables for _, tables in self.later)][self.examples_from(step)]
        return of.inputs, of.targets, of.test_inputs, of.test_targets, of.by_class, scratch, places
