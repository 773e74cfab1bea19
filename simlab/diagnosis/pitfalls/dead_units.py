"""Dead units: rectified units that no training example makes active, and that hence learn nothing.

Statistic
    The share of a hidden layer's units whose activation is zero for every training example, at the end of the
    run; the median over replicates.
Reference
    Lecture 4, section 4.7, equation 15; L. Lu et al. (2020), Dying ReLU and initialization.
"""

from __future__ import annotations

import numpy as np

PROBLEM = "dead units"
WORKAROUND = "a smaller learning rate; biases that start at 0.1; a leaky activation"
OF_NETWORKS = True
NEEDS = ("dead_fraction",)
EXPLAINED_BY = ("bad_batch_values", "symmetry")
MANY = 0.5


def evidence(symptoms) -> str | None:
    """The layer with the largest share."""
    share = np.nanmedian(symptoms.recorded["dead_fraction"][:, -1], axis=0)[:-1]
    if share.size == 0 or not np.nanmax(share) > MANY:
        return None
    layer = int(np.nanargmax(share)) + 1
    return f"{100 * np.nanmax(share):.0f} % of the units of layer {layer} are zero for every example"


def cure(symptoms) -> dict:
    """The critical scale with small positive biases, and a tenth of the learning rate."""
    return {"start": {"kind": "he", "bias": 0.1}} | symptoms.scaled_rate(0.1)
