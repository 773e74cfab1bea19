"""Histogram of the activations of every layer, over bins that are the same for all.

Formula
    share of the (unit, training example) pairs of a layer whose activation lies in the bin, lower edge
    included. 40 bins of 0.05 from -1 to 1, where bounded activations lie, 8 of 0.5 on either side up to 5,
    and two for all beyond. NaN lies in none.
"""

from __future__ import annotations

LONG_NAME = "share of the activations"
UNITS = "1"
DIMENSIONS = ("layer", "activation_bin")


def observe(out, bin_shares):
    """Copy ``bin_shares`` to ``out`` [layers * bins rows]."""
    for row in range(len(out)):
        out[row] = bin_shares[row]
