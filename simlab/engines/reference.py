"""The reference engine: the generated kernel as plain Python over NumPy arrays, one block at a time.

No compiler is involved, so what it computes is what the source says; the CPU engine must agree bit for bit.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np

from simlab.engines.batch import Batch
from simlab.kernels.build import python_kernel


def run(
    batches: list[Batch],
    threads: int = 1,
    advanced: Callable[[int], None] = lambda lane_steps: None,
    seconds: float = math.inf,
) -> bool:
    """Take every batch to its last step, block by block; ``threads`` is ignored. See ``engines.choose``."""
    deadline = time.monotonic() + seconds
    for batch in batches:
        kernel = python_kernel(batch.program, batch.width)
        for block in range(batch.blocks):
            if time.monotonic() >= deadline:
                return False
            _advance(batch, kernel, block, advanced)
    return True


def look(batch: Batch, threads: int = 1, advanced: Callable[[int], None] = lambda lanes: None) -> None:
    """Record what is due at the starting points of a batch whose program takes no step."""
    kernel = python_kernel(batch.program, batch.width)
    with np.errstate(all="ignore"):
        kernel(*batch.arguments(0, batch.blocks, 0, 0))
    advanced(batch.lanes)


def _advance(batch: Batch, kernel: Callable, block: int, advanced: Callable[[int], None]) -> None:
    before = batch.remaining
    while (start := int(batch.position[block])) < batch.steps:
        stop = batch.unchanged_until(start)
        with np.errstate(all="ignore"):  # NaN and overflow are results
            kernel(*batch.arguments(block, block + 1, start, stop))
        batch.position[block] = stop
    advanced(before - batch.remaining)
