"""Optax: ``lbfgs`` with its zoom line search, vmapped over the starts, one jitted while loop."""

import jax
import jax.numpy as jnp
import optax
from jax import lax

NAME = "Optax"


def version():
    return f"{optax.__version__}, JAX {jax.__version__}"


def variants(case):
    return ["vmap(while_loop)"]


def prepare(case, variant):
    jax.config.update("jax_enable_x64", case.dtype == "float64")
    start, _ = case.inputs()
    item = case.item
    optimizer = optax.lbfgs(memory_size=item.MEMORY)
    value_and_gradient = optax.value_and_grad_from_state(rosenbrock)

    def running(carry):
        _, state = carry
        gradient = optax.tree.get(state, "grad")
        count = optax.tree.get(state, "count")
        return (count == 0) | ((count < case.steps) & (jnp.linalg.norm(gradient) >= item.GRADIENT))

    def iterate(carry):
        theta, state = carry
        value, gradient = value_and_gradient(theta, state=state)
        updates, state = optimizer.update(
            gradient, state, theta, value=value, grad=gradient, value_fn=rosenbrock
        )
        return optax.apply_updates(theta, updates), state

    def trajectory(theta):
        return lax.while_loop(running, iterate, (theta, optimizer.init(theta)))[0]

    trajectories = jax.jit(jax.vmap(trajectory))
    points = jax.device_put(start.T.copy())
    return lambda: jax.block_until_ready(trajectories(points)).T


def rosenbrock(theta):
    """The value; its gradient comes from JAX."""
    x, y = theta
    return 100 * (y - x * x) ** 2 + (1 - x) ** 2
