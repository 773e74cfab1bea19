"""Basins of attraction: one trajectory a pixel, coloured by the minimum reached, darker for more steps."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from simlab.errors import UsageError
from simlab.plots._basin_map import LOST, UNDECIDED, Basins, basin_maps
from simlab.plots._colour_bar import add_bar
from simlab.plots._common import PlotOptions
from simlab.plots._grid import cell_edges
from simlab.plots._legend import top_legend
from simlab.plots._palette import (
    AREA_COLOURS,
    INK,
    LOST_COLOUR,
    OTHER_COLOUR,
    SHADE_DEPTH,
    SHADE_MAP,
    UNDECIDED_COLOUR,
    rgb,
)
from simlab.plots._select import chosen, labels_of, number, symbol

_PANELS = 6


class Options(PlotOptions):
    """Options of a ``basins`` figure."""

    plot: Literal["basins"] = "basins"
    width: float = Field(default=8.4, ge=2, le=30, description="width of the figure (inches)")
    height: float = Field(default=7.4, ge=2, le=30, description="height of the figure (inches)")
    minima: list[list[float]] = Field(
        default=[], description="further points to look for, such as local minima"
    )
    tolerance: float = Field(
        default=0.02,
        gt=0,
        le=0.5,
        description="a trajectory has reached a minimum within this share of the map's width",
    )
    shade: bool = Field(default=True, description="darken pixels by the number of steps they take")
    equal: bool = Field(default=True, description="same scale on both axes")


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw one panel per variant on ``figure`` and say what was drawn.

    A pixel takes the colour of the point nearest to the end of its trajectory, see ``basin_maps``;
    trajectories that reached none are light grey, those that diverged nearly black.
    """
    places = chosen(dataset, options)
    if len(places) > _PANELS:
        raise UsageError(f"figure '{options.file_name}': at most {_PANELS} maps; choose with variants or at")
    maps = basin_maps(dataset, places, options.minima, options.tolerance, options.file_name)
    panels = figure.subplots(1, len(places), squeeze=False, sharex=True, sharey=True)[0]
    span = _step_span(maps) if options.shade else None
    for axes, basins, title in zip(panels, maps, labels_of(dataset, places), strict=True):
        x, y = cell_edges(basins.x), cell_edges(basins.y)
        axes.imshow(colours(basins, span), origin="lower", extent=(x[0], x[-1], y[0], y[-1]), aspect="auto")
        _frame(axes, dataset, basins, options)
        if len(places) > 1:
            axes.set_title(title)
    _legend(figure, panels, maps)
    if span is not None:
        scale = {"cmap": SHADE_MAP, "norm": "log", "vmin": span[0], "vmax": span[1]}
        source = panels[0].scatter([], [], c=[], **scale)
        add_bar(figure, source, list(panels), "Steps to the minimum", *span, log=True)
    rows, columns = maps[0].basin.shape
    shading = ", darker where it takes more steps" if span is not None else ""
    return f"point reached from each of {columns} by {rows} starts{shading}"


def colours(basins: Basins, span: tuple[float, float] | None) -> np.ndarray:
    """Colours [rows, columns, 3] of the pixels; ``span`` is the range of steps that the shades cover."""
    table = [rgb(LOST_COLOUR), rgb(UNDECIDED_COLOUR), *(rgb(_colour(i)) for i in range(len(basins.points)))]
    image = np.array(table)[basins.basin - LOST]
    if span is None:
        return image
    low, high = np.log(span)
    slowness = np.clip((np.log(np.maximum(basins.steps, 1)) - low) / (high - low), 0.0, 1.0)
    return image * np.where(basins.basin >= 0, 1.0 - SHADE_DEPTH * slowness, 1.0)[..., None]


def _colour(point: int) -> str:
    return AREA_COLOURS[point] if point < len(AREA_COLOURS) else OTHER_COLOUR


def _step_span(maps: list[Basins]) -> tuple[float, float] | None:
    """Steps between which nearly all trajectories arrive; ``None`` when all take the same time."""
    steps = np.concatenate([basins.steps[basins.basin >= 0] for basins in maps])
    if not len(steps):
        return None
    low, high = (max(1.0, float(q)) for q in np.quantile(steps, [0.01, 0.99]))
    return (low, high) if high > low else None


def _frame(axes, dataset, basins: Basins, options: Options) -> None:
    """Axis names and a numbered mark at every point inside the map."""
    x, y = axes.get_xlim(), axes.get_ylim()
    for index, point in enumerate(basins.points[: len(AREA_COLOURS)]):
        if x[0] <= point[0] <= x[1] and y[0] <= point[1] <= y[1]:
            look = {"markersize": 17, "markerfacecolor": "white", "markeredgecolor": INK}
            axes.plot(*point, "o", markeredgewidth=1.3, gid="minimum", **look)
            axes.annotate(str(index + 1), point, ha="center", va="center_baseline", fontsize=11)
    names = [symbol(str(name)) for name in dataset["coordinate"].values]
    axes.set_xlabel(names[0])
    axes.set_ylabel(names[1])
    axes.grid(False)
    axes.label_outer()
    for side in ("top", "right"):
        axes.spines[side].set_visible(True)
    if options.equal:
        axes.set_aspect("equal")


def _legend(figure, panels, maps: list[Basins]) -> None:
    """Every colour that occurs, with the share of starts when there is one map."""
    present = sorted({int(index) for basins in maps for index in np.unique(basins.basin)}, reverse=True)
    points, known = maps[0].points, maps[0].known
    names = {UNDECIDED: ("reaches none", UNDECIDED_COLOUR), LOST: ("diverges", LOST_COLOUR)}
    shares: dict[tuple[str, str], float] = {}
    for index in sorted(present, key=lambda i: i if i >= 0 else len(points) - i):
        if index >= len(AREA_COLOURS):
            name = ("other points", OTHER_COLOUR)
        elif index >= 0:
            kind = "" if index < known else " (found)"
            place = ", ".join(number(value + 0.0) for value in np.round(points[index], 3))
            name = (f"{index + 1}: ({place}){kind}", _colour(index))
        else:
            name = names[index]
        shares[name] = shares.get(name, 0.0) + float(np.mean(maps[0].basin == index))
    handles, labels = [], []
    for (label, colour), share in shares.items():
        look = {"color": colour, "markersize": 13, "markeredgecolor": INK, "markeredgewidth": 0.6}
        handles += panels[0].plot([], [], "s", **look)
        labels.append(label if len(maps) > 1 else f"{label}  {100 * share:.3g} %")
    top_legend(figure, handles, labels, swatches=True)
