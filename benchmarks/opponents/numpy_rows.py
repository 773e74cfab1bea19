"""NumPy: arrays over all lanes, a Python loop over steps, every operation in place.

Blocked runs advance one block of lanes through all steps before the next, so that the arrays stay in the
cache; with two threads the blocks are shared out (NumPy lets the interpreter lock go inside an operation).
"""

import re
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from works import quadratic_momentum

NAME = "NumPy"


def version():
    return np.__version__


def variants(case):
    names = ["all lanes"]
    for block in (4096, 16384):
        if block < case.count:
            names += [f"blocks of {block}", f"blocks of {block}, {case.threads} threads"]
    return names


def prepare(case, variant):
    start, hyper = case.inputs()
    return runner(case, variant, start, hyper)


def runner(case, variant, start, hyper):
    """The run as a function of nothing; the oracle calls this with float64 arrays."""
    sizes = [int(number) for number in re.findall(r"blocks of (\d+)", variant)]
    block = sizes[0] if sizes else case.count
    threads = case.threads if variant.endswith("threads") else 1
    gradient, optimizer = GRADIENTS[case.item.SURFACE], OPTIMIZERS[case.item.OPTIMIZER]
    out = np.empty_like(start)
    pieces = [slice(first, first + block) for first in range(0, case.count, block)]

    def advance(piece):
        theta = start[:, piece].copy()
        step = optimizer(theta, {name: values[piece] for name, values in hyper.items()})
        g, scratch = np.empty_like(theta), np.empty_like(theta)
        for _ in range(case.steps):
            gradient(theta, g, scratch)
            step(theta, g, scratch)
        out[:, piece] = theta

    def run():
        if threads == 1:
            for piece in pieces:
                advance(piece)
        else:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(advance, pieces))
        return out

    return run


def rosenbrock(theta, g, scratch):
    """Write the gradient of (1 - x)^2 + 100 (y - x^2)^2 into ``g``; shapes (2, lanes)."""
    x, y = theta
    along, slope = g
    np.multiply(x, x, out=slope)
    np.subtract(y, slope, out=slope)
    np.multiply(slope, 200.0, out=slope)
    np.multiply(slope, x, out=scratch[0])
    np.subtract(1.0, x, out=along)
    np.add(along, scratch[0], out=along)
    np.multiply(along, -2.0, out=along)


def rastrigin(theta, g, scratch):
    """Write 2 x + 20 pi sin(2 pi x) into ``g``."""
    np.multiply(theta, 2 * np.pi, out=g)
    np.sin(g, out=g)
    np.multiply(g, 20 * np.pi, out=g)
    np.multiply(theta, 2.0, out=scratch)
    np.add(g, scratch, out=g)


def ackley(theta, g, scratch):
    """Write the gradient of Ackley's function into ``g``."""
    np.multiply(theta, theta, out=g)
    radius = np.sqrt((g[0] + g[1]) / 2)
    cone = 2 * np.exp(-0.2 * radius) / np.where(radius > 0, radius, 1)
    np.multiply(theta, 2 * np.pi, out=scratch)
    np.cos(scratch, out=g)
    ripple = np.pi * np.exp((g[0] + g[1]) / 2)
    np.sin(scratch, out=g)
    np.multiply(g, ripple, out=g)
    np.multiply(theta, cone, out=scratch)
    np.add(g, scratch, out=g)


def quadratic(theta, g, scratch):
    """Write c_i x_i into ``g``."""
    np.multiply(theta, quadratic_momentum.CURVATURES.astype(theta.dtype)[:, None], out=g)


def momentum(theta, hyper):
    velocity = np.zeros_like(theta)
    learning_rate, mu = hyper["learning_rate"], hyper["momentum"]

    def step(theta, g, scratch):
        np.multiply(velocity, mu, out=velocity)
        np.multiply(g, learning_rate, out=g)
        np.subtract(velocity, g, out=velocity)
        np.add(theta, velocity, out=theta)

    return step


def adam(theta, hyper):
    mean, square = np.zeros_like(theta), np.zeros_like(theta)
    learning_rate, beta1, beta2, eps = (hyper[name] for name in ("learning_rate", "beta1", "beta2", "eps"))
    rest1, rest2 = 1 - beta1, 1 - beta2
    correction1, correction2 = np.zeros_like(beta1), np.zeros_like(beta2)
    rate, floor = np.empty_like(beta1), np.empty_like(beta1)

    def step(theta, g, scratch):
        np.multiply(correction1, beta1, out=correction1)
        np.add(correction1, rest1, out=correction1)
        np.multiply(correction2, beta2, out=correction2)
        np.add(correction2, rest2, out=correction2)
        np.multiply(learning_rate, correction2, out=rate)
        np.multiply(correction1, correction2, out=floor)
        np.multiply(floor, eps, out=floor)
        np.multiply(mean, beta1, out=mean)
        np.multiply(g, rest1, out=scratch)
        np.add(mean, scratch, out=mean)
        np.multiply(square, beta2, out=square)
        np.multiply(g, g, out=g)
        np.multiply(g, rest2, out=g)
        np.add(square, g, out=square)
        np.multiply(square, correction2, out=scratch)
        np.sqrt(scratch, out=scratch)
        np.multiply(scratch, correction1, out=scratch)
        np.add(scratch, floor, out=scratch)
        np.multiply(mean, rate, out=g)
        np.divide(g, scratch, out=g)
        np.subtract(theta, g, out=theta)

    return step


GRADIENTS = {"rosenbrock": rosenbrock, "rastrigin": rastrigin, "ackley": ackley, "quadratic": quadratic}
OPTIMIZERS = {"momentum": momentum, "adam": adam}
