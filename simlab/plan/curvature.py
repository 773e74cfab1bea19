"""Constants of a surface that a scenario may use by name: the curvatures at its centre."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from simlab.lanes.memory import ArrayRows


def kernel_numbers(surface: ModuleType, dimension: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """``parameters`` and what ``derive`` makes of them: all that the surface's functions may ask for."""
    derive = getattr(surface, "derive", None)
    return {**parameters, **(derive(dimension, **parameters) if derive else {})}


def optima(surface: ModuleType, dimension: int, parameters: Mapping[str, Any]) -> list[list[float]]:
    """The surface's global minimisers, each a list of ``dimension`` numbers."""
    return [[float(x) for x in point] for point in surface.optima(dimension, **parameters)]


def curvatures(
    surface: ModuleType, hessian: Callable, dimension: int, parameters: Mapping[str, Any]
) -> dict[str, float]:
    """``lambda_max``, ``lambda_min`` and ``kappa`` = lambda_max / lambda_min of the Hessian at the centre.

    The centre is ``surface.center``, else the first global minimiser; without either there are no constants.
    """
    if hasattr(surface, "center"):
        point = surface.center(dimension, **parameters)
    else:
        points = optima(surface, dimension, parameters)
        if not points:
            return {}
        point = points[0]
    values = np.linalg.eigvalsh(hessian_at(hessian, point, kernel_numbers(surface, dimension, parameters)))
    low, high = float(values[0]), float(values[-1])
    return {"lambda_max": high, "lambda_min": low, "kappa": high / low if low else float("inf")}


def hessian_at(hessian: Callable, point, numbers: Mapping[str, Any]) -> np.ndarray:
    """The Hessian [d, d] at one ``point`` [d], by the function that kernels call."""
    d = len(point)
    out = ArrayRows(np.zeros((d * d, 1)))
    hessian(column(point), out, **arguments(hessian, numbers))
    return out.array.reshape(d, d)


def loss_at(value_and_gradient: Callable, points: np.ndarray, numbers: Mapping[str, Any]) -> np.ndarray:
    """The loss at ``points`` [d, n], as [n]."""
    rows = ArrayRows(np.asarray(points, np.float64))
    with np.errstate(all="ignore"):
        loss = value_and_gradient(
            rows, ArrayRows(np.empty(points.shape)), **arguments(value_and_gradient, numbers)
        )
    return np.broadcast_to(loss, points.shape[1])


def column(point) -> ArrayRows:
    """One point as rows of a single lane."""
    return ArrayRows(np.asarray(point, np.float64).reshape(-1, 1))


def arguments(function: Callable, numbers: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers that ``function`` asks for by name, vectors as rows."""
    from inspect import signature

    wanted = [name for name in signature(function).parameters if name in numbers]
    return {
        name: column(numbers[name]) if np.ndim(numbers[name]) else np.full(1, float(numbers[name]))
        for name in wanted
    }
