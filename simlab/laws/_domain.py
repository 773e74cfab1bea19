"""Checks that keep a law inside the domain in which it was derived."""

from __future__ import annotations

import numpy as np


def positive(**numbers) -> None:
    """Raise ``ValueError`` naming the first of ``numbers`` that is not finite and above zero."""
    for name, value in numbers.items():
        value = np.asarray(value, dtype=float)
        require(np.isfinite(value) & (value > 0), f"{name} must be positive", value)


def require(condition, rule: str, value) -> None:
    """Raise ``ValueError`` with the ``rule`` and the first ``value`` that breaks it (shapes broadcast)."""
    condition, value = np.broadcast_arrays(np.asarray(condition), np.asarray(value, dtype=float))
    if not condition.all():
        raise ValueError(f"{rule}, not {value[~condition].flat[0]:g}")


def contraction(learning_rate, curvature) -> None:
    """Raise ``ValueError`` unless gradient descent contracts this mode: 0 < alpha lambda < 2."""
    positive(learning_rate=learning_rate, curvature=curvature)
    product = np.multiply(learning_rate, curvature)
    require(product < 2, "learning_rate * curvature must be below 2 (stable gradient descent)", product)


def momentum_in_range(momentum) -> None:
    """Raise ``ValueError`` unless 0 <= mu < 1."""
    momentum = np.asarray(momentum, dtype=float)
    require((momentum >= 0) & (momentum < 1), "momentum must be at least 0 and below 1", momentum)
