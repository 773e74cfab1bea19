"""Optax: numbers and update rules of the JAX library.

Functions
    gd, momentum, nesterov: optax.sgd. Any other kind: the function of its name.
Numbers
    The defaults of the function. None has a learning rate by default (without one adadelta even climbs): it
    must be given. sgd has no momentum unless it is given; here the kinds that have it take 0.9.
Reference
    Optax 0.2.8, documentation and source; tests compare every step with the package.
Where it differs from simlab without a preset
    Momentum is in the torch form. adagrad, rmsprop: eps is added to the square under the root. radam: to the
    corrected root. amsgrad: the maximum is that of the corrected square. nadam: its momentum does not warm
    up. yogi: both averages begin at 1e-6 and are corrected. lion: decays the parameters by default.
Left out
    rprop: that of this version takes every step one gradient late, and so is not the published rule.
"""

from __future__ import annotations

_ADAM = {"learning_rate": None, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}

OPTIMIZERS: dict[str, dict[str, float | str | None]] = {
    "gd": {"learning_rate": None},
    "momentum": {"learning_rate": None, "momentum": 0.9, "dampening": 0.0, "form": "torch"},
    "nesterov": {"learning_rate": None, "momentum": 0.9, "form": "torch"},
    "adam": {**_ADAM, "eps_added_to": "corrected_root"},
    "adamw": {**_ADAM, "weight_decay": 1e-4, "eps_added_to": "corrected_root"},
    "amsgrad": {**_ADAM, "form": "optax"},
    "adamax": {**_ADAM, "eps_added_to": "gradient"},
    "nadam": {**_ADAM, "momentum_decay": 1e6},
    "radam": {**_ADAM, "eps_added_to": "corrected_root"},
    "yogi": {**_ADAM, "eps": 1e-3, "form": "optax"},
    "adagrad": {"learning_rate": None, "initial_sum": 0.1, "eps": 1e-7, "eps_added_to": "square"},
    "adadelta": {"learning_rate": None, "decay": 0.9, "eps": 1e-6},
    "rmsprop": {"learning_rate": None, "decay": 0.9, "eps": 1e-8, "form": "plain", "eps_added_to": "square"},
    "lion": {"learning_rate": None, "beta1": 0.9, "beta2": 0.99, "weight_decay": 1e-3},
    "sign_sgd": {"learning_rate": None},
}
