"""A quantised gradient: every coordinate is rounded to the nearest multiple of a step.

Formula
    g_i <- delta round(g_i / delta),  halves to the even multiple
Symbols
    g the gradient; delta = ``spacing``, the distance between two values that can be sent, in units of the
    gradient. What is smaller than delta / 2 becomes 0: descent stops there. ``stochastic_rounding`` does not.
Reference
    D. Alistarh et al. (2017), QSGD: communication-efficient SGD via gradient quantization and encoding,
    NIPS 30, section 3, for quantised gradients; rounding as in IEEE 754-2019, section 4.3.1.
"""

from __future__ import annotations

from simlab.lanes import round_even
from simlab.parameters import Parameter

PARAMETERS = {"spacing": Parameter("distance between two values", above=0.0)}


def modify(gradient, spacing):
    """Round ``gradient`` [d rows], in place."""
    for i in range(len(gradient)):
        gradient[i] = spacing * round_even(gradient[i] / spacing)
