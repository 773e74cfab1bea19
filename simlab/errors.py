"""What can go wrong for a user, each with the exit code that the command line ends with."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches


class SimlabError(Exception):
    """An error with a message for the user; never shown as a traceback."""

    exit_code = 3


class UsageError(SimlabError):
    """The command or the call was wrong."""

    exit_code = 2


class DeviceError(SimlabError):
    """The chosen device, its driver or its memory failed."""


class BusyError(SimlabError):
    """Another process is at work where this one would."""


class StoreError(SimlabError, OSError):
    """A store at a URL failed, or cannot be reached."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a scenario: where it stands and what was expected."""

    message: str
    table: str = ""
    key: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = f"[{self.table}]" if self.table else "top level"
        if self.key:
            place += f" {self.key}"
        if self.line is not None:
            place = f"line {self.line}: {place}"
        return f"{place}: {self.message}"


class ScenarioError(SimlabError):
    """A scenario file is wrong; carries every fault found, not only the first."""

    exit_code = 2

    def __init__(self, file: str, faults: list[Fault]) -> None:
        self.file = file
        self.faults = sorted(faults, key=lambda fault: fault.line or 0)
        super().__init__("\n".join(f"{file}: {fault}" for fault in self.faults))


def nearest(name: str, known) -> str:
    """``", did you mean 'x'?"`` for the known name closest to ``name``, or an empty string."""
    matches = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f", did you mean '{matches[0]}'?" if matches else ""
