"""The learning rate stays as given.

Formula
    factor(t) = 1
Symbols
    t the step, from 0; the factor multiplies ``learning_rate`` before the optimizer sees it.
Reference
    Lecture 4, equation 2: alpha has no index.
"""

from __future__ import annotations

from simlab.parameters import Parameter

PARAMETERS: dict[str, Parameter] = {}


def factor(t):
    """Multiplier of the learning rate at step ``t``."""
    return 1.0
