"""From programs to compiled kernels, several at a time in parallel processes."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from numba import types

from simlab.errors import SimlabError
from simlab.kernels.program import Program
from simlab.kernels.shapes import shape_of
from simlab.kernels.store import Source, folder, import_source, ingredients
from simlab.kernels.template import kernel_text


def kernel_source(program: Program, width: int, device: str = "cpu") -> Source:
    """The generated file for ``program`` with packs of ``width`` lanes; on a GPU, of one lane a thread."""
    modules = ingredients(*program.modules())
    if device == "cpu":
        return Source("kernel", kernel_text(program, width), modules)
    from simlab.lanes.device import package_version, shared_bytes

    memory = shape_of(program, shared_bytes()).memory
    return Source("cuda", kernel_text(program, 1, memory), f"{modules}\n{package_version()}")


def plain_source(program: Program, width: int) -> Source:
    """The generated file that takes pack after pack, the same on every machine."""
    return Source("kernel", kernel_text(program, width, packs=1), ingredients(*program.modules()))


@cache
def load_kernel(program: Program, width: int, device: str = "cpu") -> Callable:
    """The compiled ``advance`` of ``program``: from the store, or compiled now."""
    advance = import_source(kernel_source(program, width, device)).advance
    if device == "cpu":
        advance.compile(signature_of(program))
    elif hasattr(advance, "compile"):  # the simulator of a GPU compiles nothing
        from simlab.lanes.device import failures_told

        with failures_told():
            advance.compile(signature_of(program))
    return advance


def python_kernel(program: Program, width: int) -> Callable:
    """The same ``advance``, pack after pack, as plain Python over NumPy: slow, obvious, for a debugger."""
    return import_source(plain_source(program, width)).advance.py_func


def is_compiled(program: Program, width: int, device: str = "cpu") -> bool:
    """Whether the store holds machine code for ``program``."""
    return _is_stored(kernel_source(program, width, device).name)


def _is_stored(name: str) -> bool:
    return any((folder() / "__pycache__").glob(f"{name}.advance-*.nbi"))


def compile_all(kernels: Iterable[tuple], processes: int) -> int:
    """Compile every ``(program, width[, device])`` that the store lacks; return how many there were.

    Numba compiles under one lock a process, so all but a share of the work goes to other processes.

    Raises
    ------
    SimlabError
        If a compiling process fails; its last words are in the message.
    """
    by_name = {kernel_source(*item).name: item for item in kernels}  # programs may share their code
    missing = [item for name, item in by_name.items() if not _is_stored(name)]
    shares = [missing[start :: max(1, min(processes, len(missing)))] for start in range(processes)]
    workers = [_start_worker(share) for share in shares[1:] if share]
    try:
        for item in shares[0]:
            load_kernel(*item)
        for worker in workers:
            _, errors = worker.communicate()
            if worker.returncode != 0:
                last = errors.decode(errors="replace").strip().rpartition("\n")[2]
                raise SimlabError(f"a compiling process failed: {last}")
    finally:
        for worker in workers:
            worker.kill()  # only what an error or Ctrl-C has left running
    return len(missing)


def _start_worker(share: list[tuple]) -> subprocess.Popen:
    package = str(Path(__file__).parents[2])
    path = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
    worker = subprocess.Popen(
        [sys.executable, "-P", "-m", "simlab.kernels.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    )
    if worker.stdin is not None:
        worker.stdin.write(pickle.dumps(share))
        worker.stdin.close()
    worker.stdin = None  # communicate() must not flush it again
    return worker


def signature_of(program: Program):
    """Argument types of ``advance``; see the template."""
    real = types.float32 if program.dtype == "float32" else types.float64
    matrix, unsigned = types.Array(real, 2, "C"), types.Array(types.uint32, 2, "C")
    events, slots = types.Array(types.int64, 1, "C"), types.Array(types.int64, 2, "C")
    arrays = [matrix, matrix, unsigned, unsigned, events, slots, types.int64, types.int64]
    if program.is_network:
        arrays += [matrix] * 4 + [unsigned, types.Array(real, 1, "C"), types.Array(types.uint32, 1, "C")]
    return types.none(*[types.int64] * 7, *arrays, *[matrix] * len(program.observers))
