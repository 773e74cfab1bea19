"""A quantity over two swept parameters, with the analytic boundary drawn over it."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from simlab.errors import UsageError
from simlab.plots._colour_bar import add_bar
from simlab.plots._common import Line
from simlab.plots._grid import Grid, cell_edges, grid_of, two_axes
from simlab.plots._legend import top_legend
from simlab.plots._measure import MeasureOptions, measure, summarize
from simlab.plots._palette import EMPTY, INK, STATUS_COLOURS, STATUS_WORDS, rgb
from simlab.plots._select import axis_title, chosen, log_spaced, plain
from simlab.status import Status

_MANY = 4000  # cells beyond which a vector file holds them as one picture
_DECADES = 20
_NEVER = "#3A3A3A"


class Options(MeasureOptions):
    """Options of a ``heat_map`` figure; without a measure it shows how most trajectories ended."""

    plot: Literal["heat_map"] = "heat_map"
    x: str = Field(default="", description="swept parameter along x; the first axis of the sweep when empty")
    y: str = Field(default="", description="swept parameter along y; the next axis when empty")
    x_label: str = Field(default="", description="name of what is swept along x; found when empty")
    y_label: str = Field(default="", description="name of what is swept along y; found when empty")
    log_x: bool | None = Field(default=None, description="logarithmic x axis; found if not given")
    log_y: bool | None = Field(default=None, description="logarithmic y axis; found if not given")
    log_color: bool | None = Field(default=None, description="logarithmic colours; found if not given")
    boundary: list[Line] = Field(
        default=[], description="curves over the map; y is an expression in the name of the x axis"
    )


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw one panel per optimizer on ``figure`` and say what was drawn.

    A cell is one variant: the median (or mean) over its replicates, a probability, or its most frequent
    status.
    """
    places = chosen(dataset, options)
    names = two_axes(dataset, options)
    optimizers = dataset["optimizer"].values[places]
    members = [np.flatnonzero(optimizers == name) for name in dict.fromkeys(optimizers)]
    groups = [[places[i] for i in member] for member in members]
    panels = figure.subplots(1, len(groups), squeeze=False, sharex=True, sharey=True)[0]
    categories = not (options.quantity or options.status or options.statistic)
    cells, measured = _cells(dataset, options, places, evaluate, categories)
    grids = [
        grid_of(dataset, names, group, cells[member], options)
        for group, member in zip(groups, members, strict=True)
    ]
    if categories:
        handles = _paint_status(panels, grids)
    else:
        handles = _paint_numbers(figure, panels, grids, measured, options)
    for axes, grid, group in zip(panels, grids, groups, strict=True):
        _frame(axes, grid, options)
        axes.set_xlabel(options.x_label or axis_title(dataset[names[0]]))
        if len(groups) > 1:
            axes.set_title(plain(str(dataset["optimizer"].values[group[0]])))
        handles |= _boundaries(axes, grid, names[0], options, evaluate)
    panels[0].set_ylabel(options.y_label or axis_title(dataset[names[1]]))
    if handles:
        top_legend(figure, list(handles.values()), list(handles), swatches=not options.boundary)
    what = "how most trajectories of a setting ended" if categories else _sentence(measured, options)
    return what + (", with the predicted boundary" if options.boundary else "")


def _cells(dataset, options: Options, places, evaluate, categories: bool):
    """One number per variant: a status code or a measure summarised over replicates."""
    if categories:
        status = dataset["status"].values[places]
        counts = np.stack([(status == code).sum(axis=1) for code in Status], axis=1)
        return counts.argmax(axis=1).astype(float), None
    measured = measure(dataset, options, places, evaluate)
    center = "mean" if measured.probability else options.center
    return summarize(measured.values.T, center, [])[0], measured


def _paint_status(panels, grids: list[Grid]) -> dict[str, object]:
    handles = {}
    for axes, grid in zip(panels, grids, strict=True):
        image = np.full((*grid.cells.shape, 3), rgb(EMPTY))
        for code in Status:
            image[grid.cells == code] = rgb(STATUS_COLOURS[code.label])
        _mesh(axes, grid, image, gid="cells")
        for code in sorted(set(grid.cells[np.isfinite(grid.cells)].astype(int))):
            label = Status(code).label
            handles[STATUS_WORDS[label]] = _swatch(axes, STATUS_COLOURS[label])
    return handles


def _mesh(axes, grid: Grid, colours: np.ndarray, **look):
    """Fill the cells of ``grid``."""
    raster = grid.cells.size > _MANY
    return axes.pcolormesh(cell_edges(grid.x), cell_edges(grid.y), colours, rasterized=raster, **look)


def _swatch(axes, colour: str):
    """A coloured square for the legend."""
    return axes.plot([], [], "s", color=colour, markersize=13, markeredgecolor=INK, markeredgewidth=0.6)[0]


def _paint_numbers(figure, panels, grids: list[Grid], measured, options: Options) -> dict[str, object]:
    low, high, log = _color_range(np.concatenate([grid.cells.ravel() for grid in grids]), measured, options)
    handles: dict[str, object] = {}
    for axes, grid in zip(panels, grids, strict=True):
        scale = {"vmin": low, "vmax": high, "cmap": "viridis", "norm": "log" if log else "linear"}
        finite = np.ma.masked_invalid(grid.cells)
        shown = _mesh(axes, grid, np.ma.maximum(finite, low) if log else finite, gid="cells", **scale)
        axes.set_facecolor(EMPTY)
        lost = np.isinf(grid.cells)
        if lost.any():
            image = np.zeros((*grid.cells.shape, 4))
            image[lost] = (*rgb(_NEVER), 1.0)
            _mesh(axes, grid, image)
            handles["infinite or never"] = _swatch(axes, _NEVER)
    add_bar(figure, shown, list(panels), measured.label, low, high, log)
    return handles


def _color_range(cells: np.ndarray, measured, options: Options) -> tuple[float, float, bool]:
    """Lowest and highest number that the colours tell apart, and whether they do so by ratio.

    By ratio, zeros and what lies more than 20 decades below the highest number share the lowest colour.
    """
    finite = cells[np.isfinite(cells)]
    if measured.probability or not len(finite):
        return 0.0, 1.0, False
    low, high = float(finite.min()), float(finite.max())
    positive = finite[finite > 0]
    if not len(positive) or options.log_color is False:
        return low, high, False
    lowest = max(float(positive.min()), high * 10.0**-_DECADES)
    log = options.log_color or (low >= 0 and high / lowest > 100)
    return (lowest, high, True) if log else (low, high, False)


def _frame(axes, grid: Grid, options: Options) -> None:
    for axis, values, wanted in (("x", grid.x, options.log_x), ("y", grid.y, options.log_y)):
        log = log_spaced(values) if wanted is None else wanted
        getattr(axes, f"set_{axis}scale")("log" if log else "linear")
        edges = cell_edges(values)
        getattr(axes, f"set_{axis}lim")(edges[0], edges[-1])
    axes.grid(False)
    for side in ("top", "right"):
        axes.spines[side].set_visible(True)
    axes.label_outer()


def _boundaries(axes, grid: Grid, name: str, options: Options, evaluate) -> dict[str, object]:
    """Every boundary as a dark dashed line on a white one, to be seen on any colour."""
    handles = {}
    spaced = np.geomspace if axes.get_xscale() == "log" else np.linspace
    x = spaced(np.min(grid.x), np.max(grid.x), 400)  # a law need not hold beyond the values of the sweep
    for line in options.boundary:
        height = line.y
        if isinstance(height, str):
            if evaluate is None:
                raise UsageError(f"figure '{options.file_name}': boundary '{height}' needs an evaluator")
            height = evaluate(height, variant=line.variant, **{name: x})
        y = np.broadcast_to(np.asarray(height, dtype=float), x.shape)
        axes.plot(x, y, color="white", linewidth=4.2)
        look = {"color": INK, "linewidth": 2.2, "linestyle": (0, (4, 2)), "gid": "boundary"}
        handles[line.label or str(line.y)] = axes.plot(x, y, **look)[0]
    return handles


def _sentence(measured, options: Options) -> str:
    label = measured.label[:1].lower() + measured.label[1:]
    replicates = measured.values.shape[1]
    if measured.probability or replicates == 1:
        return f"{label} in each setting"
    return f"{options.center} over replicates of the {label}"
