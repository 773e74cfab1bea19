"""Curves along a dimension of records, one for each of some variants or steps, with bands over replicates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simlab.plots._curve_axes import draw_band, limit_values, within_reach
from simlab.plots._measure import summarize
from simlab.plots._palette import line_look, marker_look

_MARKS = 24  # markers on a curve, about


def draw_along(
    axes, x: np.ndarray, values: Sequence[np.ndarray], looks: Sequence[tuple[int, str]], options
) -> None:
    """Draw the center and the band of every one of ``values`` [replicates, x] on scaled ``axes``.

    ``looks`` are a place of the palette and a label for each. A curve ends where its values are all NaN: a
    network of fewer layers has a shorter one.
    """
    band = options.band if values[0].shape[0] > 1 else []
    known = [~np.isnan(one).all(axis=0) for one in values]
    curves = [
        (x[here], summarize(one[:, here], options.center, band))
        for one, here in zip(values, known, strict=True)
    ]
    limit_values(axes, np.concatenate([part for _, summary in curves for part in summary]), 0.0, options)
    for (place, label), (at, (middle, *edges)) in zip(looks, curves, strict=True):
        marks = marker_look(place) | {"markevery": max(1, len(at) // _MARKS)}
        finite = np.isfinite(middle)
        look = line_look(place) | marks | {"label": label, "gid": "curve"}
        axes.plot(at[finite], within_reach(axes, middle[finite]), **look)
        if edges:
            draw_band(axes, at, edges, line_look(place)["color"])


def along_words(what: str, replicates: int, options) -> str:
    """What a caption says of such curves."""
    if replicates == 1:
        return what
    text = f"{options.center} over replicates of the {what}"
    if options.band:
        low, high = (100 * level for level in options.band)
        text += f", band from the {low:g} % to the {high:g} % quantile"
    return text
