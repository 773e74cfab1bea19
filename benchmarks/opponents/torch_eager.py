"""PyTorch, eager: tensors over all lanes, a Python loop over steps, fused in-place operations."""

import math

import torch
from works import quadratic_momentum

NAME = "PyTorch"


def version():
    return torch.__version__


def variants(case):
    return ["all lanes"]


def prepare(case, variant):
    torch.set_num_threads(case.threads)
    start, hyper = tensors(case)
    gradient, optimizer = GRADIENTS[case.item.SURFACE], OPTIMIZERS[case.item.OPTIMIZER]

    @torch.no_grad()
    def run():
        theta = start.clone()
        step = optimizer(theta, hyper)
        g = torch.empty_like(theta)
        for _ in range(case.steps):
            gradient(theta, g)
            step(theta, g)
        return theta

    return run


def tensors(case):
    """Starting points (dimension, count) and hyper-parameters (count,) as tensors."""
    start, hyper = case.inputs()
    return torch.from_numpy(start), {name: torch.from_numpy(values) for name, values in hyper.items()}


def rosenbrock(theta, g):
    x, y = theta
    torch.addcmul(y, x, x, value=-1, out=g[1]).mul_(200)
    torch.sub(1, x, out=g[0]).addcmul_(x, g[1]).mul_(-2)


def rastrigin(theta, g):
    torch.mul(theta, 2 * math.pi, out=g).sin_().mul_(20 * math.pi).add_(theta, alpha=2)


def ackley(theta, g):
    radius = torch.linalg.vector_norm(theta, dim=0).mul_(math.sqrt(0.5))
    cone = radius.mul(-0.2).exp_().mul_(2).div_(torch.where(radius > 0, radius, 1))
    angle = theta * (2 * math.pi)
    ripple = torch.cos(angle).mean(0).exp_().mul_(math.pi)
    torch.sin(angle, out=g).mul_(ripple).addcmul_(theta, cone)


def quadratic(theta, g):
    torch.mul(theta, torch.from_numpy(quadratic_momentum.CURVATURES).to(theta.dtype)[:, None], out=g)


def momentum(theta, hyper):
    velocity = torch.zeros_like(theta)
    learning_rate, mu = hyper["learning_rate"], hyper["momentum"]

    def step(theta, g):
        velocity.mul_(mu).addcmul_(g, learning_rate, value=-1)
        theta.add_(velocity)

    return step


def adam(theta, hyper):
    mean, square = torch.zeros_like(theta), torch.zeros_like(theta)
    learning_rate, beta1, beta2, eps = (hyper[name] for name in ("learning_rate", "beta1", "beta2", "eps"))
    rest1, rest2 = 1 - beta1, 1 - beta2
    correction1, correction2 = torch.zeros_like(beta1), torch.zeros_like(beta2)
    rate, floor, divisor = torch.empty_like(beta1), torch.empty_like(beta1), torch.empty_like(theta)

    def step(theta, g):
        correction1.mul_(beta1).add_(rest1)
        correction2.mul_(beta2).add_(rest2)
        torch.mul(learning_rate, correction2, out=rate)
        torch.mul(correction1, correction2, out=floor).mul_(eps)
        mean.mul_(beta1).addcmul_(g, rest1)
        square.mul_(beta2).addcmul_(g.square_(), rest2)
        torch.mul(square, correction2, out=divisor).sqrt_().mul_(correction1).add_(floor)
        theta.addcdiv_(torch.mul(mean, rate, out=g), divisor, value=-1)

    return step


GRADIENTS = {"rosenbrock": rosenbrock, "rastrigin": rastrigin, "ackley": ackley, "quadratic": quadratic}
OPTIMIZERS = {"momentum": momentum, "adam": adam}
