"""Keras: numbers and update rules of keras.optimizers.

Classes
    gd, momentum, nesterov: SGD. amsgrad: Adam with amsgrad=True. Any other kind: the class of its name.
Numbers
    The defaults of the class, with epsilon = 1e-7 throughout. SGD has no momentum unless it is given; here
    the kinds that have it take 0.9.
Reference
    Keras 3.15, documentation and source; tests compare every step with the package.
Where it differs from simlab without a preset
    SGD has a default learning rate. Adam, AdamW, AMSGrad: eps is added to the root before its correction.
    Adagrad, RMSprop: to the square under the root. Adamax: to the maximum. Nadam: its momentum warms up 250
    times as fast.
"""

from __future__ import annotations

_ADAM = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-7}

OPTIMIZERS: dict[str, dict[str, float | str | None]] = {
    "gd": {"learning_rate": 0.01},
    "momentum": {"learning_rate": 0.01, "momentum": 0.9, "dampening": 0.0, "form": "velocity"},
    "nesterov": {"learning_rate": 0.01, "momentum": 0.9, "form": "velocity"},
    "adam": {**_ADAM, "eps_added_to": "root"},
    "adamw": {**_ADAM, "weight_decay": 0.004, "eps_added_to": "root"},
    "amsgrad": {**_ADAM, "form": "keras"},
    "adamax": {**_ADAM, "eps_added_to": "maximum"},
    "nadam": {**_ADAM, "momentum_decay": 1.0},
    "adagrad": {"learning_rate": 1e-3, "initial_sum": 0.1, "eps": 1e-7, "eps_added_to": "square"},
    "adadelta": {"learning_rate": 1e-3, "decay": 0.95, "eps": 1e-7},
    "rmsprop": {"learning_rate": 1e-3, "decay": 0.9, "eps": 1e-7, "form": "plain", "eps_added_to": "square"},
    "lion": {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.99, "weight_decay": 0.0},
}
