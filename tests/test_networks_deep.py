"""Residual and normalised networks: against a twin in NumPy, against differences, the same bits."""

from __future__ import annotations

import numpy as np
import pytest
from naive import deep_networks as naive
from naive.networks import momentum_path
from network_runs import advanced, batch, differences, places, plan, same_bits, text

from simlab.errors import SimlabError
from simlab.lanes.memory import ArrayRows
from simlab.networks.architecture import Architecture, Layer
from simlab.scenario import loads

KEYS = {
    "plain": ("residual = true", False, 1.0),
    "scaled": ('residual = "scaled"', False, 1 / np.sqrt(3)),
    "normalised": ('normalise = "layer"', True, None),
    "both": ('residual = "scaled", normalise = "layer"', True, 1 / np.sqrt(3)),
}
HIDDEN, WIDTH = 3, 4


def shape(keys, layers="[4, 4, 4]", **more):
    """The changes of the scenario for a network with further ``keys``."""
    return {"layers": f"{layers}, {keys}", **more}


@pytest.mark.parametrize("case", KEYS)
def test_training_agrees_with_the_twin(case):
    keys, normalise, scale = KEYS[case]
    of = batch(steps=25, replicates=2, **shape(keys))
    start, table, d = of.state[: of.program.dimension, :2].copy(), of.tables, of.program.dimension
    compiled = case == "both"
    advanced(of, compiled)
    for lane in range(2):

        def gradient(theta, chosen):
            x, t = table.inputs[:, chosen], table.targets[:, chosen]
            return naive.loss_and_gradient(theta, x, t, WIDTH, HIDDEN, normalise, scale)[1]

        last = momentum_path(start[:, lane], places(of, 7, "shuffled", lane), 0.05, 0.9, gradient)[-1]
        np.testing.assert_allclose(of.state[:d, lane], last, rtol=0, atol=1e-9)
        loss, _ = naive.loss_and_gradient(last, table.inputs, table.targets, WIDTH, HIDDEN, normalise, scale)
        assert of.records["loss"][-1, lane] == pytest.approx(loss, rel=1e-9)


@pytest.mark.parametrize(
    "layers", ["[5, 5, 5]", '[{ width = 2, residual = true }, { width = 3, normalise = "none" }]']
)
def test_the_gradient_is_the_derivative_of_the_loss(layers):
    keys = 'normalise = "layer", residual = "scaled"' if "width" not in layers else 'normalise = "layer"'
    changes = shape(keys, layers, data="two_moons", loss="binary_cross_entropy", batch='order = "full"')
    of = batch(**changes)
    module, d = of.program.surface_module(), of.program.dimension
    theta = of.state[:d, :1] + 0.1 * np.random.default_rng(1).normal(size=(d, 1))
    numbers = [{"normalise_eps": 0.01, "residual_scale": 0.7}[name] for name in module.PARAMETERS]

    def at(point):
        gradient, memory = (ArrayRows(np.zeros((rows, point.shape[1]))) for rows in (d, module.MEMORY))
        x, t = of.tables.inputs, of.tables.targets
        loss = module.value_and_gradient(ArrayRows(point), gradient, x, t, None, memory, *numbers)
        return loss, gradient.array

    slopes = differences(lambda point: at(point)[0], theta)
    np.testing.assert_allclose(at(theta)[1][:, 0], slopes, rtol=0, atol=1e-8)


def test_bits_do_not_depend_on_the_engine_the_width_or_the_threads():
    keys = 'residual = "scaled", normalise = "layer"'
    changes = shape(keys, "[3, 3]", dtype="float32", steps=6, replicates=11)
    plain = advanced(batch(8, **changes), compiled=False)
    assert same_bits(plain, advanced(batch(8, **changes), threads=2))
    assert same_bits(plain, advanced(batch(16, **changes), compiled=False))


def test_the_scale_is_a_number_of_each_trajectory():
    sweep = '[[sweep]]\nparameter = "problem.residual_scale"\nvalues = [0.0, 0.5]'
    changes = shape('residual = "scaled"', "[3, 3]", numbers="residual_scale = 0.0\n", replicates=1, steps=3)
    of = plan(**changes, more=sweep)
    assert len(of.programs) == 1
    both = advanced(next(of.batches([8])), compiled=False)
    alone = advanced(batch(**{**changes, "numbers": "residual_scale = 0.5\n"}), compiled=False)
    d = both.program.dimension
    np.testing.assert_array_equal(both.state[:d, 1], alone.state[:d, 0])
    start = next(of.batches([8])).state
    np.testing.assert_array_equal(both.state[6:18, 0], start[6:18, 0])  # s = 0: nothing reaches the branch


def test_the_default_scale_follows_the_depth():
    more = '[[sweep]]\nparameter = "problem.network.depth"\nvalues = [0, 1, 4]'
    words = text(more=more).replace("layers = [5, 5, 5]", 'depth = 1, width = 2, residual = "scaled"')
    from simlab.plan import make_plan

    variants = make_plan(loads(words)).variants
    settings = [variant.settings for variant in variants]
    memory = [variant.program.surface_module().MEMORY for variant in variants]
    assert [one["pass_memory"] for one in settings] == memory
    assert [one["hidden_layers"] for one in settings] == [0, 1, 4]
    assert settings[2]["residual_scale"] == 0.5


def test_the_scale_may_be_an_expression_of_the_depth():
    numbers = 'residual_scale = "1/hidden_layers"\n'
    of = plan(**shape('residual = "scaled"', "[4, 4]", numbers=numbers))
    assert of.variants[0].settings["residual_scale"] == 0.5


def test_a_wrong_network_does_not_make_its_start_wrong():
    with pytest.raises(SimlabError) as caught:
        plan(**shape('normalise = "group"'))
    assert "must be one of 'none', 'batch', 'layer', not 'group'" in str(caught.value)
    assert "start" not in str(caught.value)


def test_gains_and_shifts_begin_as_the_identity_after_the_biases():
    of = batch(**shape('normalise = "layer"', "[3]"))
    expected = np.array([0.1] * 3 + [1.0] * 3 + [0.0] * 3)
    np.testing.assert_array_equal(of.state[3:12, 0], expected)
    layers = (Layer(3, "tanh", normalise="layer"), Layer(1))
    kinds = [(block.kind, block.first) for block in Architecture(1, layers, "mse").blocks()]
    assert kinds == [("weight", 0), ("bias", 3), ("gain", 6), ("shift", 9), ("weight", 12), ("bias", 15)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            shape("residual = true", "[4, 5]"),
            "residual: hidden layer 2 has 5 units, and its input 4; they must be as many",
        ),
        ({"layers": "[{ width = 4, residual = true }]"},
         "residual: hidden layer 1 has 4 units, and its input 1"),
        (shape('residual = "scale"'), 'must be true, false or "scaled"'),
        (shape("residual = 1"), 'must be true, false or "scaled"'),
        (shape('normalise = "layers"'), "did you mean 'layer'"),
        (shape('normalise = "layer"', "[4, 1]"), "normalise: hidden layer 2 has one unit"),
        (shape("residual = true", numbers="residual_scale = 0.5\n"), "unknown key"),
        (shape('normalise = "layer"', numbers="normalise_eps = 0.0\n"), "greater than 0"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_words(changes, words):
    with pytest.raises(SimlabError) as caught:
        plan(**changes)
    assert words in str(caught.value)
    assert "[problem]" in str(caught.value)
