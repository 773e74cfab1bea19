"""The distribution of a quantity over replicates, with the density that a law predicts."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from pydantic import Field

from simlab.errors import UsageError
from simlab.plots._common import Interval, Line
from simlab.plots._curve_axes import reference_line
from simlab.plots._legend import top_legend
from simlab.plots._measure import MeasureOptions, measure
from simlab.plots._palette import COLOURS, line_look
from simlab.plots._select import chosen, colour_places, labels_of

_SINGLE = 0.4  # of one replicate in the widest bin: where a logarithmic axis begins
_FEWEST, _BINS = 8, 50  # bins
_LN_10 = math.log(10.0)
_POLE = 3.0  # in heights of the highest outline: a predicted density that has a pole leaves the figure


class Options(MeasureOptions):
    """Options of a ``histogram`` figure; without a measure it shows the final loss."""

    plot: Literal["histogram"] = "histogram"
    bins: int | None = Field(
        default=None, ge=2, le=1000, description="number of bins; the more, the more replicates, if not given"
    )
    x_range: Interval | None = Field(default=None, description="range of the bins; all values if not given")
    log_x: bool = Field(default=False, description="logarithmic axis, bins of equal ratio")
    log_y: bool = Field(default=False, description="logarithmic density, for tails")
    lines: list[Line] = Field(default=[], description="densities over the histogram; expressions may use x")


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw outlines of one density per variant on ``figure`` and say what was drawn.

    The area of each outline is the share of replicates inside the range: what was lost shows as a deficit.
    On a logarithmic axis areas are as they are seen, a density per decade; predicted densities are scaled
    alike.
    """
    places = chosen(dataset, options)
    if len(places) > len(COLOURS):
        raise UsageError(
            f"figure '{options.file_name}': at most {len(COLOURS)} outlines; choose with variants or at"
        )
    if options.status:
        raise UsageError(f"figure '{options.file_name}': a status has no distribution; see 'sweep_curve'")
    if not (options.quantity or options.statistic):
        options = options.model_copy(update={"quantity": "loss"})
    measured = measure(dataset, options, places, evaluate)
    edges = _edges(measured.values, options)
    axes = figure.add_subplot()
    looks = zip(colour_places(dataset, places), labels_of(dataset, places), strict=True)
    highest = 0.0
    for values, (colour, label) in zip(measured.values, looks, strict=True):
        heights = density(values, edges, options.log_x)
        highest = max(highest, float(heights.max()))
        look = line_look(colour)
        axes.stairs(heights, edges, fill=True, color=look["color"], alpha=0.15)
        axes.stairs(heights, edges, label=label, linewidth=1.8, gid="outline", **look)
    if options.log_x:
        axes.set_xscale("log")
    x = np.geomspace(edges[0], edges[-1], 600) if options.log_x else np.linspace(edges[0], edges[-1], 600)
    for index, line in enumerate(options.lines):
        reference_line(axes, line, index, x, "x", evaluate, options, x * _LN_10 if options.log_x else 1.0)
    axes.set_xlim(edges[0], edges[-1])
    widest = float(_widths(edges, options.log_x).max())
    lowest = _SINGLE / (measured.values.shape[1] * widest) if options.log_y else 0.0
    if options.log_y:
        axes.set_yscale("log")
    axes.set_ylim(lowest, min(axes.get_ylim()[1], _POLE * highest) if highest else None)
    axes.set_xlabel(measured.label)
    axes.set_ylabel("Density per decade" if options.log_x else "Density")
    handles, labels = axes.get_legend_handles_labels()
    if len(handles) > 1:
        top_legend(figure, handles, labels)
    return f"distribution over replicates of the {measured.label[:1].lower()}{measured.label[1:]}"


def density(values: np.ndarray, edges: np.ndarray, log: bool = False) -> np.ndarray:
    """Share of all ``values`` (finite or not) per bin and unit of width, a decade if ``log``."""
    counts = np.histogram(values[np.isfinite(values)], edges)[0]
    return counts / (len(values) * _widths(edges, log))


def _widths(edges: np.ndarray, log: bool) -> np.ndarray:
    return np.diff(np.log10(edges) if log else edges)


def _edges(values: np.ndarray, options: Options) -> np.ndarray:
    usable = values[np.isfinite(values) & ((values > 0) | (not options.log_x))]
    if options.x_range:
        low, high = options.x_range
    elif len(usable):
        low, high = float(usable.min()), float(usable.max())
    else:
        raise UsageError(f"figure '{options.file_name}': no finite value to draw")
    if low == high:
        low, high = (low / 2, high * 2) if options.log_x else (low - 0.5, high + 0.5)
    spaced = np.geomspace if options.log_x else np.linspace
    return spaced(low, high, (options.bins or _bins(values.shape[-1])) + 1)


def _bins(replicates: int) -> int:
    """Twice the cube root of ``replicates`` (Rice's rule), so that outlines show more than chance."""
    return int(np.clip(round(2 * replicates ** (1 / 3)), _FEWEST, _BINS))
