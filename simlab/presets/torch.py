"""PyTorch: numbers and update rules of torch.optim.

Classes
    gd, momentum, nesterov: SGD. amsgrad: Adam with amsgrad=True. Any other kind: the class of its name.
Numbers
    The defaults of the class. SGD has no momentum unless it is given; here the kinds that have it take 0.9.
    The limits of Rprop are lengths there: in units of the learning rate they depend on it.
Reference
    PyTorch 2.13, documentation and source of torch.optim; tests compare every step with the package.
Where it differs from simlab without a preset
    SGD has a default learning rate, its momentum is in the torch form; Adadelta takes the whole step; a
    schedule does not act on Rprop after its first step.
"""

from __future__ import annotations

_ADAM = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}

OPTIMIZERS: dict[str, dict[str, float | str | None]] = {
    "gd": {"learning_rate": 1e-3},
    "momentum": {"learning_rate": 1e-3, "momentum": 0.9, "dampening": 0.0, "form": "torch"},
    "nesterov": {"learning_rate": 1e-3, "momentum": 0.9, "form": "torch"},
    "adam": {**_ADAM, "eps_added_to": "corrected_root"},
    "adamw": {**_ADAM, "weight_decay": 0.01, "eps_added_to": "corrected_root"},
    "amsgrad": {**_ADAM, "form": "torch"},
    "adamax": {**_ADAM, "learning_rate": 2e-3, "eps_added_to": "gradient"},
    "nadam": {**_ADAM, "learning_rate": 2e-3, "momentum_decay": 4e-3},
    "radam": {**_ADAM, "eps_added_to": "root"},
    "adagrad": {"learning_rate": 0.01, "initial_sum": 0.0, "eps": 1e-10, "eps_added_to": "root"},
    "adadelta": {"learning_rate": 1.0, "decay": 0.9, "eps": 1e-6},
    "rmsprop": {"learning_rate": 0.01, "decay": 0.99, "eps": 1e-8, "form": "plain", "eps_added_to": "root"},
    "rprop": {
        "learning_rate": 0.01,
        "shrink": 0.5,
        "grow": 1.2,
        "smallest": "1e-6 / learning_rate",
        "largest": "50 / learning_rate",
        "form": "torch",
    },
}
