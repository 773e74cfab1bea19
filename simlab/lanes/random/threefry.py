"""Threefry-4x32 with 20 rounds: a counter and a key in, 128 random bits out.

Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. It is made of
additions, rotations and exclusive-ors of 32-bit words, and passes the test batteries of TestU01.
"""

from simlab.lanes.dispatch import inline

_PARITY = 0x1BD11BDA  # of Threefish, so that no key makes all the key words zero


@inline
def threefry(stream, slot):
    """Four random 32-bit words for one ``slot`` of ``stream``.

    The counter is (replicate, step, slot, purpose) and the key (seed_low, seed_high, stream_id, 0).
    """
    seed_low, seed_high, stream_id, replicate, step, purpose = stream
    nothing = replicate ^ replicate
    return threefry_4x32(
        (replicate, nothing + step, nothing + slot, nothing + purpose),
        (nothing + seed_low, nothing + seed_high, nothing + stream_id, nothing),
    )


@inline
def threefry_4x32(counter, key):
    """The generator itself; all eight words are lanes."""
    a, b, c, d = counter
    k0, k1, k2, k3 = key
    k4 = k0 ^ k1 ^ k2 ^ k3 ^ _PARITY
    a, b, c, d = a + k0, b + k1, c + k2, d + k3
    a, b, c, d = _even_rounds(a, b, c, d)
    a, b, c, d = a + k1, b + k2, c + k3, d + k4 + 1
    a, b, c, d = _odd_rounds(a, b, c, d)
    a, b, c, d = a + k2, b + k3, c + k4, d + k0 + 2
    a, b, c, d = _even_rounds(a, b, c, d)
    a, b, c, d = a + k3, b + k4, c + k0, d + k1 + 3
    a, b, c, d = _odd_rounds(a, b, c, d)
    a, b, c, d = a + k4, b + k0, c + k1, d + k2 + 4
    a, b, c, d = _even_rounds(a, b, c, d)
    return a + k0, b + k1, c + k2, d + k3 + 5


@inline
def _even_rounds(a, b, c, d):
    a, b, c, d = _mix(a, b, c, d, 10, 26)
    a, d, c, b = _mix(a, d, c, b, 11, 21)
    a, b, c, d = _mix(a, b, c, d, 13, 27)
    a, d, c, b = _mix(a, d, c, b, 23, 5)
    return a, b, c, d


@inline
def _odd_rounds(a, b, c, d):
    a, b, c, d = _mix(a, b, c, d, 6, 20)
    a, d, c, b = _mix(a, d, c, b, 17, 11)
    a, b, c, d = _mix(a, b, c, d, 25, 10)
    a, d, c, b = _mix(a, d, c, b, 18, 20)
    return a, b, c, d


@inline
def _mix(a, b, c, d, first, second):
    """One round: each pair is added and the second of it rotated and combined."""
    a, c = a + b, c + d
    return a, ((b << first) | (b >> (32 - first))) ^ a, c, ((d << second) | (d >> (32 - second))) ^ c
