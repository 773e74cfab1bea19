"""Compiled kernels from the store, without what only a compilation needs.

Numba makes its contexts ready for compiling before it looks into a cache: it imports all that it can compile
and registers it, which takes longer than many a run. Machine code from the store needs Numba's runtime alone,
and a compilation refreshes its contexts by itself.
"""

from __future__ import annotations

from numba.core.caching import FunctionCache
from numba.core.runtime import rtsys


class KernelCache(FunctionCache):
    """Numba's cache of one function."""

    def load_overload(self, sig, target_context):
        """The compiled function for a signature; ``None`` if the store has none."""
        rtsys.initialize(target_context)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)
        return None
