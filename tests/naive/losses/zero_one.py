"""1 unless the greatest output, or the sign of a single one, is that of the class."""

import numpy as np

EXAMPLES = {"targets": [[0.0], [2.0], [1.0]]}


def value(y, t):
    guess = np.argmax(y) if len(y) > 1 else int(y[0] > 0)
    return float(guess != int(t[0]))
