"""How many lanes a pack should have on this machine."""

from __future__ import annotations

import os

from simlab.errors import UsageError

_SETTING = "SIMLAB_VECTOR_BITS"


def vector_bits() -> int:
    """Width of the widest vector register (bits): AVX-512 512, AVX 256, SSE and NEON 128.

    The environment variable ``SIMLAB_VECTOR_BITS`` overrides it; results do not depend on it.

    Raises
    ------
    UsageError
        If the variable is not a power of two from 64 to 2048.
    """
    setting = os.environ.get(_SETTING)
    if setting is None:
        return _native_bits()
    if setting not in {str(2**n) for n in range(6, 12)}:
        raise UsageError(f"{_SETTING} must be a power of two from 64 to 2048, not '{setting}'")
    return int(setting)


def _native_bits() -> int:
    from llvmlite import binding

    features = binding.get_host_cpu_features()
    if features.get("avx512f"):
        return 512
    return 256 if features.get("avx") else 128


def pack_width(dtype: str, rows: int, light: bool = False) -> int:
    """Lanes of a pack for a program that keeps ``rows`` rows alive.

    Two registers to a pack hide some of the latency of each instruction, and packs that go through time
    together (``packs_together``) the rest; with many rows the coordinates do. A ``light`` step of one
    register a pack needs few besides those of its state.
    """
    lanes = vector_bits() // (32 if dtype == "float32" else 64)
    return lanes * (1 if light or rows > 48 else 2)


def packs_together(dtype: str, width: int, rows: int) -> int:
    """Packs that go through time together, so that one computes while another waits for its result.

    All of them have to fit the first-level cache, with ``rows`` rows each.
    """
    size = rows * width * (4 if dtype == "float32" else 8)
    return max(1, min(8, 24_576 // size))
