"""The same blocks in, the same arrays out: choose an engine by the name of its device."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NamedTuple

from simlab.errors import DeviceError, UsageError, nearest

DEVICES = ("auto", "cpu", "cuda", "reference")


class Interrupted(KeyboardInterrupt):
    """The user stopped the run; every batch is consistent and can go on from its ``position``."""


def default_threads() -> int:
    """Number of processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Engine(NamedTuple):
    """What runs the batches, or looks at those that stand still; ``reason`` says why simlab chose it."""

    name: str
    run: Callable
    look: Callable
    reason: str = ""


def choose(device: str) -> Engine:
    """The engine for ``device``; ``auto`` is the CPU here, see ``simlab.choosing`` for that of a plan.

    Every engine is run as ``run(batches, threads, advanced, seconds)``: it takes the batches, in place, to
    their last step or as far as it comes in so many seconds, tells ``advanced`` the lane-steps done since its
    last call, from any thread, and returns whether all is done. One that can be stopped so that the batches
    stay consistent raises ``Interrupted`` on Ctrl-C. ``look(batch, threads, advanced)`` records what is due
    at the starting points of a batch whose program takes no step; ``advanced`` hears of the lanes done.

    Raises
    ------
    UsageError
        If there is no such device.
    DeviceError
        If the device is known but not available here.
    """
    if device not in DEVICES:
        raise UsageError(f"unknown device '{device}'{nearest(device, DEVICES)}")
    if device == "reference":
        from simlab.engines import reference

        return Engine("reference", reference.run, reference.look)
    if device == "cuda":
        if missing := missing_gpu():
            raise DeviceError(f"no GPU can be used: {missing}; or use --device cpu")
        from simlab.engines import cuda

        return Engine("cuda", cuda.run, cuda.look)
    from simlab.engines import cpu

    return Engine("cpu", cpu.run, cpu.look)


def missing_gpu() -> str | None:
    """Why there is no GPU to use, and what to do about it; ``None`` if there is one."""
    from simlab.lanes.device import missing

    return missing()
