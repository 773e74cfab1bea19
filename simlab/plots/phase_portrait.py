"""One recorded quantity against another, such as velocity against position, with arrows of time."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from simlab.errors import UsageError
from simlab.plots._common import Evaluate, PlotOptions, Window
from simlab.plots._landscape import mark_minima, view
from simlab.plots._legend import top_legend
from simlab.plots._palette import AXES_LINE
from simlab.plots._paths import draw_paths
from simlab.plots._plane import check_replicates, close, few, is_lost, mark_starts
from simlab.plots._select import colour_places, labels_of
from simlab.plots._series import Series, coordinate_of, series
from simlab.results.attributes import optima

_ITERATES = ("theta", "average")
_FEW = 8  # records that set the scale where every path is lost


class Options(PlotOptions):
    """Options of a ``phase_portrait`` figure."""

    plot: Literal["phase_portrait"] = "phase_portrait"
    width: float = Field(default=8.4, ge=2, le=30, description="width of the figure (inches)")
    height: float = Field(default=6.6, ge=2, le=30, description="height of the figure (inches)")
    x: str = Field(
        default="theta[0]",
        min_length=1,
        description="along x: a recorded quantity, a coordinate of one, or an expression that keeps steps",
    )
    y: str = Field(default="change(theta[0])", min_length=1, description="along y, in the same words")
    x_label: str = Field(default="", description="name of x, with its unit; found when empty")
    y_label: str = Field(default="", description="name of y, with its unit; found when empty")
    optimum: list[float | str] = Field(
        default=[],
        max_length=2,
        description="the point marked as optimum: two numbers or expressions; found if possible when empty",
    )
    replicates: list[int] = Field(default=[0], min_length=1, max_length=20, description="replicates to draw")
    panels: bool = Field(default=False, description="one panel a variant instead of all in one")
    window: Window | None = Field(default=None, description="x from, x to, y from, y to; fitted if not given")
    equal: bool = Field(default=False, description="same scale on both axes")
    arrows: int = Field(default=6, ge=0, le=40, description="arrows of time along each path")
    last_step: int | None = Field(default=None, ge=1, description="draw the path up to this step only")


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw on ``figure`` and say what was drawn.

    A path joins the points (x_t, y_t) of the steps t at which both were recorded.
    """
    places = few(dataset, options)
    check_replicates(dataset, options.replicates, options)
    across = series(dataset, options.x, places, options, evaluate, options.x_label)
    along = series(dataset, options.y, places, options, evaluate, options.y_label)
    paths = _paths(across, along, options)
    optimum = [_optimum(dataset, place, options, evaluate) for place in places]
    lost = [is_lost(dataset, place, options.replicates) for place in places]
    window = options.window or _window(paths, np.concatenate(optimum), lost, options.equal)
    groups = [[member] for member in range(len(places))] if options.panels else [list(range(len(places)))]
    panels = figure.subplots(1, len(groups), squeeze=False, sharex=True, sharey=True)[0]
    labels, colours = labels_of(dataset, places), colour_places(dataset, places)
    for axes, group in zip(panels, groups, strict=True):
        for member in group:
            place, dashed = colours[member], not options.panels
            draw_paths(
                axes, paths[member], window, place, dashed, labels[member], lost[member], options.arrows
            )
        mark_starts(axes, [path for member in group for path in paths[member]])
        mark_minima(axes, np.unique(np.concatenate([optimum[member] for member in group]), axis=0), window)
        _frame(axes, window, across.label, along.label, options)
        if options.panels:
            axes.set_title(labels[group[0]])
            axes.label_outer()
    _legend(figure, panels, options)
    return _sentence(across, along, options)


def _paths(across: Series, along: Series, options: Options) -> list[list[np.ndarray]]:
    """Points [records, 2] of every replicate of every variant, at the steps that both series have."""
    steps, columns, rows = np.intersect1d(across.steps, along.steps, return_indices=True)
    if options.last_step is not None:
        count = int(np.searchsorted(steps, options.last_step, "right"))
        columns, rows = columns[:count], rows[:count]
    if len(columns) < 2:
        raise UsageError(
            f"figure '{options.file_name}': '{options.x}' and '{options.y}' share fewer than two steps"
        )
    paths = []
    for x, y in zip(across.values, along.values, strict=True):
        chosen = [(x[min(one, len(x) - 1)], y[min(one, len(y) - 1)]) for one in options.replicates]
        paths.append([np.column_stack([a[columns], b[rows]]) for a, b in chosen])
    if not all(np.isfinite(path[0]).all() for one in paths for path in one):
        raise UsageError(f"figure '{options.file_name}': a path begins at a value that is not finite")
    return paths


def _optimum(dataset, place: int, options: Options, evaluate: Evaluate | None) -> np.ndarray:
    """The points [count, 2] to mark: those asked for, else the minima at rest, where they are known.

    An axis shows its coordinate of the minimum if it shows the iterate, and zero if it shows a change,
    which is zero at rest.
    """
    label = str(dataset["variant"].values[place])
    if options.optimum:
        if len(options.optimum) != 2:
            raise UsageError(f"figure '{options.file_name}': optimum needs two numbers or expressions")
        return np.array([[_number(one, label, options, evaluate) for one in options.optimum]])
    x, y = (_resting(dataset, text, optima(dataset)[label]) for text in (options.x, options.y))
    if x is None or y is None:
        return np.empty((0, 2))
    return np.column_stack([x, y]).astype(float).reshape(-1, 2)


def _number(value: float | str, label: str, options: Options, evaluate: Evaluate | None) -> float:
    if not isinstance(value, str):
        return value
    if evaluate is None:
        raise UsageError(f"figure '{options.file_name}': the optimum '{value}' needs an evaluator")
    return float(evaluate(value, variant=label))


def _resting(dataset, text: str, points) -> list[float] | None:
    """What ``text`` is at rest on each of ``points``, or ``None`` if that is not known."""
    found = coordinate_of(dataset, text)
    if found is not None and found[0] in _ITERATES:
        return [point[found[1]] for point in points]
    words = text.replace(" ", "")
    at_rest = words.startswith(("change(", "velocity[")) and words.endswith((")", "]"))
    return [0.0] * len(points) if at_rest else None


def _window(paths, optimum: np.ndarray, lost: list[bool], equal: bool) -> tuple[float, ...]:
    """A window around all paths, each axis on its own scale unless ``equal``; see ``view``."""
    tame = [path for one, gone in zip(paths, lost, strict=True) if not gone for path in one]
    shown = np.concatenate(tame or [path[:_FEW] for one in paths for path in one])
    spans = np.nanmax(shown, axis=0) - np.nanmin(shown, axis=0)
    scale = np.where(np.isfinite(spans) & (spans > 0), spans, 1.0)
    if equal:
        scale = np.full(2, scale.max())
    with np.errstate(over="ignore"):
        scaled = [path / scale for one in paths for path in one]
    window = view(scaled, optimum / scale, equal)
    return tuple(edge * scale[index // 2] for index, edge in enumerate(window))


def _frame(axes, window, x_label: str, y_label: str, options: Options) -> None:
    close(axes)
    for line in (axes.axhline, axes.axvline):
        line(0.0, color=AXES_LINE, linewidth=1.0, zorder=0)
    axes.set_xlim(window[0], window[1])
    axes.set_ylim(window[2], window[3])
    axes.set_xlabel(x_label)
    axes.set_ylabel(y_label)
    if options.equal:
        axes.set_aspect("equal", adjustable="box")


def _legend(figure, panels, options: Options) -> None:
    handles, labels = panels[0].get_legend_handles_labels()
    names = {"minimum": "optimum"}
    pairs = [(handle, names.get(label, label)) for handle, label in zip(handles, labels, strict=True)]
    if options.panels:  # the variants are named by the titles of their panels
        pairs = [pair for pair in pairs if pair[1] in ("start", "optimum")]
    top_legend(figure, [handle for handle, _ in pairs], [label for _, label in pairs])


def _sentence(across: Series, along: Series, options: Options) -> str:
    names = [one.label[:1].lower() + one.label[1:] for one in (along, across)]
    first = int(np.intersect1d(across.steps, along.steps)[0])
    text = f"{names[0]} against {names[1]}, from step {first} (white circle) to the last record"
    text += " (dark edge), arrows show the direction of time"
    return text + (f", {len(options.replicates)} replicates" if len(options.replicates) > 1 else "")
