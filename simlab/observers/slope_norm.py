"""Size of the back-propagated signal at every layer.

Formula
    sqrt(1/(N n) sum_n sum_u (dL_n/dz_lu)^2): root mean square, over the N training examples and the n units
    of layer l, of the slope of one example's loss L_n by the weighted sum z of a unit, in training mode
Reference
    X. Glorot & Y. Bengio (2010), Understanding the difficulty of training deep feedforward neural networks,
    AISTATS, section 4.2.
"""

from __future__ import annotations

from simlab.lanes import sqrt

LONG_NAME = "root mean square of the back-propagated slopes"
UNITS = "1"
DIMENSIONS = ("layer",)


def observe(out, slope_moments):
    """Write the size at each layer to ``out`` [layers rows]."""
    for layer in range(len(out)):
        out[layer] = sqrt(slope_moments[layer])
