"""Uniform random numbers, strictly between 0 and 1."""

from simlab.lanes.dispatch import inline
from simlab.lanes.ops import as_float, fma, from_bits, where, widen
from simlab.lanes.random.filling import filling
from simlab.lanes.random.threefry import threefry


@inline
def unit_float32(word):
    """``(word + 1/2) / 2**32`` rounded to float32, and below 1: fine steps near 0, where logarithms look."""
    u = fma(as_float(word), 2.3283064365386963e-10, 1.1641532182693481e-10)
    return where(u < 0.9999999403953552, u, 0.9999999403953552)


@inline
def unit_float64(high, low):
    """``(n + 1/2) / 2**52`` with the upper 52 of 64 bits ``n``: exact, and symmetric about 1/2."""
    bits = (((widen(high) << 32) | widen(low)) >> 12) | 0x3FF0000000000000
    return from_bits(bits) - 0.9999999999999999


def _uniforms_float32(out, stream):
    for i in range(0, len(out), 4):
        words = threefry(stream, i // 4)
        out[i] = unit_float32(words[0])
        if i + 1 < len(out):
            out[i + 1] = unit_float32(words[1])
        if i + 2 < len(out):
            out[i + 2] = unit_float32(words[2])
        if i + 3 < len(out):
            out[i + 3] = unit_float32(words[3])


def _uniforms_float64(out, stream):
    for i in range(0, len(out), 2):
        words = threefry(stream, i // 2)
        out[i] = unit_float64(words[0], words[1])
        if i + 1 < len(out):
            out[i + 1] = unit_float64(words[2], words[3])


uniforms = filling(
    "uniforms",
    _uniforms_float32,
    _uniforms_float64,
    doc="""Fill the rows ``out`` with independent U(0, 1) numbers of ``stream``, neither 0 nor 1 among them.

    Row ``i`` depends on ``stream`` and ``i`` alone, not on how many rows there are. A float32 is made of 32
    random bits, a float64 of 52.""",
)
