"""Seconds less to wait: what a process of the command line, in which no code but simlab's runs, leaves out.

Numba imports ``scipy.linalg`` to learn whether it may offer ``np.dot`` and its kin, which no kernel of simlab
uses. pandas imports ``pyarrow`` for arrays and xarray ``dask.array`` for chunks; simlab's results are plain
NumPy arrays. SciPy asks NumPy for every name it has, and gets ``f2py`` imported with them. Python's collector
looks through all that the imports have made, again and again, and once more when the process ends.
"""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_NEW_OBJECTS = 500_000  # between two collections of the young, more than imports make; Python's is 700


def collect_seldom() -> None:
    """Look for unreachable cycles seldom, and not among what dies with the process."""
    gc.set_threshold(_NEW_OBJECTS, 10, 10)
    atexit.register(gc.freeze)


def import_lightly() -> None:
    """Import without what simlab does not use: Numba and xarray now, SciPy whenever; what is loaded stays."""
    import numpy

    vars(numpy).setdefault("f2py", ModuleType("numpy.f2py"))  # NumPy imports what it lacks on being asked
    with _missing("scipy.linalg.cython_blas"):
        import numba.np.arraymath  # noqa: F401
    import_xarray_lightly()


def import_xarray_lightly() -> None:
    """Import xarray for NumPy arrays alone."""
    with _missing("dask", "pyarrow"):
        import xarray

        xarray.Variable((), 0.0)  # asks once, and remembers the answer


@contextmanager
def _missing(*names: str) -> Iterator[None]:
    """Within, modules that are not loaded are as if they were not installed."""
    hidden = [name for name in names if name not in sys.modules]
    absent: Any = None
    sys.modules.update(dict.fromkeys(hidden, absent))
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
