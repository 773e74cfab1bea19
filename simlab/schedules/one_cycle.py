"""One cycle: half a cosine up to the full learning rate, half a cosine down to almost nothing.

Formula
    factor(t) = s + (1 - s) (1 - cos(pi t / a)) / 2 for t < a = max(w T - 1, 0),
    factor(t) = f + (1 - f) (1 + cos(pi (t - a) / (T - 1 - a))) / 2 for a <= t < T - 1, and f from then on
Symbols
    t the step, from 0; T = ``duration`` in steps, by default the whole run, whose last step is taken at f;
    w = ``warm_up``, the share of it that is spent rising; s = ``initial`` and f = ``final``, the factors at
    the ends, both relative to the peak. ``learning_rate`` is the peak, at step a; where w T is at most 1
    there is no rise.
Reference
    L. N. Smith & N. Topin (2019), Super-convergence: very fast training of neural networks using large
    learning rates, Proceedings of SPIE 11006, 1100612; with cosines and two phases as
    torch.optim.lr_scheduler.OneCycleLR.
Where libraries differ
    torch: w = pct_start, s = 1 / div_factor, f = s / final_div_factor, the momentum is cycled as well unless
    told not to, and a step beyond T is an error. optax.cosine_onecycle_schedule has its peak at w T and its
    end at T. Smith & Topin rise and fall along straight lines.
"""

from __future__ import annotations

from math import pi

from simlab.lanes import absolute, cos, maximum, minimum, where
from simlab.parameters import Parameter

PARAMETERS = {
    "duration": Parameter("steps of the cycle", default="steps", above=1.0),
    "warm_up": Parameter("share of the cycle that rises", default=0.3, minimum=0.0, below=1.0),
    "initial": Parameter("share of the peak at the first step", default=0.04, minimum=0.0, maximum=1.0),
    "final": Parameter("share of the peak at the last step", default=4e-6, minimum=0.0, maximum=1.0),
}


def factor(t, duration, warm_up, initial, final):
    """Multiplier of the learning rate at step ``t``."""
    peak = maximum(warm_up * duration - 1.0, 0.0)
    rises = t < peak
    foot = where(rises, initial, final)
    span = where(rises, peak, duration - 1.0 - peak)
    away = minimum(absolute(t - peak) / span, 1.0)
    return foot + (1.0 - foot) * (0.5 + 0.5 * cos(pi * away))
