"""Paths of several optimizers over the contours of a surface, with arrows, start and minimum."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from simlab.plots._colour_bar import add_bar
from simlab.plots._common import Window
from simlab.plots._landscape import contour_levels, mark_minima, paint, terrain
from simlab.plots._legend import top_legend
from simlab.plots._palette import INK
from simlab.plots._paths import draw_paths
from simlab.plots._plane import (
    PlaneOptions,
    few,
    frame,
    is_lost,
    mark_starts,
    minima_in,
    paths_in,
    plane_of,
    slice_words,
    window_of,
)
from simlab.plots._select import colour_places, labels_of


class Options(PlaneOptions):
    """Options of an ``iterates`` figure."""

    plot: Literal["iterates"] = "iterates"
    width: float = Field(default=8.4, ge=2, le=30, description="width of the figure (inches)")
    height: float = Field(default=6.6, ge=2, le=30, description="height of the figure (inches)")
    panels: bool = Field(default=False, description="one panel a variant instead of all in one")
    zoom: Window | None = Field(default=None, description="window of a second panel that shows a detail")
    equal: bool = Field(default=False, description="same scale on both axes, so that angles are true")
    log_levels: bool | None = Field(
        default=None, description="contours log-spaced above the minimum, else equally; if there is a minimum"
    )


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw on ``figure`` and say what was drawn.

    Contours are log-spaced in the loss above the lowest known minimum, on the plane of the two coordinates
    through the first minimum; without a minimum (a saddle) they are equally spaced in the loss. Without
    ``surface`` only the paths are drawn. All panels share their contours.
    """
    places, plane = few(dataset, options), plane_of(dataset, options)
    paths = paths_in(dataset, places, plane, options)
    minima = [minima_in(dataset, place, plane) for place in places]
    window = window_of(dataset, places, plane, paths, options, options.equal)
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
            lost = is_lost(dataset, places[member], options.replicates)
            look = {"colour": colours[member], "dashed": not options.panels, "label": labels[member]}
            draw_paths(axes, paths[member], one, lost=lost, arrows=options.arrows, **look)
        mark_starts(axes, [path for member in group for path in paths[member]])
        mark_minima(axes, minima[group[0]], one)
        frame(axes, dataset, plane, one, options.equal)
        if options.panels:
            axes.set_title(labels[group[0]])
    _finish(figure, panels, options)
    spacing = "log-spaced above the minimum" if log else "equally spaced"
    return _sentence(dataset, plane, options, spacing if surface is not None else "")


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
    text = "paths of the average" if options.y == "average" else "paths"
    text += " from the start (white circle) to the last iterate (dark edge), arrows along the way"
    if len(options.replicates) > 1:
        text += f", {len(options.replicates)} replicates"
    if spacing:
        text += f"; contours of the loss, {spacing}{slice_words(dataset, plane)}"
    return text
