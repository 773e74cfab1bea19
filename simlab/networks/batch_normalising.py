"""Batch normalisation of the units of a layer over the examples of a batch.

Formula
    h_e = (z_e - m)/sqrt(v + eps),  y_e = gain h_e + shift
    s_z = gain (s - mean(s) - h mean(s h))/sqrt(v + eps)
    running <- running + rate (of the batch - running), of m and of v B/(B - 1)
Symbols
    m, v mean and variance (divided by the number) of a unit over the B examples e of a batch in training, the
    running averages in evaluation; s slopes of the loss with respect to y, s_z with respect to z, which also
    follow the way of z through m and v.
Reference
    S. Ioffe & C. Szegedy (2015), Batch normalization, ICML, algorithm 1.
Where libraries differ
    torch.nn.BatchNorm1d: ``momentum`` is the rate. Keras: its ``momentum`` is 1 - rate, with v as it is.
"""

from __future__ import annotations

from simlab.lanes.flags import called
from simlab.lanes.ops import fma, sqrt
from simlab.lanes.team import each, together


@called
def batch_normalise(z, y, mean, variance, inverse, gain, shift, eps, units, stride, examples, training):
    """Outputs ``y``; ``z`` becomes h; in training ``mean`` and ``variance`` [units rows] are the batch's."""
    for unit in each(units):
        first, end = unit * stride, unit * stride + examples
        if training:
            total = z[first]
            for e in range(first + 1, end):
                total = total + z[e]
            centre = total / examples
            square = (z[first] - centre) * (z[first] - centre)
            for e in range(first + 1, end):
                distance = z[e] - centre
                square = fma(distance, distance, square)
            mean[unit], variance[unit] = centre, square / examples
        inverse[unit] = 1.0 / sqrt(variance[unit] + eps)
        for e in range(first, end):
            h = (z[e] - mean[unit]) * inverse[unit]
            z[e] = h
            y[e] = fma(gain[unit], h, shift[unit])
    together()


@called
def batch_normalise_back(slopes, h, inverse, gain, units, stride, examples):
    """The slopes with respect to y become those with respect to z."""
    for unit in each(units):
        first, end = unit * stride, unit * stride + examples
        total, along = slopes[first], slopes[first] * h[first]
        for e in range(first + 1, end):
            total = total + slopes[e]
            along = fma(slopes[e], h[e], along)
        mean, along = total / examples, along / examples
        factor = gain[unit] * inverse[unit]
        for e in range(first, end):
            slopes[e] = factor * (slopes[e] - mean - h[e] * along)
    together()


@called
def follow_statistics(mean, variance, running_mean, running_variance, rate, units, examples):
    """Take the statistics of a batch into the running averages."""
    grown = examples / (examples - 1)
    for unit in each(units):
        running_mean[unit] = fma(rate, mean[unit] - running_mean[unit], running_mean[unit])
        distance = grown * variance[unit] - running_variance[unit]
        running_variance[unit] = fma(rate, distance, running_variance[unit])
    together()


@called
def batch_normalise_back_constant(slopes, h, inverse, gain, units, stride, examples):
    """A deliberate error: as if m and v did not depend on z."""
    for unit in each(units):
        factor = gain[unit] * inverse[unit]
        for e in range(unit * stride, unit * stride + examples):
            slopes[e] = factor * slopes[e]
    together()
