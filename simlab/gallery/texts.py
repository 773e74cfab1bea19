"""The one index of the two texts: their sections and landmarks, in the order in which a reader meets them.

A scenario says where its phenomenon is described, as in ``source = "Lecture 4, section 4.5, figure 3(b)"``.
The text and the section that it names first are its place; within a section the landmark named first decides,
and then the name of the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from simlab.errors import UsageError


@dataclass(frozen=True)
class Section:
    """One section of a text: how a source names it, what it is about, what a reader meets in it, in order."""

    text: str
    name: str
    about: str
    landmarks: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """How tables name it."""
        return self.name if self.text == LECTURE else f"note, {self.name}"

    @property
    def heading(self) -> str:
        """How a page names it."""
        return f"{'Lecture' if self.text == LECTURE else 'Note'}, {self.name}: {self.about}"


LECTURE, NOTE = "Lecture 4", "Note 'Optimisation problems'"
_EARLY = (
    "figure 1(a)",
    "figure 1(b)",
    "figure 1(b) in two dimensions",
    "multiple global minima",
    "plateaux",
    "0-1 loss",
    "figure 2(a)",
    "equation 1",
    "equation 2",
    "figure 2(b)",
)
_EXAMPLES = ("equations 3-6", "equation 7", "full pass", "why minibatches", "batch", "choice")
_SYMMETRIES = (
    "weights at zero",
    "logistic units",
    "identical",
    "saddle points",
    "leaving a saddle",
    "drive them even farther apart",
)
_MOMENTUM = (
    "equation 8",
    "equations 8-9",
    "equations 8-9 at mu = 1",
    "equations 8-9 at mu = 1 with noise",
    "mu = 0.9",
)
_NOISE = ("increase the cost", "oscillations", "equation 10", "figure 4", "equation 11")
_UNITS = (
    "equations 12-14",
    "histogram",
    "footnote 1",
    "Xavier",
    "linear units",
    "equation 15",
    "dying",
    "biases",
)
_CONDITION = ("curvature and steps", "figure 5", "badly conditioned curvature", "one step of", "second-order")
_DATA = (
    "figure 6(a)",
    "figure 6(b)",
    "equation 16",
    "equation 16 at sigma = 0",
    "batch normalisation",
    "Adam",
)
_POINT_ONE = ("too high", "too low", "in between", "cosine annealing", "Adam")
_POINT_TWO = ("NaN", "NaN that hides", "outliers", "uniform batches")
_POINT_THREE = (
    "depth",
    "depth, layer by layer",
    "scale of the weights",
    "initialisation",
    "batch normalisation",
    "weight standardisation",
    "activation",
)
SECTIONS = (
    Section(LECTURE, "2", "Seeing gradient descent", _EARLY),
    Section(LECTURE, "3", "Stochastic gradients", _EXAMPLES),
    Section(LECTURE, "4.1", "Gradients that are wrong", ("wrong gradients", "finite differences")),
    Section(LECTURE, "4.2", "Local optima", ("exactly", "restarts", "usually fine")),
    Section(LECTURE, "4.3", "Symmetries and saddles", _SYMMETRIES),
    Section(LECTURE, "4.4", "Slow progress", ("figure 3(a)",)),
    Section(
        LECTURE,
        "4.5",
        "Instability, oscillations, momentum",
        ("figure 3(b)", "figure 3(c)", "grid", *_MOMENTUM),
    ),
    Section(LECTURE, "4.6", "Fluctuations", _NOISE),
    Section(LECTURE, "4.7", "Dead and saturated units", _UNITS),
    Section(LECTURE, "4.8", "Badly conditioned curvature", (*_CONDITION, *_DATA)),
    Section(LECTURE, "4.9", "The recap"),
    Section(NOTE, "figure 1", "Depth with and without skip connections"),
    Section(NOTE, "introduction", "Many dimensions", ("high dimensionality",)),
    Section(NOTE, "first point", "The learning rate", _POINT_ONE),
    Section(NOTE, "second point", "Bad values in the batches", _POINT_TWO),
    Section(NOTE, "third point", "Gradients that explode or vanish", _POINT_THREE),
)


def place(source: str) -> tuple[int, int]:
    """``(section, landmark)`` of ``source``: positions in ``SECTIONS`` and among that section's landmarks.

    A source that names no landmark stands at its section's end.

    Raises
    ------
    UsageError
        If it does not begin with one of the texts and a section of it.
    """
    citation = source.partition(";")[0]
    found = [
        (position, index) for index in range(len(SECTIONS)) if (position := _cited(citation, index)) >= 0
    ]
    if not found:
        wanted = f"'{LECTURE}, section 4.5, figure 3(b)' or '{NOTE}, first point'"
        raise UsageError(f"the source '{source}' names no section of the two texts; write it as {wanted}")
    index = min(found)[1]
    return index, _landmark(citation, SECTIONS[index].landmarks)


def _cited(citation: str, index: int) -> int:
    """Where the section is named in ``citation``; -1 where it is not."""
    section = SECTIONS[index]
    if not citation.startswith(section.text):
        return -1
    if section.text == NOTE:
        return citation.find(section.name)
    number = re.search(r"\bsections? ([\d.]*\d)", citation)
    return 0 if number and number.group(1) == section.name else -1


def _landmark(citation: str, landmarks: tuple[str, ...]) -> int:
    """The landmark named first in ``citation``, the longer one where two begin alike."""
    found = [
        (start, -len(landmark), index)
        for index, landmark in enumerate(landmarks)
        if (start := citation.lower().find(landmark.lower())) >= 0
    ]
    return min(found)[-1] if found else len(landmarks)
