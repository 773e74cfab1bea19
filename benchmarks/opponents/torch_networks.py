"""PyTorch on networks: ``torch.func`` (vmap of grad), and products of stacks with the backward pass by hand.

Both are a Python loop over steps without a tape; the second works in place with ``baddbmm``.
"""

from itertools import pairwise

import torch
from torch.nn import functional
from works import _networks

NAME = "PyTorch"
EPS = 1e-5  # of batch normalisation


def version():
    return torch.__version__


def variants(case):
    return ["vmap(grad)"] if case.item.NORMALISE else ["vmap(grad)", "baddbmm"]


def prepare(case, variant):
    torch.set_num_threads(case.threads)
    work, (start, hyper) = case.item, case.inputs()
    inputs, classes = (torch.from_numpy(array) for array in _networks.table(work, case.dtype))
    inputs, classes = inputs.T.contiguous(), classes[0].contiguous()
    chosen = torch.from_numpy(_networks.places(work, case.count, case.steps).astype("int64"))
    start = torch.from_numpy(start.T.copy())
    hyper = {name: torch.from_numpy(values)[:, None] for name, values in hyper.items()}
    slopes = of_tape(work) if variant == "vmap(grad)" else by_hand(work)

    @torch.no_grad()
    def run():
        theta = start.clone()
        update = UPDATES[work.OPTIMIZER](theta, hyper)
        for places in chosen:
            update(theta, slopes(theta, inputs[places], classes[places]))
        return theta.T

    return run


def layers(work, theta):
    """Weights [..., outputs, inputs], biases, gains and shifts of every layer from theta [..., P]."""
    first, parts, pairs = 0, [], list(pairwise(work.WIDTHS))
    for number, (i, o) in enumerate(pairs):
        vectors = 3 if work.NORMALISE and number < len(pairs) - 1 else 1
        weights = theta[..., first : first + i * o].unflatten(-1, (o, i))
        first += i * o
        rows = [theta[..., first + k * o : first + (k + 1) * o] for k in range(vectors)]
        first += vectors * o
        parts.append((weights, rows[0], *(rows[1:] or (None, None))))
    return parts


def of_tape(work):
    """Slopes [networks, P] from ``torch.func``."""

    def loss(theta, x, classes):
        a, parts = x, layers(work, theta)
        for number, (weights, bias, gain, shift) in enumerate(parts):
            z = a @ weights.T + bias
            if gain is not None:
                z = (z - z.mean(0)) / torch.sqrt(z.var(0, correction=0) + EPS) * gain + shift
            a = torch.tanh(z) if number < len(parts) - 1 else z
        if work.LOSS == "binary_cross_entropy":
            return functional.binary_cross_entropy_with_logits(a[:, 0], classes)
        return functional.cross_entropy(a, classes.long())

    return torch.func.vmap(torch.func.grad(loss))


def by_hand(work):
    """Slopes [networks, P] by the textbook's backward pass."""

    def slopes(theta, x, classes):
        parts, kept = layers(work, theta), [x]
        for number, (weights, bias, _, _) in enumerate(parts):
            z = torch.baddbmm(bias[:, None], kept[-1], weights.mT)
            kept.append(z.tanh_() if number < len(parts) - 1 else z)
        if work.LOSS == "binary_cross_entropy":
            s = kept.pop().sigmoid_().sub_(classes[..., None])
        else:
            s = kept.pop().softmax(-1)
            s.scatter_add_(2, classes.long()[..., None], torch.full_like(s[..., :1], -1.0))
        s.div_(x.shape[1])
        gradient = torch.empty_like(theta)
        own = layers(work, gradient)
        for number in range(len(parts) - 1, -1, -1):
            a = kept[number]
            own[number][0].copy_(s.mT @ a)
            torch.sum(s, 1, out=own[number][1])
            if number:
                s = torch.ops.aten.tanh_backward(s @ parts[number][0], a)
        return gradient

    return slopes


def momentum(theta, hyper):
    velocity = torch.zeros_like(theta)

    def update(theta, g):
        velocity.mul_(hyper["momentum"]).addcmul_(g, hyper["learning_rate"], value=-1)
        theta.add_(velocity)

    return update


def adam(theta, hyper):
    mean, square, step = torch.zeros_like(theta), torch.zeros_like(theta), 0
    beta1, beta2 = hyper["beta1"], hyper["beta2"]

    def update(theta, g):
        nonlocal step
        step += 1
        mean.mul_(beta1).addcmul_(g, 1 - beta1)
        square.mul_(beta2).addcmul_(g.square(), 1 - beta2)
        divisor = square.div(1 - beta2**step).sqrt_().add_(hyper["eps"])
        theta.sub_(mean.mul(hyper["learning_rate"] / (1 - beta1**step)).div_(divisor))

    return update


UPDATES = {"momentum": momentum, "adam": adam}
