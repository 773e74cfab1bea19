"""Lyapunov exponent of gradient descent on the quartic well."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive, require


def quartic_well_lyapunov(learning_rate):
    """ln|1 - 2 alpha| for alpha <= 1, ln|9 - 2 (1 + alpha)^2| / 2 up to sqrt(5) - 1, and ln 3 at alpha = 2.

    theta <- (1 + alpha) theta - alpha theta^3 has the derivative 1 + alpha - 3 alpha theta^2: at the minimum
    1 - 2 alpha; the product over the two-cycle (theta^2 sum 1 + 1/alpha, product 1/alpha^2) is
    9 - 2 (1 + alpha)^2. At alpha = 2 the map is the Chebyshev polynomial of degree 3. Per step;
    -inf at the superstable alpha = 1/2.

    Raises ``ValueError`` elsewhere: between sqrt(5) - 1 = 1.236 and 2 there is no closed form.
    Source: Rivlin, Chebyshev Polynomials (1990), chapter 4, for alpha = 2; own derivation for the rest.
    """
    positive(learning_rate=learning_rate)
    learning_rate = np.asarray(learning_rate, dtype=float)
    solved = (learning_rate < np.sqrt(5.0) - 1.0) | (learning_rate == 2.0)
    require(solved, "learning_rate must be below sqrt(5) - 1, or 2", learning_rate)
    settled = np.abs(1.0 - 2.0 * learning_rate)
    cycle = np.sqrt(np.abs(9.0 - 2.0 * np.square(1.0 + learning_rate)))
    with np.errstate(divide="ignore"):
        return np.log(np.where(learning_rate <= 1.0, settled, np.where(learning_rate < 2.0, cycle, 3.0)))
