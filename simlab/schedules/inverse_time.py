"""A hyperbola: the learning rate falls like one over time, so that its sum still diverges.

Formula
    factor(t) = 1 / (1 + t / tau)
Symbols
    t the step, from 0; tau = ``time_constant`` in steps: half the rate is left after tau steps, a third
    after 2 tau. The factors sum to infinity, their squares do not: noise averages out and the way to go is
    not bounded, which is what stochastic approximation asks of a schedule.
Reference
    H. Robbins & S. Monro (1951), A stochastic approximation method, Annals of Mathematical Statistics 22,
    400-407; in this form L. Bottou (2012), Stochastic gradient descent tricks, in: Neural networks: tricks
    of the trade, second edition, Springer.
Where libraries differ
    keras InverseTimeDecay: tau = decay_steps / decay_rate. torch: ``lr_decay`` = 1 / tau of Adagrad, else
    a LambdaLR.
"""

from __future__ import annotations

from simlab.parameters import Parameter

PARAMETERS = {"time_constant": Parameter("steps in which the factor falls to one half", above=0.0)}


def factor(t, time_constant):
    """Multiplier of the learning rate at step ``t``."""
    return time_constant / (time_constant + t)
