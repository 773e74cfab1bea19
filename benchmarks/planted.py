"""Scenarios in which one pitfall is planted, or none: what ``benchmarks/diagnosis.py`` measures diagnoses on.

Each function makes one scenario of ``VARIANTS`` optimizers from random numbers; the pitfall is the function's
name. The ranges are those in which a lecturer would call the run an example of this pitfall and of no other.
"""

from __future__ import annotations

import numpy as np

VARIANTS = 20
_BOWL = """\
title = "Planted"

[problem]
surface = "quadratic"
curvatures = {curvatures}

[start]
kind = "normal"
std = {std}

[run]
steps = {steps}
replicates = 6
seed = {seed}
{tables}
"""
_OPTIMIZER = """
[[optimizer]]
name = "{name}"
kind = "{kind}"
learning_rate = {rate!r}
{more}
"""
_NETWORK = """\
title = "Planted"

[problem]
network = {{ layers = {layers}, activation = "{activation}", loss = "binary_cross_entropy" }}

[data]
kind = "{data}"
count = 64
{faults}

[start]
{start}

[run]
steps = 150
replicates = 4
dtype = "float64"
seed = {seed}
"""


def healthy(rng: np.random.Generator, seed: int) -> str:
    """A bowl of condition number up to 8, learning rates well below the limit."""
    curvatures = _curvatures(rng, 8.0)
    return _bowl(rng, seed, curvatures, _rates(rng, curvatures, 0.3, 1.2))


def slow_progress(rng: np.random.Generator, seed: int) -> str:
    """Learning rates so small that under a third of the loss is gone."""
    curvatures = _curvatures(rng, 8.0)
    return _bowl(rng, seed, curvatures, _rates(rng, curvatures, 2e-5, 5e-4))


def instability(rng: np.random.Generator, seed: int) -> str:
    """Learning rates above the limit."""
    curvatures = _curvatures(rng, 8.0)
    return _bowl(rng, seed, curvatures, _rates(rng, curvatures, 2.05, 4.0))


def oscillations(rng: np.random.Generator, seed: int) -> str:
    """Learning rates just below the limit."""
    curvatures = _curvatures(rng, 8.0)
    return _bowl(rng, seed, curvatures, _rates(rng, curvatures, 1.7, 1.97))


def fluctuations(rng: np.random.Generator, seed: int) -> str:
    """Noise as strong as the gradient at the start."""
    curvatures = _curvatures(rng, 8.0)
    sigma = float(rng.uniform(0.3, 1.0) * max(curvatures))
    noise = f'\n[noise]\nkind = "gaussian"\nsigma = {sigma!r}\n'
    return _bowl(rng, seed, curvatures, _rates(rng, curvatures, 0.1, 0.9), tables=noise)


def bad_conditioning(rng: np.random.Generator, seed: int) -> str:
    """A condition number of thousands, learning rates that are right for the steepest direction."""
    curvatures = _curvatures(rng, float(10 ** rng.uniform(3.3, 5.0)))
    return _bowl(rng, seed, curvatures, _rates(rng, curvatures, 0.5, 1.2))


def incorrect_gradients(rng: np.random.Generator, seed: int) -> str:
    """One of four errors in the gradient of a bowl that would be fine."""
    curvatures = _curvatures(rng, 8.0)
    coordinate = int(rng.integers(4))
    errors = (
        f'{{ kind = "dropped_term", coordinate = {coordinate} }}',
        f'{{ kind = "scale_error", factor = {float(rng.uniform(0.2, 0.6))!r} }}',
        f'{{ kind = "sign_error", coordinate = {coordinate} }}',
        f'{{ kind = "bias_error", bias = {float(rng.uniform(0.3, 1.0) * max(curvatures))!r} }}',
    )
    more = f"gradient = [{errors[rng.integers(4)]}]"
    return _bowl(rng, seed, curvatures, _rates(rng, curvatures, 0.3, 1.2), more=more)


def local_optimum(rng: np.random.Generator, seed: int) -> str:
    """Starts in both basins of a tilted double well."""
    rates = rng.uniform(0.05, 0.25, VARIANTS)
    head = f"""\
title = "Planted"

[problem]
surface = "double_well"
tilt = {float(rng.uniform(0.05, 0.3))!r}

[start]
kind = "uniform"
low = -1.8
high = 1.8

[run]
steps = 500
replicates = 12
seed = {seed}
"""
    return head + _optimizers("gd", rates)


def healthy_network(rng: np.random.Generator, seed: int) -> str:
    """A small network at Xavier's scale that learns two moons."""
    start = f'kind = "xavier"\ngain = {float(rng.uniform(0.8, 1.3))!r}'
    return _network(rng, seed, "[8, 8]", "tanh", start, (0.1, 0.4))


def symmetry(rng: np.random.Generator, seed: int) -> str:
    """All weights of a layer start as copies of one another."""
    start = f'kind = "constant"\nvalue = {float(rng.uniform(0.05, 0.2))!r}'
    return _network(rng, seed, "[8, 8]", "tanh", start, (0.1, 0.4))


def saturated_units(rng: np.random.Generator, seed: int) -> str:
    """Weights so large that most activations are at the ends of their range."""
    start = f'kind = "normal"\nstd = {float(rng.uniform(15.0, 40.0))!r}'
    return _network(rng, seed, "[8, 8]", "tanh", start, (0.001, 0.01))


def dead_units(rng: np.random.Generator, seed: int) -> str:
    """Biases so negative that no example makes a rectified unit active."""
    start = f'kind = "he"\nbias = {float(-rng.uniform(8.0, 15.0))!r}'
    return _network(rng, seed, "[8, 8]", "relu", start, (0.01, 0.1))


def vanishing_gradients(rng: np.random.Generator, seed: int) -> str:
    """Ten layers of sigmoids."""
    start = f'kind = "xavier"\ngain = {float(rng.uniform(0.7, 1.3))!r}'
    return _network(rng, seed, "[8, 8, 8, 8, 8, 8, 8, 8, 8, 8]", "sigmoid", start, (0.01, 0.3))


def exploding_gradients(rng: np.random.Generator, seed: int) -> str:
    """Ten rectified layers at several times the critical scale, with biases that keep them alive."""
    start = f'kind = "he"\ngain = {float(rng.uniform(4.0, 6.0))!r}'
    return _network(rng, seed, "[8, 8, 8, 8, 8, 8, 8, 8, 8, 8]", "leaky_relu", start, (1e-9, 1e-8))


def bad_batch_values(rng: np.random.Generator, seed: int) -> str:
    """One input that is not a number, infinite, or a hundred times too large."""
    fault = ("nan", "inf", "outlier")[rng.integers(3)]
    size = f", magnitude = {float(rng.uniform(50, 500))!r}" if fault == "outlier" else ""
    faults = f'faults = [{{ kind = "{fault}", indices = [{int(rng.integers(64))}]{size} }}]'
    return _network(rng, seed, "[8, 8]", "tanh", 'kind = "xavier"', (0.1, 0.4), faults)


PLANTED = (
    healthy,
    healthy_network,
    slow_progress,
    instability,
    oscillations,
    fluctuations,
    bad_conditioning,
    incorrect_gradients,
    local_optimum,
    symmetry,
    saturated_units,
    dead_units,
    vanishing_gradients,
    exploding_gradients,
    bad_batch_values,
)


def _curvatures(rng: np.random.Generator, condition: float) -> list[float]:
    """Four eigenvalues of a given condition number, log-uniform between the extremes."""
    largest = float(10 ** rng.uniform(-1.0, 2.0))
    between = largest / condition ** rng.uniform(0.0, 1.0, 2)
    return [largest, *map(float, sorted(between, reverse=True)), largest / condition]


def _rates(rng: np.random.Generator, curvatures: list[float], low: float, high: float) -> np.ndarray:
    return np.exp(rng.uniform(np.log(low), np.log(high), VARIANTS)) / max(curvatures)


def _bowl(
    rng: np.random.Generator,
    seed: int,
    curvatures: list[float],
    rates: np.ndarray,
    tables: str = "",
    more: str = "",
) -> str:
    steps, std = int(rng.integers(200, 400)), float(rng.uniform(0.5, 2.0))
    head = _BOWL.format(curvatures=curvatures, std=std, steps=steps, seed=seed, tables=tables)
    return head + _optimizers("gd", rates, more)


def _network(
    rng: np.random.Generator,
    seed: int,
    layers: str,
    activation: str,
    start: str,
    rates: tuple[float, float],
    faults: str = "",
) -> str:
    head = _NETWORK.format(
        layers=layers, activation=activation, data="two_moons", faults=faults, start=start, seed=seed
    )
    return head + _optimizers("gd", rng.uniform(*rates, VARIANTS))


def _optimizers(kind: str, rates: np.ndarray, more: str = "") -> str:
    return "".join(
        _OPTIMIZER.format(name=f"v{number}", kind=kind, rate=float(rate), more=more)
        for number, rate in enumerate(rates)
    )
