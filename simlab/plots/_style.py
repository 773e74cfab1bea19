"""The style sheet and the two writers; the only file of the plots that imports Matplotlib."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib
import matplotlib.style
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.cbook import is_math_text
from matplotlib.colors import LinearSegmentedColormap, ListedColormap
from matplotlib.figure import Figure
from matplotlib.mathtext import MathTextParser
from matplotlib.ticker import ScalarFormatter

from simlab.plots._palette import INK, LAND_MAP, LINES_MAP, SHADE_DEPTH, SHADE_MAP
from simlab.plots._select import ten_to

_RC = {
    "font.family": "DejaVu Sans",  # ships with Matplotlib: the same glyphs on every machine
    "font.size": 13,
    "axes.titlesize": 14,
    "axes.titlelocation": "left",
    "axes.labelsize": 14,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.formatter.limits": (-4, 5),
    "grid.color": "#E3E3E3",
    "grid.linewidth": 0.8,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 12,
    "ytick.labelsize": 12,
    "legend.fontsize": 12,
    "legend.frameon": False,
    "legend.handlelength": 2.6,
    "lines.linewidth": 2.2,
    "lines.dash_capstyle": "round",
    "figure.titlesize": 16,
    "figure.titleweight": "bold",
    "savefig.dpi": 200,
    "svg.fonttype": "path",
    "svg.hashsalt": "simlab",  # the identifiers inside an SVG are drawn from this salt, not at random
    "svg.image_inline": True,
}

_SHARED = re.compile("^1e([-\N{MINUS SIGN}]?[0-9]+)")  # by all numbers of an axis
_COMPRESSION = 3  # of a PNG: more takes longer than to draw it, and saves a tenth

if LINES_MAP not in matplotlib.colormaps:
    _pale = LinearSegmentedColormap.from_list(LAND_MAP, ["#FFFFFF", "#EEF2F5", "#C9D3DC"])
    _shade = LinearSegmentedColormap.from_list(SHADE_MAP, ["#FFFFFF", str(1.0 - SHADE_DEPTH)])
    matplotlib.colormaps.register(_pale)
    matplotlib.colormaps.register(_shade)
    _dark = matplotlib.colormaps["viridis"](np.linspace(0.0, 0.88, 256))
    matplotlib.colormaps.register(ListedColormap(_dark, name=LINES_MAP))


class _Plain(ScalarFormatter):
    """Matplotlib's numbers, with the power of ten that all of them share in plain characters."""

    def get_offset(self) -> str:
        """As in x10^-5, what stands at the end of the axis."""
        return _SHARED.sub(
            lambda found: "\N{MULTIPLICATION SIGN}" + ten_to(int(found[1].replace("\N{MINUS SIGN}", "-"))),
            super().get_offset(),
        )


def write_plainly(figure: Figure) -> None:
    """Have every axis write its numbers as plain text, if nobody has given them another form.

    To set them as mathematics takes longer than all that is drawn.
    """
    for axes in figure.axes:
        for axis in filter(None, (axes.xaxis, axes.yaxis, getattr(axes, "zaxis", None))):
            if type(axis.get_major_formatter()) is ScalarFormatter:
                axis.set_major_formatter(_Plain())


@contextmanager
def house_style() -> Iterator[None]:
    """Matplotlib's defaults with this style on top; a reader's own configuration changes nothing."""
    with matplotlib.style.context(_RC, after_reset=True):
        yield


def new_figure(width: float, height: float) -> Figure:
    """An empty figure (inches) that is no part of pyplot's global state and draws without a screen."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def lay_out(figure: Figure) -> None:
    """Give the axes their places once, for every format: to measure the texts takes as long as to draw."""
    screen = figure.dpi
    figure.set_dpi(matplotlib.rcParams["savefig.dpi"])
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
    figure.set_dpi(screen)
    figure.set_layout_engine(None)


def fault_in(text: str) -> str | None:
    """What is wrong with the mathematics between dollar signs in ``text``, or ``None``."""
    if is_math_text(text):
        try:
            MathTextParser("path").parse(text)
        except ValueError as error:
            return str(error).strip().splitlines()[-1]
    return None


def encode(figure: Figure, kind: str, title: str, description: str) -> bytes:
    """The figure as ``svg`` or ``png`` bytes, the same bytes for the same figure at any time.

    No date and no version is written; title and description are, for search and for screen readers.
    """
    metadata: dict[str, str | None] = {"Title": title, "Description": description}
    metadata |= {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
    buffer = io.BytesIO()
    size: dict[str, Any] = {"pil_kwargs": {"compress_level": _COMPRESSION}} if kind == "png" else {}
    figure.savefig(buffer, format=kind, metadata=metadata, **size)
    return buffer.getvalue()
