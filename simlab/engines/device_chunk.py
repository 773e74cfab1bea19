"""A chunk of a batch on the GPU: copies there and back, launches between them, all on one stream."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from simlab.engines.batch import Batch
from simlab.kernels.build import signature_of
from simlab.kernels.examples import argument_sizes
from simlab.kernels.shapes import Shape, shape_of
from simlab.lanes.heap import heap_size

THREADS = {"own": 128, "apart": 32}  # of a block in which each takes a lane
MEMORY_SHARE = 0.8  # of the free memory: the driver needs some, and allocations are rounded up
SCRATCH_SHARE = 0.25  # of that, less what threads have of their own: the stretches of a chunk take no more


@dataclass(frozen=True)
class Shared:
    """What all chunks of a batch read, on the GPU; ``tables`` are those of a network, in order of time."""

    events: tuple
    tables: tuple[tuple, ...]


@dataclass(frozen=True)
class Launcher:
    """A compiled kernel and how it is launched: in a ``shape``, at most ``most`` blocks at once."""

    kernel: Callable
    shape: Shape
    most: int

    def configuration(self, lanes: int) -> tuple[int, tuple[int, int], int]:
        """Blocks, threads of a block, bytes of shared memory; of few blocks each takes lane after lane."""
        side_by_side = THREADS.get(self.shape.memory, 1)
        blocks = -(-lanes // side_by_side)
        shared = self.shape.bytes if self.shape.memory == "shared" else 0
        limited = blocks if self.shape.memory == "own" else min(blocks, self.most)
        return limited, (self.shape.team, side_by_side), shared

    @property
    def holders(self) -> int:
        """Teams or threads that work in a stretch of the GPU's memory, all at once."""
        in_scratch = self.shape.memory in ("global", "apart")
        return self.most * THREADS.get(self.shape.memory, 1) if in_scratch else 0

    @property
    def scratch_bytes(self) -> int:
        """Memory of the GPU that they work in."""
        return self.holders * self.shape.bytes


def launcher_of(batch: Batch, kernel: Callable) -> Launcher:
    """How the ``kernel`` of a batch is launched on the present GPU."""
    from simlab.lanes import device

    shape, signature = shape_of(batch.program, device.shared_bytes()), signature_of(batch.program)
    shared = shape.bytes if shape.memory == "shared" else 0
    device.allow_shared(kernel, signature, shared)
    threads = shape.team * THREADS.get(shape.memory, 1)
    most = device.resident_blocks(threads, shared, device.registers(kernel, signature))
    whole = Launcher(kernel, shape, most)
    own = device.local_bytes(kernel, signature) * device.resident_threads()
    spare = SCRATCH_SHARE * max(0.0, MEMORY_SHARE * device.free_bytes() - own)
    if whole.scratch_bytes <= spare:
        return whole
    return replace(whole, most=max(1, int(most * spare / whole.scratch_bytes)))


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
    holders = launcher.holders
    kinds = (batch.state.dtype, np.dtype(np.uint32))
    sizes = (
        heap_size(holders * rows, 1, kind.itemsize)
        for rows, kind in zip(argument_sizes(batch.program), kinds, strict=True)
    )
    return tuple(
        cuda.device_array(size if holders else 1, kind) for size, kind in zip(sizes, kinds, strict=True)
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
        shape = (len(array), self.lanes)
        return self._cuda.device_array(shape, array.dtype, stream=self._stream)

    @property
    def lanes(self) -> int:
        """How many it has, of whole packs."""
        return self._lanes.stop - self._lanes.start

    def launch(self, start: int, stop: int, first: int, last: int) -> None:
        """Begin the steps ``[start, stop)`` of the lanes from ``first`` to before ``last``."""
        batch = self._batch
        blocks, threads, shared = self._launcher.configuration(last - first)
        kernel = self._launcher.kernel[blocks, threads, self._stream, shared]  # type: ignore[index]
        kernel(
            *(first, last, *batch.moments(start, stop)),
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
