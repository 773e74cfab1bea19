"""Building one C++ file into a loaded library, with the flags that every C++ number here was taken with."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

FLAGS = ("-O3", "-march=native", "-mprefer-vector-width=512", "-ffp-contract=off", "-std=c++17", "-pthread")


def compiler() -> str | None:
    """``$CXX``, else g++, else clang++, else None."""
    return next(filter(None, map(shutil.which, (os.environ.get("CXX", "g++"), "g++", "clang++"))), None)


@cache
def compiler_version() -> str:
    """First line of what the compiler says of itself."""
    answer = subprocess.run([compiler(), "--version"], capture_output=True, text=True, check=True)
    return answer.stdout.splitlines()[0]


@cache
def register_bytes() -> int:
    """Size of the vector registers of ``-march=native``; the C++ files decide by the same macros."""
    command = [compiler(), "-march=native", "-dM", "-E", "-x", "c++", os.devnull]
    macros = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "__AVX512F__" in macros:
        return 64
    return 32 if "__AVX2__" in macros and "__FMA__" in macros else 16


@cache
def library(source: Path) -> ctypes.CDLL:
    """``source`` compiled and loaded, once a process; nothing is left on disk.

    Raises
    ------
    ImportError
        If there is no compiler: the caller's opponent is then unavailable.
    """
    if compiler() is None:
        raise ImportError("no C++ compiler")
    flags = [flag for flag in FLAGS if _accepted(flag)]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "library.so"
        command = [compiler(), *flags, "-shared", "-fPIC", str(source), "-o", str(target), *_libraries()]
        subprocess.run(command, check=True)
        return ctypes.CDLL(str(target))


def _libraries() -> list[str]:
    """The vector functions of the C library, where it has them (glibc on x86)."""
    return ["-lmvec"] if platform.machine() == "x86_64" and platform.libc_ver()[0] == "glibc" else []


def _accepted(flag: str) -> bool:
    """``-mprefer-vector-width`` is for x86 alone; the others are required."""
    if not flag.startswith("-mprefer"):
        return True
    test = [compiler(), flag, "-x", "c++", "-fsyntax-only", os.devnull]
    return subprocess.run(test, capture_output=True, check=False).returncode == 0
