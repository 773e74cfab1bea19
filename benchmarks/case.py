"""What is measured: a work item at one precision, number of trajectories, horizon and number of threads."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

WORKS = tuple(sorted(path.stem for path in (Path(__file__).parent / "works").glob("[!_]*.py")))


def item_of(work: str) -> Any:
    """The module of a work, or the ``WORK`` that it makes of what it shares with others."""
    module = import_module(f"works.{work}")
    return getattr(module, "WORK", module)


@dataclass(frozen=True)
class Case:
    """One row of the plan. ``dtype`` is "float32" or "float64"."""

    work: str
    dtype: str
    count: int
    steps: int
    threads: int

    @property
    def item(self) -> Any:
        """The work item: SURFACE, OPTIMIZER, DIMENSION, FLOPS_PER_STEP, starts, hyperparameters."""
        return item_of(self.work)

    def inputs(self, dtype: str | None = None) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Starting points (dimension, count) and hyper-parameters (count,), the same for every opponent.

        They are rounded to the case's dtype first; ``dtype`` then converts without further loss, so that a
        float64 truth starts from the very numbers of a float32 run.
        """
        generator = np.random.default_rng(20)
        start = self.item.starts(generator, self.count).astype(self.dtype)
        hyper = {
            name: values.astype(self.dtype)
            for name, values in self.item.hyperparameters(generator, self.count).items()
        }
        target = dtype or self.dtype
        return start.astype(target), {name: values.astype(target) for name, values in hyper.items()}

    def describe(self) -> dict:
        """For the record."""
        return asdict(self) | {"flops_per_step": self.item.FLOPS_PER_STEP, "flops": self.item.FLOPS}
