"""Random numbers: known answers, laws, independence of what else is asked for, packs against arrays."""

from __future__ import annotations

import numpy as np
import pytest
from naive.threefry import threefry_4x32_20
from numba import njit
from scipy import stats

from simlab.lanes.memory import load, new_rows, store
from simlab.lanes.random.normal import normals
from simlab.lanes.random.threefry import threefry, threefry_4x32
from simlab.lanes.random.uniform import uniforms

DTYPES = [np.float32, np.float64]
PI = "243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0 082efa98 ec4e6c89"
# kat_vectors of Random123: counter and key, answer.
KNOWN = [
    ("00000000 " * 8, "9c6ca96a e17eae66 fc10ecd4 5256a7d8"),
    ("ffffffff " * 8, "2a881696 57012287 f6c7446e a16a6732"),
    (PI, "59cd1dbb b8879579 86b5d00c ac8b6d84"),
]


def words(text):
    return [int(word, 16) for word in text.split()]


def lanes(*numbers):
    return tuple(np.array([number], np.uint32) for number in numbers)


def stream(replicates, seed=(123, 456), stream_id=0, step=0, purpose=0):
    """The stream of each of an array of replicates."""
    seed_low, seed_high = map(np.uint32, seed)
    return seed_low, seed_high, np.uint32(stream_id), replicates, np.uint32(step), np.uint32(purpose)


def filled(fill, dtype, rows, replicates, **place):
    out = np.empty((rows, replicates), dtype)
    fill(out, stream(np.arange(replicates, dtype=np.uint32), **place))
    return out


@pytest.mark.parametrize(("given", "answer"), KNOWN)
def test_known_answers(given, answer):
    given = words(given)
    assert [int(word[0]) for word in threefry_4x32(lanes(*given[:4]), lanes(*given[4:]))] == words(answer)
    assert threefry_4x32_20(given[:4], given[4:]) == words(answer)


def test_threefry_equals_its_naive_twin():
    rng = np.random.default_rng(1)
    for _ in range(20):
        seed_low, seed_high, stream_id, replicate, step, purpose, slot = map(int, rng.integers(0, 2**32, 7))
        place = seed_low, seed_high, stream_id, np.array([replicate], np.uint32), step, purpose
        counter, key = (replicate, step, slot, purpose), (seed_low, seed_high, stream_id, 0)
        assert [int(w[0]) for w in threefry(place, slot)] == threefry_4x32_20(counter, key)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("fill", "law"), [(uniforms, stats.uniform), (normals, stats.norm)])
def test_law(fill, law, dtype):
    x = filled(fill, dtype, 8, 50_000)
    for row in x:
        assert stats.kstest(row, law.cdf).pvalue > 1e-4
    n = x.size
    mean, variance, kurtosis = law.mean(), law.var(), float(law.stats(moments="k")) + 3
    assert abs(x.mean(dtype=float) - mean) < 5 * np.sqrt(variance / n)
    assert abs(x.var(dtype=float) - variance) < 5 * variance * np.sqrt((kurtosis - 1) / n)
    correlation = np.corrcoef(x.astype(float)) - np.eye(8)
    assert np.abs(correlation).max() < 5 / np.sqrt(50_000)
    squares = np.corrcoef((x.astype(float) - mean) ** 2) - np.eye(8)
    assert np.abs(squares).max() < 5 / np.sqrt(50_000)


@pytest.mark.parametrize("dtype", DTYPES)
def test_replicates_steps_purposes_streams_and_seeds_are_independent(dtype):
    base = filled(normals, dtype, 2, 20_000)[0]
    others = [
        filled(normals, dtype, 2, 20_000, **place)[0]
        for place in (
            {"step": 1},
            {"purpose": 1},
            {"stream_id": 1},
            {"seed": (124, 456)},
            {"seed": (123, 457)},
        )
    ]
    for other in [*others, np.roll(base, 1)]:
        assert abs(np.corrcoef(base, other)[0, 1]) < 5 / np.sqrt(20_000)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("fill", [uniforms, normals])
def test_rows_do_not_depend_on_how_many_are_asked_for(fill, dtype):
    many = filled(fill, dtype, 11, 64)
    for rows in range(1, 11):
        assert np.array_equal(filled(fill, dtype, rows, 64), many[:rows])
    assert filled(fill, dtype, 0, 64).size == 0


@pytest.mark.parametrize("dtype", DTYPES)
def test_lanes_do_not_depend_on_their_neighbours(dtype):
    many = filled(normals, dtype, 4, 64)
    out = np.empty((4, 1), dtype)
    normals(out, stream(np.array([37], np.uint32)))
    assert np.array_equal(out[:, 0], many[:, 37])


def test_uniform_numbers_are_strictly_inside_the_interval():
    from simlab.lanes.random.uniform import unit_float32, unit_float64

    least, most = lanes(0, 2**32 - 1)
    for low, high in [
        (unit_float32(least), unit_float32(most)),
        (unit_float64(least, least), unit_float64(most, most)),
    ]:
        assert 0 < low[0] < 2e-10
        assert 1 - 1e-7 < high[0] < 1
    assert unit_float64(least, least)[0] + unit_float64(most, most)[0] == 1


def driver(fill, rows, width):
    @njit(error_model="numpy")
    def run(out, replicates):
        for lane in range(0, out.shape[1], width):
            numbers = new_rows(out, rows, width)
            replicate = load(replicates, 0, lane, width)
            fill(
                numbers, (np.uint32(123), np.uint32(456), np.uint32(0), replicate, np.uint32(0), np.uint32(0))
            )
            for i in range(rows):
                store(out, i, lane, numbers[i])

    return run


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("fill", "rows", "width"), [(uniforms, 6, 16), (normals, 7, 4), (normals, 3, 64)])
def test_packs_equal_arrays(fill, rows, width, dtype):
    out = np.empty((rows, 128), dtype)
    driver(fill, rows, width)(out, np.arange(128, dtype=np.uint32)[None])
    assert np.array_equal(out, filled(fill, dtype, rows, 128))
