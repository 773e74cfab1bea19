"""Share of the test examples that a network puts into the wrong class.

Formula
    1/M sum_m [the greatest output is not that of the class of test example m]
"""

from __future__ import annotations

LONG_NAME = "share of wrong test examples"
UNITS = "1"


def observe(test_error):
    """The error on the test part of every lane, 0 to 1."""
    return test_error
