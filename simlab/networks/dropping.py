"""The factors of dropout: 0 for a unit that is left out for one example, else what makes up for those.

Formula
    mask = 0 with probability rate, else 1/(1 - rate)
Reference
    N. Srivastava et al. (2014), Dropout, Journal of Machine Learning Research 15; inverted, as libraries do,
    so that nothing changes in evaluation.
"""

from __future__ import annotations

from simlab.lanes.dispatch import by_precision
from simlab.lanes.flags import called
from simlab.lanes.ops import narrow, to_bits, where
from simlab.lanes.random.threefry import threefry
from simlab.lanes.team import across, down, together

TEAM_COLUMNS = 4  # members of a team of threads side by side, each with a group of four examples
_MOST_UNITS = 256  # slots of the stream between one group of four examples and the next


def _threshold_float32(rate):
    return to_bits(rate + 1.0) << 9  # of the binary digits those after the point


def _threshold_float64(rate):
    return narrow(to_bits(rate + 1.0) >> 20)


threshold = by_precision(
    "threshold",
    _threshold_float32,
    _threshold_float64,
    doc="rate 2^32 as a whole number (uint32 lanes): so many 32-bit words are below it; rate is below 1.",
)


@called
def drop_masks(masks, chance, purpose, first, rate, units, stride, examples):
    """Write the masks of a layer for the ``examples`` of a batch from ``first``, a multiple of 4, on.

    ``chance`` is a stream without its ``purpose``; a mask depends on it, the unit and the example alone.
    """
    seed_low, seed_high, stream, replicate, step = chance
    limit, kept = threshold(rate), 1.0 / (1.0 - rate)
    for unit in down(units, TEAM_COLUMNS):
        begin, end = unit * stride, unit * stride + examples
        for group in across((examples + 3) // 4, TEAM_COLUMNS):
            e = begin + 4 * group
            slot = (first + e - begin) // 4 * _MOST_UNITS + unit
            words = threefry((seed_low, seed_high, stream, replicate, step, purpose), slot)
            masks[e] = where(words[0] < limit, 0.0, kept)
            if e + 1 < end:
                masks[e + 1] = where(words[1] < limit, 0.0, kept)
            if e + 2 < end:
                masks[e + 2] = where(words[2] < limit, 0.0, kept)
            if e + 3 < end:
                masks[e + 3] = where(words[3] < limit, 0.0, kept)
    together()
