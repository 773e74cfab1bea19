"""Reduce on a plateau: the learning rate drops by a constant factor whenever the loss has stopped falling.

Formula
    factor(t) = s, with s and its memory brought up to date by f = f(theta_t) before every step:
    if t = 0 or f < b - threshold |b|:  b <- f, w <- 0;  else if c > 0:  w <- 0;  else:  w <- w + 1
    if c > 0:  c <- c - 1
    if w >= patience:  s <- max(s factor, least), w <- 0, c <- cooldown
Symbols
    t the step, from 0; f the loss at theta, without the noise of its gradient; b = ``best``, the loss that
    counts as the lowest so far; w = ``waited``, the steps since it last fell by ``threshold``, a share of
    |b|; ``patience`` how many of these are too many; c = ``resting``, the steps that are left of the
    ``cooldown`` after a drop, in which none is counted; s = ``scale``, the share of the learning rate in
    use, which ``factor`` multiplies and ``least`` bounds. During a warm-up t stays 0 and nothing is counted.
    A loss that is NaN counts as one that has not fallen.
Reference
    K. He, X. Zhang, S. Ren & J. Sun (2016), Deep residual learning for image recognition, CVPR, section 3.4
    (a tenth "when the error plateaus"); optax.contrib.reduce_on_plateau.
Where libraries differ
    optax: this rule, with an absolute threshold beside the relative one. torch ReduceLROnPlateau: waits for
    patience + 1 steps, and takes the threshold as b (1 - threshold), by which a negative loss falls without
    falling. keras ReduceLROnPlateau: the threshold is absolute (``min_delta``). torch and keras are told the
    mean loss of an epoch and bound the rate, not its share.
"""

from __future__ import annotations

from simlab.lanes import absolute, maximum, where
from simlab.parameters import Parameter, State

PARAMETERS = {
    "factor": Parameter("factor of one drop", default=0.1, above=0.0, below=1.0),
    "patience": Parameter("steps without progress before a drop", default=10.0, minimum=1.0, integer=True),
    "threshold": Parameter("share by which the loss must fall", default=1e-4, minimum=0.0, below=1.0),
    "cooldown": Parameter("steps after a drop that do not count", default=0.0, minimum=0.0, integer=True),
    "least": Parameter("smallest share of the learning rate", default=0.0, minimum=0.0, maximum=1.0),
}
STATE = {
    "best": State("scalar"),
    "waited": State("scalar"),
    "resting": State("scalar"),
    "scale": State("scalar", 1.0),
}


def factor(t, loss, best, waited, resting, scale, factor, patience, threshold, cooldown, least):
    """Multiplier of the learning rate at step ``t``; brings the four states [1 row each] up to date."""
    progress = (t == 0.0) | (loss < best[0] - threshold * absolute(best[0]))
    best[0] = where(progress, loss, best[0])
    rests = resting[0] > 0.0
    waited[0] = where(progress | rests, 0.0, waited[0] + 1.0)
    drops = waited[0] >= patience
    scale[0] = where(drops, maximum(scale[0] * factor, least), scale[0])
    waited[0] = where(drops, 0.0, waited[0])
    resting[0] = where(drops, cooldown, where(rests, resting[0] - 1.0, 0.0))
    return scale[0]
