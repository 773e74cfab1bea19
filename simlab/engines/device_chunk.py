"""A chunk of a batch on the GPU: copies there and back, launches between them, all on one stream."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simlab.engines.batch import Batch

Shared = tuple[tuple, tuple]  # events and slots; what a network's kernel takes beside


def shared_arrays(batch: Batch) -> Shared:
    """What all chunks of a batch read, copied to the GPU once."""
    from simlab.lanes.device import cuda

    examples: tuple = ()
    if batch.tables is not None:
        of, kind = batch.tables, batch.state.dtype
        nothing = np.zeros(1, kind), np.zeros(1, np.uint32)  # a thread works in memory of its own
        tables = of.inputs, of.targets, of.test_inputs, of.test_targets, of.by_class
        examples = tuple(cuda.to_device(np.ascontiguousarray(array)) for array in (*tables, *nothing))
    return tuple(cuda.to_device(array) for array in (batch.events, batch.slots)), examples


class DeviceChunk:
    """Blocks ``first`` to ``last`` of ``batch``; the batch changes only when the chunk is brought back."""

    def __init__(self, batch: Batch, shared: Shared, first: int, last: int) -> None:
        from simlab.lanes.device import cuda

        self._cuda, self._batch, self._shared = cuda, batch, shared
        self._blocks, self._lanes = slice(first, last), slice(first * batch.width, last * batch.width)
        self._stream = cuda.stream()
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

    def launch(self, kernel: Callable, threads: int, start: int, stop: int) -> None:
        """Begin the steps ``[start, stop)``."""
        batch, lanes = self._batch, self._lanes.stop - self._lanes.start
        (events, slots), examples = self._shared
        kernel[-(-lanes // threads), threads, self._stream](  # type: ignore[index]
            *(0, lanes, *batch.moments(start, stop)),
            *(self._numbers, self._state, self._streams, self._marks, events, slots),
            *batch.due(start, stop),
            *examples,
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
