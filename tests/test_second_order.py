"""Methods with a model of the curvature: what theory says of them, beside SciPy, and inside kernels."""

from __future__ import annotations

import numpy as np
import pytest
from batches import batch, program, same_bits
from reference_run import choices, evaluate, iterate, run, step_of
from scipy import optimize

from simlab import registry
from simlab.engines import cpu, reference
from simlab.errors import SimlabError
from simlab.lanes.eigen import diagonalise, extremes
from simlab.lanes.line_search import INFINITY, MOST_EVALUATIONS, search
from simlab.scenario import loads

pytestmark = pytest.mark.usefixtures("kernels")


def load(name):
    return registry.load("optimizers", name)


BFGS, LBFGS, CG, NEWTON = map(load, ("bfgs", "lbfgs", "conjugate_gradients", "newton"))
GAUSS_NEWTON, MARQUARDT, SADDLE_FREE = map(
    load, ("gauss_newton", "levenberg_marquardt", "saddle_free_newton")
)
ROSENBROCK, SQUARE = (registry.load("surfaces", name) for name in ("rosenbrock", "random_quadratic"))
SEARCHES = [{"line_search": kind} for kind in ("strong_wolfe", "weak_wolfe", "armijo")]
QUASI = [(one, options) for one in (BFGS, LBFGS) for options in SEARCHES]
SEARCHERS = [(one, options) for one in (BFGS, LBFGS, CG) for options in choices(one)]
BANANA = {"a": np.ones(1), "b": np.full(1, 100.0)}
USUAL = np.array([[-1.2], [1.0]])


def defaults(optimizer, lanes=1, **changes):
    known = {key: one.default for key, one in optimizer.HYPERPARAMETERS.items() if key != "learning_rate"}
    return {key: np.full(lanes, value) for key, value in {**known, **changes}.items()}


def on_rosenbrock(optimizer, steps, options=None, start=USUAL, **changes):
    """Iterates [steps + 1, 2] and losses [steps + 1]."""
    own = defaults(optimizer, start.shape[1], **changes)
    parameters = {key: np.repeat(values, start.shape[1]) for key, values in BANANA.items()}
    path = run(ROSENBROCK, parameters, optimizer, own, start, np.ones((steps, start.shape[1])), options)
    return path, np.array([evaluate(ROSENBROCK, point, parameters)[0] for point in path])


def on_square(optimizer, dimension, steps, options=None, condition=100.0, seed=1.0, **changes):
    """Iterates [steps + 1, d] and losses on a quadratic bowl along random axes, from (1, ..., 1)."""
    parameters = {"condition": np.array([condition]), "seed": np.array([seed])}
    parameters["curvatures"] = np.ones((dimension, 1))
    start, own = np.ones((dimension, 1)), defaults(optimizer, **changes)
    path = run(SQUARE, parameters, optimizer, own, start, np.ones((steps, 1)), options)
    return path[..., 0], np.array([evaluate(SQUARE, point, parameters)[0][0] for point in path])


def first_below(losses, threshold):
    return int(np.argmax(losses < threshold))


# -- the line search -------------------------------------------------------------------------------


def searched(phi, slopes, first, conditions, most=None):
    """Step, trial and number of evaluations of a search from 0 along 1; ``phi`` and its slope of [lanes]."""
    calls = []

    def evaluation(x, gradient, problem):
        calls.append(getattr(x, "array", x)[0].copy())
        gradient[0] = slopes(calls[-1])
        return phi(calls[-1])

    zero = np.zeros((1, len(first)))
    trial, rise, slope = zero.copy(), zero.copy(), slopes(zero[0])[None]
    arguments = zero, phi(zero[0]), np.ones_like(zero), slope, first, trial, rise, conditions
    with np.errstate(all="ignore"):
        return search(evaluation, (), *arguments), trial[0], len(calls)


def test_steps_satisfy_the_conditions_from_any_first_step():
    """phi = -a / (a^2 + 2), N&W-like: a step at hand from 1e-3 to 1e3, for three sets of conditions."""
    first = np.geomspace(1e-3, 1e3, 13)
    for down, up in ((0.1, 0.1), (0.1, INFINITY), (INFINITY, INFINITY)):
        step, trial, calls = searched(
            lambda a: -a / (a * a + 2), lambda a: (a * a - 2) / (a * a + 2) ** 2, first, (1e-3, down, up)
        )
        slope = (step * step - 2) / (step * step + 2) ** 2
        assert (-step / (step * step + 2) <= -0.5e-3 * step).all()
        assert (slope >= -0.5 * down).all() and (slope <= 0.5 * up).all()
        assert np.array_equal(trial, step) and calls < MOST_EVALUATIONS


def test_the_secant_finds_the_minimum_of_a_parabola_at_once():
    step, _, calls = searched(
        lambda a: (a - 1) ** 2, lambda a: 2 * (a - 1), np.array([0.4, 1.7]), (1e-4, 1e-9, 1e-9)
    )
    np.testing.assert_allclose(step, 1.0, rtol=1e-15)
    assert calls == 2


def test_lanes_search_by_themselves():
    """The step of a lane has the same bits alone and beside one that never finds any."""

    def phi(a):
        return np.where(np.arange(len(a)) == 1, -a, (a - 1) ** 2)

    def slopes(a):
        return np.where(np.arange(len(a)) == 1, -1.0, 2 * (a - 1))

    both, _, calls = searched(phi, slopes, np.array([0.3, 1.0]), (1e-4, 0.1, 0.1))
    alone, _, few = searched(phi, slopes, np.array([0.3]), (1e-4, 0.1, 0.1))
    assert both[0] == alone[0] and few == 2 and calls == MOST_EVALUATIONS
    assert both[1] > 1e6  # a slope without end: the longest step that was tried and fell


def test_a_search_that_finds_nothing_returns_zero_and_stays():
    """The slope promises a fall that the loss does not keep."""
    step, trial, calls = searched(lambda a: a, lambda a: -np.ones_like(a), np.ones(2), (1e-4, 0.9, 0.9))
    assert not step.any() and not trial.any() and calls == MOST_EVALUATIONS


def test_a_search_goes_on_where_rounding_hides_the_fall():
    """phi = 1 + 1e-20 (a - 1)^2 is 1 in float64; the slopes still tell the minimum."""
    step, _, _ = searched(
        lambda a: 1.0 + 0.0 * a, lambda a: 2e-20 * (a - 1), np.array([1.8]), (1e-4, 0.1, 0.1)
    )
    assert step[0] == pytest.approx(1.0)


# -- quasi-Newton and conjugate gradients ----------------------------------------------------------


@pytest.mark.parametrize(("optimizer", "options"), SEARCHERS)
def test_rosenbrock_takes_as_many_iterations_as_it_should(optimizer, options):
    """From (-1.2, 1) to 1e-8: 35 by BFGS, 31 by SciPy's; never upwards by more than rounding."""
    _, losses = on_rosenbrock(optimizer, 60, options)
    assert 25 <= first_below(losses, 1e-8) <= 45
    assert (np.diff(losses[:, 0]) <= 1e-13 * losses[:-1, 0]).all()


@pytest.mark.parametrize(
    ("method", "optimizer", "own"),
    [("BFGS", BFGS, {}), ("L-BFGS-B", LBFGS, {}), ("CG", CG, {"curvature": 0.4})],
)
def test_iterations_are_about_those_of_scipy(method, optimizer, own):
    trace = []
    optimize.minimize(
        optimize.rosen, USUAL[:, 0], jac=optimize.rosen_der, method=method, tol=1e-12, callback=trace.append
    )
    theirs = first_below(np.array([optimize.rosen(x) for x in trace]), 1e-8) + 1
    _, losses = on_rosenbrock(optimizer, 80, choices(optimizer)[0], **own)
    assert 0.6 * theirs <= first_below(losses, 1e-8) <= 1.4 * theirs


@pytest.mark.parametrize(
    ("optimizer", "options"),
    [(CG, {"form": form}) for form in ("polak_ribiere", "fletcher_reeves", "hestenes_stiefel")]
    + [(BFGS, SEARCHES[0]), (LBFGS, SEARCHES[0])],
)
def test_an_exact_search_ends_on_a_quadratic_after_d_steps(optimizer, options):
    """And all the methods take the same steps, those of linear conjugate gradients (Nazareth 1979)."""
    dimension, exact = 6, {"curvature": 1e-9, "decrease": 1e-4}
    path, losses = on_square(optimizer, dimension, dimension, options, **exact)
    assert losses[-1] < 1e-16 * losses[0] < 1e-6 * losses[-2]
    expected, _ = on_square(CG, dimension, dimension, {"form": "fletcher_reeves"}, **exact)
    np.testing.assert_allclose(path, expected, atol=1e-7)


@pytest.mark.parametrize(("optimizer", "options"), SEARCHERS)
def test_paths_turn_with_the_axes(optimizer, options):
    """From -g on, every length and direction is made of inner products."""
    quadratic, own = registry.load("surfaces", "quadratic"), defaults(optimizer)
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    start, rates = np.array([[1.0], [-0.7]]), np.ones((5, 1))
    paths = []
    for degrees, first in ((0.0, start), (np.rad2deg(np.arctan2(0.8, 0.6)), turn @ start)):
        known = {"curvatures": np.array([[30.0], [1.0]]), "rotation": np.array([degrees])}
        paths.append(run(quadratic, known, optimizer, own, first, rates, options)[..., 0])
    np.testing.assert_allclose(paths[1], paths[0] @ turn.T, atol=1e-9)


def test_memory_is_a_number_of_each_lane():
    """Lanes with 1, 3 and 20 pairs, together and alone; with all of them L-BFGS is BFGS but for the scale."""
    start, sizes = np.repeat(USUAL, 3, axis=1), np.array([1.0, 3.0, 20.0])
    together, losses = on_rosenbrock(LBFGS, 60, SEARCHES[0], start, memory=sizes)
    for i, size in enumerate(sizes):
        alone, _ = on_rosenbrock(LBFGS, 60, SEARCHES[0], memory=size)
        assert np.array_equal(alone[..., 0], together[..., i])
    assert len({first_below(losses[:, i], 1e-8) for i in range(3)}) > 1


def one_step(optimizer, functions, theta, state, options=None, **changes):
    """One step of one lane; ``state`` is changed in place."""
    known = {"theta": theta, "t": np.zeros(1), "learning_rate": np.ones(1), **functions(theta), **state}
    known |= defaults(optimizer, **changes)

    def evaluation(x, gradient, problem):
        found = functions(getattr(x, "array", x))
        for i in range(len(gradient)):
            gradient[i] = found["gradient"][i]
        return found["loss"]

    known |= {"evaluate": evaluation, "problem": ()}
    step = step_of(optimizer, options)
    with np.errstate(all="ignore"):
        step(*[known[name] for name in step.__code__.co_varnames[: step.__code__.co_argcount]])


@pytest.mark.parametrize("optimizer", [BFGS, LBFGS])
def test_a_pair_of_negative_curvature_is_skipped(optimizer):
    """Armijo's condition on -x^2 takes the first step, where s.y < 0: nothing is learned from it."""

    def cap(x):
        return {"loss": -x[0] * x[0], "gradient": -2 * x}

    state = {key: np.zeros((one.rows(1), 1)) for key, one in optimizer.STATE.items()}
    theta = np.ones((1, 1))
    one_step(optimizer, cap, theta, state, SEARCHES[2])
    assert theta[0, 0] == 2.0 and not any(rows.any() for rows in state.values())
    state["inverse" if optimizer is BFGS else "weights"][0] = 0.5
    before = {key: rows.copy() for key, rows in state.items()}
    one_step(optimizer, cap, theta, state, SEARCHES[2])
    assert all(np.array_equal(rows, before[key]) for key, rows in state.items())


@pytest.mark.parametrize("optimizer", [BFGS, LBFGS])
def test_what_was_learned_is_forgotten_where_no_step_is_found(optimizer):
    """The gradient is wrong, as noise may make it: theta stays, to the bit."""

    def wrong(x):
        return {"loss": x[0] * x[0], "gradient": -np.ones_like(x)}

    state = {key: np.ones((one.rows(1), 1)) for key, one in optimizer.STATE.items()}
    theta = np.full((1, 1), 0.3)
    one_step(optimizer, wrong, theta, state, SEARCHES[0])
    assert theta[0, 0] == 0.3 and not state["inverse" if optimizer is BFGS else "weights"].any()


# -- least squares ---------------------------------------------------------------------------------


def decay(x):
    """Residuals of y = p exp(-q s) + 0.1 at eight points, with errors that no p and q remove."""
    s = np.linspace(0.0, 3.5, 8)
    data = 2.0 * np.exp(-0.7 * s) + 0.1 * np.cos(9 * s)
    fall = np.exp(-x[1] * s)
    return x[0] * fall - data, np.stack([fall, -x[0] * s * fall], axis=1)


def decay_functions(x):
    pairs = [decay(x[:, i]) for i in range(x.shape[1])]
    r, jacobian = (np.stack([pair[k] for pair in pairs], axis=-1) for k in (0, 1))
    gradient = (jacobian * r[:, None]).sum(axis=0)
    return {"loss": 0.5 * (r * r).sum(axis=0), "gradient": gradient, "residuals": r, "jacobian": jacobian}


@pytest.mark.parametrize("optimizer", [GAUSS_NEWTON, MARQUARDT])
def test_a_fit_ends_where_scipy_says(optimizer):
    start = np.array([[1.0], [1.0]])
    path = iterate(decay_functions, optimizer, defaults(optimizer), start, np.ones((40, 1)))
    best = optimize.least_squares(lambda x: decay(x)[0], start[:, 0], method="lm", xtol=1e-15, ftol=1e-15).x
    np.testing.assert_allclose(path[-1, :, 0], best, rtol=1e-7)


def test_gauss_newton_ends_on_rosenbrock_after_two_steps():
    """The first step solves the linear residual, the second is on the floor y = x^2 of a linear problem."""
    _, losses = on_rosenbrock(GAUSS_NEWTON, 3)
    assert losses[1] > 1000 and losses[2] < 1e-20


def test_marquardt_reaches_the_end_of_the_ravine_without_ever_rising():
    path, losses = on_rosenbrock(MARQUARDT, 40)
    assert first_below(losses, 1e-8) < 30
    assert (np.diff(losses[:, 0]) <= 0).all()
    refused = np.diff(losses[:, 0]) == 0
    assert refused[:10].any() and np.array_equal(path[1:][refused], path[:-1][refused])


def test_damping_rises_where_a_step_is_refused_and_falls_where_it_is_taken():
    state = {"current_damping": np.zeros((1, 1))}

    def steep(x):  # arctan: a full Gauss-Newton step from 3 overshoots, one from 0.1 does not
        r, slope = np.arctan(x), 1 / (1 + x * x)
        return {"loss": 0.5 * r[0] * r[0], "gradient": r * slope, "residuals": r, "jacobian": slope}

    for start, change in ((3.0, 2.0), (0.1, 1 / 3)):
        theta = np.full((1, 1), start)
        one_step(MARQUARDT, steep, theta, state)
        assert state["current_damping"][0, 0] == pytest.approx(1e-3 * change)
        assert (theta[0, 0] == start) == (change > 1)


def test_marquardt_does_not_see_the_units_of_a_coordinate():
    def scaled(x):
        found = decay_functions(np.stack([x[0], 100.0 * x[1]]))
        unit = np.array([1.0, 100.0])[:, None]
        return found | {"gradient": unit * found["gradient"], "jacobian": unit * found["jacobian"]}

    own, rates = defaults(MARQUARDT), np.ones((15, 1))
    plain = iterate(decay_functions, MARQUARDT, own, np.array([[1.0], [1.0]]), rates)
    other = iterate(scaled, MARQUARDT, own, np.array([[1.0], [0.01]]), rates)
    np.testing.assert_allclose(other[:, 1] * 100.0, plain[:, 1], rtol=1e-9)


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ('surface = "ackley"\ndimension = 2', "sum of squares, not ackley"),
        ('expression = "x**2"\nvariables = ["x"]', "state residuals"),
    ],
)
def test_least_squares_want_residuals(problem, words):
    text = f'title = "A fit"\n[problem]\n{problem}\n[start]\nkind = "uniform"\nlow = 0.0\nhigh = 1.0\n'
    text += '[run]\nsteps = 3\n[[optimizer]]\nkind = "gauss_newton"\n'
    with pytest.raises(SimlabError, match=words):
        loads(text, "fit.toml")


# -- eigenvalues and saddles -----------------------------------------------------------------------


def symmetric(dimension, lanes, rng):
    root = rng.normal(size=(dimension, dimension, lanes))
    return root + root.swapaxes(0, 1)


@pytest.mark.parametrize("dimension", [1, 2, 3, 5, 10])
def test_eigenvalues_and_axes_agree_with_lapack(dimension):
    matrix = symmetric(dimension, 20, np.random.default_rng(dimension))
    rows = matrix.reshape(-1, 20).copy()
    axes = np.repeat(np.eye(dimension).reshape(-1, 1), 20, axis=1)
    diagonalise(rows, axes, dimension)
    v = axes.reshape(dimension, dimension, 20)
    for i in range(20):
        values = np.diag(rows[:, i].reshape(dimension, dimension))
        np.testing.assert_allclose(np.sort(values), np.linalg.eigvalsh(matrix[..., i]), atol=1e-13)
        np.testing.assert_allclose(v[..., i].T @ v[..., i], np.eye(dimension), atol=1e-13)
        np.testing.assert_allclose(v[..., i] * values @ v[..., i].T, matrix[..., i], atol=1e-13)


def test_eigenvalues_of_special_matrices():
    """Equal ones, zero, a diagonal, entries far apart, NaN; a lane has the bits it has alone."""
    known = [np.ones((3, 3)), np.zeros((3, 3)), np.diag([3.0, -1.0, 2.0])]
    known += [np.diag([1e20, 1.0, 1e-20]) + 1e-3 * (np.ones((3, 3)) - np.eye(3)), np.full((3, 3), np.nan)]
    rows, theta = np.stack(known, axis=-1).reshape(9, -1), np.zeros((3, 5))
    least, largest = extremes(rows, theta)
    np.testing.assert_allclose(least[:3], [0.0, 0.0, -1.0], atol=1e-15)
    np.testing.assert_allclose(largest[:4], [3.0, 0.0, 3.0, 1e20], rtol=1e-15)
    assert np.isnan(least[4]) and np.isnan(largest[4])
    for i in range(4):
        alone = extremes(rows[:, i : i + 1], theta[:, :1])
        assert alone[0][0] == least[i] and alone[1][0] == largest[i]


def test_a_saddle_repels_and_a_bowl_is_newtons():
    quadratic, own = registry.load("surfaces", "quadratic"), {"damping": np.zeros(1)}
    start, rates = np.array([[0.4], [0.3]]), np.ones((4, 1))
    known = {"curvatures": np.array([[1.0], [-2.0]]), "rotation": np.zeros(1)}
    path = run(quadratic, known, SADDLE_FREE, own, start, rates)[..., 0]
    np.testing.assert_allclose(path[:, 1], 0.3 * 2.0 ** np.arange(5), rtol=1e-14)
    assert np.abs(path[1:, 0]).max() < 1e-15
    bowl = {"curvatures": np.array([[9.0], [2.0]]), "rotation": np.array([30.0])}
    damped, rates = {"damping": np.full(1, 0.5)}, np.full((6, 1), 0.4)
    np.testing.assert_allclose(
        run(quadratic, bowl, SADDLE_FREE, damped, start, rates),
        run(quadratic, bowl, NEWTON, damped, start, rates),
        rtol=1e-12,
    )


# -- in kernels ------------------------------------------------------------------------------------

NUMBERS = {"decrease": 1e-4, "curvature": 0.4, "memory": 5.0, "restart": 0.1, "rise": 2.0, "fall": 3.0}
NUMBERS = {f"optimizer_{key}": value for key, value in NUMBERS.items()} | {"optimizer_learning_rate": 1.0}
OWN = {"optimizer_damping": 1e-3}


@pytest.mark.parametrize("name", ["lbfgs", "levenberg_marquardt", "saddle_free_newton"])
def test_bits_do_not_depend_on_who_shares_a_pack(name):
    options = tuple(choices(load(name))[0].items())
    of = program(optimizer=name, options=options, stops=("gradient_below",), observers=("loss", "lambda_min"))
    packs, whole = (batch(of, lanes=60, steps=40, width=w, **NUMBERS, **OWN) for w in (8, 60))
    cpu.run([packs], 2)
    reference.run([whole])
    assert same_bits(packs, whole)


def test_a_matrix_of_a_hundred_and_sixty_coordinates_finds_room():
    """Two threads' stacks of 8 MiB would not hold the rows of one pack."""
    of = program(optimizer="bfgs", options=(("line_search", "armijo"),), dimension=160, observers=("loss",))
    one = batch(of, lanes=3, steps=4, every=1, **NUMBERS)
    one.state[:160] = 0.5
    cpu.run([one], 2)
    assert (np.diff(one.records["loss"][:, :3], axis=0) < 0).all()
