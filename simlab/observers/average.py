"""The averaged iterate, coordinate by coordinate; the scenario needs an [averaging] table.

Formula
    average_i as the averaging defines it; at step 0 it is the starting point.
"""

from __future__ import annotations

LONG_NAME = "averaged iterate"
UNITS = "1"
DIMENSIONS = ("coordinate",)


def observe(out, average):
    """Copy ``average`` [d rows] to ``out`` [d rows]."""
    for i in range(len(average)):
        out[i] = average[i]
