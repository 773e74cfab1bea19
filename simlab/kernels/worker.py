"""A compiling process: reads pickled ``(program, width)`` pairs, fills the shared store, ends."""

from __future__ import annotations

import pickle
import sys

from simlab.kernels.build import load_kernel

if __name__ == "__main__":
    for program, width in pickle.load(sys.stdin.buffer):
        load_kernel(program, width)
