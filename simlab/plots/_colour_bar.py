"""Colour bars with ticks that read as plain numbers."""

from __future__ import annotations

from simlab.plots._ticks import log_ticks


def add_bar(figure, source, panels, label: str, low: float, high: float, log: bool) -> None:
    """The bar that reads the colours of ``source`` between ``low`` and ``high``, beside ``panels``."""
    label = label[:1].upper() + label[1:]
    bar = figure.colorbar(source, ax=panels, label=label, pad=0.02, aspect=30)
    if log:
        ticks = log_ticks(low, high)
        bar.set_ticks(list(ticks), labels=list(ticks.values()))
        bar.ax.minorticks_off()
