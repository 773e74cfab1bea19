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

from simlab.errors import DeviceError
from simlab.lanes.lowering import SIMULATED
from simlab.lanes.team import LEAST_SHARED

INSTALL = "pip install 'simlab[cuda]'"
LEAST_DRIVER = (12, 0)  # CUDA of the driver: the compilers of the extra make code for any of 12
FREE_SHARED = 48 * 1024  # bytes a block may share without asking
RESERVED_SHARED = 1024  # bytes that the system takes of every block
MOST_BLOCKS = 32  # that a multiprocessor holds

cuda: Any = None
_absent = "the package numba-cuda is not installed"
if find_spec("numba_cuda"):  # numba's own copy, if it has one, is another program
    try:
        from numba import cuda
        from numba.cuda.core import config

        config.CUDA_LOW_OCCUPANCY_WARNINGS = 0  # how many trajectories there are is for the user to say
    except ImportError as error:  # a part of it is missing or of another version
        _absent = f"numba-cuda cannot be imported ({error})"


@cache
def missing() -> str | None:
    """Why no GPU can be used here, and what to do about it; ``None`` if one can."""
    if cuda is None:
        return f"{_absent}: {INSTALL}"
    if SIMULATED:
        return None
    from numba.cuda.cudadrv.driver import driver
    from numba.cuda.cudadrv.error import CudaSupportError

    try:
        version = driver.get_version()
        if version >= LEAST_DRIVER:
            cuda.current_context()
    except CudaSupportError as error:
        cause = " ".join(str(error).replace("Error at driver init:", "").split()).rstrip(" .:")
        return f"{cause or 'the NVIDIA driver does not answer'}: install NVIDIA's driver, see `nvidia-smi`"
    except Exception as error:  # a GPU that is full, locked or broken says so in many ways
        return f"the GPU does not answer ({' '.join(str(error).split())}): see `nvidia-smi`"
    if version < LEAST_DRIVER:
        found, least = (".".join(map(str, one)) for one in (version, LEAST_DRIVER))
        return f"the NVIDIA driver is too old (CUDA {found}, at least {least} is needed): install a newer one"
    return None if _finds_compilers() else f"the compilers of the CUDA toolkit are missing: {INSTALL}"


def _finds_compilers() -> bool:
    """Whether numba-cuda finds the toolkit; its parts say in ways of their own that they are not there."""
    try:
        return cuda.is_available()
    except Exception:
        return False


def errors() -> tuple[type[Exception], ...]:
    """What is raised when the device, its driver or its compilers fail: by numba-cuda and what it uses."""
    from numba.cuda.cudadrv.driver import CudaAPIError, LinkerError

    found: list[type[Exception]] = [CudaAPIError, LinkerError, MemoryError]
    if find_spec("cuda") and find_spec("cuda.core"):
        from cuda.bindings.nvjitlink import nvJitLinkError
        from cuda.bindings.nvvm import nvvmError
        from cuda.core._utils.cuda_utils import CUDAError

        found += [CUDAError, nvJitLinkError, nvvmError]
    return tuple(found)


@contextmanager
def failures_told(more: str = "") -> Iterator[None]:
    """Let a failing device, driver or compiler end the block with its own words, and ``more``.

    Raises
    ------
    DeviceError
        In its place.
    """
    name, failures = device_name(), errors()  # a GPU that has failed may not know its name any more
    try:
        yield
    except failures as error:
        words = " ".join(str(error).split())
        raise DeviceError(f"{name} failed: {words}{more}") from error


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


def shared_array(dtype):
    """In the simulator, the memory that the threads of the running block share."""
    from numba.cuda.simulator.kernel import _get_kernel_context

    return _get_kernel_context().shared.array(0, dtype)


def shared_bytes() -> int:
    """The most memory that the threads of a block may share; the least of what we know where no GPU is."""
    if SIMULATED or missing():
        return LEAST_SHARED
    return cuda.get_current_device().MAX_SHARED_MEMORY_PER_BLOCK_OPTIN


def free_bytes() -> float:
    """Memory of the GPU that is free; infinite in the simulator."""
    return cuda.current_context().get_memory_info().free


def resident_threads() -> int:
    """How many threads the GPU holds at once: for so many it sets local memory aside."""
    if SIMULATED:
        return 1
    device = cuda.get_current_device()
    return device.MULTIPROCESSOR_COUNT * device.MAX_THREADS_PER_MULTIPROCESSOR


def resident_blocks(threads: int, shared: int, registers: int) -> int:
    """How many blocks the GPU holds at once, at most.

    Each has so many threads of so many ``registers``, which share so many bytes.
    """
    if SIMULATED:
        return 2
    device = cuda.get_current_device()
    each = min(MOST_BLOCKS, device.MAX_THREADS_PER_MULTIPROCESSOR // threads)
    each = min(each, device.MAX_REGISTERS_PER_MULTIPROCESSOR // (threads * max(registers, 1)))
    if shared:  # of which the system takes a little beside
        each = min(each, device.MAX_SHARED_MEMORY_PER_MULTIPROCESSOR // (shared + RESERVED_SHARED))
    return device.MULTIPROCESSOR_COUNT * max(each, 1)


def allow_shared(kernel, signature, size: int) -> None:
    """Let the blocks of the compiled ``kernel`` share so many bytes; without asking they may share 48 KiB."""
    if SIMULATED or size <= FREE_SHARED:
        return
    from cuda.bindings import driver as binding
    from numba.cuda.cudadrv.driver import driver

    function = kernel.overloads[signature.args]._codelibrary.get_cufunc()
    attribute = binding.CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES
    driver.cuKernelSetAttribute(attribute, size, function.handle, function.device.id)


def registers(kernel, signature) -> int:
    """Registers that one thread of the compiled ``kernel`` takes."""
    return 0 if SIMULATED else kernel.get_regs_per_thread(signature)


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
