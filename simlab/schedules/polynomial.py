"""A power of the time that is left, from the full learning rate down to a final share of it.

Formula
    factor(t) = f + (1 - f) (1 - t / T)^p for t < T, and f from then on
Symbols
    t the step, from 0; T = ``duration`` in steps, by default the whole run; f = ``final``, the factor at
    and after T; p = ``exponent``: 1 is ``linear``, more falls early, less falls late.
Reference
    torch.optim.lr_scheduler.PolynomialLR, where f = 0; as "poly" policy, f = 0 and p = 0.9: L.-C. Chen et
    al. (2018), DeepLab, IEEE Transactions on Pattern Analysis and Machine Intelligence 40, 834-848,
    section 4.1.
Where libraries differ
    torch and keras PolynomialDecay: p = 1 by default; keras takes f as a rate, 0.0001 by default.
    optax.polynomial_schedule takes both ends as rates and may wait before it begins.
"""

from __future__ import annotations

from simlab.lanes import power, where
from simlab.parameters import Parameter

PARAMETERS = {
    "duration": Parameter("steps from the full rate to the final one", default="steps", above=0.0),
    "exponent": Parameter("power of the time that is left", default=1.0, above=0.0),
    "final": Parameter("share of the learning rate that is left", default=0.0, minimum=0.0, maximum=1.0),
}


def factor(t, duration, exponent, final):
    """Multiplier of the learning rate at step ``t``."""
    falls = t < duration
    left = where(falls, 1.0 - t / duration, 1.0)
    return final + (1.0 - final) * where(falls, power(left, exponent), 0.0)
