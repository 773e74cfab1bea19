"""Nanoseconds a lane of every elementary function and random number: packs against NumPy, one core.

Usage: python benchmarks/elementary.py
"""

from __future__ import annotations

import time

import numpy as np
from numba import njit
from scipy import special

from simlab.lanes import cos, erf, exp, inline, integer_power, log, power, sigmoid, sin, softplus, tanh
from simlab.lanes.memory import load, new_rows, store
from simlab.lanes.random.normal import normals
from simlab.lanes.random.uniform import uniforms
from simlab.lanes.width import pack_width

LANES = 4096


@inline
def sixth_power(x):
    return integer_power(x, 6)


@inline
def sin_plus_cos(x):
    return sin(x) + cos(x)


@inline
def power_3_halves(x):
    return power(x, 1.5)


FUNCTIONS = {
    exp: np.exp,
    log: np.log,
    sin: np.sin,
    cos: np.cos,
    sin_plus_cos: lambda x: np.sin(x) + np.cos(x),
    tanh: np.tanh,
    sigmoid: special.expit,
    softplus: lambda x: np.logaddexp(x, x.dtype.type(0)),
    erf: special.erf,
    sixth_power: lambda x: x**6,
    power_3_halves: lambda x: x ** x.dtype.type(1.5),
}


def fastest(call, repeats=7) -> float:
    """Least time of ``call`` (seconds)."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def elementwise(function, width):
    @njit(error_model="numpy")
    def run(out, x, repeats):
        for _ in range(repeats):
            for lane in range(0, LANES, width):
                store(out, 0, lane, function(load(x, 0, lane, width)))

    return run


def filler(fill, rows, width):
    @njit(error_model="numpy")
    def run(out, replicates, repeats):
        for step in range(repeats):
            for lane in range(0, LANES, width):
                numbers = new_rows(out, rows, width)
                replicate = load(replicates, 0, lane, width)
                place = np.uint32(1), np.uint32(2), np.uint32(0), replicate, np.uint32(step), np.uint32(0)
                fill(numbers, place)
                for i in range(rows):
                    store(out, i, lane, numbers[i])

    return run


def measure(run, *arrays, repeats=500) -> float:
    """Nanoseconds a lane, compilation apart."""
    run(*arrays, 1)
    return fastest(lambda: run(*arrays, repeats)) / repeats / LANES * 1e9


def main() -> None:
    print(f"{'':16}{'dtype':10}{'packs':>10}{'NumPy':>10}  ns a lane")
    for dtype in ("float32", "float64"):
        x = np.random.default_rng(0).uniform(0.1, 8.0, (1, LANES)).astype(dtype)
        width = pack_width(dtype, 4)
        for function, numpy_function in FUNCTIONS.items():
            ours = measure(elementwise(function, width), np.empty_like(x), x)
            theirs = fastest(lambda f=numpy_function, x=x: [f(x) for _ in range(50)]) / 50 / LANES * 1e9
            print(f"{function.__name__:16}{dtype:10}{ours:10.3f}{theirs:10.3f}")
        replicates = np.arange(LANES, dtype=np.uint32)[None]
        generator = np.random.default_rng(0)
        for fill, draw in ((uniforms, generator.random), (normals, generator.standard_normal)):
            ours = measure(filler(fill, 4, width), np.empty((4, LANES), dtype), replicates, repeats=200) / 4
            theirs = fastest(lambda d=draw, t=dtype: [d(LANES, t) for _ in range(50)]) / 50 / LANES * 1e9
            print(f"{fill.__name__:16}{dtype:10}{ours:10.3f}{theirs:10.3f}")


if __name__ == "__main__":
    main()
