"""Weight decay in the gradient: that of an L2 penalty is added, so it passes through the optimizer.

Formula
    g <- g + lambda theta
Symbols
    g the gradient at theta; lambda = ``rate``, in units of gradient per unit of theta. The optimizer then
    minimises f + lambda |theta|^2 / 2; the recorded loss and gradient remain those of f. Adam divides the
    penalty's gradient by sqrt(v) too: there it is not a decay at a rate (see ``decoupled_weight_decay``).
Reference
    A. Krogh & J. A. Hertz (1991), A simple weight decay can improve generalization, NIPS 4.
Where libraries differ
    torch's ``weight_decay`` of SGD and Adam and optax.add_decayed_weights before the optimizer: this rule.
"""

from __future__ import annotations

from simlab.lanes import fma
from simlab.parameters import Parameter

PARAMETERS = {"rate": Parameter("gradient of the penalty per unit of theta", minimum=0.0)}


def modify(gradient, theta, rate):
    """Add the penalty's part to ``gradient`` [d rows], in place; ``theta`` [d rows] is only read."""
    for i in range(len(gradient)):
        gradient[i] = fma(rate, theta[i], gradient[i])
