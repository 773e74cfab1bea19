"""Figures, one kind a file."""

from __future__ import annotations

from importlib import import_module

_HOMES = {"render": "_render", "Rendered": "_render", "parse_figure": "_common", "PlotOptions": "_common"}


def __getattr__(name: str):
    # On demand, because the writer imports Matplotlib and the options of a figure must not.
    if name in _HOMES:
        return getattr(import_module(f"simlab.plots.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'simlab.plots' has no attribute '{name}'")
