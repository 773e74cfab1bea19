"""Workers keep the memory that a chunk has freed for the next one.

Dask starts its workers with ``MALLOC_TRIM_THRESHOLD_`` set, so that they give memory back at once, and that
fixes the size from which the C library asks the system for every array anew. A chunk makes and frees arrays
of the sizes of the one before; getting them from the system took more than half of a worker's time.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache

# Of mallopt(3), as in malloc.h: what is free at the top of the heap, and the size of what lies outside of it.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_KEPT, _LARGE = 1 << 27, 1 << 25  # bytes; the second is the most that the C library takes


@cache
def keep_freed_memory() -> bool:
    """Have this process keep up to 128 MiB that are free; ``False`` where the C library cannot be told."""
    if sys.platform != "linux":
        return False
    try:
        tell = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # a C library other than GNU's
        return False
    return bool(tell(_MMAP_THRESHOLD, _LARGE)) and bool(tell(_TRIM_THRESHOLD, _KEPT))
