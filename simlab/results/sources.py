"""A digest of the part of simlab that computes: whose change may change a number of the results."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import simlab

# What reads, judges, draws and prints: results may be kept when it changes.
_BESIDE = ("cli", "laws", "plots", "scenario", "statistics", "verdicts")


@cache
def code_digest() -> str:
    """SHA-256 (hexadecimal) of simlab's version and the files that compute."""
    package = Path(str(simlab.__file__)).parent
    digest = hashlib.sha256(version("simlab").encode())
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package)
        if place.parts[0] not in _BESIDE:
            digest.update(f"\0{place.as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
