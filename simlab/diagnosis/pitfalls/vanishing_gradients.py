"""Vanishing gradients: the signal that runs back through the layers has all but gone at the first one.

Statistic
    The size of the slopes of the loss by the sums of the first layer over that of the last, at the start:
    near 1 where initialisation and activation keep the scale of signals, exponentially small in the depth
    where they shrink it. The gradients of the weights would hide it in part: they also hold the activations,
    which shrink or grow on the way forward.
Reference
    The note's third bullet; X. Glorot & Y. Bengio (2010), AISTATS; S. S. Schoenholz et al. (2017), ICLR.
"""

from __future__ import annotations

import numpy as np

PROBLEM = "vanishing gradients"
WORKAROUND = "initialise to the critical scale; ReLU; batch normalisation; residual layers"
OF_NETWORKS = True
NEEDS = ("slope_norm",)
EXPLAINED_BY = ("bad_batch_values", "symmetry")
SMALL = 1e-3


def evidence(symptoms) -> str | None:
    """The ratio of the norms, if it is small."""
    ratio = depth_ratio(symptoms)
    if not ratio < SMALL:
        return None
    return f"at the start the slopes at the first layer are {ratio:.1e} times those at the last"


def depth_ratio(symptoms) -> float:
    """Size of the slopes at the first layer over that at the last, at the start; median over replicates."""
    norms = symptoms.recorded["slope_norm"][:, 0]
    with np.errstate(all="ignore"):
        return float(np.nanmedian(norms[:, 0] / norms[:, -1]))


def cure(symptoms) -> dict:
    """Rectified units, started at their critical scale."""
    return {"problem.network.activation": "relu", "start": {"kind": "he"}}
