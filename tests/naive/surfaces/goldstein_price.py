"""Goldstein & Price (1971), from the polynomials as usually printed; derivatives by the product rule."""

import numpy as np


def factors(x):
    """Value, gradient and Hessian of both factors."""
    x, y = x
    p = 19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2
    q = 18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2
    dp = np.array([-14 + 6 * x + 6 * y, -14 + 6 * x + 6 * y])
    dq = np.array([-32 + 24 * x - 36 * y, 48 - 36 * x + 54 * y])
    hp, hq = np.full((2, 2), 6.0), np.array([[24.0, -36.0], [-36.0, 54.0]])
    return squared(x + y + 1, [1, 1], p, dp, hp, 1), squared(2 * x - 3 * y, [2, -3], q, dq, hq, 30)


def squared(root, slope, p, dp, hp, constant):
    """``constant + root^2 p`` with its derivatives; ``root`` is linear."""
    slope = np.array(slope)
    value = constant + root**2 * p
    gradient = 2 * root * p * slope + root**2 * dp
    mixed = np.outer(slope, dp) + np.outer(dp, slope)
    return value, gradient, 2 * p * np.outer(slope, slope) + 2 * root * mixed + root**2 * hp


def value(x):
    (a, _, _), (b, _, _) = factors(x)
    return a * b


def gradient(x):
    (a, da, _), (b, db, _) = factors(x)
    return da * b + a * db


def hessian(x):
    (a, da, ha), (b, db, hb) = factors(x)
    return ha * b + np.outer(da, db) + np.outer(db, da) + a * hb
