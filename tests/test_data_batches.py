"""Batch orders: what each promises about which examples are seen, and that kernels agree."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit
from pydantic import ValidationError
from scipy import stats

from simlab.data.batches import batch_indices, drawn, sorted_order, wrapped
from simlab.data.table import BatchTable
from simlab.errors import UsageError
from simlab.lanes.memory import load, new_rows, store
from simlab.lanes.random.permutation import KEY_ROWS, order_keys, permute
from simlab.lanes.random.purposes import BATCHES
from simlab.lanes.random.threefry import threefry

LABELS = np.array([2, 0, 1, 0, 2, 2, 0, 0, 1, 2])
N = len(LABELS)


def batches(order, size, steps, replicates=3, labels=LABELS, seed=5):
    """Array [step, replicate, place]."""
    table = BatchTable(order=order, size=size)
    return np.stack([batch_indices(table, seed, np.arange(replicates), t, labels) for t in range(steps)])


def test_full_is_every_example_in_every_step():
    found = batch_indices(BatchTable(), 0, np.arange(2), 9, LABELS)
    assert np.array_equal(found, np.tile(np.arange(N), (2, 1)))


@pytest.mark.parametrize("order", ["shuffled", "class_sorted"])
@pytest.mark.parametrize("size", range(1, N + 1))
def test_an_epoch_sees_every_example_and_fills_its_last_batch_from_its_beginning(order, size):
    steps = -(-N // size)
    for replicate in batches(order, size, 2 * steps).transpose(1, 0, 2):
        for epoch in (replicate[:steps], replicate[steps:]):
            seen = epoch.ravel()
            assert np.array_equal(np.sort(seen[:N]), np.arange(N))
            assert np.array_equal(seen[N:], seen[: steps * size - N])
            assert all(len(set(batch)) == size for batch in epoch)


def test_shuffled_epochs_and_replicates_differ_and_repeat():
    found = batches("shuffled", 5, 4)
    assert np.array_equal(found, batches("shuffled", 5, 4))
    orders = {tuple(epoch.ravel()) for epoch in (*found[:2].swapaxes(0, 1), *found[2:].swapaxes(0, 1))}
    assert len(orders) == 6
    assert not np.array_equal(found, batches("shuffled", 5, 4, seed=6))


def test_sorted_batches_go_through_the_classes_in_the_same_order():
    found = batches("class_sorted", 5, 2)[:, 0].ravel()
    assert found.tolist() == [1, 3, 6, 7, 2, 8, 0, 4, 5, 9]
    rows, begins = sorted_order(LABELS)
    assert np.array_equal(LABELS[rows], np.sort(LABELS)) and begins.tolist() == [0, 4, 6, 10]


@pytest.mark.parametrize("order", ["with_replacement", "class_homogeneous"])
def test_draws_are_uniform_over_the_examples(order):
    found = batches(order, 2, 40, replicates=1000)
    assert stats.chisquare(np.bincount(found[..., 0].ravel(), minlength=N)).pvalue > 1e-4
    pairs = found[..., 0] * N + found[..., 1]
    if order == "with_replacement":
        assert stats.chisquare(np.bincount(pairs.ravel(), minlength=N * N)).pvalue > 1e-4


def test_homogeneous_batches_have_one_class_each():
    found = LABELS[batches("class_homogeneous", 7, 20, replicates=50)]
    assert (found == found[..., :1]).all()
    assert stats.chisquare(np.bincount(found[..., 0].ravel()), [400, 200, 400]).pvalue > 1e-4
    same = batches("class_homogeneous", 3, 2, labels=np.zeros(4))
    assert same.min() >= 0 and same.max() < 4


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(UsageError, match="size: 11 is larger than the 10 training examples"):
        batches("shuffled", 11, 1)
    with pytest.raises(UsageError, match="needs one target, not 2"):
        batches("class_sorted", 2, 1, labels=np.zeros((5, 2)))
    for given in ({"order": "shuffled"}, {"order": "full", "size": 3}, {"order": "shuffled", "size": 0}):
        with pytest.raises(ValidationError):
            BatchTable(**given)


def test_a_kernel_draws_the_same_batches():
    width, size, seed, step = 16, 4, 5, 6

    @njit(error_model="numpy")
    def run(shuffled, replaced, replicates, count, epoch, first):
        for lane in range(0, replicates.shape[1], width):
            replicate = load(replicates, 0, lane, width)
            keys = new_rows(replicates, KEY_ROWS, width)
            base = np.uint32(seed), np.uint32(0), np.uint32(0), replicate
            order_keys(keys, (*base, np.uint32(epoch), np.uint32(BATCHES)), count)
            words = threefry((*base, np.uint32(step), np.uint32(BATCHES)), 0)
            for j in range(size):
                place = wrapped((replicate ^ replicate) + (first + j), count)
                store(shuffled, j, lane, permute(place, count, keys))
                store(replaced, j, lane, drawn(words[j], count))

    replicates = np.arange(32, dtype=np.uint32)
    shuffled, replaced = np.empty((2, size, 32), np.uint32)
    run(shuffled, replaced, replicates[None], N, step // 3, step % 3 * size)
    assert np.array_equal(shuffled.T, batches("shuffled", size, step + 1, 32)[step])
    assert np.array_equal(replaced.T, batches("with_replacement", size, step + 1, 32)[step])
