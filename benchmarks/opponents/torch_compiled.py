"""PyTorch, ``torch.compile``: several steps unrolled into one compiled function, called in a Python loop.

Inductor fuses the unrolled steps into one C++ loop over lanes, which keeps the state in registers for that
many steps; more of them cost compile time (minutes at a hundred). The number must divide the steps.
"""

import math

import torch
from opponents import torch_eager
from works import quadratic_momentum

NAME = "PyTorch compiled"
UNROLLS = {"momentum": (10, 50), "adam": (10, 20)}

version = torch_eager.version


def variants(case):
    unrolls = UNROLLS[case.item.OPTIMIZER]
    return [f"unroll {unroll}" for unroll in unrolls if case.steps % unroll == 0]


def prepare(case, variant):
    torch.set_num_threads(case.threads)
    unroll = int(variant.removeprefix("unroll "))
    start, hyper = torch_eager.tensors(case)
    gradient = GRADIENTS[case.item.SURFACE]
    rows, update = OPTIMIZERS[case.item.OPTIMIZER]

    def steps(theta, state, hyper):
        for _ in range(unroll):
            theta, state = update(theta, gradient(theta), state, hyper)
        return theta, state

    torch._dynamo.reset()
    compiled = torch.compile(steps, dynamic=False)
    points = (start,) if len(start) > 8 else tuple(start)  # a row for each coordinate, while they are few
    first = points, tuple(torch.zeros_like(points[0]) for _ in range(rows(len(points))))

    @torch.no_grad()
    def run():
        theta, state = first
        for _ in range(case.steps // unroll):
            theta, state = compiled(theta, state, hyper)
        return theta[0] if len(start) > 8 else theta

    return run


def rosenbrock(theta):
    x, y = theta
    slope = 200 * (y - x * x)
    return -2 * (x * slope + (1 - x)), slope


def rastrigin(theta):
    return tuple(2 * x + 20 * math.pi * torch.sin(2 * math.pi * x) for x in theta)


def ackley(theta):
    x, y = theta
    radius = torch.sqrt((x * x + y * y) / 2)
    cone = 2 * torch.exp(-0.2 * radius) / torch.where(radius > 0, radius, 1)
    ripple = math.pi * torch.exp((torch.cos(2 * math.pi * x) + torch.cos(2 * math.pi * y)) / 2)
    return tuple(cone * z + ripple * torch.sin(2 * math.pi * z) for z in theta)


def quadratic(theta):
    (x,) = theta
    return (torch.from_numpy(quadratic_momentum.CURVATURES).to(x.dtype)[:, None] * x,)


def momentum(theta, gradient, velocity, hyper):
    rate, mu = hyper["learning_rate"], hyper["momentum"]
    velocity = tuple(mu * v - rate * g for v, g in zip(velocity, gradient, strict=True))
    return tuple(row + v for row, v in zip(theta, velocity, strict=True)), velocity


def adam(theta, gradient, state, hyper):
    d = len(theta)
    mean, square, (correction1, correction2) = state[:d], state[d : 2 * d], state[2 * d :]
    beta1, beta2 = hyper["beta1"], hyper["beta2"]
    rest1, rest2 = 1 - beta1, 1 - beta2
    correction1 = beta1 * correction1 + rest1
    correction2 = beta2 * correction2 + rest2
    rate, floor = hyper["learning_rate"] * correction2, correction1 * correction2 * hyper["eps"]
    mean = tuple(beta1 * m + rest1 * g for m, g in zip(mean, gradient, strict=True))
    square = tuple(beta2 * v + rest2 * g * g for v, g in zip(square, gradient, strict=True))
    divisors = tuple(correction1 * torch.sqrt(correction2 * v) + floor for v in square)
    rows = zip(theta, mean, divisors, strict=True)
    theta = tuple(row - rate * m / divisor for row, m, divisor in rows)
    return theta, (*mean, *square, correction1, correction2)


def momentum_rows(dimension):
    return dimension


def adam_rows(dimension):
    return 2 * dimension + 2


GRADIENTS = {"rosenbrock": rosenbrock, "rastrigin": rastrigin, "ackley": ackley, "quadratic": quadratic}
OPTIMIZERS = {"momentum": (momentum_rows, momentum), "adam": (adam_rows, adam)}
