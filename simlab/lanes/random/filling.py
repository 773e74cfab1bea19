"""Functions that fill rows: the element type of the rows chooses the form."""

from __future__ import annotations

import numpy as np
from numba import types

from simlab.lanes.flags import INLINE
from simlab.lanes.helpers import overload
from simlab.lanes.types import Rows


def filling(name: str, single, double, doc: str):
    """Join the float32 and the float64 form of ``name(out, stream)``, which writes every row of ``out``."""

    def function(out, stream):
        if len(out):
            (single if out[0].dtype == np.float32 else double)(out, stream)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc

    @overload(function, jit_options=INLINE, strict=False)
    def choose(out, stream):
        if not isinstance(out, Rows):
            return None
        return single if out.pack.element == types.float32 else double

    return function
