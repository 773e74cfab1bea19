"""A quantity against a swept parameter, with its spread over replicates and the law's prediction."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from simlab.errors import UsageError
from simlab.plots._common import Band, Interval, Line
from simlab.plots._curve_axes import limit_values, reference_line, scale_axes, within_reach
from simlab.plots._families import families
from simlab.plots._legend import top_legend
from simlab.plots._measure import Measured, MeasureOptions, measure, summarize
from simlab.plots._palette import COLOURS, line_look, marker_look
from simlab.plots._select import axis_names, axis_title, axis_values, chosen, log_spaced
from simlab.plots._ticks import tick_values


class Options(MeasureOptions):
    """Options of a ``sweep_curve`` figure; without a measure it shows the final loss."""

    plot: Literal["sweep_curve"] = "sweep_curve"
    x: str = Field(default="", description="swept parameter along x; the first axis of the sweep when empty")
    band: Band = Field(default=[0.1, 0.9], description="quantiles that bound the error bars; empty for none")
    x_label: str = Field(default="", description="name of what is swept; found if empty")
    curves: list[str] = Field(default=[], description="names of the curves, in order; found if empty")
    log_x: bool | None = Field(default=None, description="logarithmic x axis; found if not given")
    log_y: bool = Field(default=False, description="logarithmic axis of the quantity")
    start_at_zero: bool = Field(default=False, description="let the axis of the quantity begin at zero")
    x_range: Interval | None = Field(default=None, description="first and last swept value shown")
    y_range: Interval | None = Field(default=None, description="lowest and highest value shown")
    lines: list[Line] = Field(
        default=[], description="reference lines; expressions may use the name of the x axis"
    )


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw on ``figure`` and say what was drawn.

    One curve for every optimizer and every value of the other axes; marks are measured, lines only join them.
    Settings whose value is infinite (a threshold never reached) have no mark.
    """
    places = chosen(dataset, options)
    names = [name for name in axis_names(dataset) if name not in options.at]
    if not options.x and not names:
        raise UsageError(f"figure '{options.file_name}': the run has no sweep axis")
    axis = options.x or names[0]
    along = axis_values(dataset, axis, options)
    places = [place for place in places if not np.isnan(along[place])]
    if not (options.quantity or options.status or options.statistic):
        options = options.model_copy(update={"quantity": "loss"})
    if options.log_x is None:
        options = options.model_copy(update={"log_x": log_spaced(along[places])})
    measured = measure(dataset, options, places, evaluate)
    curves = _named(families(dataset, axis, places), options)
    axes = figure.add_subplot()
    center = "mean" if measured.probability else options.center
    band = [] if measured.probability else options.band
    summaries = summarize(measured.values.T, center, band)
    scale_axes(axes, options)
    if measured.probability and not options.y_range:
        axes.set_ylim(-0.03, 1.03)
    else:
        limit_values(axes, np.concatenate(summaries), 0.0, options)
    for index, (label, members) in enumerate(curves.items()):
        order = sorted(members, key=lambda member: along[places[member]])
        _one_curve(axes, along[[places[i] for i in order]], [one[order] for one in summaries], index, label)
    tick_values(axes.xaxis, along[places], axes.get_xlim(), bool(options.log_x))
    x = _dense(along[places], options)
    for index, line in enumerate(options.lines):
        reference_line(axes, line, index, x, axis, evaluate, options)
    axes.set_xlabel(options.x_label or axis_title(dataset[axis]))
    axes.set_ylabel(measured.label)
    handles, labels = axes.get_legend_handles_labels()
    if len(handles) > 1:
        top_legend(figure, handles, labels)
    return _sentence(measured, options)


def _named(curves: dict[str, list[int]], options: Options) -> dict[str, list[int]]:
    """The curves by the names that the figure gives them, if it does."""
    if len(curves) > len(COLOURS):
        raise UsageError(
            f"figure '{options.file_name}': at most {len(COLOURS)} curves; choose with variants or at"
        )
    if not options.curves:
        return curves
    if len(set(options.curves)) != len(curves):
        found = ", ".join(curves)
        raise UsageError(f"figure '{options.file_name}': curves needs {len(curves)} names, for {found}")
    return dict(zip(options.curves, curves.values(), strict=True))


def _one_curve(axes, x: np.ndarray, summary: list[np.ndarray], index: int, label: str) -> None:
    center, *band = summary
    finite = np.isfinite(center)
    look = line_look(index) | marker_look(index) | {"linewidth": 1.4, "label": label, "gid": "curve"}
    if band:
        low, high = (within_reach(axes, edge)[finite] for edge in band)
        reach = np.maximum([center[finite] - low, high - center[finite]], 0.0)
        bars = {"linewidth": 0, "elinewidth": 1.4, "capsize": 3, "color": look["color"]}
        if reach.any():
            axes.errorbar(x[finite], center[finite], reach, **bars)
    axes.plot(x[finite], center[finite], **look)


def _dense(values: np.ndarray, options: Options) -> np.ndarray:
    """Many points between the ends of the axis, for smooth lines."""
    low, high = options.x_range or (float(values.min()), float(values.max()))
    return np.geomspace(low, high, 400) if options.log_x else np.linspace(low, high, 400)


def _sentence(measured: Measured, options: Options) -> str:
    label = measured.label[:1].lower() + measured.label[1:]
    if measured.probability or measured.values.shape[1] == 1:
        text = f"{label} in each setting"
    else:
        text = f"{options.center} over replicates of the {label}"
        if options.band:
            low, high = (100 * level for level in options.band)
            text += f", bars from the {low:g} % to the {high:g} % quantile"
    return text + (", lines without marks: predictions" if options.lines else "")
