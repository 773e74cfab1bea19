"""The surfaces of regressions: the lecture's condition numbers, standardising, minimisers, tables of data."""

from __future__ import annotations

import numpy as np
import pytest
from reference_run import evaluate, hessian, twin
from tiny import results

from simlab import registry
from simlab.errors import ScenarioError
from simlab.kernels.template import kernel_text
from simlab.plan.plan import make_plan
from simlab.problems.surfaces._examples import least_squares
from simlab.scenario import loads

BOTH = ("linear_regression", "logistic_regression")


def parameters(name, dimension, **changes):
    """Defaults and ``changes``, vectors as one number a coordinate."""
    declared = registry.load("surfaces", name).PARAMETERS
    given = {key: changes.pop(key, one.default) for key, one in declared.items()}
    assert not changes
    return {
        key: np.broadcast_to(np.asarray(value, float), dimension).tolist() if declared[key].vector else value
        for key, value in given.items()
    }


def rows(own):
    """The same parameters as one lane."""
    return {key: np.array(value, float)[..., None] for key, value in own.items()}


def curvature(name, dimension, **changes):
    """The Hessian [d, d] at the origin."""
    own = rows(parameters(name, dimension, **changes))
    return hessian(registry.load("surfaces", name), np.zeros((dimension, 1)), own)[..., 0]


def condition(matrix):
    values = np.linalg.eigvalsh(matrix)
    return values[-1] / values[0]


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("with_bias", [0, 1])
@pytest.mark.parametrize("standardise", [0, 1])
def test_every_preparation_agrees_with_the_twin(name, with_bias, standardise):
    surface, naive, d = registry.load("surfaces", name), twin("surfaces", name), 4
    own = parameters(
        name,
        d,
        count=25,
        scales=[1.0, 0.2, 3.0, 9.0],
        offsets=[-2.0, 1.0, 0.5, 9.0],
        correlation=0.4,
        weights=[1.0, -0.5, 0.3, 0.7],
        with_bias=with_bias,
        standardise=standardise,
        seed=3,
    )
    x = np.linspace(-0.5, 1.0, d)[:, None]
    loss, gradient = evaluate(surface, x, rows(own))
    assert loss[0] == pytest.approx(naive.value(x[:, 0], **own), rel=1e-12)
    np.testing.assert_allclose(gradient[:, 0], naive.gradient(x[:, 0], **own), rtol=1e-11)
    for point in np.array(surface.optima(d, **own)):
        assert np.abs(naive.gradient(point, **own)).max() < 1e-12 * np.abs(naive.hessian(point, **own)).max()


@pytest.mark.parametrize("scale", [10.0, 100.0])
def test_figure_6a_scales_make_the_condition_number(scale):
    found = condition(curvature("linear_regression", 2, count=40_000, scales=[1.0, scale]))
    assert found == pytest.approx(scale**2, rel=0.05)


@pytest.mark.parametrize("offset", [3.0, 10.0])
def test_figure_6b_offsets_make_it_and_a_bias_makes_it_worse(offset):
    """Without a bias 1 + d m^2; with one it grows as M^4, M^2 = d m^2 (10: 40,802, not 201)."""
    plain = curvature("linear_regression", 2, count=40_000, offsets=offset)
    stiff = np.linalg.eigh(plain)[1][:, -1]
    assert condition(plain) == pytest.approx(1 + 2 * offset**2, rel=0.05)
    assert np.abs(stiff) == pytest.approx(np.sqrt([0.5, 0.5]), abs=0.01)
    biased = curvature("linear_regression", 3, count=40_000, offsets=offset, with_bias=1)
    length = np.sqrt(2) * offset
    assert condition(biased) == pytest.approx(((length + np.sqrt(length**2 + 4)) / 2) ** 4, rel=0.05)


def test_equation_16_leaves_what_the_number_of_examples_leaves():
    """Scales from 1 to 100 and offsets of 50 either way: Marchenko and Pastur's 2.5 is left."""
    d, count = 60, 1200
    wild = {"scales": np.geomspace(1, 100, d), "offsets": 50 * (-1.0) ** np.arange(d)}
    assert condition(curvature("linear_regression", d, count=count, **wild)) > 1e5
    found = condition(curvature("linear_regression", d, count=count, standardise=1, **wild))
    root = np.sqrt(d / count)
    assert found == pytest.approx(((1 + root) / (1 - root)) ** 2, rel=0.1)
    tied = condition(curvature("linear_regression", 2, count=40_000, correlation=0.8, standardise=1))
    assert tied == pytest.approx(1.8 / 0.2, rel=0.05)  # it does not remove correlation


def test_least_squares_is_accurate_and_gives_columns_that_depend_no_weight():
    rng = np.random.default_rng(0)
    columns = rng.normal(size=(6, 40)) * np.geomspace(1, 1e6, 6)[:, None] + 10.0
    targets = rng.normal(size=40)
    expected = np.linalg.lstsq(columns.T, targets, rcond=None)[0]
    np.testing.assert_allclose(least_squares(columns, targets), expected, rtol=1e-9)
    twice = np.concatenate([columns[:2], [columns[0] - 2 * columns[1], np.zeros(40)], columns[2:]])
    weights = least_squares(twice, targets)
    assert (weights[2:4] == 0).all() and np.allclose(np.delete(weights, [2, 3]), expected, rtol=1e-7)
    few = least_squares(columns[:, :3], targets[:3])
    assert few @ columns[:, :3] == pytest.approx(targets[:3]) and (few[3:] == 0).all()


def test_labels_that_can_be_separated_have_no_minimiser():
    surface = registry.load("surfaces", "logistic_regression")
    assert surface.optima(2, **parameters("logistic_regression", 2, count=40, weights=1000.0)) == []
    assert surface.optima(3, **parameters("logistic_regression", 3, count=3)) == []
    assert len(surface.optima(2, **parameters("logistic_regression", 2, count=40))) == 1


@pytest.mark.parametrize("scale", [1e-3, 1.0, 300.0])
@pytest.mark.parametrize("offset", [0.0, 100.0])
def test_newton_finds_the_minimum_of_badly_scaled_data(scale, offset):
    surface, naive = registry.load("surfaces", "logistic_regression"), twin("surfaces", "logistic_regression")
    weights = [1.0 / scale, 1.0 / scale, -2.0 * offset / scale]
    own = parameters(
        "logistic_regression", 3, count=200, scales=scale, offsets=offset, weights=weights, with_bias=1
    )
    (minimiser,) = np.array(surface.optima(3, **own))
    size = max(4 * scale + offset, 1.0)  # of an input; a margin is rounded by 1e-16 of its terms
    assert np.abs(naive.gradient(minimiser, **own)).max() < 1e-15 * size * (
        1 + size * np.abs(minimiser).max()
    )


def scenario(problem, optimizer='kind = "gd"\nlearning_rate = "1/lambda_max"', rest=""):
    return (
        f'title = "x"\n[problem]\n{problem}\n[run]\nsteps = 300\n[record]\nloss = "last"\n'
        f'distance = "last"\n[[optimizer]]\n{optimizer}\n{rest}'
    )


def test_a_sweep_of_figure_6_before_and_after_equation_16(kernels, tmp_path):
    """The same steps, each 1/lambda_max long: along the soft direction they get nowhere before it."""
    swept = (
        '[start]\nkind = "point"\nat = [3, -1]\n[[sweep]]\nparameter = "problem.standardise"\nvalues = [0, 1]'
    )
    text = scenario('surface = "linear_regression"\ndimension = 2\noffsets = 10.0\ncount = 400', rest=swept)
    found = results(tmp_path, text)
    before, after = found.distance.values[:, 0, -1]
    assert before > 0.3 and after < 1e-12


def test_every_number_of_examples_has_a_kernel_that_is_not_longer(kernels, tmp_path):
    swept = '[[sweep]]\nparameter = "problem.count"\nvalues = [20, 60]'
    text = scenario('surface = "logistic_regression"\ndimension = 2', rest=swept)
    plan = make_plan(loads(text))
    texts = [kernel_text(program, 8).splitlines() for program in plan.programs]
    assert len(texts) == 2 and len(texts[0]) == len(texts[1]) and texts[0] != texts[1]
    found = results(tmp_path, text)
    assert (found.distance.values[:, 0, -1] < 1e-6).all()
    settings = plan.variants[0].settings
    assert "examples" not in settings and settings["count"] == 20.0  # a table is no setting


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("dimension = 1\nwith_bias = 1", "[problem] with_bias: must be 0 in one dimension"),
        ("dimension = 2\nscales = [1, 0]\nstandardise = 1", "[problem] standardise: must be 0, as input 1"),
        (
            "dimension = 4\ncorrelation = -0.5",
            "[problem] correlation: must be at least -0.333333 for 4 inputs",
        ),
        ("dimension = 2\nstandardise = 2", "must be at most 1"),
        ("dimension = 2\nscales = [1, 2, 3]", "needs 2 numbers, one a coordinate, not 3"),
    ],
)
def test_impossible_data_are_explained(problem, words):
    with pytest.raises(ScenarioError) as error:
        make_plan(loads(scenario(f'surface = "linear_regression"\n{problem}')))
    assert words in str(error.value)
