"""The reference engine: the generated kernel as plain Python over NumPy arrays, one block at a time.

No compiler is involved, so what it computes is what the source says; the CPU engine must agree bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simlab.engines.batch import Batch
from simlab.kernels.build import python_kernel


def run(
    batches: list[Batch], threads: int = 1, advanced: Callable[[int], None] = lambda lane_steps: None
) -> None:
    """Take every batch from its position to its last step; ``threads`` is ignored."""
    for batch in batches:
        kernel = python_kernel(batch.program, batch.width)
        for block in range(batch.blocks):
            start = int(batch.position[block])
            with np.errstate(all="ignore"):  # NaN and overflow are results
                kernel(*batch.arguments(block, block + 1, start, batch.steps))
            batch.position[block] = batch.steps
            advanced(batch.width * (batch.steps - start))
