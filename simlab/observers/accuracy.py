"""Share of the training examples that a network puts into the right class.

Formula
    1 - error
"""

from __future__ import annotations

LONG_NAME = "share of right training examples"
UNITS = "1"


def observe(error):
    """The accuracy of every lane, 0 to 1."""
    return 1.0 - error
