"""The same blocks in, the same arrays out: choose an engine by the name of its device."""

from __future__ import annotations

from collections.abc import Callable

from simlab.errors import DeviceError, UsageError, nearest

DEVICES = ("auto", "cpu", "cuda", "reference")


def choose(device: str) -> tuple[str, Callable]:
    """``(name, run)`` of the engine for ``device``; ``auto`` takes what is there.

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
