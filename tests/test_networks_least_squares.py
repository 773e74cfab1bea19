"""Residuals of networks with a squared loss, and the optimizers that use them."""

from __future__ import annotations

import numpy as np
import pytest
from naive import layered_networks as naive
from network_runs import advanced, batch, plan, same_bits

from simlab.errors import SimlabError
from simlab.lanes.memory import ArrayRows

KEYS = '[3, 3], normalise = "layer", weight_standardisation = true, residual = true'


def least_squares(kind, steps, **changes):
    """A run of one optimizer on a full batch, unless it is changed."""
    given = {"layers": "[3]", "batch": 'order = "full"', "optimizer": kind, "learning_rate": "1.0"}
    return batch(**given | {"steps": steps, "replicates": 3, **changes})


@pytest.mark.parametrize("l2", [0.0, 0.01])
def test_the_jacobian_is_the_derivative_of_the_residuals(l2):
    numbers = f"l2 = {l2}\n" if l2 else ""
    of = least_squares("gauss_newton", 1, layers=KEYS, numbers=numbers)
    module, d = of.program.surface_module(), of.program.dimension
    theta, x, t = of.state[:d, :1].copy(), of.tables.inputs, of.tables.targets
    count, weights = module.residual_count(d), 3 + 9 + 3
    assert count == x.shape[1] + (weights if l2 else 0)
    known = {"normalise_eps": 1e-5, "standardise_eps": 1e-5, "l2": l2}
    given = [known[name] * np.ones(1) for name in module.PARAMETERS]
    residuals, jacobian = ArrayRows(np.zeros((count, 1))), ArrayRows(np.zeros((count * d, 1)))
    gradient, memory = ArrayRows(np.zeros((d, 1))), ArrayRows(np.zeros((module.MEMORY, 1)))
    module.residuals_and_jacobian(ArrayRows(theta), residuals, jacobian, x, t, None, memory, *given)
    loss = module.value_and_gradient(ArrayRows(theta), gradient, x, t, None, memory, *given)
    r, j = residuals.array[:, 0], jacobian.array.reshape(count, d)
    np.testing.assert_allclose(0.5 * r @ r, loss[0], rtol=1e-12)
    np.testing.assert_allclose(j.T @ r, gradient.array[:, 0], rtol=0, atol=1e-14)
    net = [
        naive.layer(3, normalise="layer", standardise=number > 0, residual=1.0 if number else None)
        for number in range(2)
    ]
    net.append(naive.layer(1, "identity"))
    for column in range(d):
        step = 1e-150j * (np.arange(d) == column)
        moved = naive.outputs(theta[:, 0] + step, net, x)[0][0]
        slope = np.imag(moved) / 1e-150 / np.sqrt(x.shape[1])
        np.testing.assert_allclose(j[: x.shape[1], column], slope, rtol=0, atol=1e-13)


def test_a_linear_network_is_solved_in_one_step():
    of = least_squares("gauss_newton", 1, layers="[]", data="linear_regression")
    x, t, d = of.tables.inputs, of.tables.targets, of.program.dimension
    advanced(of, compiled=False)
    best = np.linalg.lstsq(np.vstack([x, np.ones(x.shape[1])]).T, t[0], rcond=None)[0]
    np.testing.assert_allclose(of.state[:d, 0], best, rtol=1e-10)


def test_levenberg_and_marquardt_fit_a_sine_and_the_bits_are_the_same_on_packs():
    more = {"count": 16, "layers": "[4]", "record": 'loss = "every 1"'}
    of = advanced(least_squares("levenberg_marquardt", 40, **more))
    loss = of.records["loss"][:, :3]
    # Each start settles in a minimum of its own: at a few percent of its first loss.
    assert (np.diff(loss, axis=0) <= 0.0).all() and (loss[-1] < 0.1 * loss[0]).all()
    short = advanced(least_squares("levenberg_marquardt", 3, **more), compiled=False)
    assert same_bits(short, advanced(least_squares("levenberg_marquardt", 3, **more)))


@pytest.mark.parametrize("kind", ["bfgs", "lbfgs", "conjugate_gradients"])
def test_searches_along_a_line_work_on_networks(kind):
    of = advanced(least_squares(kind, 15, count=12, replicates=2), compiled=False)
    loss = of.records["loss"][:, :2]
    assert (np.diff(loss, axis=0) <= 0.0).all() and (loss[-1] < 0.5 * loss[0]).all()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"data": "two_moons", "loss": "binary_cross_entropy"},
            "a sum of squares, not a network with the loss",
        ),
        ({"layers": '[3], normalise = "batch"'}, "which batch normalisation ties to each other"),
        ({"layers": "[3], dropout = true"}, "dropout makes a new one in every step"),
        ({"layers": "[20, 20]"}, "solves for all parameters at once: 481 of them"),
        ({"layers": "[20]", "count": 200_000}, "numbers of the Jacobian"),
    ],
)
def test_what_cannot_be_is_said_in_words(changes, words):
    with pytest.raises(SimlabError) as caught:
        plan(**{"layers": "[3]", "batch": 'order = "full"', "optimizer": "gauss_newton", **changes})
    assert words in str(caught.value)
    assert "gauss_newton" in str(caught.value)
