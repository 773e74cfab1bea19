"""Plain Numba: one trajectory an item of ``prange``, scalars in registers, no fastmath, cached on disk.

``real`` turns literals into the arrays' own type; without it float32 would be computed in float64.
"""

import numba
import numpy as np
import works.quadratic_momentum
from numba import njit, prange

NAME = "Numba prange"
JIT = {"parallel": True, "cache": True, "error_model": "numpy"}


def version():
    return numba.__version__


def variants(case):
    return ["one trajectory an item"]


def prepare(case, variant):
    start, hyper = case.inputs()
    kernel = KERNELS[case.work]
    out = start.copy()
    numba.set_num_threads(case.threads)

    def run():
        kernel(start, *hyper.values(), case.steps, out)
        return out

    return run


@njit(**JIT)
def rosenbrock_momentum(start, learning_rate, momentum, steps, out):
    real = start.dtype.type
    for lane in prange(start.shape[1]):
        x, y = start[0, lane], start[1, lane]
        rate, mu = learning_rate[lane], momentum[lane]
        velocity_x = velocity_y = real(0)
        for _ in range(steps):
            slope = real(200) * (y - x * x)
            velocity_x = mu * velocity_x - rate * (real(-2) * (x * slope + (real(1) - x)))
            velocity_y = mu * velocity_y - rate * slope
            x += velocity_x
            y += velocity_y
        out[0, lane], out[1, lane] = x, y


@njit(**JIT)
def rosenbrock_adam(start, learning_rate, beta1, beta2, eps, steps, out):
    real = start.dtype.type
    for lane in prange(start.shape[1]):
        x, y = start[0, lane], start[1, lane]
        b1, b2 = beta1[lane], beta2[lane]
        rest1, rest2 = real(1) - b1, real(1) - b2
        correction1 = correction2 = real(0)
        mean_x = mean_y = square_x = square_y = real(0)
        for _ in range(steps):
            gy = real(200) * (y - x * x)
            gx = real(-2) * (x * gy + (real(1) - x))
            correction1 = b1 * correction1 + rest1
            correction2 = b2 * correction2 + rest2
            rate = learning_rate[lane] * correction2
            floor = correction1 * correction2 * eps[lane]
            mean_x = b1 * mean_x + rest1 * gx
            mean_y = b1 * mean_y + rest1 * gy
            square_x = b2 * square_x + rest2 * gx * gx
            square_y = b2 * square_y + rest2 * gy * gy
            x -= rate * mean_x / (correction1 * np.sqrt(correction2 * square_x) + floor)
            y -= rate * mean_y / (correction1 * np.sqrt(correction2 * square_y) + floor)
        out[0, lane], out[1, lane] = x, y


@njit(**JIT)
def rastrigin_momentum(start, learning_rate, momentum, steps, out):
    real = start.dtype.type
    for lane in prange(start.shape[1]):
        x, y = start[0, lane], start[1, lane]
        rate, mu = learning_rate[lane], momentum[lane]
        velocity_x = velocity_y = real(0)
        for _ in range(steps):
            slope_x = real(2) * x + real(20 * np.pi) * np.sin(real(2 * np.pi) * x)
            slope_y = real(2) * y + real(20 * np.pi) * np.sin(real(2 * np.pi) * y)
            velocity_x = mu * velocity_x - rate * slope_x
            velocity_y = mu * velocity_y - rate * slope_y
            x += velocity_x
            y += velocity_y
        out[0, lane], out[1, lane] = x, y


@njit(**JIT)
def ackley_adam(start, learning_rate, beta1, beta2, eps, steps, out):
    real = start.dtype.type
    for lane in prange(start.shape[1]):
        x, y = start[0, lane], start[1, lane]
        b1, b2 = beta1[lane], beta2[lane]
        rest1, rest2 = real(1) - b1, real(1) - b2
        correction1 = correction2 = real(0)
        mean_x = mean_y = square_x = square_y = real(0)
        for _ in range(steps):
            radius = np.sqrt((x * x + y * y) * real(0.5))
            cone = real(2) * np.exp(real(-0.2) * radius) / (radius if radius > real(0) else real(1))
            angle_x, angle_y = real(2 * np.pi) * x, real(2 * np.pi) * y
            ripple = real(np.pi) * np.exp((np.cos(angle_x) + np.cos(angle_y)) * real(0.5))
            gx, gy = cone * x + ripple * np.sin(angle_x), cone * y + ripple * np.sin(angle_y)
            correction1 = b1 * correction1 + rest1
            correction2 = b2 * correction2 + rest2
            rate = learning_rate[lane] * correction2
            floor = correction1 * correction2 * eps[lane]
            mean_x = b1 * mean_x + rest1 * gx
            mean_y = b1 * mean_y + rest1 * gy
            square_x = b2 * square_x + rest2 * gx * gx
            square_y = b2 * square_y + rest2 * gy * gy
            x -= rate * mean_x / (correction1 * np.sqrt(correction2 * square_x) + floor)
            y -= rate * mean_y / (correction1 * np.sqrt(correction2 * square_y) + floor)
        out[0, lane], out[1, lane] = x, y


@njit(**JIT)
def quadratic_sweep(start, learning_rate, momentum, steps, curvatures, out):
    dimension = len(curvatures)
    for lane in prange(start.shape[1]):
        theta, velocity = start[:, lane].copy(), np.zeros(dimension, start.dtype)
        rate, mu = learning_rate[lane], momentum[lane]
        for _ in range(steps):
            for i in range(dimension):
                velocity[i] = mu * velocity[i] - rate * (curvatures[i] * theta[i])
                theta[i] += velocity[i]
        out[:, lane] = theta


def quadratic_momentum(start, learning_rate, momentum, steps, out):
    curvatures = works.quadratic_momentum.CURVATURES.astype(start.dtype)
    quadratic_sweep(start, learning_rate, momentum, steps, curvatures, out)


KERNELS = {
    "rosenbrock_momentum": rosenbrock_momentum,
    "rosenbrock_adam": rosenbrock_adam,
    "rastrigin_momentum": rastrigin_momentum,
    "ackley_adam": ackley_adam,
    "quadratic_momentum": quadratic_momentum,
}
