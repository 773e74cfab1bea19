"""Value of the problem at the averaged iterate; the scenario needs an [averaging] table.

Formula
    f(average), which is not the average of f(theta).
"""

from __future__ import annotations

LONG_NAME = "loss at the averaged iterate"
UNITS = "1"


def observe(loss_of_average):
    """The loss at the average of every lane."""
    return loss_of_average
