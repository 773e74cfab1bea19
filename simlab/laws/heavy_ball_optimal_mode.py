"""Trajectory of the extreme modes under the optimally tuned heavy ball."""

from __future__ import annotations

import numpy as np

from simlab.laws.heavy_ball_optimal_rate import heavy_ball_optimal_rate


def heavy_ball_optimal_mode(step, kappa, stiff=False):
    """theta_t / theta_0 = (1 + (1 - r) t) r^t (flat mode) or (1 + (1 + r) t) (-r)^t (stiff mode).

    ``theta[t+1] = 2 q theta[t] - q^2 theta[t-1]`` has the double root q = r (flat) or -r (stiff), so
    theta_t = (A + B t) q^t; with p_0 = 0, theta_1 = (1 - alpha lambda) theta_0 and alpha lambda = (1 - q)^2,
    which gives A = theta_0, B = (1 - q) theta_0. The stiff mode first grows: 3.7 times its start at
    kappa = 100. ``step`` is t (0, 1, ...); the result has no unit.

    Raises ``ValueError`` if ``kappa`` < 1.
    Source: Polyak (1964), with the double root of his tuning written out.
    """
    step = np.asarray(step, dtype=float)
    root = heavy_ball_optimal_rate(kappa) * np.where(stiff, -1.0, 1.0)
    return (1.0 + (1.0 - root) * step) * np.power(root, step)
