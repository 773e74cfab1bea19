"""Energy of the heavy ball: height plus the energy of its motion.

Formula
    f(theta_t) + |v_t|^2 / (2 alpha), v_t = theta_t - theta_{t-1}; f(theta_0) at step 0. alpha is the
    learning rate of the scenario: a schedule does not enter. Momentum in its velocity form is
    v <- mu v - alpha g, theta <- theta + v: a ball of mass 1 / alpha, with friction unless mu = 1. Even then
    a step of finite length does not conserve this energy, it makes it oscillate. On a quadratic the exact
    invariant of these updates is the energy - v_t . g(theta_t) / 2, which is ``law.undamped_invariant``
    divided by 2 alpha; the energy swings about it by a share of about sqrt(alpha lambda_max) / 2.
Reference
    E. Hairer, C. Lubich & G. Wanner (2006), Geometric numerical integration, Springer, section I.1.4 (the
    symplectic Euler method).
"""

from __future__ import annotations

from simlab.lanes import fma, where

LONG_NAME = "energy of the heavy ball"
UNITS = "1"


def observe(loss, theta, previous, learning_rate):
    """The energy in every lane; a ball at rest has none of motion, at a learning rate of zero either."""
    change = theta[0] - previous[0]
    square = change * change
    for i in range(1, len(theta)):
        change = theta[i] - previous[i]
        square = fma(change, change, square)
    return loss + where(square == 0.0, 0.0, square / (2.0 * learning_rate))
