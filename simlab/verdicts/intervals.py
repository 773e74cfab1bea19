"""Intervals around a measured statistic: exact, binomial or by paired bootstrap.

Every interval answers ``bounds(confidence)`` with ``(low, high)``, arrays of the shape of its ``value``: one
entry for each thing that must hold, such as a value of the sweep. SciPy is imported where an interval needs
it, because that takes longer than judging a deterministic scenario.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Bounds = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Exact:
    """A number without sampling error, known to lie from ``low`` to ``high``: itself, or a bracket."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def bounds(self, confidence: float) -> Bounds:
        """The bracket, whatever the confidence."""
        return self.low, self.high


@dataclass(frozen=True)
class Binomial:
    """A share of ``replicates`` independent trials, with the exact limits of Clopper and Pearson (1934)."""

    value: np.ndarray
    replicates: int

    def bounds(self, confidence: float) -> Bounds:
        """Shares at which so many successes, or fewer, have the chance (1 - confidence) / 2 a side."""
        from scipy.special import betainccinv, betaincinv

        n, tail = self.replicates, 0.5 * (1.0 - confidence)
        successes = np.round(self.value * n)
        with np.errstate(invalid="ignore"):
            low = np.where(successes > 0, betaincinv(successes, n - successes + 1, tail), 0.0)
            high = np.where(successes < n, betainccinv(successes + 1, n - successes, tail), 1.0)
        return low, high

    def with_replicates(self, replicates: int) -> Binomial:
        """The same share, had it been measured on so many replicates."""
        return Binomial(self.value, replicates)


@dataclass(frozen=True)
class Normal:
    """An estimate with its standard ``error``, of so many replicates that it is normally distributed."""

    value: np.ndarray
    error: np.ndarray

    def bounds(self, confidence: float) -> Bounds:
        """The value minus and plus the normal quantile times the standard error."""
        from scipy.special import ndtri

        reach = ndtri(0.5 * (1.0 + confidence)) * self.error
        return self.value - reach, self.value + reach


class Bootstrap:
    """Paired bootstrap over replicates.

    Quantiles of the ``draws`` [..., resample], corrected for bias and skewness where a ``jackknife``
    [..., replicate] is given (BCa; Efron 1987, equation 2.3), plain percentiles otherwise. Beyond the
    confidence that so many draws resolve, both half-widths grow as those of a normal distribution do.
    ``widen`` holds the distances from the value down and up to the ends of a bracket, added on each side.
    """

    def __init__(self, value, draws, jackknife=None, widen=(0.0, 0.0)) -> None:
        self.value, self.widen = value, widen
        self.draws = np.sort(draws, axis=-1)  # NaN last
        self.valid = np.isfinite(self.draws).sum(axis=-1) + np.isinf(self.draws).sum(axis=-1)
        self.resolved = 1.0 - 20.0 / draws.shape[-1]
        self.bias, self.acceleration = self._corrections(jackknife)

    def bounds(self, confidence: float) -> Bounds:
        """Limits at ``confidence``; infinite where more than one draw in a hundred is NaN."""
        from scipy.special import ndtr, ndtri

        level = min(confidence, self.resolved)
        z = ndtri(0.5 * (1.0 + level))
        with np.errstate(invalid="ignore"):
            low, high = (self._quantile(ndtr(self._corrected(side))) for side in (-z, z))
            if confidence > level:
                stretch = ndtri(0.5 * (1.0 + confidence)) / z
                finite = np.isfinite(self.value)
                low = np.where(finite, self.value - stretch * (self.value - low), low)
                high = np.where(finite, self.value + stretch * (high - self.value), high)
        defined = self.valid >= 0.99 * self.draws.shape[-1]
        low, high = np.minimum(low, self.value) - self.widen[0], np.maximum(high, self.value) + self.widen[1]
        return np.where(defined, low, -np.inf), np.where(defined, high, np.inf)

    def _corrected(self, z: float) -> np.ndarray:
        shifted = self.bias + z
        return self.bias + shifted / (1.0 - self.acceleration * shifted)

    def _quantile(self, share: np.ndarray) -> np.ndarray:
        """The draw below which ``share`` of the valid draws lies."""
        position = np.clip(np.floor(share * self.valid), 0, np.maximum(self.valid - 1, 0)).astype(int)
        return np.take_along_axis(self.draws, position[..., None], axis=-1)[..., 0]

    def _corrections(self, jackknife) -> tuple[np.ndarray, np.ndarray]:
        """Bias and acceleration of BCa, both zero where they are not defined."""
        from scipy.special import ndtri

        none = np.zeros(np.shape(self.value))
        if jackknife is None:
            return none, none
        with np.errstate(invalid="ignore", divide="ignore"):
            at = np.expand_dims(self.value, -1)
            below = (self.draws < at).sum(axis=-1) + 0.5 * (self.draws == at).sum(axis=-1)
            bias = ndtri(below / self.valid)
            influence = jackknife.mean(axis=-1, keepdims=True) - jackknife
            spread = (influence**2).sum(axis=-1)
            acceleration = (influence**3).sum(axis=-1) / (6.0 * spread**1.5)
        good = np.isfinite(bias) & np.isfinite(acceleration)
        return np.where(good, bias, none), np.where(good, acceleration, none)
