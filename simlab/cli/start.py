"""A quarter of a second less to wait: Numba without its probe for SciPy's linear algebra.

When it is imported, Numba imports ``scipy.linalg`` to learn whether it may offer ``np.dot`` and its kin. No
kernel of simlab uses them, and in a process of the command line there is no code but simlab's.
"""

from __future__ import annotations

import sys
from typing import Any

_PROBED = "scipy.linalg.cython_blas"


def import_numba_lightly() -> None:
    """Import Numba, for which the probed module is missing while it loads; nothing if it is loaded."""
    if "numba" in sys.modules or _PROBED in sys.modules:
        return
    missing: Any = None
    sys.modules[_PROBED] = missing
    try:
        import numba.np.arraymath  # noqa: F401
    finally:
        del sys.modules[_PROBED]
