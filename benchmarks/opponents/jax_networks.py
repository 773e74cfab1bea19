"""JAX on networks: one jitted program, all steps in a scan, the gradient from ``jax.grad``.

Forms: ``vmap`` of one network's scan; a scan over all networks, their products as ``einsum``; the same by
broadcasting and a sum, the networks as first or as last axis, where they fill the vector registers.
The second and the last also in blocks of networks one after another, which keeps a block in the cache.
"""

from itertools import pairwise

import jax
import jax.numpy as jnp
from jax import lax
from works import _networks

NAME = "JAX"
EPS = 1e-5  # of batch normalisation
BLOCK = 64


def version():
    return jax.__version__


def variants(case):
    blocked = [f"{form}, blocks of {BLOCK}" for form in ("einsum", "broadcast, networks last")]
    return [*FORMS, *(blocked if case.count > BLOCK else ())]


def prepare(case, variant):
    jax.config.update("jax_enable_x64", case.dtype == "float64")
    work, (start, hyper) = case.item, case.inputs()
    form, _, block = variant.partition(", blocks of ")
    inputs, classes = _networks.table(work, case.dtype)
    tables = jax.device_put((inputs.T.copy(), classes[0]))
    chosen = _networks.places(work, case.count, case.steps).transpose(1, 0, 2)
    size = int(block) if block else case.count
    lanes = (start.T.copy(), hyper, chosen)
    blocks = jax.tree.map(lambda a: a.reshape(-1, size, *a.shape[1:]), lanes)
    blocks = jax.device_put(blocks)

    @jax.jit
    def run(blocks, tables):
        return lax.map(lambda block: FORMS[form](work, *block, tables), blocks)

    return lambda: jax.block_until_ready(run(blocks, tables)).reshape(case.count, -1).T


def steps(update, loss, theta, hyper, chosen, tables):
    """The scan of one network, or of many whose losses are summed: theta at the end."""
    slope = jax.grad(loss)

    def body(carry, places):
        theta, state = carry
        return update(theta, slope(theta, tables[0][places], tables[1][places]), state, hyper), None

    zeros = jnp.zeros_like(theta)
    carry = theta, (zeros, zeros, jnp.zeros((), theta.dtype))
    return lax.scan(body, carry, chosen)[0][0]


def one_by_one(work, theta, hyper, chosen, tables):
    """Each network by a scan of its own, under vmap."""

    def loss(theta, x, classes):
        return mean_loss(work, theta[None], x[None], classes[None], "einsum")

    def network(theta, hyper, chosen):
        return steps(UPDATES[work.OPTIMIZER], loss, theta, hyper, chosen, tables)

    return jax.vmap(network)(theta, hyper, chosen)


def together(product):
    """A scan over arrays of all networks."""

    def run(work, theta, hyper, chosen, tables):
        def loss(theta, x, classes):
            return mean_loss(work, theta, x, classes, product)

        columns = {name: values[:, None] for name, values in hyper.items()}
        order = chosen.transpose(1, 0, 2)
        return steps(UPDATES[work.OPTIMIZER], loss, theta, columns, order, tables)

    return run


def networks_last(work, theta, hyper, chosen, tables):
    """The same with the networks as the last axis of every array."""

    def loss(theta, x, classes):
        a, parts = jnp.moveaxis(x, 0, 2), layers(work, theta.T)
        for number, (weights, bias, gain, shift) in enumerate(parts):
            z = (a[:, None] * jnp.moveaxis(weights, 0, 2)).sum(2) + bias.T
            if gain is not None:
                z = normalised(z, 0) * gain.T + shift.T
            a = jnp.tanh(z) if number < len(parts) - 1 else z
        return losses(work, jnp.moveaxis(a, 2, 0), classes).mean(1).sum()

    def turned(theta, x, classes):
        return loss(theta, jnp.moveaxis(x, 1, 0), classes.T)

    turned_chosen = chosen.transpose(1, 2, 0)
    return steps(UPDATES[work.OPTIMIZER], turned, theta.T, hyper, turned_chosen, tables).T


def layers(work, theta):
    """Weights [networks, outputs, inputs], biases, gains, shifts of every layer; theta is [networks, P]."""
    first, parts, pairs = 0, [], list(pairwise(work.WIDTHS))
    for number, (i, o) in enumerate(pairs):
        vectors = 3 if work.NORMALISE and number < len(pairs) - 1 else 1
        weights = theta[:, first : first + i * o].reshape(-1, o, i)
        first += i * o
        rows = [theta[:, first + k * o : first + (k + 1) * o] for k in range(vectors)]
        first += vectors * o
        parts.append((weights, rows[0], *(rows[1:] or (None, None))))
    return parts


def mean_loss(work, theta, x, classes, product):
    """Sum over the networks of the mean loss of their batches."""
    a, parts = x, layers(work, theta)
    for number, (weights, bias, gain, shift) in enumerate(parts):
        if product == "einsum":
            z = jnp.einsum("nbi,noi->nbo", a, weights) + bias[:, None]
        else:
            z = (a[:, :, None] * weights[:, None]).sum(3) + bias[:, None]
        if gain is not None:
            z = normalised(z, 1) * gain[:, None] + shift[:, None]
        a = jnp.tanh(z) if number < len(parts) - 1 else z
    return losses(work, a, classes).mean(1).sum()


def normalised(z, axis):
    return (z - z.mean(axis, keepdims=True)) / jnp.sqrt(z.var(axis, keepdims=True) + EPS)


def losses(work, out, classes):
    """[networks, batch] of outputs [networks, batch, k]."""
    if work.LOSS == "binary_cross_entropy":
        return jnp.logaddexp(out[..., 0], 0) - classes * out[..., 0]
    chosen = jnp.take_along_axis(out, classes[..., None].astype(int), -1)[..., 0]
    return jax.nn.logsumexp(out, axis=-1) - chosen


def momentum(theta, gradient, state, hyper):
    velocity = hyper["momentum"] * state[0] - hyper["learning_rate"] * gradient
    return theta + velocity, (velocity, state[1], state[2])


def adam(theta, gradient, state, hyper):
    mean, square, step = state
    beta1, beta2 = hyper["beta1"], hyper["beta2"]
    mean, square = beta1 * mean + (1 - beta1) * gradient, beta2 * square + (1 - beta2) * gradient**2
    divisor = jnp.sqrt(square / (1 - beta2 ** (step + 1))) + hyper["eps"]
    theta = theta - hyper["learning_rate"] * mean / (1 - beta1 ** (step + 1)) / divisor
    return theta, (mean, square, step + 1)


UPDATES = {"momentum": momentum, "adam": adam}
FORMS = {
    "vmap(scan)": one_by_one,
    "einsum": together("einsum"),
    "broadcast": together("broadcast"),
    "broadcast, networks last": networks_last,
}
