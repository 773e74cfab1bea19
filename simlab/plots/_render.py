"""From options to files: build the figure, place its title and caption, write it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simlab import registry
from simlab.errors import UsageError
from simlab.plots._caption import caption
from simlab.plots._common import Evaluate, PlotOptions, Surface, parse_figure
from simlab.plots._palette import MUTED
from simlab.plots._select import chosen
from simlab.plots._style import encode, house_style, new_figure
from simlab.results.files import atomic_write

FORMATS = ("svg", "png")
_TITLE_SIZE, _CAPTION_SIZE = 16.0, 9.0  # points
_BOLD = 1.15  # a bold character is wider by this factor
_CHARACTER = 0.515  # mean width of a character of DejaVu Sans in running text, in font sizes
_LEADING = 1.3
_MARGIN = 0.12  # inches


@dataclass(frozen=True)
class Rendered:
    """A figure that was written: its name, its words, its files."""

    name: str
    title: str
    caption: str
    paths: tuple[Path, ...]


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
    figure = new_figure(options.width, options.height)
    drawn = registry.load("plots", options.plot).draw(figure, dataset, options, surface, evaluate)
    text = caption(dataset, options, drawn, chosen(dataset, options))
    _place_words(figure, options.title or str(dataset.attrs["title"]), text)
    return figure, text


def _place_words(figure, title: str, text: str) -> None:
    """Title above, legend under it, caption below; the axes are laid out in what is left."""
    height = figure.get_size_inches()[1]
    margin = _MARGIN / height
    top = 1 - _write(figure, title, _TITLE_SIZE, 1 - margin, va="top", fontweight="bold", gid="title")
    bottom = _write(figure, text, _CAPTION_SIZE, margin, va="bottom", color=MUTED, gid="caption")
    for legend in figure.legends:
        legend.set_bbox_to_anchor((_MARGIN / figure.get_size_inches()[0], top - margin), figure.transFigure)
        top -= legend.get_window_extent(figure.canvas.get_renderer()).height / figure.bbox.height + margin
    room = (0, bottom + margin, 1, top - bottom - 2 * margin)
    figure.get_layout_engine().set(rect=room, w_pad=0.1, h_pad=0.06)


def _write(figure, text: str, size: float, y: float, **look) -> float:
    """Write wrapped ``text`` at the left edge; its height with the margin outside it, in figure heights."""
    width, height = figure.get_size_inches()
    wide = _BOLD if "fontweight" in look else 1.0
    lines = textwrap.wrap(text, int((width - 2 * _MARGIN) * 72 / (size * _CHARACTER * wide)))
    look |= {"fontsize": size, "linespacing": _LEADING}
    figure.text(_MARGIN / width, y, "\n".join(lines), **look)
    return (len(lines) * size * _LEADING / 72 + _MARGIN) / height


def _render_one(dataset, options, folder, formats, surface, evaluate) -> Rendered:
    with house_style():
        figure, text = build(dataset, options, surface, evaluate)
        title = options.title or str(dataset.attrs["title"])
        paths = []
        for kind in formats:
            path = folder / f"{options.file_name}.{kind}"
            atomic_write(path, encode(figure, kind, title, text))
            paths.append(path)
    return Rendered(options.file_name, title, text, tuple(paths))
