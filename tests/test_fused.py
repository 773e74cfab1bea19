"""A fused multiply-add of single numbers has the bits of the machine's."""

import itertools
import subprocess
import sys

import numpy as np

from simlab.lanes import ops
from simlab.lanes.fused import fused_one, is_one

TINY, HUGE = 5e-324, np.finfo(np.float64).max
SPECIAL = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    3.0,
    1 / 3,
    TINY,
    -TINY,
    2.3e-308,
    1e-200,
    HUGE,
    -HUGE,
    np.inf,
    -np.inf,
    np.nan,
]


def same_bits(cases):
    for a, b, c in cases:
        with np.errstate(all="ignore"):
            found, wanted = fused_one(a, b, c), ops._fused_ufunc()(a, b, c)
        same = np.isnan(found) and np.isnan(wanted)
        assert same or np.float64(found).view(np.uint64) == np.float64(wanted).view(np.uint64), (a, b, c)


def test_special_values_have_the_bits_of_the_machine():
    same_bits(itertools.product(SPECIAL, repeat=3))


def test_cancellation_and_underflow_have_the_bits_of_the_machine():
    generator = np.random.default_rng(7)
    a, b = generator.normal(size=(2, 2000)) * 10.0 ** generator.uniform(-160, 150, (2, 2000))
    c = np.where(generator.random(2000) < 0.5, -a * b, a * b * 10.0 ** generator.uniform(-18, 18, 2000))
    same_bits(zip(a, b, c, strict=True))


def test_shapes_are_those_of_numpy_and_float32_is_left_to_the_machine():
    one = np.full((1, 1), 2.0)
    assert ops.fma(one, 3.0, np.ones(1)).tolist() == [[7.0]] and ops.fma(2.0, 3.0, 1.0) == 7.0
    assert not is_one(np.float32(1), np.float32(1), np.float32(1)) and not is_one(np.ones(2), 1.0, 1.0)
    third = np.full(1, 1 / 3, np.float32)
    assert ops.fma(third, third, -third * third).dtype == np.float32


def test_a_surface_at_a_point_needs_no_compiled_code():
    lines = (
        "import numba.np.ufunc.dufunc as d",
        "d.DUFunc.add = None  # what compiles a ufunc",
        "from simlab.plan.curvature import hessian_at",
        "from simlab.problems.surfaces import rosenbrock",
        "print(hessian_at(rosenbrock.hessian, [1.0, 1.0], {'a': 1.0, 'b': 100.0})[0, 0])",
    )
    done = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True)
    assert done.stdout.strip() == "802.0", done.stderr
