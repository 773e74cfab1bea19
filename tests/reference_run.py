"""Run concepts in the reference: NumPy rows [count, lanes], one lane a trajectory, no kernel."""

from __future__ import annotations

import importlib.util
from functools import cache
from inspect import signature
from pathlib import Path

import numpy as np

from simlab import registry

NAIVE = Path(__file__).parent / "naive"
DEFAULT_DIMENSION = 3


@cache
def twin(kind: str, name: str):
    """The independent twin of a concept, found by its file name."""
    path = NAIVE / kind / f"{name}.py"
    assert path.exists(), f"{kind} {name} has no naive twin: write tests/naive/{kind}/{name}.py"
    spec = importlib.util.spec_from_file_location(f"naive_{kind}_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def compile_time(module) -> dict:
    """Choices that select code: the user's options and the specialisations made for him."""
    return {**getattr(module, "OPTIONS", {}), **getattr(module, "SPECIALISATIONS", {})}


def choices(module) -> list[dict[str, str]]:
    """Every combination of a concept's compile-time options."""
    combinations = [{}]
    for name, option in compile_time(module).items():
        combinations = [{**c, name: value} for c in combinations for value in option.choices]
    return combinations


def variants(kind: str) -> list[tuple[str, dict[str, str]]]:
    """Every concept of a kind with every combination of its options."""
    return [
        (name, options) for name in registry.names(kind) for options in choices(registry.load(kind, name))
    ]


def dimension_of(module) -> int:
    return module.DIMENSION or getattr(module, "LEAST_DIMENSION", DEFAULT_DIMENSION)


def sample(parameters, dimension: int, lanes: int, rng) -> dict[str, np.ndarray]:
    """Random allowed values around the defaults: [lanes], or [dimension, lanes] for a vector."""
    return {
        name: _covariance(dimension, lanes, rng)
        if name == "covariance"
        else _sample(parameter, (dimension, lanes) if parameter.vector else (lanes,), rng)
        for name, parameter in parameters.items()
        if name != "count"
    } | {name: np.full(lanes, 20.0) for name in parameters if name == "count"}  # decides the rows of a lane


def _covariance(dimension: int, lanes: int, rng) -> np.ndarray:
    """Matrices that are symmetric and have positive eigenvalues, [dimension, dimension, lanes]."""
    roots = rng.normal(size=(dimension, dimension, lanes))
    return np.einsum("ikl,jkl->ijl", roots, roots)


def _sample(parameter, shape, rng) -> np.ndarray:
    low = max(parameter.minimum, parameter.above)
    high = min(parameter.maximum, parameter.below)
    default = parameter.default
    if isinstance(default, (int, float)) and high == 1 and 0.5 < default < 1:
        values = 1 - (1 - default) * rng.uniform(0.5, 2.0, shape)  # a decay: what it forgets is what varies
    elif isinstance(default, (int, float)) and default != 0:
        values = default * rng.uniform(0.6, 1.0, shape)
    elif isinstance(default, list):
        values = rng.uniform(0.6 * min(default), max(default), shape)
    elif default == 0:
        values = rng.uniform(0.1, 0.4, shape)
    else:
        values = (low if np.isfinite(low) else 0.0) + rng.uniform(5.0, 20.0, shape)
    values = np.clip(values, low, high)
    return np.maximum(np.ceil(values), low) if parameter.integer else values


def lane(values: dict[str, np.ndarray], index: int) -> dict:
    """The parameters of one lane: numbers and vectors."""
    return {name: v[..., index] if v.ndim > 1 else float(v[index]) for name, v in values.items()}


def derived(surface, dimension: int, parameters) -> dict[str, np.ndarray]:
    """The parameters with the numbers that the surface derives from them, lane by lane."""
    if not hasattr(surface, "derive"):
        return parameters
    lanes = len(next(iter(parameters.values())).T)
    each = [surface.derive(dimension, **lane(parameters, i)) for i in range(lanes)]
    return {**parameters, **{name: np.stack([e[name] for e in each], axis=-1) for name in each[0]}}


def call(function, available: dict):
    """Call by parameter name, as a kernel does."""
    return function(*[available[name] for name in signature(function).parameters])


def surface_functions(surface, options=None):
    if hasattr(surface, "select"):
        defaults = {name: option.default for name, option in compile_time(surface).items()}
        return surface.select(**{**defaults, **(options or {})})
    return surface.value_and_gradient, surface.hessian


def evaluate(surface, x, parameters, options=None):
    """``(loss [lanes], gradient [d, lanes])`` at ``x`` [d, lanes]."""
    gradient = np.full_like(x, np.nan)
    known = {"x": x, "gradient": gradient, **derived(surface, len(x), parameters)}
    return call(surface_functions(surface, options)[0], known), gradient


def hessian(surface, x, parameters, options=None):
    """[d, d, lanes] at ``x`` [d, lanes]."""
    out = np.full((len(x) ** 2, x.shape[1]), np.nan, x.dtype)
    call(
        surface_functions(surface, options)[1],
        {"x": x, "hessian": out, **derived(surface, len(x), parameters)},
    )
    return out.reshape(len(x), len(x), -1)


def residuals(surface, x, parameters):
    """Residuals [count, lanes] and Jacobian [count, d, lanes] at ``x`` [d, lanes]."""
    d, lanes = x.shape
    count = surface.residual_count(d)
    r, jacobian = (np.full((rows, lanes), np.nan, x.dtype) for rows in (count, count * d))
    known = {"x": x, "residuals": r, "jacobian": jacobian, **derived(surface, d, parameters)}
    call(surface.residuals_and_jacobian, known)
    return r, jacobian.reshape(count, d, lanes)


def step_of(optimizer, options=None):
    """The step function of one combination of options."""
    return optimizer.select(**options) if options else optimizer.step


def asks(optimizer, options, name: str) -> bool:
    """Whether a step asks for ``name``: ``evaluate`` searches, ``jacobian`` needs a sum of squares."""
    return name in signature(step_of(optimizer, options)).parameters


def run(surface, parameters, optimizer, hyperparameters, theta, rates, options=None) -> np.ndarray:
    """Iterates [steps + 1, d, lanes] of ``optimizer`` from ``theta`` [d, lanes]; ``rates`` [steps, lanes]."""
    squares = asks(optimizer, options, "jacobian")

    def functions(x):
        loss, gradient = evaluate(surface, x, parameters)
        found = {"loss": loss, "gradient": gradient, "hessian": hessian(surface, x, parameters)}
        r, jacobian = residuals(surface, x, parameters) if squares else (None, None)
        return found | {"residuals": r, "jacobian": jacobian}

    return iterate(functions, optimizer, hyperparameters, theta, rates, options)


def iterate(functions, optimizer, hyperparameters, theta, rates, options=None) -> np.ndarray:
    """``run`` on any ``functions``: x [d, lanes] -> what the step may ask for, by name.

    ``loss`` [lanes], ``gradient`` [d, lanes], ``hessian`` [d, d, lanes], ``residuals`` [k, lanes] and
    ``jacobian`` [k, d, lanes].
    """
    step, (d, lanes) = step_of(optimizer, options), theta.shape
    state = {name: np.full((s.rows(d), lanes), s.initial, theta.dtype) for name, s in optimizer.STATE.items()}

    def evaluate_at(x, gradient, problem):
        found = problem(getattr(x, "array", x))
        for i in range(d):
            gradient[i] = found["gradient"][i]
        return found["loss"]

    theta, points = theta.copy(), [theta.copy()]
    with np.errstate(all="ignore"):  # infinity and NaN are results
        for t, learning_rate in enumerate(rates):
            found = functions(theta)
            for name in {"hessian", "jacobian"} & {key for key, value in found.items() if value is not None}:
                found[name] = found[name].reshape(-1, lanes)
            known = {"theta": theta, **found, **state, **hyperparameters, "learning_rate": learning_rate}
            known |= {"evaluate": evaluate_at, "problem": functions, "t": np.full(lanes, t, theta.dtype)}
            call(step, known)
            points.append(theta.copy())
    return np.array(points)
