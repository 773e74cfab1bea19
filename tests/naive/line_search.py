"""A step that satisfies the Wolfe conditions, by bracketing and secants: one trajectory, plain Python."""

import math

import numpy as np


def bounds(line_search, c2):
    """How steep the slope may be at the end, as shares of the first: downwards, upwards."""
    return {"strong_wolfe": (c2, c2), "weak_wolfe": (c2, math.inf), "armijo": (math.inf, math.inf)}[
        line_search
    ]


def search(loss, gradient, theta, p, first, c1, down, up, most=25):
    """``(a, gradient at theta + a p)``; a = 0 if ``most`` evaluations found none."""
    f0, slope0 = loss(theta), float(gradient(theta) @ p)
    low, low_slope, high, high_slope, a = 0.0, slope0, math.inf, math.nan, float(first)
    for evaluations in range(1, most + 1):
        if evaluations == most:
            return low, gradient(theta + low * p)
        f, g = loss(theta + a * p), gradient(theta + a * p)
        slope = float(g @ p)
        armijo = f <= f0 + c1 * a * slope0
        nearly = abs(f - f0) <= 1e-13 * abs(f0) and slope <= (2 * c1 - 1) * slope0
        if not (armijo or nearly):
            high, high_slope = a, max(slope, -low_slope) if not math.isnan(slope) else slope
        elif math.isfinite(up) and slope > -up * slope0:
            high, high_slope = a, slope
        elif math.isfinite(down) and slope < down * slope0:
            before, before_slope, low, low_slope = low, low_slope, a, slope
        else:
            return a, g
        a = (
            between(low, low_slope, high, high_slope)
            if high < math.inf
            else beyond(before, before_slope, low, low_slope)
        )
    raise AssertionError("not reached")


def secant(a, slope_a, b, slope_b):
    with np.errstate(all="ignore"):
        return float(b - (b - a) * np.float64(slope_b) / (slope_b - slope_a))


def between(low, low_slope, high, high_slope):
    guess, width = secant(low, low_slope, high, high_slope), high - low
    if not low < guess < high:
        return low + width / 2
    return min(max(guess, low + width / 10), high - width / 10)


def beyond(before, before_slope, a, slope):
    guess, width = secant(before, before_slope, a, slope), a - before
    if not guess > a:
        guess = math.inf
    return min(max(guess, a + width / 10), a + 4 * width)
