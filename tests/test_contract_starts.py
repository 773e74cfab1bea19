"""Every start of the registry: shape, precision, and the distribution or the points it promises."""

from __future__ import annotations

import numpy as np
import pytest
from reference_run import call, twin
from tiny import BOWL, results

from simlab import registry
from simlab.errors import ScenarioError, UsageError
from simlab.scenario import loads

D, COUNT = 2, 12


def given(name, arguments=None, dimension=D, count=COUNT):
    rng = np.random.default_rng(0)
    draws = {
        "uniforms": rng.uniform(size=(dimension, count)),
        "normals": rng.normal(size=(dimension, count)),
    }
    own = twin("starts", name).EXAMPLE if arguments is None else arguments
    return {**draws, "dimension": dimension, "count": count, **own}


def points(name, arguments=None, dimension=D, count=COUNT):
    return call(registry.load("starts", name).points, given(name, arguments, dimension, count))


@pytest.mark.parametrize("name", registry.names("starts"))
def test_start_gives_writable_float64_columns(name):
    got = points(name)
    assert got.shape == (D, COUNT) and got.dtype == np.float64
    assert got.flags.writeable and got.flags.c_contiguous
    assert np.isfinite(got).all()


@pytest.mark.parametrize("name", registry.names("starts"))
def test_start_agrees_with_its_twin(name):
    expected = call(twin("starts", name).points, given(name))
    np.testing.assert_allclose(points(name), expected, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("point", {"at": 0.5}),
        ("uniform", {"low": -1, "high": 1}),
        ("normal", {"mean": 0, "std": 1}),
        ("sphere", {"centre": 0.5, "radius": 2}),
    ],
)
def test_one_number_stands_for_every_coordinate(name, arguments):
    vectors = {key for key, one in registry.load("starts", name).PARAMETERS.items() if one.vector}
    each = {key: [value] * 3 if key in vectors else value for key, value in arguments.items()}
    assert np.array_equal(points(name, arguments, 3), points(name, each, 3))


def test_point_is_the_point():
    assert np.array_equal(points("point"), np.repeat([[1.0], [-2.0]], COUNT, axis=1))


def test_uniform_fills_its_box():
    got = points("uniform", count=20_000)
    np.testing.assert_allclose(got.min(axis=1), [-1.0, 0.0], atol=1e-2)
    np.testing.assert_allclose(got.max(axis=1), [1.0, 4.0], atol=1e-2)
    np.testing.assert_allclose(got.mean(axis=1), [0.0, 2.0], atol=5 * 4 / np.sqrt(12 * 20_000))


def test_uniform_box_upside_down_is_refused():
    with pytest.raises(UsageError, match="low lies above high"):
        points("uniform", {"low": [0.0, 1.0], "high": [1.0, 0.0]})


def test_normal_has_its_moments():
    got = points("normal", count=40_000)
    np.testing.assert_allclose(got.mean(axis=1), [3.0, -3.0], atol=5 / np.sqrt(40_000))
    np.testing.assert_allclose(got.std(axis=1), [1.0, 0.1], rtol=5 / np.sqrt(2 * 40_000))


def test_grid_varies_its_last_coordinate_fastest_and_holds_both_corners():
    module, got = registry.load("starts", "grid"), points("grid")
    assert module.REPLICATES(**twin("starts", "grid").EXAMPLE) == COUNT
    assert np.array_equal(got[:, 0], [-1.0, 0.0]) and np.array_equal(got[:, -1], [1.0, 2.0])
    assert np.array_equal(got[1, :3], [0.0, 1.0, 2.0]) and (got[0, :3] == -1.0).all()
    assert len({tuple(column) for column in got.T}) == COUNT


def test_grid_that_does_not_fit_is_refused():
    with pytest.raises(UsageError, match="12 points, not 10"):
        points("grid", count=10)
    with pytest.raises(UsageError, match="2 entries for 3 coordinates"):
        points("grid", dimension=3)


def test_ring_is_even_and_begins_at_its_phase():
    got = points("ring", {"centre": [1.0, 2.0], "radius": 2.0, "count": 12, "phase": np.pi / 2})
    np.testing.assert_allclose(got[:, 0], [1.0, 4.0], rtol=1e-15)
    np.testing.assert_allclose(np.hypot(*(got - [[1.0], [2.0]])), 2.0, rtol=1e-15)
    chords = np.hypot(*(got - np.roll(got, 1, axis=1)))
    np.testing.assert_allclose(chords, 4.0 * np.sin(np.pi / 12), rtol=1e-14)


def test_ring_decides_the_replicates_and_lies_in_a_plane():
    assert registry.load("starts", "ring").REPLICATES(centre=0.0, radius=1.0, count=7.0, phase=0.0) == 7
    with pytest.raises(UsageError, match="needs 2 coordinates, not 3; 'sphere'"):
        points("ring", dimension=3)


@pytest.mark.parametrize("dimension", [1, 2, 5])
def test_sphere_has_one_radius_and_no_preferred_direction(dimension):
    got = points("sphere", {"centre": 3.0, "radius": 2.0}, dimension, 20_000) - 3.0
    np.testing.assert_allclose(np.linalg.norm(got, axis=0), 2.0, rtol=1e-14)
    covariance = got @ got.T / 20_000
    np.testing.assert_allclose(got.mean(axis=1), 0.0, atol=5 * 2.0 / np.sqrt(20_000))
    np.testing.assert_allclose(
        covariance, np.eye(dimension) * 4.0 / dimension, atol=5 * 4.0 / np.sqrt(20_000)
    )


def test_a_run_from_a_ring_has_as_many_replicates_as_points(tmp_path):
    start = 'kind = "ring"\nradius = 2.0\ncount = 5'
    text = BOWL.replace("replicates = 12\n", "").replace('kind = "uniform"\nlow = 0.5\nhigh = 1.5', start)
    begun = results(tmp_path, text).start.values[0]
    np.testing.assert_allclose(
        np.arctan2(*begun.T[::-1]) % (2 * np.pi), 2 * np.pi * np.arange(5) / 5, atol=1e-15
    )


def test_a_list_is_gone_through_from_its_beginning():
    given = {"points": [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]], "repeats": 1.0}
    assert registry.load("starts", "list").REPLICATES(**given) == 3
    assert np.array_equal(points("list", given, count=4), [[0.0, 2.0, 4.0, 0.0], [1.0, 3.0, 5.0, 1.0]])
    with pytest.raises(UsageError, match="point 1 has 3 coordinates, not 2"):
        points("list", {"points": [[0.0, 1.0], [2.0, 3.0, 4.0]], "repeats": 1.0})


LISTED = 'kind = "list"\npoints = [[1.0, 2.0], [3.0, "lambda_max"]]\nrepeats = 2'
BOX = 'kind = "uniform"\nlow = 0.5\nhigh = 1.5'


def test_a_run_starts_from_the_listed_points(tmp_path):
    text = BOWL.replace("replicates = 12\n", "").replace(BOX, LISTED)
    begun = results(tmp_path, text).start.values[0]
    assert np.array_equal(begun, [[1.0, 2.0], [3.0, 4.0], [1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[[1.0, 2.0], ", "[[1.0], ", "points.0: needs 2 numbers, one a coordinate, not 1"),
        ("[[1.0, 2.0], ", "[1.0, ", "must be a list of points, as in [[0, 0], [1, 2]]"),
        ('[[1.0, 2.0], [3.0, "lambda_max"]]', "3.0", "must be a list of points"),
        ('[[1.0, 2.0], [3.0, "lambda_max"]]', "[]", "must be a list of points"),
        ("[[1.0, 2.0], ", "[[1.0, true], ", "number 2: must be"),
        ("repeats = 2", "repeats = 0", "must be at least 1"),
        ("points", "point", "did you mean 'points'?"),
    ],
)
def test_a_wrong_list_is_refused_with_its_place(old, new, words):
    text = BOWL.replace("replicates = 12\n", "").replace(BOX, LISTED.replace(old, new, 1))
    with pytest.raises(ScenarioError) as refused:
        loads(text, "my.toml")
    assert words in str(refused.value) and "[start]" in str(refused.value)


def test_a_list_decides_the_replicates():
    with pytest.raises(ScenarioError, match="the start has 4 points; leave replicates out"):
        loads(BOWL.replace(BOX, LISTED), "my.toml")
