"""Standard normal random numbers.

Box and Muller, "A note on the generation of random normal deviates", Ann. Math. Statist. 29 (1958): without
rejection, so every lane does the same work. None exceeds 6.8 (float32) or 8.6 (float64), because no uniform
number is below 2**-33 or 2**-53.
"""

from simlab.lanes.dispatch import inline
from simlab.lanes.elementary.log import log
from simlab.lanes.elementary.trigonometric import sin_cos_turn
from simlab.lanes.ops import sqrt
from simlab.lanes.random.filling import filling
from simlab.lanes.random.threefry import threefry
from simlab.lanes.random.uniform import unit_float32, unit_float64


@inline
def box_muller(u, turn):
    """Two independent N(0, 1) numbers from two U(0, 1) numbers."""
    radius = sqrt(-2.0 * log(u))
    sine, cosine = sin_cos_turn(turn)
    return radius * cosine, radius * sine


def _normals_float32(out, stream):
    for i in range(0, len(out), 4):
        words = threefry(stream, i // 4)
        pair = box_muller(unit_float32(words[0]), unit_float32(words[1]))
        out[i] = pair[0]
        if i + 1 < len(out):
            out[i + 1] = pair[1]
        if i + 2 < len(out):
            pair = box_muller(unit_float32(words[2]), unit_float32(words[3]))
            out[i + 2] = pair[0]
            if i + 3 < len(out):
                out[i + 3] = pair[1]


def _normals_float64(out, stream):
    for i in range(0, len(out), 2):
        words = threefry(stream, i // 2)
        pair = box_muller(unit_float64(words[0], words[1]), unit_float64(words[2], words[3]))
        out[i] = pair[0]
        if i + 1 < len(out):
            out[i + 1] = pair[1]


normals = filling(
    "normals",
    _normals_float32,
    _normals_float64,
    doc="""Fill the rows ``out`` with independent N(0, 1) numbers of ``stream``.

    Row ``i`` depends on ``stream`` and ``i`` alone, not on how many rows there are.""",
)
