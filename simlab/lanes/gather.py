"""Reading a table where every lane has its own column: a pack of one number a lane."""

from __future__ import annotations

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.np.arrayobj import make_array

from simlab.lanes.helpers import lowered
from simlab.lanes.types import Pack, vector_type


def gather(table, row, places):
    """``table[row, place]`` for the place of each lane.

    Parameters
    ----------
    table : [rows, columns]
        One array for all lanes.
    row : int
        The same in all lanes.
    places : pack of uint32
        A column below ``columns`` for each lane.
    """
    return table[row, places].copy()


@lowered(gather)
def _gather(typingctx, table, row, places):
    if not isinstance(places, Pack):
        return None
    pack = Pack(table.dtype, places.width)

    def emit(context, builder, sig, args):
        array = make_array(sig.args[0])(context, builder, args[0])
        zero = context.get_constant(types.intp, 0)
        line = cgutils.get_item_pointer(context, builder, sig.args[0], array, [args[1], zero])
        if pack.width == 1:
            return builder.load(builder.gep(line, [builder.zext(args[2], cgutils.intp_t)]))
        out = ir.Constant(vector_type(pack), ir.Undefined)
        for lane in range(pack.width):
            index = ir.Constant(ir.IntType(32), lane)
            place = builder.zext(builder.extract_element(args[2], index), cgutils.intp_t)
            out = builder.insert_element(out, builder.load(builder.gep(line, [place])), index)
        return out

    return pack(table, types.intp, places), emit
