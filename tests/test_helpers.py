"""What a kernel calls becomes part of its code: no function of its own is made machine code."""

import numpy as np
from numba import njit
from numba.core.codegen import JITCodeLibrary
from numba.core.funcdesc import PythonFunctionDescriptor

from simlab.lanes import fma, maximum, where
from simlab.lanes.flags import called, inline
from simlab.lanes.heap import heap_rows, open_rows


@inline
def twice(x):
    return where(x > 0.0, x + x, maximum(x, -1.0))


@called
def change(rows, count):
    for row in range(count):
        rows[row] = fma(twice(rows[row]), 2.0, 1.0)


@inline
def change_parts(rows):
    change(rows, 2)
    change(open_rows(rows, 2), 1)


def test_only_the_caller_becomes_machine_code(monkeypatch):
    made, inlined = [], {}
    finish, describe = JITCodeLibrary._finalize_specific, PythonFunctionDescriptor.from_specialized_function

    def described(ir, *arguments, inline, **more):
        inlined[ir.func_id.func_name] = inline
        return describe(ir, *arguments, inline=inline, **more)

    monkeypatch.setattr(PythonFunctionDescriptor, "from_specialized_function", described)
    monkeypatch.setattr(
        JITCodeLibrary, "_finalize_specific", lambda library: made.append(library.name) or finish(library)
    )

    @njit
    def run(array):
        change_parts(heap_rows(array, 4))

    array = np.arange(-8, 1024, dtype=np.float64)
    expected = array.copy()
    offset = -array.ctypes.data % 1024 // 8
    part = expected[offset : offset + 12]
    part[:] = 2.0 * np.where(part > 0.0, 2.0 * part, np.maximum(part, -1.0)) + 1.0
    run(array)
    assert np.array_equal(array, expected)
    assert any("run" in name for name in made)
    assert not any(name in one for one in made for name in ("twice", "change", "lambda"))
    # Numba hands the order to inline down to whatever is called, unless that says otherwise.
    assert inlined == {"run": False, "change_parts": True, "change": False, "twice": True}
