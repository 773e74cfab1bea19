"""The bins in which activations are counted: fixed, so that layers, steps and runs can be compared."""

from __future__ import annotations

FINE, COARSE = 0.05, 0.5  # width of a bin within -1 to 1, where bounded activations lie, and beyond
FARTHEST = 5.0

EDGES = (
    *(-FARTHEST + COARSE * k for k in range(round((FARTHEST - 1.0) / COARSE))),
    *(round(-1.0 + FINE * k, 2) for k in range(round(2.0 / FINE) + 1)),
    *(1.0 + COARSE * (k + 1) for k in range(round((FARTHEST - 1.0) / COARSE))),
)
