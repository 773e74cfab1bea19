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
_EARLY = ("figure 1(a)", "figure 1(b)", "plateaux", "0-1 loss", "figure 2(a)", "equation 1", "equation 2")
_MOMENTUM = ("equation 8", "equations 8-9", "equations 8-9 at mu = 1", "mu = 0.9")
_CURVATURE = ("figure 5", "figure 6(a)", "figure 6(b)", "equation 16", "batch normalisation", "Adam")
_POINT_ONE = ("too high", "too low", "in between", "cosine annealing", "Adam")
_POINT_TWO = ("NaN", "outliers", "uniform batches")
_POINT_THREE = ("depth", "initialisation", "batch normalisation", "weight standardisation", "activation")
SECTIONS = (
    Section(LECTURE, "2", "Seeing gradient descent", (*_EARLY, "figure 2(b)")),
    Section(
        LECTURE, "3", "Stochastic gradients", ("equations 3-6", "equation 7", "full pass", "batch", "choice")
    ),
    Section(LECTURE, "4.1", "Gradients that are wrong", ("finite differences",)),
    Section(LECTURE, "4.2", "Local optima"),
    Section(LECTURE, "4.3", "Symmetries and saddles"),
    Section(LECTURE, "4.4", "Slow progress", ("figure 3(a)",)),
    Section(
        LECTURE,
        "4.5",
        "Instability, oscillations, momentum",
        ("figure 3(b)", "figure 3(c)", "grid", *_MOMENTUM),
    ),
    Section(LECTURE, "4.6", "Fluctuations", ("equation 10", "figure 4", "equation 11")),
    Section(
        LECTURE,
        "4.7",
        "Dead and saturated units",
        ("equations 12-14", "histogram", "Xavier", "equation 15", "linear"),
    ),
    Section(LECTURE, "4.8", "Badly conditioned curvature", (*_CURVATURE, "second order")),
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
