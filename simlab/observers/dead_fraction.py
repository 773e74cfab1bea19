"""Share of dead units of every layer: those that are exactly 0 for every training example.

Formula
    1/n #{u : max_n |a_lu(x_n)| = 0}. A unit that is NaN for an example is not dead, but worse.
Reference
    Lecture 4, section 4.7, equation 15: a ReLU unit that no example activates gets no gradient.
"""

from __future__ import annotations

from simlab.lanes import where

LONG_NAME = "share of dead units"
UNITS = "1"
DIMENSIONS = ("layer",)


def observe(out, unit_reach, layer_places):
    """Write the share of each layer to ``out`` [layers rows]."""
    first = 0
    for layer in range(len(out)):
        units = layer_places[layer][2]
        dead = unit_reach[first] - unit_reach[first]
        for unit in range(first, first + units):
            dead = where(unit_reach[unit] == 0.0, dead + 1.0, dead)
        out[layer] = dead / units
        first += units
