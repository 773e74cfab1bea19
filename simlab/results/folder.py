"""Where a run leaves its files: ``<root>/<name>-<digest>/``."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

from simlab.errors import UsageError

SCENARIO = "scenario.toml"
PLAN = "plan.json"
RESULTS = "results.zarr"
VERDICTS = "verdicts.json"
JUNIT = "junit.xml"
FIGURES = "figures"
MANIFEST = "manifest.json"
CHECKPOINT = "checkpoint.npz"
CHUNKS = "chunks"
LOCK = "lock"

_DIGITS = 12


def scenario_digest(text: str, overrides: Mapping[str, object] | None = None) -> str:
    """SHA-256 (hexadecimal) of a scenario: its text with Unix line ends, then its overrides, sorted."""
    settings = json.dumps(dict(overrides or {}), sort_keys=True)
    text = text.replace("\r\n", "\n")
    return hashlib.sha256(f"{text}\0{settings}".encode()).hexdigest()


def run_folder(root: Path | str, name: str, text: str, overrides: Mapping[str, object] | None = None) -> Path:
    """The folder of one scenario's run; nothing is made on disk.

    ``name`` (usually the scenario file's stem) is reduced to letters, digits, ``.``, ``_`` and ``-``, so that
    no name leads out of ``root``. Equal text and overrides give the same folder, anything else another one.
    """
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip(".-") or "scenario"
    return Path(root) / f"{safe[:80]}-{scenario_digest(text, overrides)[:_DIGITS]}"


def not_finished(folder: Path, missing: str) -> UsageError:
    """What is said of a ``folder`` that lacks what a finished run has, and what to do if one was begun."""
    begun = ": its run was begun, and the same command goes on with it" if (folder / PLAN).is_file() else ""
    return UsageError(f"{folder} is not the folder of a finished run (no {missing} in it){begun}")
