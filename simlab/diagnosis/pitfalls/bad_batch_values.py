"""Bad values in the batches: inputs that are not finite, or far outside the others.

Statistic
    The number of non-finite inputs, and the largest |x - m| / s of an input, with m the median of its column
    and s 1.4826 times the median distance from it. Gaussian data of a million numbers stays below 5.
Reference
    The note's second bullet; F. R. Hampel (1974), J. Amer. Statist. Assoc. 69.
"""

from __future__ import annotations

import numpy as np

PROBLEM = "bad values in the batches"
WORKAROUND = "drop the examples that hold them, or winsorise"
OF_NETWORKS = True
NEEDS = ("inputs",)
EXPLAINED_BY: tuple[str, ...] = ()
FAR = 12.0  # deviations from the median; far beyond what a heavy but honest tail shows in small tables


def evidence(symptoms) -> str | None:
    """How many values are not finite, else how far the farthest lies out."""
    bad = int(np.sum(~np.isfinite(symptoms.inputs)))
    if bad:
        return f"{bad:,} of the {symptoms.inputs.size:,} inputs are not finite"
    centre = np.median(symptoms.inputs, axis=1, keepdims=True)
    distance = np.abs(symptoms.inputs - centre)
    spread = 1.4826 * np.median(distance, axis=1, keepdims=True)
    usable = spread[:, 0] > 0
    if not usable.any():
        return None
    far = float(np.max(distance[usable] / spread[usable]))
    return f"an input lies {far:.0f} deviations from the median of its column" if far > FAR else None


def cure(symptoms) -> dict:
    """Leave such examples out."""
    return {"data.cure": "drop"}
