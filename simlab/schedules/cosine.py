"""Half a cosine, from the full learning rate down to a final share of it.

Formula
    factor(t) = f + (1 - f) (1 + cos(pi t / T)) / 2 for t < T, and f from then on
Symbols
    t the step, from 0; T = ``duration`` in steps, by default the whole run; f = ``final``, the factor at
    and after T. A run of T steps takes its last step, t = T - 1, just above f.
Reference
    I. Loshchilov & F. Hutter (2017), SGDR: stochastic gradient descent with warm restarts, ICLR,
    equation 5, without restarts. The note's "cosine annealing".
Where libraries differ
    torch.optim.lr_scheduler.CosineAnnealingLR takes eta_min = f alpha as a rate and turns up again after
    T; optax.cosine_decay_schedule takes f as ``alpha`` and stays, as here.
"""

from __future__ import annotations

from math import pi

from simlab.lanes import cos, minimum
from simlab.parameters import Parameter

PARAMETERS = {
    "duration": Parameter("steps from the full rate to the final one", default="steps", above=0.0),
    "final": Parameter("share of the learning rate that is left", default=0.0, minimum=0.0, maximum=1.0),
}


def factor(t, duration, final):
    """Multiplier of the learning rate at step ``t``."""
    return final + (1.0 - final) * (0.5 + 0.5 * cos(pi * minimum(t / duration, 1.0)))
