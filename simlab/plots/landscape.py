"""A landscape: the loss, or a curvature, over a plane through what was trained, or along a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from pydantic import Field

from simlab.errors import UsageError
from simlab.plots._colour_bar import add_bar
from simlab.plots._common import Band, Interval, PlotOptions
from simlab.plots._curve_axes import draw_band, limit_values, scale_axes
from simlab.plots._legend import top_legend
from simlab.plots._measure import summarize
from simlab.plots._palette import COLOURS, EMPTY, INK, line_look
from simlab.plots._paths import draw_paths
from simlab.plots._plane import close
from simlab.plots._select import chosen, labels_of
from simlab.plots._survey import Panel, Surveyed, long_name
from simlab.plots._ticks import log_ticks

_PANELS = 6
_DECADES = 12.0  # colours tell at most so many apart
_STEEP = 100.0  # a range from which on colours go by ratio


class Options(PlotOptions):
    """Options of a ``landscape`` figure."""

    plot: Literal["landscape"] = "landscape"
    landscape: str = Field(default="", description="name of the [[landscape]]; the only one when empty")
    quantity: str = Field(default="loss", description="what is shown; convexity is |lambda_min / lambda_max|")
    view: Literal["contours", "relief"] = Field(
        default="contours", description="a plane from above, or in three dimensions"
    )
    replicates: list[int] = Field(
        default=[0], min_length=1, max_length=_PANELS, description="replicates of which planes are drawn"
    )
    band: Band = Field(
        default=[0.1, 0.9], description="of lines: quantiles over replicates between which a band is drawn"
    )
    log: bool | None = Field(default=None, description="logarithmic heights; found if not given")
    levels: int = Field(default=14, ge=3, le=60, description="about how many contours")
    height: float = Field(default=5.8, ge=2, le=30, description="height of the figure (inches)")
    y_range: Interval | None = Field(default=None, description="lowest and highest value shown")


@dataclass(frozen=True)
class _Scale:
    """How the axes of lines are scaled."""

    log_y: bool
    y_range: list[float] | None
    log_x: bool = False
    x_range: None = None
    start_at_zero: bool = False


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw a panel for every plane, or the curves of all lines in one, and say what was drawn."""
    places, surveyed = chosen(dataset, options), Surveyed(dataset, options.landscape, options)
    if surveyed.sides == 1:
        return _lines(figure, dataset, surveyed, places, options)
    wanted = [(place, replicate) for place in places for replicate in options.replicates]
    if len(wanted) > _PANELS:
        raise UsageError(
            f"figure '{options.file_name}': at most {_PANELS} planes; choose with variants, at or replicates"
        )
    panels = [surveyed.panel(options.quantity, *one) for one in wanted]
    heads = [_head(head, replicate, options) for head, (_, replicate) in zip(
        np.repeat(labels_of(dataset, places), len(options.replicates)), wanted, strict=True
    )]  # fmt: skip
    low, high, log = _range(panels, options)
    rows = -(-len(panels) // (3 if panels[0].path is None else 2))
    columns = -(-len(panels) // rows)
    relief = options.view == "relief"
    drawn = []
    for index, (panel, head) in enumerate(zip(panels, heads, strict=True)):
        kind = {"projection": "3d", "computed_zorder": False, "proj_type": "ortho"} if relief else {}
        axes = figure.add_subplot(rows, columns, index + 1, **kind)
        source = (_relief if relief else _contours)(axes, panel, low, high, log, options)
        words = [text for text in (head if len(panels) > 1 else "", panel.words) if text]
        axes.set_title("\n".join(words), fontsize=12)
        drawn.append(axes)
    name = long_name(surveyed.variable(options.quantity))
    add_bar(figure, source, drawn, name, low, high, log)
    handles, labels = drawn[0].get_legend_handles_labels()
    if handles:
        top_legend(figure, handles, labels)
    return f"{name[:1].lower() + name[1:]} over {_plane_words(surveyed, options)}"


def _head(label: str, replicate: int, options: Options) -> str:
    return f"{label}, replicate {replicate}" if len(options.replicates) > 1 else str(label)


def _plane_words(surveyed: Surveyed, options: Options) -> str:
    sides = len(surveyed.dataset[f"landscape_x_{surveyed.name}"])
    kind = surveyed.variable(options.quantity).attrs.get("landscape", "")
    along = "the plane of the two principal directions of the path"
    planes = {
        "random": "a plane of two random directions through a point of the run",
        "trajectory": f"{along}, with the path in it and the share of its variance along each",
    }
    return f"{planes.get(kind, 'a plane')}, {sides} by {sides} points"


def _range(panels: list[Panel], options: Options) -> tuple[float, float, bool]:
    """Lowest and highest height that colours tell apart, and whether they do so by ratio."""
    heights = np.concatenate([panel.height.ravel() for panel in panels])
    heights = heights[np.isfinite(heights)]
    if not len(heights):
        raise UsageError(f"figure '{options.file_name}': the landscape has no finite height")
    low, high = options.y_range or (float(heights.min()), float(heights.max()))
    positive = heights[heights > 0]
    steep = len(positive) > 0 and low >= 0 and high > _STEEP * max(low, float(positive.min()))
    log = bool(options.log if options.log is not None else steep) and len(positive) > 0 and high > 0
    if log:
        low = max(low if low > 0 else float(positive.min()), high * 10.0**-_DECADES)
    return (low, high, log) if high > low else (low - 0.5, low + 0.5, False)


def _levels(low: float, high: float, log: bool, count: int) -> np.ndarray:
    return np.geomspace(low, high, count) if log else np.linspace(low, high, count)


def _contours(axes, panel: Panel, low: float, high: float, log: bool, options: Options):
    """The plane from above; returns what a colour bar reads."""
    height = np.ma.masked_invalid(np.clip(panel.height, low, high))
    scale = {"norm": "log" if log else "linear", "vmin": low, "vmax": high, "cmap": "viridis"}
    source = axes.pcolormesh(
        panel.x, panel.y, height, shading="gouraud", rasterized=True, gid="heights", **scale
    )
    axes.set_facecolor(EMPTY)
    look = {"colors": "white", "linewidths": 0.7, "alpha": 0.8, "negative_linestyles": "solid"}
    levels = _levels(low, high, log, options.levels)[1:-1]
    axes.contour(panel.x, panel.y, height, levels, **look)
    window = (panel.x[0], panel.x[-1], panel.y[0], panel.y[-1])
    if panel.path is not None:
        draw_paths(axes, [panel.path], window, 1, True, "trajectory", False, 0)
    else:
        marks = {"markersize": 8, "markerfacecolor": "white", "markeredgecolor": INK}
        axes.plot(0.0, 0.0, "o", linestyle="", gid="center", **marks)
    axes.set_xlim(window[:2])
    axes.set_ylim(window[2:])
    axes.set_xlabel(panel.labels[0])
    axes.set_ylabel(panel.labels[1])
    close(axes)
    return source


def _relief(axes, panel: Panel, low: float, high: float, log: bool, options: Options):
    """The plane in three dimensions, its height the logarithm if ``log``."""
    x, y = np.meshgrid(panel.x, panel.y)
    height = np.clip(panel.height, low, high)
    z = np.log10(height) if log else height
    ends = (np.log10(low), np.log10(high)) if log else (low, high)
    source = axes.plot_surface(
        x, y, z, rstride=1, cstride=1, cmap="viridis", vmin=ends[0], vmax=ends[1], linewidth=0.15,
        edgecolor="#FFFFFF60", antialiased=True, rasterized=True, gid="heights",
    )  # fmt: skip
    axes.set_zlim(*ends)
    axes.view_init(elev=32, azim=-55)
    if log:
        ticks = log_ticks(low, high)
        axes.set_zticks([np.log10(value) for value in ticks], labels=list(ticks.values()))
    axes.set_xlabel(panel.labels[0].partition(" (")[0], labelpad=12)
    axes.set_ylabel(panel.labels[1].partition(" (")[0], labelpad=12)
    bar = axes.scatter([], [], [], c=[], vmin=low, vmax=high, cmap="viridis", norm="log" if log else "linear")
    source.set_label("_heights")
    return bar


def _lines(figure, dataset, surveyed: Surveyed, places: list[int], options: Options) -> str:
    """The curve of every variant, the median over replicates, with a band."""
    if len(places) > len(COLOURS):
        raise UsageError(
            f"figure '{options.file_name}': at most {len(COLOURS)} curves; choose with variants or at"
        )
    variable = surveyed.variable(options.quantity)
    x = dataset[f"landscape_x_{surveyed.name}"].values
    values = [variable.values[place].astype(float) for place in places]
    band = options.band if values[0].shape[0] > 1 else []
    summaries = [summarize(one, "median", band) for one in values]
    everything = np.concatenate([np.ravel(one) for one in summaries])
    finite = everything[np.isfinite(everything)]
    steep = len(finite) > 0 and finite.min() > 0 and finite.max() > _STEEP * finite.min()
    log = bool(steep if options.log is None else options.log)
    axes = figure.add_subplot()
    scaled = _Scale(log, options.y_range)
    scale_axes(axes, scaled)
    limit_values(axes, everything, 0.0, scaled)
    for index, (label, (middle, *edges)) in enumerate(
        zip(labels_of(dataset, places), summaries, strict=True)
    ):
        look = line_look(index)
        axes.plot(x, middle, label=label, gid="curve", **look)
        if edges:
            draw_band(axes, x, edges, look["color"])
    for place in (0.0, 1.0):
        axes.axvline(place, color=INK, linewidth=1.0, linestyle=(0, (2, 2)), zorder=1)
    axes.set_xlabel("Position on the line: 0 and 1 are the two points")
    axes.set_ylabel(long_name(variable))
    handles, labels = axes.get_legend_handles_labels()
    if len(handles) > 1:
        top_legend(figure, handles, labels)
    what = long_name(variable)
    words = f"{what[:1].lower() + what[1:]} along the straight line between two points"
    if not band:
        return words
    low, high = (100 * level for level in band)
    return f"{words}, median over replicates and band from the {low:g} % to the {high:g} % quantile"
