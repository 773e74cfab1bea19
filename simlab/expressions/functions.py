"""Functions of a surface that SymPy has not, or whose derivatives lose digits there.

Conditions are plain functions that return a mask, so that SymPy cannot decide a comparison. Where a function
has no derivative, the one of smallest size is taken for ``abs`` (zero at zero) and that of the second
argument for ``min`` and ``max`` of equals. The derivatives of ``tanh`` and ``sigmoid`` are written with
sigmoids, because 1 - tanh(x)^2 rounds to zero long before the derivative does.
"""

from __future__ import annotations

import sympy


class Less(sympy.Function):
    """Mask of a < b."""

    nargs = 2


class LessOrEqual(sympy.Function):
    """Mask of a <= b."""

    nargs = 2


class Equal(sympy.Function):
    """Mask of a == b."""

    nargs = 2


class Both(sympy.Function):
    """Mask that holds where both masks do."""

    nargs = 2


class Either(sympy.Function):
    """Mask that holds where one of two masks does."""

    nargs = 2


class Opposite(sympy.Function):
    """Mask that holds where another does not."""

    nargs = 1


class Where(sympy.Function):
    """The second argument where the mask holds, else the third."""

    nargs = 3

    def _eval_derivative(self, symbol):
        mask, a, b = self.args
        da, db = a.diff(symbol), b.diff(symbol)
        return da if da == db else Where(mask, da, db)


class Minimum(sympy.Function):
    """The smaller of two."""

    nargs = 2

    def _eval_derivative(self, symbol):
        a, b = self.args
        return Where(Less(a, b), a, b)._eval_derivative(symbol)


class Maximum(sympy.Function):
    """The larger of two."""

    nargs = 2

    def _eval_derivative(self, symbol):
        a, b = self.args
        return Where(Less(b, a), a, b)._eval_derivative(symbol)


class Absolute(sympy.Function):
    """Magnitude."""

    nargs = 1

    def fdiff(self, argindex=1):
        """The sign, zero at zero."""
        return Sign(self.args[0])


class Sign(sympy.Function):
    """-1, 0 or 1; NaN stays NaN."""

    nargs = 1

    def fdiff(self, argindex=1):
        """Zero."""
        return sympy.S.Zero


class Sigmoid(sympy.Function):
    """1 / (1 + exp(-x))."""

    nargs = 1

    def fdiff(self, argindex=1):
        """sigmoid(x) sigmoid(-x): exact in both tails."""
        return self * Sigmoid(-self.args[0])


class Softplus(sympy.Function):
    """log(1 + exp(x))."""

    nargs = 1

    def fdiff(self, argindex=1):
        """The sigmoid."""
        return Sigmoid(self.args[0])


class Tanh(sympy.Function):
    """Hyperbolic tangent."""

    nargs = 1

    def fdiff(self, argindex=1):
        """4 sigmoid(2x) sigmoid(-2x) = 1 / cosh(x)^2."""
        doubled = 2 * self.args[0]
        return 4 * Sigmoid(doubled) * Sigmoid(-doubled)


class Square(sympy.Function):
    """u u: a power that SymPy leaves alone, so that equal ones are shared."""

    nargs = 1


class Root(sympy.Function):
    """The square root, for the same reason."""

    nargs = 1
