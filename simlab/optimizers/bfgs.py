"""BFGS: a quasi-Newton method that learns the inverse of the Hessian from the gradients it sees.

Update
    p = -H g;  theta' = theta + a p, a from a search along p;  s = theta' - theta;  y = g(theta') - g
    if s.y > 0, with r = 1 / s.y:  H <- (I - r s y^T) H (I - r y s^T) + r s s^T
    where H is not known yet p = -g, and the first pair starts it from H = (s.y / y.y) I
At step 0
    ``inverse`` H = 0, which stands for not known.
Symbols
    g the gradient at theta; the first step tried is ``learning_rate``, already multiplied by the schedule,
    and times min(1, 1 / |g|) where H is not known. The search takes a step that satisfies, with
    c1 = ``decrease`` and c2 = ``curvature``,
    line_search = "strong_wolfe": f(theta + a p) <= f + c1 a g.p  and  |g(theta + a p).p| <= c2 |g.p|
    line_search = "weak_wolfe":   the first, and  g(theta + a p).p >= c2 g.p
    line_search = "armijo":       the first alone.
    It evaluates loss and gradient up to 25 times, in a good model once, beside the evaluation at theta that
    every step has; it sees the surface itself, without noise. If it finds no step, theta stays and H is
    forgotten, as it is where rounding makes p climb. A pair with s.y <= 0, possible after Armijo's condition
    alone, or so small that r^2 overflows, is skipped.
Reference
    J. Nocedal & S. J. Wright (2006), Numerical Optimization, second edition, algorithm 6.1, equations 6.17
    and 6.20; the search is that of ``simlab.lanes.line_search``.
Where libraries differ
    scipy's BFGS tries min(1, 2.02 (f - f_before) / g.p) first and never scales H; its search interpolates by
    cubics, here it is a secant of slopes. The conditions are the same, c1 = 1e-4 and c2 = 0.9.
"""

from __future__ import annotations

from simlab.lanes import fma, inline, is_finite, where
from simlab.lanes.line_search import INFINITY, first_step, search
from simlab.lanes.linear import dot, multiply
from simlab.lanes.memory import vector_like
from simlab.parameters import Option, Parameter, State

HYPERPARAMETERS = {
    "learning_rate": Parameter("first step tried", default=1.0, minimum=0.0, aliases=("lr", "alpha")),
    "decrease": Parameter(
        "share of the predicted fall that suffices", default=1e-4, above=0.0, below=0.5, aliases=("c1",)
    ),
    "curvature": Parameter(
        "share of the slope that may be left", default=0.9, above=0.0, below=1.0, aliases=("c2",)
    ),
}
OPTIONS = {
    "line_search": Option(
        "which step the search accepts", ("strong_wolfe", "weak_wolfe", "armijo"), "strong_wolfe"
    ),
}
STATE = {"inverse": State("matrix")}


def select(line_search: str):
    """The step function of one kind of search."""
    return {"strong_wolfe": strong_step, "weak_wolfe": weak_step, "armijo": armijo_step}[line_search]


def strong_step(theta, gradient, loss, evaluate, problem, inverse, learning_rate, decrease, curvature):
    """One update of ``theta`` [d rows] and ``inverse`` [d * d rows], by strong Wolfe conditions."""
    conditions = decrease, curvature, curvature
    _update(theta, gradient, loss, evaluate, problem, inverse, learning_rate, conditions)


def weak_step(theta, gradient, loss, evaluate, problem, inverse, learning_rate, decrease, curvature):
    """One update of ``theta`` [d rows] and ``inverse`` [d * d rows], by weak Wolfe conditions."""
    conditions = decrease, curvature, INFINITY
    _update(theta, gradient, loss, evaluate, problem, inverse, learning_rate, conditions)


def armijo_step(theta, gradient, loss, evaluate, problem, inverse, learning_rate, decrease):
    """One update of ``theta`` [d rows] and ``inverse`` [d * d rows], by Armijo's condition."""
    conditions = decrease, INFINITY, INFINITY
    _update(theta, gradient, loss, evaluate, problem, inverse, learning_rate, conditions)


@inline
def _update(theta, gradient, loss, evaluate, problem, inverse, learning_rate, conditions):
    d = len(theta)
    direction, trial, change = vector_like(theta), vector_like(theta), vector_like(theta)
    multiply(inverse, gradient, direction)
    unknown = ~(dot(direction, gradient) > 0.0)
    for i in range(d):
        direction[i] = -where(unknown, gradient[i], direction[i])
    first = first_step(gradient, 1.0, unknown, learning_rate)
    step = search(evaluate, problem, theta, loss, direction, gradient, first, trial, change, conditions)
    for i in range(d):
        theta[i] = trial[i]
        direction[i] = step * direction[i]
        change[i] = change[i] - gradient[i]
    _learn(inverse, direction, change, unknown)
    for entry in range(d * d):
        inverse[entry] = where(step == 0.0, 0.0, inverse[entry])


@inline
def _learn(inverse, move, change, unknown):
    """Take the pair s = ``move``, y = ``change`` into H."""
    d, image = len(move), vector_like(move)
    product = dot(move, change)
    scale, weight = product / dot(change, change), 1.0 / product
    good = (product > 0.0) & is_finite(weight * weight) & is_finite(scale)
    for entry in range(d * d):
        inverse[entry] = where(good & unknown, 0.0, inverse[entry])
    for i in range(d):
        inverse[i * d + i] = where(good & unknown, scale, inverse[i * d + i])
    multiply(inverse, change, image)
    both = weight * fma(weight, dot(change, image), 1.0)
    for i in range(d):
        for j in range(i + 1):
            crossed = weight * fma(move[i], image[j], image[i] * move[j])
            new = fma(both * move[i], move[j], inverse[i * d + j] - crossed)
            new = where(good, new, inverse[i * d + j])
            inverse[i * d + j] = new
            inverse[j * d + i] = new
