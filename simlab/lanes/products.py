"""The three products of a dense layer, one layer a lane, in tiles of registers.

Formula
    layer       z[o, e]  = bias[o] + sum_i weight[o, i] a[i, e]
    inputs      s'[i, e] = sum_o weight[o, i] s[o, e]
    weights     g[o, i] += sum_e s[o, e] a[i, e]
Symbols
    a inputs and z outputs of the layer for the examples e of a tile; s slopes of the loss with respect to z,
    s' with respect to a; g slopes with respect to the weights, added to what is there.

All of them are c[m, n] = d[m, n] + sum_k a[m, k] b[n, k]. A tile of two by four sums stays in registers while
k runs. Two multiplying units that answer after four cycles need eight sums, and those leave room for
the factors in the sixteen registers of AVX2 and NEON: a tile of four by four has to store some of its sums at
every k there, and takes nearly three times as long. Every sum runs over ascending k, so its bits depend
neither on the tile nor on the lane width, nor on how many threads of a GPU share the tiles of one lane.
"""

from __future__ import annotations

from collections.abc import Callable

from simlab.lanes.flags import called, inline
from simlab.lanes.heap import open_rows, out_of_line, rows_like
from simlab.lanes.ops import fma
from simlab.lanes.team import across, down, each, together

ROWS, COLUMNS = 2, 4  # of a tile
TEAM_COLUMNS = 4  # members of a team of threads side by side, each with a tile: the examples of a network's


def _tile(rows: int, columns: int) -> Callable:
    """The sums of ``rows`` x ``columns`` entries of c; the numbers are known to the compiler."""
    entries = rows * columns

    def tile(m, n, c, cm, cn, d, dm, dn, a, am, ak, b, bn, bk, count):
        to, first = open_rows(c, m * cm + n * cn), open_rows(d, m * dm + n * dn)
        left, right, sums = open_rows(a, m * am), open_rows(b, n * bn), rows_like(c, entries)
        for i in range(rows):
            for j in range(columns):
                sums[i * columns + j] = first[i * dm + j * dn]
        for k in range(count):
            for i in range(rows):
                factor = left[i * am + k * ak]
                for j in range(columns):
                    sums[i * columns + j] = fma(factor, right[j * bn + k * bk], sums[i * columns + j])
        for i in range(rows):
            for j in range(columns):
                to[i * cm + j * cn] = sums[i * columns + j]

    return inline(tile)


_whole, _line, _single = _tile(ROWS, COLUMNS), _tile(1, COLUMNS), _tile(1, 1)


@inline
def _strips(m, n, c, cm, cn, d, dm, dn, a, am, ak, b, bn, bk, rows, columns, count):
    """The entries of ``rows`` from m on and of ``columns`` from n on, whole tiles of them.

    A strip of b stays in the first cache while all of a passes, of which a tile reads the less.
    """
    for j in across(columns // COLUMNS, TEAM_COLUMNS):
        for i in down(rows // ROWS, TEAM_COLUMNS):
            _whole(m + i * ROWS, n + j * COLUMNS, c, cm, cn, d, dm, dn, a, am, ak, b, bn, bk, count)
        for i in down(rows % ROWS, TEAM_COLUMNS):
            last = m + rows - rows % ROWS + i
            _line(last, n + j * COLUMNS, c, cm, cn, d, dm, dn, a, am, ak, b, bn, bk, count)


@inline
def _multiply(c, cm, cn, d, dm, dn, a, am, ak, b, bn, bk, rows, columns, count):
    """c[m, n] = d[m, n] + sum_k a[m, k] b[n, k]; the strides are in rows of packs, of each index its own.

    The columns that fill no tile are rows of the transposed product, where all the others are columns.
    """
    m, n = rows - rows % COLUMNS, columns - columns % COLUMNS
    _strips(0, 0, c, cm, cn, d, dm, dn, a, am, ak, b, bn, bk, rows, n, count)
    if n < columns:
        _strips(n, 0, c, cn, cm, d, dn, dm, b, bn, bk, a, am, ak, columns - n, m, count)
    for i in down(rows - m, TEAM_COLUMNS):
        for j in across(columns - n, TEAM_COLUMNS):
            _single(m + i, n + j, c, cm, cn, d, dm, dn, a, am, ak, b, bn, bk, count)
    together()


@called
def layer_product(weight, bias, bias_stride, a, z, inputs, outputs, stride, examples):
    """Outputs z of the layer.

    Parameters
    ----------
    weight : [outputs * inputs rows]
        Row-major.
    bias : [outputs rows], or one row of zeros
    bias_stride : int
        1, or 0 for the one row.
    a, z : [inputs * stride rows], [outputs * stride rows]
        Of every unit ``stride`` rows, of which the first ``examples`` are used.
    """
    out_of_line()
    _multiply(
        z, stride, 1, bias, bias_stride, 0, weight, inputs, 1, a, 1, stride, outputs, examples, inputs
    )  # fmt: skip


@called
def input_product(weight, zero, slopes, back, inputs, outputs, stride, examples):
    """Slopes ``back`` [inputs * stride rows] with respect to the inputs; ``zero`` is one row of zeros."""
    out_of_line()
    _multiply(
        back, stride, 1, zero, 0, 0, weight, 1, inputs, slopes, 1, stride, inputs, examples, outputs
    )  # fmt: skip


@called
def weight_product(gradient, slopes, a, inputs, outputs, stride, examples):
    """Add the slopes with respect to the weights to ``gradient`` [outputs * inputs rows]."""
    out_of_line()
    _multiply(
        gradient, inputs, 1, gradient, inputs, 1, slopes, stride, 1, a, stride, 1, outputs, inputs, examples
    )  # fmt: skip


@called
def bias_sum(gradient, slopes, outputs, stride, examples):
    """Add the slopes with respect to the biases to ``gradient`` [outputs rows]."""
    for o in each(outputs):
        total = gradient[o]
        for e in range(examples):
            total = total + slopes[o * stride + e]
        gradient[o] = total
    together()
