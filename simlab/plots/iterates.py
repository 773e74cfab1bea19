"""Paths of several optimizers over the contours of a surface, with arrows, start and minimum."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from simlab.errors import UsageError
from simlab.plots._colour_bar import add_bar
from simlab.plots._common import PlotOptions, Window
from simlab.plots._landscape import contour_levels, mark_minima, paint, terrain, view
from simlab.plots._legend import top_legend
from simlab.plots._palette import COLOURS, INK
from simlab.plots._paths import draw_paths
from simlab.plots._select import chosen, colour_places, labels_of, quantity, symbol
from simlab.results.attributes import optima
from simlab.status import Status


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
    levels: int = Field(default=14, ge=3, le=60, description="about how many contours")
    log_levels: bool | None = Field(
        default=None, description="contours log-spaced above the minimum, else equally; if there is a minimum"
    )
    arrows: int = Field(default=4, ge=0, le=20, description="arrows along each path")
    last_step: int | None = Field(default=None, ge=1, description="draw the path up to this step only")


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw on ``figure`` and say what was drawn.

    Contours are log-spaced in the loss above the lowest known minimum, on the plane of the two coordinates
    through the first minimum; without a minimum (a saddle) they are equally spaced in the loss. Without
    ``surface`` only the paths are drawn. All panels share their contours.
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
    log = all(map(len, minima)) if options.log_levels is None else options.log_levels
    if surface is not None:
        shown = [(places[group[0]], one) for group, one in zip(groups, windows, strict=True)]
        lands = [terrain(dataset, place, plane, one, surface, log) for place, one in shown]
        log = log and any((land.height > 0).any() for land in lands)
        levels = contour_levels(lands, options.levels, log)
        filled = [paint(axes, land, levels, log) for axes, land in zip(panels, lands, strict=True)]
        words = "Loss above the minimum" if log else "Loss"
        add_bar(figure, filled[-1], panels, words, levels[0], levels[-1], log)
    labels, colours = labels_of(dataset, places), colour_places(dataset, places)
    for axes, group, one in zip(panels, groups, windows, strict=True):
        for member in group:
            lost = _lost(dataset, places[member], options)
            look = {"colour": colours[member], "dashed": not options.panels, "label": labels[member]}
            draw_paths(axes, paths[member], one, lost=lost, arrows=options.arrows, **look)
        starts = np.unique([path[0] for member in group for path in paths[member]], axis=0)
        look = {"marker": "o", "markersize": 10, "markerfacecolor": "white", "markeredgecolor": INK}
        axes.plot(*starts.T, linestyle="", markeredgewidth=1.8, zorder=6, label="start", **look)
        mark_minima(axes, minima[group[0]], one)
        _frame(axes, dataset, plane, one, options)
        if options.panels:
            axes.set_title(labels[group[0]])
    _finish(figure, panels, options)
    spacing = "log-spaced above the minimum" if log else "equally spaced"
    return _sentence(dataset, plane, options, spacing if surface is not None else "")


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
    return [
        [values[place, replicate][:, plane].astype(float) for replicate in options.replicates]
        for place in places
    ]


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


def _sentence(dataset, plane, options: Options, spacing: str) -> str:
    known = [str(name) for name in dataset["coordinate"].values]
    text = "paths of the average" if options.y == "average" else "paths"
    text += " from the start (white circle) to the last iterate (dark edge), arrows along the way"
    if len(options.replicates) > 1:
        text += f", {len(options.replicates)} replicates"
    if spacing:
        text += f"; contours of the loss, {spacing}"
        if len(known) > 2:
            text += f", in the plane of {known[plane[0]]} and {known[plane[1]]} through the minimum"
    return text
