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

    def __init__(self, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon
        self.t, self.m, self.v = 0, 0.0, 0.0

    def step(self, param, grad, lr):
        self.t += 1
        alpha = lr * np.sqrt(1 - self.beta_2**self.t) / (1 - self.beta_1**self.t)
        self.m = self.m + (grad - self.m) * (1 - self.beta_1)
        self.v = self.v + (grad**2 - self.v) * (1 - self.beta_2)
        return param - alpha * self.m / (np.sqrt(self.v) + self.epsilon)


class TorchAdagrad:
    """torch.optim.Adagrad without lr_decay: the sum of squares from initial_accumulator_value."""

    def __init__(self, initial_accumulator_value=0.0, eps=1e-10):
        self.sum, self.eps = initial_accumulator_value, eps

    def step(self, param, grad, lr):
        self.sum = self.sum + grad * grad
        return param - lr * grad / (np.sqrt(self.sum) + self.eps)


class TorchRMSprop:
    """torch.optim.RMSprop without momentum; centered subtracts the square of the mean gradient."""

    def __init__(self, alpha=0.99, eps=1e-8, centered=False):
        self.alpha, self.eps, self.centered = alpha, eps, centered
        self.square_avg, self.grad_avg = 0.0, 0.0

    def step(self, param, grad, lr):
        self.square_avg = self.square_avg * self.alpha + (1 - self.alpha) * grad * grad
        self.grad_avg = self.grad_avg + (grad - self.grad_avg) * (1 - self.alpha)
        square = self.square_avg - self.grad_avg * self.grad_avg if self.centered else self.square_avg
        return param - lr * grad / (np.sqrt(square) + self.eps)


class TorchAdadelta:
    """torch.optim.Adadelta: delta = sqrt(acc_delta + eps) / sqrt(square_avg + eps) grad."""

    def __init__(self, rho=0.9, eps=1e-6):
        self.rho, self.eps, self.square_avg, self.acc_delta = rho, eps, 0.0, 0.0

    def step(self, param, grad, lr):
        self.square_avg = self.square_avg * self.rho + (1 - self.rho) * grad * grad
        delta = np.sqrt(self.acc_delta + self.eps) / np.sqrt(self.square_avg + self.eps) * grad
        self.acc_delta = self.acc_delta * self.rho + (1 - self.rho) * delta * delta
        return param - lr * delta


class TorchAdamW(TorchAdam):
    """torch.optim.AdamW: param (1 - lr weight_decay), then Adam."""

    def __init__(self, weight_decay=0.01):
        super().__init__()
        self.weight_decay = weight_decay

    def step(self, param, grad, lr):
        return super().step(param * (1 - lr * self.weight_decay), grad, lr)


class TorchAMSGrad(TorchAdam):
    """torch.optim.Adam(amsgrad=True): the root of the largest exp_avg_sq so far, corrected as Adam's."""

    largest = 0.0

    def step(self, param, grad, lr):
        super().step(param, grad, lr)
        self.largest = np.maximum(self.largest, self.exp_avg_sq)
        denominator = np.sqrt(self.largest) / (1 - self.beta2**self.t) ** 0.5 + self.eps
        return param - lr / (1 - self.beta1**self.t) * self.exp_avg / denominator


class TorchAdamax(TorchAdam):
    """torch.optim.Adamax: exp_inf = max(beta2 exp_inf, |grad| + eps), clr = lr / (1 - beta1^t)."""

    exp_inf = 0.0

    def step(self, param, grad, lr):
        super().step(param, grad, lr)
        self.exp_inf = np.maximum(self.exp_inf * self.beta2, np.abs(grad) + self.eps)
        return param - lr / (1 - self.beta1**self.t) * self.exp_avg / self.exp_inf


class TorchNAdam(TorchAdam):
    """torch.optim.NAdam: mu = beta1 (1 - 0.96^(step momentum_decay) / 2), two steps with one denominator."""

    mu_product = 1.0

    def __init__(self, momentum_decay=4e-3):
        super().__init__()
        self.momentum_decay = momentum_decay

    def step(self, param, grad, lr):
        super().step(param, grad, lr)
        mu, mu_next = (
            self.beta1 * (1.0 - 0.5 * 0.96 ** (t * self.momentum_decay)) for t in (self.t, self.t + 1)
        )
        self.mu_product *= mu
        denominator = np.sqrt(self.exp_avg_sq / (1 - self.beta2**self.t)) + self.eps
        param = param - lr * (1.0 - mu) / (1.0 - self.mu_product) * grad / denominator
        return param - lr * mu_next / (1.0 - self.mu_product * mu_next) * self.exp_avg / denominator


class TorchRAdam(TorchAdam):
    """torch.optim.RAdam: the adaptive rate, rectified, from rho_t > 5 on."""

    def step(self, param, grad, lr):
        super().step(param, grad, lr)
        correction = 1 - self.beta2**self.t
        mean = self.exp_avg / (1 - self.beta1**self.t)
        rho_inf = 2 / (1 - self.beta2) - 1
        rho = rho_inf - 2 * self.t * self.beta2**self.t / correction
        if rho <= 5.0:
            return param - mean * lr
        rect = ((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho)) ** 0.5
        return param - mean * lr * correction**0.5 / (np.sqrt(self.exp_avg_sq) + self.eps) * rect


class TorchRprop:
    """torch.optim.Rprop: lengths of steps from lr, which counts in the first step only."""

    def __init__(self, etas=(0.5, 1.2), step_sizes=(1e-6, 50.0)):
        self.etas, self.step_sizes, self.prev, self.step_size = etas, step_sizes, None, None

    def step(self, param, grad, lr):
        if self.prev is None:
            self.prev, self.step_size = np.zeros_like(grad), np.full_like(grad, lr)
        sign = np.sign(grad * self.prev)
        factor = np.where(sign > 0, self.etas[1], np.where(sign < 0, self.etas[0], 1.0))
        self.step_size = np.clip(self.step_size * factor, *self.step_sizes)
        self.prev = np.where(sign < 0, 0.0, grad)
        return param - np.sign(self.prev) * self.step_size


class OptaxSignSGD:
    """optax.sign_sgd: the sign of the gradient, scaled."""

    def step(self, param, grad, lr):
        return param - lr * np.sign(grad)


class OptaxLion:
    """optax.lion: sign of the gradient mixed with b1, decoupled decay, mu with b2."""

    def __init__(self, b1=0.9, b2=0.99, weight_decay=1e-3):
        self.b1, self.b2, self.weight_decay, self.mu = b1, b2, weight_decay, 0.0

    def step(self, param, grad, lr):
        update = np.sign((1.0 - self.b1) * grad + self.b1 * self.mu)
        self.mu = (1 - self.b2) * grad + self.b2 * self.mu
        return param - lr * (update + self.weight_decay * param)


class OptaxAdamW(OptaxAdam):
    """optax.adamw: weight_decay times the parameters joins Adam's update before the learning rate does."""

    def __init__(self, weight_decay=1e-4):
        super().__init__()
        self.weight_decay = weight_decay

    def step(self, param, grad, lr):
        return super().step(param, grad, lr) - lr * self.weight_decay * param


class OptaxAMSGrad(OptaxAdam):
    """optax.amsgrad: nu_max = max(nu_max, nu_hat), both moments corrected."""

    nu_max = 0.0

    def step(self, param, grad, lr):
        super().step(param, grad, lr)
        self.nu_max = np.maximum(self.nu_max, self.nu / (1 - self.b2**self.count))
        return param - lr * (self.mu / (1 - self.b1**self.count)) / (np.sqrt(self.nu_max) + self.eps)


class OptaxAdamax(OptaxAdam):
    """optax.adamax: nu = max(|g| + eps, b2 nu), mu_hat / nu."""

    infinity = 0.0

    def step(self, param, grad, lr):
        super().step(param, grad, lr)
        self.infinity = np.maximum(np.abs(grad) + self.eps, self.b2 * self.infinity)
        return param - lr * (self.mu / (1 - self.b1**self.count)) / self.infinity


class OptaxNAdam(OptaxAdam):
    """optax.nadam: mu_hat = b1 mu / (1 - b1^(t + 1)) + (1 - b1) g / (1 - b1^t)."""

    def step(self, param, grad, lr):
        super().step(param, grad, lr)
        now, after = (1 - self.b1**t for t in (self.count, self.count + 1))
        mu_hat = self.b1 * self.mu / after + (1 - self.b1) * grad / now
        return param - lr * mu_hat / (np.sqrt(self.nu / (1 - self.b2**self.count)) + self.eps)


class OptaxRAdam(OptaxAdam):
    """optax.radam: rectified from ro >= threshold on, both moments corrected."""

    threshold = 5.0

    def step(self, param, grad, lr):
        super().step(param, grad, lr)
        power = self.b2**self.count
        mu_hat, nu_hat = self.mu / (1 - self.b1**self.count), self.nu / (1 - power)
        ro_inf = 2.0 / (1.0 - self.b2) - 1
        ro = ro_inf - 2 * self.count * power / (1 - power)
        if ro < self.threshold:
            return param - lr * mu_hat
        r = np.sqrt((ro - 4.0) * (ro - 2.0) * ro_inf / ((ro_inf - 4.0) * (ro_inf - 2.0) * ro))
        return param - lr * r * mu_hat / (np.sqrt(nu_hat) + self.eps)


class OptaxYogi:
    """optax.yogi: mu and nu begin at initial_accumulator_value, both corrected."""

    def __init__(self, b1=0.9, b2=0.999, eps=1e-3, initial_accumulator_value=1e-6):
        self.b1, self.b2, self.eps, self.count = b1, b2, eps, 0
        self.mu = self.nu = initial_accumulator_value

    def step(self, param, grad, lr):
        self.count += 1
        self.mu = (1 - self.b1) * grad + self.b1 * self.mu
        self.nu = self.nu - (1 - self.b2) * np.sign(self.nu - grad**2) * grad**2
        nu_hat = self.nu / (1 - self.b2**self.count)
        return param - lr * self.mu / (1 - self.b1**self.count) / (np.sqrt(nu_hat) + self.eps)


class OptaxAdagrad:
    """optax.adagrad: g rsqrt(sum_of_squares + eps), the sum from initial_accumulator_value."""

    def __init__(self, initial_accumulator_value=0.1, eps=1e-7):
        self.sum, self.eps = initial_accumulator_value, eps

    def step(self, param, grad, lr):
        self.sum = grad**2 + self.sum
        return param - lr * grad / np.sqrt(self.sum + self.eps)


class OptaxAdadelta(TorchAdadelta):
    """optax.adadelta: as torch's, rho = 0.9 and eps = 1e-6 as well."""


class OptaxRMSprop:
    """optax.rmsprop: g rsqrt(nu + eps); centered: g rsqrt(nu - mu^2 + eps)."""

    def __init__(self, decay=0.9, eps=1e-8, centered=False):
        self.decay, self.eps, self.centered, self.mu, self.nu = decay, eps, centered, 0.0, 0.0

    def step(self, param, grad, lr):
        self.mu = (1 - self.decay) * grad + self.decay * self.mu
        self.nu = (1 - self.decay) * grad**2 + self.decay * self.nu
        square = self.nu - self.mu**2 if self.centered else self.nu
        return param - lr * grad / np.sqrt(square + self.eps)


class KerasAdamW(KerasAdam):
    """keras AdamW: variable -= variable weight_decay lr, then Adam."""

    def __init__(self, weight_decay=0.004):
        super().__init__()
        self.weight_decay = weight_decay

    def step(self, param, grad, lr):
        return super().step(param - param * self.weight_decay * lr, grad, lr)


class KerasAMSGrad(KerasAdam):
    """keras Adam(amsgrad=True): the root of the largest v so far."""

    largest = 0.0

    def step(self, param, grad, lr):
        super().step(param, grad, lr)
        self.largest = np.maximum(self.largest, self.v)
        alpha = lr * np.sqrt(1 - self.beta_2**self.t) / (1 - self.beta_1**self.t)
        return param - alpha * self.m / (np.sqrt(self.largest) + self.epsilon)


class KerasAdamax(KerasAdam):
    """keras Adamax: u = max(beta_2 u, |g|), lr m / ((1 - beta_1^t) (u + epsilon))."""

    u = 0.0

    def step(self, param, grad, lr):
        super().step(param, grad, lr)
        self.u = np.maximum(self.beta_2 * self.u, np.abs(grad))
        return param - lr * self.m / ((1 - self.beta_1**self.t) * (self.u + self.epsilon))


class KerasNadam(KerasAdam):
    """keras Nadam: u_t = beta_1 (1 - 0.96^t / 2)."""

    u_product = 1.0

    def step(self, param, grad, lr):
        super().step(param, grad, lr)
        u_t, u_t_1 = (self.beta_1 * (1.0 - 0.5 * 0.96**t) for t in (self.t, self.t + 1))
        self.u_product *= u_t
        m_hat = u_t_1 * self.m / (1 - self.u_product * u_t_1) + (1 - u_t) * grad / (1 - self.u_product)
        return param - m_hat * lr / (np.sqrt(self.v / (1 - self.beta_2**self.t)) + self.epsilon)


class KerasAdagrad:
    """keras Adagrad: lr g / sqrt(accumulator + epsilon)."""

    def __init__(self, initial_accumulator_value=0.1, epsilon=1e-7):
        self.accumulator, self.epsilon = initial_accumulator_value, epsilon

    def step(self, param, grad, lr):
        self.accumulator = self.accumulator + grad**2
        return param - lr * grad / np.sqrt(self.accumulator + self.epsilon)


class KerasAdadelta:
    """keras Adadelta: delta = -rms(delta before) g / rms(grad), rms(x) = sqrt(mean square of x + epsilon)."""

    def __init__(self, rho=0.95, epsilon=1e-7):
        self.rho, self.epsilon, self.grad, self.delta = rho, epsilon, 0.0, 0.0

    def step(self, param, grad, lr):
        self.grad = self.rho * self.grad + (1 - self.rho) * grad**2
        delta = -np.sqrt(self.delta + self.epsilon) * grad / np.sqrt(self.grad + self.epsilon)
        self.delta = self.rho * self.delta + (1 - self.rho) * delta**2
        return param + lr * delta


class KerasRMSprop:
    """keras RMSprop: lr g / sqrt(velocity + epsilon); centered subtracts the square of the mean gradient."""

    def __init__(self, rho=0.9, epsilon=1e-7, centered=False):
        self.rho, self.epsilon, self.centered = rho, epsilon, centered
        self.velocity, self.average = 0.0, 0.0

    def step(self, param, grad, lr):
        self.velocity = self.rho * self.velocity + (1 - self.rho) * grad**2
        self.average = self.rho * self.average + (1 - self.rho) * grad
        denominator = self.velocity + self.epsilon
        if self.centered:
            denominator = self.velocity - self.average**2 + self.epsilon
        return param - lr * grad / np.sqrt(denominator)


class KerasLion:
    """keras Lion: sign(beta_1 m + (1 - beta_1) g), then m with beta_2."""

    def __init__(self, beta_1=0.9, beta_2=0.99):
        self.beta_1, self.beta_2, self.m = beta_1, beta_2, 0.0

    def step(self, param, grad, lr):
        moved = param - lr * np.sign(self.m * self.beta_1 + grad * (1.0 - self.beta_1))
        self.m = self.m * self.beta_2 + grad * (1.0 - self.beta_2)
        return moved


# library, kind of simlab: the transcription, with the library's own numbers, and 0.9 where it has momentum.
RULES = {
    "torch": {
        "gd": TorchSGD,
        "momentum": lambda: TorchSGD(0.9),
        "nesterov": lambda: TorchSGD(0.9, nesterov=True),
        "adam": TorchAdam,
        "adamw": TorchAdamW,
        "amsgrad": TorchAMSGrad,
        "adamax": TorchAdamax,
        "nadam": TorchNAdam,
        "radam": TorchRAdam,
        "adagrad": TorchAdagrad,
        "adadelta": TorchAdadelta,
        "rmsprop": TorchRMSprop,
        "centered rmsprop": lambda: TorchRMSprop(centered=True),
        "rprop": TorchRprop,
    },
    "optax": {
        "gd": OptaxSGD,
        "momentum": lambda: OptaxSGD(0.9),
        "nesterov": lambda: OptaxSGD(0.9, nesterov=True),
        "adam": OptaxAdam,
        "adamw": OptaxAdamW,
        "amsgrad": OptaxAMSGrad,
        "adamax": OptaxAdamax,
        "nadam": OptaxNAdam,
        "radam": OptaxRAdam,
        "yogi": OptaxYogi,
        "adagrad": OptaxAdagrad,
        "adadelta": OptaxAdadelta,
        "rmsprop": OptaxRMSprop,
        "centered rmsprop": lambda: OptaxRMSprop(centered=True),
        "lion": OptaxLion,
        "sign_sgd": OptaxSignSGD,
    },
    "keras": {
        "gd": KerasSGD,
        "momentum": lambda: KerasSGD(0.9),
        "nesterov": lambda: KerasSGD(0.9, nesterov=True),
        "adam": KerasAdam,
        "adamw": KerasAdamW,
        "amsgrad": KerasAMSGrad,
        "adamax": KerasAdamax,
        "nadam": KerasNadam,
        "adagrad": KerasAdagrad,
        "adadelta": KerasAdadelta,
        "rmsprop": KerasRMSprop,
        "centered rmsprop": lambda: KerasRMSprop(centered=True),
        "lion": KerasLion,
    },
}
