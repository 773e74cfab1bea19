"""Share of saturated activations of every layer: where the activation is flat.

Formula
    share of the (unit, training example) pairs of a layer for which the activation says it is saturated: for
    sigmoid and its like within the outer 2.5 % of its range on either side, |tanh z| > 0.95; for ReLU z <= 0.
    0 for a layer without activation.
Reference
    Lecture 4, section 4.7 (histograms of activations).
"""

from __future__ import annotations

LONG_NAME = "share of saturated activations"
UNITS = "1"
DIMENSIONS = ("layer",)


def observe(out, saturated_shares):
    """Write the share of each layer to ``out`` [layers rows]."""
    for layer in range(len(out)):
        out[layer] = saturated_shares[layer]
