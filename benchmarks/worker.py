"""What happens inside an opponent's own process: prepare once, then run on demand.

Every opponent has a process to itself, so that thread pools, environment switches and the treatment of
subnormal numbers of one cannot touch another; a process that is not being timed sleeps.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import import_module

import numpy as np
from case import Case

_runs: dict[str, Callable] = {}


def survey(opponent: str, case: Case) -> tuple[str, str, list[str]]:
    """``(name, version, variants)`` of an opponent for a case; ImportError if its package is missing."""
    module = import_module(f"opponents.{opponent}")
    return module.NAME, module.version(), module.variants(case)


def first(opponent: str, case: Case, variant: str) -> tuple[float, np.ndarray]:
    """Prepare ``variant`` and run it once: seconds that took, compilation included, and theta."""
    began = time.perf_counter()
    run = import_module(f"opponents.{opponent}").prepare(case, variant)
    theta = run()
    taken = time.perf_counter() - began
    _runs[variant] = run
    return taken, np.stack([np.asarray(row) for row in theta])


def measure(variant: str, calls: int) -> float:
    """Seconds a call, over ``calls`` calls in a row."""
    run = _runs[variant]
    began = time.perf_counter()
    for _ in range(calls):
        run()
    return (time.perf_counter() - began) / calls


def forget(variant: str) -> None:
    """Free what a variant that lost the selection holds."""
    _runs.pop(variant, None)
