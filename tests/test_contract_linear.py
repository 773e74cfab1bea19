"""Linear systems in lanes: against LAPACK, with pivots that differ from lane to lane."""

from __future__ import annotations

import numpy as np
import pytest

from simlab.lanes.linear import solve

LANES = 40


def solved(matrix, vector):
    """Solution [d, lanes] of ``matrix`` [d, d, lanes] s = ``vector`` [d, lanes]."""
    d = len(vector)
    rows, out = matrix.reshape(d * d, -1).copy(), vector.copy()
    with np.errstate(all="ignore"):
        solve(rows, out)
    return out


@pytest.mark.parametrize("d", [1, 2, 3, 5, 10])
def test_solution_agrees_with_lapack(d):
    rng = np.random.default_rng(d)
    matrix, vector = rng.normal(size=(d, d, LANES)), rng.normal(size=(d, LANES))
    got = solved(matrix, vector)
    for lane in range(LANES):
        expected = np.linalg.solve(matrix[..., lane], vector[:, lane])
        size = np.linalg.cond(matrix[..., lane]) * np.abs(expected).max()
        np.testing.assert_allclose(got[:, lane], expected, rtol=0, atol=20 * d * 2.3e-16 * size)


def test_a_zero_on_the_diagonal_is_no_obstacle():
    matrix = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 2.0], [4.0, 0.0, 0.0]])[..., None]
    assert np.array_equal(solved(matrix, np.array([[1.0], [2.0], [4.0]])), np.ones((3, 1)))


def test_pivoting_keeps_a_tiny_pivot_harmless():
    matrix = np.array([[1e-20, 1.0], [1.0, 1.0]])[..., None]
    np.testing.assert_allclose(solved(matrix, np.array([[1.0], [2.0]])), [[1.0], [1.0]], rtol=1e-15)


def test_each_lane_has_its_own_pivots_and_its_own_failure():
    good = np.array([[0.0, 2.0], [1.0, 0.0]])
    singular = np.array([[1.0, 2.0], [2.0, 4.0]])
    broken = np.array([[np.nan, 0.0], [0.0, 1.0]])
    got = solved(np.stack([good, singular, broken, np.eye(2)], axis=-1), np.ones((2, 4)))
    np.testing.assert_array_equal(got[:, 0], [1.0, 0.5])
    assert not np.isfinite(got[:, 1]).any()
    assert np.isnan(got[0, 2])
    np.testing.assert_array_equal(got[:, 3], [1.0, 1.0])


def test_single_precision_stays_single():
    matrix, vector = np.eye(3, dtype=np.float32).reshape(9, 1), np.ones((3, 1), np.float32)
    solve(matrix, vector)
    assert vector.dtype == np.float32 and np.array_equal(vector, np.ones((3, 1)))
