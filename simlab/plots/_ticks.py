"""Ticks that read as plain numbers: of logarithmic axes, of swept values, of colour bars."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from simlab.plots._select import RAISED, ten_to

_MOST = 7  # labels on a logarithmic axis, about
_MINOR = 12  # decades up to which an axis has small ticks within each
_MARKED = 9  # swept values that have a tick each, at most
_APART = 0.055  # least distance of two such ticks, in lengths of the axis
_PLAIN = (1e-4, 1e6)  # numbers between these are written out
_COLOUR_BAR = "<colorbar>"  # what Matplotlib calls the axes of a colour bar


def tick_log_axes(figure) -> None:
    """Give every logarithmic axis of ``figure`` that has no ticks of its own those of ``log_ticks``.

    Matplotlib's would write 0.2 as 2 x 10^-1, and step by 10^43 where a decade is too short.
    """
    for axes in figure.axes:
        if axes.get_label() == _COLOUR_BAR or hasattr(axes, "zaxis"):
            continue
        for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            if type(axis.get_major_locator()).__name__ == "LogLocator":
                low, high = sorted(limits)
                ticks = log_ticks(low, high)
                axis.set_ticks(list(ticks), labels=list(ticks.values()))
                minor = minor_ticks(low, high)
                axis.set_ticks(minor, labels=[""] * len(minor), minor=True)


def tick_values(axis, values: Iterable[float], limits: tuple[float, float], log: bool) -> None:
    """One tick at each of the swept ``values``, if they are few, far apart on the axis, and round."""
    known = np.unique([value for value in values if math.isfinite(value)])
    if not all(value == round(value) or value == float(f"{value:.3g}") for value in known):
        return
    places, ends = (np.log(known), np.log(limits)) if log else (known, np.array(limits))
    apart = np.diff(places) / abs(ends[1] - ends[0])
    texts = [tick_text(float(value)) for value in known]
    if not set(RAISED).isdisjoint("".join(texts)):  # powers of ten beside plain numbers
        return
    if len(known) <= _MARKED and (len(known) < 2 or apart.min() >= _APART):
        axis.set_ticks(known, labels=texts)
        axis.set_ticks([], minor=True)


def tick_text(value: float) -> str:
    """A number at a tick: written out, or with a power of ten where it is very large or small."""
    if value == 0 or _PLAIN[0] <= abs(value) < _PLAIN[1]:
        text = f"{value:,.4g}" if abs(value) < 1e3 else f"{value:,.0f}"
        return text.replace("-", "\N{MINUS SIGN}")
    mantissa, _, power = f"{value:.3g}".partition("e")
    shown = ten_to(int(power or 0))
    if mantissa == "1":
        return shown
    return f"{mantissa}\N{MULTIPLICATION SIGN}{shown}".replace("-", "\N{MINUS SIGN}")


def log_ticks(low: float, high: float) -> dict[float, str]:
    """Values and texts of ticks: powers of ten over a wide range, round or equal steps over a narrow one."""
    decades = math.log10(high) - math.log10(low)
    if decades < 0.6:
        steps = round_steps(low, high, _MOST) if high > low else np.array([low])
        return {float(value): tick_text(float(value)) for value in steps}
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    if decades >= 3:
        every = next(step for step in (1, 2, 3, 5, 10, 20, 50, 100) if decades / step <= _MOST)
        values = {10.0**power: ten_to(power) for power in range(first, last + 1) if power % every == 0}
    else:
        digits = (1, 2, 5) if decades >= 1.3 else (1, 1.5, 2, 3, 4, 5, 7)
        values = {step * 10.0**p: tick_text(step * 10.0**p) for p in range(first, last) for step in digits}
        values |= {10.0**last: tick_text(10.0**last)}
    slack = 1 + 1e-9
    return {value: text for value, text in values.items() if low / slack <= value <= high * slack}


def signed_log_ticks(reach: float, decades: int) -> dict[float, str]:
    """Ticks of an axis that is logarithmic on both sides of 0, from ``reach`` down to ``decades`` below it.

    Powers of ten, every second one, and 0; none so near to 0 that its text would lie on that of 0.
    """
    last = math.floor(math.log10(reach))
    powers = range(last, last - decades + 1, -2)
    sides = [
        (sign * 10.0**power, ("\N{MINUS SIGN}" if sign < 0 else "") + ten_to(power))
        for sign in (1, -1)
        for power in powers
    ]
    return dict(sorted([*sides, (0.0, "0")]))


def minor_ticks(low: float, high: float) -> list[float]:
    """The multiples of powers of ten between ``low`` and ``high``; none over many decades."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    if last - first > _MINOR:
        return []
    every = [digit * 10.0**power for power in range(first, last) for digit in range(2, 10)]
    return [value for value in every if low <= value <= high]


def round_steps(low: float, high: float, most: int) -> np.ndarray:
    """At most ``most`` multiples between ``low`` and ``high`` of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10((high - low) / most)) if high > low else 1.0
    step = next(size * power for size in (1, 2, 5, 10) if (high - low) / (size * power) <= most - 1 + 1e-9)
    return np.arange(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1) * step
