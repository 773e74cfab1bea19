"""Limited-memory BFGS: a quasi-Newton method that keeps the last few changes instead of a matrix.

Update
    q = g;  for k = 1 ... m, the newest pair first:  a_k = r_k s_k.q,  q <- q - a_k y_k
    q <- (s_1.y_1 / y_1.y_1) q;  for k = m ... 1:  q <- q + (a_k - r_k y_k.q) s_k;  p = -q
    theta' = theta + a p, a from a search along p;  s = theta' - theta;  y = g(theta') - g
    if s.y > 0, the pair s, y with r = 1 / s.y is kept, and the oldest of more than m is forgotten
At step 0
    ``moves`` s, ``changes`` y and ``weights`` r are zero: r = 0 stands for no pair. Without any, p = -g.
Symbols
    g the gradient at theta; m = ``memory``, a number of each trajectory: it may be swept. The first step
    tried is ``learning_rate``, already multiplied by the schedule, and times min(1, 1 / |g|) where there is
    no pair. The search takes a step that satisfies, with c1 = ``decrease`` and c2 = ``curvature``,
    line_search = "strong_wolfe": f(theta + a p) <= f + c1 a g.p  and  |g(theta + a p).p| <= c2 |g.p|
    line_search = "weak_wolfe":   the first, and  g(theta + a p).p >= c2 g.p
    line_search = "armijo":       the first alone.
    It evaluates loss and gradient up to 25 times, in a good model once, beside the evaluation at theta that
    every step has; it sees the surface itself, without noise. If it finds no step, theta stays and all
    pairs are forgotten. A pair with s.y <= 0, possible after Armijo's condition alone, or so small that r^2
    overflows, is skipped.
Reference
    J. Nocedal & S. J. Wright (2006), Numerical Optimization, second edition, algorithms 7.4 and 7.5,
    equation 7.20; the search is that of ``simlab.lanes.line_search``.
Where libraries differ
    scipy's L-BFGS-B keeps 10 pairs, takes bounds and c1 = 1e-3; torch's LBFGS keeps 100, counts up to 20 of
    these steps as one and searches no line unless told to.
"""

from __future__ import annotations

from simlab.lanes import any_lane, fma, inline, is_finite, where
from simlab.lanes.line_search import INFINITY, first_step, search
from simlab.lanes.linear import dot
from simlab.lanes.memory import vector_like
from simlab.parameters import Option, Parameter, State

_MOST_PAIRS = 20

HYPERPARAMETERS = {
    "learning_rate": Parameter("first step tried", default=1.0, minimum=0.0, aliases=("lr", "alpha")),
    "memory": Parameter(
        "number of pairs kept", default=10.0, minimum=1.0, maximum=20.0, integer=True, aliases=("m",)
    ),
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
STATE = {
    "moves": State("vector", copies=_MOST_PAIRS),
    "changes": State("vector", copies=_MOST_PAIRS),
    "weights": State("scalar", copies=_MOST_PAIRS),
}


def select(line_search: str):
    """The step function of one kind of search."""
    return {"strong_wolfe": strong_step, "weak_wolfe": weak_step, "armijo": armijo_step}[line_search]


def strong_step(
    theta,
    gradient,
    loss,
    evaluate,
    problem,
    moves,
    changes,
    weights,
    learning_rate,
    memory,
    decrease,
    curvature,
):
    """One update of ``theta`` [d rows] and the pairs [20 d rows, weights 20], by strong Wolfe conditions."""
    pairs, conditions = (moves, changes, weights), (decrease, curvature, curvature)
    _update(theta, gradient, loss, evaluate, problem, pairs, learning_rate, memory, conditions)


def weak_step(
    theta,
    gradient,
    loss,
    evaluate,
    problem,
    moves,
    changes,
    weights,
    learning_rate,
    memory,
    decrease,
    curvature,
):
    """One update of ``theta`` [d rows] and the pairs [20 d rows, weights 20], by weak Wolfe conditions."""
    pairs, conditions = (moves, changes, weights), (decrease, curvature, INFINITY)
    _update(theta, gradient, loss, evaluate, problem, pairs, learning_rate, memory, conditions)


def armijo_step(
    theta, gradient, loss, evaluate, problem, moves, changes, weights, learning_rate, memory, decrease
):
    """One update of ``theta`` [d rows] and the pairs [20 d rows, weights 20], by Armijo's condition."""
    pairs, conditions = (moves, changes, weights), (decrease, INFINITY, INFINITY)
    _update(theta, gradient, loss, evaluate, problem, pairs, learning_rate, memory, conditions)


@inline
def _update(theta, gradient, loss, evaluate, problem, pairs, learning_rate, memory, conditions):
    d, (moves, changes, weights) = len(theta), pairs
    direction, trial, change = vector_like(theta), vector_like(theta), vector_like(theta)
    _two_loops(gradient, direction, moves, changes, weights)
    unknown = (weights[0] == 0.0) | ~(dot(direction, gradient) > 0.0)
    for i in range(d):
        direction[i] = -where(unknown, gradient[i], direction[i])
    first = first_step(gradient, 1.0, unknown, learning_rate)
    step = search(evaluate, problem, theta, loss, direction, gradient, first, trial, change, conditions)
    for i in range(d):
        theta[i] = trial[i]
        direction[i] = step * direction[i]
        change[i] = change[i] - gradient[i]
    _keep(direction, change, moves, changes, weights, memory)
    for k in range(len(weights)):
        weights[k] = where(step == 0.0, 0.0, weights[k])


@inline
def _two_loops(gradient, q, moves, changes, weights):
    """Write H g to ``q`` [d rows]; a pair that no lane has is passed over, where it is missing q stays."""
    d, most, shares = len(q), len(weights), vector_like(weights)
    for i in range(d):
        q[i] = gradient[i]
    for k in range(most):
        there = weights[k] != 0.0
        if any_lane(there):
            shares[k] = weights[k] * _inner(moves, k, q)
            for i in range(d):
                q[i] = where(there, fma(-shares[k], changes[k * d + i], q[i]), q[i])
    scale = 1.0 / (weights[0] * _inner(changes, 0, changes))
    for i in range(d):
        q[i] = scale * q[i]
    for n in range(most):
        k = most - 1 - n
        there = weights[k] != 0.0
        if any_lane(there):
            share = shares[k] - weights[k] * _inner(changes, k, q)
            for i in range(d):
                q[i] = where(there, fma(share, moves[k * d + i], q[i]), q[i])


@inline
def _inner(vectors, k, q):
    """Inner product of vector k of ``vectors`` with the first one of ``q``."""
    d = len(vectors) // _MOST_PAIRS
    total = vectors[k * d] * q[0]
    for i in range(1, d):
        total = fma(vectors[k * d + i], q[i], total)
    return total


@inline
def _keep(move, change, moves, changes, weights, memory):
    """Put a pair before the others where its curvature is positive."""
    d, most = len(move), len(weights)
    product = dot(move, change)
    weight = 1.0 / product
    good = (product > 0.0) & is_finite(weight * weight) & is_finite(dot(change, change))
    for n in range(most - 1):
        k = most - 1 - n
        if any_lane(weights[k - 1] != 0.0):
            for i in range(d):
                moves[k * d + i] = where(good, moves[(k - 1) * d + i], moves[k * d + i])
                changes[k * d + i] = where(good, changes[(k - 1) * d + i], changes[k * d + i])
            kept = where(memory > k, weights[k - 1], 0.0)
            weights[k] = where(good, kept, weights[k])
    for i in range(d):
        moves[i] = where(good, move[i], moves[i])
        changes[i] = where(good, change[i], changes[i])
    weights[0] = where(good, weight, weights[0])
