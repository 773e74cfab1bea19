"""Loops over the units and examples of a layer, and over rows, which the threads of a team share."""

from __future__ import annotations

from simlab.lanes.flags import called
from simlab.lanes.ops import fma
from simlab.lanes.team import across, down, each, together

TEAM_COLUMNS = 16  # members of a team side by side, each with an example: neighbours in memory


@called
def scale(rows, factors, units, stride, examples):
    """Multiply ``rows`` by ``factors``; of every unit ``stride`` rows, of which ``examples`` are used."""
    for unit in down(units, TEAM_COLUMNS):
        for e in across(examples, TEAM_COLUMNS):
            rows[unit * stride + e] = rows[unit * stride + e] * factors[unit * stride + e]
    together()


@called
def add(rows, others, units, stride, examples):
    """Add ``others`` to ``rows``."""
    for unit in down(units, TEAM_COLUMNS):
        for e in across(examples, TEAM_COLUMNS):
            rows[unit * stride + e] = rows[unit * stride + e] + others[unit * stride + e]
    together()


@called
def add_scaled(rows, others, factor, units, stride, examples):
    """Multiply ``rows`` by one ``factor`` and add ``others``."""
    for unit in down(units, TEAM_COLUMNS):
        for e in across(examples, TEAM_COLUMNS):
            rows[unit * stride + e] = fma(factor, rows[unit * stride + e], others[unit * stride + e])
    together()


@called
def keep(rows, others, units, stride, examples):
    """Copy ``others`` to ``rows``."""
    for unit in down(units, TEAM_COLUMNS):
        for e in across(examples, TEAM_COLUMNS):
            rows[unit * stride + e] = others[unit * stride + e]
    together()


@called
def shrink(rows, factor, units, stride, examples):
    """Multiply ``rows`` by one ``factor``."""
    for unit in down(units, TEAM_COLUMNS):
        for e in across(examples, TEAM_COLUMNS):
            rows[unit * stride + e] = rows[unit * stride + e] * factor
    together()


@called
def clear(rows, count):
    """Set ``count`` rows to zero."""
    for row in each(count):
        rows[row] = 0.0
    together()
