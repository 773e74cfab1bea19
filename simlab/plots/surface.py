"""The cost surface in three dimensions with iterates on it, alone or beside its contours."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from simlab.errors import UsageError
from simlab.plots._colour_bar import add_bar
from simlab.plots._common import Interval
from simlab.plots._landscape import Terrain, contour_levels, mark_minima, paint, terrain
from simlab.plots._legend import top_legend
from simlab.plots._palette import INK, LEVEL_LINE, line_look, marker_look
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
from simlab.plots._relief import BOX, Relief
from simlab.plots._select import colour_places, labels_of, number, symbol, ten_to
from simlab.plots._ticks import round_steps

_FACETS = 160  # a side, at most
_DOTS = 30  # markers on a path
_FITS = 1.34  # width or height of a box that fills its axes, as seen, in box sides
_HIDDEN = 0.3  # opacity of what lies behind the surface


class Options(PlaneOptions):
    """Options of a ``surface`` figure."""

    plot: Literal["surface"] = "surface"
    height: float = Field(default=7.2, ge=2, le=30, description="height of the figure (inches)")
    paths: bool = Field(default=True, description="draw the iterates on the surface")
    contours: bool = Field(default=False, description="a second panel with the contours of the same surface")
    log_height: bool = Field(
        default=False, description="height is the logarithm of the loss above the minimum"
    )
    elevation: float = Field(
        default=38.0, ge=5, le=90, description="angle of the view over the plane (degrees)"
    )
    azimuth: float = Field(default=-60.0, ge=-360, le=360, description="angle of the view around z (degrees)")
    z_range: Interval | None = Field(
        default=None, description="lowest and highest loss shown; the surface is cut off outside"
    )


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw on ``figure`` and say what was drawn; needs ``surface``.

    The view is a parallel projection, so that equal heights look equal everywhere. A path is laid on the
    surface, straight between iterates as seen from above; where the surface hides it, it is drawn faintly.
    """
    if surface is None:
        raise UsageError(f"figure '{options.file_name}': a surface plot needs the problem's surface")
    places, plane = few(dataset, options), plane_of(dataset, options)
    paths = paths_in(dataset, places, plane, options) if options.paths else [[] for _ in places]
    window = window_of(dataset, places, plane, paths, options, equal=False)
    land = terrain(dataset, places[0], plane, window, surface, options.log_height)
    log = options.log_height and bool((land.height > 0).any())
    levels = contour_levels([land], options.levels, log)
    relief = _relief(land, levels, log, options)
    count = 2 if options.contours else 1
    axes = figure.add_subplot(1, count, 1, projection="3d", computed_zorder=False, proj_type="ortho")
    _paint(axes, relief, levels, log, options)
    minima = minima_in(dataset, places[0], plane)
    looks = list(zip(colour_places(dataset, places), labels_of(dataset, places), strict=True))
    for one, (colour, label) in zip(paths, looks, strict=True):
        for index, path in enumerate(one):
            _path(axes, relief, path, colour, "" if index else label, options)
    _marks(axes, relief, [path[0] for one in paths for path in one], minima, options)
    _axes(axes, dataset, plane, relief, log, options)
    if options.contours:
        flat = figure.add_subplot(1, count, 2)
        figure.get_layout_engine().set(wspace=0.07)  # between the label of z and that of the contours
        _flat(flat, dataset, places, plane, paths, looks, window, options)
        filled = paint(flat, land, levels, log)
        mark_minima(flat, minima, window)
        words = "Loss above the minimum" if log else "Loss"
        add_bar(figure, filled, [flat], words, levels[0], levels[-1], log)
    handles = dict(zip(*reversed(axes.get_legend_handles_labels()), strict=True))
    if handles:
        top_legend(figure, list(handles.values()), list(handles))
    return _sentence(dataset, plane, log, options)


def _relief(land: Terrain, levels: np.ndarray, log: bool, options: Options) -> Relief:
    """Every second sample of ``land`` as heights on the z axis, NaN where they are cut off."""
    every = -(-(len(land.x) - 1) // _FACETS)
    z = land.height[::every, ::every]
    if log:
        with np.errstate(divide="ignore", invalid="ignore"):
            z = np.log10(np.maximum(z, levels[0]))
    low, high = float(np.nanmin(z)), float(np.nanmax(z))
    if options.z_range:
        low, high = _limits(options.z_range, log, options)
        z = cut(z, low, high)
    if not np.isfinite(z).any():
        raise UsageError(f"figure '{options.file_name}': the surface has no height in the window and z_range")
    if low == high:
        low, high = low - 0.5, high + 0.5
    return Relief(land.x[::every], land.y[::every], z, low, high)


def cut(z: np.ndarray, low: float, high: float) -> np.ndarray:
    """``z`` [y, x] without what lies outside, its edge moved to the limits so that the cut is clean."""
    keep = np.pad((z >= low) & (z <= high), 1)
    rows, columns = z.shape
    near = [keep[i : i + rows, j : j + columns] for i in range(3) for j in range(3)]
    return np.where(np.any(near, axis=0), np.clip(z, low, high), np.nan)


def _limits(given: list[float], log: bool, options: Options) -> tuple[float, float]:
    low, high = given
    if low >= high or (log and low <= 0):
        raise UsageError(
            f"figure '{options.file_name}': z_range needs two rising numbers, above 0 with log_height"
        )
    return (float(np.log10(low)), float(np.log10(high))) if log else (low, high)


def _paint(axes, relief: Relief, levels: np.ndarray, log: bool, options: Options) -> None:
    """The shaded surface as a picture, and level lines where they are seen."""
    x, y = np.meshgrid(relief.x, relief.y)
    look = {"rstride": 1, "cstride": 1, "linewidth": 0, "antialiased": False, "shade": False}
    axes.plot_surface(
        x, y, relief.z, facecolors=relief.colours(), rasterized=True, zorder=1, gid="surface", **look
    )
    grid = np.column_stack([x.ravel(), y.ravel()])
    seen = relief.visible(grid, options.elevation, options.azimuth).reshape(x.shape)
    heights = np.ma.masked_where(~seen, relief.z)
    lines = np.log10(levels) if log else levels
    lines = lines[(lines > relief.low) & (lines < relief.high)]
    if len(lines) and seen.any():
        axes.contour(x, y, heights, lines, colors=LEVEL_LINE, linewidths=0.8, linestyles="solid", zorder=2)


def _path(axes, relief: Relief, path: np.ndarray, colour: int, label: str, options: Options) -> None:
    """One path, its markers at iterates; both faint where the surface is in front of them."""
    path = path[np.isfinite(path).all(axis=1)]
    points = relief.on_surface(path)
    seen = relief.visible(points[:, :2], options.elevation, options.azimuth)
    style = line_look(colour)
    name = {"label": label} if label else {}
    marks = marker_look(colour) | {"markersize": 6, "markeredgewidth": 0.7}
    axes.plot([], [], [], **style, **marks, **name)
    axes.plot(*_where(points, seen).T, zorder=5, gid="path", **style)
    axes.plot(*_where(points, ~seen).T, zorder=4, alpha=_HIDDEN, **style)
    dots = relief.lifted(path[:: max(1, -(-len(path) // _DOTS))])
    dots = dots[relief.visible(dots[:, :2], options.elevation, options.azimuth)]
    axes.plot(*dots.T, linestyle="", color=style["color"], zorder=6, gid="iterates", **marks)


def _where(points: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """``points`` [n, 3] with gaps outside ``mask``."""
    return np.where(mask[:, None], points, np.nan)


def _marks(axes, relief: Relief, starts, minima: np.ndarray, options: Options) -> None:
    """Starts and minima, faint where the surface hides them."""
    looks = {"start": ("o", 10, 1.8, np.reshape(starts, (-1, 2))), "minimum": ("*", 18, 1.4, minima)}
    for label, (marker, size, edge, points) in looks.items():
        points = np.unique(points, axis=0)
        points = points[np.isfinite(relief.height(points))]
        seen = relief.visible(points, options.elevation, options.azimuth)
        if len(points):
            look = {"marker": marker, "markersize": size, "markeredgewidth": edge, "markeredgecolor": INK}
            look |= {"markerfacecolor": "white", "linestyle": "", "zorder": 7}
            axes.plot([], [], [], label=label, **look)
            axes.plot(*relief.lifted(points[seen]).T, **look)
            axes.plot(*relief.lifted(points[~seen]).T, alpha=_HIDDEN, **look)


def _axes(axes, dataset, plane, relief: Relief, log: bool, options: Options) -> None:
    names = [symbol(str(name)) for name in dataset["coordinate"].values]
    e, a = np.radians(options.elevation), np.radians(options.azimuth)
    width = abs(np.sin(a)) * BOX[0] + abs(np.cos(a)) * BOX[1]
    depth = abs(np.cos(a)) * BOX[0] + abs(np.sin(a)) * BOX[1]
    axes.set_box_aspect(BOX, zoom=_FITS / max(width, np.sin(e) * depth + np.cos(e) * BOX[2]))
    axes.view_init(options.elevation, options.azimuth)
    axes.set_xlim(relief.x[0], relief.x[-1], view_margin=0)
    axes.set_ylim(relief.y[0], relief.y[-1], view_margin=0)
    axes.set_zlim(relief.low, relief.high, view_margin=0)
    axes.set_xlabel(names[plane[0]], labelpad=8)
    axes.set_ylabel(names[plane[1]], labelpad=8)
    axes.set_zlabel("Loss above the minimum" if log else "Loss", labelpad=12)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_rotate_label(False)
    axes.locator_params(nbins=6)
    ticks = round_steps(relief.low, relief.high, 6)
    if log and (ticks == np.round(ticks)).all():
        axes.set_zticks(ticks, labels=[ten_to(int(tick)) for tick in ticks])
    elif log:
        axes.set_zticks(ticks, labels=[number(10.0**tick) for tick in ticks])
    for axis in (axes.xaxis, axes.yaxis, axes.zaxis):
        axis.set_pane_color("#FFFFFF")
        axis.set_tick_params(pad=3)


def _flat(axes, dataset, places, plane, paths, looks, window, options: Options) -> None:
    """The same paths over contours."""
    for place, one, (colour, label) in zip(places, paths, looks, strict=True):
        lost = is_lost(dataset, place, options.replicates)
        draw_paths(axes, one, window, colour, True, label, lost=lost, arrows=options.arrows)
    if options.paths:
        mark_starts(axes, [path for one in paths for path in one])
    frame(axes, dataset, plane, window, equal=False)


def _sentence(dataset, plane, log: bool, options: Options) -> str:
    text = "the loss as a surface"
    text += ", its height the logarithm of the loss above the minimum" if log else ""
    text += slice_words(dataset, plane) + ", with level lines"
    if options.z_range:
        text += f", cut off outside {number(options.z_range[0])} to {number(options.z_range[1])}"
    if options.paths:
        text += "; iterates lie on it, faint where it hides them"
    return text + ("; beside it its contours" if options.contours else "")
