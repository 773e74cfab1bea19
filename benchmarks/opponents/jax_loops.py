"""JAX as its users write it: one jitted program over all lanes, in the forms the documentation offers.

Forms: ``vmap`` of a one-lane scan, a scan over arrays of lanes, that scan unrolled, ``fori_loop``. The state
is a tuple of rows, so that XLA fuses a step without slicing or stacking; in many dimensions it is a tuple of
one array (lanes, dimension). XLA uses its own pool of threads.
"""

import jax
import jax.numpy as jnp
from jax import lax
from works import quadratic_momentum

NAME = "JAX"


def version():
    return jax.__version__


def variants(case):
    return ["vmap(scan)", "scan", "scan, unroll 2", "scan, unroll 4", "scan, unroll 8", "fori_loop"]


def prepare(case, variant):
    inputs = device_inputs(case)
    trajectories = jax.jit(form(case, variant))
    return lambda: rows(case, jax.block_until_ready(trajectories(*inputs)))


def device_inputs(case):
    """Starting points as a tuple of rows, hyper-parameters as a dict of rows, on the first device."""
    jax.config.update("jax_enable_x64", case.dtype == "float64")
    start, hyper = case.inputs()
    if is_wide(case):
        start = (start.T.copy(),)
        hyper = {name: values[:, None] for name, values in hyper.items()}
    return jax.device_put((tuple(start), hyper), jax.devices()[0])


def is_wide(case):
    """Whether the coordinates are too many for a row each."""
    return case.item.DIMENSION > 8


def rows(case, theta):
    """The answer as rows of lanes."""
    return theta[0].T if is_wide(case) else theta


def form(case, variant):
    """The function ``(start, hyper) -> theta`` that runs all steps, written in one of the forms."""
    gradient = GRADIENTS[case.item.SURFACE]
    initial, update = OPTIMIZERS[case.item.OPTIMIZER]
    unroll = int(variant.rpartition(" ")[2]) if "unroll" in variant else 1

    def step(carry, hyper):
        theta, state = carry
        return update(theta, gradient(theta), state, hyper)

    def scan(start, hyper):
        def body(carry, _):
            return step(carry, hyper), None

        carry, _ = lax.scan(body, (start, initial(start)), None, length=case.steps, unroll=unroll)
        return carry[0]

    def fori(start, hyper):
        def body(_, carry):
            return step(carry, hyper)

        return lax.fori_loop(0, case.steps, body, (start, initial(start)))[0]

    if variant.startswith("vmap"):
        return jax.vmap(scan)
    return fori if variant.startswith("fori") else scan


def rosenbrock(theta):
    x, y = theta
    slope = 200 * (y - x * x)
    return -2 * (x * slope + (1 - x)), slope


def rastrigin(theta):
    return tuple(2 * x + 20 * jnp.pi * jnp.sin(2 * jnp.pi * x) for x in theta)


def ackley(theta):
    x, y = theta
    radius = jnp.sqrt((x * x + y * y) / 2)
    cone = 2 * jnp.exp(-0.2 * radius) / jnp.where(radius > 0, radius, 1)
    ripple = jnp.pi * jnp.exp((jnp.cos(2 * jnp.pi * x) + jnp.cos(2 * jnp.pi * y)) / 2)
    return tuple(cone * z + ripple * jnp.sin(2 * jnp.pi * z) for z in theta)


def quadratic(theta):
    (x,) = theta
    return (jnp.asarray(quadratic_momentum.CURVATURES, x.dtype) * x,)


def momentum_initial(theta):
    return tuple(jnp.zeros_like(row) for row in theta)


def momentum(theta, gradient, velocity, hyper):
    rate, mu = hyper["learning_rate"], hyper["momentum"]
    velocity = tuple(mu * v - rate * g for v, g in zip(velocity, gradient, strict=True))
    return tuple(row + v for row, v in zip(theta, velocity, strict=True)), velocity


def adam_initial(theta):
    zeros = tuple(jnp.zeros_like(row) for row in theta)
    return zeros, zeros, jnp.zeros_like(theta[0]), jnp.zeros_like(theta[0])


def adam(theta, gradient, state, hyper):
    mean, square, correction1, correction2 = state
    beta1, beta2 = hyper["beta1"], hyper["beta2"]
    rest1, rest2 = 1 - beta1, 1 - beta2
    correction1 = beta1 * correction1 + rest1
    correction2 = beta2 * correction2 + rest2
    rate, floor = hyper["learning_rate"] * correction2, correction1 * correction2 * hyper["eps"]
    mean = tuple(beta1 * m + rest1 * g for m, g in zip(mean, gradient, strict=True))
    square = tuple(beta2 * v + rest2 * g * g for v, g in zip(square, gradient, strict=True))
    divisors = tuple(correction1 * jnp.sqrt(correction2 * v) + floor for v in square)
    rows = zip(theta, mean, divisors, strict=True)
    theta = tuple(row - rate * m / divisor for row, m, divisor in rows)
    return theta, (mean, square, correction1, correction2)


GRADIENTS = {"rosenbrock": rosenbrock, "rastrigin": rastrigin, "ackley": ackley, "quadratic": quadratic}
OPTIMIZERS = {"momentum": (momentum_initial, momentum), "adam": (adam_initial, adam)}
