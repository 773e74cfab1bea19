"""Holm's correction over the random claims of a file: the more claims, the surer each must be."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

_LARGEST_Z = 8.0  # two-sided chance 1e-15


def p_value(decided: Callable[[float], bool]) -> float:
    """Smallest significance 1 - confidence at which ``decided(confidence)`` holds, 1 if it never does.

    Larger confidence means wider intervals, so ``decided`` holds up to one confidence and not beyond.
    """
    low, high = 0.0, _LARGEST_Z
    if decided(1.0 - _two_sided(high)):
        return _two_sided(high)
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if decided(1.0 - _two_sided(middle)) else (low, middle)
    return _two_sided(low)


def holm(p_values: Sequence[float], significances: Sequence[float]) -> list[float]:
    """The significance at which each claim is to be judged so that the file as a whole keeps its own.

    Claims in the order of p / alpha get alpha / m, alpha / (m - 1), ...; from the first that is not decided
    on, all get that claim's share. A chance of at most alpha that any decision of the file is wrong.

    Source: S. Holm, A simple sequentially rejective multiple test procedure (1979).
    """
    order = sorted(range(len(p_values)), key=lambda claim: p_values[claim] / significances[claim])
    levels = [0.0] * len(order)
    divisor = len(order)
    open_ = True
    for claim in order:
        levels[claim] = significances[claim] / divisor
        open_ = open_ and p_values[claim] <= levels[claim]
        divisor -= open_
    return levels


def _two_sided(z: float) -> float:
    return math.erfc(z / math.sqrt(2.0))
