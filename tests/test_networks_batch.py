"""Batch normalisation and weight standardisation: against a twin, in evaluation, the same bits."""

from __future__ import annotations

import numpy as np
import pytest
from naive import layered_networks as naive
from naive.networks import momentum_path
from network_runs import advanced, batch, places, plan, same_bits

from simlab.errors import SimlabError
from simlab.lanes.memory import ArrayRows

WIDTH, RATE = 4, 0.3
CASES = {
    "batch": ('normalise = "batch"', "batch", False, "shuffled", 7),
    "both": ('normalise = "batch", weight_standardisation = true', "batch", True, "shuffled", 7),
    "weights": ('normalise = "layer", weight_standardisation = true', "layer", True, "full", None),
    "whole": ('normalise = "batch", residual = true', "batch", False, "full", None),
}


def changes(keys, order="shuffled", size=7, **more):
    """The changes of the scenario for three layers with further ``keys``."""
    numbers = f"running_rate = {RATE}\nnormalise_eps = 0.001\n" if '"batch"' in keys else ""
    sized = f"size = {size}\n" if size else ""
    return {"layers": f"[4, 4, 4], {keys}", "numbers": numbers, "batch": f'{sized}order = "{order}"', **more}


def layers(normalise, standardise, residual):
    """The same network for the twin: the first layer has one input, so its weights stay as they are."""
    hidden = [
        naive.layer(
            WIDTH,
            normalise=normalise,
            standardise=standardise and number > 0,
            residual=1.0 if residual and number else None,
        )
        for number in range(3)
    ]
    return [*hidden, naive.layer(1, "identity")]


@pytest.mark.parametrize("case", CASES)
def test_training_and_evaluation_agree_with_the_twin(case):
    keys, normalise, standardise, order, size = CASES[case]
    record = 'loss = "every 5"\nbatch_loss = "every 5"'
    of = batch(steps=12, replicates=2, record=record, **changes(keys, order, size))
    start, table, d = of.state[: of.program.dimension, :2].copy(), of.tables, of.program.dimension
    net = layers(normalise, standardise, "residual" in keys)
    eps = {"eps": 0.001 if normalise == "batch" else 1e-5}
    advanced(of, compiled=case == "both")
    for lane in range(2):

        def gradient(theta, chosen):
            x, t = table.inputs[:, chosen], table.targets[:, chosen]
            return naive.gradient(theta, net, "mse", x, t, **eps)

        chosen = places(of, size, order, lane)
        path = momentum_path(start[:, lane], chosen, 0.05, 0.9, gradient)
        np.testing.assert_allclose(of.state[:d, lane], path[-1], rtol=0, atol=1e-9)
        running = None
        if normalise == "batch":
            running = followed(net, path, [table.inputs[:, rows] for rows in chosen], eps)
        loss = naive.loss_of(path[-1], net, "mse", table.inputs, table.targets, running=running, **eps)
        assert of.records["loss"][-1, lane] == pytest.approx(loss, rel=1e-9)
        first = chosen[0]
        loss = naive.loss_of(path[0], net, "mse", table.inputs[:, first], table.targets[:, first], **eps)
        assert of.records["batch_loss"][0, lane] == pytest.approx(loss, rel=1e-12)


def followed(net, path, batches, eps):
    """The running averages after these batches, each seen with the parameters before its step."""
    averages = [(np.zeros(one["width"]), np.ones(one["width"])) for one in net]
    for theta, inputs in zip(path, batches, strict=False):
        found, grown = naive.outputs(theta, net, inputs, **eps)[1], inputs.shape[1] / (inputs.shape[1] - 1)
        averages = [
            (m + RATE * (mean - m), v + RATE * (grown * variance - v))
            for (m, v), (mean, variance) in zip(averages, found, strict=True)
        ]
    return averages


def test_bits_do_not_depend_on_the_engine_the_width_or_the_threads():
    keys = 'normalise = "batch", weight_standardisation = true'
    more = {"dtype": "float32", "steps": 6, "replicates": 11, "layers": f"[4, 4], {keys}"}
    given = changes(keys) | more
    plain = advanced(batch(8, **given), compiled=False)
    assert same_bits(plain, advanced(batch(8, **given), threads=2))
    assert same_bits(plain, advanced(batch(16, **given), compiled=False))


def test_a_search_along_a_line_leaves_the_running_averages_alone():
    """They follow the batches at the iterates, not at the points that the search tries."""
    given = changes('normalise = "batch"', "full", None, optimizer="lbfgs", learning_rate=1.0, steps=3)
    of = batch(replicates=1, **given | {"layers": '[4], normalise = "batch"'})
    d, start, record = of.program.dimension, of.state.copy(), []
    for steps in (1, 2, 3):
        of = batch(replicates=1, **given | {"layers": '[4], normalise = "batch"', "steps": steps})
        record.append(advanced(of, compiled=False).state[:d, 0].copy())
    net = [naive.layer(4, normalise="batch"), naive.layer(1, "identity")]
    path = [start[:d, 0], *record]
    expected = followed(net, path, [of.tables.inputs] * 3, {"eps": 0.001})[0]
    np.testing.assert_allclose(of.state[d : d + 4, 0], expected[0], rtol=1e-9)
    np.testing.assert_allclose(of.state[d + 4 : d + 8, 0], expected[1], rtol=1e-9)


def test_slopes_of_standardised_weights_add_up_to_zero_and_are_perpendicular_to_them():
    given = changes("weight_standardisation = true", "full", None, data="blobs", loss="softmax_cross_entropy")
    of = batch(replicates=1, **given | {"layers": "[6, 5], weight_standardisation = true"})
    module, d = of.program.surface_module(), of.program.dimension
    theta, gradient = of.state[:d, :1], ArrayRows(np.zeros((d, 1)))
    memory = ArrayRows(np.zeros((module.MEMORY, 1)))
    x, t = of.tables.inputs, of.tables.targets
    module.value_and_gradient(ArrayRows(theta), gradient, x, t, None, memory, 1e-12)
    assert abs(gradient.array[:12].reshape(6, 2).sum(axis=1)).min() > 1e-6, "two inputs: left as they are"
    weights, slopes = (rows[18:48, 0].reshape(5, 6) for rows in (theta, gradient.array))
    assert abs(slopes).max() > 1e-3
    np.testing.assert_allclose(slopes.sum(axis=1), 0.0, atol=1e-15)
    np.testing.assert_allclose((slopes * weights).sum(axis=1), 0.0, atol=1e-10)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (changes('normalise = "batch"', size=1), "over a batch of one example every unit is 0"),
        (changes('normalise = "batch"') | {"numbers": "running_rate = 1.5\n"}, "at most 1"),
        (changes('normalise = "layer"') | {"numbers": "running_rate = 0.5\n"}, "unknown key"),
        (
            {"layers": "[{ width = 4, weight_standardisation = true }]"},
            "weight_standardisation: hidden layer 1 has one input",
        ),
        (
            changes('normalise = "batch"', "full", None, count=6000)
            | {"layers": '[250, 250], normalise = "batch"'},
            "a whole batch takes",
        ),
    ],
)
def test_what_cannot_be_is_said_in_words(given, words):
    with pytest.raises(SimlabError) as caught:
        plan(**given)
    assert words in str(caught.value)
