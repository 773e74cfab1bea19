"""Remainder of a huge angle by pi/2, in the manner of Payne and Hanek (1983).

``x * 2/pi`` is wanted modulo 4 to full relative accuracy. With ``2/pi`` cut into chunks of as many bits as a
float has, every product of ``x`` with a chunk is exact as a pair (product, ``fma`` remainder); chunks so far
left that the product is a multiple of 4 are skipped, and five chunks from there decide the result. No lane
takes this way unless it must: the callers ask ``any_lane`` first.
"""

from simlab.lanes.dispatch import inline
from simlab.lanes.ops import fma, round_even, to_bits, where

# 2/pi = sum of chunk[j] * 2**(-24 j): 24 bits each, enough for the largest float32.
_CHUNKS_FLOAT32 = (
    0.6366197466850281, 0.4308817386627197, 0.0826718807220459, 0.15368372201919556, 0.9578378796577454,
    0.7533475160598755, 0.584369421005249, 0.2639198899269104, 0.9934293627738953,
)  # fmt: skip
# 2/pi = sum of chunk[j] * 2**(-53 j): 53 bits each, enough for the largest float64.
_CHUNKS_FLOAT64 = (
    0.6366197723675813, 0.6455004762340146, 0.8260347502167291, 0.6177029686506639, 0.22946046207480975,
    0.28461387860774945, 0.006138546976630632, 0.5660391411155584, 0.16270821739654884, 0.6478181222020806,
    0.752362340216695, 0.7848375294503177, 0.2882121784458589, 0.3143043483578357, 0.505462883924126,
    0.35474129975356194, 0.495348441190541, 0.9093006150323975, 0.7102755855591438, 0.9716433593102769,
    0.645159640989469, 0.38377539675336436, 0.7971457910852385,
)  # fmt: skip


@inline
def far_float32(x):
    """Remainder and bits of the quadrant of finite ``x`` above 2**16; NaN for inf and NaN."""
    turn, rest, n = _quarter_turns(x, _CHUNKS_FLOAT32, 16777216.0)
    r = fma(turn, 1.5707963705062866, fma(turn, -4.371138828673793e-08, rest * 1.5707963705062866))
    return r, to_bits(n + 12582912.0)


@inline
def far_float64(x):
    """Remainder and bits of the quadrant of finite ``x`` above 2**30; NaN for inf and NaN."""
    turn, rest, n = _quarter_turns(x, _CHUNKS_FLOAT64, 9007199254740992.0)
    r = fma(turn, 1.5707963267948966, fma(turn, 6.123233995736766e-17, rest * 1.5707963267948966))
    return r, to_bits(n + 6755399441055744.0)


@inline
def _quarter_turns(x, chunks, base):
    """``x * 2/pi`` modulo 4 as ``n + turn + rest``: a whole number, a fraction and its rounding error."""
    a, b, c, d, e, scale = _window(x, chunks, base)
    x = x * scale
    b, c, d, e = b / base, c / base / base, d / base / base / base, e / base / base / base / base
    pa, pb, pc, pd = x * a, x * b, x * c, x * d
    ra, pb_modulo = _modulo_4(fma(x, a, -pa)), _modulo_4(pb)
    pa_modulo, rb, rc, rd = _modulo_4(pa), fma(x, b, -pb), fma(x, c, -pc), fma(x, d, -pd)
    n = round_even(pa_modulo + ra + pb_modulo + rb + pc)
    total = (pa_modulo - n, ra - ra, ra - ra)
    for term in (ra, pb_modulo, rb, pc, rc, pd, rd, x * e):
        total = _add(total, term)
    high, low = _two_sum(total[0], total[1])
    low = low + total[2]
    turn = high + low
    return turn, low - (turn - high), n


@inline
def _window(x, chunks, base):
    """The five chunks that matter to ``x``, and the power of ``base`` that brings it to their scale."""
    zero = x * 0.0
    a, b, c = zero + chunks[0], zero + chunks[1], zero + chunks[2]
    d, e, scale = zero + chunks[3], zero + chunks[4], zero + 1.0
    power, threshold = 1.0, 2.0 * base * base
    for j in range(1, len(chunks) - 4):
        power = power / base
        beyond = x >= threshold
        a, b = where(beyond, chunks[j], a), where(beyond, chunks[j + 1], b)
        c, d = where(beyond, chunks[j + 2], c), where(beyond, chunks[j + 3], d)
        e, scale = where(beyond, chunks[j + 4], e), where(beyond, power, scale)
        threshold = threshold * base
    return a, b, c, d, e, scale


@inline
def _modulo_4(x):
    """``x`` less the nearest multiple of 4: exact."""
    return x - 4.0 * round_even(x * 0.25)


@inline
def _two_sum(a, b):
    """Sum and its rounding error (Knuth 1969)."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


@inline
def _add(total, term):
    """Three-fold compensated sum, one more term (Klein 2006)."""
    first, error = _two_sum(total[0], term)
    second, error = _two_sum(total[1], error)
    return first, second, total[2] + error
