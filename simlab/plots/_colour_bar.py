"""Colour bars with ticks that read as plain numbers."""

from __future__ import annotations

import math

import numpy as np

from simlab.plots._select import number, ten_to


def add_bar(figure, source, panels, label: str, low: float, high: float, log: bool) -> None:
    """The bar that reads the colours of ``source`` between ``low`` and ``high``, beside ``panels``."""
    label = label[:1].upper() + label[1:]
    bar = figure.colorbar(source, ax=panels, label=label, pad=0.02, aspect=30)
    if log:
        ticks = log_ticks(low, high)
        bar.set_ticks(list(ticks), labels=list(ticks.values()))
        bar.ax.minorticks_off()


def log_ticks(low: float, high: float) -> dict[float, str]:
    """Values and texts of ticks: powers of ten over a wide range, round or equal steps over a narrow one."""
    decades = math.log10(high / low)
    if decades < 0.6:
        steps = round_steps(low, high, 7) if high > low else np.array([low])
        return {float(value): number(float(value)) for value in steps}
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    every = max(1, math.ceil(decades / 7))
    if decades >= 3:
        values = {10.0**power: ten_to(power) for power in range(first, last + 1) if power % every == 0}
    else:
        digits = (1, 2, 5) if decades >= 1.3 else (1, 1.5, 2, 3, 4, 5, 7)
        values = {step * 10.0**p: number(step * 10.0**p) for p in range(first, last + 1) for step in digits}
    slack = 1 + 1e-9
    return {value: text for value, text in values.items() if low / slack <= value <= high * slack}


def round_steps(low: float, high: float, most: int) -> np.ndarray:
    """At most ``most`` multiples between ``low`` and ``high`` of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10((high - low) / most)) if high > low else 1.0
    step = next(size * power for size in (1, 2, 5, 10) if (high - low) / (size * power) <= most - 1 + 1e-9)
    return np.arange(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1) * step
