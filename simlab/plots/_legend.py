"""A legend in rows between title and axes, where it hides nothing."""

from __future__ import annotations

from collections.abc import Sequence

_MOST_COLUMNS = 6


def top_legend(figure, handles: Sequence, labels: Sequence[str], swatches: bool = False) -> None:
    """Add the legend with as many columns as fit the figure; the writer places it under the title."""
    length = 1.2 if swatches else 2.6
    for columns in range(min(len(labels), _MOST_COLUMNS), 0, -1):
        legend = figure.legend(
            handles,
            labels,
            loc="upper left",
            ncols=columns,
            borderaxespad=0,
            borderpad=0,
            handlelength=length,
        )
        extent = legend.get_window_extent(figure.canvas.get_renderer())
        if columns == 1 or extent.width <= 0.97 * figure.bbox.width:
            return
        legend.remove()
