"""Number of parameter vectors that make the same tanh network."""

from __future__ import annotations

import numpy as np
from scipy.special import gamma

from simlab.laws._domain import require


def network_symmetries(hidden):
    """2^H H!: signs and permutations of H ``hidden`` units of one layer; 3840 at H = 5.

    Raises ``ValueError`` unless ``hidden`` is 0, 1, 2, ...
    Source: lecture section 2; Chen, Lu and Hecht-Nielsen (1993).
    """
    hidden = np.asarray(hidden, dtype=float)
    require((hidden >= 0) & (hidden == np.floor(hidden)), "hidden must be a whole number, at least 0", hidden)
    return np.exp2(hidden) * gamma(hidden + 1.0)
