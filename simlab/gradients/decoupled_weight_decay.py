"""Decoupled weight decay: the parameters shrink before every step, and the optimizer never sees a penalty.

Formula
    theta <- (1 - alpha lambda) theta,  g unchanged
Symbols
    theta the parameters, before the optimizer's step; g the gradient, taken at theta before the shrinking;
    alpha the learning rate, already multiplied by the schedule; lambda = ``rate``, the share that is taken
    off a step per unit of learning rate. Before Adam it makes AdamW; before gradient descent it is the same
    as ``weight_decay``, before momentum or Adam it is not.
Reference
    I. Loshchilov & F. Hutter (2019), Decoupled weight decay regularization, ICLR, algorithm 2.
Where libraries differ
    torch.optim.AdamW, optax.adamw and keras: this rule. The paper multiplies lambda by the schedule but not
    by the learning rate: its lambda is alpha lambda here.
"""

from __future__ import annotations

from simlab.parameters import Parameter

PARAMETERS = {"rate": Parameter("share of theta taken off a step, per unit of learning rate", minimum=0.0)}


def modify(theta, learning_rate, rate):
    """Shrink ``theta`` [d rows], in place."""
    kept = 1.0 - learning_rate * rate
    for i in range(len(theta)):
        theta[i] = kept * theta[i]
