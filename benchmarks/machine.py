"""The machine a result was taken on: what it is, how fast it could be, how busy it was."""

from __future__ import annotations

import ctypes
import os
import platform
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import native

FEATURES = ("sse4_2", "avx2", "fma", "avx512f", "avx512dq", "avx512vl", "neon", "asimd", "sve")


def threads() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def describe() -> dict:
    """Model, cores, the vector features that matter, system, date, load before anything was measured."""
    info = _cpu_info()
    found = set(re.split(r"\s+", info.get("flags", info.get("Features", ""))))
    return {
        "cpu": info.get("model name") or platform.processor() or platform.machine(),
        "family_model": f"{info.get('cpu family', '?')}/{info.get('model', '?')}",
        "cores": threads(),
        "features": [name for name in FEATURES if name in found],
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "load_before": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def slug(description: dict) -> str:
    """File name for the results of this kind of machine."""
    name = re.sub(r"\(r\)|\(tm\)|processor|cpu|@.*", "", description["cpu"], flags=re.IGNORECASE)
    family = description["family_model"].replace("/", "-")
    words = re.findall(r"[a-z0-9]+", f"{name} {family}".lower())
    return "-".join([*words, f"{description['cores']}cores"])


def fma_peak(count: int, repeats: int = 40) -> dict[str, float]:
    """Measured peak of fused multiply-adds on ``count`` threads, flop/s; empty without a compiler."""
    try:
        library = native.library(Path(__file__).parent / "peak.cpp")
    except ImportError:
        return {}
    peaks = {}
    for dtype in ("float32", "float64"):
        measure = getattr(library, f"peak_{dtype}")
        measure.argtypes, measure.restype = [ctypes.c_int, ctypes.c_double], ctypes.c_double
        peaks[dtype] = max(measure(count, 0.02) for _ in range(repeats))
    return peaks


def build_seconds() -> float | None:
    """How long the C++ opponent takes to compile, everything together; None without a compiler."""
    began = time.perf_counter()
    try:
        native.library(Path(__file__).parent / "opponents" / "lanes.cpp")
    except ImportError:
        return None
    return time.perf_counter() - began


def _cpu_info() -> dict[str, str]:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return {}
    pairs = (line.partition(":") for line in lines if ":" in line)
    return {key.strip(): value.strip() for key, _, value in pairs}
