"""What this machine offers, and whether simlab works on it."""

from __future__ import annotations

import platform
import tempfile
from dataclasses import dataclass

import numpy as np

from simlab.engines import cpu, default_threads, reference
from simlab.engines.batch import Batch
from simlab.kernels.layout import layout
from simlab.kernels.program import Program
from simlab.kernels.store import folder, temporary_store
from simlab.lanes.width import pack_width, vector_bits
from simlab.plan.machine import available_memory
from simlab.results.machine import cpu_model
from simlab.results.manifest import versions


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    value: str
    good: bool = True


def examine() -> list[Finding]:
    """Versions, processor, memory, the store of kernels, and one kernel against plain Python."""
    packages = ", ".join(f"{name} {number}" for name, number in versions().items())
    return [
        Finding("versions", packages),
        Finding("system", f"{platform.system()} {platform.machine()}"),
        Finding("processor", f"{cpu_model()}, {default_threads()} cores for simlab"),
        Finding("vectors", f"{vector_bits()} bits, packs of {pack_width('float32', 4)} float32 lanes"),
        Finding("free memory", f"{available_memory() / 1e9:.1f} GB"),
        _store_finding(),
        _kernel_finding(),
    ]


def _store_finding() -> Finding:
    path = folder()
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        reason = f"{path} cannot be written ({error.strerror}): set SIMLAB_CACHE"
        return Finding("store of kernels", reason, good=False)
    kernels = len(list(path.glob("simlab_kernel_*.py")))
    return Finding("store of kernels", f"{path} ({kernels} kernels)")


def _kernel_finding() -> Finding:
    """Run one small program compiled and as plain Python: the bits must be the same."""
    compiled, plain = _batch(), _batch()
    with temporary_store():
        cpu.run([compiled], 1)
        reference.run([plain])
    same = np.array_equal(compiled.state, plain.state)
    return Finding(
        "compiled kernel", "same bits as plain Python" if same else "DIFFERS from plain Python", same
    )


def _batch() -> Batch:
    program = Program(surface="rosenbrock", dimension=2, optimizer="gd", dtype="float64")
    width = pack_width("float64", 2)
    values = {"problem_a": 1.0, "problem_b": 100.0, "optimizer_learning_rate": 1e-3}
    numbers = np.array([[values[name]] * width for name in layout(program).numbers])
    return Batch(
        program=program,
        width=width,
        lanes=width,
        steps=100,
        seed=0,
        numbers=numbers,
        state=np.stack([np.linspace(-1.5, 1.5, width), np.ones(width)]),
        streams=np.zeros((2, width), np.uint32),
        marks=np.zeros((2, width), np.uint32),
        events=np.zeros(0, np.int64),
        slots=np.zeros((0, 0), np.int64),
        position=np.zeros(1, np.int64),
    )
