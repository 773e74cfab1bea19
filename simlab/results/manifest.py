"""``manifest.json``: what computed the results, on what, in which time, and the digests to compare with."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from simlab.errors import UsageError
from simlab.results.files import atomic_write
from simlab.results.folder import MANIFEST, not_finished
from simlab.results.machine import cpu_features, cpu_model, git_revision
from simlab.results.sources import code_digest

_PACKAGES = (
    *("simlab", "numba", "llvmlite", "numpy", "scipy", "sympy", "xarray", "zarr"),
    "numba-cuda",
    *("matplotlib", "pillow"),  # of the figures and animations
)


@dataclass(frozen=True)
class Timings:
    """Wall-clock time (seconds) of the three parts of a run; ``run_s`` adds up what its chunks took."""

    compile_s: float
    run_s: float
    write_s: float


@dataclass(frozen=True)
class Manifest:
    """What a reader needs to trust or repeat a run; ``options`` are those typed on the command line.

    ``scenario`` is the text of the file, ``source`` where it was; ``device_reason`` says why that device,
    where the choice was left to simlab.
    """

    scenario_digest: str
    results_digest: str
    variant_digests: Mapping[str, str]
    timings: Timings
    trajectory_steps: int
    device: str
    threads: int
    lane_width: int
    device_reason: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    scenario: str = ""
    source: str = ""
    seed: int = 0


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that can change a number or a figure."""
    return dict(_versions())


@cache
def _versions() -> dict[str, str]:
    """Read once: every run asks several times, and the files of the packages are many."""
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def write_manifest(folder: Path | str, manifest: Manifest) -> Path:
    """Write ``manifest`` with the versions, the processor and the system added, whole or not at all."""
    content = asdict(manifest) | {
        "variant_digests": dict(manifest.variant_digests),
        "versions": versions(),
        "code": code_digest(),
        "git": git_revision(Path(__file__)),
        "cpu": cpu_model(),
        "cpu_features": cpu_features(),
        "host": platform.node(),
        "finished": datetime.now().astimezone().isoformat(timespec="seconds"),
        "system": f"{platform.system()} {platform.machine()}",
    }
    path = Path(folder) / MANIFEST
    atomic_write(path, json.dumps(content, indent=2, sort_keys=True, allow_nan=False) + "\n")
    return path


def known_manifest(content: Mapping[str, Any]) -> Manifest:
    """The manifest as it was before it was written."""
    own = {field.name: content[field.name] for field in fields(Manifest)}
    return Manifest(**{**own, "timings": Timings(**own["timings"])})


def read_manifest(folder: Path | str) -> dict:
    """The manifest of a run folder, as plain dictionaries.

    Raises
    ------
    UsageError
        If there is none or it is not JSON.
    """
    path = Path(folder) / MANIFEST
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise not_finished(path.parent, MANIFEST) from None
    except ValueError as error:
        raise UsageError(f"{path} is damaged: {error}") from error
