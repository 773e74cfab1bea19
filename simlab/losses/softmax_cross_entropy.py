"""Cross-entropy of one class out of several, from outputs that are log-probabilities up to a constant.

Formula
    L = log(sum_j e^y_j) - y_c = log(1 + r) + (m - y_c),  m = max_j y_j
    dL/dy_j = p_j for j != c,  dL/dy_c = -sum_{j != c} p_j = p_c - 1,  p_j = e^(y_j - m) / (1 + r)
Symbols
    y the k outputs before any softmax (logits), k at least 2; c the index of the right class, counted from 0;
    r the sum of e^(y_j - m) without the (first) largest, whose term is 1. Nothing overflows, and nothing
    cancels: loss and slopes of an example that is right follow r down to the least number there is.
Not finite
    A NaN output gives a NaN loss and NaN slopes. With an output of +infinity the loss is not finite; one of
    -infinity has probability 0.
Reference
    J. S. Bridle (1990), Training stochastic model recognition algorithms as networks can lead to maximum
    mutual information estimation of parameters, NIPS. log(1 + r): N. J. Higham (2002), Accuracy and stability
    of numerical algorithms, section 1.14.1.
"""

from __future__ import annotations

from simlab.lanes import exp, inline, log, maximum, where
from simlab.parameters import Parameter

PARAMETERS: dict[str, Parameter] = {}
TARGETS = "class"


@inline
def _parts(outputs, target):
    """``(m, r, y_c)``."""
    largest = outputs[0]
    chosen = outputs[0]
    for j in range(1, len(outputs)):
        largest = maximum(largest, outputs[j])
        chosen = where(target[0] == j, outputs[j], chosen)
    rest = 0.0 * largest
    seen = largest < largest
    for j in range(len(outputs)):
        first = (outputs[j] == largest) & ~seen
        rest = rest + where(first, 0.0, exp(outputs[j] - largest))
        seen = seen | first
    return largest, rest, chosen


@inline
def _loss(largest, rest, chosen):
    """log(1 + r) + (m - y_c); the quotient undoes the rounding of 1 + r."""
    whole = 1.0 + rest
    grown = whole - 1.0
    digits = where(grown == 0.0, rest, log(whole) * (rest / where(grown == 0.0, 1.0, grown)))
    return digits + (largest - chosen)


def value(outputs, target):
    """The loss of one example at ``outputs`` [k rows] for the class ``target`` [1 row]."""
    largest, rest, chosen = _parts(outputs, target)
    return _loss(largest, rest, chosen)


def gradient(outputs, target, slope_rows):
    """Return the loss; its derivatives by the outputs are written to ``slope_rows`` [k rows]."""
    largest, rest, chosen = _parts(outputs, target)
    others = 0.0 * rest
    for j in range(len(outputs)):
        slope_rows[j] = exp(outputs[j] - largest) / (1.0 + rest)
        others = others + where(target[0] == j, 0.0, slope_rows[j])
    for j in range(len(outputs)):
        slope_rows[j] = where(target[0] == j, -others, slope_rows[j])
    return _loss(largest, rest, chosen)
