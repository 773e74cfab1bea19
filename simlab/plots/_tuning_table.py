"""One row an optimizer: the good region as a bar over the sweep, and its numbers."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Sequence

import numpy as np

from simlab.plots._palette import COLOURS, INK, MUTED, marker_look
from simlab.plots._select import number, plain
from simlab.plots._tuning import Tuned

_SIZE = 11.0  # points
_SHARE = 0.28  # of the width of the figure that the columns may take
_GAP = 10.0  # points between columns
_HALF = 0.5
_HEAD = 9  # characters of a line of a heading
_ENDS = {-1: "≤\N{THIN SPACE}", 0: "", 1: "≥\N{THIN SPACE}"}


def draw_rows(figure, cell, found: Sequence[Tuned], colours, title: str, options) -> None:
    """The rows in axes of their own, the columns of numbers to the right of them."""
    axes = figure.add_subplot(cell)
    rows = range(len(found))
    for row, one, place in zip(rows, found, colours, strict=True):
        _bar(axes, row, one, place, len(found))
    axes.set(xscale="log", ylim=(len(found) - 0.5, -0.5), xlabel=title, ylabel="Optimizer")
    axes.margins(x=0.05)
    axes.grid(False, axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.set_yticks(rows, [plain(one.optimizer) for one in found])
    axes.yaxis.label.set_visible(False)
    columns = [
        ["\n".join(textwrap.wrap(head, _HEAD)), *texts] for head, texts in _columns(found, title, options)
    ]
    size, widths = _fit(figure, columns)
    for label, place in zip(axes.get_yticklabels(), colours, strict=True):
        label.set(color=COLOURS[place], fontsize=size, fontweight="bold")
    right = 0.0
    for (head, *texts), width in zip(columns, widths, strict=True):
        right += width + _GAP
        look = {"xytext": (right, 0), "textcoords": "offset points", "ha": "right", "fontsize": size}
        for row, text in zip(rows, texts, strict=True):
            axes.annotate(
                text, (1, row), xycoords=("axes fraction", "data"), va="center_baseline", gid="cell", **look
            )
        above = look | {"xytext": (right, 5), "color": MUTED}
        axes.annotate(head, (1, 1), xycoords="axes fraction", va="bottom", gid="head", **above)
    axes.set_title("Good region", fontsize=size, color=MUTED, fontweight="normal")


def _bar(axes, row: int, one: Tuned, place: int, rows: int) -> None:
    """Sweep (thin), good region (thick), best setting and what diverged."""
    colour = COLOURS[place]
    thick = 9 if rows <= 12 else 7
    axes.plot(one.at[[0, -1]], [row, row], color="#DDDDDD", linewidth=1.2, zorder=1)
    for low, high in one.regions:
        bar = {"linewidth": thick, "solid_capstyle": "butt", "alpha": 0.45, "zorder": 2, "gid": "good"}
        axes.plot([low, high], [row, row], color=colour, **bar)
    if one.best is not None:
        mark = marker_look(place) | {
            "markersize": thick + 1,
            "markeredgecolor": INK,
            "gid": "best",
            "zorder": 4,
        }
        axes.plot(one.at[one.best], row, color=colour, **mark)
    lost = one.at[one.lost >= _HALF]
    cross = {"marker": "x", "markersize": 5, "markeredgewidth": 1.3, "linestyle": "", "gid": "diverged"}
    axes.plot(lost, np.full(len(lost), row), color=MUTED, zorder=3, **cross)


def _columns(found: Sequence[Tuned], title: str, options) -> list[tuple[str, list[str]]]:
    """Headings and texts of the columns."""
    value = "loss" if "loss" in (options.quantity, options.label.removeprefix("Best ")) else "value"
    value = "steps" if options.quantity.startswith("hit_") else value
    parameter = title[:1].lower() + title[1:]
    columns = [
        (f"best {parameter}", [_best(one, one.at, _ENDS[one.best_at_end]) for one in found]),
        (f"best {value}", [_best(one, one.center) for one in found]),
        ("width (decades)", [_ENDS[int(one.open_ended)] + f"{one.width:.2g}" for one in found]),
    ]
    if options.hit:
        texts = [_best(one, one.at if one.steps is None else one.steps) for one in found]
        columns.append((f"steps to {plain(options.hit)}", texts))
    return columns


def _best(one: Tuned, values: np.ndarray, before: str = "") -> str:
    """The text of a value at the best setting."""
    if one.best is None:
        return "none"
    value = float(values[one.best])
    return before + (number(float(f"{value:.3g}")) if np.isfinite(value) else "never")


def _fit(figure, columns: Sequence[Sequence[str]]) -> tuple[float, list[float]]:
    """Size of the letters and widths of the columns (points), within their share of the figure."""
    renderer = figure.canvas.get_renderer()
    widths = []
    for texts in columns:
        drawn = [figure.text(0, 0, text, fontsize=_SIZE) for text in texts]
        widths.append(max(text.get_window_extent(renderer).width for text in drawn) * 72 / figure.dpi)
        for text in drawn:
            text.remove()
    room = _SHARE * figure.get_figwidth() * 72 - _GAP * len(columns)
    scale = min(1.0, max(room, 1.0) / sum(widths))
    return _SIZE * scale, [width * scale for width in widths]


def as_csv(found: Sequence[Tuned], axis: str, options) -> str:
    """The rows as comma-separated values, every number in full; what is not there is empty."""
    names = ["optimizer", f"best_{axis}", "best", "best_low", "best_high", "good_from", "good_to"]
    names += ["good_decades", "reaches_end", "diverged"] + (
        [f"steps_to_{options.hit}"] if options.hit else []
    )
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for one in found:
        line: list[object] = [one.optimizer]
        line += [_at_best(one, values) for values in (one.at, one.center, one.low, one.high)]
        ends = one.regions
        line += [ends[0][0], ends[-1][1]] if ends else ["", ""]
        line += [one.width, int(one.open_ended), _at_best(one, one.lost)]
        line += [] if one.steps is None else [_at_best(one, one.steps)]
        writer.writerow(line)
    return text.getvalue()


def _at_best(one: Tuned, values: np.ndarray) -> float | str:
    return "" if one.best is None else float(values[one.best])
