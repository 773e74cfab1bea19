"""Loss of a network on the test part of its data, without the penalty on weights.

Formula
    1/M sum_m L(theta; test example m)
"""

from __future__ import annotations

LONG_NAME = "loss of the test examples"
UNITS = "1"


def observe(test_loss):
    """The loss of the test part in every lane."""
    return test_loss
