"""Choices of a network along an axis: kinds of normalisation, activations, switches."""

from __future__ import annotations

import numpy as np
import pytest
from network_runs import plan, text
from tiny import ran

from simlab.errors import SimlabError

NORMALISE = '[[sweep]]\nparameter = "problem.network.normalise"\nvalues = ["none", "batch"]\n'
GIVEN = {"layers": "[3]", "numbers": "", "steps": 2, "replicates": 2}


def sweep(key, values):
    """A sweep over one key of the network."""
    return f'[[sweep]]\nparameter = "problem.network.{key}"\nvalues = {values}\n'


def test_every_choice_is_a_network_of_its_own_from_the_same_weights(tmp_path):
    results = ran(tmp_path, text(**GIVEN, more=NORMALISE)).results
    assert list(results["variant"].values) == ["momentum normalise=none", "momentum normalise=batch"]
    assert list(results["normalise"].values) == [0.0, 1.0]
    assert results["normalise"].attrs["choices"] == ["none", "batch"]
    start = results["start"].values
    np.testing.assert_array_equal(start[0, :, :6], start[1, :, :6])
    assert np.isnan(start[0, :, -6:]).all() and not np.isnan(start[1]).any()


@pytest.mark.parametrize(
    ("key", "values", "expected"),
    [
        ("activation", '["relu", "tanh"]', [["relu"], ["tanh"]]),
        ("weight_standardisation", "[false, true]", [[False], [True]]),
        ("residual", '[false, "scaled"]', [["none"], ["scaled"]]),
        ("dropout", "[false, true]", [[""], ["dropout_rate"]]),
        ("bias", "[true, false]", [[True], [False]]),
    ],
)
def test_choices_reach_the_layers(key, values, expected):
    changes = {"layers": "[3, 3]", "data": "blobs", "loss": "softmax_cross_entropy"}
    of = plan(**changes, more=sweep(key, values))
    field = {"weight_standardisation": "standardise"}.get(key, key)
    last = [variant.network.architecture.layers[1] for variant in of.variants]
    assert [[getattr(layer, field)] for layer in last] == expected


ORDERS = '[[sweep]]\nparameter = "batch.order"\nvalues = ["shuffled", "class_sorted"]\n'


def test_orders_of_batches_are_an_axis(tmp_path):
    """Each variant sees what a run of that order alone sees."""
    words = {**GIVEN, "record": 'batch_loss = "every 1"'}
    both = ran(tmp_path / "both", text(**words, more=ORDERS)).results
    for place, order in enumerate(("shuffled", "class_sorted")):
        alone = ran(tmp_path / order, text(**words, batch=f'size = 7\norder = "{order}"')).results
        np.testing.assert_array_equal(both.batch_loss.values[place], alone.batch_loss.values[0])
    assert (both.batch_loss.values[0] != both.batch_loss.values[1]).any()


def test_an_order_needs_a_size():
    with pytest.raises(SimlabError, match="the order 'shuffled' needs a size"):
        plan(**GIVEN, batch="", more=ORDERS)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (sweep("normalise", '["none", "group"]'), "a value of 'normalise' must be one of"),
        (sweep("normalise", "[0.0, 1.0]"), "a value of 'normalise' must be one of"),
        (sweep("normalise", '["none", 1.0]'), "mixes numbers with names of choices"),
        (sweep("depth", '["deep"]'), "'problem.network.depth' is a number, and needs numbers"),
        (sweep("bias", "[true, true]"), "lists True twice"),
        (
            '[[sweep]]\nparameter = "problem.network.bias"\nlinear = { from = 0.0, to = 1.0, count = 2 }',
            "is a choice: list its values",
        ),
    ],
)
def test_what_cannot_be_is_said_in_words(more, words):
    with pytest.raises(SimlabError) as caught:
        plan(**GIVEN, more=more)
    assert words in str(caught.value)


def test_a_layer_may_begin_in_a_way_of_its_own(tmp_path):
    own = '[{ width = 3, start = { kind = "constant", value = 0.5, bias = 2.0 } }, { width = 3 }, 3]'
    output = 'output = { activation = "sigmoid", start = { kind = "xavier", gain = 3.0 } }'
    given = {"replicates": 2, "gain": 1.5}
    plain, changed = (plan(**given, layers=layers) for layers in ("[3, 3, 3]", f"{own}, {output}"))
    before, after = (next(of.batches([8])).state[:40, :2] for of in (plain, changed))
    np.testing.assert_array_equal(after[:3], 0.5)
    np.testing.assert_array_equal(after[3:6], 2.0)
    np.testing.assert_array_equal(after[6:30], before[6:30])
    np.testing.assert_allclose(after[30:33], before[30:33] * 2.0, rtol=1e-14)
    np.testing.assert_array_equal(after[33], 0.1)
    assert changed.variants[0].network.architecture.layers[-1].activation == "sigmoid"


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        ('start = { kind = "hee" }', "did you mean 'he'"),
        ('start = { kind = "he", gian = 2.0 }', "he has no key 'gian'"),
        ('start = { kind = "he", gain = -1.0 }', "gain must be at least 0"),
        ('start = { kind = "he", gain = "2" }', "gain must be a number here"),
        ("start = { gain = 2.0 }", "must be a table such as"),
    ],
)
def test_a_start_of_its_own_that_cannot_be_is_said_in_words(layer, words):
    with pytest.raises(SimlabError) as caught:
        plan(**GIVEN | {"layers": f"[{{ width = 3, {layer} }}]"})
    assert words in str(caught.value)
