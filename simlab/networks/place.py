"""Where one layer's numbers lie, as text: in the rows of parameters and in the memory of the pass."""

from __future__ import annotations

from dataclasses import dataclass

from simlab.networks.architecture import Run


@dataclass(frozen=True)
class Place:
    """Names for the text of one part of the layers of a run.

    ``theta`` and ``source``, ``own`` are the row of the part's first parameter and the rows of memory where
    its input begins and its output goes, of the first layer of the run; each grows from layer to layer by
    the number of parameters and by ``memory_step``. ``stride`` is the number of rows of a unit, ``entry`` the
    row where the input of the whole layer begins, ``base`` that where the memory of the layer begins,
    ``kept`` that of what the part keeps beside its output, ``running`` the first of its running averages.
    """

    run: Run
    theta: int
    source: int = 0
    own: int = 0
    memory_step: int = 0
    stride: int = 0
    entry: int = 0
    base: int = 0
    kept: int = 0
    running: int = 0

    def parameter(self, offset: int = 0) -> str:
        """The parameters from ``offset`` on."""
        return f"open_rows(x, {self._at(self.theta + offset, self.run.parameters)})"

    def first_parameter(self) -> str:
        """The row of the part's first parameter."""
        return self._at(self.theta, self.run.parameters)

    def slopes_of_parameter(self, offset: int = 0) -> str:
        """Where the slopes with respect to these parameters are added."""
        return f"open_rows(gradient, {self._at(self.theta + offset, self.run.parameters)})"

    def input(self) -> str:
        """The input of the part."""
        return self.memory(self.source)

    def output(self) -> str:
        """The output of the part."""
        return self.memory(self.own)

    def memory(self, first: int) -> str:
        """Rows of memory that lie at ``first`` for the first layer of the run."""
        return f"open_rows(memory, {self._at(first, self.memory_step)})"

    def average(self, name: str) -> str:
        """The running averages ``name`` of the units of the layer."""
        return f"open_rows({name}, {self._at(self.running, self.run.layer.width)})"

    def _at(self, first: int, step: int) -> str:
        return str(first) if self.run.count == 1 else f"{first} + layer * {step}"
