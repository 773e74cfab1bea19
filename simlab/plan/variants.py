"""Every combination of optimizer and sweep values, with all its numbers resolved before anything runs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from simlab.kernels.program import Program
from simlab.plan.networks import Network
from simlab.plan.resolve import Resolver
from simlab.scenario.concepts import OptimizerTable
from simlab.scenario.model import Scenario
from simlab.scenario.sweeps import Sweep


@dataclass(frozen=True)
class Variant:
    """One setting of everything but the replicate.

    ``numbers`` are keyed as the kernel's rows are; ``settings`` hold the same numbers and the problem's
    constants under the names that claims use; ``stream`` selects the random numbers (0 = those that all
    variants share).
    """

    label: str
    optimizer: str
    program: Program
    axes: Mapping[str, float]
    numbers: Mapping[str, Any]
    settings: Mapping[str, Any]
    start: Mapping[str, Any]
    optima: tuple[tuple[float, ...], ...] = ()
    stream: int = 0
    network: Network | None = None

    def section(self, name: str) -> dict[str, Any]:
        """The numbers of one concept, ``problem`` for instance, under its own names for them."""
        prefix = f"{name}_"
        return {key.removeprefix(prefix): n for key, n in self.numbers.items() if key.startswith(prefix)}


@dataclass(frozen=True)
class _Choice:
    """Values of the sweep axes for one variant."""

    axes: dict[str, float] = field(default_factory=dict)
    overrides: dict[str, Any] = field(default_factory=dict)
    stream: int = 0
    words: dict[str, str] = field(default_factory=dict)


def expand(scenario: Scenario) -> list[Variant]:
    """All variants of ``scenario``, optimizer by optimizer, the last axis varying fastest."""
    resolver = Resolver(scenario)
    values = {sweep.name: sweep.numbers(scenario.run.seed) for sweep in scenario.sweeps}
    return [
        _variant(resolver, table, choice)
        for table in scenario.optimizers
        for choice in _choices(scenario, table, values)
    ]


def applies(sweep: Sweep, optimizer: str) -> bool:
    """Whether ``sweep`` sets anything that a variant of ``optimizer`` uses."""
    return any(
        not path.startswith("optimizer.") or path.split(".")[1] in ("*", optimizer) for path in sweep.paths
    )


def _choices(scenario: Scenario, table: OptimizerTable, values: dict[str, list[float]]) -> Iterator[_Choice]:
    """The grid of the axes that apply to one optimizer; axes zipped together advance together."""
    groups: dict[str, list[Sweep]] = {}
    for sweep in scenario.sweeps:
        if applies(sweep, table.name):
            groups.setdefault(sweep.zip_with or sweep.name, []).append(sweep)
    ranges = [range(len(values[sweeps[0].name])) for sweeps in groups.values()]
    for indices in product(*ranges):
        axes: dict[str, float] = {}
        overrides: dict[str, Any] = {}
        words: dict[str, str] = {}
        independent = []
        for index, sweeps in zip(indices, groups.values(), strict=True):
            for sweep in sweeps:
                value = values[sweep.name][index]
                axes[sweep.name] = value
                chosen = sweep.choices[index] if sweep.choices else value
                words[sweep.name] = _short(chosen)
                overrides |= {path.replace("*", table.name): chosen for path in sweep.paths}
                if sweep.independent:
                    independent.append(f"{sweep.name}={chosen!r}")
        yield _Choice(axes, overrides, random_stream(independent) if independent else 0, words)


def random_stream(parts: Sequence[str]) -> int:
    """The random stream of these words, whatever else the file holds; never 0, which is the shared one."""
    digest = hashlib.sha256("|".join(parts).encode()).digest()
    return int.from_bytes(digest[:4], "little") or 1


def _short(value: float | str | bool) -> str:
    """Six digits where they are the whole number, else all: a label must name one value only."""
    if isinstance(value, str | bool):
        return str(value).lower() if isinstance(value, bool) else value
    text = f"{value:.6g}"
    return text if float(text) == value else repr(value)


def _variant(resolver: Resolver, table: OptimizerTable, choice: _Choice) -> Variant:
    resolved = resolver.resolve(table, choice.overrides)
    axes = ", ".join(f"{name}={word}" for name, word in choice.words.items())
    return Variant(
        label=f"{table.name} {axes}".rstrip(),
        optimizer=table.name,
        program=resolved.program,
        axes=choice.axes,
        numbers=resolved.numbers,
        settings=resolved.settings,
        start=resolved.start,
        optima=resolved.optima,
        stream=choice.stream,
        network=resolved.network,
    )
