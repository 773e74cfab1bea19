"""From a file to the plain tables of its TOML text; everything that can be wrong with a file as such."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simlab.errors import Fault, ScenarioError, nearest

MAX_BYTES = 1_000_000
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True)
class FileFault(Fault):
    """A fault of the file as a whole rather than of one of its tables."""

    def __str__(self) -> str:
        return self.message if self.line is None else f"line {self.line}: {self.message}"


def read_text(path: Path) -> str:
    """The text of a scenario file.

    Raises
    ------
    ScenarioError
        If the file cannot be read, is too large, or is not UTF-8.
    """
    try:
        with open(path, "rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        beside = [other.name for other in path.parent.glob("*.toml")]
        raise _refuse(path, f"no such file{nearest(path.name, beside)}") from None
    except IsADirectoryError:
        raise _refuse(path, "is a folder, not a scenario file") from None
    except PermissionError:
        raise _refuse(path, "permission to read it is denied") from None
    except OSError as error:
        raise _refuse(path, f"cannot be read: {error.strerror or error}") from None
    if len(content) > MAX_BYTES:
        raise _refuse(path, f"is larger than {MAX_BYTES:,} bytes, too large for a scenario")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refuse(path, f"is not UTF-8 text: byte 0x{content[error.start]:02x}", line) from None


def parse_toml(text: str, name: str | Path) -> dict[str, Any]:
    """The tables of a TOML text.

    Raises
    ------
    ScenarioError
        If the text is empty or not TOML; the message has line and column.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(str(error), text, name) from None
    except (RecursionError, ValueError):  # nested too deeply, or a whole number of thousands of digits
        raise _refuse(name, "is not TOML that can be read: too deeply nested, or a number too long") from None
    if not tables:
        raise _refuse(name, "is empty; a scenario has at least a title, [problem], [run] and [[optimizer]]")
    return tables


def _not_toml(message: str, text: str, name: str | Path) -> ScenarioError:
    place = _PLACE.search(message)
    reason = message[: place.start()] if place else message
    if place and place[1]:
        return _refuse(name, f"is not TOML: {_lowered(reason)} at column {place[2]}", int(place[1]))
    return _refuse(name, f"is not TOML: {_lowered(reason)} at the end of the file", text.count("\n") + 1)


def _lowered(reason: str) -> str:
    return reason[:1].lower() + reason[1:]


def _refuse(name: str | Path, message: str, line: int | None = None) -> ScenarioError:
    return ScenarioError(str(name), [FileFault(message, line=line)])
