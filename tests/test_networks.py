"""Networks: against a twin in NumPy, against differences, the same bits however they are run."""

from __future__ import annotations

import numpy as np
import pytest
from naive import networks as naive
from network_runs import advanced, batch, differences, places, plan, same_bits, text
from tiny import ran

from simlab.errors import SimlabError
from simlab.lanes.heap import heap_rows, open_rows
from simlab.lanes.memory import ArrayRows
from simlab.scenario import loads

MIXED = {"layers": [9, 6], "data": "blobs", "loss": "softmax_cross_entropy", "numbers": "l2 = 0.01\n"}
CASES = {
    "shuffled": ({}, [1, 5, 5, 5, 1], 7, "shuffled"),
    "full": ({"batch": 'order = "full"', "layers": []}, [1, 1], 0, "full"),
    "replaced": (
        MIXED | {"count": 60, "batch": 'size = 35\norder = "with_replacement"'},
        [2, 9, 6, 2],
        35,
        "with_replacement",
    ),
    "one class": (
        MIXED | {"batch": 'size = 6\norder = "class_homogeneous"'},
        [2, 9, 6, 2],
        6,
        "class_homogeneous",
    ),
    "sorted": (MIXED | {"batch": 'size = 6\norder = "class_sorted"'}, [2, 9, 6, 2], 6, "class_sorted"),
}


def followed(of, widths, size, order, loss, l2):
    """The iterates of the first two lanes by the twin, and the last losses."""
    table, paths = of.tables, []
    rows = 1 if loss == "softmax_cross_entropy" else widths[-1]
    for lane in range(2):

        def gradient(theta, chosen):
            x, t = table.inputs[:, chosen], table.targets[:rows, chosen]
            return naive.loss_and_gradient(theta, widths, "tanh", loss, x, t, l2)[1]

        start = of.state[: of.program.dimension, lane].copy()
        chosen = places(of, size, order, lane)
        paths.append(naive.momentum_path(start, chosen, 0.05, 0.9, gradient)[-1])
    full = [
        naive.loss_and_gradient(p, widths, "tanh", loss, table.inputs, table.targets[:rows], l2)[0]
        for p in paths
    ]
    return np.array(paths).T, np.array(full)


@pytest.mark.parametrize("case", CASES)
def test_training_agrees_with_the_twin(case):
    changes, widths, size, order = CASES[case]
    loss, l2 = changes.get("loss", "mse"), 0.01 if "numbers" in changes else 0.0
    compiled = case == "shuffled"
    of = batch(steps=200 if compiled else 12, **changes)
    last, full = followed(of, widths, size, order, loss, l2)
    advanced(of, compiled)
    np.testing.assert_allclose(of.state[: of.program.dimension, :2], last, rtol=0, atol=1e-9)
    np.testing.assert_allclose(of.records["loss"][-1, :2], full, rtol=1e-9)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_bits_do_not_depend_on_the_engine_the_width_or_the_threads(dtype):
    changes = {
        **MIXED,
        "dtype": dtype,
        "steps": 6,
        "replicates": 11,
        "record": 'loss = "every 2"\nerror = "last"',
    }
    plain = advanced(batch(8, **changes), compiled=False)
    assert same_bits(plain, advanced(batch(8, **changes), threads=2))
    assert same_bits(plain, advanced(batch(16, **changes)))


def test_the_gradient_is_the_derivative_of_the_loss():
    of = batch(layers=[4, 3], data="two_moons", loss="binary_cross_entropy", batch='order = "full"')
    module, d = of.program.surface_module(), of.program.dimension
    theta = of.state[:d, :1]

    def at(point):
        gradient, memory = (ArrayRows(np.zeros((rows, point.shape[1]))) for rows in (d, module.MEMORY))
        x, t = of.tables.inputs, of.tables.targets
        return module.value_and_gradient(ArrayRows(point), gradient, x, t, None, memory), gradient.array

    slopes = differences(lambda point: at(point)[0], theta)
    np.testing.assert_allclose(at(theta)[1][:, 0], slopes, rtol=0, atol=1e-8)


def test_every_variant_starts_from_the_same_draws_scaled_by_its_gain():
    of = plan(gain=1.0, more='[[sweep]]\nparameter = "start.gain"\nvalues = [1.0, 3.0]')
    both = next(of.batches([8]))
    one, three = both.state[:5, :5], both.state[:5, 5:10]
    np.testing.assert_allclose(three, 3.0 * one, rtol=1e-14)
    assert np.all(both.state[5:10, :10] == 0.1), "biases come after the weights of their layer"
    assert len(np.unique(one)) == one.size


def test_shape_and_batch_size_may_be_swept():
    shape = '[[sweep]]\nparameter = "batch.size"\nvalues = [5, 10]'
    assert [v.settings["batch_size"] for v in plan(more=shape).variants] == [5, 10]
    network = text(more='[[sweep]]\nparameter = "problem.network.depth"\nvalues = [0, 2]')
    network = network.replace("layers = [5, 5, 5]", "depth = 1, width = 4")
    from simlab.plan import make_plan

    assert [v.settings["dimension"] for v in make_plan(loads(network)).variants] == [2, 33]


def test_a_regression_needs_no_test_part():
    from simlab.plan import make_plan

    tables = make_plan(loads(text().replace("test_fraction = 0.25\n", ""))).batches([8])
    targets = next(iter(tables)).tables.test_targets
    assert targets.shape == (1, 0)


def test_accuracy_and_error_count_the_classes(tmp_path):
    record = 'error = "every 10"\naccuracy = "every 10"\ntest_accuracy = "last"\nbatch_loss = "every 10"'
    results = ran(tmp_path, text(**MIXED, record=record, steps=10, replicates=2)).results
    np.testing.assert_allclose(results.accuracy + results.error, 1.0, rtol=1e-12)
    assert ((results.error * 30) % 1 == 0).all()
    assert results.test_accuracy.shape[-1] == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"activation": "tanhh"}, "did you mean 'tanh'"),
        ({"loss": "softmax"}, "softmax_cross_entropy"),
        ({"loss": "hinge"}, "needs classes"),
        ({"batch": 'size = 500\norder = "shuffled"'}, "larger than the 30 training examples"),
        ({"layers": [0]}, "between 1 and 256"),
        ({"record": 'distance = "last"'}, "optimum"),
        ({"record": 'error = "last"'}, "the targets are numbers"),
        ({"numbers": "leak = 0.1\n"}, "unknown key"),
        ({"optimizer": "newton"}, "second derivatives"),
    ],
)
def test_what_cannot_be_is_said_in_words(changes, words):
    with pytest.raises(SimlabError) as caught:
        plan(**changes)
    assert words in str(caught.value)


def test_rows_of_the_caller_are_rows():
    rows = heap_rows(np.arange(8.0), 2)
    open_rows(rows, 1)[0] = 7.0
    assert rows[1].tolist() == [7.0, 7.0]


def test_errors_of_a_squared_loss_are_counted_at_one_half():
    of = advanced(batch(data="two_moons", record='error = "every 10"', layers=[4]), compiled=False)
    theta = of.state[: of.program.dimension, 0]
    y = naive.outputs(theta, [2, 4, 1], "tanh", of.tables.inputs)
    assert of.records["error"][-1, 0] == pytest.approx(np.mean((y[0] > 0.5) != of.tables.targets[1]))
