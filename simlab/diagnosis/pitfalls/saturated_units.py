"""Saturated units: activations at the ends of their range pass no gradient back.

Statistic
    The share of saturated activations of a hidden layer: within the outer 2.5 % of the range of a sigmoid on
    either side; the median over replicates, at the start and at the end.
Reference
    Lecture 4, section 4.7 (histograms of activations).
"""

from __future__ import annotations

import numpy as np

PROBLEM = "saturated units"
WORKAROUND = "a smaller initial scale of the weights; ReLU; batch normalisation"
OF_NETWORKS = True
NEEDS = ("saturated_fraction", "dead_fraction")
EXPLAINED_BY = ("bad_batch_values", "dead_units")
MANY = 0.5


def evidence(symptoms) -> str | None:
    """The layer with the largest share, at the start."""
    share = np.nanmedian(symptoms.recorded["saturated_fraction"][:, 0], axis=0)[:-1]
    if share.size == 0 or not np.nanmax(share) > MANY:
        return None
    layer = int(np.nanargmax(share)) + 1
    return f"{100 * np.nanmax(share):.0f} % of the activations of layer {layer} are saturated at the start"


def cure(symptoms) -> dict:
    """Xavier's scale, at which activations are in the middle of their range."""
    return {"start": {"kind": "xavier"}}
