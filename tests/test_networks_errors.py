"""Deliberate errors of the backward pass: against a textbook that makes the same mistake."""

from __future__ import annotations

import numpy as np
import pytest
from naive import layered_networks as naive
from network_runs import batch, text
from tiny import ran

from simlab import registry
from simlab.errors import SimlabError
from simlab.lanes.memory import ArrayRows

ERRORS = registry.load("gradients", "backprop_error").OPTIONS["error"].choices
WIDTH, HIDDEN = 3, 3


def chain(error, layer=0):
    """The chain of the optimizer, as it is written."""
    return f'\ngradient = [{{ kind = "backprop_error", error = "{error}", layer = {layer} }}]\n'


def faulty(error, layer=0, **changes):
    """A network of one input and three equal tanh layers around which the input goes, full batch."""
    more = changes.pop("keys", "residual = true")
    given = {"layers": f"[3, 3, 3], {more}", "batch": 'order = "full"', "replicates": 1, **changes}
    rate = given.pop("learning_rate", "0.05")
    return batch(**given, learning_rate=rate + (chain(error, layer) if error else ""))


def gradient_of(of):
    """The gradient of the surface at the start, and the start."""
    module, d = of.program.surface_module(), of.program.dimension
    theta, gradient = of.state[:d, :1].copy(), ArrayRows(np.zeros((d, 1)))
    memory, numbers = ArrayRows(np.zeros((module.MEMORY, 1))), [1e-5] * len(module.PARAMETERS)
    module.value_and_gradient(
        ArrayRows(theta), gradient, of.tables.inputs, of.tables.targets, None, memory, *numbers
    )
    return gradient.array[:, 0], theta[:, 0]


def textbook(theta, x, t, wrong):
    """Back through tanh layers with a way past each but the first; ``wrong(error, layer)`` from layer 1."""
    shapes, first, weights = [(WIDTH, 1), (WIDTH, WIDTH), (WIDTH, WIDTH), (1, WIDTH)], 0, []
    for units, inputs in shapes:
        weights.append((theta[first : first + units * inputs].reshape(units, inputs), units, inputs))
        first += units * inputs + units
    a, kept, place = x, [], 0
    for number, (w, units, inputs) in enumerate(weights):
        bias = theta[place + units * inputs : place + units * inputs + units]
        place += units * inputs + units
        z = w @ a + bias[:, None]
        after = z if number == HIDDEN else np.tanh(z) + (a if number else 0.0)
        kept.append((a, z))
        a = after
    slopes = (a - t) / (1 if wrong("sum_over_batch", 4) else x.shape[1])
    parts = []
    for number in reversed(range(4)):
        (w, _, _), (before, z), layer = weights[number], kept[number], number + 1
        past = slopes if 0 < number < HIDDEN and not wrong("forgotten_skip", layer) else 0.0
        if number < HIDDEN and not wrong("forgotten_slope", layer):
            slopes = slopes * (1.0 - np.tanh(z) ** 2)
        bias = 0.0 * slopes.sum(axis=1) if wrong("missing_bias", layer) else slopes.sum(axis=1)
        parts.insert(0, np.concatenate([(slopes @ before.T).ravel(), bias]))
        turned = w if wrong("transposed_weights", layer) and number in (1, 2) else w.T
        slopes = turned @ slopes * (-1.0 if wrong("wrong_sign", layer) and number else 1.0) + past
    return np.concatenate(parts)


@pytest.mark.parametrize("layer", [0, 2])
@pytest.mark.parametrize("error", [name for name in ERRORS if name != "constant_statistics"])
def test_the_backward_pass_has_the_error_and_no_other(error, layer):
    of = faulty(error, layer)
    found, theta = gradient_of(of)
    wrong = textbook(
        theta,
        of.tables.inputs,
        of.tables.targets,
        lambda e, n: e == error and (layer in (0, n) or e[0:3] == "sum"),
    )
    # A sum over the batch is so much larger than a mean, and so is its rounding.
    scale = len(of.tables.inputs[0]) if error == "sum_over_batch" else 1.0
    np.testing.assert_allclose(found / scale, wrong / scale, rtol=0, atol=1e-14)
    right = textbook(theta, of.tables.inputs, of.tables.targets, lambda error, number: False)
    assert np.abs(found - right).max() > 1e-4
    np.testing.assert_allclose(gradient_of(faulty(""))[0], right, rtol=0, atol=1e-14)


@pytest.mark.parametrize("kind", ["batch", "layer"])
def test_statistics_taken_for_constants(kind):
    of = faulty("constant_statistics", keys=f'normalise = "{kind}"')
    found, theta = gradient_of(of)
    net = [naive.layer(3, normalise=kind) for _ in range(3)] + [naive.layer(1, "identity")]
    x, t = of.tables.inputs, of.tables.targets
    right = naive.gradient(theta, net, "mse", x, t)
    assert np.abs(found - right).max() > 1e-4
    np.testing.assert_allclose(gradient_of(faulty("", keys=f'normalise = "{kind}"'))[0], right, atol=1e-13)
    wrong = naive.gradient(theta, net, "mse", x, t, constant=True)
    np.testing.assert_allclose(found, wrong, rtol=0, atol=1e-13)


def test_right_and_wrong_run_side_by_side_and_the_layer_may_be_swept(tmp_path):
    more = '[[optimizer]]\nname = "wrong"\nkind = "momentum"\nlearning_rate = 0.05' + chain("missing_bias")
    more += '[[sweep]]\nname = "at"\nparameter = "optimizer.wrong.backprop_error.layer"\nvalues = [1, 2]\n'
    given = {"layers": "[2]", "steps": 2, "replicates": 1, "record": 'loss = "every 1"'}
    results = ran(tmp_path, text(**given, more=more)).results
    start, end = results["start"].values[:, 0], results["final_theta"].values[:, 0]
    same = start == end
    assert [list(np.flatnonzero(row)) for row in same] == [[], [2, 3], [6]], "biases that did not move"
    assert len(set(results["loss"].values[:, 0, 0])) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"error": "forgotten_skip", "keys": "residual = false"}, "is no error that any layer can have"),
        ({"error": "transposed_weights", "layer": 1}, "is no error that layer 1 can have"),
        ({"error": "forgotten_slopes"}, "did you mean 'forgotten_slope'"),
        ({"error": "missing_bias", "layer": -1}, "at least 0"),
    ],
)
def test_what_cannot_be_is_said_in_words(changes, words):
    with pytest.raises(SimlabError) as caught:
        faulty(**changes)
    assert words in str(caught.value)
    assert "optimizer.momentum.backprop_error" in str(caught.value)


def test_it_means_nothing_on_a_surface():
    from simlab.plan import make_plan
    from simlab.scenario import loads

    words = 'title = "x"\n[problem]\nsurface = "himmelblau"\n[run]\nsteps = 1\n[[optimizer]]\nkind = "gd"\n'
    with pytest.raises(SimlabError, match="means nothing without a network"):
        make_plan(loads(words + "learning_rate = 0.1" + chain("missing_bias")))
