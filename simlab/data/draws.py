"""Random numbers of the data: functions of the seed, the purpose and the example's number alone.

Example 17 is the same among 20 and among 20,000. Arithmetic and elementary functions are those of
``simlab.lanes``, so the bits do not depend on the NumPy or the machine at hand.
"""

from __future__ import annotations

import numpy as np

from simlab.errors import UsageError
from simlab.lanes.memory import ArrayRows
from simlab.lanes.random import normal, permutation, uniform
from simlab.lanes.random.purposes import EXAMPLES

MOST_NUMBERS = 20_000_000


def stream(
    seed: int, members: np.ndarray, step: int = 0, purpose: int = EXAMPLES, stream_id: int = 0
) -> tuple:
    """The stream of `simlab.lanes.random` with one lane for each of ``members`` [n]."""
    words = (seed & 0xFFFFFFFF, seed >> 32, stream_id, None, step, purpose)
    lanes = np.asarray(members, np.uint32)
    return tuple(lanes if word is None else np.full(len(lanes), word, np.uint32) for word in words)


def uniforms(seed: int, count: int, columns: int, purpose: int = EXAMPLES, step: int = 0) -> np.ndarray:
    """Independent U(0, 1) numbers [count, columns], float64."""
    return _filled(uniform.uniforms, seed, count, columns, purpose, step)


def normals(seed: int, count: int, columns: int, purpose: int = EXAMPLES, step: int = 0) -> np.ndarray:
    """Independent N(0, 1) numbers [count, columns], float64."""
    return _filled(normal.normals, seed, count, columns, purpose, step)


def order(seed: int, count: int, purpose: int) -> np.ndarray:
    """A random order of ``range(count)``, int64."""
    keys = np.empty((permutation.KEY_ROWS, 1), np.uint32)
    permutation.order_keys(keys, stream(seed, np.zeros(1), purpose=purpose), count)
    return permutation.permute(np.arange(count, dtype=np.uint32), count, keys).astype(np.int64)


def _filled(fill, seed: int, count: int, columns: int, purpose: int, step: int) -> np.ndarray:
    if count * columns > MOST_NUMBERS:
        raise UsageError(
            f"[data] count: {count:,} examples of {columns:,} numbers are more than {MOST_NUMBERS:,} in all"
        )
    rows = ArrayRows(np.empty((columns, count)))
    fill(rows, stream(seed, np.arange(count), step, purpose))
    return np.ascontiguousarray(rows.array.T)
