"""A sweep of two parameters as a grid of cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simlab.errors import UsageError
from simlab.plots._common import PlotOptions
from simlab.plots._select import axis_names, axis_values, log_spaced


@dataclass(frozen=True)
class Grid:
    """Swept values ``x`` [columns] and ``y`` [rows]; a number per variant in ``cells`` [rows, columns]."""

    x: np.ndarray
    y: np.ndarray
    cells: np.ndarray


def two_axes(dataset, options) -> list[str]:
    """Names of the two swept parameters to draw: those asked for, else the first ones of the sweep.

    Raises
    ------
    UsageError
        If the run does not have two axes.
    """
    given = [name for name in (options.x, options.y) if name]
    rest = [name for name in axis_names(dataset) if name not in given and name not in options.at]
    names = [options.x or (rest.pop(0) if rest else ""), options.y or (rest.pop(0) if rest else "")]
    if "" in names or names[0] == names[1]:
        known = ", ".join(axis_names(dataset)) or "none"
        raise UsageError(f"figure '{options.file_name}': a map needs two sweep axes (the run has {known})")
    return names


def grid_of(dataset, names: list[str], places: list[int], numbers: np.ndarray, options: PlotOptions) -> Grid:
    """Place ``numbers`` (one per variant of ``places``) on the grid of two swept parameters.

    Raises
    ------
    UsageError
        If two variants fall on one cell, because a third parameter is swept too.
    """
    x_values, y_values = (axis_values(dataset, name, options)[places] for name in names)
    here = ~(np.isnan(x_values) | np.isnan(y_values))
    x, columns = np.unique(x_values[here], return_inverse=True)
    y, rows = np.unique(y_values[here], return_inverse=True)
    if len(set(zip(rows.tolist(), columns.tolist(), strict=True))) < here.sum():
        others = [name for name in axis_names(dataset) if name not in names and name not in options.at]
        fix = f"at = {{{others[0]} = ...}}" if others else "variants"
        raise UsageError(f"figure '{options.file_name}': several variants share a cell; choose with {fix}")
    if min(len(x), len(y)) < 2:
        raise UsageError(f"figure '{options.file_name}': a map needs two values of {names[0]} and {names[1]}")
    cells = np.full((len(y), len(x)), np.nan)
    cells[rows, columns] = numbers[here]
    return Grid(x, y, cells)


def cell_edges(values: np.ndarray) -> np.ndarray:
    """Edges [count + 1] half-way between neighbouring ``values``, in ratio when they are log-spaced."""
    log = log_spaced(values)
    centers = np.log(values) if log else values
    middles = (centers[1:] + centers[:-1]) / 2
    first, last = 2 * centers[0] - middles[0], 2 * centers[-1] - middles[-1]
    edges = np.concatenate([[first], middles, [last]])
    return np.exp(edges) if log else edges
