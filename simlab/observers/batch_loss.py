"""Loss of a network on the batch that the step sees.

Formula
    1/B sum_b L(theta; example b), and the penalty on the weights if there is one
"""

from __future__ import annotations

LONG_NAME = "loss of the batch"
UNITS = "1"


def observe(batch_loss):
    """The loss of the batch in every lane."""
    return batch_loss
