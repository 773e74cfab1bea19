"""Dropout: against a twin with the masks of the specification, off in evaluation, the same bits."""

from __future__ import annotations

import numpy as np
import pytest
from naive import layered_networks as naive
from naive.networks import momentum_path
from naive.threefry import threefry_4x32_20
from network_runs import advanced, batch, places, plan, same_bits

from simlab.errors import SimlabError
from simlab.lanes.random.purposes import DROPOUT
from simlab.networks.dropping import threshold

KEYS = '[{ width = 4, dropout = 0.25 }, 4, 4], dropout = true, residual = "scaled"'
RATES, SEED, SIZE = (0.25, 0.4, 0.4), 11, 7
GIVEN = {"layers": KEYS, "numbers": "dropout_rate = 0.4\nresidual_scale = 0.5\n"}


def mask(replicate, step, layer, rate, width, size):
    """Factors [width, size] of one layer in one step."""
    found = np.empty((width, size))
    for unit in range(width):
        for e in range(size):
            counter = (replicate, step, e // 4 * 256 + unit, DROPOUT + layer)
            word = threefry_4x32_20(counter, (SEED, 0, 0, 0))[e % 4]
            found[unit, e] = 0.0 if word / 2**32 < rate else 1.0 / (1.0 - rate)
    return found


def layers(replicate, step, size):
    """The network of one step for the twin; without a step that of evaluation."""
    hidden = []
    for number, rate in enumerate(RATES):
        own = None if step is None else mask(replicate, step, number, rate, 4, size)
        hidden.append(naive.layer(4, residual=0.5 if number else None, mask=own))
    return [*hidden, naive.layer(1, "identity")]


def test_training_drops_the_units_of_the_specification_and_evaluation_none():
    of = batch(steps=9, replicates=2, **GIVEN)
    start, table, d = of.state[: of.program.dimension, :2].copy(), of.tables, of.program.dimension
    advanced(of, compiled=False)
    for lane in range(2):
        chosen = places(of, SIZE, "shuffled", lane)

        def gradient(theta, step, lane=lane, chosen=chosen):
            x, t = table.inputs[:, chosen[step]], table.targets[:, chosen[step]]
            return naive.gradient(theta, layers(lane, step, SIZE), "mse", x, t)

        last = momentum_path(start[:, lane], range(9), 0.05, 0.9, gradient)[-1]
        np.testing.assert_allclose(of.state[:d, lane], last, rtol=0, atol=1e-9)
        loss = naive.loss_of(last, layers(lane, None, 0), "mse", table.inputs, table.targets)
        assert of.records["loss"][-1, lane] == pytest.approx(loss, rel=1e-9)


def test_bits_do_not_depend_on_the_engine_the_width_the_threads_or_the_tiles():
    more = {"steps": 4, "replicates": 11, "batch": 'order = "full"', "dtype": "float32"}
    given = GIVEN | more  # 30 examples are two tiles
    plain = advanced(batch(8, **given), compiled=False)
    assert same_bits(plain, advanced(batch(8, **given), threads=2))
    assert same_bits(plain, advanced(batch(16, **given), compiled=False))


def test_a_rate_of_zero_changes_nothing():
    given = {"layers": "[4], dropout = true", "steps": 5, "replicates": 2}
    with_rate = advanced(batch(numbers="dropout_rate = 0.0\n", **given), compiled=False)
    without = advanced(batch(**given | {"layers": "[4]"}), compiled=False)
    np.testing.assert_array_equal(with_rate.state, without.state)


def test_the_threshold_is_the_rate():
    rates = np.array([0.0, 0.1, 0.25, 0.5, 0.999])
    np.testing.assert_allclose(threshold(rates) / 2**32, rates, atol=2**-31)
    np.testing.assert_allclose(threshold(rates.astype(np.float32)) / 2**32, rates, atol=2**-23)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"layers": "[4], dropout = 1.0"}, "must be true, false or a rate from 0 to below 1"),
        ({"layers": "[4], dropout = true", "numbers": "dropout_rate = 1.0\n"}, "less than 1"),
        ({"layers": "[4], dropout = 0.5", "numbers": "dropout_rate = 0.5\n"}, "unknown key"),
    ],
)
def test_what_cannot_be_is_said_in_words(given, words):
    with pytest.raises(SimlabError) as caught:
        plan(**given)
    assert words in str(caught.value)
