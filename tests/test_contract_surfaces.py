"""Every surface of the registry: derivatives, twins, optima, precision, independence of lanes."""

from __future__ import annotations

import numpy as np
import pytest
from reference_run import (
    call,
    derived,
    dimension_of,
    evaluate,
    hessian,
    lane,
    sample,
    surface_functions,
    twin,
    variants,
)

from simlab import registry

SURFACES = registry.names("surfaces")
LANES = 7


def domain(surface, dimension) -> np.ndarray:
    """[dimension, 2]: low and high of each coordinate."""
    return np.broadcast_to(np.asarray(surface.DOMAIN, float), (dimension, 2))


def case(name, seed=0, lanes=LANES):
    """A surface with different random parameters and points in every lane."""
    surface, rng = registry.load("surfaces", name), np.random.default_rng(seed)
    d = dimension_of(surface)
    box = domain(surface, d)
    x = rng.uniform(box[:, :1], box[:, 1:], (d, lanes))
    return surface, sample(surface.PARAMETERS, d, lanes, rng), x


def difference(function, x, j, step):
    """Central difference along coordinate ``j`` with Richardson's extrapolation: error O(step^4)."""
    shift = np.zeros_like(x)

    def central(h):
        shift[j] = h
        return (function(x + shift) - function(x - shift)) / (2 * h)

    return (4 * central(step / 2) - central(step)) / 3


@pytest.mark.parametrize("name", SURFACES)
def test_gradient_agrees_with_finite_differences(name):
    surface, parameters, x = case(name)
    _, gradient = evaluate(surface, x, parameters)
    for j in range(len(x)):
        numeric = difference(lambda at: evaluate(surface, at, parameters)[0], x, j, 1e-3)
        scale = 1 + np.abs(gradient).max(axis=0)
        assert np.all(np.abs(numeric - gradient[j]) <= 1e-9 * scale), f"coordinate {j}"


@pytest.mark.parametrize("name", SURFACES)
def test_gradient_agrees_with_complex_step_of_the_twin(name):
    """Squire & Trapp (1998): Im f(x + ih) / h has no cancellation. Lanes are real, so the twin is stepped."""
    surface, parameters, x = case(name, seed=1)
    _, gradient = evaluate(surface, x, parameters)
    naive = twin("surfaces", name)
    for index in range(LANES):
        for j in range(len(x)):
            point = x[:, index].astype(complex)
            point[j] += 1e-100j
            slope = np.imag(naive.value(point, **lane(parameters, index))) / 1e-100
            assert slope == pytest.approx(gradient[j, index], rel=1e-12, abs=1e-12 * np.abs(gradient).max())


@pytest.mark.parametrize("name", SURFACES)
def test_hessian_agrees_with_differences_of_the_gradient_and_is_symmetric(name):
    surface, parameters, x = case(name, seed=2)
    h = hessian(surface, x, parameters)
    scale = 1 + np.abs(h).max(axis=(0, 1))
    for j in range(len(x)):
        numeric = difference(lambda at: evaluate(surface, at, parameters)[1], x, j, 1e-3)
        assert np.all(np.abs(numeric - h[:, j]) <= 1e-9 * scale), f"column {j}"
    assert np.all(np.abs(h - h.swapaxes(0, 1)) <= 1e-15 * scale * len(x))


@pytest.mark.parametrize(("name", "options"), variants("surfaces"))
def test_surface_agrees_with_its_twin(name, options):
    surface, parameters, x = case(name, seed=3)
    if options.get("axes") == "aligned":
        parameters["rotation"] = np.zeros(LANES)
    loss, gradient = evaluate(surface, x, parameters, options)
    second = hessian(surface, x, parameters, options)
    naive = twin("surfaces", name)
    for i in range(LANES):
        own, at = lane(parameters, i), x[:, i]
        assert loss[i] == pytest.approx(naive.value(at, **own), rel=1e-12, abs=1e-12)
        np.testing.assert_allclose(gradient[:, i], naive.gradient(at, **own), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(second[:, :, i], naive.hessian(at, **own), rtol=1e-12, atol=1e-12)


def repeated(parameters, index, lanes):
    """The parameters of one lane, in ``lanes`` lanes."""
    return {
        key: np.repeat(values[..., index : index + 1], lanes, axis=-1) for key, values in parameters.items()
    }


@pytest.mark.parametrize("name", SURFACES)
def test_optima_are_the_global_minima(name):
    """Stationary, curved upwards, equally deep, and below every point of a dense sample of the domain."""
    surface, parameters, _ = case(name, seed=4)
    _, _, cloud = case(name, seed=5, lanes=1000)
    for index in range(LANES):
        points = np.array(surface.optima(len(cloud), **lane(parameters, index)), float).T
        if not points.size:
            continue
        own = repeated(parameters, index, points.shape[1])
        loss, gradient = evaluate(surface, points, own)
        second = hessian(surface, points, own)
        scale = np.abs(second).max()
        assert np.abs(gradient).max() <= 1e-14 * scale * (1 + np.abs(points).max())
        assert np.linalg.eigvalsh(np.moveaxis(second, -1, 0)).min() >= -1e-12 * scale
        assert np.ptp(loss) <= 1e-12 * (1 + np.abs(loss).max())
        elsewhere, _ = evaluate(surface, cloud, repeated(parameters, index, cloud.shape[1]))
        assert elsewhere.min() >= loss.max() - 1e-12


@pytest.mark.parametrize("name", SURFACES)
def test_the_center_is_stationary(name):
    """A pure slope has neither minimum nor center, and a scenario no curvatures to name."""
    surface, parameters, _ = case(name, seed=6)
    d = dimension_of(surface)
    for index in range(LANES):
        own = lane(parameters, index)
        centers = [surface.center(d, **own)] if hasattr(surface, "center") else surface.optima(d, **own)
        if not centers:
            continue
        center = centers[0]
        _, gradient = evaluate(surface, np.array(center, float)[:, None], repeated(parameters, index, 1))
        assert np.abs(gradient).max() <= 1e-12


@pytest.mark.parametrize("name", SURFACES)
def test_start_and_domain_fit_the_dimension(name):
    surface = registry.load("surfaces", name)
    d = dimension_of(surface)
    box = domain(surface, d)
    start = np.broadcast_to(np.asarray(surface.START, float), d)
    assert (box[:, 0] < box[:, 1]).all()
    assert ((box[:, 0] <= start) & (start <= box[:, 1])).all()


@pytest.mark.parametrize(("name", "options"), variants("surfaces"))
def test_single_precision_stays_single(name, options):
    surface, parameters, x = case(name)
    known = {key: values.astype(np.float32) for key, values in parameters.items()}
    with_derived = {key: values.astype(np.float32) for key, values in derived(surface, len(x), known).items()}
    gradient, second = np.empty(x.shape, np.float32), np.empty((len(x) ** 2, LANES), np.float32)
    value, compute_hessian = surface_functions(surface, options)
    given = {**with_derived, "x": x.astype(np.float32), "gradient": gradient, "hessian": second}
    seen = []
    for rows in ("gradient", "hessian"):
        given[rows] = Recording(given[rows], seen)
    loss = call(value, given)
    call(compute_hessian, given)
    assert loss.dtype == np.float32
    assert {np.dtype(dtype) for dtype in seen} == {np.dtype(np.float32)}


class Recording:
    """Rows that note the precision of everything written to them."""

    def __init__(self, rows, seen):
        self.rows, self.seen = rows, seen

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        return self.rows[index]

    def __setitem__(self, index, value):
        if not isinstance(value, float):  # a literal takes the precision of its rows
            self.seen.append(value.dtype)
        self.rows[index] = value


@pytest.mark.parametrize("name", SURFACES)
def test_lanes_do_not_see_each_other(name):
    surface, parameters, x = case(name, seed=7)
    loss, gradient = evaluate(surface, x, parameters)
    second = hessian(surface, x, parameters)
    x[:, ::2] = np.nan
    alone, gradient_alone = evaluate(surface, x, parameters)
    assert np.array_equal(alone[1::2], loss[1::2])
    assert np.array_equal(gradient_alone[:, 1::2], gradient[:, 1::2])
    assert np.array_equal(hessian(surface, x, parameters)[..., 1::2], second[..., 1::2])


def test_quadratic_without_rotation_is_the_aligned_one_to_the_bit():
    surface, parameters, x = case("quadratic", seed=8)
    parameters["rotation"] = np.zeros(LANES)
    for one, other in zip(
        evaluate(surface, x, parameters, {"axes": "rotated"}),
        evaluate(surface, x, parameters, {"axes": "aligned"}),
        strict=True,
    ):
        assert np.array_equal(one, other)
    both = [hessian(surface, x, parameters, {"axes": axes}) for axes in ("rotated", "aligned")]
    assert np.array_equal(*both)


@pytest.mark.parametrize("degrees", [0.0, 90.0, 180.0, 270.0, 360.0, -90.0, 720.0])
def test_quarter_turns_are_exact(degrees):
    quadratic = registry.load("surfaces", "quadratic")
    turned = quadratic.derive(2, curvatures=[2.0, 1.0], rotation=degrees)
    expected = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[degrees % 360]
    assert (turned["cosine"], turned["sine"]) == expected


@pytest.mark.parametrize("dimension", [1, 2, 3, 6])
def test_hessian_of_the_quadratic_has_the_curvatures_as_eigenvalues(dimension):
    quadratic = registry.load("surfaces", "quadratic")
    curvatures = np.arange(1.0, dimension + 1)[:, None]
    parameters = {"curvatures": curvatures, "rotation": np.array([25.0])}
    h = hessian(quadratic, np.zeros((dimension, 1)), parameters)[..., 0]
    np.testing.assert_allclose(np.linalg.eigvalsh(h), curvatures[:, 0], rtol=1e-13)


def test_known_values():
    rosenbrock, himmelblau = (registry.load("surfaces", name) for name in ("rosenbrock", "himmelblau"))
    at = {"a": np.ones(1), "b": np.full(1, 100.0)}
    assert evaluate(rosenbrock, np.array([[-1.2], [1.0]]), at)[0][0] == pytest.approx(24.2, rel=1e-14)
    curvatures = np.linalg.eigvalsh(hessian(rosenbrock, np.ones((2, 1)), at)[..., 0])
    assert curvatures == pytest.approx([0.39936, 1001.6006], rel=1e-5)
    assert len(himmelblau.optima(2)) == 4 and himmelblau.optima(2)[0] == [3.0, 2.0]
    assert evaluate(himmelblau, np.zeros((2, 1)), {})[0][0] == 170.0


@pytest.mark.parametrize(("tilt", "basins"), [(0.0, 2), (0.1, 1), (-0.1, 1), (0.5, 1), (1e-9, 1), (100.0, 1)])
def test_double_well_has_the_deeper_well_as_optimum(tilt, basins):
    well = registry.load("surfaces", "double_well")
    optima = np.array(well.optima(1, tilt=tilt))
    assert len(optima) == basins
    assert (optima * tilt <= 0).all()
    assert np.abs(optima**3 - optima + tilt).max() <= 1e-13 * (1 + abs(tilt))
