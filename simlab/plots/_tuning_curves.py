"""Curves over a swept parameter on logarithmic axes, with a strip at the top for what diverged."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simlab.plots._palette import COLOURS, INK, MUTED, line_look, marker_look
from simlab.plots._select import plain
from simlab.plots._ticks import log_ticks
from simlab.plots._tuning import Tuned

_DECADES = 20  # of the vertical axis at most
_SHOWN = 1e3  # in values at the start: what is larger leaves the figure
_STRIP = 0.15  # of the height of the axes, for what diverged
_HALF = 0.5
_SMALL = 10  # points, of the words of small panels


def draw_overlay(figure, cell, found: Sequence[Tuned], colours, titles, start: float, options) -> None:
    """All curves in one pair of axes, in ``colours`` (places of the palette)."""
    axes = figure.add_subplot(cell)
    low, high, top = _limits(found, start, options)
    for row, (one, colour) in enumerate(zip(found, colours, strict=True)):
        look = line_look(colour) | marker_look(colour)
        _curve(axes, one, (low, high), look)
        _crosses(axes, one, look["color"], 1 - _STRIP * (row + 0.6) / (len(found) + 0.2))
    _frame(axes, found, (low, high, top), titles)


def draw_panels(figure, cell, found: Sequence[Tuned], titles, start: float, options) -> None:
    """One small pair of axes an optimizer, the other curves pale behind it."""
    rows = round(math.sqrt(len(found) / 2)) or 1
    columns = math.ceil(len(found) / rows)
    grid = cell.subgridspec(rows, columns)
    low, high, top = _limits(found, start, options)
    panels: list = []
    for index, one in enumerate(found):
        row, column = divmod(index, columns)
        first = panels[0] if panels else None
        axes = figure.add_subplot(grid[row, column], sharex=first, sharey=first)
        panels.append(axes)
        for other in found:
            axes.plot(other.at, _shown(other.center, low), color="#D9D9D9", linewidth=1.0, zorder=1)
        _curve(
            axes, one, (low, high), {"color": COLOURS[0], "marker": "o", "markersize": 3.5, "linewidth": 1.8}
        )
        _crosses(axes, one, COLOURS[1], 1 - _STRIP / 2, size=4)
        _frame(axes, found, (low, high, top), titles, small=True)
        axes.set_title(plain(one.optimizer), fontsize=_SMALL, pad=3)
        lowest, middle = index + columns >= len(found), (len(found) - (rows - 1) * columns - 1) // 2
        axes.tick_params(labelbottom=lowest, labelleft=column == 0, labelsize=_SMALL)
        axes.set_xlabel(titles[0] if (row, column) == (rows - 1, middle) else "")
        axes.set_ylabel(titles[1] if (row, column) == ((rows - 1) // 2, 0) else "", fontsize=12)
    panels[0].set_xticks(_inner_powers(*panels[0].get_xlim()))


def _inner_powers(low: float, high: float) -> list[float]:
    """Two powers of ten well inside a range, whose texts need no room beside the axes; or what there is."""
    first, last = math.ceil(math.log10(low) + 0.6), math.floor(math.log10(high) - 0.6)
    return sorted({10.0**first, 10.0**last}) if first <= last else [10.0 ** round(math.log10(low * high) / 2)]


def _curve(axes, one: Tuned, limits: tuple[float, float], look: dict) -> None:
    """Center, band and best setting of one optimizer; what was lost has no mark here."""
    low, high = limits
    finite = np.isfinite(one.center)
    at, center = one.at[finite], _shown(one.center[finite], low)
    if (one.high > one.low)[finite].any():
        band = np.clip([one.low[finite], one.high[finite]], low, high)
        axes.fill_between(at, *band, color=look["color"], alpha=0.11, linewidth=0, gid="band")
    axes.plot(at, center, gid="curve", zorder=3, **look)
    if one.best is not None:
        large = {"marker": look["marker"], "markersize": 1.9 * look["markersize"], "markeredgecolor": INK}
        height = _shown(one.center[one.best], low)
        axes.plot(one.at[one.best], height, color=look["color"], zorder=5, clip_on=False, gid="best", **large)


def _shown(values, low: float):
    """Zeros and what lies below the axis, on its lower edge."""
    return np.maximum(values, low)


def _crosses(axes, one: Tuned, colour, height: float, size: float = 6) -> None:
    """A cross for every setting that lost replicates, a triangle for one that arrived nowhere."""
    few, many = (one.lost > 0) & (one.lost < _HALF), one.lost >= _HALF
    cross = {"marker": "x", "markeredgewidth": size / 4, "color": colour}
    triangle = {"marker": "^", "markersize": size, "markerfacecolor": "white", "markeredgecolor": colour}
    for chosen, look in (
        (many, cross | {"markersize": size, "gid": "diverged"}),
        (few, cross | {"markersize": 0.6 * size, "gid": "some diverged"}),
        (np.isinf(one.center) & ~many, triangle | {"gid": "never"}),
    ):
        at, heights = one.at[chosen], np.full(int(chosen.sum()), height)
        axes.plot(at, heights, linestyle="", transform=axes.get_xaxis_transform(), **look)


def _limits(found: Sequence[Tuned], start: float, options) -> tuple[float, float, float]:
    """Lowest and highest value shown, and the end of the axis above the strip."""
    numbers = np.concatenate([part for one in found for part in (one.center, one.low, one.high)])
    numbers = numbers[np.isfinite(numbers) & (numbers > 0)]
    if options.y_range:
        low, high = options.y_range
    elif len(numbers):
        high = float(numbers.max())
        high = min(high, _SHOWN * start) if start > 0 else high
        low = max(float(numbers.min()), high * 10.0**-_DECADES)
        margin = (high / low) ** 0.04 if high > low else 1.5
        low, high = min(low, high) / margin, high * margin
    else:
        low, high = 1e-16, 1.0
    strip = any((one.lost > 0).any() or np.isinf(one.center).any() for one in found)
    return low, high, high * (high / low) ** (_STRIP / (1 - _STRIP)) if strip else high


def _frame(axes, found: Sequence[Tuned], limits, titles, small: bool = False) -> None:
    low, high, top = limits
    axes.set(xscale="log", yscale="log", ylim=(low, top), xlabel=titles[0], ylabel=titles[1])
    ends = [min(one.at[0] for one in found), max(one.at[-1] for one in found)]
    spare = (ends[1] / ends[0]) ** 0.04 if ends[1] > ends[0] else 2.0
    axes.set_xlim(ends[0] / spare, ends[1] * spare)
    if top <= high:
        return
    ticks = log_ticks(low, high)
    ticks = dict(list(ticks.items())[:: 2 if small and len(ticks) > 4 else 1])
    lost = any((one.lost > 0).any() for one in found)
    never = any((np.isinf(one.center) & (one.lost < _HALF)).any() for one in found)
    words = ",\n".join(word for word, there in (("diverged", lost), ("never", never)) if there)
    middle = math.sqrt(high * top)
    axes.set_yticks([*ticks, middle], labels=[*ticks.values(), words])
    strip = axes.yaxis.get_major_ticks()[-1]
    strip.gridline.set_visible(False)
    strip.tick1line.set_visible(False)
    axes.minorticks_off()
    axes.axhline(high, color=MUTED, linewidth=0.8, gid="strip")
