"""Layer normalisation of the examples of a tile.

Formula
    h_u = (z_u - m)/sqrt(v + eps),  y_u = gain_u h_u + shift_u
    s_z = (g - mean(g) - h mean(g h))/sqrt(v + eps),  g_u = gain_u s_u
Symbols
    m, v mean and variance (divided by the number) of the units u of one example; s slopes of the loss with
    respect to y, s_z with respect to z.
Reference
    Ba, Kiros and Hinton, Layer normalization, 2016, arXiv:1607.06450.
"""

from __future__ import annotations

from simlab.lanes.flags import called
from simlab.lanes.ops import fma, sqrt
from simlab.lanes.team import each, together


@called
def layer_normalise(z, y, inverse, gain, shift, eps, units, stride, examples):
    """Outputs ``y``; ``z`` becomes h and ``inverse`` [examples rows] 1/sqrt(v + eps)."""
    for e in each(examples):
        total = z[e]
        for unit in range(1, units):
            total = total + z[unit * stride + e]
        mean = total / units
        square = (z[e] - mean) * (z[e] - mean)
        for unit in range(1, units):
            distance = z[unit * stride + e] - mean
            square = fma(distance, distance, square)
        inverse[e] = 1.0 / sqrt(square / units + eps)
        for unit in range(units):
            h = (z[unit * stride + e] - mean) * inverse[e]
            z[unit * stride + e] = h
            y[unit * stride + e] = fma(gain[unit], h, shift[unit])
    together()


@called
def gain_and_shift_sums(gain_slopes, shift_slopes, slopes, h, units, stride, examples):
    """Add the slopes with respect to the gains and to the shifts."""
    for unit in each(units):
        of_gain, of_shift = gain_slopes[unit], shift_slopes[unit]
        for e in range(unit * stride, unit * stride + examples):
            of_gain = fma(slopes[e], h[e], of_gain)
            of_shift = of_shift + slopes[e]
        gain_slopes[unit], shift_slopes[unit] = of_gain, of_shift
    together()


@called
def layer_normalise_back(slopes, h, inverse, gain, units, stride, examples):
    """The slopes with respect to y become those with respect to z."""
    for e in each(examples):
        total = gain[0] * slopes[e]
        along = total * h[e]
        for unit in range(1, units):
            own = gain[unit] * slopes[unit * stride + e]
            total = total + own
            along = fma(own, h[unit * stride + e], along)
        mean, along = total / units, along / units
        for unit in range(units):
            own = gain[unit] * slopes[unit * stride + e] - mean
            slopes[unit * stride + e] = inverse[e] * (own - h[unit * stride + e] * along)
    together()


@called
def layer_normalise_back_constant(slopes, h, inverse, gain, units, stride, examples):
    """A deliberate error: as if m and v did not depend on z."""
    for e in each(examples):
        for unit in range(units):
            slopes[unit * stride + e] = inverse[e] * (gain[unit] * slopes[unit * stride + e])
    together()
