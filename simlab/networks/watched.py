"""What is kept of the activations and slopes of a layer while the examples pass, tile by tile.

Activations a and slopes s are rows: of every unit ``stride``, of which the first ``examples`` are used.
"""

from __future__ import annotations

from simlab.lanes.flags import called
from simlab.lanes.heap import open_rows
from simlab.lanes.ops import absolute, fma, maximum, minimum, where
from simlab.lanes.team import each, together
from simlab.observers._bins import EDGES

BINS = len(EDGES) + 1


@called
def add_moments(seen, layer, before, a, units, stride, examples):
    """Mean and sum of squared deviations of a tile, merged into the two rows of the layer.

    ``before`` examples were seen before. Reference: T. F. Chan, G. H. Golub and R. J. LeVeque (1983),
    Algorithms for computing the sample variance, equations 1.5.
    """
    total = 0.0 * a[0]
    for unit in range(units):
        for e in range(unit * stride, unit * stride + examples):
            total = total + a[e]
    mean = total / (units * examples)
    squares = 0.0 * mean
    for unit in range(units):
        for e in range(unit * stride, unit * stride + examples):
            squares = fma(a[e] - mean, a[e] - mean, squares)
    offset = mean - seen[2 * layer]
    nothing = maximum(minimum(total, 0.0), 0.0)  # 0, or NaN if there is one: a share of the run's type
    share = (nothing + examples) / (before + examples)
    seen[2 * layer] = seen[2 * layer] + offset * share
    apart = (offset * offset) * (share * (before * units))
    seen[2 * layer + 1] = seen[2 * layer + 1] + (squares + apart)


@called
def add_reach(seen, first, a, units, stride, examples):
    """The greatest magnitude of every unit, to the rows from ``first`` on; NaN if one is NaN."""
    for unit in range(units):
        greatest = seen[first + unit]
        for e in range(unit * stride, unit * stride + examples):
            greatest = maximum(greatest, absolute(a[e]))
        seen[first + unit] = greatest


@called
def add_counts(seen, layer, a, units, stride, examples):
    """How many activations lie in each bin; the bins of a layer follow one another. NaN lies in none."""
    counts = open_rows(seen, layer * BINS)
    for unit in range(units):
        for e in range(unit * stride, unit * stride + examples):
            counts[0] = where(a[e] < EDGES[0], counts[0] + 1.0, counts[0])
            for edge in range(1, BINS - 1):
                inside = (a[e] >= EDGES[edge - 1]) & (a[e] < EDGES[edge])
                counts[edge] = where(inside, counts[edge] + 1.0, counts[edge])
            last = a[e] >= EDGES[BINS - 2]
            counts[BINS - 1] = where(last, counts[BINS - 1] + 1.0, counts[BINS - 1])


@called
def add_squares(seen, row, s, units, stride, examples):
    """The squares of all slopes, to one row."""
    total = seen[row]
    for unit in range(units):
        for e in range(unit * stride, unit * stride + examples):
            total = fma(s[e], s[e], total)
    seen[row] = total


@called
def add_outer_squares(seen, row, s, a, inputs, bias, units, stride, examples):
    """Squared lengths of the gradients s a^T (and s, with ``bias`` 1) of single examples, to one row.

    Reference: I. Goodfellow (2015), Efficient per-example gradient computations, arXiv:1510.01799.
    """
    total = seen[row]
    for e in range(examples):
        slopes, before = 0.0 * s[e], 0.0 * a[e]
        for unit in range(units):
            slopes = fma(s[unit * stride + e], s[unit * stride + e], slopes)
        for unit in range(inputs):
            before = fma(a[unit * stride + e], a[unit * stride + e], before)
        total = fma(slopes, before + bias, total)
    seen[row] = total


@called
def add_gain_squares(seen, row, s, h, units, stride, examples):
    """Squared lengths of the gradients by gains s h and shifts s of single examples, to one row."""
    total = seen[row]
    for unit in range(units):
        for e in range(unit * stride, unit * stride + examples):
            own = s[e] * h[e]
            total = fma(own, own, fma(s[e], s[e], total))
    seen[row] = total


@called
def divide(rows, count, number):
    """``count`` rows divided by a ``number`` that all lanes share."""
    for row in each(count):
        rows[row] = rows[row] / number
    together()


@called
def fill(rows, count, number):
    """Set ``count`` rows to a ``number``."""
    for row in each(count):
        rows[row] = number
    together()
