"""Share of the test examples that a network puts into the right class.

Formula
    1 - test error
"""

from __future__ import annotations

LONG_NAME = "share of right test examples"
UNITS = "1"


def observe(test_error):
    """The accuracy on the test part of every lane, 0 to 1."""
    return 1.0 - test_error
