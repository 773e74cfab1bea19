"""From options to files: build the figure, place its title and caption, write it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from simlab import registry
from simlab.errors import UsageError
from simlab.plots._caption import caption
from simlab.plots._common import Evaluate, PlotOptions, Surface, parse_figure
from simlab.plots._moving import Pace, gif
from simlab.plots._numbers import numbers
from simlab.plots._palette import MUTED
from simlab.plots._select import chosen
from simlab.plots._style import encode, fault_in, house_style, lay_out, new_figure, write_plainly
from simlab.plots._ticks import tick_log_axes
from simlab.results.files import atomic_write

FORMATS = ("svg", "png")
_TITLE_SIZE, _CAPTION_SIZE = 16.0, 9.0  # points
_BOLD = 1.15  # a bold character is wider by this factor
_CHARACTER = 0.515  # mean width of a character of DejaVu Sans in running text, in font sizes
_LEADING = 1.3
_NARROWEST = 0.6  # of the estimated number of characters a line
_LINES = ("lines", "boundary", "marks")  # options that hold lines with a label each
_MARGIN = 0.12  # inches
_MATHEMATICS, _GLUE = re.compile(r"\$[^$]*\$"), "\N{WORD JOINER}"  # no line break takes a formula apart
_LABEL_SHARE = 0.85  # of the room for axes that a vertical label may take
_LEAST_ROOM = 1.6  # inches of height for axes with their labels


@dataclass(frozen=True)
class Rendered:
    """A figure that was written: its name, its words, its files, the numbers it shows (see ``numbers``)."""

    name: str
    title: str
    caption: str
    paths: tuple[Path, ...]
    numbers: list[dict[str, Any]]


def render(
    dataset,
    figures: Sequence[PlotOptions | Mapping[str, Any]],
    folder: Path | str,
    formats: Sequence[str] = FORMATS,
    surface: Surface | None = None,
    evaluate: Evaluate | None = None,
) -> list[Rendered]:
    """Draw every figure of a run from its data set alone and write it to ``folder``.

    The bytes depend on the data, the options and the versions of Matplotlib and simlab, on nothing else.

    Parameters
    ----------
    dataset : xarray.Dataset
        As ``simlab.open_results`` returns it.
    figures : sequence of options or ``[[figure]]`` tables
    folder : path
        Made when missing; files are replaced whole.
    formats : sequence of str
        Any of ``svg`` and ``png``.
    surface : callable, optional
        ``surface(points [dimension, count], variant) -> losses [count]``, for contours.
    evaluate : callable, optional
        Evaluates the expressions among the options, see ``Evaluate``.

    Raises
    ------
    UsageError
        If an option names what the data set does not have, two figures share a name, or a format is unknown.
    """
    unknown = [kind for kind in formats if kind not in FORMATS]
    if unknown:
        raise UsageError(f"unknown figure format '{unknown[0]}': choose from {', '.join(FORMATS)}")
    options = [figure if isinstance(figure, PlotOptions) else parse_figure(figure) for figure in figures]
    names = [one.file_name for one in options]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise UsageError(f"two figures are named '{repeated[0]}': give each its own name")
    return [_render_one(dataset, one, Path(folder), formats, surface, evaluate) for one in options]


def build(dataset, options: PlotOptions, surface: Surface | None = None, evaluate: Evaluate | None = None):
    """The finished Matplotlib figure and its caption; call it inside ``house_style``."""
    _check_words(dataset, options)
    figure = new_figure(options.width, options.height)
    drawn = registry.load("plots", options.plot).draw(figure, dataset, options, surface, evaluate)
    tick_log_axes(figure)
    write_plainly(figure)
    text = caption(dataset, options, drawn, chosen(dataset, options))
    _place_words(figure, options.title or str(dataset.attrs["title"]), text)
    return figure, text


def _check_words(dataset, options: PlotOptions) -> None:
    """Refuse wrong mathematics in a text before Matplotlib stumbles over it."""
    lines = [line for key in _LINES for line in getattr(options, key, ())]
    labels = [str(getattr(options, key)) for key in type(options).model_fields if key.endswith("label")]
    texts = [options.title or str(dataset.attrs["title"]), options.caption, *labels]
    for text in [*texts, *(line.label for line in lines)]:
        fault = fault_in(text)
        if fault:
            raise UsageError(f"figure '{options.file_name}': mathematics in '{text}': {fault}")


def _place_words(figure, title: str, text: str) -> None:
    """Title above, legend under it, caption below; the axes are laid out in what is left.

    A figure whose words leave too little room for its axes is made higher.
    """
    width, height = figure.get_size_inches()
    titles, captions = _wrap(title, _TITLE_SIZE * _BOLD, width), _measured(figure, text, width)
    renderer = figure.canvas.get_renderer()
    legends = [legend.get_window_extent(renderer).height / figure.dpi + _MARGIN for legend in figure.legends]
    above = len(titles) * _TITLE_SIZE * _LEADING / 72 + 2 * _MARGIN
    below = len(captions) * _CAPTION_SIZE * _LEADING / 72 + 2 * _MARGIN
    height = max(height, above + sum(legends) + below + max(_LEAST_ROOM, height / 2))
    figure.set_size_inches(width, height)

    left, words = _MARGIN / width, {"linespacing": _LEADING}
    words_above = words | {"fontsize": _TITLE_SIZE, "fontweight": "bold", "va": "top", "gid": "title"}
    words_below = words | {"fontsize": _CAPTION_SIZE, "color": MUTED, "va": "bottom", "gid": "caption"}
    figure.text(left, 1 - _MARGIN / height, "\n".join(titles), **words_above)
    figure.text(left, _MARGIN / height, "\n".join(captions), **words_below)
    top = height - above
    for legend, room in zip(figure.legends, legends, strict=True):
        legend.set_bbox_to_anchor((left, top / height), figure.transFigure)
        top -= room
    _wrap_labels(figure, top - below)
    figure.get_layout_engine().set(rect=(0, below / height, 1, (top - below) / height), w_pad=0.1, h_pad=0.06)


def _wrap_labels(figure, room: float) -> None:
    """Break vertical labels that are longer than what the axes leave them of ``room`` (inches)."""
    for axes in figure.axes:
        words, size = axes.get_ylabel(), axes.yaxis.label.get_size()
        axes.set_ylabel("\n".join(_wrap(words, size, _LABEL_SHARE * room * _share(axes))))


def _share(axes) -> float:
    """Share of the figure's rows that ``axes`` take."""
    spec = axes.get_subplotspec()
    if spec is None:
        return 1.0
    heights = spec.get_gridspec().get_height_ratios()
    return sum(heights[spec.rowspan.start : spec.rowspan.stop]) / sum(heights)


def _wrap(text: str, size: float, width: float) -> list[str]:
    """Lines of ``text`` in letters of ``size`` points that fit a figure ``width`` inches wide."""
    count = max(8, int((width - 2 * _MARGIN) * 72 / (size * _CHARACTER)))
    whole = _MATHEMATICS.sub(lambda found: found[0].replace(" ", _GLUE), text)
    lines = textwrap.wrap(whole, count, break_on_hyphens=False, break_long_words=False)
    return [line.replace(_GLUE, " ") for line in lines]


def _measured(figure, text: str, width: float) -> list[str]:
    """Lines of a caption that fit ``width`` inches, measured: digits are wider than the mean character."""
    share = 1.0
    while True:
        lines = _wrap(text, _CAPTION_SIZE, share * width)
        drawn = figure.text(0, 0, "\n".join(lines), fontsize=_CAPTION_SIZE)
        taken = drawn.get_window_extent(figure.canvas.get_renderer()).width / figure.dpi
        drawn.remove()
        if taken <= width - 2 * _MARGIN or share < _NARROWEST:
            return lines
        share -= 0.02


def _render_one(dataset, options, folder, formats, surface, evaluate) -> Rendered:
    with house_style():
        figure, text = build(dataset, options, surface, evaluate)
        lay_out(figure)
        title = options.title or str(dataset.attrs["title"])
        shown = numbers(figure)
        contents: dict[str, str | bytes] = {kind: encode(figure, kind, title, text) for kind in formats}
        contents |= _beside(figure, dataset, options, evaluate)
    paths = tuple(folder / f"{options.file_name}.{kind}" for kind in contents)
    for path, content in zip(paths, contents.values(), strict=True):
        atomic_write(path, content)
    return Rendered(options.file_name, title, text, paths, shown)


def _beside(figure, dataset, options: PlotOptions, evaluate) -> dict[str, str | bytes]:
    """What a plot writes beside its picture: numbers if it has a ``table``, an animation if ``frames``."""
    plot = registry.load("plots", options.plot)
    contents: dict[str, str | bytes] = {}
    if hasattr(plot, "table"):
        contents["csv"] = plot.table(dataset, options, evaluate)
    if hasattr(plot, "frames"):
        moving = plot.frames(figure, dataset, options)
        contents["gif"] = gif(figure, moving, cast(Pace, options))
    return contents
