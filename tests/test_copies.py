"""Copies of all rows at once: packs do what the same text does on NumPy arrays, a team what one does."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit

from simlab.lanes import copies
from simlab.lanes.memory import ArrayRows, load, new_rows, part

WIDTH = 8


def take_turns(given, kept, lane):
    """Every copy in turn: of ``given`` [5, lanes] to the rows 1 to 3 of ``kept`` [4, lanes]."""
    rows, other = new_rows(given, 4, WIDTH), new_rows(given, 3, WIDTH)
    copies.read(rows, given, 1, lane)
    inner = part(rows, 1, 3)
    copies.copy(other, inner)
    for row in range(3):
        inner[row] = inner[row] * 2.0
    copies.replace(inner, load(given, 0, lane, WIDTH) > 0.0, other)
    copies.write(inner, kept, 1, lane)


def arrays(dtype):
    rng = np.random.default_rng(3)
    given = rng.normal(size=(5, 4 * WIDTH)).astype(dtype)
    given[3, ::5] = np.nan
    return given, np.full((4, 4 * WIDTH), 7.0, dtype)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_packs_are_copied_as_arrays_are(dtype):
    given, kept = arrays(dtype)
    compiled, plain = kept.copy(), kept.copy()
    once = njit(take_turns)
    for lane in (WIDTH, 2 * WIDTH):
        once(given, compiled, lane)
        take_turns(given, plain, lane)
    here = slice(WIDTH, 3 * WIDTH)
    wanted = np.where(given[0] > 0.0, given[2:5], 2.0 * given[2:5])
    assert np.array_equal(plain[1:, here], wanted[:, here], equal_nan=True)
    assert np.array_equal(compiled, plain, equal_nan=True)
    assert (
        np.all(plain[0] == 7.0) and np.all(plain[:, :WIDTH] == 7.0) and np.all(plain[:, 3 * WIDTH :] == 7.0)
    )


@pytest.mark.parametrize("lane", [0, 5])
def test_what_a_team_shares_is_the_same(lane):
    given, kept = arrays("float64")
    found = []
    for prefix in ("", "share_"):
        act = {name: getattr(copies, prefix + name) for name in ("read", "copy", "replace", "write")}
        rows, other, out = ArrayRows(np.zeros((3, 1))), ArrayRows(np.zeros((3, 1))), kept.copy()
        act["read"](rows, given, 1, lane)
        act["copy"](other, rows)
        rows[0] = rows[0] * 2.0
        act["replace"](rows, given[0, lane : lane + 1] > 0.0, other)
        act["write"](rows, out, 1, lane)
        found.append(out)
    assert np.array_equal(*found, equal_nan=True)
    assert not np.array_equal(found[0], kept)
