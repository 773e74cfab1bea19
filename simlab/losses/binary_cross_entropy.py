"""Cross-entropy of independent yes-or-no answers, from outputs that are log-odds.

Formula
    L = sum_j log(1 + e^y_j) - t_j y_j = sum_j log(1 + e^-|y_j|) + max(y_j, 0) - t_j y_j
    dL/dy_j = s(y_j) - t_j,  s(y) = 1 / (1 + e^-y)
Symbols
    y the k outputs before any sigmoid (logits), t_j from 0 to 1 the probability that answer j should have.
    The second form never overflows, and for t = 0 or 1 nothing cancels: loss and slope of an output that is
    right follow e^-|y| down to the least number there is, with s(y) - 1 computed as -s(-y).
Not finite
    NaN stays; an infinite output of the right sign has loss NaN (infinity minus infinity) and slope 0.
Reference
    C. M. Bishop (2006), Pattern recognition and machine learning, equation 5.22.
Where libraries differ
    torch.nn.BCEWithLogitsLoss and keras divide the sum by k.
"""

from __future__ import annotations

from simlab.lanes import absolute, maximum, sigmoid, softplus, where
from simlab.parameters import Parameter

PARAMETERS: dict[str, Parameter] = {}
TARGETS = "outputs"


def value(outputs, target):
    """The loss of one example at ``outputs`` [k rows] for the probabilities ``target`` [k rows]."""
    total = 0.0 * target[0]
    for j in range(len(outputs)):
        wrong = maximum(outputs[j], 0.0) - target[j] * outputs[j]
        total = total + (softplus(-absolute(outputs[j])) + wrong)
    return total


def gradient(outputs, target, slope_rows):
    """Return the loss; its derivatives by the outputs are written to ``slope_rows`` [k rows]."""
    total = 0.0 * target[0]
    for j in range(len(outputs)):
        tail = sigmoid(-absolute(outputs[j]))
        slope_rows[j] = where(outputs[j] > 0.0, (1.0 - target[j]) - tail, tail - target[j])
        wrong = maximum(outputs[j], 0.0) - target[j] * outputs[j]
        total = total + (softplus(-absolute(outputs[j])) + wrong)
    return total
