"""The logistic sigmoid of a number and of its negative, neither of them a difference from 1."""

from __future__ import annotations

from simlab.lanes import absolute, exp, inline, where


@inline
def sides(z):
    """``(s(z), s(-z))`` with s(z) = 1 / (1 + e^-z): they add up to 1, and the small one keeps its digits."""
    e = exp(-absolute(z))
    upper = 1.0 / (1.0 + e)
    lower = e * upper
    return where(z > 0.0, upper, lower), where(z > 0.0, lower, upper)
