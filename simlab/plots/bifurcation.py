"""All late values of a quantity against a swept parameter: fixed points, cycles and chaos at one glance."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from simlab.errors import UsageError
from simlab.plots._common import Evaluate, Interval, Line, PlotOptions
from simlab.plots._curve_axes import limit_values, reference_line, scale_axes
from simlab.plots._families import families
from simlab.plots._legend import top_legend
from simlab.plots._measure import MeasureOptions, measure, summarize
from simlab.plots._palette import COLOURS, DASHES, INK
from simlab.plots._select import axis_names, axis_title, axis_values, chosen, log_spaced
from simlab.plots._series import series
from simlab.status import Status

_HEIGHTS = (1.9, 1.0)  # of the two panels
_MOST = 4_000_000  # points


class Mark(BaseModel):
    """A vertical line: a value of the swept parameter, or an expression for it, such as a law."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    x: float | str = Field(description="place along x: a number or an expression")
    label: str = Field(default="", description="its name in the legend")
    variant: str | None = Field(
        default=None, description="label of the variant whose settings the expression uses by name"
    )


class Options(PlotOptions):
    """Options of a ``bifurcation`` figure."""

    plot: Literal["bifurcation"] = "bifurcation"
    x: str = Field(default="", description="swept parameter along x; the first axis of the sweep when empty")
    y: str = Field(
        default="theta[0]",
        min_length=1,
        description="a recorded quantity, a coordinate of one, or an expression that keeps the steps",
    )
    last: int = Field(default=100, ge=1, description="records at the end of each trajectory that are drawn")
    statistic: str = Field(
        default="", description="expression of the claims language for a second panel; none when empty"
    )
    y_label: str = Field(default="", description="name of y, with its unit; found when empty")
    statistic_label: str = Field(default="", description="name of the statistic, with its unit")
    alpha: float = Field(default=0.25, gt=0, le=1, description="opacity of a point")
    size: float = Field(default=1.6, gt=0, le=20, description="diameter of a point (points of type)")
    log_x: bool | None = Field(default=None, description="logarithmic x axis; found if not given")
    log_y: bool = Field(default=False, description="logarithmic axis of the quantity")
    x_range: Interval | None = Field(default=None, description="first and last swept value shown")
    y_range: Interval | None = Field(default=None, description="lowest and highest value shown")
    statistic_range: Interval | None = Field(default=None, description="the same for the statistic")
    marks: list[Mark] = Field(default=[], description="vertical lines, as where a law puts a bifurcation")
    lines: list[Line] = Field(
        default=[], description="curves over the points; expressions may use the name of the x axis"
    )
    start_at_zero: bool = Field(default=False, description="let the axis of the quantity begin at zero")


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw on ``figure`` and say what was drawn.

    A point is one record of one replicate, at one of the ``last`` records. Trajectories that diverged or
    became non-finite have no late values and are left out. The statistic is the median over replicates.
    """
    places, axis, options = _swept(dataset, options)
    found = series(dataset, options.y, places, options, evaluate, options.y_label)
    along = axis_values(dataset, axis, options)[places]
    late = np.where(_kept(dataset, places, found.values), found.values, np.nan)[:, :, -options.last :]
    if late.size > _MOST:
        raise UsageError(f"figure '{options.file_name}': {late.size:,} points; lower last, at most {_MOST:,}")
    if not np.isfinite(late).any():
        raise UsageError(f"figure '{options.file_name}': no trajectory has a finite '{options.y}' at its end")
    curves = families(dataset, axis, places)
    if len(curves) > len(COLOURS):
        raise UsageError(
            f"figure '{options.file_name}': at most {len(COLOURS)} families; choose with variants or at"
        )
    top, below = _axes(figure, options)
    scale_axes(top, options)
    limit_values(top, late, 0.0, options)
    handles: dict[str, object] = {}
    for index, (label, members) in enumerate(curves.items()):
        _points(top, along[members], late[members], index, options)
        handles[label] = top.plot([], [], "o", color=COLOURS[index], markersize=7)[0]
    if below is not None:
        _statistic(below, dataset, places, along, curves, options, evaluate)
        if np.all(np.array(below.get_ylim()) * [1, -1] < 0):
            below.axhline(0.0, color=INK, linewidth=1.0, zorder=1)
    panels = [top] if below is None else [top, below]
    handles = (handles if len(curves) > 1 else {}) | _lines(panels, axis, along, options, evaluate)
    top.set_ylabel(found.label)
    if not options.x_range:  # also where nothing is left to draw
        top.dataLim.update_from_data_x(along, ignore=False)
        top.autoscale_view(scaley=False)
    panels[-1].set_xlabel(axis_title(dataset[axis]))
    if handles:
        top_legend(figure, list(handles.values()), list(handles))
    figure.align_ylabels(panels)
    return _sentence(found, late.shape[2], options)


def _swept(dataset, options: Options) -> tuple[list[int], str, Options]:
    """The variants on the axis along x, its name, and the options with its scale."""
    places = chosen(dataset, options)
    names = [name for name in axis_names(dataset) if name not in options.at]
    if not options.x and not names:
        raise UsageError(f"figure '{options.file_name}': the run has no sweep axis")
    axis = options.x or names[0]
    along = axis_values(dataset, axis, options)
    places = [place for place in places if not np.isnan(along[place])]
    if not places:
        raise UsageError(f"figure '{options.file_name}': no variant drawn is swept over '{axis}'")
    if options.log_x is None:
        options = options.model_copy(update={"log_x": log_spaced(along[places])})
    return places, axis, options


def _kept(dataset, places: list[int], values: np.ndarray) -> np.ndarray:
    """Mask [variant, replicate, 1] of the trajectories that stayed finite; of their mean, if any did."""
    lost = np.isin(dataset["status"].values[places], (Status.DIVERGED, Status.NON_FINITE))
    if values.shape[1] != lost.shape[1]:
        lost = np.logical_and.reduce(lost, axis=1, keepdims=True)
    return ~lost[:, :, None]


def _axes(figure, options: Options):
    if not options.statistic:
        return figure.add_subplot(), None
    return figure.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": _HEIGHTS})


def _points(axes, along: np.ndarray, late: np.ndarray, index: int, options: Options) -> None:
    """One point a record, as one picture in a vector file, which stays small that way."""
    x = np.broadcast_to(along[:, None, None], late.shape).ravel()
    y = late.ravel()
    low, high = axes.get_ylim()
    shown = (y >= low) & (y <= high)
    look = {"markersize": options.size, "markeredgewidth": 0, "alpha": options.alpha, "gid": "points"}
    axes.plot(x[shown], y[shown], "o", color=COLOURS[index], rasterized=True, zorder=2, **look)


def _statistic(axes, dataset, places, along, curves, options: Options, evaluate: Evaluate | None) -> None:
    """The statistic of every variant, joined in the order of the swept values."""
    wanted = MeasureOptions(plot="bifurcation", name=options.file_name, statistic=options.statistic)
    measured = measure(dataset, wanted, places, evaluate)
    center = summarize(measured.values.T, "median", [])[0]
    finite = np.isfinite(center)
    for index, members in enumerate(curves.values()):
        order = [member for member in sorted(members, key=lambda one: along[one]) if finite[member]]
        axes.plot(along[order], center[order], color=COLOURS[index], linewidth=1.5, gid="statistic")
    if options.statistic_range:
        axes.set_ylim(options.statistic_range)
    axes.set_ylabel(options.statistic_label or options.statistic)


def _lines(panels, axis: str, along, options: Options, evaluate: Evaluate | None) -> dict[str, object]:
    """Reference curves over the points, vertical marks through all panels; the handles by their names."""
    spaced = np.geomspace if options.log_x else np.linspace
    first, last = options.x_range or (float(along.min()), float(along.max()))
    x = spaced(first, last, 400)
    for index, line in enumerate(options.lines):
        reference_line(panels[0], line, index, x, axis, evaluate, options)
    handles: dict[str, object] = dict(zip(*reversed(panels[0].get_legend_handles_labels()), strict=True))
    for index, mark in enumerate(options.marks):
        place = mark.x
        if isinstance(place, str):
            if evaluate is None:
                raise UsageError(f"figure '{options.file_name}': the mark '{place}' needs an evaluator")
            place = float(np.asarray(evaluate(place, variant=mark.variant), dtype=float))
        look = {
            "color": INK,
            "linestyle": DASHES[1 + index % 5],
            "linewidth": 1.8,
            "gid": "mark",
            "zorder": 4,
        }
        drawn = [axes.axvline(place, **look) for axes in panels]
        handles[mark.label or str(mark.x)] = drawn[0]
    return handles


def _sentence(found, count: int, options: Options) -> str:
    name = found.label[:1].lower() + found.label[1:]
    steps = found.steps[-count:]
    text = f"{name} at the last {count} records (steps {steps[0]:,} to {steps[-1]:,}), one point each"
    if options.statistic:
        text += f"; below, {options.statistic_label or options.statistic}, median over replicates"
    return text + ("; vertical lines: predictions" if options.marks else "")
