"""What one writes before there is simlab: a loop over steps, arrays over trajectories, plain NumPy.

Every loop takes points ``theta`` [2, lanes] and returns those after ``steps`` steps; the arithmetic is that
of ``theta``. It does nothing but the steps: no records, no watch over trajectories that fail.
"""

from __future__ import annotations

import numpy as np


def rosenbrock_momentum(theta: np.ndarray, steps: int, learning_rate: float) -> np.ndarray:
    """Gradient descent with momentum 0.9 in Rosenbrock's ravine; see ``simlab show momentum``."""
    velocity = np.zeros_like(theta)
    for _ in range(steps):
        velocity = 0.9 * velocity - learning_rate * _rosenbrock_gradient(theta)
        theta = theta + velocity
    return theta


def rosenbrock_adam(theta: np.ndarray, steps: int, learning_rate: float) -> np.ndarray:
    """Adam with its usual constants in Rosenbrock's ravine; see ``simlab show adam``."""
    mean, square = np.zeros_like(theta), np.zeros_like(theta)
    for step in range(1, steps + 1):
        gradient = _rosenbrock_gradient(theta)
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        scale = np.sqrt(square / (1.0 - 0.999**step)) + 1e-8
        theta = theta - learning_rate * (mean / (1.0 - 0.9**step)) / scale
    return theta


def ackley_gd(theta: np.ndarray, steps: int, learning_rate: float) -> np.ndarray:
    """Gradient descent on Ackley's function; see ``simlab show ackley``."""
    turn = 2.0 * np.pi
    for _ in range(steps):
        radius = np.sqrt(np.mean(theta**2, axis=0))
        cone = 2.0 * np.exp(-0.2 * radius) / radius
        ripple = 0.5 * turn * np.exp(np.mean(np.cos(turn * theta), axis=0))
        theta = theta - learning_rate * (cone * theta + ripple * np.sin(turn * theta))
    return theta


def _rosenbrock_gradient(theta: np.ndarray) -> np.ndarray:
    x, y = theta
    wall = y - x * x
    return np.stack([-2.0 * (1.0 - x) - 400.0 * x * wall, 200.0 * wall])
