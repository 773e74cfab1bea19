"""The three products of a dense layer, one layer a lane, in tiles of registers.

Formula
    layer       z[o, e]  = bias[o] + sum_i weight[o, i] a[i, e]
    inputs      s'[i, e] = sum_o weight[o, i] s[o, e]
    weights     g[o, i] += sum_e s[o, e] a[i, e]
Symbols
    a inputs and z outputs of the layer for the examples e of a tile; s slopes of the loss with respect to z,
    s' with respect to a; g slopes with respect to the weights, added to what is there.

All of them are c[m, n] = d[m, n] + sum_k a[m, k] b[n, k]. A tile of ``TILE`` x ``TILE`` sums stays in
registers while k runs: eight packs are read for sixteen fused multiplications. Every sum runs over ascending
k, so its bits depend neither on the tile nor on the lane width.
"""

from __future__ import annotations

from collections.abc import Callable

from simlab.lanes.flags import called, inline
from simlab.lanes.heap import open_rows, out_of_line, rows_like
from simlab.lanes.ops import fma

TILE = 4


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


_square, _line, _column, _single = _tile(TILE, TILE), _tile(1, TILE), _tile(TILE, 1), _tile(1, 1)


@called
def _multiply(c, cm, cn, d, dm, dn, a, am, ak, b, bn, bk, rows, columns, count):
    """c[m, n] = d[m, n] + sum_k a[m, k] b[n, k]; the strides are in rows of packs, of each index its own."""
    out_of_line()
    whole_rows, whole_columns = rows - rows % TILE, columns - columns % TILE
    for m in range(0, whole_rows, TILE):
        for n in range(0, whole_columns, TILE):
            _square(m, n, c, cm, cn, d, dm, dn, a, am, ak, b, bn, bk, count)
        for n in range(whole_columns, columns):
            _column(m, n, c, cm, cn, d, dm, dn, a, am, ak, b, bn, bk, count)
    for m in range(whole_rows, rows):
        for n in range(0, whole_columns, TILE):
            _line(m, n, c, cm, cn, d, dm, dn, a, am, ak, b, bn, bk, count)
        for n in range(whole_columns, columns):
            _single(m, n, c, cm, cn, d, dm, dn, a, am, ak, b, bn, bk, count)


@inline
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
    _multiply(
        z, stride, 1, bias, bias_stride, 0, weight, inputs, 1, a, 1, stride, outputs, examples, inputs
    )  # fmt: skip


@inline
def input_product(weight, zero, slopes, back, inputs, outputs, stride, examples):
    """Slopes ``back`` [inputs * stride rows] with respect to the inputs; ``zero`` is one row of zeros."""
    _multiply(
        back, stride, 1, zero, 0, 0, weight, 1, inputs, slopes, 1, stride, inputs, examples, outputs
    )  # fmt: skip


@inline
def weight_product(gradient, slopes, a, inputs, outputs, stride, examples):
    """Add the slopes with respect to the weights to ``gradient`` [outputs * inputs rows]."""
    _multiply(
        gradient, inputs, 1, gradient, inputs, 1, slopes, stride, 1, a, stride, 1, outputs, inputs, examples
    )  # fmt: skip


@called
def bias_sum(gradient, slopes, outputs, stride, examples):
    """Add the slopes with respect to the biases to ``gradient`` [outputs rows]."""
    for o in range(outputs):
        total = gradient[o]
        for e in range(examples):
            total = total + slopes[o * stride + e]
        gradient[o] = total
