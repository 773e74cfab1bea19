"""Do two engines give the same bits? The same scenario on both, variable by variable."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simlab.execution import execute
from simlab.plan import Plan
from simlab.settings import Reporter, Settings


@dataclass(frozen=True)
class Difference:
    """How far two engines are apart in one variable.

    Attributes
    ----------
    variable : str
        Its name in the results.
    values, different : int
        How many there are, and how many are not equal; two that are not a number count as equal.
    ulps : float
        Largest distance in units in the last place: floats of the type that lie between the two. Infinite if
        one of the two is not a number; for whole numbers, their difference.
    """

    variable: str
    values: int
    different: int
    ulps: float


def parity(plan: Plan, settings: Settings, devices: tuple[str, str], reporter: Reporter) -> list[Difference]:
    """The differences of the results of ``plan`` on two ``devices``, in the order of the variables.

    Raises
    ------
    DeviceError
        If a device is not available here.
    """
    one, other = (execute(plan, replace(settings, device=device), reporter)[0] for device in devices)
    names = [str(name) for name in one.data_vars]
    return [difference(name, one[name].values, other[name].values) for name in names]


def difference(name: str, one: np.ndarray, other: np.ndarray) -> Difference:
    """The difference of two arrays of one shape and type."""
    places = _places(one), _places(other)
    ulps = np.abs(places[0].astype(np.longdouble) - places[1].astype(np.longdouble))
    different = places[0] != places[1]
    if one.dtype.kind == "f":
        missing = np.isnan(one), np.isnan(other)
        ulps = np.where(missing[0] | missing[1], np.inf, ulps)
        different &= ~(missing[0] & missing[1])
    return Difference(name, ulps.size, int(different.sum()), float(ulps[different].max(initial=0.0)))


def _places(values: np.ndarray) -> np.ndarray:
    """Where each value stands in the row of all floats of its type; both zeros stand at 0."""
    if values.dtype.kind != "f":
        return values
    bits = values.view(f"i{values.itemsize}").astype(np.int64)
    return np.where(bits < 0, -(2 ** (8 * values.itemsize - 1)) - bits, bits)
