"""Random order without a stored permutation: a keyed bijection of ``range(count)``.

The swap-or-not shuffle of Hoang, Morris and Rogaway, "An enciphering scheme based on a card shuffle",
CRYPTO 2012. Each round pairs every index ``i`` with ``(pivot - i) mod count``, and a coin says whether the
two change places. Any count will do, without the cycle walking of a Feistel network, hence branch-free.

The coin of a pair is the top bit of ``multiplier * larger + offset``: two coins of a round are independent
(Dietzfelbinger 1996). The order is then a product of independent random permutations, whose law tends to the
uniform one over all ``count!`` orders: at 24 rounds no order of 4 things is off 1/24 by more than 3e-5 of it.
"""

from simlab.lanes.dispatch import inline
from simlab.lanes.ops import narrow, where, widen
from simlab.lanes.random.threefry import threefry

ROUNDS = 24
KEY_ROWS = 3 * ROUNDS


@inline
def order_keys(keys, stream, count):
    """Fill the rows ``keys`` (uint32, ``KEY_ROWS`` or another multiple of 12) with the keys of one order.

    Three rows a round: the pivot, already below ``count``, and the coin's multiplier and offset. The epoch is
    the ``step`` of the stream. They serve for every index, so that `permute` costs few operations a round.
    """
    for i in range(0, len(keys), 12):
        for j in range(3):
            words = threefry(stream, i // 4 + j)
            keys[i + 4 * j], keys[i + 4 * j + 1] = words[0], words[1]
            keys[i + 4 * j + 2], keys[i + 4 * j + 3] = words[2], words[3]
    for i in range(0, len(keys), 3):
        keys[i] = narrow((widen(keys[i]) * count) >> 32)


@inline
def permute(index, count, keys):
    """Place of ``index`` (uint32 lanes below ``count``) in the order of ``keys``; ``count`` is 1 to 2**31."""
    for i in range(0, len(keys), 3):
        pivot = keys[i]
        partner = where(index > pivot, pivot + count, pivot) - index
        larger = where(index > partner, index, partner)
        coin = keys[i + 1] * larger + keys[i + 2]
        index = where(coin < 0x80000000, index, partner)
    return index
