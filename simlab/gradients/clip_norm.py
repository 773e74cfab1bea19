"""Clipping by the norm: a gradient longer than a threshold is shortened to it and keeps its direction.

Formula
    g <- g min(1, c / |g|)
Symbols
    g the gradient, all its coordinates together; |g| its Euclidean length; c = ``threshold``, the greatest
    length that passes, in units of the gradient. With gradient descent no step is longer than alpha c. A
    gradient that is not finite stays so; one whose square would overflow is clipped like any other.
Reference
    R. Pascanu, T. Mikolov & Y. Bengio (2013), On the difficulty of training recurrent neural networks,
    ICML, algorithm 1.
Where libraries differ
    torch.nn.utils.clip_grad_norm_ divides by |g| + 1e-6; optax.clip_by_global_norm: this rule; keras
    ``clipnorm`` clips every weight tensor by itself, ``global_clipnorm`` is this rule.
"""

from __future__ import annotations

from simlab.lanes import where
from simlab.lanes.vectors import scaled_norm
from simlab.parameters import Parameter

PARAMETERS = {"threshold": Parameter("greatest length of the gradient", above=0.0)}


def modify(gradient, threshold):
    """Shorten ``gradient`` [d rows], in place."""
    scale, length = scaled_norm(gradient)
    clipped = scale * length > threshold
    for i in range(len(gradient)):
        short = threshold * (gradient[i] / scale / length)
        gradient[i] = where(clipped, short, gradient[i])
