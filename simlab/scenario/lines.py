"""The line on which each key of a TOML text stands; the standard library's parser does not say.

The text is known to be valid TOML, so this only has to find keys and skip values.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable

Location = tuple[str | int, ...]  # keys, and positions in arrays: ("optimizer", 0, "learning_rate")

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'([^'\n]*)'|([A-Za-z0-9_-]+)")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})(?!")|\'\'\'.*?\'\'\'(?:\'{0,2})(?!\')|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'',
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]\}#\r\n]*")


def key_lines(text: str) -> dict[Location, int]:
    """Line (from 1) of every table, key and array item of a valid TOML text."""
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text, self.position = text, 0
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]  # of every line
        self.lines: dict[Location, int] = {}
        self.counts: dict[Location, int] = {}  # how many [[tables]] of a name there are so far

    def scan(self) -> dict[Location, int]:
        table: Location = ()
        while self.skip(_BLANK) < len(self.text):
            if self.text.startswith("[", self.position):
                table = self.header()
            else:
                self.pair(table)
        return self.lines

    def skip(self, pattern: re.Pattern) -> int:
        self.match(pattern)
        return self.position

    def match(self, pattern: re.Pattern) -> re.Match:
        """What ``pattern`` matches here; valid TOML leaves no doubt that it does."""
        match = pattern.match(self.text, self.position)
        if match is None:
            raise ValueError(f"no TOML at character {self.position}")
        self.position = match.end()
        return match

    def mark(self, location: Location) -> None:
        self.lines.setdefault(location, bisect_right(self.starts, self.position))

    def header(self) -> Location:
        """``[a.b]`` or ``[[a.b]]``: the location of the keys that follow."""
        double = self.text.startswith("[[", self.position)
        self.position += 2 if double else 1
        location: Location = ()
        *parents, last = self.keys()
        for key in parents:
            location = self.enter((*location, key))
        if double:
            self.counts[(*location, last)] = self.counts.get((*location, last), 0) + 1
        location = self.enter((*location, last))
        self.position += 2 if double else 1
        return location

    def enter(self, location: Location) -> Location:
        """The table at ``location``; in an array of tables, the latest of them."""
        self.mark(location)
        if location in self.counts:
            location = (*location, self.counts[location] - 1)
            self.mark(location)
        return location

    def keys(self) -> list[str]:
        """A dotted key."""
        parts = []
        while True:
            self.skip(_SPACE)
            quoted, literal, bare = self.match(_KEY).groups()
            parts.append(_unescaped(quoted) if quoted is not None else literal or bare or "")
            self.skip(_SPACE)
            if not self.text.startswith(".", self.position):
                return parts
            self.position += 1

    def pair(self, table: Location) -> None:
        """``key = value``."""
        location = table
        for key in self.keys():
            location = (*location, key)
            self.mark(location)
        self.position += 1  # the equals sign
        self.skip(_SPACE)
        self.value(location)

    def value(self, location: Location) -> None:
        opening = self.text[self.position]
        if opening == "[":
            self.items("]", lambda index: self.item((*location, index)))
        elif opening == "{":
            self.items("}", lambda index: self.pair(location))
        elif opening in "\"'":
            self.skip(_STRING)
        else:
            self.skip(_PLAIN)

    def item(self, location: Location) -> None:
        self.mark(location)
        self.value(location)

    def items(self, closing: str, read: Callable[[int], None]) -> None:
        """What stands between brackets, separated by commas."""
        self.position += 1
        index = 0
        while True:
            self.skip(_BLANK)
            if self.text.startswith(closing, self.position):
                self.position += 1
                return
            read(index)
            index += 1
            self.skip(_BLANK)
            if self.text.startswith(",", self.position):
                self.position += 1


def _unescaped(text: str) -> str:
    """A quoted key without its escapes."""
    if "\\" not in text:
        return text
    return tomllib.loads(f'key = "{text}"')["key"]
