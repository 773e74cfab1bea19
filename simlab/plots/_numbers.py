"""The numbers behind a picture: samples of whatever its axes show, small enough to keep and to compare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

_SAMPLES = 5  # of one series, evenly spaced, both ends among them
_SERIES = 12  # of one picture, evenly spaced
_DIGITS = 9
_FRAMES = ("edge", "trajectory")  # marks that repeat what a curve or a band shows already


def numbers(figure) -> list[dict[str, Any]]:
    """A row for each series that the axes of ``figure`` show: axes, mark, label, count and a few numbers.

    ``x``, ``y`` (positions) and ``z`` (what colours tell) hold at most five values each, evenly spaced in the
    order of drawing, rounded to nine digits. Of more than twelve series twelve are kept, evenly spaced.
    """
    rows = [{"axes": place, **row} for place, axes in enumerate(figure.axes) for row in _series(axes)]
    return [rows[index] for index in _spread(len(rows), _SERIES)]


def _series(axes) -> Iterator[dict[str, Any]]:
    for line in axes.lines:
        if line.get_gid() not in _FRAMES:
            x, y = (line.get_data_3d() if hasattr(line, "get_data_3d") else line.get_data())[:2]
            yield _row("line", line, x=x, y=y)
    for collection in axes.collections:
        where = np.asarray(collection.get_offsets(), dtype=float)
        colours = collection.get_array()
        kept = {} if colours is None else {"z": np.asarray(colours, dtype=float).ravel()}
        if len(where) and (len(where) > 1 or where.any()):
            kept |= {"x": where[:, 0], "y": where[:, 1]}
        if kept:
            yield _row("marks", collection, **kept)
    for image in axes.images:
        yield _row("image", image, z=np.asarray(image.get_array(), dtype=float).ravel())
    bars = [patch for patch in axes.patches if hasattr(patch, "get_height")]
    if bars:
        yield _row("bars", bars[0], x=[bar.get_x() for bar in bars], y=[bar.get_height() for bar in bars])


def _row(mark: str, artist, **values) -> dict[str, Any]:
    label = str(artist.get_label())
    named = {} if label.startswith("_") else {"label": label}
    sizes = {len(column) for column in values.values()}
    return {"mark": mark, **named, "count": max(sizes, default=0)} | {
        name: _samples(column) for name, column in sorted(values.items())
    }


def _samples(column) -> list[float]:
    values: np.ndarray = np.ma.filled(np.ma.asarray(column, dtype=float), np.nan)
    return [float(f"{values[index]:.{_DIGITS}g}") for index in _spread(len(values), _SAMPLES)]


def _spread(count: int, most: int) -> list[int]:
    """At most ``most`` positions of ``count``, evenly spaced, the first and the last among them."""
    return sorted({round(place * (count - 1) / (most - 1)) for place in range(most)}) if count else []
