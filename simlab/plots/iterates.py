"""Paths of several optimizers over the contours of a surface, with arrows, start and minimum."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from pydantic import Field

from simlab.errors import UsageError
from simlab.plots._colour_bar import add_bar
from simlab.plots._common import PlotOptions, Window
from simlab.plots._landscape import contour_levels, mark_minima, paint, terrain, view
from simlab.plots._legend import top_legend
from simlab.plots._palette import COLOURS, INK, line_look, marker_look
from simlab.plots._select import chosen, colour_places, labels_of, quantity, symbol
from simlab.results.attributes import optima
from simlab.status import Status

_DOTS = 24  # markers on a path


class Options(PlotOptions):
    """Options of an ``iterates`` figure."""

    plot: Literal["iterates"] = "iterates"
    width: float = Field(default=8.4, ge=2, le=30, description="width of the figure (inches)")
    height: float = Field(default=6.6, ge=2, le=30, description="height of the figure (inches)")
    y: str = Field(default="theta", description="recorded vector to draw: theta or average")
    coordinates: list[str] = Field(
        default=[], max_length=2, description="names of the two coordinates to draw; the first two when empty"
    )
    replicates: list[int] = Field(default=[0], min_length=1, max_length=20, description="replicates to draw")
    panels: bool = Field(default=False, description="one panel a variant instead of all in one")
    window: Window | None = Field(default=None, description="x from, x to, y from, y to; fitted if not given")
    zoom: Window | None = Field(default=None, description="window of a second panel that shows a detail")
    equal: bool = Field(default=False, description="same scale on both axes, so that angles are true")
    levels: int = Field(default=14, ge=3, le=60, description="about how many contours, log-spaced")
    arrows: int = Field(default=4, ge=0, le=20, description="arrows along each path")
    last_step: int | None = Field(default=None, ge=1, description="draw the path up to this step only")


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw on ``figure`` and say what was drawn.

    Contours are log-spaced in the loss above the lowest known minimum, on the plane of the two coordinates
    through the first minimum; without ``surface`` only the paths are drawn. All panels share their contours.
    """
    places = chosen(dataset, options)
    if len(places) > len(COLOURS):
        raise UsageError(
            f"figure '{options.file_name}': at most {len(COLOURS)} paths; choose with variants or at"
        )
    plane = _plane(dataset, options)
    paths = _paths(dataset, places, plane, options)
    minima = [_minima(dataset, place, plane) for place in places]
    every = [path for one in paths for path in one]
    window = options.window or view(every, np.concatenate(minima), options.equal)
    panels, groups, windows = _panels(figure, len(places), window, options)
    if surface is not None:
        lands = [
            terrain(dataset, places[group[0]], plane, one, surface)
            for group, one in zip(groups, windows, strict=True)
        ]
        levels = contour_levels(lands, options.levels)
        filled = [paint(axes, land, levels) for axes, land in zip(panels, lands, strict=True)]
        add_bar(figure, filled[-1], panels, "Loss above the minimum", levels[0], levels[-1], log=True)
    labels, colours = labels_of(dataset, places), colour_places(dataset, places)
    for axes, group, one in zip(panels, groups, windows, strict=True):
        for member in group:
            lost = _lost(dataset, places[member], options)
            _draw_paths(axes, paths[member], one, colours[member], labels[member], lost, options)
        starts = np.unique([path[0] for member in group for path in paths[member]], axis=0)
        look = {"marker": "o", "markersize": 10, "markerfacecolor": "white", "markeredgecolor": INK}
        axes.plot(*starts.T, linestyle="", markeredgewidth=1.8, zorder=6, label="start", **look)
        mark_minima(axes, minima[group[0]], one)
        _frame(axes, dataset, plane, one, options)
        if options.panels:
            axes.set_title(labels[group[0]])
    _finish(figure, panels, options)
    return _sentence(dataset, plane, options, surface)


def _plane(dataset, options: Options) -> list[int]:
    known = [str(name) for name in dataset["coordinate"].values]
    if len(known) < 2:
        raise UsageError(f"figure '{options.file_name}': a plane needs two coordinates; see 'profile'")
    wanted = options.coordinates or known[:2]
    if len(set(wanted)) != 2 or not set(wanted) <= set(known):
        raise UsageError(f"figure '{options.file_name}': coordinates must be two of {', '.join(known)}")
    return [known.index(name) for name in wanted]


def _paths(dataset, places, plane, options: Options) -> list[list[np.ndarray]]:
    """Points [records, 2] of every replicate of every variant."""
    variable = quantity(dataset, options.y, options)
    if "coordinate" not in variable.dims or variable.ndim != 4:
        raise UsageError(f"figure '{options.file_name}': '{options.y}' is not a recorded vector")
    steps = dataset[str(variable.dims[2])].values
    upto = None if options.last_step is None else int(np.searchsorted(steps, options.last_step, "right"))
    count = variable.sizes["replicate"]
    wrong = [replicate for replicate in options.replicates if not 0 <= replicate < count]
    if wrong:
        raise UsageError(f"figure '{options.file_name}': there is no replicate {wrong[0]} of {count}")
    values = variable.values[:, :, :upto]
    return [[values[place, replicate][:, plane] for replicate in options.replicates] for place in places]


def _minima(dataset, place: int, plane) -> np.ndarray:
    points = optima(dataset)[str(dataset["variant"].values[place])]
    return np.array([[point[i] for i in plane] for point in points], dtype=float).reshape(-1, 2)


def _lost(dataset, place: int, options: Options) -> bool:
    status = dataset["status"].values[place, options.replicates]
    return bool(np.isin(status, (Status.DIVERGED, Status.NON_FINITE)).any())


def _panels(figure, count: int, window, options: Options):
    """Axes, the variants that each shows, and its window."""
    everyone = list(range(count))
    if options.panels:
        groups, windows = [[one] for one in everyone], [window] * count
    elif options.zoom:
        groups, windows = [everyone, everyone], [window, options.zoom]
    else:
        groups, windows = [everyone], [window]
    shared = options.panels
    panels = figure.subplots(1, len(groups), squeeze=False, sharex=shared, sharey=shared)[0]
    return list(panels), groups, windows


def _draw_paths(axes, paths, window, colour: int, label: str, lost: bool, options: Options) -> None:
    line = line_look(colour) | ({"linestyle": "-"} if options.panels else {})
    marks = marker_look(colour) | {"markersize": 5.5, "markeredgewidth": 0.7}
    for number, path in enumerate(paths):
        finite = path[np.isfinite(path).all(axis=1)]
        every = max(1, math.ceil(len(finite) / _DOTS))
        name = {"label": label} if number == 0 else {}
        axes.plot(finite[:, 0], finite[:, 1], markevery=every, gid="path", **line, **marks, **name)
        _arrows(axes, finite, window, line["color"], options.arrows)
        if not lost:
            end = marks | {"color": line["color"], "markersize": 9, "markeredgecolor": INK}
            axes.plot(finite[-1:, 0], finite[-1:, 1], linestyle="", **end)


def _arrows(axes, path: np.ndarray, window, colour: str, count: int) -> None:
    """Arrow heads at equal distances along the part of the path inside the window."""
    spans = np.array([window[1] - window[0], window[3] - window[2]])
    low = np.array([window[0], window[2]])
    inside = ((path >= low) & (path <= low + spans)).all(axis=1)
    starts, moves = path[:-1], np.diff(path, axis=0)
    lengths = np.hypot(*(moves / spans).T) * (inside[:-1] & inside[1:])
    total = np.concatenate([[0.0], np.cumsum(lengths)])
    if total[-1] <= 0.02:
        return
    for target in total[-1] * (np.arange(count) + 0.6) / count:
        segment = min(int(np.searchsorted(total, target, "right")) - 1, len(lengths) - 1)
        share = (target - total[segment]) / lengths[segment]
        tip = starts[segment] + share * moves[segment]
        tail = tip - 1e-3 * moves[segment] / lengths[segment]
        arrow = {"arrowstyle": "-|>", "color": colour, "mutation_scale": 17, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", tip, tail, arrowprops=arrow, zorder=5)


def _frame(axes, dataset, plane, window, options: Options) -> None:
    known = [symbol(str(name)) for name in dataset["coordinate"].values]
    axes.set_xlim(window[0], window[1])
    axes.set_ylim(window[2], window[3])
    axes.set_xlabel(known[plane[0]])
    axes.set_ylabel(known[plane[1]])
    axes.grid(False)
    for side in ("top", "right"):
        axes.spines[side].set_visible(True)
    if options.equal:
        axes.set_aspect("equal", adjustable="box")


def _finish(figure, panels, options: Options) -> None:
    """Legend over the panels; the outline of the detail."""
    handles, labels = panels[0].get_legend_handles_labels()
    if options.panels:
        named = {"start", "minimum"}  # the variants are named by the titles of their panels
        pairs = [pair for pair in zip(handles, labels, strict=True) if pair[1] in named]
        handles, labels = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        for axes in panels:
            axes.label_outer()
    elif options.zoom:
        x_from, x_to, y_from, y_to = options.zoom
        x, y = [x_from, x_to, x_to, x_from, x_from], [y_from, y_from, y_to, y_to, y_from]
        panels[0].plot(x, y, color=INK, linewidth=1.2, gid="zoom")
        panels[1].set_title("Detail")
    top_legend(figure, handles, labels)


def _sentence(dataset, plane, options: Options, surface) -> str:
    known = [str(name) for name in dataset["coordinate"].values]
    text = "paths of the average" if options.y == "average" else "paths"
    text += " from the start (white circle) to the last iterate (dark edge), arrows along the way"
    if len(options.replicates) > 1:
        text += f", {len(options.replicates)} replicates"
    if surface is not None:
        text += "; contours of the loss, log-spaced above the minimum"
        if len(known) > 2:
            text += f", in the plane of {known[plane[0]]} and {known[plane[1]]} through the minimum"
    return text
