"""A straight line, from the full learning rate down to a final share of it.

Formula
    factor(t) = f + (1 - f) (1 - t / T) for t < T, and f from then on
Symbols
    t the step, from 0; T = ``duration`` in steps, by default the whole run; f = ``final``, the factor at
    and after T. A run of T steps takes its last step, t = T - 1, at f + (1 - f) / T.
Reference
    torch.optim.lr_scheduler.LinearLR with start_factor = 1, end_factor = f, total_iters = T.
Where libraries differ
    torch's own defaults rise from 1/3 to 1 in five steps: that is ``warm_up`` here. optax.linear_schedule
    takes both ends as learning rates.
"""

from __future__ import annotations

from simlab.lanes import minimum
from simlab.parameters import Parameter

PARAMETERS = {
    "duration": Parameter("steps from the full rate to the final one", default="steps", above=0.0),
    "final": Parameter("share of the learning rate that is left", default=0.0, minimum=0.0, maximum=1.0),
}


def factor(t, duration, final):
    """Multiplier of the learning rate at step ``t``."""
    return final + (1.0 - final) * (1.0 - minimum(t / duration, 1.0))
