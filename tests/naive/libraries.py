"""The update rules of other libraries, transcribed from their documented formulas; one step at a time."""

import numpy as np


class TorchSGD:
    """torch.optim.SGD: buffer starts as the first gradient, undampened; nesterov looks one buffer ahead."""

    def __init__(self, momentum=0.0, dampening=0.0, nesterov=False):
        self.momentum, self.dampening, self.nesterov = momentum, dampening, nesterov
        self.buffer = None

    def step(self, param, grad, lr):
        if self.momentum != 0:
            if self.buffer is None:
                self.buffer = grad.copy()
            else:
                self.buffer = self.buffer * self.momentum + grad * (1 - self.dampening)
            grad = grad + self.momentum * self.buffer if self.nesterov else self.buffer
        return param - lr * grad


class TorchAdam:
    """torch.optim.Adam: m by linear interpolation, both corrections, eps added after the corrected root."""

    def __init__(self, betas=(0.9, 0.999), eps=1e-8):
        (self.beta1, self.beta2), self.eps = betas, eps
        self.t, self.exp_avg, self.exp_avg_sq = 0, 0.0, 0.0

    def step(self, param, grad, lr):
        self.t += 1
        self.exp_avg = self.exp_avg + (grad - self.exp_avg) * (1 - self.beta1)
        self.exp_avg_sq = self.exp_avg_sq * self.beta2 + (1 - self.beta2) * grad * grad
        step_size = lr / (1 - self.beta1**self.t)
        denominator = np.sqrt(self.exp_avg_sq) / (1 - self.beta2**self.t) ** 0.5 + self.eps
        return param - step_size * self.exp_avg / denominator


class OptaxSGD:
    """optax.sgd: trace = g + decay trace; with nesterov the update is g + decay trace."""

    def __init__(self, momentum=0.0, nesterov=False):
        self.decay, self.nesterov, self.trace = momentum, nesterov, 0.0

    def step(self, param, grad, lr):
        self.trace = grad + self.decay * self.trace
        update = grad + self.decay * self.trace if self.nesterov else self.trace
        return param - lr * update


class OptaxAdam:
    """optax.adam: mu_hat / (sqrt(nu_hat + eps_root) + eps), with eps_root = 0."""

    def __init__(self, b1=0.9, b2=0.999, eps=1e-8):
        self.b1, self.b2, self.eps = b1, b2, eps
        self.count, self.mu, self.nu = 0, 0.0, 0.0

    def step(self, param, grad, lr):
        self.count += 1
        self.mu = (1 - self.b1) * grad + self.b1 * self.mu
        self.nu = (1 - self.b2) * grad**2 + self.b2 * self.nu
        mu_hat = self.mu / (1 - self.b1**self.count)
        nu_hat = self.nu / (1 - self.b2**self.count)
        return param - lr * (mu_hat / (np.sqrt(nu_hat) + self.eps))


class KerasSGD:
    """keras SGD: velocity = momentum velocity - lr g; w += velocity, or momentum velocity - lr g."""

    def __init__(self, momentum=0.0, nesterov=False):
        self.momentum, self.nesterov, self.velocity = momentum, nesterov, 0.0

    def step(self, param, grad, lr):
        self.velocity = self.momentum * self.velocity - lr * grad
        return param + (self.momentum * self.velocity - lr * grad if self.nesterov else self.velocity)


class KerasAdam:
    """keras Adam: alpha = lr sqrt(1 - b2^t) / (1 - b1^t), eps added to the uncorrected root."""

    def __init__(self, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon
        self.t, self.m, self.v = 0, 0.0, 0.0

    def step(self, param, grad, lr):
        self.t += 1
        alpha = lr * np.sqrt(1 - self.beta_2**self.t) / (1 - self.beta_1**self.t)
        self.m = self.m + (grad - self.m) * (1 - self.beta_1)
        self.v = self.v + (grad**2 - self.v) * (1 - self.beta_2)
        return param - alpha * self.m / (np.sqrt(self.v) + self.epsilon)
