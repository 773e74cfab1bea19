"""The lowest loss so far, at any step, whether that step was recorded or not.

Formula
    min over s <= t of f(theta_s), without noise. A loss that is NaN is never the lowest: a trajectory that
    fails keeps the best it had, infinity if it had none. ``lowest`` is what is carried from step to step.
"""

from __future__ import annotations

from simlab.lanes import where
from simlab.parameters import State

LONG_NAME = "lowest loss so far"
UNITS = "1"
STATE = {"lowest": State("scalar", float("inf"))}


def follow(loss, lowest):
    """Take the loss of this step into account."""
    lowest[0] = where(loss < lowest[0], loss, lowest[0])


def observe(loss, lowest):
    """The lowest loss in every lane, that of this very step included."""
    return where(loss < lowest[0], loss, lowest[0])
