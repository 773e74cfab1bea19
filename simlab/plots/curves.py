"""A recorded quantity against the step, one curve a variant, with quantile bands over replicates."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from simlab.errors import UsageError
from simlab.plots._common import Band, Evaluate, Interval, Line, PlotOptions
from simlab.plots._curve_axes import (
    colour_bar,
    draw_band,
    limit_values,
    reference_line,
    scale_axes,
    within_reach,
)
from simlab.plots._legend import top_legend
from simlab.plots._measure import summarize
from simlab.plots._palette import COLOURS, line_look, marker_look
from simlab.plots._select import (
    axis_names,
    axis_title,
    chosen,
    colour_places,
    labels_of,
    log_spaced,
    one_coordinate,
    quantity,
    step_dim,
)
from simlab.plots._series import Series, series

_MARKS = 9  # markers on a curve
_CUT = "; what leaves the figure at the top blows up"
_FAINT = 40  # single trajectories at most


class Options(PlotOptions):
    """Options of a ``curves`` figure."""

    plot: Literal["curves"] = "curves"
    y: str = Field(
        default="loss",
        min_length=1,
        description="recorded quantity to draw, or an expression of the claims' language that keeps steps",
    )
    label: str = Field(default="", description="name of what is drawn, with its unit; found when empty")
    coordinate: str | int | None = Field(
        default=None, description="coordinate of a vector quantity: its name or 0-based position"
    )
    absolute: bool = Field(default=False, description="draw the magnitude of a quantity that has a sign")
    center: Literal["median", "mean"] = Field(default="median", description="curve over the replicates")
    band: Band = Field(
        default=[0.1, 0.9], description="quantiles over replicates that bound the band; empty for none"
    )
    trajectories: int = Field(default=0, ge=0, le=_FAINT, description="replicates also drawn one by one")
    log_x: bool = Field(default=False, description="logarithmic step axis (step 0 is left out)")
    log_y: bool = Field(default=False, description="logarithmic axis of the quantity")
    start_at_zero: bool = Field(default=False, description="let the axis of the quantity begin at zero")
    x_range: Interval | None = Field(default=None, description="first and last step shown")
    y_range: Interval | None = Field(default=None, description="lowest and highest value shown")
    lines: list[Line] = Field(default=[], description="reference lines; expressions may use step")


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw on ``figure`` and say what was drawn.

    The curve is the median (or mean) of ``y`` over replicates, the band lies between two quantiles; a value
    that is not a number ranks above every number, so that a diverged trajectory cannot improve a curve.
    """
    places = chosen(dataset, options)
    shown = _shown(dataset, places, options, evaluate)
    size = _largest(shown.values[:, :, 0])
    first = 1 if options.log_x and shown.steps[0] == 0 else 0
    steps, values = shown.steps[first:], shown.values[:, :, first:]

    axes = figure.add_subplot()
    looks = _looks(figure, axes, dataset, places, options)
    summaries = [summarize(one, options.center, options.band) for one in values]
    scale_axes(axes, options)
    drawn = np.concatenate([part for summary in summaries for part in summary])
    cut = limit_values(axes, drawn, size, options)
    for (center, *band), single, look in zip(summaries, values, looks, strict=True):
        _one_curve(axes, steps, center, look)
        if band and values.shape[1] > 1:
            draw_band(axes, steps, band, look["color"])
        for trajectory in single[: options.trajectories]:
            thin = {"color": look["color"], "linewidth": 0.7, "alpha": 0.35}
            axes.plot(steps, within_reach(axes, trajectory), gid="trajectory", **thin)
    for index, line in enumerate(options.lines):
        reference_line(axes, line, index, steps, "step", evaluate, options)
    handles, labels = axes.get_legend_handles_labels()
    if len(handles) > 1:
        top_legend(figure, handles, labels)
    if not options.log_x:
        axes.locator_params("x", integer=True)
    axes.set_xlabel("Step")
    axes.set_ylabel(shown.label)
    return _sentence(shown.label, values.shape[1], options) + (_CUT if cut else "")


def _shown(dataset, places, options: Options, evaluate: Evaluate | None) -> Series:
    """What is drawn over the steps: a recorded quantity, or an expression."""
    if not options.y.isidentifier():
        found = series(dataset, options.y, places, options, evaluate, options.label)
    else:
        variable = quantity(dataset, options.y, options)
        dim = step_dim(variable)
        if dim is None:
            raise UsageError(f"figure '{options.file_name}': '{options.y}' has no steps; see 'sweep_curve'")
        variable = one_coordinate(variable, options.coordinate, options)
        values = variable.transpose("variant", "replicate", dim).values[places].astype(float)
        found = Series(values, dataset[dim].values, options.label or axis_title(variable))
    if not options.absolute:
        return found
    label = options.label or f"Magnitude of {_small(found.label)}"
    return Series(np.abs(found.values), found.steps, label)


def _small(label: str) -> str:
    return label[:1].lower() + label[1:]


def _largest(starts: np.ndarray) -> float:
    """Largest finite magnitude among the 90 % quantiles of ``starts`` [variant, replicate]; 0 if none."""
    sizes = np.concatenate([summarize(np.abs(one), "median", [0.9])[1:] for one in starts])
    return float(np.max(sizes[np.isfinite(sizes)], initial=0.0))


def _looks(figure, axes, dataset, places, options: Options) -> list[dict]:
    """Line looks of every variant: the palette for a few, a colour bar over the swept value for many."""
    if len(places) <= len(COLOURS):
        colours = colour_places(dataset, places)
        labels = labels_of(dataset, places)
        return [line_look(c) | {"label": label, "place": c} for c, label in zip(colours, labels, strict=True)]
    for axis in axis_names(dataset):
        values = dataset[axis].values[places]
        if len(np.unique(values)) > 1 and not np.isnan(values).any():
            return colour_bar(figure, axes, values, axis_title(dataset[axis]), log_spaced(values))
    names = f"figure '{options.file_name}': {len(places)} curves without a common sweep axis"
    raise UsageError(f"{names}; choose at most {len(COLOURS)} with variants or at")


def _one_curve(axes, steps, center, look: dict) -> None:
    look = dict(look)
    place = look.pop("place", None)
    finite = np.isfinite(center)
    if place is not None:
        every = max(1, int(finite.sum()) // _MARKS)
        offset = (place * every) // len(COLOURS)
        look |= marker_look(place) | {"markevery": (offset, every)}
    axes.plot(steps[finite], within_reach(axes, center[finite]), gid="curve", **look)
    lost = np.flatnonzero(~finite)
    if len(lost) and lost[0] > 0:  # the curve ends here because the trajectories became infinite
        end = lost[0] - 1
        axes.plot(steps[end], center[end], "x", color=look["color"], markersize=11, markeredgewidth=2.6)


def _sentence(label: str, replicates: int, options: Options) -> str:
    what = _small(label)
    if replicates == 1:
        return f"{what} of each setting"
    text = f"{options.center} of {what} over replicates"
    if options.band:
        low, high = (100 * level for level in options.band)
        text += f", band from the {low:g} % to the {high:g} % quantile"
    if options.trajectories:
        count = min(options.trajectories, replicates)
        text += (
            f", thin line{'s' if count > 1 else ''}: {count} single trajector{'ies' if count > 1 else 'y'}"
        )
    return text
