"""Activations, losses and initialisers: documentation, language, twins, accuracy, distributions."""

from __future__ import annotations

import ast
import inspect

import mpmath
import numpy as np
import pytest
from lanes_harness import run_on_packs
from reference_run import call, choices, lane, sample, twin, variants
from ulps import errors_float32, float32_sweep, worst

import simlab.lanes
from simlab import registry
from simlab.activations import elu, hard_tanh, leaky_relu, relu, sigmoid, softsign, tanh
from simlab.lanes.flags import inline
from simlab.lanes.memory import ArrayRows, load, new_rows, store
from simlab.losses import binary_cross_entropy, softmax_cross_entropy, zero_one

ACTIVATIONS, LOSSES, INITIALISERS = map(registry.names, ("activations", "losses", "initialisers"))
PARTS = {
    "activations": ("Formula", "Symbols", "Saturation", "Not finite", "Reference"),
    "losses": ("Formula", "Symbols", "Not finite", "Reference"),
    "initialisers": ("Formula", "Symbols", "Reference"),
}
GIVEN = {
    "activations": {"z", "a"},
    "losses": {"outputs", "target", "slope_rows"},
    "initialisers": {"normals", "uniforms", "inputs", "outputs"},
}
ALL = [(kind, name) for kind in PARTS for name in registry.names(kind)]
LANES = 9


def functions(module):
    return [
        function
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__ and name != "select"
    ]


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_documentation_and_declarations_are_complete(kind, name):
    module = registry.load(kind, name)
    lines = module.__doc__.splitlines()
    for part in PARTS[kind]:
        assert lines[lines.index(part) + 1].startswith("    "), part
    for key, parameter in module.PARAMETERS.items():
        assert f"``{key}``" in module.__doc__ and parameter.description
        assert parameter.complaint(parameter.default) is None
    for key, option in getattr(module, "OPTIONS", {}).items():
        assert f"``{key}``" in module.__doc__ and option.default in option.choices
    if kind == "losses":
        assert module.TARGETS in ("outputs", "class", "sign")
    known = GIVEN[kind] | set(module.PARAMETERS)
    for function in functions(module):
        if not function.__name__.startswith("_"):
            assert set(inspect.signature(function).parameters) <= known
            assert inspect.getdoc(function)


@pytest.mark.parametrize(("kind", "name"), [item for item in ALL if item[0] != "initialisers"])
def test_lane_functions_speak_only_the_lane_language(kind, name):
    module = registry.load(kind, name)
    for function in functions(module):
        for node in ast.walk(ast.parse(inspect.getsource(function)).body[0]):
            assert not isinstance(node, (ast.If, ast.IfExp, ast.While, ast.Try, ast.Attribute, ast.Mod))
            assert not isinstance(node, (ast.Pow, ast.Lambda, ast.BoolOp, ast.Not))
            if isinstance(node, ast.Call):
                source = getattr(inspect.getattr_static(module, node.func.id, None), "__module__", "")
                own = source.startswith((simlab.lanes.__name__, "simlab.activations._", module.__name__))
                assert own or node.func.id in ("range", "len"), node.func.id


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_every_concept_has_a_twin_that_imports_nothing_of_simlab(kind, name):
    tree = ast.parse(inspect.getsource(twin(kind, name)))
    imported = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert set(imported) <= {"numpy", "math"}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


# -- activations ---------------------------------------------------------------------------------------------


def pair(name, options):
    module = registry.load("activations", name)
    return module.select(**options) if options else (module.value, module.slope)


def case(name, count=400, dtype=float):
    """Points on both sides of zero, near it and far from it, and parameters that differ from lane to lane."""
    rng = np.random.default_rng(3)
    z = np.concatenate([rng.normal(0, 3, count), rng.normal(0, 1e-3, count), rng.uniform(-30, 30, count)])
    parameters = sample(registry.load("activations", name).PARAMETERS, 1, len(z), rng)
    return z.astype(dtype), {key: values.astype(dtype) for key, values in parameters.items()}


@pytest.mark.parametrize(("name", "options"), variants("activations"))
def test_activation_agrees_with_its_twin(name, options):
    (value, slope), (z, parameters), naive = pair(name, options), case(name), twin("activations", name)
    a = value(z, **parameters)
    np.testing.assert_allclose(a, naive.value(z, **parameters, **options), rtol=1e-14, atol=1e-15)
    found = slope(z, a, **parameters)
    np.testing.assert_allclose(found, naive.slope(z, **parameters, **options), rtol=2e-13, atol=1e-15)


@pytest.mark.parametrize(("name", "options"), variants("activations"))
def test_slope_is_the_derivative(name, options):
    (value, slope), (z, parameters) = pair(name, options), case(name)
    away = np.abs(np.abs(z) - (name == "hard_tanh")) > 1e-5  # from the corners
    numeric = (value(z + 1e-6, **parameters) - value(z - 1e-6, **parameters)) / 2e-6
    found = slope(z, value(z, **parameters), **parameters)
    assert (np.abs(numeric - found) / (1 + np.abs(found)))[away].max() < 1e-7


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_saturation_is_what_the_twin_calls_so(name):
    module, z = registry.load("activations", name), np.linspace(-25.003, 25.001, 2001)
    _, parameters = case(name)
    own = {key: np.ones_like(z) for key in parameters}
    found = module.saturated(z, module.value(z, **own))
    assert found.dtype == bool
    assert np.array_equal(found, twin("activations", name).saturated(z))


@pytest.mark.parametrize(("name", "options"), variants("activations"))
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_packs_compute_what_arrays_do(name, options, dtype):
    (value, slope), (z, parameters) = pair(name, options), case(name, 50, dtype)
    assert value(z, **parameters).dtype == slope(z, value(z, **parameters), **parameters).dtype == dtype
    both = run_on_packs(value, [z, *parameters.values()], 8)
    assert np.array_equal(both, value(z, **parameters))
    found = run_on_packs(slope, [z, both, *parameters.values()], 8)
    assert np.array_equal(found, slope(z, both, **parameters))


def sigmoid_slope(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


@pytest.mark.parametrize(
    ("found", "exact", "most"),
    [
        (sigmoid.slope, sigmoid_slope, 4.0),
        (tanh.slope, lambda z: 4 * sigmoid_slope(2 * z), 4.0),
        (
            lambda z, a: tanh.value_and_slope(np.clip(z, -43, 43))[1],  # where the slope ends
            lambda z: 4 * sigmoid_slope(2 * np.clip(z, -43, 43)),
            7.0,
        ),
        (softsign.slope, lambda z: (1 + np.abs(z)) ** -2.0, 4.0),
        (lambda z, a: elu.value(z, np.float32(1)), lambda z: np.where(z > 0, z, np.expm1(z)), 3.0),
        (lambda z, a: elu.slope(z, a, np.float32(1)), lambda z: np.exp(np.minimum(z, 0)), 1.0),
    ],
)
def test_digits_are_kept_in_saturation_and_near_zero(found, exact, most):
    """Over the float32 range, subnormal results included; 1 - a^2 and a (1 - a) lose all of them."""
    z = float32_sweep(40_009)
    with np.errstate(all="ignore"):
        errors = errors_float32(found(z, None), exact(z.astype(np.float64)))
    assert errors.max() <= most


def test_digits_are_kept_in_float64():
    z = np.concatenate([np.linspace(-40, 40, 101), [-700.0, -1e-9, 1e-9]])
    assert worst(lambda x: tanh.slope(x, None), lambda x: mpmath.sech(x) ** 2, z) <= 4.0
    assert (
        worst(lambda x: tanh.value_and_slope(x)[1], lambda x: mpmath.sech(x) ** 2, z[np.abs(z) < 300]) <= 4.0
    )
    assert worst(lambda x: elu.value(x, 1.0), lambda x: x if x > 0 else mpmath.expm1(x), z) <= 4.0


def test_what_nan_and_zero_do():
    """The lecture's poison: a rectifier written as a choice hides it, every other activation shows it."""
    bad = np.array([np.nan])
    for name in ACTIVATIONS:
        module = registry.load("activations", name)
        own = {key: np.ones(1) for key in module.PARAMETERS}
        assert np.isnan(module.value(bad, **own))[0] == (name != "relu"), name
        assert not module.saturated(bad, module.value(bad, **own))[0]
    assert relu.slope(bad, relu.value(bad))[0] == 0.0
    zero = np.zeros(1)
    assert relu.slope(zero, zero)[0] == 0.0 and leaky_relu.slope(zero, zero, np.full(1, 0.1))[0] == 0.1
    for module in (relu, hard_tanh):
        endless = np.array([np.inf])
        with np.errstate(invalid="ignore"):
            assert module.slope(endless, module.value(endless))[0] == (module is relu)


# -- losses --------------------------------------------------------------------------------------------------


def loss_case(name, k, seed=5):
    """Outputs and targets [k or 1, lanes], and parameters."""
    rng, module = np.random.default_rng(seed), registry.load("losses", name)
    target = {
        "outputs": rng.integers(0, 2, (k, LANES)).astype(float),
        "sign": rng.choice([-1.0, 1.0], (k, LANES)),
        "class": rng.integers(0, max(k, 2), (1, LANES)).astype(float),
    }[module.TARGETS]
    return rng.normal(0, 3, (k, LANES)), target, sample(module.PARAMETERS, 1, LANES, rng)


def gradient_of(module, outputs, target, parameters):
    slopes = np.full_like(outputs, np.nan)
    known = {"outputs": ArrayRows(outputs), "target": ArrayRows(target), "slope_rows": ArrayRows(slopes)}
    return call(module.gradient, {**known, **parameters}), slopes


def sizes(name):
    return (2, 5) if name == "softmax_cross_entropy" else (1, 3)


WITH_SIZES = [(name, k) for name in LOSSES for k in sizes(name)]
DIFFERENTIABLE = [(name, k) for name, k in WITH_SIZES if name != "zero_one"]


@pytest.mark.parametrize(("name", "k"), WITH_SIZES)
def test_loss_agrees_with_its_twin(name, k):
    module, naive = registry.load("losses", name), twin("losses", name)
    outputs, target, parameters = loss_case(name, k)
    found = module.value(ArrayRows(outputs), ArrayRows(target), **parameters)
    each = [(outputs[:, i], target[:, i], lane(parameters, i)) for i in range(LANES)]
    np.testing.assert_allclose(found, [naive.value(y, t, **own) for y, t, own in each], rtol=1e-13, atol=0)
    if hasattr(module, "gradient"):
        again, slopes = gradient_of(module, outputs, target, parameters)
        assert np.array_equal(again, found)
        expected = np.stack([naive.gradient(y, t, **own) for y, t, own in each], axis=1)
        np.testing.assert_allclose(slopes, expected, rtol=1e-13, atol=1e-300)


@pytest.mark.parametrize(("name", "k"), DIFFERENTIABLE)
def test_slopes_are_the_derivatives_of_the_loss(name, k):
    module = registry.load("losses", name)
    outputs, target, parameters = loss_case(name, k, seed=6)
    _, slopes = gradient_of(module, outputs, target, parameters)
    for j in range(k):
        shift = np.zeros_like(outputs)
        shift[j] = 1e-6
        up, down = (
            module.value(ArrayRows(outputs + side * shift), ArrayRows(target), **parameters)
            for side in (1, -1)
        )
        np.testing.assert_allclose(slopes[j], (up - down) / 2e-6, atol=2e-8)


def test_only_a_measure_has_no_gradient():
    assert [name for name in LOSSES if not hasattr(registry.load("losses", name), "gradient")] == ["zero_one"]


@pytest.mark.parametrize(("name", "k"), DIFFERENTIABLE)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_losses_on_packs(name, k, dtype):
    from numba import njit

    module = registry.load("losses", name)
    outputs, target, parameters = loss_case(name, k)
    outputs, target = (np.resize(rows, (len(rows), 16)).astype(dtype) for rows in (outputs, target))
    numbers = np.array([np.resize(v, 16) for v in parameters.values()], dtype).reshape(-1, 16)
    gradient, count, rows_of_target = inline(module.gradient), len(numbers), len(target)

    @njit(error_model="numpy")
    def run(outputs, target, numbers, loss, slopes):
        for first in range(0, 16, 8):
            y, t = new_rows(outputs, k, 8), new_rows(outputs, rows_of_target, 8)
            out = new_rows(outputs, k, 8)
            for j in range(k):
                y[j] = load(outputs, j, first, 8)
            for j in range(rows_of_target):
                t[j] = load(target, j, first, 8)
            if count:
                store(loss, 0, first, gradient(y, t, out, load(numbers, 0, first, 8)))
            else:
                store(loss, 0, first, gradient(y, t, out))
            for j in range(k):
                store(slopes, j, first, out[j])

    loss, slopes = np.empty((1, 16), dtype), np.empty((k, 16), dtype)
    run(outputs, target, numbers, loss, slopes)
    expected = gradient_of(module, outputs, target, dict(zip(parameters, numbers, strict=True)))
    assert np.array_equal(loss[0], expected[0]) and np.array_equal(slopes, expected[1])
    assert expected[0].dtype == dtype


@pytest.mark.parametrize("far", [20.0, 90.0])
def test_entropies_keep_their_digits_where_an_example_is_right(far):
    """1 - p rounds to 0 in float32 from an output of 17 on; the loss and its slope are e^-y."""
    y = np.full((1, 1), far, np.float32)
    loss, slopes = gradient_of(binary_cross_entropy, y, np.ones_like(y), {})
    assert loss[0] == pytest.approx(np.exp(-far), rel=1e-5)
    assert slopes[0, 0] == pytest.approx(-np.exp(-far), rel=1e-5)
    loss, slopes = gradient_of(binary_cross_entropy, -y, np.zeros_like(y), {})
    assert (loss[0], slopes[0, 0]) == pytest.approx((np.exp(-far), np.exp(-far)), rel=1e-5)
    outputs = np.array([[0.0], [far], [1.0]], np.float32)
    rest = np.exp(-far) * (1 + np.e)
    loss, slopes = gradient_of(softmax_cross_entropy, outputs, np.ones((1, 1), np.float32), {})
    assert loss[0] == pytest.approx(rest, rel=1e-5)
    assert slopes[:, 0] == pytest.approx([np.exp(-far), -rest, np.exp(1 - far)], rel=1e-5)


def test_softmax_does_not_overflow_and_a_constant_changes_nothing():
    outputs, target = np.array([[1.0], [-2.0], [1.0]]), np.zeros((1, 1))
    small = gradient_of(softmax_cross_entropy, outputs, target, {})
    large = gradient_of(softmax_cross_entropy, outputs + 2.0**30, target, {})
    assert np.array_equal(small[0], large[0]) and np.array_equal(small[1], large[1])
    assert small[1].sum() == pytest.approx(0.0, abs=1e-16)
    lost, _ = gradient_of(softmax_cross_entropy, np.array([[0.0], [2e4]]), target, {})
    assert lost[0] == 2e4


def test_zero_one_breaks_ties_as_argmax_does_and_never_calls_nan_right():
    def of(outputs, target):
        return zero_one.value(
            ArrayRows(np.array(outputs, float)[:, None]), ArrayRows(np.full((1, 1), target))
        )

    assert [of([1, 1, 0], c)[0] for c in (0.0, 1.0, 2.0)] == [0, 1, 1]
    assert [of([np.nan, 1, 0], c)[0] for c in (0.0, 1.0, 2.0)] == [1, 1, 1]
    assert [of([z], c)[0] for z in (-1, 0, 2, np.nan) for c in (0.0, 1.0)] == [0, 1, 0, 1, 1, 0, 1, 1]


# -- initialisers --------------------------------------------------------------------------------------------

SHAPES = [(1, 1), (3, 7), (40, 10), (16, 16)]


def made(name, options, shape, lanes=LANES, seed=7, **changes):
    module, rng = registry.load("initialisers", name), np.random.default_rng(seed)
    function = module.select(**options) if options else module.weights
    known = {
        "normals": rng.normal(size=(lanes, *shape)),
        "uniforms": rng.uniform(size=(lanes, *shape)),
        "inputs": shape[0],
        "outputs": shape[1],
        **twin("initialisers", name).EXAMPLE,
        **changes,
    }
    return call(function, known), known


@pytest.mark.parametrize(("name", "options"), variants("initialisers"))
@pytest.mark.parametrize("shape", SHAPES)
def test_initialiser_agrees_with_its_twin_in_every_lane(name, options, shape):
    own = twin("initialisers", name)
    keys = list(registry.load("initialisers", name).PARAMETERS)
    changes = {key: np.linspace(0.5, 2.0, LANES) for key in keys}
    found, known = made(name, options, shape, **changes)
    assert found.shape == (LANES, *shape) and found.dtype == np.float64 and found.flags.writeable
    for i in range(LANES):
        each = {key: known[key][i] for key in (*keys, "normals", "uniforms")}
        expected = call(own.weights, {**known, **options, **each})
        np.testing.assert_allclose(found[i], expected, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize(("name", "options"), variants("initialisers"))
@pytest.mark.parametrize("shape", SHAPES)
def test_weights_have_the_mean_and_variance_that_are_documented(name, options, shape):
    """Over 2,000 networks; five standard errors of the mean of w and of w^2, from the sample itself."""
    found, known = made(name, options, shape, lanes=2000)
    expected = call(twin("initialisers", name).variance, {**known, **options})
    if name in ("zeros", "constant"):
        assert np.ptp(found) == 0.0 == expected
        return
    # Weights of one network may depend on one another, networks do not.
    for moment, right in ((found, 0.0), (found**2, expected)):
        means = moment.mean(axis=(1, 2))
        assert abs(means.mean() - right) <= 5 * means.std() / np.sqrt(len(means)) + 1e-12


@pytest.mark.parametrize("shape", [(1, 1), (5, 3), (3, 5), (64, 64)])
def test_orthogonal_weights_keep_lengths(shape):
    found, _ = made("orthogonal", {}, shape, lanes=3, gain=2.0)
    q = found / 2.0 if shape[0] >= shape[1] else found.transpose(0, 2, 1) / 2.0
    assert np.abs(q.transpose(0, 2, 1) @ q - np.eye(min(shape))).max() <= 4e-16 * max(shape)


def test_orthogonal_weights_are_uniform():
    """The first column points anywhere; the sign of the determinant is even."""
    found, _ = made("orthogonal", {}, (2, 2), lanes=4000, gain=1.0)
    angle = np.sort(np.arctan2(found[:, 1, 0], found[:, 0, 0]) / (2 * np.pi) + 0.5)
    assert np.abs(angle - (np.arange(4000) + 0.5) / 4000).max() < 1.95 / np.sqrt(4000)
    assert abs((np.linalg.det(found) > 0).mean() - 0.5) < 4 * 0.5 / np.sqrt(4000)


def test_units_are_identical_only_where_they_should_be():
    for name in INITIALISERS:
        for options in choices(registry.load("initialisers", name)):
            found, _ = made(name, options, (6, 4))
            equal = (found == found[:, :, :1]).all()
            assert equal == (name in ("zeros", "constant", "identical_units")), name
