"""The door to numba-cuda: no other file imports it.

It is an extra, and needs a driver at run time; what is missing is said by ``missing``, once a GPU is asked
for. ``NUMBA_ENABLE_CUDASIM=1`` makes its simulator the device: slow, for tests.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any

INSTALL = "pip install 'simlab[cuda]'"
SIMULATED = os.environ.get("NUMBA_ENABLE_CUDASIM", "0") not in ("", "0")

cuda: Any = None
if find_spec("numba_cuda"):  # numba's own copy, if it has one, is another program
    from numba import cuda


@cache
def missing() -> str | None:
    """Why no GPU can be used here, and what to do about it; ``None`` if one can."""
    if cuda is None:
        return f"the package numba-cuda is not installed: {INSTALL}"
    if SIMULATED or cuda.is_available():
        return None
    from numba.cuda.cudadrv.error import CudaSupportError

    try:
        cuda.current_context()
    except CudaSupportError as error:
        cause = " ".join(str(error).replace("Error at driver init:", "").split()).rstrip(" .:")
        return f"{cause or 'the NVIDIA driver does not answer'}: install NVIDIA's driver, see `nvidia-smi`"
    except Exception as error:  # whatever a broken toolkit raises, the user hears its words
        return f"the CUDA toolkit cannot be used ({error}): {INSTALL}"
    return "numba-cuda finds no NVIDIA GPU: see `nvidia-smi`"


def errors() -> tuple[type[Exception], ...]:
    """What numba-cuda raises when the device or its driver fails."""
    from numba.cuda.cudadrv.driver import CudaAPIError, LinkerError

    return CudaAPIError, LinkerError, MemoryError


def package_version() -> str:
    """Of numba-cuda, on which compiled code depends; empty if it is not there."""
    try:
        return version("numba-cuda")
    except PackageNotFoundError:
        return ""


def device_name() -> str:
    """Of the GPU in use."""
    if SIMULATED:
        return "simulator of numba-cuda"
    name = cuda.get_current_device().name
    return name.decode() if isinstance(name, bytes) else str(name)


def free_bytes() -> float:
    """Memory of the GPU that is free; infinite in the simulator."""
    return cuda.current_context().get_memory_info().free


def resident_threads() -> int:
    """How many threads the GPU holds at once: for so many it sets local memory aside."""
    if SIMULATED:
        return 1
    device = cuda.get_current_device()
    return device.MULTIPROCESSOR_COUNT * device.MAX_THREADS_PER_MULTIPROCESSOR


def local_bytes(kernel, signature) -> int:
    """Local memory that one thread of the compiled ``kernel`` takes."""
    return 0 if SIMULATED else kernel.get_local_mem_per_thread(signature)


def compile_ptx(function: Callable, signature, capability: tuple[int, int]) -> str:
    """PTX of the kernel ``function`` for a compute capability; needs no GPU, only the extra's compiler."""
    from simlab.lanes.flags import DEVICE_COMPILER

    with _pretended(capability):
        text, _ = cuda.compile_ptx(function, signature, cc=capability, **DEVICE_COMPILER)
    return text


@contextmanager
def _pretended(capability: tuple[int, int]) -> Iterator[None]:
    """numba-cuda asks the present GPU for its capability while it types a call; here there may be none."""
    from numba.cuda import dispatcher

    actual = dispatcher.get_current_device
    dispatcher.get_current_device = lambda: SimpleNamespace(compute_capability=capability)
    try:
        yield
    finally:
        dispatcher.get_current_device = actual


def assembler() -> str | None:
    """Path of ptxas, if the toolkit's wheel or the system has one."""
    from shutil import which

    found = find_spec("nvidia.cuda_nvcc") if find_spec("nvidia") else None
    for folder in found.submodule_search_locations or () if found else ():
        path = os.path.join(folder, "bin", "ptxas")
        if os.path.exists(path):
            return path
    return which("ptxas")


def has_compiler() -> bool:
    """Whether the toolkit's compilers are here, which make PTX without any GPU."""
    if SIMULATED or cuda is None or not find_spec("nvidia"):
        return False
    return all(map(find_spec, ("nvidia.cuda_nvcc", "nvidia.cuda_nvrtc")))
