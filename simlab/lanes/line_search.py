"""Search along a line for a step that satisfies the Wolfe conditions, in every lane by itself.

All lanes try a step at once; a lane that has found its own waits, and the search ends with the last lane or
after ``MOST_EVALUATIONS``. Each trial costs one evaluation of loss and gradient.
"""

from __future__ import annotations

from simlab.lanes.dispatch import by_precision
from simlab.lanes.flags import inline
from simlab.lanes.linear import dot
from simlab.lanes.ops import absolute, any_lane, fma, is_finite, maximum, minimum, sqrt, where

MOST_EVALUATIONS = 25
INFINITY = float("inf")


def _rounding_float32(loss):
    return 2e-6 * absolute(loss)


def _rounding_float64(loss):
    return 1e-13 * absolute(loss)


rounding = by_precision(
    "rounding",
    _rounding_float32,
    _rounding_float64,
    doc="Differences of losses below this, some ten or hundred units in the last place, are rounding errors.",
)


@inline
def search(evaluate, problem, theta, loss, direction, gradient, first, trial, rise, conditions):
    """Find a step a > 0 along ``direction`` p from ``theta``; return a [lanes], 0 where there was none.

    With phi(a) = f(theta + a p), a step is taken if the loss falls far enough (Armijo)

        phi(a) <= phi(0) + ``decrease`` a phi'(0),

    or, where phi(a) and phi(0) differ by no more than ``rounding``, phi'(a) <= (2 ``decrease`` - 1) phi'(0),
    the same on a parabola; and if the slope has become flat:

        ``shallowest`` phi'(0) <= phi'(a) <= -``steepest`` phi'(0).

    Both bounds equal are the strong Wolfe conditions; an infinite ``steepest`` makes them the weak ones, and
    both infinite leave Armijo's alone. A step that falls too little or rises at its end is too long, one
    that still falls steeply too short. Between the two the next trial is the zero of phi' by the secant,
    kept off both ends, and in the lower half where the loss did not fall enough; the interval always holds a
    step that satisfies the conditions. Beyond the longest trial the secant may reach four times as far as
    the last interval.

    Parameters
    ----------
    evaluate, problem
        The surface: ``evaluate(x, gradient, problem)`` returns the loss and writes the gradient.
    theta, direction, gradient : [d rows]
        Where the search begins, and whither; phi'(0) must be negative, or 0, where any step is taken.
    loss : [lanes]
        phi(0).
    first : [lanes]
        The first step tried.
    trial, rise : [d rows]
        Where the search ends: theta + a p, and the gradient there.
    conditions : (decrease, shallowest, steepest)
        Each [lanes] or a number.

    References
    ----------
    J. Nocedal & S. J. Wright (2006), Numerical Optimization, equations 3.6 and 3.7. Bisection for weak
    conditions: A. S. Lewis & M. L. Overton (2013), Mathematical Programming 141, 135-163, algorithm 2.6.
    Approximate conditions: W. W. Hager & H. Zhang (2005), SIAM Journal on Optimization 16(1), equation 4.1.
    """
    slope, (decrease, shallowest, steepest) = dot(direction, gradient), conditions
    low, low_slope, high, high_slope = 0.0 * first, slope, 0.0 * first + INFINITY, slope
    step, count = first, 0
    searching = is_finite(slope) & is_finite(loss)
    while count == 0 or (count < MOST_EVALUATIONS and any_lane(searching)):
        count += 1
        if count == MOST_EVALUATIONS:
            step = where(searching, low, step)  # the loss falls far enough there, or it is 0
            searching = searching & ~is_finite(loss)  # nobody
        for i in range(len(theta)):
            trial[i] = fma(step, direction[i], theta[i])
        value = evaluate(trial, rise, problem)
        steepness = dot(rise, direction)
        falls = value <= fma(decrease * step, slope, loss)
        level = absolute(value - loss) <= rounding(loss)
        falls = falls | (level & (steepness <= fma(2.0, decrease, -1.0) * slope))
        long = searching & (~falls | (steepness > -(steepest * slope)))
        short = searching & ~long & (steepness < shallowest * slope)
        searching = long | short
        behind, behind_slope = low, low_slope
        low, low_slope = where(short, step, low), where(short, steepness, low_slope)
        upwards = where(falls, steepness, maximum(steepness, -low_slope))  # else the secant may creep
        high, high_slope = where(long, step, high), where(long, upwards, high_slope)
        inside = _inside(low, low_slope, high, high_slope)
        beyond = _beyond(behind, behind_slope, step, steepness)
        step = where(searching, where(is_finite(high), inside, beyond), step)
    return step


@inline
def _secant(a, slope_a, b, slope_b):
    """Where the straight line through two slopes is zero."""
    return b - (b - a) * (slope_b / (slope_b - slope_a))


@inline
def _inside(low, low_slope, high, high_slope):
    """The next trial between two steps: the secant, at least a tenth of the interval off its ends."""
    guess, width = _secant(low, low_slope, high, high_slope), high - low
    guess = where((guess > low) & (guess < high), guess, low + 0.5 * width)
    return minimum(maximum(guess, low + 0.1 * width), high - 0.1 * width)


@inline
def _beyond(low, low_slope, step, slope):
    """The next trial beyond ``step``: the secant, or as far as it may reach where the slope gets steeper."""
    guess, width = _secant(low, low_slope, step, slope), step - low
    guess = where(guess > step, guess, INFINITY)
    return minimum(maximum(guess, step + 0.1 * width), step + 4.0 * width)


@inline
def first_step(gradient, natural, fresh, learning_rate):
    """``natural``, or min(1, 1 / |g|) in lanes that are ``fresh`` and know no scale; times learning_rate."""
    unit = minimum(1.0, 1.0 / sqrt(dot(gradient, gradient)))
    return learning_rate * where(fresh, unit, natural)
