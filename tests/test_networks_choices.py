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
