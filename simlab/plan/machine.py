"""What this machine has free: memory and disk."""

from __future__ import annotations

import shutil
from pathlib import Path

from simlab.errors import UsageError
from simlab.plain import size_in_words


def available_memory() -> int:
    """Bytes of memory that are free for use, or 0 where the system does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            for line in file:
                if line.startswith("MemAvailable:"):
                    return min(int(line.split()[1]) * 1024, _left_by_the_group() or 2**63)
    except OSError:
        pass
    return 0


def _left_by_the_group() -> int:
    """Bytes that a control group, as of a container or a batch job, leaves to this process; 0 if unlimited.

    Pages of files that nobody has touched lately count as free: the system takes them back when asked.
    """
    folder = Path("/sys/fs/cgroup")
    try:
        most = (folder / "memory.max").read_text(encoding="ascii").strip()
        used = int((folder / "memory.current").read_text(encoding="ascii"))
        pages = dict(line.split() for line in (folder / "memory.stat").read_text("ascii").splitlines())
        return 0 if most == "max" else max(1, int(most) - used + int(pages.get("inactive_file", 0)))
    except (OSError, ValueError):
        return 0


def free_disk(folder: Path) -> int:
    """Bytes that are free where ``folder`` is or will be, or 0 where the system does not say."""
    for place in (folder, *folder.absolute().parents):
        try:
            return shutil.disk_usage(place).free
        except OSError:
            continue
    return 0


def check_disk(needed: int, folder: Path) -> None:
    """So many bytes should find room where ``folder`` is or will be.

    Raises
    ------
    UsageError
        If they do not.
    """
    free = free_disk(folder)
    if free and needed > free:
        raise UsageError(
            f"{folder}: the results may take {size_in_words(needed)} of disk, "
            f"and {size_in_words(free)} are free: record less often, or choose another --out"
        )
