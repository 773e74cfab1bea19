"""Polyak-Ruppert tail average: the arithmetic mean of all iterates from one step on.

Formula
    average_n = (theta_s + theta_{s+1} + ... + theta_n) / (n - s + 1) for n >= s, and theta_n before;
    kept up as average <- average + (theta - average) / (n - s + 1), after every step
At step 0
    average = theta_0, which counts if s = 0.
Symbols
    theta_n the iterate after n steps; s = ``start_step``, rounded up to a whole step. The default forgets
    the first half of the run; the last share alpha of it is averaged with s = (1 - alpha) steps, as in
    ``start_step = "0.75 * steps"`` for the last quarter, and everything with s = 0. Noise averages out as
    1 / (n - s + 1), and what the start has left behind is only forgotten if it lies before s.
Reference
    B. T. Polyak & A. B. Juditsky (1992), Acceleration of stochastic approximation by averaging, SIAM
    J. Control and Optimization 30(4), 838-855 (s = 0); D. Ruppert (1988), Efficient estimations from a
    slowly convergent Robbins-Monro process, Cornell University, technical report 781; the tail: A. Rakhlin,
    O. Shamir & K. Sridharan (2012), Making gradient descent optimal for strongly convex stochastic
    optimization, ICML, equation 2 (alpha-suffix averaging).
Where libraries differ
    torch.optim.ASGD: the same mean, in its ``ax``, from about step t0 on, 1e6 by default; its own step also
    decays weights and learning rate. torch.optim.swa_utils.AveragedModel: the mean of what it is shown.
"""

from __future__ import annotations

from simlab.lanes import floor, fma, maximum, where
from simlab.parameters import Parameter

PARAMETERS = {
    "start_step": Parameter("first step whose iterate counts", default="steps / 2", minimum=0.0),
}


def update(theta, average, t, start_step):
    """Take ``theta`` [d rows], the iterate after step ``t``, into ``average`` [d rows], in place."""
    before = maximum(floor(t + 1.0 - start_step), 0.0)  # iterates that the average holds already
    weight = 1.0 / (before + 1.0)
    for i in range(len(theta)):
        # The difference keeps its digits where the weight is small, in float32 above all.
        moved = fma(weight, theta[i] - average[i], average[i])
        average[i] = where(before > 0.0, moved, theta[i])
