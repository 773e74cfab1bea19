"""Parity of a word of bits: every input matters, and no part of them says anything.

Formula
    x_i = 2 b_i - 1,  y = b_0 xor b_1 xor ... xor b_(bits - 1)
Symbols
    b the ``bits`` bits of a word. The words come in a random order, all 2^bits of them before any comes
    again: with count = 2^bits the table is the whole function.
Reference
    Minsky and Papert, "Perceptrons", MIT Press 1969; Shalev-Shwartz, Shamir and Shammah, "Failures of
    gradient-based deep learning", ICML 2017, section 2.
"""

from __future__ import annotations

import numpy as np

from simlab.data.draws import order
from simlab.lanes.random.purposes import EXAMPLES
from simlab.parameters import Parameter

PARAMETERS = {"bits": Parameter("length of the word", default=3.0, minimum=1.0, maximum=20.0, integer=True)}
KIND = "binary"


def examples(seed: int, count: int, bits: float) -> tuple[np.ndarray, np.ndarray]:
    """``count`` words [count, bits] of -1 and 1, the highest bit first, and their parities [count]."""
    words = order(seed, 2 ** int(bits), EXAMPLES)[np.arange(count) % 2 ** int(bits)]
    digits = (words[:, None] >> np.arange(int(bits))[::-1]) & 1
    return 2.0 * digits - 1.0, digits.sum(axis=1) % 2.0
