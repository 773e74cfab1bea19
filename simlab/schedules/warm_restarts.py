"""Half a cosine down, over and over: at each restart the full learning rate is back.

Formula
    factor(t) = f + (1 - f) (1 + cos(pi (t - t_i) / T_i)) / 2,  t_i <= t < t_{i+1} = t_i + T_i,
    T_i = T_0 q^i,  t_0 = 0
Symbols
    t the step, from 0; T_0 = ``period`` in steps of the first cycle; q = ``growth``, a whole number, the
    factor from the length of a cycle to that of the next; f = ``final``, which a cycle comes near but never
    reaches. With q = 2 the restarts are at T_0, 3 T_0, 7 T_0, ...; they are counted and not computed from
    a logarithm, so that rounding cannot shift a restart by a step.
Reference
    I. Loshchilov & F. Hutter (2017), SGDR: stochastic gradient descent with warm restarts, ICLR,
    equation 5; T_0 and T_mult = q as there.
Where libraries differ
    torch.optim.lr_scheduler.CosineAnnealingWarmRestarts takes eta_min = f alpha as a rate and q = 1 by
    default. keras CosineDecayRestarts: q = t_mul = 2, and may lower the peaks. optax.sgdr_schedule takes a
    list of cycles.
"""

from __future__ import annotations

from math import pi

from simlab.lanes import cos, floor, where
from simlab.parameters import Parameter

PARAMETERS = {
    "period": Parameter("steps of the first cycle", above=0.0),
    "growth": Parameter("factor of the length from cycle to cycle", default=2.0, minimum=1.0, integer=True),
    "final": Parameter(
        "share of the learning rate that a cycle ends near", default=0.0, minimum=0.0, maximum=1.0
    ),
}
# Doubled so often, a first cycle of one step outlasts any run.
RESTARTS = 32


def factor(t, period, growth, final):
    """Multiplier of the learning rate at step ``t``."""
    time = t - where(growth == 1.0, period * floor(t / period), 0.0)
    length = period
    end = period
    for _ in range(RESTARTS):
        over = time >= end
        length = where(over, growth * length, length)
        end = where(over, end + length, end)
    return final + (1.0 - final) * (0.5 + 0.5 * cos(pi * (1.0 - (end - time) / length)))
