"""What is recorded of the layers of a network: against a twin in NumPy, at the same bits, by its labels."""

from __future__ import annotations

import numpy as np
import pytest
from naive import network_layers as naive
from naive import networks
from network_runs import advanced, batch, plan, same_bits, text
from tiny import BOWL, ran

from simlab.errors import SimlabError
from simlab.kernels.build import kernel_source
from simlab.observers._bins import EDGES
from simlab.plan import make_plan
from simlab.scenario import loads

OF_LAYERS = ("activation_mean", "activation_variance", "saturated_fraction", "dead_fraction", "slope_norm")
OF_WEIGHTS = ("layer_grad_norm", "layer_weight_norm", "layer_update_norm", "update_ratio", "unit_spread")
ALL = (*OF_LAYERS, "activation_histogram", *OF_WEIGHTS, "effective_rank")
RECORD = "\n".join(f'{name} = "every 3"' for name in (*ALL, "theta", "grad_norm"))
CASES = {
    "tanh": {"gain": 3.0, "layers": [4, 3]},
    "relu": {"activation": "relu", "data": "blobs", "loss": "softmax_cross_entropy", "layers": [6, 3]},
    "sigmoid": {"activation": "sigmoid", "layers": [2, 2, 2], "gain": 9.0},
}


@pytest.mark.parametrize("case", CASES)
def test_the_inside_of_a_network_is_that_of_the_twin(case):
    changes = {"record": RECORD, "steps": 6, "replicates": 2, **CASES[case]}
    of = advanced(batch(**changes), compiled=False)
    table, classes = of.tables, changes.get("loss") == "softmax_cross_entropy"
    widths = [len(table.inputs), *changes["layers"], 2 if classes else 1]
    targets = table.targets[:1]
    theta = of.records["theta"].reshape(3, -1, of.state.shape[1])[..., 1]
    layers = len(widths) - 1
    for record in range(3):
        words = changes.get("activation", "tanh"), changes.get("loss", "mse")
        expected, _ = naive.measures(theta[record], widths, *words, table.inputs, targets, EDGES)
        for name in (*OF_LAYERS, "activation_histogram"):
            shape = expected[name].shape
            found = of.records[name].reshape(3, *shape, -1)[record, ..., 1]
            np.testing.assert_allclose(found, expected[name], rtol=1e-11, atol=1e-14, err_msg=name)
    saturated, dead = (
        of.records[name].reshape(3, layers, -1) for name in ("saturated_fraction", "dead_fraction")
    )
    assert 0.0 < saturated[:, :-1].max() < 1.0, "a case that shows nothing tests nothing"
    assert (dead.max() > 0.0) == (case == "relu")


def test_the_layers_share_the_norms_of_gradient_and_step():
    of = advanced(batch(record=RECORD, steps=6, layers="[3, 3, 3], bias = false"), compiled=False)
    squares = (of.records["layer_grad_norm"].reshape(3, 4, -1) ** 2).sum(axis=1)
    np.testing.assert_allclose(np.sqrt(squares), of.records["grad_norm"], rtol=1e-13)
    assert (of.records["layer_update_norm"][:4] == 0.0).all(), "no step before the first record"


def test_units_that_begin_alike_stay_alike():
    changes = {"record": RECORD, "steps": 6, "layers": [4], "dtype": "float64", "batch": 'order = "full"'}
    alike = text(**changes).replace('kind = "xavier"\ngain = 1.0', 'kind = "constant"\nvalue = 0.4')
    of = advanced(next(make_plan(loads(alike)).batches([8])), compiled=False)
    spread, rank = (of.records[name].reshape(3, 2, -1)[:, 0] for name in ("unit_spread", "effective_rank"))
    assert spread.max() < 1e-14 and np.allclose(rank, 1.0, rtol=1e-13)
    assert advanced(batch(**changes), compiled=False).records["unit_spread"][0].min() > 0.5


def test_bits_do_not_depend_on_the_engine_the_width_or_the_threads():
    changes = {"record": RECORD, "steps": 6, "layers": [3, 3], "dtype": "float32", "replicates": 11}
    plain = advanced(batch(8, **changes), compiled=False)
    assert same_bits(plain, advanced(batch(8, **changes), threads=2))
    assert same_bits(plain, advanced(batch(16, **changes), compiled=False))


def test_every_part_of_a_layer_can_be_watched():
    """Batch normalisation, standardised weights and dropout: slopes and running averages are at hand."""
    keys = 'normalise = "batch", weight_standardisation = true, dropout = true'
    of = advanced(batch(record=RECORD, steps=6, layers=f"[4, 4], {keys}"), compiled=False)
    for name in ALL:
        assert np.isfinite(of.records[name]).all(), name
    assert (of.records["slope_norm"] > 0.0).all()


SHARP = "\n".join(
    f'{name} = "last"'
    for name in ("lambda_max", "lambda_min", "hessian_spectrum", "gradient_error", "noise_scale")
)
SMALL = {"layers": [3], "steps": 1, "replicates": 2, "count": 12, "batch": 'size = 4\norder = "shuffled"'}


def exact_hessian(theta, words):
    """By the complex step of the twin's gradient: Im g(theta + i h e_j) / h has no cancellation."""
    steps = 1e-30j * np.eye(len(theta))
    return np.array([networks.loss_and_gradient(theta + step, *words)[1].imag / 1e-30 for step in steps])


@pytest.mark.parametrize(("dtype", "close"), [("float64", 1e-8), ("float32", 2e-4)])
def test_curvature_noise_and_the_check_of_the_gradient(dtype, close):
    of = advanced(batch(2, record=SHARP + '\ntheta = "last"', dtype=dtype, **SMALL), compiled=False)
    theta, x = of.records["theta"][:, 0].astype(float), of.tables.inputs.astype(float)
    words = [1, 3, 1], "tanh", "mse", x, of.tables.targets.astype(float)
    spectrum = np.linalg.eigvalsh(exact_hessian(theta, words))
    least, largest = spectrum[[0, -1]]
    assert of.records["lambda_max"][0, 0] == pytest.approx(largest, rel=close)
    assert of.records["lambda_min"][0, 0] == pytest.approx(least, rel=close)
    np.testing.assert_allclose(of.records["hessian_spectrum"][:, 0], spectrum, atol=close * largest)
    each = naive.measures(theta, *words, EDGES)[1]
    noise = ((each - each.mean(axis=0)) ** 2).sum(axis=1).mean() / (each.mean(axis=0) ** 2).sum()
    assert of.records["noise_scale"][0, 0] == pytest.approx(noise, rel=max(close**2, 1e-6))
    assert of.records["gradient_error"].max() < {"float64": 1e-9, "float32": 1e-3}[dtype]


def test_more_parameters_than_vectors_of_the_basis():
    """50 parameters, 24 vectors: the ends of the spectrum are found all the same."""
    changes = {
        **SMALL,
        "layers": [7, 4],
        "record": "\n".join(
            f'{name} = "last"' for name in ("lambda_max", "lambda_min", "convexity", "theta")
        ),
    }
    of = advanced(batch(2, **changes), compiled=False)
    theta = of.records["theta"][:, 0]
    words = [1, 7, 4, 1], "tanh", "mse", of.tables.inputs, of.tables.targets
    least, *_, largest = np.linalg.eigvalsh(exact_hessian(theta, words))
    assert of.records["lambda_max"][0, 0] == pytest.approx(largest, rel=1e-6)
    assert of.records["lambda_min"][0, 0] == pytest.approx(least, rel=1e-4)
    assert of.records["convexity"][0, 0] == pytest.approx(abs(least) / largest, rel=1e-4)


def test_the_spectrum_is_known_of_few_coordinates_only():
    with pytest.raises(SimlabError, match=r"\[record\] hessian_spectrum: is known of up to 300 coordinates"):
        plan(record='hessian_spectrum = "last"', layers=[20, 20])


def test_a_wrong_gradient_is_found():
    """A scaled gradient is not that of the loss."""
    fault = 'gradient = [{ kind = "scale_error", factor = 1.5 }]'
    words = text(record='gradient_error = "last"', **SMALL).replace("[record]", f"{fault}\n\n[record]")
    of = advanced(next(make_plan(loads(words)).batches([2])), compiled=False)
    assert of.records["gradient_error"][0, 0] == pytest.approx(1 / 3, rel=1e-6)


def test_curvature_has_the_same_bits_compiled():
    plain = advanced(batch(2, record=SHARP, dtype="float32", **SMALL), compiled=False)
    assert same_bits(plain, advanced(batch(4, record=SHARP, dtype="float32", **SMALL), threads=2))


def test_the_noise_scale_needs_single_examples():
    with pytest.raises(SimlabError, match="no batch normalisation"):
        plan(record='noise_scale = "last"', layers='[4], normalise = "batch"')


def test_what_is_not_recorded_is_not_in_the_kernel():
    of = plan(record='loss = "last"\ndead_fraction = "last"').variants[0].program
    words = kernel_source(of, 8).text
    assert "see_unit_reach" in words
    for absent in ("see_activation_moments", "see_bin_shares", "see_slope_moments", "mean_gradient"):
        assert absent not in words


def test_layers_have_numbers_and_a_shallower_network_has_fewer(tmp_path):
    sweep = '[[sweep]]\nparameter = "problem.network.depth"\nvalues = [1, 2]\n'
    claim = (
        '[[claim]]\nid = "more"\ntext = "t"\nstatistic = "median(at(layer_weight_norm, layer=1, step=4))"\n'
    )
    words = text(
        record='layer_weight_norm = "every 2"\nactivation_histogram = "last"',
        steps=4,
        replicates=10,
        more=sweep + claim + "at_least = 0.1\n",
    )
    run = ran(tmp_path, words.replace("layers = [5, 5, 5]", "depth = 1, width = 2"))
    found = run.results
    assert run.verdicts[0].verdict == "supported"
    assert found.layer_weight_norm.dims == ("variant", "replicate", "step", "layer")
    assert found.layer.values.tolist() == [1, 2, 3]
    assert np.isnan(found.layer_weight_norm.values[0, ..., 2]).all()
    assert not np.isnan(found.layer_weight_norm.values[1]).any()
    assert found.activation_histogram.dims[-2:] == ("layer", "activation_bin")
    np.testing.assert_allclose(found.activation_histogram.values[1].sum(axis=-1), 1.0, rtol=1e-12)
    assert found.activation_low.values[1] == EDGES[0] == found.activation_high.values[0]


def test_a_surface_has_no_layers():
    with pytest.raises(SimlabError, match="unit_spread needs a network"):
        loads(BOWL.replace('loss = "every 1"', 'loss = "every 1"\nunit_spread = "last"'))
