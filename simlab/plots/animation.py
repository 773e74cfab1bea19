"""Iterates on the move over the contours of a surface: a GIF beside the picture of its last frame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from pydantic import Field

from simlab.plots import iterates
from simlab.plots._palette import INK
from simlab.plots._plane import PlaneOptions
from simlab.plots._select import quantity

_OF_ITERATES = (set(PlaneOptions.model_fields) | {"panels", "equal", "log_levels"}) - {"plot", "name"}


class Options(PlaneOptions):
    """Options of an ``animation``: at most 200 frames, whose longer side has at most 1200 pixels."""

    plot: Literal["animation"] = "animation"
    width: float = Field(default=8.4, ge=2, le=30, description="width of the figure (inches)")
    height: float = Field(default=6.6, ge=2, le=30, description="height of the figure (inches)")
    arrows: int = Field(default=0, ge=0, le=20, description="arrows along each path of the picture")
    panels: bool = Field(default=False, description="one panel a variant instead of all in one")
    equal: bool = Field(default=False, description="same scale on both axes, so that angles are true")
    log_levels: bool | None = Field(
        default=None, description="contours log-spaced above the minimum, else equally; if there is a minimum"
    )
    frames: int = Field(default=60, ge=2, le=200, description="frames, evenly spaced over the records")
    seconds: float = Field(default=6.0, ge=0.1, le=60, description="how long the frames take together")
    hold: float = Field(default=1.5, ge=0.1, le=60, description="how long the last frame stays (seconds)")
    pixels: int = Field(default=800, ge=200, le=1200, description="longer side of a frame (pixels)")


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw the last frame on ``figure`` and say what was drawn."""
    shared = {key: value for key, value in options if key in _OF_ITERATES}
    text = iterates.draw(
        figure, dataset, iterates.Options(name=options.file_name, **shared), surface, evaluate
    )
    counter = {"loc": "right", "fontsize": 12, "gid": "counter"}
    _paths(figure)[-1].axes.set_title(_words(int(_steps(dataset, options)[-1])), **counter)
    return text if options.arrows else text.replace(", arrows along the way", "")


def frames(figure, dataset, options: Options) -> Iterator[list]:
    """Move the paths of the drawn ``figure`` from the start on; yields what moves, once a frame.

    What is drawn on top of the paths moves with them: it stands still, but must stay on top.
    """
    steps = _steps(dataset, options)
    paths = [(path, np.column_stack(path.get_data())) for path in _paths(figure)]
    heads = [_head(path) for path, _ in paths]
    panels = list(dict.fromkeys(path.axes for path, _ in paths))
    for line in (line for axes in panels for line in axes.lines):
        line.set_visible(line.get_gid() != "end")
    counter = next(title for axes in panels for title in axes.findobj() if title.get_gid() == "counter")
    for arrow in (text for axes in panels for text in axes.texts):
        arrow.set_visible(False)
    movers = [counter, *(line for axes in panels for line in axes.lines)]
    for last in np.unique(np.linspace(0, len(steps) - 1, options.frames).round().astype(int)):
        counter.set_text(_words(int(steps[last])))
        for (path, points), head in zip(paths, heads, strict=True):
            path.set_data(*points[: last + 1].T)
            head.set_data(*points[last : last + 1].T)  # none once the trajectory is lost
        yield movers


def _steps(dataset, options: Options) -> np.ndarray:
    """Steps of the records that are drawn."""
    steps = dataset[str(quantity(dataset, options.y, options).dims[2])].values
    return steps if options.last_step is None else steps[steps <= options.last_step]


def _paths(figure) -> list:
    return [line for axes in figure.axes for line in axes.lines if line.get_gid() == "path"]


def _head(path):
    """The mark of where a path has come to."""
    look = {"color": path.get_color(), "marker": path.get_marker(), "markeredgecolor": INK}
    return path.axes.plot([], [], linestyle="", markersize=10, zorder=5, gid="head", **look)[0]


def _words(step: int) -> str:
    return f"Step {step:,}"
