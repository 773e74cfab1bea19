"""What ``run`` and ``check`` set up around one scenario: settings, progress, kernel store."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from simlab.cli.options import overrides
from simlab.cli.progress import Progress
from simlab.pipeline import Reporter, Settings, default_threads


@contextmanager
def session(path: Path, typed: dict, style: str) -> Iterator[tuple[Settings, Reporter]]:
    """Settings and reporter for one scenario, by the options that were typed."""
    settings = Settings(
        out=typed["out"],
        device=typed["device"],
        threads=typed["threads"] or default_threads(),
        figures=not typed["no_figures"],
        resume=typed["resume"],
        overrides=overrides(typed["assignments"], typed["seed"], typed["replicates"]),
    )
    silent = typed["quiet"] or style == "json"
    reporter = Reporter() if silent else Progress(path.stem)
    with ExitStack() as stack:
        if typed["no_cache"]:
            os.environ["SIMLAB_CACHE"] = stack.enter_context(tempfile.TemporaryDirectory())
        stack.callback(reporter.close)
        yield settings, reporter
