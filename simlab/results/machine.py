"""Where a run was made: processor and what it can do, host, the revision of the sources."""

from __future__ import annotations

import platform
import sys
from functools import cache
from pathlib import Path


def cpu_model() -> str:
    """The processor's marketing name, as far as the system tells it."""
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


@cache
def cpu_features() -> list[str]:
    """Names of the instruction sets that the compiler uses here, as LLVM calls them."""
    from llvmlite import binding

    return sorted(name for name, there in binding.get_host_cpu_features().items() if there)


@cache
def cpu_core() -> str:
    """The processor's microarchitecture as LLVM calls it: models of one name differ in it."""
    from llvmlite import binding

    return binding.get_host_cpu_name()


def git_revision(place: Path) -> str | None:
    """The commit that is checked out where ``place`` lies, or ``None`` outside of a repository."""
    for folder in (place, *place.parents):
        git = folder / ".git"
        try:
            if git.is_file():  # a work tree of another repository
                git = (folder / git.read_text(encoding="utf-8").partition(":")[2].strip()).resolve()
            head = (git / "HEAD").read_text(encoding="utf-8").strip()
        except OSError:
            continue
        return _commit(git, head)
    return None


def _commit(git: Path, head: str) -> str | None:
    if not head.startswith("ref:"):
        return head
    name = head.partition(":")[2].strip()
    for folder in (git, (git / _text(git / "commondir")).resolve()):
        if found := _text(folder / name):
            return found
        for line in _text(folder / "packed-refs").splitlines():
            if line.endswith(f" {name}"):
                return line.partition(" ")[0]
    return None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""
