"""A compiling process: reads pickled arguments of ``load_kernel``, fills the shared store, ends."""

from __future__ import annotations

import pickle
import sys

from simlab.kernels.build import load_kernel

if __name__ == "__main__":
    for kernel in pickle.load(sys.stdin.buffer):
        load_kernel(*kernel)
