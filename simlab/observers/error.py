"""Share of the training examples that a network puts into the wrong class.

Formula
    1/N sum_n [the greatest output is not that of the class of example n]; of a single output, its sign counts
"""

from __future__ import annotations

LONG_NAME = "share of wrong training examples"
UNITS = "1"


def observe(error):
    """The error of every lane, 0 to 1."""
    return error
