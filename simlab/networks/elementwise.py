"""Loops over the units and examples of a layer, and over rows."""

from __future__ import annotations

from simlab.lanes.flags import called
from simlab.lanes.ops import fma


@called
def scale(rows, factors, units, stride, examples):
    """Multiply ``rows`` by ``factors``; of every unit ``stride`` rows, of which ``examples`` are used."""
    for unit in range(units):
        for e in range(unit * stride, unit * stride + examples):
            rows[e] = rows[e] * factors[e]


@called
def add(rows, others, units, stride, examples):
    """Add ``others`` to ``rows``."""
    for unit in range(units):
        for e in range(unit * stride, unit * stride + examples):
            rows[e] = rows[e] + others[e]


@called
def add_scaled(rows, others, factor, units, stride, examples):
    """Multiply ``rows`` by one ``factor`` and add ``others``."""
    for unit in range(units):
        for e in range(unit * stride, unit * stride + examples):
            rows[e] = fma(factor, rows[e], others[e])


@called
def keep(rows, others, units, stride, examples):
    """Copy ``others`` to ``rows``."""
    for unit in range(units):
        for e in range(unit * stride, unit * stride + examples):
            rows[e] = others[e]


@called
def shrink(rows, factor, units, stride, examples):
    """Multiply ``rows`` by one ``factor``."""
    for unit in range(units):
        for e in range(unit * stride, unit * stride + examples):
            rows[e] = rows[e] * factor


@called
def clear(rows, count):
    """Set ``count`` rows to zero."""
    for row in range(count):
        rows[row] = 0.0
