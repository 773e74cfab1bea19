"""A ``[[landscape]]`` of the results as figures need it: heights, positions, path, what they are called."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simlab.errors import UsageError, nearest
from simlab.plots._common import PlotOptions
from simlab.plots._select import number, plain

CONVEXITY = "convexity"
_LOSS = "_loss"
_WORDS = r"$|\lambda_\mathrm{min} / \lambda_\mathrm{max}|$ of the Hessian"


@dataclass(frozen=True)
class Panel:
    """One plane: ``height`` [y, x] over the positions ``x`` and ``y`` of its points.

    ``path`` [records, 2] is the trajectory in it, if it is laid along one; ``words`` says how true it is.
    """

    x: np.ndarray
    y: np.ndarray
    height: np.ndarray
    path: np.ndarray | None = None
    labels: tuple[str, str] = ("", "")
    words: str = ""


class Surveyed:
    """The landscape ``name`` of a data set, or its only one."""

    def __init__(self, dataset, name: str, options: PlotOptions) -> None:
        self.dataset, self.options = dataset, options
        known = self._known()
        if not known:
            raise UsageError(f"figure '{options.file_name}': the run has no [[landscape]]")
        if name and name not in known:
            hint = nearest(name, known) or f"; there are {', '.join(known)}"
            raise UsageError(f"figure '{options.file_name}': there is no landscape '{name}'{hint}")
        if not name and len(known) > 1:
            few = f"choose with landscape one of {', '.join(known)}"
            raise UsageError(f"figure '{options.file_name}': the run has several landscapes; {few}")
        self.name = name or known[0]

    def _known(self) -> list[str]:
        """Names of the landscapes, by the side that each has."""
        side = "landscape_x_"
        return [str(name).removeprefix(side) for name in self.dataset.coords if str(name).startswith(side)]

    def variable(self, quantity: str):
        """The quantity over the landscape; ``convexity`` also from the two eigenvalues."""
        full = f"{self.name}_{quantity}"
        if quantity == CONVEXITY:
            if full in self.dataset.data_vars:
                found = self.dataset[full]
            else:
                least, largest = self.variable("lambda_min"), self.variable("lambda_max")
                found = np.abs(least / largest).assign_attrs(landscape=least.attrs["landscape"])
            return found.assign_attrs(long_name=_WORDS)
        if full not in self.dataset.data_vars:
            prefix = f"{self.name}_"
            known = [str(one)[len(prefix) :] for one in self.dataset.data_vars if str(one).startswith(prefix)]
            hint = nearest(quantity, known) or f"; it has {', '.join(sorted(known))}"
            raise UsageError(
                f"figure '{self.options.file_name}': landscape '{self.name}' has no '{quantity}'{hint}"
            )
        return self.dataset[full]

    @property
    def sides(self) -> int:
        """1 of a line, 2 of a plane."""
        return 1 + (f"landscape_y_{self.name}" in self.dataset.coords)

    def panel(self, quantity: str, place: int, replicate: int) -> Panel:
        """The plane of one trajectory.

        Raises
        ------
        UsageError
            If it does not have the quantity, or the replicate was not looked at.
        """
        variable = self.variable(quantity)
        if not 0 <= replicate < variable.shape[1]:
            count = variable.shape[1]
            raise UsageError(
                f"figure '{self.options.file_name}': the landscape has no replicate {replicate} of {count}"
            )
        height = variable.values[place, replicate].T.astype(float)
        if f"{self.name}_path" not in self.dataset:
            x, y = (self.dataset[f"landscape_{side}_{self.name}"].values for side in "xy")
            return Panel(x, y, height, labels=("Random direction 1", "Random direction 2"))
        x, y = self.dataset[f"{self.name}_position"].values[place, replicate]
        shares = self.dataset[f"{self.name}_explained"].values[place, replicate]
        labels = [
            f"Principal direction {which} ({number(round(100 * share, 1))} %)"
            for which, share in zip((1, 2), shares, strict=True)
        ]
        path = self.dataset[f"{self.name}_path"].values[place, replicate]
        return Panel(x, y, height, path, (labels[0], labels[1]), self._truth(place, replicate))

    def _truth(self, place: int, replicate: int) -> str:
        """How far the loss in the plane is from that on the path, in words."""
        true, flat = (
            self.dataset[f"{self.name}_{key}"].values[place, replicate] for key in ("path_loss", "plane_loss")
        )
        with np.errstate(all="ignore"):
            error = 100 * np.abs(flat / true - 1.0)
        error = error[np.isfinite(error)]
        if not len(error):
            return ""
        middle, most = (number(float(f"{value:.2g}")) for value in (np.median(error), error.max()))
        return f"loss in the plane off the true by\n{middle} % (median), {most} % (most)"


def long_name(variable) -> str:
    """What a quantity is called, first letter large."""
    words = str(variable.attrs.get("long_name") or plain(str(variable.name)))
    return words[:1].upper() + words[1:]
