"""The keyed order: a bijection of any count, every order about equally likely."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit
from scipy import stats

from simlab.lanes.memory import load, new_rows, store
from simlab.lanes.random.permutation import KEY_ROWS, order_keys, permute


def keys_of(replicates, count, epoch=0, rows=KEY_ROWS):
    keys = np.empty((rows, len(replicates)), np.uint32)
    place = np.uint32(1), np.uint32(2), np.uint32(0), replicates, np.uint32(epoch), np.uint32(9)
    order_keys(keys, place, count)
    return keys


def orders(replicates, count, epoch=0):
    """Array [replicate, position] of the order of each replicate."""
    keys = keys_of(np.arange(replicates, dtype=np.uint32), count, epoch)
    return np.stack([permute(np.full(replicates, i, np.uint32), count, keys) for i in range(count)], axis=1)


@pytest.mark.parametrize("count", [*range(1, 40), 64, 100, 255, 256, 257, 1000, 65535, 65536, 65537, 100_003])
def test_bijection(count):
    keys = keys_of(np.array([7], np.uint32), count)
    assert np.array_equal(np.sort(permute(np.arange(count, dtype=np.uint32), count, keys)), np.arange(count))


def test_bijection_of_the_largest_count():
    count = 2**31
    index = np.concatenate([np.arange(50_000), count - 1 - np.arange(50_000)]).astype(np.uint32)
    place = permute(index, count, keys_of(np.array([3], np.uint32), count))
    assert len(np.unique(place)) == len(index)
    assert place.max() < count
    assert stats.kstest(place / count, "uniform").pvalue > 1e-4


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6])
def test_all_orders_are_equally_likely(count):
    found = orders(120_000, count)
    codes, counts = np.unique(found @ count ** np.arange(count), return_counts=True)
    assert len(codes) == np.prod(np.arange(1, count + 1))
    assert stats.chisquare(counts).pvalue > 1e-4


@pytest.mark.parametrize("count", [10, 37, 128])
def test_places_and_neighbours_are_uniform(count):
    keys = keys_of(np.arange(100_000, dtype=np.uint32), count)
    first, second = (
        permute(np.full(100_000, i, np.uint32), count, keys) for i in (count // 2, count // 2 + 1)
    )
    assert stats.chisquare(np.bincount(first, minlength=count)).pvalue > 1e-4
    distance = (second.astype(np.int64) - first) % count
    assert stats.chisquare(np.bincount(distance, minlength=count)[1:]).pvalue > 1e-4


def test_epochs_differ_and_repeat():
    assert np.array_equal(orders(3, 20, epoch=5), orders(3, 20, epoch=5))
    assert not np.array_equal(orders(3, 20, epoch=5), orders(3, 20, epoch=6))
    one = keys_of(np.array([2], np.uint32), 20, epoch=5)
    assert np.array_equal(permute(np.arange(20, dtype=np.uint32), 20, one), orders(3, 20, epoch=5)[2])


@pytest.mark.parametrize("width", [4, 16, 64])
def test_packs_equal_arrays(width):
    @njit(error_model="numpy")
    def run(out, replicates, count):
        for lane in range(0, out.shape[1], width):
            replicate = load(replicates, 0, lane, width)
            keys = new_rows(replicates, KEY_ROWS, width)
            place = np.uint32(1), np.uint32(2), np.uint32(0), replicate, np.uint32(0), np.uint32(9)
            order_keys(keys, place, count)
            for i in range(out.shape[0]):
                store(out, i, lane, permute((replicate ^ replicate) + i, count, keys))

    out = np.empty((23, 128), np.uint32)
    run(out, np.arange(128, dtype=np.uint32)[None], 23)
    assert np.array_equal(out.T, orders(128, 23))
