"""Training against PyTorch's automatic differentiation: every activation, loss, form of a layer."""

from __future__ import annotations

import numpy as np
import pytest
from network_runs import advanced, batch, places

from simlab import registry
from simlab.scenario.network import losses

torch = pytest.importorskip("torch")

STEPS, RATE, SIZE = 200, 0.02, 7
F = torch.nn.functional
ACTIVATIONS = {
    "identity": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda z: F.leaky_relu(z, 0.01),
    "elu": F.elu,
    "gelu exact": F.gelu,
    "gelu tanh": lambda z: F.gelu(z, approximate="tanh"),
    "silu": F.silu,
    "softplus": F.softplus,
    "softsign": F.softsign,
    "hard_tanh": F.hardtanh,
    "square": lambda z: z * z,
}
LOSSES = {
    "mse": lambda y, t: 0.5 * ((y - t) ** 2).sum(0).mean(),
    "huber": lambda y, t: F.huber_loss(y, t, reduction="none").sum(0).mean(),
    "binary_cross_entropy": F.binary_cross_entropy_with_logits,
    "softmax_cross_entropy": lambda y, t: F.cross_entropy(y.T, t[0].long()),
    "hinge": lambda y, t: torch.relu(1 - t * y).sum(0).mean(),
}
# For each loss the hidden layers: activation, normalisation, residual (factor of the branch), standardised.
NETWORKS = {
    "mse": [
        ("tanh", "none", None, False),
        ("gelu exact", "batch", 1.0, True),
        ("hard_tanh", "layer", 1.0, False),
    ],
    "huber": [
        ("elu", "layer", None, False),
        ("softplus", "none", 0.5, True),
        ("identity", "batch", 0.5, False),
    ],
    "binary_cross_entropy": [
        ("silu", "batch", None, False),
        ("sigmoid", "none", 1.0, False),
        ("relu", "none", None, True),
    ],
    "softmax_cross_entropy": [("gelu tanh", "none", None, False), ("softsign", "batch", None, True)],
    "hinge": [("leaky_relu", "layer", None, False), ("square", "layer", 0.5, False)],
}
SCALED = {0.5: '"scaled"', 1.0: "true", None: "false"}
WIDTH = 4


def test_everything_that_a_network_may_have_is_compared():
    used = {layer[0].split()[0] for layers in NETWORKS.values() for layer in layers}
    assert used == set(registry.names("activations"))
    assert NETWORKS.keys() == LOSSES.keys() == set(losses())


def scenario(loss):
    """The words of the scenario of one network."""
    tables = []
    for activation, normalise, residual, standardise in NETWORKS[loss]:
        kind, _, form = activation.partition(" ")
        chosen = f'{{ kind = "{kind}", form = "{form}" }}' if form else f'"{kind}"'
        keys = [f"width = {WIDTH}", f"activation = {chosen}", f'normalise = "{normalise}"']
        keys += [f"residual = {SCALED[residual]}", f"weight_standardisation = {str(standardise).lower()}"]
        tables.append(f"{{ {', '.join(keys)} }}")
    scaled = any(layer[2] == 0.5 for layer in NETWORKS[loss])
    data = {"mse": "sine", "huber": "sine", "softmax_cross_entropy": "blobs"}.get(loss, "two_moons")
    return {
        "layers": f"[{', '.join(tables)}]",
        "loss": loss,
        "data": data,
        "numbers": "residual_scale = 0.5\n" if scaled else "",
        "steps": STEPS,
        "replicates": 1,
        "learning_rate": RATE,
        "record": 'batch_loss = "last"',
    }


def normalised(z, dim):
    return (z - z.mean(dim, keepdim=True)) / torch.sqrt(z.var(dim, unbiased=False, keepdim=True) + 1e-5)


def outputs(theta, layers, x):
    """The network in torch, units by examples."""
    first = 0

    def take(*shape):
        nonlocal first
        first += int(np.prod(shape))
        return theta[first - int(np.prod(shape)) : first].reshape(shape)

    for activation, normalise, residual, standardise, width in layers:
        weights = take(width, len(x))
        z = (normalised(weights, 1) if standardise else weights) @ x + take(width)[:, None]
        if normalise != "none":
            h = normalised(z, 1 if normalise == "batch" else 0)
            z = take(width)[:, None] * h + take(width)[:, None]
        a = ACTIVATIONS[activation](z)
        x = a if residual is None else x + residual * a
    return x


@pytest.mark.parametrize("loss", NETWORKS)
def test_two_hundred_steps_agree_with_automatic_differentiation(loss):
    of = batch(**scenario(loss))
    table, d = of.tables, of.program.dimension
    start = of.state[:d, 0].copy()
    advanced(of)
    count = {"softmax_cross_entropy": 2}.get(loss, 1)
    layers = [(*layer, WIDTH) for layer in NETWORKS[loss]] + [("identity", "none", None, False, count)]
    theta = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.SGD([theta], lr=RATE, momentum=0.9)
    x, t = torch.tensor(table.inputs), torch.tensor(table.targets[:1])
    for chosen in places(of, SIZE, "shuffled", 0):
        optimizer.zero_grad()
        LOSSES[loss](outputs(theta, layers, x[:, chosen]), t[:, chosen]).backward()
        optimizer.step()
    found, expected = of.state[:d, 0], theta.detach().numpy()
    assert np.abs(found - start).max() > 0.05, "it has moved"
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9 * np.abs(expected).max())
