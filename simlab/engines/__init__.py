"""The same blocks in, the same arrays out: choose an engine by the name of its device."""

from __future__ import annotations

import os
from collections.abc import Callable

from simlab.errors import DeviceError, UsageError, nearest

DEVICES = ("auto", "cpu", "cuda", "reference")


class Interrupted(KeyboardInterrupt):
    """The user stopped the run; every batch is consistent and can go on from its ``position``."""


def default_threads() -> int:
    """Number of processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def choose(device: str) -> tuple[str, Callable]:
    """``(name, run)`` of the engine for ``device``; ``auto`` takes what is there.

    Every engine is called as ``run(batches, threads, advanced, seconds)``: it takes the batches, in place, to
    their last step or as far as it comes in so many seconds, tells ``advanced`` the lane-steps done since its
    last call, from any thread, and returns whether all is done. One that can be stopped so that the batches
    stay consistent raises ``Interrupted`` on Ctrl-C.

    Raises
    ------
    UsageError
        If there is no such device.
    DeviceError
        If the device is known but not available here.
    """
    if device not in DEVICES:
        raise UsageError(f"unknown device '{device}'{nearest(device, DEVICES)}")
    if device == "cuda":
        raise DeviceError("this version of simlab has no CUDA engine yet: use --device cpu")
    if device == "reference":
        from simlab.engines import reference

        return "reference", reference.run
    from simlab.engines import cpu

    return "cpu", cpu.run
