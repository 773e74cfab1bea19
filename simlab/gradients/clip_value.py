"""Clipping by value: every coordinate of the gradient is cut off at a limit, which may turn its direction.

Formula
    g_i <- max(-c, min(c, g_i))
Symbols
    g the gradient; c = ``limit``, the greatest magnitude of a coordinate that passes, in units of the
    gradient; as c falls to zero the direction becomes that of the signs. NaN stays NaN.
Reference
    T. Mikolov (2012), Statistical language models based on neural networks, thesis, Brno, section 3.2.2.
Where libraries differ
    torch.nn.utils.clip_grad_value_, optax.clip and keras ``clipvalue``: this rule.
"""

from __future__ import annotations

from simlab.lanes import maximum, minimum
from simlab.parameters import Parameter

PARAMETERS = {"limit": Parameter("greatest magnitude of a coordinate", above=0.0)}


def modify(gradient, limit):
    """Cut off ``gradient`` [d rows], in place."""
    for i in range(len(gradient)):
        gradient[i] = maximum(minimum(gradient[i], limit), -limit)
