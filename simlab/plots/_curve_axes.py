"""Axes that hold curves: limits that divergence cannot ruin, reference lines, legend, colour bar."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simlab.errors import UsageError
from simlab.plots._colour_bar import add_bar
from simlab.plots._palette import INK, LINES_MAP, REFERENCE_DASHES

_DECADES = 20  # a logarithmic axis spans at most these
_LARGEST = 1e290  # of an axis, so that margins around it do not overflow
_EMPTY_LOG = (1e-16, 1.0)  # a logarithmic axis without a positive value to show
_REACH = 1e4  # in heights of the axes
# Growth over the starts that counts as blowing up, and how far it is followed then.
_BLOW_UP, _SHOWN = 25.0, 4.0
_BLOW_UP_LOG, _SHOWN_LOG = 1e6, 1e3


def reference_line(axes, line, index: int, x: np.ndarray, name: str, evaluate, options, scale=1.0) -> None:
    """Draw one of ``options.lines`` over the values ``x`` of the axis that expressions know as ``name``.

    Its heights are multiplied by ``scale``, numbers or [x].
    """
    height = line.y
    if isinstance(height, str):
        if evaluate is None:
            raise UsageError(
                f"figure '{options.file_name}': the line '{height}' needs an evaluator of expressions"
            )
        height = evaluate(height, variant=line.variant, **{name: x})
    values = np.broadcast_to(np.asarray(height, dtype=float), x.shape) * scale
    label = line.label or str(line.y)
    look = {"color": INK, "linewidth": 1.8, "zorder": 4}
    look |= {"linestyle": REFERENCE_DASHES[index % len(REFERENCE_DASHES)], "dash_capstyle": "butt"}
    axes.plot(x, values, label=label, gid="reference", **look)


def colour_bar(figure, axes, values: np.ndarray, label: str, log: bool) -> list[dict]:
    """Colour curves by ``values`` [curves] and add the bar that reads them."""
    scale = {"cmap": LINES_MAP, "norm": "log"} if log else {"cmap": LINES_MAP}
    source = axes.scatter([], [], c=[], vmin=values.min(), vmax=values.max(), **scale)
    add_bar(figure, source, axes, label, values.min(), values.max(), log)
    return [{"color": tuple(colour), "linestyle": "-", "linewidth": 1.5} for colour in source.to_rgba(values)]


def draw_band(axes, x: np.ndarray, band: Sequence[np.ndarray], colour) -> None:
    """A pale band with thin edges, so that several bands over one another can be told apart."""
    low, high = (within_reach(axes, edge) for edge in band)
    axes.fill_between(x, low, high, color=colour, alpha=0.13, linewidth=0, gid="band")
    for edge in (low, high):
        axes.plot(x, edge, color=colour, linewidth=0.8, alpha=0.6, gid="edge")


def within_reach(axes, values: np.ndarray) -> np.ndarray:
    """``values`` cut far outside the axes: files have no room for 1e300, and bands none for infinity."""
    low, high = axes.get_ylim()
    reach = _REACH * min(max(abs(low), abs(high)), _LARGEST)
    return np.clip(values, -reach, reach)


def scale_axes(axes, options) -> None:
    """Scales and horizontal range that the options ask for."""
    if options.log_x:
        axes.set_xscale("log")
    if options.log_y:
        axes.set_yscale("log")
    axes.margins(x=0.02)
    if options.x_range:
        axes.set_xlim(options.x_range)


def limit_values(axes, drawn: np.ndarray, size: float, options) -> bool:
    """Set the vertical range; whether some of the ``drawn`` values lie beyond it.

    Everything is shown, except what blows up far beyond ``size`` (the scale of the starts) or, on a
    logarithmic axis, what falls more than 20 decades below the rest.
    """
    log = options.log_y
    numbers = drawn[np.isfinite(drawn) & ((drawn > 0) | (not log))]
    if options.y_range:
        axes.set_ylim(options.y_range)
    elif len(numbers):
        low, high = _limits(numbers, size, log)
        axes.set_ylim(low, high)
        if options.start_at_zero and not log:
            axes.set_ylim(bottom=0)
    elif log:
        axes.set_ylim(*_EMPTY_LOG)
    return bool(len(numbers)) and bool(numbers.max() > axes.get_ylim()[1])


def _limits(numbers: np.ndarray, size: float, log: bool) -> tuple[float, float]:
    low, high = (float(np.clip(end, -_LARGEST, _LARGEST)) for end in (numbers.min(), numbers.max()))
    blow_up, shown = (_BLOW_UP_LOG, _SHOWN_LOG) if log else (_BLOW_UP, _SHOWN)
    if np.isfinite(size) and size > 0:
        high = shown * size if high > blow_up * size else high
        low = -shown * size if low < -blow_up * size else low
    if not log:
        margin = 0.05 * (high - low) or 0.05 * abs(high) or 0.05
        return low - margin, high + margin
    low = min(max(low, high * 10.0**-_DECADES), high)
    margin = (high / low) ** 0.04 if high > low else 1.5
    return low / margin, high * margin
