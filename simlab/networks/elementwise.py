"""Loops over the units and examples of a layer, and over rows."""

from __future__ import annotations

from simlab.lanes.flags import called


@called
def scale(rows, factors, units, stride, examples):
    """Multiply ``rows`` by ``factors``; of every unit ``stride`` rows, of which ``examples`` are used."""
    for unit in range(units):
        for e in range(unit * stride, unit * stride + examples):
            rows[e] = rows[e] * factors[e]


@called
def clear(rows, count):
    """Set ``count`` rows to zero."""
    for row in range(count):
        rows[row] = 0.0
