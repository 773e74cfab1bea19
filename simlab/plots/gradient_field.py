"""Contours with gradient arrows that stand at right angles to the level sets, and flow lines."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from simlab.errors import UsageError
from simlab.plots._colour_bar import add_bar
from simlab.plots._gradients import PlaneLoss, on_levels
from simlab.plots._landscape import Terrain, contour_levels, mark_minima, paint, terrain
from simlab.plots._legend import top_legend
from simlab.plots._palette import COLOURS, FLOW, INK, MUTED
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

_ROOM = 0.66  # longest arrow, in distances between grid points
_SHORTEST = 0.25  # arrow of the flattest point, as a share of the longest
_CORNER = 0.16  # side of a right-angle mark, in distances between grid points
_PIECE = 1.6  # half of a piece of a level set, in sides of a mark
_FLAT = 1e-6  # a gradient smaller than this share of the largest has no direction worth an arrow
_LENGTHS = {
    "equal": "all of one length",
    "log": "longer by the logarithm of the slope",
    "true": "as long as the slope is steep",
}


class Options(PlaneOptions):
    """Options of a ``gradient_field`` figure."""

    plot: Literal["gradient_field"] = "gradient_field"
    width: float = Field(default=8.4, ge=2, le=30, description="width of the figure (inches)")
    height: float = Field(default=7.4, ge=2, le=30, description="height of the figure (inches)")
    grid: int = Field(default=7, ge=2, le=40, description="arrows along the longer side of the window")
    length: Literal["equal", "log", "true"] = Field(
        default="log",
        description="arrows of equal length, or by the logarithm or the size of the gradient",
    )
    downhill: bool = Field(default=False, description="arrows along minus the gradient")
    snap: bool = Field(default=True, description="move every arrow to the nearest contour, if one is near")
    right_angles: bool = Field(default=True, description="mark the right angle between arrow and level set")
    flow: float = Field(
        default=0.0,
        ge=0,
        le=4,
        description="density of lines of steepest descent; 0 for none, 1 for some",
    )
    paths: bool = Field(default=False, description="draw the iterates as well")
    log_levels: bool | None = Field(
        default=None, description="contours log-spaced above the minimum, else equally; if there is a minimum"
    )


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw on ``figure`` and say what was drawn; needs ``surface``.

    Both axes have one scale, so that right angles are right on the page. Gradients are central differences of
    the loss of the first variant drawn.
    """
    if surface is None:
        raise UsageError(f"figure '{options.file_name}': a gradient field needs the problem's surface")
    places, plane = few(dataset, options), plane_of(dataset, options)
    paths = paths_in(dataset, places, plane, options) if options.paths else [[] for _ in places]
    window = window_of(dataset, places, plane, paths, options, equal=True)
    minima = minima_in(dataset, places[0], plane)
    log = bool(len(minima)) if options.log_levels is None else options.log_levels
    land = terrain(dataset, places[0], plane, window, surface, log)
    log = log and bool((land.height > 0).any())
    levels = contour_levels([land], options.levels, log)
    axes = figure.add_subplot()
    frame(axes, dataset, plane, window, equal=True)
    figure.set_layout_engine("compressed")  # the colour bar no longer than axes of a fixed shape
    words = "Loss above the minimum" if log else "Loss"
    add_bar(figure, paint(axes, land, levels, log), [axes], words, levels[0], levels[-1], log)
    if options.flow:
        _flow(axes, land, options.flow)
    loss = PlaneLoss(dataset, places[0], plane, surface)
    _arrows(axes, loss, land, levels, window, options)
    _paths(axes, dataset, places, paths, window, options)
    mark_minima(axes, minima, window)
    handles, labels = axes.get_legend_handles_labels()
    if handles:
        top_legend(figure, handles, labels)
    spacing = "log-spaced above the minimum" if log else "equally spaced"
    return _sentence(options, spacing) + slice_words(dataset, plane)


def _arrows(axes, loss: PlaneLoss, land: Terrain, levels, window, options: Options) -> None:
    """An arrow at every grid point, or where the nearest level set passes, with its right angle."""
    points, gap = _grid(window, options.grid)
    above = float(loss(np.array([[land.x[0], land.y[0]]]))[0] - land.height[0, 0])
    moved, met = on_levels(loss, points, window, levels, 0.5 * gap, above)
    if options.snap:
        points = moved
    gradient = loss.gradient(points, window)
    sizes = np.hypot(*gradient.T)
    steep = np.isfinite(sizes) & (sizes > _FLAT * np.nanmax(sizes, initial=0.0))
    if not steep.any():
        return
    points, gradient, sizes, met = points[steep], gradient[steep], sizes[steep], met[steep]
    unit = (-1.0 if options.downhill else 1.0) * gradient / sizes[:, None]
    tips = points + _ROOM * gap * _lengths(sizes, options.length)[:, None] * unit
    low, high = np.array([window[0], window[2]]), np.array([window[1], window[3]])
    whole = ((tips > low) & (tips < high) & (points > low) & (points < high)).all(axis=1)
    points, unit, tips, met = points[whole], unit[whole], tips[whole], met[whole]
    colour = COLOURS[0]
    for tail, tip in zip(points, tips, strict=True):
        arrow = {"arrowstyle": "-|>", "color": colour, "mutation_scale": 15, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", tip, tail, arrowprops=arrow | {"linewidth": 1.8}, zorder=5)
    name = "minus the gradient" if options.downhill else "gradient"
    axes.plot([], [], color=colour, marker=">", markersize=8, linewidth=1.8, label=name)
    if options.right_angles:
        _corners(axes, points, unit, _CORNER * gap, met if options.snap else np.zeros(len(points), bool))


def _grid(window, count: int) -> tuple[np.ndarray, float]:
    """Points [n, 2] in the middle of square cells, ``count`` along the longer side, and their distance."""
    sides = np.array([window[1] - window[0], window[3] - window[2]])
    gap = sides.max() / count
    axes = []
    for low, side in zip((window[0], window[2]), sides, strict=True):
        number = max(1, round(side / gap))
        axes.append(low + side * (np.arange(number) + 0.5) / number)
    x, y = np.meshgrid(*axes)
    return np.column_stack([x.ravel(), y.ravel()]), float(gap)


def _lengths(sizes: np.ndarray, kind: str) -> np.ndarray:
    """Lengths [n] of arrows, the longest 1."""
    if kind == "equal" or np.ptp(sizes) == 0:
        return np.ones_like(sizes)
    if kind == "true":
        return sizes / sizes.max()
    scale = np.log(sizes / sizes.min()) / np.log(sizes.max() / sizes.min())
    return _SHORTEST + (1 - _SHORTEST) * scale


def _corners(axes, points, unit, side: float, on_contour) -> None:
    """A small corner between each arrow and its level set, with a piece of that set if it is not drawn."""
    tangent = np.column_stack([-unit[:, 1], unit[:, 0]])
    look = {"color": INK, "linewidth": 1.1, "zorder": 4}
    for point, along, across, drawn in zip(points, unit, tangent, on_contour, strict=True):
        corner = np.array([point + side * along, point + side * (along + across), point + side * across])
        axes.plot(*corner.T, gid="right angle", **look)
        if not drawn:
            piece = np.array([point - _PIECE * side * across, point + _PIECE * side * across])
            axes.plot(*piece.T, gid="level set", **look | {"color": MUTED, "linewidth": 1.0})


def _flow(axes, land: Terrain, density: float) -> None:
    """Lines of steepest descent, the paths of d theta / dt = -grad f."""
    slope_y, slope_x = np.gradient(land.height, land.y, land.x)
    size = np.hypot(slope_x, slope_y)
    with np.errstate(invalid="ignore", divide="ignore"):
        u, v = (np.ma.masked_invalid(-slope / size) for slope in (slope_x, slope_y))
    look = {"color": FLOW, "linewidth": 1.0, "arrowsize": 1.0, "arrowstyle": "->", "zorder": 3}
    axes.streamplot(land.x, land.y, u, v, density=density, broken_streamlines=True, **look)
    axes.plot([], [], color=FLOW, linewidth=1.0, label="gradient flow")


def _paths(axes, dataset, places, paths, window, options: Options) -> None:
    if not options.paths:
        return
    looks = zip(colour_places(dataset, places), labels_of(dataset, places), strict=True)
    for place, one, (colour, label) in zip(places, paths, looks, strict=True):
        lost = is_lost(dataset, place, options.replicates)
        draw_paths(axes, one, window, colour + 1, True, label, lost=lost, arrows=options.arrows)
    mark_starts(axes, [path for one in paths for path in one])


def _sentence(options: Options, spacing: str) -> str:
    length = _LENGTHS[options.length]
    direction = "downhill, along minus the gradient" if options.downhill else "uphill, along the gradient"
    text = f"arrows point {direction}, {length}"
    if options.right_angles:
        text += ", at right angles to the level sets (corners)"
    if options.flow:
        text += "; thin lines: gradient flow"
    return text + f"; contours of the loss, {spacing}"
