"""A chunk of a batch on the GPU: copies there and back, launches between them, all on one stream."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simlab.engines.batch import Batch
from simlab.kernels.build import signature_of
from simlab.kernels.examples import argument_sizes
from simlab.kernels.shapes import Shape, shape_of
from simlab.lanes.heap import heap_size

THREADS = 128  # of a block in which each takes a lane


@dataclass(frozen=True)
class Shared:
    """What all chunks of a batch read, on the GPU; ``tables`` are those of a network, in order of time."""

    events: tuple
    tables: tuple[tuple, ...]


@dataclass(frozen=True)
class Launcher:
    """A compiled kernel and how it is launched: in a ``shape``, of whose teams ``most`` run at once."""

    kernel: Callable
    shape: Shape
    most: int

    def configuration(self, lanes: int) -> tuple[int, tuple[int, int], int]:
        """Blocks, threads of a block, bytes of shared memory; a team takes one lane after another."""
        if self.shape.team == 1:
            return -(-lanes // THREADS), (1, THREADS), 0
        shared = self.shape.bytes if self.shape.memory == "shared" else 0
        return min(lanes, self.most), (self.shape.team, 1), shared

    @property
    def scratch_bytes(self) -> int:
        """Memory of the GPU that the teams work in."""
        return self.most * self.shape.bytes if self.shape.memory == "global" else 0


def launcher_of(batch: Batch, kernel: Callable) -> Launcher:
    """How the ``kernel`` of a batch is launched on the present GPU."""
    from simlab.lanes import device

    shape = shape_of(batch.program, device.shared_bytes())
    shared = shape.bytes if shape.memory == "shared" else 0
    device.allow_shared(kernel, signature_of(batch.program), shared)
    return Launcher(kernel, shape, device.resident_blocks(shape.team, shared) if shape.team > 1 else 0)


def shared_arrays(batch: Batch) -> Shared:
    """What all chunks of a batch read, copied to the GPU once."""
    from simlab.lanes.device import cuda

    def copies(*arrays: np.ndarray) -> tuple:
        return tuple(cuda.to_device(np.ascontiguousarray(one)) for one in arrays)

    in_time = (batch.tables, *(tables for _, tables in batch.later))
    tables = (
        copies(of.inputs, of.targets, of.test_inputs, of.test_targets, of.by_class) if of else ()
        for of in in_time
    )
    return Shared(copies(batch.events, batch.slots), tuple(tables))


def _scratch(batch: Batch, launcher: Launcher) -> tuple:
    """What a network's kernel works in, unless its threads or teams have memory of their own."""
    from simlab.lanes.device import cuda

    if batch.tables is None:
        return ()
    teams = launcher.most if launcher.shape.memory == "global" else 0
    kinds = (batch.state.dtype, np.dtype(np.uint32))
    sizes = (
        heap_size(teams * rows, 1, kind.itemsize)
        for rows, kind in zip(argument_sizes(batch.program), kinds, strict=True)
    )
    return tuple(
        cuda.device_array(size if teams else 1, kind) for size, kind in zip(sizes, kinds, strict=True)
    )


class DeviceChunk:
    """Blocks ``first`` to ``last`` of ``batch``; the batch changes only when the chunk is brought back."""

    def __init__(self, batch: Batch, launcher: Launcher, shared: Shared, first: int, last: int) -> None:
        from simlab.lanes.device import cuda

        self._cuda, self._batch, self._shared, self._launcher = cuda, batch, shared, launcher
        self._blocks, self._lanes = slice(first, last), slice(first * batch.width, last * batch.width)
        self._stream = cuda.stream()
        self._scratch = _scratch(batch, launcher)
        self._pinned: list[np.ndarray] = []  # until a copy is done its other end must stay
        self._numbers, self._state, self._streams, self._marks = (
            self._send(array) for array in (batch.numbers, batch.state, batch.streams, batch.marks)
        )
        fresh = batch.position[first] == 0
        self._records = [self._room(r) if fresh else self._send(r) for r in batch.records.values()]

    def _send(self, array: np.ndarray):
        """The columns of the chunk, under way to the GPU."""
        part = array[:, self._lanes]
        staged = self._cuda.pinned_array(part.shape, part.dtype)
        staged[...] = part
        self._pinned.append(staged)
        return self._cuda.to_device(staged, stream=self._stream)

    def _room(self, array: np.ndarray):
        shape = (len(array), self._lanes.stop - self._lanes.start)
        return self._cuda.device_array(shape, array.dtype, stream=self._stream)

    def launch(self, start: int, stop: int) -> None:
        """Begin the steps ``[start, stop)``."""
        batch, lanes = self._batch, self._lanes.stop - self._lanes.start
        blocks, threads, shared = self._launcher.configuration(lanes)
        kernel = self._launcher.kernel[blocks, threads, self._stream, shared]  # type: ignore[index]
        kernel(
            *(0, lanes, *batch.moments(start, stop)),
            *(self._numbers, self._state, self._streams, self._marks, *self._shared.events),
            *batch.due(start, stop),
            *self._shared.tables[batch.examples_from(start)],
            *self._scratch,
            *self._records,
        )

    def wait(self) -> None:
        """Until the GPU has done everything asked so far."""
        self._stream.synchronize()
        self._pinned.clear()

    def send_back(self) -> None:
        """Begin the copies back."""
        arrays = self._state, self._marks, *self._records
        self._pinned = [self._cuda.pinned_array(array.shape, array.dtype) for array in arrays]
        for array, staged in zip(arrays, self._pinned, strict=True):
            array.copy_to_host(staged, stream=self._stream)

    def bring_back(self, step: int) -> None:
        """Write what came back to the batch, which is then at ``step``."""
        self._stream.synchronize()
        batch = self._batch
        arrays = batch.state, batch.marks, *batch.records.values()
        for array, staged in zip(arrays, self._pinned, strict=True):
            array[:, self._lanes] = staged
        batch.position[self._blocks] = step
        self._pinned.clear()
