"""A stale gradient: the optimizer gets that of some steps ago, as from a worker that lags behind.

Formula
    g_t <- g_(t - k),  g_0 while t < k
Symbols
    g_t the gradient of step t, from 0, with its noise and what stands before this in the chain; k =
    ``delay``, 0 to 8 steps; ``past`` the gradients of the eight steps before, the latest first. On a
    quadratic gradient descent is stable only up to alpha lambda = 2 sin(pi / (2 (2 k + 1))): 2 without a
    delay, 1 with one step.
Reference
    X. Lian, Y. Huang, Y. Li & J. Liu (2015), Asynchronous parallel stochastic gradient for nonconvex
    optimization, NIPS 28; the limit: S. A. Levin & R. M. May (1976), A note on difference-delay equations,
    Theoretical Population Biology 9, 178-187.
"""

from __future__ import annotations

from simlab.lanes import where
from simlab.parameters import Parameter, State

PARAMETERS = {
    "delay": Parameter("age of the gradient in steps", default=1.0, minimum=0.0, maximum=8.0, integer=True)
}
STATE = {"past": State("vector", copies=8)}


def modify(gradient, past, t, delay):
    """Put the gradient of ``delay`` steps ago into ``gradient`` [d rows] and this one into ``past`` [8 d]."""
    d = len(gradient)
    for i in range(d):
        chosen = gradient[i]
        for k in range(8):
            past[k * d + i] = where(t == 0.0, gradient[i], past[k * d + i])
            chosen = where(delay == k + 1, past[k * d + i], chosen)
        for k in range(7):
            past[(7 - k) * d + i] = past[(6 - k) * d + i]
        past[i] = gradient[i]
        gradient[i] = chosen
