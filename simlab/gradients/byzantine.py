"""A faulty worker: now and then the whole gradient arrives with its sign turned, perhaps enlarged.

Formula
    g <- -s g with probability p, else g
Symbols
    g the gradient; p = ``probability``, independently in every step; s = ``factor``, how much larger the
    turned gradient is. On average 1 - p (1 + s) of the gradient remains: from p = 1 / (1 + s) on, gradient
    descent goes uphill.
Reference
    P. Blanchard, E. M. El Mhamdi, R. Guerraoui & J. Stainer (2017), Machine learning with adversaries:
    Byzantine tolerant gradient descent, NIPS 30; the attack by sign: L. Li et al. (2019), RSA, AAAI 33.
"""

from __future__ import annotations

from simlab.lanes import where
from simlab.parameters import Parameter

PARAMETERS = {
    "probability": Parameter("how often the sign is turned", minimum=0.0, maximum=1.0),
    "factor": Parameter("how much larger the turned gradient is", default=1.0, minimum=0.0),
}


def modify(gradient, uniforms, probability, factor):
    """Turn ``gradient`` [d rows], in place; only the first row of ``uniforms`` decides."""
    share = where(uniforms[0] < probability, -factor, 1.0)
    for i in range(len(gradient)):
        gradient[i] = share * gradient[i]
