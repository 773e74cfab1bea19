"""Iterates on the curve of a loss of one parameter: every step a rung of the ladder downhill."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from simlab.errors import UsageError
from simlab.plots._common import Interval, PlotOptions
from simlab.plots._legend import top_legend
from simlab.plots._palette import COLOURS, INK, MUTED, line_look, marker_look
from simlab.plots._select import chosen, colour_places, labels_of, number, quantity, symbol
from simlab.results.attributes import optima

_POINTS = 600
_MARGIN = 0.12


class Options(PlotOptions):
    """Options of a ``profile`` figure."""

    plot: Literal["profile"] = "profile"
    replicates: list[int] = Field(default=[0], min_length=1, max_length=8, description="replicates to draw")
    x_range: Interval | None = Field(default=None, description="part of the parameter's axis that is shown")
    last_step: int | None = Field(default=None, ge=1, description="draw the iterates up to this step only")
    arrows: bool = Field(default=True, description="arrows between iterates that lie far apart")


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw on ``figure`` and say what was drawn; needs ``surface`` and a problem of one coordinate."""
    name = options.file_name
    if dataset.sizes["coordinate"] != 1:
        raise UsageError(f"figure '{name}': a profile needs a problem of one coordinate; see 'iterates'")
    if surface is None:
        raise UsageError(f"figure '{name}': a profile needs the problem's surface")
    places = chosen(dataset, options)
    count = dataset.sizes["replicate"]
    if len(places) * len(options.replicates) > len(COLOURS):
        raise UsageError(
            f"figure '{name}': at most {len(COLOURS)} ladders; choose with variants or replicates"
        )
    if not all(0 <= replicate < count for replicate in options.replicates):
        raise UsageError(f"figure '{name}': there are only {count} replicates")
    ladders = _ladders(dataset, places, options)
    low, high = options.x_range or _range(ladders)
    axes = figure.add_subplot()
    label = str(dataset["variant"].values[places[0]])
    x = np.linspace(low, high, _POINTS)
    axes.plot(x, surface(x[None], label), color=MUTED, linewidth=2.6, label="loss", gid="loss")
    single = len(places) == 1
    looks = range(len(ladders)) if single else colour_places(dataset, places)
    labels = [f"start {number(float(path[0]))}" for path in ladders] if single else labels_of(dataset, places)
    for index, path in enumerate(ladders):
        owner, repeat = divmod(index, 1 if single else len(options.replicates))
        _one_ladder(axes, path, surface, label, looks[owner], None if repeat else labels[owner], options)
    for point in optima(dataset)[label]:
        if low <= point[0] <= high:
            value = surface(np.array([[point[0]]]), label)[0]
            look = {"markersize": 18, "markerfacecolor": "white", "markeredgecolor": INK, "zorder": 6}
            axes.plot(point[0], value, "*", label="minimum", **look)
    axes.set_xlim(low, high)
    axes.set_xlabel(symbol(str(dataset["coordinate"].values[0])))
    axes.set_ylabel("Loss")
    handles = dict(zip(*reversed(axes.get_legend_handles_labels()), strict=True))
    top_legend(figure, list(handles.values()), list(handles))
    return "iterates on the curve of the loss, one mark a recorded step"


def _ladders(dataset, places, options: Options) -> list[np.ndarray]:
    """Parameter [records] of every variant and replicate, replicate fastest, without what is not finite."""
    variable = quantity(dataset, "theta", options)
    steps = dataset[str(variable.dims[2])].values
    upto = None if options.last_step is None else int(np.searchsorted(steps, options.last_step, "right"))
    paths = [
        variable.values[place, one, :upto, 0].astype(float) for place in places for one in options.replicates
    ]
    return [path[np.isfinite(path)] for path in paths]


def _range(ladders) -> tuple[float, float]:
    """The parameters visited, with a margin; a path that runs away is followed over thrice the starts."""
    starts = np.array([path[0] for path in ladders])
    reach = 3 * max(float(np.abs(starts).max()), 1e-300)
    visited = np.clip(np.concatenate(ladders), -reach, reach)
    low, high = float(visited.min()), float(visited.max())
    margin = _MARGIN * ((high - low) or 1.0)
    return low - margin, high + margin


def _one_ladder(axes, path, surface, variant: str, look: int, label, options: Options) -> None:
    values = surface(path[None], variant)
    style = line_look(look) | marker_look(look) | {"linewidth": 1.2}
    axes.plot(path, values, gid="ladder", zorder=4, **style, **({"label": label} if label else {}))
    span = axes.get_xlim()[1] - axes.get_xlim()[0]
    if options.arrows:
        for i in np.flatnonzero(np.abs(np.diff(path)) > 0.04 * span):
            tail, tip = (path[i], values[i]), (path[i + 1], values[i + 1])
            arrow = {"arrowstyle": "-|>", "color": style["color"], "mutation_scale": 15, "shrinkA": 3}
            axes.annotate("", tip, tail, arrowprops=arrow | {"shrinkB": 5}, zorder=3)
