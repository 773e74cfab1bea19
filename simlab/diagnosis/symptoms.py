"""The symptoms of one variant: what its recorded curves show, as numbers that pitfalls are judged by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from simlab.status import Status

FALLEN = 1e-3  # of the first loss: where training has got somewhere
TINY = 1e-12  # relative changes of the loss below this are rounding


@dataclass(frozen=True, eq=False)
class Symptoms:
    """One variant of a run.

    Attributes
    ----------
    label, optimizer, kind : names of the variant, of its optimizer, and the rule this is.
    steps : [T] steps at which the loss was recorded.
    loss : [replicates, T].
    status : [replicates] how each trajectory ended.
    settings : the resolved numbers, by name; ``table`` the optimizer's table as the file has it.
    noisy : whether steps see noise or batches, so that the gradient is random.
    network : whether the problem is a network.
    theta : [replicates, S, coordinates] at every step, if recorded.
    recorded : further quantities [replicates, records, ...] by the observer's name.
    inputs : [features, examples] of the training data, of a network.
    gradient_error : largest difference of the gradient that the optimizer is given from central differences
        of the loss, relative to the largest slope, if it was measured.
    """

    label: str
    optimizer: str
    kind: str
    steps: np.ndarray
    loss: np.ndarray
    status: np.ndarray
    settings: Mapping[str, Any]
    noisy: bool
    network: bool = False
    table: Mapping[str, Any] = field(default_factory=dict)
    theta: np.ndarray | None = None
    recorded: Mapping[str, np.ndarray] = field(default_factory=dict)
    inputs: np.ndarray | None = None
    gradient_error: float | None = None

    def has(self, name: str) -> bool:
        """Whether a symptom can be judged: an attribute that is there, or a recorded quantity."""
        return getattr(self, name, None) is not None or name in self.recorded

    @cached_property
    def failed(self) -> float:
        """Share of the replicates that diverged or stopped being finite."""
        return float(np.mean(np.isin(self.status, (Status.DIVERGED, Status.NON_FINITE))))

    @cached_property
    def curve(self) -> np.ndarray:
        """[T] the median loss over replicates; infinite where half of them failed."""
        return np.median(np.where(np.isfinite(self.loss), self.loss, np.inf), axis=0)

    @cached_property
    def reduction(self) -> float:
        """Share of the first loss that is gone at the end, 1 if all; negative if the loss rose."""
        first, last = self.curve[0], self.curve[-1]
        return float((first - last) / abs(first)) if np.isfinite(last) and first else -np.inf

    @cached_property
    def fallen(self) -> int | None:
        """First recorded step at which the median loss is a thousandth of the first one, if there is one."""
        low = np.flatnonzero(self.curve <= FALLEN * self.curve[0])
        return int(self.steps[low[0]]) if len(low) and 0.0 < self.curve[0] < np.inf else None

    @cached_property
    def straightness(self) -> float:
        """R^2 of a straight line through the training curve."""
        largest = np.max(np.abs(self.curve))
        if not 0.0 < largest < np.inf or np.ptp(self.curve / largest) <= TINY:
            return 0.0
        return float(np.corrcoef(self.steps, self.curve / largest)[0, 1] ** 2)

    @cached_property
    def up_share(self) -> float:
        """Share of the later half's records at which the loss of a replicate is above the one before."""
        later = self.loss[:, self.loss.shape[1] // 2 :]
        rises = np.diff(later, axis=1) > TINY * np.abs(later[:, :-1])
        return float(np.mean(rises)) if rises.size else 0.0

    @cached_property
    def turning(self) -> np.ndarray:
        """[S - 2] median over replicates of the cosine between one update and the next; NaN at rest."""
        if self.theta is None or self.theta.shape[1] < 3:
            return np.zeros(0)
        with np.errstate(all="ignore"):
            update = np.diff(self.theta, axis=1)
            length = np.linalg.norm(update, axis=2)
            product = np.sum(update[:, 1:] * update[:, :-1], axis=2)
            cosine = product / (length[:, 1:] * length[:, :-1])
            resting = length[:, 1:] <= TINY * (1.0 + np.linalg.norm(self.theta[:, 1:-1], axis=2))
            cosine[resting] = np.nan
        known = np.isfinite(cosine).any(axis=0)
        out = np.full(cosine.shape[1], np.nan)
        out[known] = np.nanmedian(cosine[:, known], axis=0)
        return out

    @cached_property
    def sharpness(self) -> float | None:
        """Median over the run of the largest curvature, if it was recorded; else the problem's constant."""
        if "lambda_max" in self.recorded:
            return float(np.nanmedian(self.recorded["lambda_max"]))
        constant = self.settings.get("lambda_max")
        return float(constant) if constant is not None else None

    @cached_property
    def condition_number(self) -> float | None:
        """Largest over smallest absolute curvature, the median of the run, if both were recorded."""
        if "lambda_max" in self.recorded and "lambda_min" in self.recorded:
            with np.errstate(all="ignore"):
                ratio = np.abs(self.recorded["lambda_max"] / self.recorded["lambda_min"])
            return float(np.nanmedian(ratio))
        constant = self.settings.get("kappa")
        return float(constant) if constant is not None else None

    @cached_property
    def step_size(self) -> float | None:
        """Learning rate times largest curvature: gradient descent is stable below 2."""
        rate = self.settings.get("learning_rate")
        return None if self.sharpness is None or rate is None else float(rate) * self.sharpness

    def scaled_rate(self, factor: float) -> dict[str, Any]:
        """The override that multiplies the learning rate."""
        rate = self.settings.get("learning_rate")
        return {} if rate is None else {f"optimizer.{self.optimizer}.learning_rate": float(rate) * factor}
