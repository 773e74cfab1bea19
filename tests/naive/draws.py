"""The random numbers of the examples, from the specification of their generator, one number at a time."""

import math

import numpy as np
from naive.threefry import threefry_4x32_20

EXAMPLES = 16  # what the numbers are for is a word of the counter


def uniforms(seed, count, columns, step=0):
    """[count, columns] in (0, 1), 52 bits each: two to a block of four words."""
    key, found = (seed & 0xFFFFFFFF, seed >> 32, 0, 0), np.empty((count, columns))
    for i in range(count):
        for j in range(columns):
            block = threefry_4x32_20((i, step, j // 2, EXAMPLES), key)
            high, low = block[2 * (j % 2) : 2 * (j % 2) + 2]
            found[i, j] = ((high << 32 | low) >> 12) + 0.5
    return found / 2**52


def normals(seed, count, columns):
    """[count, columns] from N(0, 1): Box and Muller's cosine and sine of neighbouring uniforms."""
    pairs, found = uniforms(seed, count, columns + columns % 2), np.empty((count, columns))
    for i in range(count):
        for j in range(columns):
            u, v = pairs[i, j - j % 2], pairs[i, j - j % 2 + 1]
            found[i, j] = math.sqrt(-2 * math.log(u)) * [math.cos, math.sin][j % 2](2 * math.pi * v)
    return found
