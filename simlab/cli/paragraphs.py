"""Text in lines as wide as the terminal."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap

_UNLIMITED = 10_000  # columns where nobody reads but a program
_FEWEST = 40


def columns() -> int:
    """Columns to print; what a program reads is not broken into lines."""
    seen = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()
    return max(_FEWEST, shutil.get_terminal_size().columns) if seen else _UNLIMITED


def paragraph(text: str, width: int, indent: str, first: str | None = None) -> str:
    """``text`` in lines of at most ``width`` columns behind ``indent``, the first one behind ``first``."""
    return textwrap.fill(
        text,
        width,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
