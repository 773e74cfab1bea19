"""JAX as its users write it: one jitted program over all lanes, in the forms the documentation offers.

Forms: ``vmap`` of a one-lane scan, a scan over arrays of lanes, that scan unrolled, ``fori_loop``. The state
is a tuple of rows, so that XLA fuses a step without slicing or stacking. XLA uses its own pool of threads.
"""

import jax
import jax.numpy as jnp
from jax import lax

NAME = "JAX"


def version():
    return jax.__version__


def variants(case):
    return ["vmap(scan)", "scan", "scan, unroll 2", "scan, unroll 4", "scan, unroll 8", "fori_loop"]


def prepare(case, variant):
    inputs = device_inputs(case)
    trajectories = jax.jit(form(case, variant))
    return lambda: jax.block_until_ready(trajectories(*inputs))


def device_inputs(case):
    """Starting points as a tuple of rows, hyper-parameters as a dict of rows, on the first device."""
    jax.config.update("jax_enable_x64", case.dtype == "float64")
    start, hyper = case.inputs()
    return jax.device_put((tuple(start), hyper), jax.devices()[0])


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


GRADIENTS = {"rosenbrock": rosenbrock}
OPTIMIZERS = {"momentum": (momentum_initial, momentum), "adam": (adam_initial, adam)}
