"""Nonlinear conjugate gradients: each direction bends the gradient by a share of the last direction.

Update
    p = -g + beta p_before;  theta <- theta + a p, a from a search along p; with g_0 the gradient before:
    form = "polak_ribiere":   beta = max(0, g.(g - g_0) / g_0.g_0)
    form = "fletcher_reeves": beta = g.g / g_0.g_0
    form = "hestenes_stiefel": beta = g.(g - g_0) / p_before.(g - g_0)
    beta = 0, a restart along -g, if |g.g_0| > nu g.g, if p would climb, or if the last search found nothing
At step 0
    ``direction`` p, ``last_gradient`` g_0, ``step_length`` a and ``last_slope`` (of g.p) are 0: p = -g.
Symbols
    g the gradient at theta; nu = ``restart``: two gradients far from orthogonal are a sign that the model
    has changed, and a large nu never restarts. The first step tried is ``learning_rate``, already
    multiplied by the schedule, times the step that would change the loss as much as the last one did,
    a_before (g_0.p_before) / (g.p), or where there is none min(1, 1 / |g|). The search takes a step that
    satisfies the strong Wolfe conditions, with c1 = ``decrease`` and c2 = ``curvature``,
    f(theta + a p) <= f + c1 a g.p  and  |g(theta + a p).p| <= c2 |g.p|.
    It evaluates loss and gradient up to 25 times, mostly two or three, beside the evaluation at theta that
    every step has; it sees the surface itself, without noise. A tiny c2 makes it exact: on a quadratic in
    d dimensions all forms then are one and end after d steps, up to rounding.
Reference
    J. Nocedal & S. J. Wright (2006), Numerical Optimization, second edition, algorithm 5.4, equations 5.41,
    5.44, 5.45, 5.46 and 5.52, section 3.5; the search is that of ``simlab.lanes.line_search``.
Where libraries differ
    scipy's CG is Polak and Ribiere's, with c1 = 1e-4 and c2 = 0.4 and no restart but the maximum with 0; it
    interpolates by cubics.
"""

from __future__ import annotations

from simlab.lanes import absolute, inline, is_finite, maximum, where
from simlab.lanes.line_search import first_step, search
from simlab.lanes.linear import dot
from simlab.lanes.memory import vector_like
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter(
        "first step tried, in units of its guess", default=1.0, minimum=0.0, aliases=("lr", "alpha")
    ),
    "decrease": Parameter(
        "share of the predicted fall that suffices", default=1e-4, above=0.0, below=0.5, aliases=("c1",)
    ),
    "curvature": Parameter(
        "share of the slope that may be left", default=0.1, above=0.0, below=1.0, aliases=("c2",)
    ),
    "restart": Parameter(
        "cosine of two gradients beyond which it begins again", default=0.1, minimum=0.0, aliases=("nu",)
    ),
}
OPTIONS = {
    "form": Option(
        "the share of the last direction",
        ("polak_ribiere", "fletcher_reeves", "hestenes_stiefel"),
        "polak_ribiere",
    ),
}
STATE = {
    "direction": State("vector"),
    "last_gradient": State("vector"),
    "step_length": State("scalar"),
    "last_slope": State("scalar"),
}


def select(form: str):
    """The step function of one form."""
    return {
        "polak_ribiere": polak_ribiere_step,
        "fletcher_reeves": fletcher_reeves_step,
        "hestenes_stiefel": hestenes_stiefel_step,
    }[form]


def polak_ribiere_step(
    theta,
    gradient,
    loss,
    evaluate,
    problem,
    direction,
    last_gradient,
    step_length,
    last_slope,
    learning_rate,
    decrease,
    curvature,
    restart,
):
    """One update of ``theta``, ``direction`` and ``last_gradient`` [d rows], and of what the search left."""
    change = dot(gradient, gradient) - dot(gradient, last_gradient)
    beta = maximum(change / dot(last_gradient, last_gradient), 0.0)
    _bend(gradient, direction, last_gradient, beta, restart)
    past = direction, last_gradient, step_length, last_slope
    _advance(theta, gradient, loss, evaluate, problem, past, learning_rate, decrease, curvature)


def fletcher_reeves_step(
    theta,
    gradient,
    loss,
    evaluate,
    problem,
    direction,
    last_gradient,
    step_length,
    last_slope,
    learning_rate,
    decrease,
    curvature,
    restart,
):
    """One update of ``theta``, ``direction`` and ``last_gradient`` [d rows], and of what the search left."""
    beta = dot(gradient, gradient) / dot(last_gradient, last_gradient)
    _bend(gradient, direction, last_gradient, beta, restart)
    past = direction, last_gradient, step_length, last_slope
    _advance(theta, gradient, loss, evaluate, problem, past, learning_rate, decrease, curvature)


def hestenes_stiefel_step(
    theta,
    gradient,
    loss,
    evaluate,
    problem,
    direction,
    last_gradient,
    step_length,
    last_slope,
    learning_rate,
    decrease,
    curvature,
    restart,
):
    """One update of ``theta``, ``direction`` and ``last_gradient`` [d rows], and of what the search left."""
    change = dot(gradient, gradient) - dot(gradient, last_gradient)
    beta = change / (dot(direction, gradient) - dot(direction, last_gradient))
    _bend(gradient, direction, last_gradient, beta, restart)
    past = direction, last_gradient, step_length, last_slope
    _advance(theta, gradient, loss, evaluate, problem, past, learning_rate, decrease, curvature)


@inline
def _bend(gradient, direction, last_gradient, beta, restart):
    """Write -g + beta p to ``direction``, or -g where it is time to begin again."""
    square, overlap = dot(gradient, gradient), absolute(dot(gradient, last_gradient))
    again = ~(dot(last_gradient, last_gradient) > 0.0) | (overlap > restart * square) | ~is_finite(beta)
    climbs = beta * dot(direction, gradient) >= square
    for i in range(len(gradient)):
        direction[i] = where(again | climbs, 0.0, beta * direction[i]) - gradient[i]


@inline
def _advance(theta, gradient, loss, evaluate, problem, past, learning_rate, decrease, curvature):
    """Search along the direction, go there, and remember; a search that failed is forgotten."""
    direction, last_gradient, step_length, last_slope = past
    trial, rise, slope = vector_like(theta), vector_like(theta), dot(direction, gradient)
    natural = step_length[0] * (last_slope[0] / slope)
    first = first_step(gradient, natural, ~(natural > 0.0) | ~is_finite(natural), learning_rate)
    conditions = decrease, curvature, curvature
    step = search(evaluate, problem, theta, loss, direction, gradient, first, trial, rise, conditions)
    for i in range(len(theta)):
        theta[i] = trial[i]
        last_gradient[i] = where(step == 0.0, 0.0, gradient[i])
    step_length[0] = step
    last_slope[0] = slope
